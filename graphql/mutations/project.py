"""Mutations about a project and its members."""

from typing import Annotated

import strawberry
from strawberry import Info

from labeltrail.events.streams.project import (
    AddMember,
    ChangeMemberRoles,
    DescribeMember,
    RemoveMember,
)
from labeltrail.graphql.context import Context
from labeltrail.graphql.inputs.project import (
    AddMemberInput,
    ChangeMemberRolesInput,
    CreateProjectInput,
    RemoveMemberInput,
)
from labeltrail.graphql.mutations.carry import CommandSuccess, Done, carry
from labeltrail.graphql.refusals import Refusal
from labeltrail.graphql.types.people import Member
from labeltrail.graphql.types.project import Project

Asking = Info[Context, None]


@strawberry.type(description="The project exists, and who called is its first manager.")
class CreateProjectSuccess(CommandSuccess):
    @strawberry.field(description="The project.")
    async def project(self) -> Project | None:
        scope = await self.done.scope()
        return Project.of(scope) if scope is not None else None


@strawberry.type
class MemberSuccess(CommandSuccess):
    @strawberry.field(description="The member as of now; null for one who was removed.")
    async def member(self) -> Member | None:
        scope, command = await self.done.scope(), self.done.command
        changes = AddMember | DescribeMember | ChangeMemberRoles | RemoveMember
        if scope is None or not isinstance(command, changes):
            return None
        return Member.of(scope, command.member)


@strawberry.type(description="The member may act in the project.")
class AddMemberSuccess(MemberSuccess):
    pass


@strawberry.type(description="The member has these roles and no others.")
class ChangeMemberRolesSuccess(MemberSuccess):
    pass


@strawberry.type(description="The member acts no more; what they did stays.")
class RemoveMemberSuccess(MemberSuccess):
    pass


CreateProjectPayload = Annotated[
    CreateProjectSuccess | Refusal, strawberry.union("CreateProjectPayload")
]
AddMemberPayload = Annotated[AddMemberSuccess | Refusal, strawberry.union("AddMemberPayload")]
ChangeMemberRolesPayload = Annotated[
    ChangeMemberRolesSuccess | Refusal, strawberry.union("ChangeMemberRolesPayload")
]
RemoveMemberPayload = Annotated[
    RemoveMemberSuccess | Refusal, strawberry.union("RemoveMemberPayload")
]


@strawberry.type
class ProjectMutations:
    @strawberry.mutation(
        description="Begin a project. Takes a key of instance administration; roles inside the"
        " project are its members'."
    )
    async def create_project(
        self, asking: Asking, input: CreateProjectInput
    ) -> CreateProjectPayload:
        told = await carry(asking.context, input)
        return CreateProjectSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(description="Let somebody, or some machine, join. Takes the role manager.")
    async def add_member(self, asking: Asking, input: AddMemberInput) -> AddMemberPayload:
        told = await carry(asking.context, input)
        return AddMemberSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(description="Change what a member may do. Takes the role manager.")
    async def change_member_roles(
        self, asking: Asking, input: ChangeMemberRolesInput
    ) -> ChangeMemberRolesPayload:
        told = await carry(asking.context, input)
        return ChangeMemberRolesSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(description="Let a member act no more. Takes the role manager.")
    async def remove_member(self, asking: Asking, input: RemoveMemberInput) -> RemoveMemberPayload:
        told = await carry(asking.context, input)
        return RemoveMemberSuccess.of(told) if isinstance(told, Done) else told
