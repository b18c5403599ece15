"""Inputs about questions that could not be settled on the spot."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import strawberry
from msgspec import UNSET

from labeltrail.events.identifiers import EscalationId, ItemId, MemberId
from labeltrail.events.streams.item import commands
from labeltrail.events.streams.item.facts import EscalationDecision
from labeltrail.graphql.inputs.acts import CommandInput, Texts
from labeltrail.graphql.inputs.settling import FOLLOWS, PrecedentInput, followed


@strawberry.input(description="Raise a question about an item.")
class RaiseEscalationInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("question",)
    PERSON: ClassVar[str | None] = "raised_by"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    question: str = strawberry.field(description="The question, erasable.")
    level: int = strawberry.field(default=1, description="1 is the first to be asked, 9 the last.")
    clause: str | None = strawberry.field(
        default=None, description="The number of the guideline clause in question."
    )
    owner: strawberry.ID | None = strawberry.field(
        default=None,
        description="The member who is to settle it. Left out: who the policy says for the level.",
    )
    due_at: datetime | None = strawberry.field(
        default=None,
        description="By when it should be settled. Left out: as the policy says for the level.",
    )
    raised_by: strawberry.ID | None = strawberry.field(
        default=None, description="Who asks. Left out: who calls. Another takes the role service."
    )

    def command(self, texts: Texts) -> commands.RaiseEscalation:
        return commands.RaiseEscalation(
            item_id=ItemId(self.item_id),
            question=texts["question"],
            level=self.level,
            clause=self.clause,
            owner=MemberId(self.owner) if self.owner is not None else None,
            due_at=self.due_at,
        )


@strawberry.input(description="Answer an escalated question.")
class ResolveEscalationInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("rationale",)
    PERSON: ClassVar[str | None] = "resolved_by"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    escalation_id: UUID = strawberry.field(description="The escalation.")
    decision: EscalationDecision = strawberry.field(description="What was decided.")
    rationale: str = strawberry.field(description="Why, erasable.")
    clause: str | None = strawberry.field(
        default=None, description="The number of the guideline clause that answers it."
    )
    demand: str | None = strawberry.field(
        default=None,
        description="What the guideline should say from now on; published text. It stays an open"
        " demand until a revision that names it is published.",
    )
    precedent: PrecedentInput | None = strawberry.field(
        default=None, description="Keep it for reuse. Left out: it holds for this item alone."
    )
    follows: UUID | None = strawberry.field(default=None, description=FOLLOWS)
    resolved_by: strawberry.ID | None = strawberry.field(
        default=None,
        description="Who decided. Left out: who calls. Another takes the role service.",
    )

    def command(self, texts: Texts) -> commands.ResolveEscalation:
        return commands.ResolveEscalation(
            item_id=ItemId(self.item_id),
            escalation_id=EscalationId(self.escalation_id),
            decision=self.decision,
            rationale=texts["rationale"],
            clause=self.clause,
            demand=self.demand if self.demand is not None else UNSET,
            precedent=self.precedent.given() if self.precedent is not None else UNSET,
            follows=followed(self.follows),
        )


@strawberry.input(description="Ask an escalated question no more.")
class WithdrawEscalationInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("note",)
    PERSON: ClassVar[str | None] = "withdrawn_by"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    escalation_id: UUID = strawberry.field(description="The escalation.")
    note: str | None = strawberry.field(default=None, description="Why, erasable.")
    withdrawn_by: strawberry.ID | None = strawberry.field(
        default=None,
        description="Who withdraws. Left out: who calls. Another takes the role service.",
    )

    def command(self, texts: Texts) -> commands.WithdrawEscalation:
        return commands.WithdrawEscalation(
            item_id=ItemId(self.item_id),
            escalation_id=EscalationId(self.escalation_id),
            note=texts.get("note"),
        )
