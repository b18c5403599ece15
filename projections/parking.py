"""Streams set aside: an event that cannot be folded keeps nothing waiting but its own stream.

Parked is the event and all that follows in its stream, for one generation of rows. An item or a
batch may be parked; what the rules of the project say concerns every answer, so an event of theirs
that cannot be folded stops the projection, and so does an event of a type or version that only
newer code knows. Nothing un-parks by itself: `repair.py` and every rebuild try again.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from datetime import datetime

import asyncpg
import msgspec

from labeltrail.events.catalogue import UnknownEventType
from labeltrail.events.identifiers import BatchId
from labeltrail.events.ledger.read import Connection
from labeltrail.events.sql import load
from labeltrail.events.streams import batch
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.projections.progress import LeaseLost, Progress
from labeltrail.projections.store import Generation

PARKED_STREAMS_MAX = 1_000
"""So many may be parked in a project; one more stops it: the fault is not in the events then."""
REASON_CHARACTERS_MAX = 500

_SQL = load(__package__, "parking.sql")
_log = logging.getLogger(__name__)


class ParkedStream(msgspec.Struct, frozen=True, kw_only=True):
    """The stream's events before `position` are in the answers, those from it on are not."""

    stream: str
    position: int
    reason: str


class Parked(msgspec.Struct, frozen=True, kw_only=True):
    """
    attempts   generations that could not fold it, one after the other
    parked_at  when the first of them gave up
    """

    stream: ParkedStream
    attempts: int
    parked_at: datetime


async def parked(connection: Connection, rows: Generation) -> list[Parked]:
    """What a generation has set aside, by position."""
    found = await connection.fetch(_SQL.parked, rows.project_id, rows.number)
    return [
        Parked(
            stream=ParkedStream(
                stream=row["stream"], position=row["position"], reason=row["reason"]
            ),
            attempts=row["attempts"],
            parked_at=row["parked_at"],
        )
        for row in found
    ]


async def park_next(
    pool: asyncpg.Pool, claimed: Progress, already: Collection[str], fault: Exception
) -> str | None:
    """Set aside the stream of the next event, which raised the fault, and name it.

    None where the projection has to stop. Raises LeaseLost.
    """
    row = await pool.fetchrow(_SQL.next_event, claimed.project_id, claimed.position)
    if row is None or not _may_be_parked(row["stream"], fault):
        return None
    if len(already) >= PARKED_STREAMS_MAX:
        return None
    stream: str = row["stream"]
    key = (claimed.project_id, claimed.generation, claimed.position, claimed.fence)
    if await pool.fetchval(_SQL.park, *key, stream, reason_of(fault)) is None:
        raise LeaseLost(f"generation {claimed.generation} of {claimed.project_id} moved on")
    _log.error(
        "stream %s of project %s is parked from %s at position %s on: %s",
        stream,
        claimed.project_id,
        row["type"],
        claimed.position + 1,
        reason_of(fault),
        exc_info=fault,
    )
    return stream


async def carry_over(connection: Connection, former: Generation, later: Generation) -> None:
    """Count on where a later generation could not fold what a former one could not."""
    await connection.execute(_SQL.carry_over, former.project_id, former.number, later.number)


async def of_batch(
    connection: Connection, rows: Generation, batch_id: BatchId, streams: Iterable[ParkedStream]
) -> tuple[ParkedStream, ...]:
    """Those of the streams that a batch's answers lack something of."""
    by_stream = {one.stream: one for one in streams}
    if not by_stream:
        return ()
    ids = [name.removeprefix(ITEM) for name in by_stream if name.startswith(ITEM)]
    key = (rows.project_id, rows.number, batch_id, ids)
    members = {ITEM + row["item_id"] for row in await connection.fetch(_SQL.in_batch, *key)}
    concerned = members | {batch.PREFIX + batch_id}
    return tuple(one for name, one in by_stream.items() if name in concerned)


def reason_of(fault: Exception) -> str:
    """What is kept of a fault: never the row, which the database quotes, and no NUL."""
    said = str(fault).partition("\nDETAIL:")[0]
    told = f"{type(fault).__name__}: {said}".replace("\0", "\\0")
    return told[:REASON_CHARACTERS_MAX]


def _may_be_parked(stream: str, fault: Exception) -> bool:
    return stream.startswith((ITEM, batch.PREFIX)) and not isinstance(fault, UnknownEventType)
