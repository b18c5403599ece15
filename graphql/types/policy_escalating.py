"""The policy's section about levels of escalation."""

from typing import Self

import strawberry
from msgspec import UNSET

from labeltrail.events.streams import policy
from labeltrail.events.streams.project import Role
from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.scoped import Scoped


@strawberry.type(description="One level: who settles its questions, and within how long.")
class EscalationLevel(Scoped):
    level: int = strawberry.field(description="1 is the first to be asked.")
    title: str = strawberry.field(description="What it is to people.")
    hours: int = strawberry.field(description="Until a question that reaches it is due.")
    owners: list[strawberry.ID] = strawberry.field(
        description="Members who settle its questions; empty where a role does."
    )
    role: Role | None = strawberry.field(description="The role that settles them.")

    @classmethod
    def every(cls, scope: Scope, found: policy.Policy) -> list[Self]:
        section = found.escalating
        levels = () if section is UNSET else section.levels
        return [
            cls(
                scope=scope,
                level=number,
                title=one.title,
                hours=one.hours,
                owners=[strawberry.ID(owner) for owner in one.owners],
                role=one.role,
            )
            for number, one in enumerate(levels, start=1)
        ]
