"""Builds a project's read model anew beside the current one, compares, and changes over.

Answers come from the current generation all the time; the change-over is one transaction in which
both stand at the same position. Whether the rows were equal is part of the result. A rebuild that
was killed leaves rows that the next one removes. The former generation may be kept for a time, to
change back to it.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Coroutine
from concurrent.futures.process import BrokenProcessPool
from datetime import timedelta
from uuid import uuid4

import asyncpg
import msgspec

from labeltrail.events.ledger.read import Connection
from labeltrail.events.sql import load
from labeltrail.projections import parallel, parking, progress
from labeltrail.projections.page import PageLimits
from labeltrail.projections.parallel import OnProgress, Processes
from labeltrail.projections.progress import LeaseLost, Progress
from labeltrail.projections.removal import remove_retired
from labeltrail.projections.schema import FOLD_VERSION
from labeltrail.projections.turn import NO_LIMITS, CaughtUp, Stopped, fold_pages

HOLD_ATTEMPTS_MAX = 600
HOLD_POLL_SECONDS = 0.05

_SQL = load(__package__, "rebuild.sql")
_DIGEST = load(__package__, "digest.sql")

Finish = Callable[
    [asyncpg.Pool, "Progress", "Progress", timedelta | None], Coroutine[object, object, "Rebuilt"]
]


class RebuildRefused(Exception):
    """Nothing was changed; the message says why."""


class Digests(msgspec.Struct, frozen=True, kw_only=True):
    """SHA-256 of the rows at a position, in hexadecimal: of each table, and of all together.

    `state_sha` is what folding said of them, page by page.
    """

    position: int
    tables: dict[str, str]
    whole: str
    state_sha: str


class Rebuilt(msgspec.Struct, frozen=True, kw_only=True):
    """`former` and `rebuilt` hold for the same position.

    Answers come from `generation` now, unless it `is_thrown_away`.
    """

    project_id: str
    generation: int
    former: Digests
    rebuilt: Digests
    is_thrown_away: bool = False

    @property
    def is_equal(self) -> bool:
        return self.former.whole == self.rebuilt.whole

    @property
    def was_tampered_with(self) -> bool:
        """Folding had led to the same rows before: something else has changed them since."""
        return not self.is_equal and self.former.state_sha == self.rebuilt.state_sha

    @property
    def different_tables(self) -> tuple[str, ...]:
        names = sorted({*self.former.tables, *self.rebuilt.tables})
        return tuple(
            name for name in names if self.former.tables.get(name) != self.rebuilt.tables.get(name)
        )


async def rebuild(
    pool: asyncpg.Pool,
    project_id: str,
    *,
    on_progress: OnProgress = lambda _reached, _aim: None,
    limits: PageLimits = NO_LIMITS,
    keep_for: timedelta | None = None,
    compare_only: bool = False,
    processes: Processes | None = None,
) -> Rebuilt:
    """Rebuild one project; with `compare_only` the new rows are thrown away again.

    With `keep_for` the former rows stay for a time, see `change_back`. With `processes` the first
    pass is theirs (`parallel.py`).
    Raises RebuildRefused, LeaseLost and the faults in `PASSING`.
    """
    await progress.enrol(pool)
    built = await _begin(pool, project_id)
    if processes is not None:
        built = await _filled(pool, built, processes, on_progress)
    finish = _compare if compare_only else _change_over
    return await _finished(pool, built, finish, on_progress, limits, keep_for)


async def change_back(
    pool: asyncpg.Pool,
    project_id: str,
    *,
    on_progress: OnProgress = lambda _reached, _aim: None,
    limits: PageLimits = NO_LIMITS,
    keep_for: timedelta | None = None,
) -> Rebuilt:
    """Answer from the kept generation again, after it has folded what it lacks. Raises as above.

    Only code of the version that it was folded by can do so.
    """
    lease = timedelta(seconds=progress.LEASE_SECONDS)
    row = await pool.fetchrow(_SQL.claim_kept, project_id, uuid4(), lease)
    if row is None:
        await _require_current(pool, project_id)
        raise RebuildRefused(f"no former generation of project {project_id!r} is kept")
    kept = progress.of_row(row)
    if kept.fold_version != FOLD_VERSION:
        await progress.release(pool, kept)
        raise RebuildRefused(
            f"generation {kept.generation} of project {project_id!r} was folded by version "
            f"{kept.fold_version}, and this is version {FOLD_VERSION}: change back with that one"
        )
    return await _finished(pool, kept, _change_over, on_progress, limits, keep_for)


async def _filled(
    pool: asyncpg.Pool, built: Progress, processes: Processes, on_progress: OnProgress
) -> Progress:
    """The new generation, filled in parts; empty where an event has to be parked on the way."""
    try:
        former = await _require_current(pool, built.project_id)
        filled = await parallel.first_pass(pool, built, former, processes, on_progress)
    except BrokenProcessPool:
        await progress.release(pool, built)
        raise RebuildRefused("a process of the rebuild was killed; try again, or fewer") from None
    except BaseException:
        await progress.release(pool, built)
        raise
    if filled is not None:
        return filled
    await pool.execute(_SQL.give_up, *_claim_of(built))
    return await _begin(pool, built.project_id)


async def _finished(
    pool: asyncpg.Pool,
    built: Progress,
    finish: Finish,
    on_progress: OnProgress,
    limits: PageLimits,
    keep_for: timedelta | None,
) -> Rebuilt:
    """Fold a claimed generation to where the current one is, hold that one, and finish."""
    project_id = built.project_id
    try:
        former = await _require_current(pool, project_id)
        built = await _build(pool, built, former.position, on_progress, limits)
        held = await _hold_current(pool, project_id)
        try:
            if held.fold_version == FOLD_VERSION:
                held = (await fold_pages(pool, held, limits=limits)).progress
            built = await _build(pool, built, held.position, on_progress, limits)
            return await finish(pool, held, built, keep_for)
        finally:
            await progress.release(pool, held)
    finally:
        await progress.release(pool, built)
        await remove_retired(pool, project_id)


async def digests(connection: Connection, shown: Progress) -> Digests:
    """Of a generation's rows, as this connection sees them."""
    rows = await connection.fetch(
        _DIGEST.digests, shown.project_id, shown.generation, shown.terms().edition
    )
    tables = {row["source"]: f"{row['number_of_rows']} rows, {row['digest']}" for row in rows}
    told = msgspec.json.encode((shown.position, tables), order="sorted")
    return Digests(
        position=shown.position,
        tables=tables,
        whole=hashlib.sha256(told).hexdigest(),
        state_sha=shown.state_sha,
    )


