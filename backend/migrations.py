"""Every set of migrations, in the order in which one may build on another.

Guarantees: a database is wholly migrated or unchanged per call, and a service role, where one is
named, gets what it needs and not more: it can append to the log, never write or change a row of it.

The roles are made by the database's operator (docker-compose.yml shows how): an owner that cannot
log in and owns the database, a migrator that is a member of it, a service that is not. Everything
made here belongs to that owner; the service is granted rights, and can never take or give any.
"""

from __future__ import annotations

from pathlib import Path

import asyncpg

from labeltrail.events import directory
from labeltrail.events.directory import clear_rows
from labeltrail.events.directory.ciphers import Keyring
from labeltrail.events.ledger.migrate import LEDGER, MigrationSet, become_owner
from labeltrail.events.ledger.migrate import migrate as migrate_sets
from labeltrail.events.sql import load
from labeltrail.projections.schema import READ

DIRECTORY = MigrationSet("directory", Path(directory.__file__).parent / "migrations")
INSTANCE = MigrationSet("instance", Path(__file__).parent / "instance" / "migrations")
SETS = (LEDGER, DIRECTORY, INSTANCE, READ)

_SQL = load(__package__, "grants.sql")


async def migrate(
    dsn: str, *, service_role: str | None = None, keyring: Keyring | None = None
) -> list[str]:
    """Apply what is pending and name it: `ledger/0001_ledger`.

    Words that a former version kept in clear are encrypted, and people's keys wrapped under the
    first of the keyring. Raises WrappingKeyMissing.
    """
    applied = await migrate_sets(dsn, SETS)
    await _hide(dsn, keyring or Keyring())
    if service_role is not None:
        await _grant(dsn, service_role)
    return applied


async def _hide(dsn: str, keyring: Keyring) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await clear_rows.hide(connection, keyring)
    finally:
        await connection.close()


async def _grant(dsn: str, service_role: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction():
            await become_owner(connection)
            await connection.execute(_SQL.on_the_ledger, service_role)
            for grants in await connection.fetch(_SQL.on_the_rest, service_role):
                await connection.execute(grants["schema_grant"])
                await connection.execute(grants["tables_grant"])
    finally:
        await connection.close()
