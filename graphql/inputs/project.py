"""Inputs about a project and its members."""

import strawberry

from labeltrail.events.identifiers import MemberId
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams import project
from labeltrail.events.streams.project import MemberKind, Role
from labeltrail.graphql.inputs.acts import CommandInput, Texts
from labeltrail.graphql.inputs.items import AttributeInput, named


@strawberry.input(
    description="Begin a project under an id of your choice; who calls becomes its first manager."
)
class CreateProjectInput(CommandInput):
    title: str = strawberry.field(description="The project's title.")

    def command(self, texts: Texts) -> project.CreateProject:
        return project.CreateProject(title=self.title)


@strawberry.input(description="Let somebody, or some machine, join.")
class AddMemberInput(CommandInput):
    member: strawberry.ID = strawberry.field(
        description="An opaque id, never a name or address: those belong in the directory."
    )
    roles: list[Role] = strawberry.field(description="What the member may do.")
    member_kind: MemberKind = strawberry.field(
        default=MemberKind.PERSON, description="What kind of member."
    )
    attributes: list[AttributeInput] = strawberry.field(
        default_factory=list,
        description="Team, vendor, site: nothing personal, since the ledger never forgets.",
    )

    def command(self, texts: Texts) -> project.AddMember | Rejection:
        attributes = named(self.attributes)
        if isinstance(attributes, Rejection):
            return attributes
        return project.AddMember(
            member=MemberId(self.member),
            roles=tuple(self.roles),
            member_kind=self.member_kind,
            attributes=attributes,
        )


@strawberry.input(description="Change what a member may do.")
class ChangeMemberRolesInput(CommandInput):
    member: strawberry.ID = strawberry.field(description="The member's id.")
    roles: list[Role] = strawberry.field(description="All roles from now on.")

    def command(self, texts: Texts) -> project.ChangeMemberRoles:
        return project.ChangeMemberRoles(member=MemberId(self.member), roles=tuple(self.roles))


@strawberry.input(description="Let a member act no more; what they did stays.")
class RemoveMemberInput(CommandInput):
    member: strawberry.ID = strawberry.field(description="The member's id.")

    def command(self, texts: Texts) -> project.RemoveMember:
        return project.RemoveMember(member=MemberId(self.member))
