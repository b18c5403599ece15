"""How far the read models are, and waiting until they are far enough.

Whoever appended at a position and waits for it reads their own write. Waiting is bounded, and
what can never be reached is an error at once.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

import asyncpg
import msgspec

from labeltrail.events.ledger.read import position_at
from labeltrail.events.sql import load
from labeltrail.projections.answers import Lag
from labeltrail.projections.attestation import state_sha
from labeltrail.projections.errors import (
    AtLeastTimeout,
    PositionAhead,
    ProjectUnknown,
    ReadModelStopped,
)
from labeltrail.projections.parking import Parked
from labeltrail.projections.progress import refold_of, stop_of

AT_LEAST_SECONDS_MAX = 5.0
POLL_SECONDS_MIN = 0.002
POLL_SECONDS_MAX = 0.05

_SQL = load(__package__, "waiting.sql")
_parked_decoder = msgspec.json.Decoder(tuple[Parked, ...])


async def wait_for(
    pool: asyncpg.Pool,
    project_id: str,
    position: int,
    *,
    is_whole: bool = False,
    seconds_max: float = AT_LEAST_SECONDS_MAX,
) -> int:
    """The position reached, at least the one asked for.

    `is_whole`: and the terms in force at the position are everywhere.
    Raises ProjectUnknown, PositionAhead, ReadModelStopped and AtLeastTimeout.
    """
    loop = asyncio.get_running_loop()
    started, pause = loop.time(), POLL_SECONDS_MIN
    while True:
        row = await pool.fetchrow(_SQL.reached, project_id)
        if row is None:
            raise ProjectUnknown(project_id)
        reached: int = row["position"]
        coming = row["refold_position"]
        is_there = not is_whole or coming is None or coming > position
        if 0 <= position <= reached and is_there:
            return reached
        if not 0 <= position <= row["head"]:
            raise PositionAhead(f"position {position}", row["head"])
        stopped = stop_of(row)
        if stopped is not None and stopped.position <= position:
            raise ReadModelStopped(stopped.position, stopped.reason)
        if loop.time() - started + pause > seconds_max:
            raise AtLeastTimeout(position, reached, seconds_max)
        await asyncio.sleep(pause)
        pause = min(2 * pause, POLL_SECONDS_MAX)


async def as_of(
    pool: asyncpg.Pool,
    project_id: str,
    *,
    position: int | None = None,
    time: datetime | None = None,
) -> int:
    """The position that a point in the past means; give exactly one of the two.

    A moment means the last position recorded at it or before. Raises ProjectUnknown, and
    PositionAhead for what has not come yet, since such an answer could still change.
    """
    if (position is None) == (time is None):
        raise ValueError("give a position or a time, and only one of them")
    async with pool.acquire() as connection:
        row = await connection.fetchrow(_SQL.reached, project_id)
        if row is None:
            raise ProjectUnknown(project_id)
        if position is not None:
            if not 0 <= position <= row["head"]:
                raise PositionAhead(f"position {position}", row["head"])
            return position
        if time is None or time >= await connection.fetchval(_SQL.now):
            raise PositionAhead(f"time {time}", row["head"])
        return await position_at(connection, project_id, time)


async def lag(pool: asyncpg.Pool, project_id: str) -> Lag:
    """How far behind the ledger one project's read models are. Raises ProjectUnknown."""
    found = await pool.fetchrow(_SQL.lag, project_id)
    if found is None:
        raise ProjectUnknown(project_id)
    return _lag(found)


async def every_lag(pool: asyncpg.Pool) -> list[Lag]:
    """Of every project that a runner has seen, by id."""
    return [_lag(row) for row in await pool.fetch(_SQL.lag, None)]


def _lag(row: asyncpg.Record) -> Lag:
    return Lag(
        project_id=row["project_id"],
        position=row["position"],
        head=row["head"],
        stopped=stop_of(row),
        refold=refold_of(row),
        folded_at=row["folded_at"],
        generation=row["generation"],
        fold_version=row["fold_version"],
        state_sha=state_sha(
            row["fold_version"], row["position"], row["edition"], row["row_sum"], row["edition_sum"]
        ),
        parked=_parked_decoder.decode(row["parked"]),
    )
