"""Carries out what policies have the system do by itself, beside requests.

Any number of processes may: each project's rules are looked after by one of them at a time. When
one dies, another goes on after the lease, and what was done is not done again. A rule that fails
is told, seen in `labeltrail automation` and tried again, later each time; the others go on.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Collection, Sequence

import asyncpg
import msgspec
from opentelemetry import metrics

from labeltrail.events.execute import Executor
from labeltrail.events.ledger.errors import FAULTS, LedgerError
from labeltrail.events.ledger.turns import ask_for
from labeltrail.projections.automation import progress
from labeltrail.projections.automation.all import RULES
from labeltrail.projections.automation.contract import Automatic
from labeltrail.projections.automation.looking import (
    BACK_OFF_SECONDS_MAX,
    REASON_CHARACTERS_MAX,
    look,
)
from labeltrail.projections.automation.progress import LEASE_SECONDS, Claim, Failure
from labeltrail.projections.parking import reason_of

POLL_SECONDS = 0.5
PROJECTS_AT_ONCE_MAX = 2
LOOKS_PER_TURN_MAX = 20
"""So many of one project, then the others have their turn."""

_log = logging.getLogger(__name__)
_meter = metrics.get_meter("labeltrail.automation")
_applied = _meter.create_counter(
    "labeltrail.automation.applied",
    unit="{command}",
    description="Commands that rules of policies gave, by project and whether only watched.",
)
_failing = _meter.create_counter(
    "labeltrail.automation.failures",
    unit="{look}",
    description="Looks at a project's rules that failed and are tried again, by project.",
)


class AutomationLoop:
    """Looks after the rules of all projects, or of those named. Belongs to one event loop."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        executor: Executor,
        *,
        rules: Sequence[Automatic] = RULES,
        projects: Collection[str] | None = None,
        poll_seconds: float = POLL_SECONDS,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._pool = pool
        self._executor = executor
        self._rules = rules
        self._projects = projects
        self._poll_seconds = poll_seconds
        self._lease_seconds = lease_seconds

    async def run_forever(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; commands under way are finished first."""
        while not stop.is_set():
            is_more = False
            try:
                is_more = await self.run_all(stop)
            except (*FAULTS, LedgerError) as fault:
                _log.warning("automatic rules wait for the database: %s", fault)
            if not is_more:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), self._poll_seconds)

    async def run_all(self, stop: asyncio.Event | None = None) -> bool:
        """One turn for every project that needs one; whether any of them needs another."""
        await progress.enrol(self._pool)
        gate = asyncio.Semaphore(PROJECTS_AT_ONCE_MAX)

        async def turn(project_id: str) -> bool:
            async with gate:
                if stop is not None and stop.is_set():
                    return False
                return await self.run_once(project_id)

        due = await progress.due(self._pool, self._projects)
        ended = await asyncio.gather(*map(turn, due), return_exceptions=True)
        for one in ended:
            if isinstance(one, BaseException):
                raise one
        return any(ended)

    async def run_once(self, project_id: str) -> bool:
        """Look at one project until nothing is left to look at; whether something is."""
        ask_for(project_id)
        claimed = await progress.claim(self._pool, project_id, lease_seconds=self._lease_seconds)
        if claimed is None:
            return False
        try:
            is_more = await self._looked(claimed)
        except (*FAULTS, LedgerError):
            raise
        except Exception as fault:
            await self._failed(claimed, fault)
            return False
        with contextlib.suppress(*FAULTS, LedgerError):  # it runs out by itself
            await progress.release(self._pool, claimed)
        return is_more

    async def _looked(self, claimed: Claim) -> bool:
        """Whether there is more than one turn may look at."""
        for _ in range(LOOKS_PER_TURN_MAX):
            looked = await look(
                self._pool,
                self._executor,
                claimed,
                self._rules,
                lease_seconds=self._lease_seconds,
            )
            if looked is None:
                return False
            told = {"labeltrail.project": claimed.project_id}
            _applied.add(looked.applied, told | {"labeltrail.is_watched": False})
            _applied.add(looked.observed, told | {"labeltrail.is_watched": True})
            if looked.behind:
                _failing.add(1, told)
            if not looked.is_more:
                return False
            claimed = msgspec.structs.replace(
                claimed, position=looked.position, behind=looked.behind, retries=False
            )
        return True

    async def _failed(self, claimed: Claim, fault: Exception) -> None:
        _failing.add(1, {"labeltrail.project": claimed.project_id})
        reason = reason_of(fault)
        again_in = min(2.0**claimed.failures, BACK_OFF_SECONDS_MAX)
        _log.error(
            "the rules of project %s cannot be looked after beyond position %s and are tried again"
            " in %g seconds: %s",
            claimed.project_id,
            claimed.position,
            again_in,
            reason,
            exc_info=fault,
        )
        failure = Failure(reason=reason[:REASON_CHARACTERS_MAX], again_in=again_in)
        await progress.failed(self._pool, claimed, failure)
