"""Hints that a project has grown: they wake followers early and may be lost without harm.

At most one NOTIFY leaves a process every 50 ms, from a connection of its own: a NOTIFY in every
append would make all commits of the cluster take turns.
"""

import asyncio
import logging

import asyncpg

from labeltrail.events.ledger.errors import FAULTS
from labeltrail.events.sql import load

CHANNEL = "labeltrail_ledger"
HINT_SECONDS_MIN = 0.05

_SQL = load(__package__, "hints.sql")
_log = logging.getLogger(__name__)


class Hints:
    """Tells followers of grown projects, soon but not often."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._grown: set[str] = set()
        self._sending: asyncio.Task[None] | None = None

    def tell(self, project_id: str) -> None:
        self._grown.add(project_id)
        if self._sending is None:
            self._sending = asyncio.create_task(self._send())

    async def aclose(self) -> None:
        """Send what is still to be told."""
        if self._sending is not None:
            await self._sending

    async def _send(self) -> None:
        try:
            while self._grown:
                told, self._grown = self._grown, set()
                try:
                    await self._pool.execute(_SQL.hint, CHANNEL, list(told))
                except FAULTS as error:  # polling finds what no hint told
                    _log.debug("a hint was not sent: %s", error)
                await asyncio.sleep(HINT_SECONDS_MIN)
        finally:
            self._sending = None
