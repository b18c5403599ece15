"""Escalated questions and what became of them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from labeltrail.events.identifiers import SYSTEM, ItemId, MemberId, PrecedentId
from labeltrail.events.streams.guideline import Demand
from labeltrail.events.streams.item import state
from labeltrail.events.streams.item.facts import EscalationDecision
from labeltrail.events.streams.item.parts import Comment
from labeltrail.events.streams.project import Role
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.reading import coded, rules_seen
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.node import Node
from labeltrail.graphql.types.precedent_search import offered, precedent
from labeltrail.graphql.types.precedents import Precedent
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.precedents.ranking import Question, involved
from labeltrail.projections.reviewing.anonymous import pseudonym

if TYPE_CHECKING:
    from labeltrail.graphql.types.item import Item

LazyItem = Annotated["Item", strawberry.lazy("labeltrail.graphql.types.item")]


@strawberry.type(description="What somebody added to a question.")
class EscalationComment(Scoped):
    event_id: UUID = strawberry.field(description="The event that recorded it.")
    commented_by: strawberry.ID = strawberry.field(description="Who commented.")
    recorded_at: datetime = strawberry.field(description="When.")
    position: BigInt = strawberry.field(description="Where it stands in the ledger.")
    held: strawberry.Private[Comment]

    @strawberry.field(description="The comment in words; null when they were erased.")
    async def comment(self) -> str | None:
        return await self.scope.words(self.held.comment)

    @strawberry.field(description="When the comment's words were erased; null while kept.")
    async def comment_erased_at(self) -> datetime | None:
        return await self.scope.erased_at(self.held.comment)

    @classmethod
    def of(cls, scope: Scope, found: Comment) -> Self:
        return cls(
            scope=scope,
            event_id=found.event_id,
            commented_by=strawberry.ID(_shown(scope, found.commented_by, found.event_id)),
            recorded_at=found.recorded_at,
            position=BigInt(found.position),
            held=found,
        )


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
    owner_role: Role | None = strawberry.field(
        description="Whoever has this role is to settle it, where nobody is named."
    )
    demand: str | None = strawberry.field(
        description="What its resolution demands of the guideline, if anything."
    )
    rule: strawberry.ID | None = strawberry.field(
        description="The routing rule that raised it, without a question in words."
    )
    held: strawberry.Private[state.Escalation]
    past: strawberry.Private[int | None]
    """The position that it is shown as of; None: now."""

    @strawberry.field(
        description="The question in words; null when they were erased, or a rule raised it."
    )
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

    @strawberry.field(description="Whether it is open and was due at the moment asked about.")
    async def is_overdue(self) -> bool:
        due_at = self.held.due_at
        if due_at is None or not self.held.is_open:
            return False
        return due_at <= await self._moment()

    @strawberry.field(description="What was added to the question, in order.")
    async def comments(self) -> list[EscalationComment]:
        return [EscalationComment.of(self.scope, one) for one in self.held.comments]

    @strawberry.field(
        description="The published guideline revision that answers its demand; null while the"
        " demand is open, and where there is none."
    )
    async def demand_answered_by(self) -> int | None:
        if self.held.demand is None:
            return None
        demand = Demand(item_id=ItemId(self.item_id), escalation_id=self.held.escalation_id)
        seen = await rules_seen(self.scope, self.past)
        return seen.rules.guideline.answered_by(demand)

    @strawberry.field(description="The precedent that its resolution became, if it did.")
    async def precedent(self) -> Precedent | None:
        if self.held.decision is None:
            return None
        return await precedent(self.scope, self.escalation_id, self.past)

    @strawberry.field(
        description="Up to 5 precedents that it is most like, by the words of the question, the"
        " classes answered, the clause and the item's attributes; each with the reasons."
    )
    async def precedents(self) -> list[Precedent]:
        item_id = ItemId(self.item_id)
        with coded():
            answer = await self.scope.loaders.item(self.scope.project_id, item_id, self.past)
        if answer is None:
            return []
        is_seen = await self.scope.sees_judgments_of(item_id)
        registered = answer.state.registered
        asked = Question(
            classes=involved(answer.state) if is_seen else frozenset(),
            clause=self.held.clause,
            attributes=registered.attributes if registered is not None else {},
        )
        words = await self.scope.words(self.held.question)
        own = (PrecedentId(self.escalation_id),)
        return await offered(self.scope, asked, words, self.past, own)

    async def _moment(self) -> datetime:
        if self.past is None:
            return self.scope.context.now
        seen = await rules_seen(self.scope, self.past)
        recorded_at = seen.past.recorded_at if seen.past is not None else None
        return recorded_at or self.scope.context.now

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
            raised_by=strawberry.ID(_shown(scope, escalation.raised_by, escalation.escalation_id)),
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
            owner_role=escalation.owner_role,
            demand=escalation.demand,
            rule=strawberry.ID(escalation.rule) if escalation.rule is not None else None,
            held=escalation,
            past=past,
        )


def _shown(scope: Scope, name: MemberId, event_id: UUID) -> MemberId:
    """Whoever asked may be an annotator, whose name the policy may keep from the caller."""
    if not scope.sight.hides_names or name in (SYSTEM, scope.sight.person):
        return name
    return pseudonym(f"asking-{str(event_id)[-4:]}")
