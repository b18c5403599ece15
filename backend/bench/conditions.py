"""On what a measurement was made: a figure without it says nothing."""

from __future__ import annotations

import os
import platform

import asyncpg
import msgspec

from labeltrail.events.sql import load

_SQL = load(__package__, "conditions.sql")


class Conditions(msgspec.Struct, frozen=True, kw_only=True):
    """The database's settings by their own names, and the machine that runs the clients."""

    version: str
    shared_buffers: str
    synchronous_commit: str
    fsync: str
    full_page_writes: str
    wal_level: str
    max_wal_size: str
    cores: int
    python: str

    def sentence(self) -> str:
        return (
            f"PostgreSQL {self.version}, shared_buffers {self.shared_buffers}, "
            f"synchronous_commit {self.synchronous_commit}, fsync {self.fsync}, "
            f"full_page_writes {self.full_page_writes}, wal_level {self.wal_level}, "
            f"max_wal_size {self.max_wal_size}; {self.cores} cores for everything; "
            f"Python {self.python}"
        )


async def conditions(pool: asyncpg.Pool) -> Conditions:
    row = await pool.fetchrow(_SQL.conditions)
    assert row is not None, "settings are one row"
    return Conditions(
        version=row["version"].split()[0],
        shared_buffers=row["shared_buffers"],
        synchronous_commit=row["synchronous_commit"],
        fsync=row["fsync"],
        full_page_writes=row["full_page_writes"],
        wal_level=row["wal_level"],
        max_wal_size=row["max_wal_size"],
        cores=os.cpu_count() or 1,
        python=platform.python_version(),
    )
