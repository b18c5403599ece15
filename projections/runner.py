"""Keeps the read models of every project, or of some, up to date, beside other workers.

A kill at any point loses nothing and repeats nothing. A project that cannot be folded on stops
alone, and is tried again from time to time, since newer code may know the event. A fault of the
database is waited out, longer each time up to a bound.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Collection, Coroutine

import asyncpg

from labeltrail.events.sql import load
from labeltrail.projections import progress
from labeltrail.projections.page import PageLimits
from labeltrail.projections.progress import LeaseLost
from labeltrail.projections.rebuild import RebuildRefused, rebuild
from labeltrail.projections.schema import FOLD_VERSION
from labeltrail.projections.turn import NO_LIMITS, PASSING, Outcome, Paused, Stopped, take_turn
from labeltrail.projections.wakeups import Wakeups

POLL_SECONDS = 1.0
BACK_OFF_SECONDS_MAX = 30.0
STOPPED_RETRY_SECONDS = 60.0
PROJECTS_AT_ONCE_MAX = 4
REBUILDS_AT_ONCE_MAX = 1
"""Each keeps a connection for as long as it compares, and folds with another."""
PAGES_PER_TURN_MAX = 20
"""So many pages of one project, then the others have their turn."""

_SQL = load(__package__, "progress.sql")
_log = logging.getLogger(__name__)


class Runner:
    """Folds every project of one database, or those named. Belongs to one event loop.

    `lease_seconds` after a worker was killed or stopped, others may go on with its project.
    """

    def __init__(
        self,
        pool: asyncpg.Pool,
        *,
        limits: PageLimits = NO_LIMITS,
        poll_seconds: float = POLL_SECONDS,
        lease_seconds: float = progress.LEASE_SECONDS,
        projects: Collection[str] | None = None,
    ) -> None:
        self._pool = pool
        self._limits = limits
        self._poll_seconds = poll_seconds
        self._lease_seconds = lease_seconds
        self._projects = list(projects) if projects is not None else None
        self._stop = asyncio.Event()
        self._wakeups = Wakeups(pool)
        self._retry_at: dict[str, float] = {}

    def nudge(self) -> None:
        """Look for events now: what this process appended need not wait for a hint."""
        self._wakeups.wake()

    async def run_once(self, project_id: str) -> Outcome:
        """Fold one project until it is caught up. Raises the faults in `PASSING`."""
        await progress.enrol(self._pool)
        return await take_turn(
            self._pool, project_id, limits=self._limits, lease_seconds=self._lease_seconds
        )

    async def run_forever(self, stop: asyncio.Event) -> None:
        """Fold all projects until `stop` is set; pages under way are finished first."""
        self._stop = stop
        failures = 0
        stopping = asyncio.create_task(self._wake_when(stop))
        try:
            while not stop.is_set():
                await self._wakeups.listen()
                try:
                    is_more = await self.run_all()
                    failures = 0
                except PASSING as fault:
                    failures += 1
                    is_more = False
                    _log.warning("projections wait for the database: %s", fault)
                if not is_more:
                    longer = self._poll_seconds * 2.0 ** min(failures, 10)
                    await self._wakeups.wait(min(longer, BACK_OFF_SECONDS_MAX))
        finally:
            stopping.cancel()
            await self._wakeups.aclose()

    async def run_all(self) -> bool:
        """One turn for every project that needs one; whether any of them needs another."""
        await progress.enrol(self._pool)
        rows = await self._pool.fetch(_SQL.to_fold, FOLD_VERSION, self._projects)
        gate = asyncio.Semaphore(PROJECTS_AT_ONCE_MAX)

        rebuilding = asyncio.Semaphore(REBUILDS_AT_ONCE_MAX)

        async def turn(project_id: str, fold_version: int) -> bool:
            if fold_version < FOLD_VERSION:
                async with rebuilding:
                    return not self._stop.is_set() and await self._rebuild(project_id)
            async with gate:
                if self._stop.is_set():
                    return False
                return await self._turn(project_id)

        due = [row for row in rows if self._retry_at.get(row["project_id"], 0) <= time.monotonic()]
        turns = (turn(row["project_id"], row["fold_version"]) for row in due)
        ended = await asyncio.gather(*turns, return_exceptions=True)
        for one in ended:
            if isinstance(one, BaseException):
                raise one
        return any(ended)

    async def _turn(self, project_id: str) -> bool:
        outcome = await take_turn(
            self._pool,
            project_id,
            limits=self._limits,
            pages_max=PAGES_PER_TURN_MAX,
            lease_seconds=self._lease_seconds,
            is_ending=self._stop.is_set,
        )
        if isinstance(outcome, Stopped):
            self._retry_at[project_id] = time.monotonic() + STOPPED_RETRY_SECONDS
        else:
            self._retry_at.pop(project_id, None)
        return isinstance(outcome, Paused)

    async def _rebuild(self, project_id: str) -> bool:
        """Rows of older code are never folded on: they are built anew beside."""
        try:
            await self._unless_stopped(rebuild(self._pool, project_id, limits=self._limits))
        except (RebuildRefused, LeaseLost) as fault:
            _log.warning("project %s keeps rows of older code: %s", project_id, fault)
            self._retry_at[project_id] = time.monotonic() + STOPPED_RETRY_SECONDS
            return False
        return True

    async def _unless_stopped(self, work: Coroutine[object, object, object]) -> None:
        """Wait for work that may take minutes and may be broken off anywhere."""
        working, stopping = asyncio.create_task(work), asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            if not working.done():
                working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working

    async def _wake_when(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._wakeups.wake()
