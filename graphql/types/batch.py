"""Batches: items that are judged together."""

from typing import Self

import strawberry

from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.events.ledger import read
from labeltrail.events.streams import batch
from labeltrail.events.streams.batch import BatchKind
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.reading import coded
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.asof import AsOf, AsOfInput, OccurredBy
from labeltrail.graphql.types.certified import CertifiedBatch
from labeltrail.graphql.types.item import ItemConnection
from labeltrail.graphql.types.items import ItemFilterInput, items
from labeltrail.graphql.types.node import Node
from labeltrail.graphql.types.paging import Connection
from labeltrail.graphql.types.pilot import PilotReport, pilot_of
from labeltrail.graphql.types.sums import Judged, sees_known_sums
from labeltrail.graphql.types.timeline import TimelineConnection, timeline
from labeltrail.projections.answers import BatchFacts

EVENTS_MAX = 10_000


@strawberry.type(description="A named set of items that are judged together.")
class Batch(Node, Judged, CertifiedBatch):
    batch_id: strawberry.ID = strawberry.field(description="The batch's own id.")
    title: str = strawberry.field(description="The batch's title.")
    batch_kind: BatchKind = strawberry.field(description="What the batch is for.")
    is_closed: bool = strawberry.field(description="Whether it takes no more items.")
    item_count: int = strawberry.field(description="How many items are in it.")
    opened_position: BigInt = strawberry.field(description="Where it began in the ledger.")

    @strawberry.field(description="Its items, in the order of their ids.")
    async def items(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        where: ItemFilterInput | None = None,
        as_of: AsOfInput | None = None,
    ) -> ItemConnection:
        position = await self.position(as_of)
        pages = (first, after, last, before)
        return await items(self.scope, pages, where, position, batch_id=BatchId(self.batch_id))

    @strawberry.field(description="What happened to the batch itself, in order.")
    async def timeline(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        as_of: AsOfInput | None = None,
        occurred_by: OccurredBy = None,
    ) -> TimelineConnection:
        stream = batch.PREFIX + self.batch_id
        pages = (first, after, last, before)
        position = await self.position(as_of)
        return await timeline(self.scope, stream, pages, position, occurred_by)

    @strawberry.field(
        description="What it shows of a task as a pilot: where disagreement sits, and whether it"
        " passes; of a batch of any kind that is small. Null, with the error BLIND, while there is"
        " an item here that you may still label."
    )
    async def pilot_report(
        self, task: str | None = None, as_of: AsOfInput | None = None
    ) -> PilotReport | None:
        position = await self.position(as_of)
        if not await sees_known_sums(self.scope, self.batch_id, "the report of a pilot"):
            return None
        named = TaskName(task) if task is not None else None
        found = await pilot_of(self.scope, BatchId(self.batch_id), named, position)
        return PilotReport.of(self.scope, found) if found is not None else None

    @classmethod
    async def at(cls, scope: Scope, batch_id: BatchId, position: int | None) -> Self | None:
        """As of a position, or now; None when there was no such batch. Raises coded errors."""
        with coded():
            facts = await scope.loaders.batch(scope.project_id, batch_id, position)
        return cls.of(scope, facts, position) if facts is not None else None

    @classmethod
    async def recorded(cls, scope: Scope, batch_id: BatchId) -> Self | None:
        """From the ledger itself, so never behind: for the answer to a command."""
        events = await read.read_stream(
            scope.pool, scope.project_id, batch.PREFIX + batch_id, limit=EVENTS_MAX
        )
        state = batch.fold(events)
        if state.title is None:
            return None
        return cls.of(
            scope,
            BatchFacts(
                batch_id=batch_id,
                title=state.title,
                batch_kind=state.batch_kind,
                is_closed=state.is_closed,
                items=len(state.item_ids),
                opened_position=events[0].position,
            ),
        )

    @classmethod
    def of(cls, scope: Scope, facts: BatchFacts, past: int | None = None) -> Self:
        return cls(
            scope=scope,
            sums_of=facts.batch_id,
            past=past,
            id=ids.node(ids.Kind.BATCH, scope.project_id, facts.batch_id, at=past),
            batch_id=strawberry.ID(facts.batch_id),
            title=facts.title,
            batch_kind=facts.batch_kind,
            is_closed=facts.is_closed,
            item_count=facts.items,
            opened_position=BigInt(facts.opened_position),
        )


@strawberry.type(description="A page of batches, in the order of their ids.")
class BatchConnection(Connection[Batch]):
    as_of: AsOf = strawberry.field(description="What the page holds for.")
