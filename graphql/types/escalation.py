"""Escalated questions and what became of them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.item import state
from labeltrail.events.streams.item.facts import EscalationDecision
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.node import Node

if TYPE_CHECKING:
    from labeltrail.graphql.types.item import Item

LazyItem = Annotated["Item", strawberry.lazy("labeltrail.graphql.types.item")]


@strawberry.type(description="A question about an item that was handed on.")
class Escalation(Node):
    escalation_id: UUID = strawberry.field(description="The id of the event that raised it.")
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    raised_by: strawberry.ID = strawberry.field(description="Who asked.")
    level: int = strawberry.field(description="1 is the first to be asked, 9 the last.")
    clause: str | None = strawberry.field(description="The guideline clause in question.")
    owner: strawberry.ID | None = strawberry.field(description="Who is to settle it.")
    due_at: datetime | None = strawberry.field(description="By when it should be settled.")
    raised_at: datetime = strawberry.field(description="When it was recorded.")
    raised_position: BigInt = strawberry.field(description="Where it stands in the ledger.")
    is_open: bool = strawberry.field(description="Whether it waits for an answer.")
    closed_position: BigInt | None = strawberry.field(
        description="Where its resolution or withdrawal stands in the ledger."
    )
    decision: EscalationDecision | None = strawberry.field(
        description="What was decided; null while open or when withdrawn."
    )
    resolved_by: strawberry.ID | None = strawberry.field(description="Who decided.")
    resolution_clause: str | None = strawberry.field(
        description="The guideline clause that answers it."
    )
    held: strawberry.Private[state.Escalation]
    past: strawberry.Private[int | None]
    """The position that it is shown as of; None: now."""

    @strawberry.field(description="The question in words; null when they were erased.")
    async def question(self) -> str | None:
        return await self.scope.words(self.held.question)

    @strawberry.field(description="When the question's words were erased; null while kept.")
    async def question_erased_at(self) -> datetime | None:
        return await self.scope.erased_at(self.held.question)

    @strawberry.field(description="Why it was decided so; null when the words were erased.")
    async def rationale(self) -> str | None:
        return await self.scope.words(self.held.rationale)

    @strawberry.field(description="When the rationale's words were erased; null while kept.")
    async def rationale_erased_at(self) -> datetime | None:
        return await self.scope.erased_at(self.held.rationale)

    @strawberry.field(description="The item.")
    async def item(self) -> LazyItem | None:
        from labeltrail.graphql.types.item import Item

        return await Item.at(self.scope, ItemId(self.item_id), self.past)

    @classmethod
    async def seen(
        cls, scope: Scope, item_id: ItemId, escalation: state.Escalation, past: int | None = None
    ) -> Self | None:
        """None for whoever does not see the question."""
        if scope.sight.is_own(escalation) or await scope.sees_judgments_of(item_id):
            return cls.of(scope, item_id, escalation, past)
        return None

    @classmethod
    def of(
        cls, scope: Scope, item_id: ItemId, escalation: state.Escalation, past: int | None = None
    ) -> Self:
        def who(member: str | None) -> strawberry.ID | None:
            return strawberry.ID(member) if member is not None else None

        closed = escalation.closed_position
        return cls(
            scope=scope,
            id=ids.node(
                ids.Kind.ESCALATION,
                scope.project_id,
                item_id,
                str(escalation.escalation_id),
                at=past,
            ),
            escalation_id=escalation.escalation_id,
            item_id=strawberry.ID(item_id),
            raised_by=strawberry.ID(escalation.raised_by),
            level=escalation.level,
            clause=escalation.clause,
            owner=who(escalation.owner),
            due_at=escalation.due_at,
            raised_at=escalation.raised_at,
            raised_position=BigInt(escalation.raised_position),
            is_open=escalation.is_open,
            closed_position=BigInt(closed) if closed is not None else None,
            decision=escalation.decision,
            resolved_by=who(escalation.resolved_by),
            resolution_clause=escalation.resolution_clause,
            held=escalation,
            past=past,
        )
