"""Wakes a worker when a hint says that a project has grown.

Hints may be lost: polling is the truth.
"""

from __future__ import annotations

import asyncio
import contextlib

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from labeltrail.events.ledger.connections import is_lost
from labeltrail.events.ledger.errors import FAULTS
from labeltrail.events.ledger.hints import CHANNEL


class Wakeups:
    """One listening connection of a pool, opened again when it was lost."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._connection: PoolConnectionProxy | None = None
        self._woken = asyncio.Event()

    def wake(self) -> None:
        self._woken.set()

    async def listen(self) -> None:
        """Have a connection that listens, if one can be spared and had."""
        if self._connection is not None and not is_lost(self._connection):
            return
        await self.aclose()
        if self._pool.get_max_size() == 1:
            return
        with contextlib.suppress(*FAULTS):
            connection = await self._pool.acquire()
            try:
                await connection.add_listener(CHANNEL, self._hinted)
            except BaseException:
                await self._pool.release(connection)
                raise
            self._connection = connection

    async def wait(self, seconds: float) -> None:
        """Until woken, or so many seconds. A wake-up since the last wait counts."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
        self._woken.clear()

    async def aclose(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with contextlib.suppress(*FAULTS):
            await connection.remove_listener(CHANNEL, self._hinted)
        with contextlib.suppress(*FAULTS):
            await self._pool.release(connection)

    def _hinted(self, *_told: object) -> None:
        self.wake()
