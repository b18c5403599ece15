"""Members of a project."""

from collections.abc import Awaitable, Callable
from typing import Self

import strawberry

from labeltrail.events.identifiers import MemberId
from labeltrail.events.streams.project import MemberKind, Role
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.reading import RulesSeen, holds_for, position_of, rules_seen
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.asof import AsOf, AsOfInput
from labeltrail.graphql.types.node import Node
from labeltrail.graphql.types.paging import Connection, Edge, Pages
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.standing import AnnotatorStanding
from labeltrail.projections.answers import HoldsFor


@strawberry.type(description="What a member is described by.")
class MemberAttribute(Scoped):
    name: str = strawberry.field(description="Such as team or vendor.")
    value: str = strawberry.field(description="Which one.")


@strawberry.type(description="Somebody, or some machine, that acts in the project.")
class Member(Node):
    member_id: strawberry.ID = strawberry.field(description="The member's own, opaque id.")
    roles: list[Role] = strawberry.field(description="What the member may do.")
    member_kind: MemberKind = strawberry.field(description="What kind of member.")
    attributes: list[MemberAttribute] = strawberry.field(
        description="Team, vendor, site and so on, by name."
    )
    seen: strawberry.Private[RulesSeen]

    @strawberry.field(description="Where they stand as an annotator.")
    def standing(self) -> AnnotatorStanding:
        rules, position = self.seen.rules, self.seen.position
        return AnnotatorStanding.of(self.scope, MemberId(self.member_id), rules, position)

    @classmethod
    def of(cls, scope: Scope, member_id: MemberId, seen: RulesSeen | None = None) -> Self | None:
        """None for whoever is not a member at the moment that was seen."""
        seen = seen or RulesSeen(scope.rules)
        member = seen.rules.project.members.get(member_id)
        if member is None:
            return None
        return cls(
            scope=scope,
            id=ids.node(ids.Kind.MEMBER, scope.project_id, member_id, at=seen.position),
            member_id=strawberry.ID(member_id),
            roles=sorted(member.roles),
            member_kind=member.member_kind,
            seen=seen,
            attributes=[
                MemberAttribute(scope=scope, name=name, value=value)
                for name, value in sorted(member.attributes.items())
            ],
        )


@strawberry.type(description="A page of members, in the order of their ids.")
class MemberConnection(Connection[Member]):
    reached: strawberry.Private[Callable[[], Awaitable[HoldsFor]]]
    scope: strawberry.Private[Scope]

    @strawberry.field(description="What the page holds for.")
    async def as_of(self) -> AsOf:
        return AsOf.of(self.scope, await self.reached())


async def members(scope: Scope, pages: Pages, as_of: AsOfInput | None) -> MemberConnection:
    """Who was a member at the moment asked about, by id. Raises coded errors."""
    wanted = paging.asked(scope, "members", *pages, position=await position_of(scope, as_of))
    seen = await rules_seen(scope, wanted.position)
    everyone = sorted(seen.rules.project.members)
    shown = paging.held(everyone, wanted, lambda member: (member,))

    async def count() -> int:
        return len(everyone)

    async def reached() -> HoldsFor:
        return await holds_for(scope, seen)

    return MemberConnection(
        **paging.parts(
            wanted,
            shown,
            lambda member: (member,),
            lambda member: Member.of(scope, member, seen),
            Edge[Member],
        ),
        counter=count,
        reached=reached,
        scope=scope,
    )
