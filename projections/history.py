"""What happened, page by page, from the ledger itself and so never behind it.

Keys are positions. With a position, the history ends there; without, where the ledger ends now.
A history asked about by the time when things happened (see `bitemporal.py`) has another order,
and so other keys.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import asyncpg

from labeltrail.events.directory import Directory
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId, ProjectId
from labeltrail.events.ledger import read
from labeltrail.events.sql import load
from labeltrail.events.streams import guideline
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item.state import Item
from labeltrail.projections import bitemporal, replay
from labeltrail.projections.answers import HoldsFor, Page, Window
from labeltrail.projections.bitemporal import GuidelineThen, Happened, Moment
from labeltrail.projections.errors import ReplayTooLong
from labeltrail.projections.timeline import Entry, entry, texts

HISTORY_EVENTS_MAX = 20_000
"""Of one stream, where a history is put into the order in which things happened."""

_SQL = load(__package__, "history.sql")


async def timeline(
    pool: asyncpg.Pool,
    project_id: str,
    stream: str,
    window: Window[int],
    *,
    position: int | None = None,
) -> Page[RecordedEvent]:
    """The events of an item, a batch or a rule; a stream that does not exist has none.

    An item's are also those that put it into batches, as far as the read models know of them.
    Raises ProjectUnknown and PositionAhead.
    """
    holds_for, after, before = await _bounds(pool, project_id, window, position)
    joins = await _joins(pool, project_id, stream)
    statement = _SQL.places_backward if window.is_backward else _SQL.places_forward
    rows = await pool.fetch(statement, project_id, stream, joins, after, before, window.limit + 1)
    places = [row["position"] for row in rows[: window.limit]]
    found = read.recorded_events(await pool.fetch(_SQL.events_at, project_id, places))
    return Page(holds_for=holds_for, rows=tuple(found), has_more=len(rows) > window.limit)


async def happened(
    pool: asyncpg.Pool,
    project_id: str,
    stream: str,
    window: Window[Moment],
    *,
    occurred_by: datetime,
    position: int | None = None,
) -> Page[Happened]:
    """The same history as had happened by a time, in the order in which it happened.

    Raises ProjectUnknown, PositionAhead and ReplayTooLong.
    """
    holds_for, known = await _known(pool, project_id, stream, position)
    joins = [one for one in await _joins(pool, project_id, stream) if one <= holds_for.position]
    known += read.recorded_events(await pool.fetch(_SQL.events_at, project_id, joins))
    within = [
        one
        for one in bitemporal.in_order(sorted(known, key=lambda event: event.position))
        if one.at <= occurred_by
        and (window.after is None or one.moment > window.after)
        and (window.before is None or one.moment < window.before)
    ]
    limit = window.limit
    rows = within[max(0, len(within) - limit) :] if window.is_backward else within[:limit]
    return Page(holds_for=holds_for, rows=tuple(rows), has_more=len(within) > limit)


async def item_by(
    pool: asyncpg.Pool,
    project_id: str,
    item_id: ItemId,
    *,
    occurred_by: datetime,
    position: int | None = None,
) -> tuple[HoldsFor, Item]:
    """An item as had happened by a time. Raises ProjectUnknown, PositionAhead, ReplayTooLong."""
    holds_for, known = await _known(pool, project_id, ITEM + item_id, position)
    return holds_for, bitemporal.item_by(known, occurred_by)


async def guideline_by(
    pool: asyncpg.Pool, project_id: str, *, occurred_by: datetime, position: int | None = None
) -> tuple[HoldsFor, GuidelineThen]:
    """The guideline as had happened by a time. Raises ProjectUnknown, PositionAhead and
    ReplayTooLong.
    """
    holds_for, known = await _known(pool, project_id, guideline.STREAM, position)
    return holds_for, bitemporal.guideline_by(known, occurred_by)


async def events(
    pool: asyncpg.Pool, project_id: str, window: Window[int], *, position: int | None = None
) -> Page[RecordedEvent]:
    """All events of the project. Raises ProjectUnknown and PositionAhead."""
    holds_for, after, before = await _bounds(pool, project_id, window, position)
    number = before - 1 - after  # positions are dense
    first = before - 1 - window.limit if window.is_backward and number > window.limit else after
    found = await read.read_project(
        pool, project_id, after=first, limit=window.limit, up_to=before - 1
    )
    return Page(holds_for=holds_for, rows=tuple(found), has_more=number > window.limit)


async def events_at(
    pool: asyncpg.Pool, project_id: str, positions: Collection[int]
) -> dict[int, RecordedEvent]:
    """Those of the positions where something is recorded."""
    found = await pool.fetch(_SQL.events_at, project_id, list(positions))
    return {one.position: one for one in read.recorded_events(found)}


async def entries(
    directory: Directory, project_id: str, found: Iterable[RecordedEvent]
) -> list[Entry]:
    """Their sentences, with the words that people wrote."""
    events_told = list(found)
    ids = [reference.text_id for event in events_told for reference in texts(event)]
    words = await directory.words(ProjectId(project_id), ids) if ids else {}
    return [entry(event, words) for event in events_told]


async def _bounds(
    pool: asyncpg.Pool, project_id: str, window: Window[int], position: int | None
) -> tuple[HoldsFor, int, int]:
    """What the history holds for, and the positions that it lies between."""
    last = position if position is not None else await read.head(pool, project_id)
    ruled = await replay.rules(pool, project_id, last)
    after = max(window.after or 0, 0)
    before = last + 1 if window.before is None else min(window.before, last + 1)
    return ruled.holds_for, after, max(before, after + 1)


async def _known(
    pool: asyncpg.Pool, project_id: str, stream: str, position: int | None
) -> tuple[HoldsFor, list[RecordedEvent]]:
    """What the history holds for, and a stream's events up to there."""
    last = position if position is not None else await read.head(pool, project_id)
    ruled = await replay.rules(pool, project_id, last)
    found = await read.read_stream(pool, project_id, stream, limit=HISTORY_EVENTS_MAX + 1)
    if len(found) > HISTORY_EVENTS_MAX:
        raise ReplayTooLong("events of one history", HISTORY_EVENTS_MAX)
    return ruled.holds_for, [one for one in found if one.position <= last]


async def _joins(pool: asyncpg.Pool, project_id: str, stream: str) -> list[int]:
    """Where an item joined batches, as far as the read models know; none for other streams."""
    if not stream.startswith(ITEM):
        return []
    rows = await pool.fetch(_SQL.joins, project_id, stream.removeprefix(ITEM))
    return [row["joined_position"] for row in rows]
