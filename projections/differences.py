"""What changed between two positions, from the ledger: which items, and as a whole.

While one policy and taxonomy hold, only items with events in between can have changed, and those
are found in that range of the ledger. Where the terms changed, any item may have, so all of the
project's or batch's are looked through, by id: a page then ends early after
`ITEMS_SCANNED_MAX`, and says how far it has come.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

import asyncpg
import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.ledger import read
from labeltrail.events.sql import load
from labeltrail.events.streams import batch
from labeltrail.events.streams import rules as rule_streams
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.projections import difference, reads, waiting
from labeltrail.projections.answers import PAGE_ROWS_MAX, HoldsFor, ScopeAnswer
from labeltrail.projections.difference import BatchJoined, ItemDifference, Period
from labeltrail.projections.difference_sums import (
    RuleChange,
    ScopeDifference,
    rule_changes,
    scope_difference,
)
from labeltrail.projections.errors import DifferenceTooLong, PositionsReversed

EVENTS_BETWEEN_MAX = 500_000
"""So many events of the project may lie between, unless it is about one item."""
ITEMS_SCANNED_MAX = 5_000
"""Items that one page looks through for changes."""
ITEMS_AT_ONCE = 500

_SQL = load(__package__, "differences.sql")


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Two moments of a project, and how its rules changed from one to the other."""

    project_id: str
    before: HoldsFor
    after: HoldsFor
    period: Period
    rules: tuple[RuleChange, ...]


class ComparedScope(msgspec.Struct, frozen=True, kw_only=True):
    """`before` is None for a batch that was opened in between."""

    before: ScopeAnswer | None
    after: ScopeAnswer
    difference: ScopeDifference


class ChangedItems(msgspec.Struct, frozen=True, kw_only=True):
    """A page of items by id. With `has_more` it goes on after `scanned_to`, which need not be
    the last row's: a page may hold fewer rows than were asked for.
    """

    rows: tuple[ItemDifference, ...]
    scanned_to: ItemId | None
    has_more: bool


async def compared(pool: asyncpg.Pool, project_id: str, earlier: int, later: int) -> Compared:
    """Raises ProjectUnknown, PositionAhead and PositionsReversed."""
    if earlier > later:
        raise PositionsReversed(earlier, later)
    before = await reads.rules(pool, project_id, position=earlier)
    after = await reads.rules(pool, project_id, position=later)
    history = await read.read_streams(pool, project_id, rule_streams.STREAMS, up_to=later)
    between = (one for one in history if one.position > earlier)
    return Compared(
        project_id=project_id,
        before=before.holds_for,
        after=after.holds_for,
        period=difference.period(earlier, later, before.rules, between),
        rules=rule_changes(history, earlier),
    )


async def scope(pool: asyncpg.Pool, asked: Compared, scope_id: str) -> ComparedScope | None:
    """Of a batch, or of the project for PROJECT_SCOPE; None when there was no such batch yet.

    Raises ReadError.
    """
    given, project_id = asked.period, asked.project_id
    before = await reads.scopes(pool, project_id, [scope_id], position=given.earlier)
    after = await reads.scopes(pool, project_id, [scope_id], position=given.later)
    if scope_id not in after:
        return None
    was, is_ = before.get(scope_id), after[scope_id]
    return ComparedScope(before=was, after=is_, difference=scope_difference(was, is_))


async def item(pool: asyncpg.Pool, asked: Compared, item_id: ItemId) -> ItemDifference | None:
    """Of one item; None when nothing changed. Raises ReadError."""
    found = await _differences(pool, asked, [item_id])
    return found[0] if found else None


async def items(
    pool: asyncpg.Pool,
    asked: Compared,
    *,
    limit: int,
    after: ItemId | None = None,
    batch_id: BatchId | None = None,
) -> ChangedItems:
    """The next items that changed, of the project or of a batch as it was at the later position.

    Raises ReadError.
    """
    if not 0 <= limit <= PAGE_ROWS_MAX:
        raise ValueError(f"a page holds 0 to {PAGE_ROWS_MAX} rows, not {limit}")
    members = None if batch_id is None else await _members(pool, asked, batch_id)
    rows: list[ItemDifference] = []
    scanned = 0
    while True:
        # While one edition holds, every candidate has changed: one more tells whether more follows.
        wanted = limit + 1 if asked.period.has_one_edition else ITEMS_AT_ONCE
        ids = await _candidates(pool, asked, members, after, wanted)
        for found in await _differences(pool, asked, ids):
            if len(rows) == limit:
                last = rows[-1].item_id if rows else after
                return ChangedItems(rows=tuple(rows), scanned_to=last, has_more=True)
            rows.append(found)
        scanned += len(ids)
        if len(ids) < wanted:
            return ChangedItems(rows=tuple(rows), scanned_to=after, has_more=False)
        after = ids[-1]
        if scanned >= ITEMS_SCANNED_MAX:
            return ChangedItems(rows=tuple(rows), scanned_to=after, has_more=True)


async def _members(pool: asyncpg.Pool, asked: Compared, batch_id: BatchId) -> list[ItemId]:
    stream = batch.PREFIX + batch_id
    events = await read.read_streams(pool, asked.project_id, (stream,), up_to=asked.period.later)
    return sorted(batch.fold(events).item_ids)


async def _candidates(
    pool: asyncpg.Pool,
    asked: Compared,
    members: Sequence[ItemId] | None,
    after: ItemId | None,
    limit: int,
) -> list[ItemId]:
    """The next items that may have changed, by id."""
    given = asked.period
    if given.has_one_edition:
        if given.later - given.earlier > EVENTS_BETWEEN_MAX:
            raise DifferenceTooLong(EVENTS_BETWEEN_MAX)
        moments = asked.project_id, given.earlier, given.later
        rows = await pool.fetch(_SQL.touched, *moments, after or "", members, limit)
    elif members is not None:
        return [one for one in members if one > (after or "")][:limit]
    else:
        rows = await pool.fetch(_SQL.registered, asked.project_id, given.later, after or "", limit)
    return [ItemId(row["item_id"]) for row in rows]


async def _differences(
    pool: asyncpg.Pool, asked: Compared, ids: Sequence[ItemId]
) -> list[ItemDifference]:
    """Of those items that changed, in the order given."""
    if not ids:
        return []
    project_id, given = asked.project_id, asked.period
    streams = [ITEM + one for one in ids]
    events = await read.read_streams(pool, project_id, streams, up_to=given.later)
    await waiting.wait_for(pool, project_id, given.later)
    joins = await pool.fetch(_SQL.joined, project_id, list(ids), given.earlier, given.later)
    return await asyncio.to_thread(_compared_items, given, ids, events, joins)


def _compared_items(
    given: Period,
    ids: Iterable[ItemId],
    events: Iterable[RecordedEvent],
    joins: Iterable[asyncpg.Record],
) -> list[ItemDifference]:
    histories: dict[str, list[RecordedEvent]] = {}
    for event in events:
        histories.setdefault(event.stream.removeprefix(ITEM), []).append(event)
    joined: dict[str, list[BatchJoined]] = {}
    for row in joins:
        one = BatchJoined(batch_id=BatchId(row["batch_id"]), position=row["joined_position"])
        joined.setdefault(row["item_id"], []).append(one)
    found = (
        difference.item_difference(one, given, histories.get(one, ()), joined.get(one, ()))
        for one in ids
    )
    return [one for one in found if one is not None]