async def _begin(pool: asyncpg.Pool, project_id: str) -> Progress:
    """A claim on a new, empty generation."""
    await remove_retired(pool, project_id)
    lease = timedelta(seconds=progress.LEASE_SECONDS)
    row = await pool.fetchrow(
        _SQL.begin, project_id, FOLD_VERSION, progress.NO_RULES, uuid4(), lease
    )
    if row is None:
        await _require_current(pool, project_id)
        raise RebuildRefused(f"project {project_id!r} is being rebuilt already")
    return progress.of_row(row)


async def _require_current(pool: asyncpg.Pool, project_id: str) -> Progress:
    async with pool.acquire() as connection:
        found = await progress.current(connection, project_id)
    if found is None:
        raise RebuildRefused(f"no project {project_id!r}")
    return found


async def _hold_current(pool: asyncpg.Pool, project_id: str) -> Progress:
    """The lease of the current generation, so that it stands still for the change-over."""
    for _ in range(HOLD_ATTEMPTS_MAX):
        held = await progress.claim(pool, project_id)
        if held is not None:
            return held
        await asyncio.sleep(HOLD_POLL_SECONDS)
    raise RebuildRefused(f"the workers of project {project_id!r} do not pause; try again later")


async def _build(
    pool: asyncpg.Pool, built: Progress, aim: int, on_progress: OnProgress, limits: PageLimits
) -> Progress:
    """Fold the new generation up to a position."""
    while True:
        outcome = await fold_pages(pool, built, limits=limits, up_to=aim, pages_max=1)
        built = outcome.progress
        on_progress(built.position, aim)
        match outcome:
            case CaughtUp():
                return built
            case Stopped(stop=stop):
                message = f"position {stop.position} cannot be folded: {stop.reason}"
                raise RebuildRefused(message)


async def _compare(
    pool: asyncpg.Pool, former: Progress, built: Progress, _keep_for: timedelta | None
) -> Rebuilt:
    """Compare both at one position, and give the new one up."""
    async with pool.acquire() as connection:
        before, after = await digests(connection, former), await digests(connection, built)
        await connection.execute(_SQL.give_up, *_claim_of(built))
    return Rebuilt(
        project_id=built.project_id,
        generation=built.generation,
        former=before,
        rebuilt=after,
        is_thrown_away=True,
    )


async def _change_over(
    pool: asyncpg.Pool, former: Progress, built: Progress, keep_for: timedelta | None
) -> Rebuilt:
    """Compare both at one position and answer from the new one, in one transaction."""
    async with pool.acquire() as connection, connection.transaction():
        retired = await connection.fetchval(_SQL.retire, *_claim_of(former), keep_for)
        if retired is None:
            raise LeaseLost(f"generation {former.generation} of {former.project_id} moved on")
        before = await digests(connection, former)
        after = await digests(connection, built)
        if await connection.fetchval(_SQL.promote, *_claim_of(built)) is None:
            raise LeaseLost(f"generation {built.generation} of {built.project_id} moved on")
        await parking.carry_over(connection, former.rows, built.rows)
    return Rebuilt(
        project_id=built.project_id, generation=built.generation, former=before, rebuilt=after
    )


def _claim_of(claimed: Progress) -> tuple[str, int, int, int]:
    return (claimed.project_id, claimed.generation, claimed.position, claimed.fence)
