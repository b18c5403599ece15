"""Tries again what was parked, in the order in which it was recorded.

A parked event belongs to its position, and sums and answers of all later positions lack it. So
nothing is patched into the rows: a generation is built beside them, in which the events come where
they came in the ledger, and answers change over to it in one transaction. Where a stream cannot
even be read, that is said at once and nothing is built.
"""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg
import msgspec

from labeltrail.events.ledger.read import read_stream
from labeltrail.events.streams import batch
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item import state
from labeltrail.projections import parking, progress
from labeltrail.projections.parallel import OnProgress
from labeltrail.projections.parking import Parked, reason_of
from labeltrail.projections.rebuild import RebuildRefused, Rebuilt, rebuild
from labeltrail.projections.turn import PASSING

STREAM_EVENTS_MAX = 100_000
"""Of a longer stream only so many are tried before a generation is built."""


class Repaired(msgspec.Struct, frozen=True, kw_only=True):
    """
    mended   parked before, folded now
    parked   still set aside, with the reason of now
    rebuilt  None when nothing was built, since no stream could be read
    """

    project_id: str
    mended: tuple[Parked, ...]
    parked: tuple[Parked, ...]
    rebuilt: Rebuilt | None


async def repair(
    pool: asyncpg.Pool,
    project_id: str,
    *,
    stream: str | None = None,
    on_progress: OnProgress = lambda _reached, _aim: None,
) -> Repaired:
    """Try all parked streams of a project, if at least one (or the one named) can be read.

    Raises RebuildRefused, LeaseLost and the faults in `PASSING`.
    """
    before = await parked_now(pool, project_id)
    asked = [one for one in before if stream in (None, one.stream.stream)]
    if stream is not None and not asked:
        raise RebuildRefused(f"stream {stream!r} of project {project_id!r} is not parked")
    tried = [await _tried(pool, project_id, one) for one in asked]
    if all(one is not None for one in tried):
        still = tuple(one for one in tried if one is not None)
        return Repaired(project_id=project_id, mended=(), parked=still, rebuilt=None)
    rebuilt = await rebuild(pool, project_id, on_progress=on_progress)
    after = await parked_now(pool, project_id)
    names = {one.stream.stream for one in after}
    return Repaired(
        project_id=project_id,
        mended=tuple(one for one in before if one.stream.stream not in names),
        parked=tuple(after),
        rebuilt=rebuilt,
    )


async def parked_now(pool: asyncpg.Pool, project_id: str) -> Sequence[Parked]:
    """What the rows of answers lack. Raises RebuildRefused for a project that no worker knows."""
    async with pool.acquire() as connection:
        shown = await progress.current(connection, project_id)
        if shown is None:
            raise RebuildRefused(f"no project {project_id!r}")
        return await parking.parked(connection, shown.rows)


async def _tried(pool: asyncpg.Pool, project_id: str, one: Parked) -> Parked | None:
    """None when the stream can be read and folded by itself; else with the reason of now."""
    name = one.stream.stream
    events = await read_stream(pool, project_id, name, limit=STREAM_EVENTS_MAX)
    try:
        if name.startswith(ITEM):
            state.fold(events)
        else:
            batch.fold(events)
    except PASSING:
        raise
    except Exception as fault:
        told = msgspec.structs.replace(one.stream, reason=reason_of(fault))
        return msgspec.structs.replace(one, stream=told)
    return None
