"""Builds a project's read model anew beside the current one, compares, and changes over.

Answers come from the current generation all the time; the change-over is one short transaction in
which both stand at the same position. Whether the rows were equal is part of the result: they are
compared before, in a snapshot, while folding goes on (`comparison.py`). A rebuild that was killed
leaves rows that the next one removes. The former generation may be kept for a time, to change back
to it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from concurrent.futures.process import BrokenProcessPool
from datetime import timedelta
from uuid import uuid4

import asyncpg
import msgspec

from labeltrail.events.sql import load
from labeltrail.projections import outbox, parallel, parking, progress
from labeltrail.projections.comparison import Comparison, Digests, compare, snapshot
from labeltrail.projections.page import PageLimits
from labeltrail.projections.parallel import OnProgress, Processes
from labeltrail.projections.progress import LeaseLost, Progress
from labeltrail.projections.removal import remove_retired
from labeltrail.projections.schema import FOLD_VERSION
from labeltrail.projections.turn import NO_LIMITS, CaughtUp, Stopped, fold_pages

HOLD_ATTEMPTS_MAX = 600
HOLD_POLL_SECONDS = 0.05

_SQL = load(__package__, "rebuild.sql")


class RebuildRefused(Exception):
    """Nothing was changed; the message says why."""


class Rebuilt(msgspec.Struct, frozen=True, kw_only=True):
    """`former` and `rebuilt` hold for the same position, the change-over for it or a later one.

    Answers come from `generation` now, unless it `is_thrown_away`. `uncompared` are tables that
    took too long. What folding said of both (`state_sha`) may be equal where rows are not.
    """

    project_id: str
    generation: int
    former: Digests
    rebuilt: Digests
    uncompared: tuple[str, ...] = ()
    is_thrown_away: bool = False

    @property
    def is_equal(self) -> bool:
        return self.former.whole == self.rebuilt.whole and not self.uncompared

    @property
    def was_tampered_with(self) -> bool:
        """Folding had led to the same rows before: something else has changed them since."""
        return bool(self.different_tables) and self.former.state_sha == self.rebuilt.state_sha

    @property
    def different_tables(self) -> tuple[str, ...]:
        names = sorted({*self.former.tables, *self.rebuilt.tables})
        return tuple(
            name for name in names if self.former.tables.get(name) != self.rebuilt.tables.get(name)
        )


class _How(msgspec.Struct, frozen=True):
    on_progress: OnProgress
    limits: PageLimits
    keep_for: timedelta | None
    compare_only: bool = False


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
    how = _How(on_progress, limits, keep_for, compare_only)
    return await _finished(pool, built, how)


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
    return await _finished(pool, kept, _How(on_progress, limits, keep_for))


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


async def _finished(pool: asyncpg.Pool, built: Progress, how: _How) -> Rebuilt:
    """Fold a claimed generation to where the current one is, compare, and change over."""
    try:
        async with progress.renewing(pool, built):
            former, built, compared = await _compared(pool, built, how)
            if how.compare_only:
                await pool.execute(_SQL.give_up, *_claim_of(built))
            else:
                async with _level(pool, built, how) as (held, level):
                    if held.generation != former.generation:
                        raise LeaseLost(f"another generation of {built.project_id} is current")
                    await _change_over(pool, held, level, compared, how.keep_for)
        return Rebuilt(
            project_id=built.project_id,
            generation=built.generation,
            former=compared.former,
            rebuilt=compared.rebuilt,
            uncompared=compared.uncompared,
            is_thrown_away=how.compare_only,
        )
    finally:
        await progress.release(pool, built)
        await remove_retired(pool, built.project_id)


async def _compared(
    pool: asyncpg.Pool, built: Progress, how: _How
) -> tuple[Progress, Progress, Comparison]:
    """Both at one position. Folding goes on as soon as the snapshot stands."""
    async with contextlib.AsyncExitStack() as kept:
        async with _level(pool, built, how) as (held, level):
            connection = await kept.enter_async_context(snapshot(pool))
            if pool.get_max_size() == 1:  # there is no connection to give the lease back with
                compared = await compare(connection, held, level)
                await kept.aclose()
                return held, level, compared
        return held, level, await compare(connection, held, level)


@contextlib.asynccontextmanager
async def _level(
    pool: asyncpg.Pool, built: Progress, how: _How
) -> AsyncIterator[tuple[Progress, Progress]]:
    """The current generation, held where it is, and the new one folded up to there."""
    former = await _require_current(pool, built.project_id)
    built = await _build(pool, built, former.position, how)
    held = await _hold_current(pool, built.project_id)
    try:
        async with progress.renewing(pool, held):
            if held.fold_version == FOLD_VERSION:
                held = (await fold_pages(pool, held, limits=how.limits)).progress
            yield held, await _build(pool, built, held.position, how)
    finally:
        await progress.release(pool, held)


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


async def _build(pool: asyncpg.Pool, built: Progress, aim: int, how: _How) -> Progress:
    """Fold the new generation up to a position."""
    while True:
        outcome = await fold_pages(pool, built, limits=how.limits, up_to=aim, pages_max=1)
        built = outcome.progress
        how.on_progress(built.position, aim)
        match outcome:
            case CaughtUp():
                return built
            case Stopped(stop=stop):
                message = f"position {stop.position} cannot be folded: {stop.reason}"
                raise RebuildRefused(message)


async def _change_over(
    pool: asyncpg.Pool,
    former: Progress,
    built: Progress,
    compared: Comparison,
    keep_for: timedelta | None,
) -> None:
    """Answer from the new one, in one short transaction in which both stand at one position."""
    if former.position != built.position:
        raise LeaseLost(f"generation {built.generation} of {built.project_id} is not as far")
    async with pool.acquire() as connection, connection.transaction():
        if await connection.fetchval(_SQL.retire, *_claim_of(former), keep_for) is None:
            raise LeaseLost(f"generation {former.generation} of {former.project_id} moved on")
        if await connection.fetchval(_SQL.promote, *_claim_of(built)) is None:
            raise LeaseLost(f"generation {built.generation} of {built.project_id} moved on")
        await parking.carry_over(connection, former.rows, built.rows)
        if not compared.is_equal or _folded_otherwise(former, built):
            await outbox.put_rebuilt(connection, built.project_id, built.position)


def _folded_otherwise(former: Progress, built: Progress) -> bool:
    """Since the comparison, too. Older code may have meant the same by other rows."""
    return former.fold_version == built.fold_version and former.state_sha != built.state_sha


def _claim_of(claimed: Progress) -> tuple[str, int, int, int]:
    return (claimed.project_id, claimed.generation, claimed.position, claimed.fence)
