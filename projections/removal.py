"""Rows of generations that no answer comes from go, some at a time, so that nobody waits for it."""

from __future__ import annotations

import asyncpg

from labeltrail.events.sql import load
from labeltrail.projections.work.kept import DROP_WORK

DROP_ROWS_MAX = 5_000

_SQL = load(__package__, "rebuild.sql")


async def remove_retired(pool: asyncpg.Pool, project_id: str) -> None:
    """Remove rows that no answer comes from, some at a time."""
    await pool.execute(_SQL.retire_abandoned, project_id)
    for row in await pool.fetch(_SQL.retired, project_id):
        key = (project_id, row["generation"])
        for statement in (
            _SQL.drop_items,
            _SQL.drop_counts,
            _SQL.drop_truths,
            _SQL.drop_escalations,
            _SQL.drop_golds,
            DROP_WORK,
            _SQL.drop_batch_items,
            _SQL.drop_changes,
            _SQL.drop_readings,
            _SQL.drop_registered,
        ):
            while await pool.execute(statement, *key, DROP_ROWS_MAX) != "DELETE 0":
                pass
        await pool.execute(_SQL.drop_batches, *key)
        await pool.execute(_SQL.drop_tallies, *key)
        await pool.execute(_SQL.drop_editions, *key)
        await pool.execute(_SQL.drop_parked, *key)
        await pool.execute(_SQL.forget, *key)
