"""The queues of reviewers and adjudicators, now or as of a position.

Which items wait is in the rows; what they wait for is in the items themselves, as they stand or
as they stood. So one answer reads every item of its queue, and their number is bounded: whoever
has more waiting asks batch by batch.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import asyncpg
import msgspec

from labeltrail.events.identifiers import BatchId, ItemId, MemberId
from labeltrail.events.sql import load
from labeltrail.events.streams.item.state import Item, ReviewClaim
from labeltrail.projections import replay, store
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.errors import QueueTooLong
from labeltrail.projections.reviewing.queues import (
    AFTER_OVERLAP,
    AT_ONCE,
    EVERYTHING,
    QueueFilter,
    ToAdjudicate,
    ToReview,
    ToRevise,
    matches,
    to_adjudicate,
    to_review,
    to_revise,
)
from labeltrail.projections.snapshot import Snapshot, snapshot

QUEUE_ITEMS_MAX = 5_000
"""Items that one answer may read; a batch seldom has more that wait."""

Found = tuple[ItemId, Item, tuple[BatchId, ...]]
"""An item with the batches that it is in."""

_SQL = load(__package__, "queues.sql")


class ReviewQueue(msgspec.Struct, frozen=True, kw_only=True):
    holds_for: HoldsFor
    entries: tuple[ToReview, ...]


class ReturnedLabels(msgspec.Struct, frozen=True, kw_only=True):
    holds_for: HoldsFor
    entries: tuple[ToRevise, ...]


class AdjudicationQueue(msgspec.Struct, frozen=True, kw_only=True):
    holds_for: HoldsFor
    entries: tuple[ToAdjudicate, ...]


async def review_queue(
    pool: asyncpg.Pool,
    project_id: str,
    *,
    now: datetime,
    where: QueueFilter = EVERYTHING,
    position: int | None = None,
) -> ReviewQueue:
    """What waits for a review. `now` tells which claims have run out, as does the time of a
    position that is asked about. Raises ReadError.
    """
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        ids = await _wished(view, where)
        found = [
            entry
            for item in await _items(pool, view, ids, position)
            for entry in to_review(*item, view.terms)
            if matches(entry, where, holder(entry.claim, _at(view, now, position)))
        ]
        return ReviewQueue(
            holds_for=view.holds_for, entries=tuple(sorted(found, key=lambda one: one.key))
        )


async def returned_labels(
    pool: asyncpg.Pool,
    project_id: str,
    *,
    annotator: MemberId | None = None,
    batch_id: BatchId | None = None,
    position: int | None = None,
) -> ReturnedLabels:
    """Labels that wait for their authors, or for one of them: oldest first. Raises ReadError."""
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        ids = await _wished(view, QueueFilter(batch_id=batch_id))
        found = [
            entry
            for item in await _items(pool, view, ids, position)
            for entry in to_revise(*item)
            if annotator in (None, entry.label.annotator)
        ]
        return ReturnedLabels(
            holds_for=view.holds_for, entries=tuple(sorted(found, key=lambda one: one.key))
        )


async def adjudication_queue(
    pool: asyncpg.Pool,
    project_id: str,
    *,
    now: datetime,
    where: QueueFilter = EVERYTHING,
    position: int | None = None,
) -> AdjudicationQueue:
    """What waits for an adjudicator, likewise. Raises ReadError."""
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        ids = [*await _wished(view, where), *await _undecided(view, where)]
        found = [
            entry
            for item in await _items(pool, view, ids, position)
            if (entry := to_adjudicate(*item, view.terms)) is not None
            and matches(entry, where, holder(entry.claim, _at(view, now, position)))
        ]
        return AdjudicationQueue(
            holds_for=view.holds_for, entries=tuple(sorted(found, key=lambda one: one.key))
        )


def _at(view: Snapshot, now: datetime, position: int | None) -> datetime:
    """When claims must hold: at the moment that is asked about."""
    then = view.holds_for.recorded_at if position is not None else None
    return then or now


def holder(claim: ReviewClaim | None, now: datetime) -> MemberId | None:
    """Who holds the item at a time."""
    return claim.claimed_by if claim is not None and claim.until > now else None


async def _wished(view: Snapshot, where: QueueFilter) -> list[ItemId]:
    rows = await view.connection.fetch(
        _SQL.wished, *view.key, view.position, where.batch_id, QUEUE_ITEMS_MAX + 1
    )
    return _bounded(rows)


async def _undecided(view: Snapshot, where: QueueFilter) -> list[ItemId]:
    rows = await view.connection.fetch(
        _SQL.undecided,
        *view.key,
        view.position,
        where.batch_id,
        QUEUE_ITEMS_MAX + 1,
        view.terms.edition,
        list(AFTER_OVERLAP),
        list(AT_ONCE),
        view.terms.policy.overlap if view.terms.policy is not None else 1,
    )
    return _bounded(rows)


def _bounded(rows: list[asyncpg.Record]) -> list[ItemId]:
    if len(rows) > QUEUE_ITEMS_MAX:
        raise QueueTooLong(QUEUE_ITEMS_MAX)
    return [ItemId(row["item_id"]) for row in rows]


async def _items(
    pool: asyncpg.Pool, view: Snapshot, wanted: Iterable[ItemId], position: int | None
) -> list[Found]:
    ids = list(dict.fromkeys(wanted))
    if position is not None:
        then = await replay.items(pool, view.rows.project_id, ids, position)
        return [(one.item_id, one.state, one.batches) for one in then.values()]
    kept = await store.load_items(view.connection, view.rows, ids)
    return [(one, kept[one].state, tuple(sorted(kept[one].batches))) for one in ids if one in kept]
