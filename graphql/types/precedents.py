"""Precedents: found, ranked with their reasons, and what rested on them.

What a precedent says is published text; which decisions followed it is for judges.
"""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.precedent import Following, PrecedentFollowed
from labeltrail.events.streams.precedent import Precedent as Known
from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.item_parts import ItemAttribute
from labeltrail.graphql.types.paging import Connection
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.precedents.ranking import Likeness, Ranked, Reason

if TYPE_CHECKING:
    from labeltrail.graphql.types.item import Item

LazyItem = Annotated["Item", strawberry.lazy("labeltrail.graphql.types.item")]
FOLLOWS_MAX = 1_000


@strawberry.type(description="A class that a precedent is about.")
class PrecedentClass(Scoped):
    task: str = strawberry.field(description="The task.")
    class_id: str = strawberry.field(description="The class.")


@strawberry.type(description="Why a precedent was found, and what that counts.")
class PrecedentReason(Scoped):
    likeness: Likeness = strawberry.field(description="What is alike.")
    points: Decimal = strawberry.field(description="What it counts in the score.")
    sentence: str = strawberry.field(description="In words.")

    @classmethod
    def of(cls, scope: Scope, reason: Reason) -> Self:
        return cls(
            scope=scope,
            likeness=reason.likeness,
            points=reason.points,
            sentence=reason.sentence,
        )


@strawberry.type(description="A decision that rested on a precedent.")
class PrecedentFollow(Scoped):
    item_id: strawberry.ID = strawberry.field(description="The item that it was about.")
    followed_by: strawberry.ID = strawberry.field(description="Who decided.")
    following: Following = strawberry.field(description="What kind of decision it was.")
    event_id: UUID | None = strawberry.field(description="The event of the decision itself.")
    position: BigInt = strawberry.field(description="Where it stands in the ledger.")
    recorded_at: datetime = strawberry.field(description="When it was recorded.")


@strawberry.type(description="A resolution kept for reuse.")
class Precedent(Scoped):
    precedent_id: UUID = strawberry.field(description="That of the escalation that it settled.")
    item_id: strawberry.ID = strawberry.field(description="The item that raised the question.")
    question: str = strawberry.field(description="The question, as published.")
    answer: str = strawberry.field(description="What holds.")
    clause: str | None = strawberry.field(description="The guideline clause that answers it.")
    guideline_revision: int = strawberry.field(description="In force when it was decided.")
    taxonomy_version: int = strawberry.field(description="In force when it was decided.")
    classes: list[PrecedentClass] = strawberry.field(description="What it is about.")
    attributes: list[ItemAttribute] = strawberry.field(
        description="Those of the item that raised the question."
    )
    position: BigInt = strawberry.field(description="Where it stands in the ledger.")
    recorded_by: strawberry.ID = strawberry.field(description="Who decided.")
    is_superseded: bool = strawberry.field(description="Whether another one overturned it.")
    superseded_by: UUID | None = strawberry.field(description="The one that overturned it.")
    superseded_position: BigInt | None = strawberry.field(description="Where that stands.")
    superseded_reason: str | None = strawberry.field(
        description="Why; null where a resolution overturned it, whose rationale says so."
    )
    supersedes: UUID | None = strawberry.field(description="The one that it overturned.")
    score: Decimal = strawberry.field(description="Points of its reasons, 0 to 10.")
    reasons: list[PrecedentReason] = strawberry.field(
        description="Why it was found, for what was asked; empty where nothing was."
    )
    held: strawberry.Private[Known]
    past: strawberry.Private[int | None]
    """The position that it is shown as of; None: now."""

    @strawberry.field(
        description="How many decisions followed it, of items that you may not label any more."
    )
    async def followed_count(self) -> int:
        return len(await self._followed())

    @strawberry.field(description="Decisions that followed it, oldest first, up to 1,000.")
    async def follows(self) -> list[PrecedentFollow]:
        return [
            PrecedentFollow(
                scope=self.scope,
                item_id=strawberry.ID(fact.item_id),
                followed_by=strawberry.ID(fact.followed_by),
                following=fact.following,
                event_id=event.causation_id,
                position=BigInt(event.position),
                recorded_at=event.recorded_at,
            )
            for event, fact in (await self._followed())[:FOLLOWS_MAX]
        ]

    @strawberry.field(
        description="Items whose decisions followed it, by id, up to 1,000: to be looked at again"
        " once it is superseded."
    )
    async def affected_items(self) -> list[strawberry.ID]:
        items = sorted({fact.item_id for _, fact in await self._followed()})
        return [strawberry.ID(one) for one in items[:FOLLOWS_MAX]]

    @strawberry.field(description="The item that raised the question.")
    async def item(self) -> LazyItem | None:
        from labeltrail.graphql.types.item import Item

        return await Item.at(self.scope, ItemId(self.item_id), self.past)

    async def _followed(self) -> list[tuple[RecordedEvent, PrecedentFollowed]]:
        """Those about items that the caller sees others' judgments of."""
        rows = [
            (event, event.fact)
            for event in self.held.followed
            if isinstance(event.fact, PrecedentFollowed)
        ]
        if self.scope.sight.sees_all:
            return rows
        items = list(dict.fromkeys(fact.item_id for _, fact in rows))
        await self.scope.loaders.items_now(self.scope.project_id, items)
        return [row for row in rows if await self.scope.sees_judgments_of(row[1].item_id)]

    @classmethod
    def of(cls, scope: Scope, row: Ranked, past: int | None = None) -> Self:
        known, recorded = row.precedent, row.precedent.recorded
        over, supersession = known.superseded, known.supersession
        return cls(
            scope=scope,
            precedent_id=known.precedent_id,
            item_id=strawberry.ID(recorded.item_id),
            question=recorded.question,
            answer=recorded.answer,
            clause=recorded.clause,
            guideline_revision=recorded.guideline_revision,
            taxonomy_version=recorded.taxonomy_version,
            classes=[
                PrecedentClass(scope=scope, task=one.task, class_id=one.class_id)
                for one in recorded.classes
            ],
            attributes=[
                ItemAttribute(scope=scope, name=name, value=value)
                for name, value in recorded.attributes.items()
            ],
            position=BigInt(known.position),
            recorded_by=strawberry.ID(recorded.recorded_by),
            is_superseded=over is not None,
            superseded_by=supersession.superseded_by if supersession is not None else None,
            superseded_position=BigInt(over.position) if over is not None else None,
            superseded_reason=supersession.reason if supersession is not None else None,
            supersedes=recorded.supersedes,
            score=row.score,
            reasons=[PrecedentReason.of(scope, one) for one in row.reasons],
            held=known,
            past=past,
        )


@strawberry.type(description="A page of precedents, best first.")
class PrecedentConnection(Connection[Precedent]):
    as_of: AsOf = strawberry.field(description="What the page holds for.")
