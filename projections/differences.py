"""What changed between two positions: which items, and as a whole.

While one policy and taxonomy hold, only items with events in between can have changed: they are
found in that range of the ledger. Where the terms changed, any item may have: the rows that held
at each position tell which. What changed in an item is folded from its own stream.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from functools import reduce

import asyncpg
import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.ledger import read
from labeltrail.events.sql import load
from labeltrail.events.streams import batch
from labeltrail.events.streams import rules as rule_streams
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.rules import Rules
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
from labeltrail.projections.snapshot import at, snapshot
from labeltrail.projections.terms import terms_in_force

EVENTS_BETWEEN_MAX = 500_000
"""So many events of the project may lie between, unless it is about one item."""

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
    """A page of items by id. With `has_more` it goes on after `scanned_to`, which is the last
    row's unless nothing of that item counts, since its stream is parked.
    """

    rows: tuple[ItemDifference, ...]
    scanned_to: ItemId | None
    has_more: bool


async def compared(pool: asyncpg.Pool, project_id: str, earlier: int, later: int) -> Compared:
    """Raises ProjectUnknown, PositionAhead and PositionsReversed."""
    if earlier > later:
        raise PositionsReversed(earlier, later)
    for position in (earlier, later):
        await waiting.as_of(pool, project_id, position=position)
    history = await read.read_streams(pool, project_id, rule_streams.STREAMS, up_to=later)
    before = reduce(rule_streams.evolve, (e for e in history if e.position <= earlier), Rules())
    between = [one for one in history if one.position > earlier]
    after = reduce(rule_streams.evolve, between, before)

    async def holds_for(position: int, rules: Rules) -> HoldsFor:
        terms = terms_in_force(rules)
        return await at(connection, project_id, position, rules, terms)

    async with pool.acquire() as connection:
        return Compared(
            project_id=project_id,
            before=await holds_for(earlier, before),
            after=await holds_for(later, after),
            period=difference.period(earlier, later, before, between),
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
    if asked.period.later - asked.period.earlier > EVENTS_BETWEEN_MAX:
        raise DifferenceTooLong(EVENTS_BETWEEN_MAX)
    members = None if batch_id is None else await _members(pool, asked, batch_id)
    ids = await _changed(pool, asked, members, after, limit + 1)
    shown = ids[:limit]
    return ChangedItems(
        rows=tuple(await _differences(pool, asked, shown)),
        scanned_to=shown[-1] if shown else after,
        has_more=len(ids) > limit,
    )


async def _members(pool: asyncpg.Pool, asked: Compared, batch_id: BatchId) -> list[ItemId]:
    stream = batch.PREFIX + batch_id
    events = await read.read_streams(pool, asked.project_id, (stream,), up_to=asked.period.later)
    return sorted(batch.fold(_folded(asked, events)).item_ids)


async def _changed(
    pool: asyncpg.Pool,
    asked: Compared,
    members: Sequence[ItemId] | None,
    after: ItemId | None,
    limit: int,
) -> list[ItemId]:
    """The next items that changed, by id."""
    given = asked.period
    async with snapshot(pool, asked.project_id, position=given.later, is_for_lists=True) as view:
        rows = await view.connection.fetch(
            _SQL.changed,
            *view.key,
            given.earlier,
            given.later,
            given.before.edition,
            given.after.edition,
            after or "",
            members,
            limit,
        )
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
    return await asyncio.to_thread(_compared_items, given, ids, _folded(asked, events), joins)


def _folded(asked: Compared, events: Iterable[RecordedEvent]) -> list[RecordedEvent]:
    """Without those of parked streams that no answer holds."""
    ends = {one.stream: one.position for one in asked.after.parked}
    return [one for one in events if one.stream not in ends or one.position < ends[one.stream]]


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
