"""What happened, page by page, from the ledger itself and so never behind it.

Keys are positions. With a position, the history ends there; without, where the ledger ends now.
"""

from __future__ import annotations

from collections.abc import Iterable

import asyncpg

from labeltrail.events.directory import Directory
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ProjectId
from labeltrail.events.ledger import read
from labeltrail.events.sql import load
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.projections import replay
from labeltrail.projections.answers import HoldsFor, Page, Window
from labeltrail.projections.timeline import Entry, entry, texts

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
    joins: list[int] = []
    if stream.startswith(ITEM):
        rows = await pool.fetch(_SQL.joins, project_id, stream.removeprefix(ITEM))
        joins = [row["joined_position"] for row in rows]
    statement = _SQL.places_backward if window.is_backward else _SQL.places_forward
    rows = await pool.fetch(statement, project_id, stream, joins, after, before, window.limit + 1)
    places = [row["position"] for row in rows[: window.limit]]
    found = read.recorded_events(await pool.fetch(_SQL.events_at, project_id, places))
    return Page(holds_for=holds_for, rows=tuple(found), has_more=len(rows) > window.limit)


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


async def entries(
    directory: Directory, project_id: str, found: Iterable[RecordedEvent]
) -> list[Entry]:
    """Their sentences, with the words that people wrote. Raises UnknownEventType."""
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
