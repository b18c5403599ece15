"""Gold: known values of items, who proposed and approved them, and what became of them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from labeltrail.events.identifiers import ItemId, TaskName
from labeltrail.events.streams.item import gold_state
from labeltrail.events.streams.item.gold_facts import (
    AgainstGold,
    ContestReason,
    RetireReason,
)
from labeltrail.events.streams.item.gold_state import GoldStatus
from labeltrail.events.values import category
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.listing import Listing, listed
from labeltrail.graphql.reading import coded
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.paging import Connection, CursorKey, Edge, Pages
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.timeline import position_from
from labeltrail.graphql.types.values import Value, json_of, value_of
from labeltrail.projections.answers import Page, Window
from labeltrail.projections.gold.rows import GoldKey, GoldRow, golds_page


@strawberry.type(description="A second person's approval.")
class GoldApproval(Scoped):
    event_id: UUID = strawberry.field(description="The event that recorded it.")
    approved_by: strawberry.ID = strawberry.field(description="Who approved.")
    approved_at: datetime = strawberry.field(description="When it was recorded.")
    position: BigInt = strawberry.field(description="Where it stands in the ledger.")


@strawberry.type(description="Votes against a gold, which its contest cites.")
class GoldEvidence(Scoped):
    json: JSON = strawberry.field(description="What annotators say instead, as plain JSON.")
    against: int = strawberry.field(description="Votes for it.")
    votes: int = strawberry.field(description="All votes on the item's task.")
    labels: list[UUID] = strawberry.field(description="The labels that were cited.")

    @classmethod
    def of(cls, scope: Scope, found: AgainstGold) -> Self:
        return cls(
            scope=scope,
            json=json_of(found.value),
            against=found.against,
            votes=found.votes,
            labels=list(found.labels),
        )


@strawberry.type(description="A doubt, which takes the gold out of force.")
class GoldContest(Scoped):
    event_id: UUID = strawberry.field(description="The event that recorded it.")
    contested_by: strawberry.ID = strawberry.field(description="Who doubts it.")
    contested_at: datetime = strawberry.field(description="When it was recorded.")
    reason: ContestReason = strawberry.field(description="Why.")
    position: BigInt = strawberry.field(description="Where it stands in the ledger.")
    held: strawberry.Private[gold_state.Contest]

    @strawberry.field(description="What annotators say instead; null where nothing was cited.")
    def against(self) -> GoldEvidence | None:
        found = self.held.evidence
        return None if found is None else GoldEvidence.of(self.scope, found)

    @strawberry.field(description="More about it; null when nothing was written, or was erased.")
    async def note(self) -> str | None:
        return await self.scope.words(self.held.note)


@strawberry.type(description="The end of a gold.")
class GoldRetirement(Scoped):
    event_id: UUID = strawberry.field(description="The event that recorded it.")
    retired_by: strawberry.ID = strawberry.field(description="Who retired it.")
    retired_at: datetime = strawberry.field(description="When it was recorded.")
    reason: RetireReason = strawberry.field(description="Why.")
    position: BigInt = strawberry.field(description="Where it stands in the ledger.")
    held: strawberry.Private[gold_state.Retirement]

    @strawberry.field(description="More about it; null when nothing was written, or was erased.")
    async def note(self) -> str | None:
        return await self.scope.words(self.held.note)


@strawberry.type(
    description="A value said to be known, and what became of it. Each proposal is a gold of its"
    " own; one gold of an item and task is in force at a time."
)
class Gold(Scoped):
    gold_id: UUID = strawberry.field(description="The id of the event that proposed it.")
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    task: str = strawberry.field(description="The task's name.")
    value: Value = strawberry.field(description="What is true.")
    json: JSON = strawberry.field(description="The same value as plain JSON.")
    category: str | None = strawberry.field(description="The value as statistics name it.")
    status: GoldStatus = strawberry.field(description="Where it is on its way.")
    proposed_by: strawberry.ID = strawberry.field(description="Who proposed it.")
    proposed_at: datetime = strawberry.field(description="When it was recorded.")
    position: BigInt = strawberry.field(description="Where the proposal stands in the ledger.")
    source: str | None = strawberry.field(description="Where the value comes from.")
    taxonomy_version: int = strawberry.field(description="In force when it was proposed.")
    guideline_revision: int = strawberry.field(description="In force when it was proposed.")
    superseded_position: BigInt | None = strawberry.field(
        description="Where another proposal or approval took its place, if one did."
    )
    held: strawberry.Private[gold_state.Gold]

    @strawberry.field(description="Why; null when nothing was written, or the words were erased.")
    async def rationale(self) -> str | None:
        return await self.scope.words(self.held.rationale)

    @strawberry.field(description="When the rationale's words were erased; null while kept.")
    async def rationale_erased_at(self) -> datetime | None:
        return await self.scope.erased_at(self.held.rationale)

    @strawberry.field(description="Who approved it, if somebody did.")
    def approval(self) -> GoldApproval | None:
        found = self.held.approval
        if found is None:
            return None
        return GoldApproval(
            scope=self.scope,
            event_id=found.event_id,
            approved_by=strawberry.ID(found.approved_by),
            approved_at=found.approved_at,
            position=BigInt(found.position),
        )

    @strawberry.field(description="Who doubted it, if somebody did.")
    def contest(self) -> GoldContest | None:
        found = self.held.contest
        if found is None:
            return None
        return GoldContest(
            scope=self.scope,
            event_id=found.event_id,
            contested_by=strawberry.ID(found.contested_by),
            contested_at=found.contested_at,
            reason=found.reason,
            position=BigInt(found.position),
            held=found,
        )

    @strawberry.field(description="Who retired it, if somebody did.")
    def retirement(self) -> GoldRetirement | None:
        found = self.held.retirement
        if found is None:
            return None
        return GoldRetirement(
            scope=self.scope,
            event_id=found.event_id,
            retired_by=strawberry.ID(found.retired_by),
            retired_at=found.retired_at,
            reason=found.reason,
            position=BigInt(found.position),
            held=found,
        )

    @classmethod
    def of(cls, scope: Scope, item_id: ItemId, gold: gold_state.Gold) -> Self:
        superseded = gold.superseded_position
        return cls(
            scope=scope,
            gold_id=gold.gold_id,
            item_id=strawberry.ID(item_id),
            task=gold.task,
            value=value_of(scope, gold.value),
            json=json_of(gold.value),
            category=category(gold.value),
            status=gold.status,
            proposed_by=strawberry.ID(gold.proposed_by),
            proposed_at=gold.proposed_at,
            position=BigInt(gold.position),
            source=gold.source,
            taxonomy_version=gold.taxonomy_version,
            guideline_revision=gold.guideline_revision,
            superseded_position=BigInt(superseded) if superseded is not None else None,
            held=gold,
        )


@strawberry.type(description="A page of golds, by item and in the order of their proposals.")
class GoldConnection(Connection[Gold]):
    as_of: AsOf = strawberry.field(description="What the page holds for.")


async def gold_items(
    scope: Scope,
    pages: Pages,
    statuses: Collection[GoldStatus] | None,
    task: TaskName | None,
    position: int | None,
) -> GoldConnection:
    """All that the caller may see: none of an item that they may still label."""
    wanted = paging.asked(scope, "gold", *pages, position=position)

    async def fetch(window: Window[GoldKey]) -> Page[GoldRow]:
        return await golds_page(
            scope.pool,
            scope.project_id,
            window,
            statuses=statuses,
            task=task,
            position=wanted.position,
        )

    async def sees(rows: Sequence[GoldRow]) -> list[bool]:
        await scope.loaders.items_now(scope.project_id, [row.item_id for row in rows])
        return [await scope.sees_judgments_of(row.item_id) for row in rows]

    with coded():
        found = await listed(
            Listing(
                fetch=fetch,
                key_of=lambda row: row.key,
                key_from=_key_from,
                sees=None if scope.sight.sees_all else sees,
            ),
            wanted,
        )
    return GoldConnection(
        **paging.parts(
            wanted,
            found.shown,
            lambda row: (row.item_id, str(row.key.proposed_position)),
            lambda row: Gold.of(scope, row.item_id, row.gold),
            Edge[Gold],
        ),
        as_of=AsOf.of(scope, found.holds_for),
    )


def _key_from(key: CursorKey) -> GoldKey:
    if len(key) != 2:
        raise ids.bad_cursor()
    return GoldKey(ItemId(key[0]), position_from(key[1:]))
