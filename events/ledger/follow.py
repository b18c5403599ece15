"""Follows a project as it grows: every event once, in order, from any position on.

Polling is the truth. Hints only wake a follower early, so a lost hint costs at most one polling
interval. All followers of a pool share one listening connection of it; when that connection is
lost, a later poll opens another.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.ledger.connections import is_lost
from labeltrail.events.ledger.errors import FAULTS, translated
from labeltrail.events.ledger.hints import CHANNEL
from labeltrail.events.ledger.read import read_project

PAGE_EVENTS = 1_000
POLL_SECONDS = 1.0


async def follow(
    pool: asyncpg.Pool,
    project_id: str,
    *,
    after: int,
    page: int = PAGE_EVENTS,
    poll_seconds: float = POLL_SECONDS,
) -> AsyncGenerator[list[RecordedEvent], None]:
    """Pages of 1 to `page` events after a position, without end. Close it with `aclosing`.

    Raises LedgerUnavailable when a poll fails; go on from the last position that was seen.
    """
    listener = _LISTENERS.setdefault(pool, _Listener(pool))
    woken = asyncio.Event()
    listener.add(project_id, woken)
    try:
        while True:
            await listener.listen()
            woken.clear()
            with translated():
                async with pool.acquire() as connection:
                    events = await read_project(connection, project_id, after=after, limit=page)
            if events:
                after = events[-1].position
                yield events
            if len(events) < page:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), poll_seconds)
    finally:
        await listener.remove(project_id, woken)


class _Listener:
    """Wakes the followers of one pool when a hint names their project."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._followers: dict[str, set[asyncio.Event]] = {}
        self._connection: PoolConnectionProxy | None = None
        self._turn = asyncio.Lock()

    def add(self, project_id: str, woken: asyncio.Event) -> None:
        self._followers.setdefault(project_id, set()).add(woken)

    async def remove(self, project_id: str, woken: asyncio.Event) -> None:
        """The last follower that leaves gives the connection back."""
        followers = self._followers[project_id]
        followers.discard(woken)
        if not followers:
            del self._followers[project_id]
        async with self._turn:
            if not self._followers:
                await self._stop()
        if not self._followers:
            _LISTENERS.pop(self._pool, None)

    async def listen(self) -> None:
        """Have a connection that listens, if one can be had."""
        async with self._turn:
            if self._connection is not None and not is_lost(self._connection):
                return
            await self._stop()
            if self._pool.get_max_size() == 1:
                return  # polls need that one
            with contextlib.suppress(*FAULTS):  # the poll that follows fails too, and tells
                connection = await self._pool.acquire()
                try:
                    await connection.add_listener(CHANNEL, self._wake)
                except BaseException:
                    await self._pool.release(connection)
                    raise
                self._connection = connection

    async def _stop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with contextlib.suppress(*FAULTS):
            await connection.remove_listener(CHANNEL, self._wake)
        await self._pool.release(connection)

    def _wake(self, _connection: object, _process: int, _channel: str, payload: object) -> None:
        for woken in self._followers.get(str(payload), ()):
            woken.set()


_LISTENERS: dict[asyncpg.Pool, _Listener] = {}
