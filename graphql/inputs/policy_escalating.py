"""The policy's section about levels of escalation, as clients give it."""

import strawberry
from msgspec import UNSET, UnsetType

from labeltrail.events.identifiers import MemberId
from labeltrail.events.streams.policy import escalating as section
from labeltrail.events.streams.project import Role


@strawberry.input(description="One level: who settles its questions, and within how long.")
class EscalationLevelInput:
    title: str = strawberry.field(description='What it is to people: "team lead".')
    hours: int = strawberry.field(description="Until a question that reaches it is due.")
    owners: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="Members who settle its questions; the first who still is one and did not ask."
        " Left out: name a role.",
    )
    role: Role | None = strawberry.field(
        default=None, description="The role that settles them. Left out: name members."
    )

    def level(self) -> section.EscalationLevel:
        return section.EscalationLevel(
            title=self.title,
            hours=self.hours,
            owners=tuple(map(MemberId, self.owners)),
            role=self.role,
        )


def escalating(levels: list[EscalationLevelInput]) -> section.Escalating | UnsetType:
    """UNSET without levels: nothing rises then."""
    return section.Escalating(levels=tuple(one.level() for one in levels)) if levels else UNSET
