"""Connections: lent fairly and for no longer wait than stated, and known when they were lost."""

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from labeltrail.events.ledger.turns import Patience, Turns, current_asker

CONNECTIONS = "connections"


class FairPool(asyncpg.Pool):
    """A pool whose connections go to the askers in turn; asyncpg's own waits for ever, unbounded.

    `asking_for` says who asks. Raises Overloaded when all connections are in use for too long.
    """

    def __init__(
        self,
        url: str,
        *,
        size_max: int,
        patience: Patience,
        connect_seconds_max: float,
        statement_seconds_max: float,
        server_settings: dict[str, str],
    ) -> None:
        super().__init__(
            url,
            min_size=0,  # with a floor, asyncpg logs a traceback whenever the server restarts
            max_size=size_max,
            max_queries=50_000,
            max_inactive_connection_lifetime=300.0,
            loop=None,
            connection_class=asyncpg.Connection,
            record_class=asyncpg.Record,
            reset=_nothing_to_reset,
            timeout=connect_seconds_max,
            command_timeout=statement_seconds_max,
            server_settings=server_settings,
        )
        self._turns = Turns(CONNECTIONS, size_max, patience)
        self._lent: set[PoolConnectionProxy] = set()

    async def opened(self) -> None:
        """Connect once. Raises what asyncpg raises when the database is out of reach."""
        _ = await self
        async with self.acquire():
            pass

    async def _acquire(
        self,
        timeout: float | None,  # noqa: ASYNC109 - as asyncpg calls it
    ) -> PoolConnectionProxy:
        """Every way to a connection leads through here: acquire, fetch, execute and the like."""
        await self._turns.take(current_asker(), timeout)
        try:
            acquired = await super()._acquire(timeout)  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._turns.give_back()
            raise
        connection: PoolConnectionProxy = acquired
        self._lent.add(connection)
        return connection

    async def release(
        self,
        connection: PoolConnectionProxy,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - as asyncpg has it
    ) -> None:
        try:
            await super().release(connection, timeout=timeout)
        finally:
            if connection in self._lent:  # it may be released twice
                self._lent.remove(connection)
                self._turns.give_back()


async def _nothing_to_reset(_connection: object) -> None:
    """Our statements leave nothing behind in a session, so a round trip per use is saved.

    Open transactions and listeners the pool ends by itself.
    """


def is_lost(connection: PoolConnectionProxy) -> bool:
    """Whether the server or the way to it is gone, so that another connection is needed."""
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:  # the pool has taken the lost one back already
        return True
