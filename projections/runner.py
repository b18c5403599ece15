"""Keeps the read models of every project up to date, beside other workers.

A kill at any point loses nothing and repeats nothing. A project that cannot be folded on stops
alone, and is tried again from time to time, since newer code may know the event. A fault of the
database is waited out, longer each time up to a bound.
"""

from __future__ import annotations

import asyncio
import logging
import time

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
PAGES_PER_TURN_MAX = 20
"""So many pages of one project, then the others have their turn."""

_SQL = load(__package__, "progress.sql")
_log = logging.getLogger(__name__)


class Runner:
    """Folds every project of one database. Belongs to one event loop."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        *,
        limits: PageLimits = NO_LIMITS,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._pool = pool
        self._limits = limits
        self._poll_seconds = poll_seconds
        self._wakeups = Wakeups(pool)
        self._retry_at: dict[str, float] = {}

    def nudge(self) -> None:
        """Look for events now: what this process appended need not wait for a hint."""
        self._wakeups.wake()

    async def run_once(self, project_id: str) -> Outcome:
        """Fold one project until it is caught up. Raises the faults in `PASSING`."""
        await progress.enrol(self._pool)
        return await take_turn(self._pool, project_id, limits=self._limits)

    async def run_forever(self, stop: asyncio.Event) -> None:
        """Fold all projects until `stop` is set; a page under way is finished first."""
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
        rows = await self._pool.fetch(_SQL.to_fold, FOLD_VERSION)
        gate = asyncio.Semaphore(PROJECTS_AT_ONCE_MAX)

        async def turn(project_id: str, fold_version: int) -> bool:
            async with gate:
                if fold_version < FOLD_VERSION:
                    return await self._rebuild(project_id)
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
            self._pool, project_id, limits=self._limits, pages_max=PAGES_PER_TURN_MAX
        )
        if isinstance(outcome, Stopped):
            self._retry_at[project_id] = time.monotonic() + STOPPED_RETRY_SECONDS
        else:
            self._retry_at.pop(project_id, None)
        return isinstance(outcome, Paused)

    async def _rebuild(self, project_id: str) -> bool:
        """Rows of older code are never folded on: they are built anew beside."""
        try:
            await rebuild(self._pool, project_id, limits=self._limits)
        except (RebuildRefused, LeaseLost) as fault:
            _log.warning("project %s keeps rows of older code: %s", project_id, fault)
            self._retry_at[project_id] = time.monotonic() + STOPPED_RETRY_SECONDS
            return False
        return True

    async def _wake_when(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._wakeups.wake()
