"""The search for precedents, straight in the ledger, as of any position.

PostgreSQL's own text search reads the published summaries; nothing is kept that could be behind.
What is folded and ranked is so in a thread: the event loop stays free.
"""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Iterable, Mapping
from uuid import UUID

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import PrecedentId, TaskName
from labeltrail.events.ledger.read import HIGHEST, POSITION_MAX, Connection, read_prefixed
from labeltrail.events.sql import load
from labeltrail.events.streams.apart import PRECEDENT
from labeltrail.events.streams.precedent import Precedent, fold
from labeltrail.projections.errors import TooManyPrecedents
from labeltrail.projections.precedents.ranking import (
    NOTHING_ASKED,
    Matched,
    Question,
    Ranked,
    ranked,
)

EVENTS_MAX = 50_000
"""About all precedents of a project, read together."""
RANKED_MAX = 1_000
"""Of those found, only the best are listed."""
OFFERED_MAX = 5
"""Precedents offered without being asked for."""
TEXT_LENGTH_MAX = 2_000
"""Of what is searched for, in characters; what is longer is cut off."""

_SQL = load(__package__, "search.sql")


class Narrowed(msgspec.Struct, frozen=True, kw_only=True):
    """What precedents found have in common; everything named must hold."""

    clause: str | None = None
    task: TaskName | None = None
    class_id: str | None = None
    is_superseded: bool | None = None

    def holds(self, one: Precedent) -> bool:
        recorded = one.recorded
        is_about = any(
            self.task in (None, each.task) and self.class_id in (None, each.class_id)
            for each in recorded.classes
        )
        return (
            self.clause in (None, recorded.clause)
            and (is_about or (self.task is None and self.class_id is None))
            and self.is_superseded in (None, one.superseded is not None)
        )


EVERY_ONE = Narrowed()


async def precedents(
    connection: Connection,
    project_id: str,
    position: int | None = None,
    *,
    events_max: int = EVENTS_MAX,
) -> dict[PrecedentId, Precedent]:
    """All of them, as of a position, by id. Raises TooManyPrecedents."""
    last = POSITION_MAX if position is None else position
    events = await connection.fetchval(
        _SQL.events, project_id, PRECEDENT, PRECEDENT + HIGHEST, last
    )
    if events > events_max:
        raise TooManyPrecedents(events, events_max)
    streams = await read_prefixed(connection, project_id, PRECEDENT, up_to=position)
    return await to_thread(_folded, streams)


def _folded(streams: Mapping[str, list[RecordedEvent]]) -> dict[PrecedentId, Precedent]:
    folded = (fold(one) for one in streams.values())
    return {one.precedent_id: one for one in folded if one is not None}


async def found(
    connection: Connection,
    project_id: str,
    search: str | None = None,
    where: Narrowed = EVERY_ONE,
    *,
    position: int | None = None,
) -> tuple[Ranked, ...]:
    """Those that match the search, if one is given, best first. Raises TooManyPrecedents."""
    known = await precedents(connection, project_id, position)
    kept = [one for one in known.values() if where.holds(one)]
    matches: Mapping[PrecedentId, Matched] = {}
    if search is not None:
        matches = await matching(connection, project_id, search, position=position)
        kept = [one for one in kept if one.precedent_id in matches]
    return (await to_thread(ranked, kept, NOTHING_ASKED, matches))[:RANKED_MAX]


async def alike(
    connection: Connection,
    project_id: str,
    question: Question,
    text: str | None,
    *,
    position: int | None = None,
    but: Iterable[PrecedentId] = (),
) -> tuple[Ranked, ...]:
    """Those in force that share something with the question, best first. Raises as above."""
    known = await precedents(connection, project_id, position)
    for one in but:
        known.pop(one, None)
    in_force = [one for one in known.values() if one.superseded is None]
    matches: Mapping[PrecedentId, Matched] = {}
    if text and in_force:
        matches = await matching(connection, project_id, text, position=position, is_any=True)
    rows = await to_thread(ranked, in_force, question, matches)
    return tuple(one for one in rows[:RANKED_MAX] if one.score > 0)


async def matching(
    connection: Connection,
    project_id: str,
    text: str,
    *,
    position: int | None = None,
    is_any: bool = False,
) -> dict[PrecedentId, Matched]:
    """The precedents whose words match; with `is_any` one shared word is enough."""
    rows = await connection.fetch(
        _SQL.matching,
        project_id,
        PRECEDENT,
        PRECEDENT + HIGHEST,
        POSITION_MAX if position is None else position,
        text[:TEXT_LENGTH_MAX].replace("\x00", " "),
        is_any,
    )
    return {
        PrecedentId(UUID(row["stream"].removeprefix(PRECEDENT))): Matched(
            rank=row["rank"], shared=tuple(row["shared"]), asked=row["asked"]
        )
        for row in rows
    }
