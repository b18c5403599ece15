"""How many rows the database had to read for something: the same on every machine, however busy.

A loop over all rows in a loop over all rows shows here, as it would show on a clock.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import asyncpg

READ = """
SELECT sum(t.seq_tup_read) + coalesce(
    (SELECT sum(i.idx_tup_read) FROM pg_stat_user_indexes AS i WHERE i.schemaname = 'read'), 0
)
FROM pg_stat_user_tables AS t
WHERE t.schemaname = 'read'
"""


async def rows_read(pool: asyncpg.Pool, act: Callable[[], Awaitable[object]]) -> int:
    """Rows and index entries of the read models that `act` made the database read."""
    before = await _counted(pool)
    await act()
    return await _counted(pool) - before


async def _counted(pool: asyncpg.Pool) -> int:
    """Once every connection has told what it did."""
    connections = [await pool.acquire() for _ in range(pool.get_size())]
    try:
        for connection in connections:
            await connection.execute("SELECT pg_stat_force_next_flush()")
        await connections[0].execute("SELECT pg_stat_clear_snapshot()")
        return int(await connections[0].fetchval(READ))
    finally:
        for connection in connections:
            await pool.release(connection)
