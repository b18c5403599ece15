"""Members of a project."""

from typing import Self

import strawberry

from labeltrail.events.identifiers import MemberId
from labeltrail.events.streams.project import MemberKind, Role
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.node import Node
from labeltrail.graphql.types.paging import Connection


@strawberry.type(description="Somebody, or some machine, that acts in the project.")
class Member(Node):
    member_id: strawberry.ID = strawberry.field(description="The member's own, opaque id.")
    roles: list[Role] = strawberry.field(description="What the member may do.")
    member_kind: MemberKind = strawberry.field(description="What kind of member.")

    @classmethod
    def of(cls, scope: Scope, member_id: MemberId) -> Self | None:
        """None for whoever is not a member now."""
        member = scope.rules.project.members.get(member_id)
        if member is None:
            return None
        return cls(
            scope=scope,
            id=ids.node(ids.Kind.MEMBER, scope.project_id, member_id),
            member_id=strawberry.ID(member_id),
            roles=sorted(member.roles),
            member_kind=member.member_kind,
        )


@strawberry.type(description="A page of members, in the order of their ids.")
class MemberConnection(Connection[Member]):
    pass
