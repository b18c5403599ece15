"""Migrations: numbered files, forward only, all pending ones in one transaction or none.

Each set is a folder of `0001_what.sql`, `0002_what.sql` … without a gap. What was applied is kept
with its checksum: a file that was changed afterwards and a database that is newer than this code
are refused. Two migrators take turns. The ledger knows its own set; whoever composes the
application passes the others: `migrate(dsn, sets=(LEDGER, DIRECTORY))`.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import asyncpg
import msgspec

from labeltrail.events.ledger.errors import LedgerError, translated
from labeltrail.events.sql import load

CONNECT_SECONDS_MAX = 10.0
STATEMENT_SECONDS_MAX = 300
TURN_SECONDS_MAX = 120  # another migrator at work
LOCK_SECONDS_MAX = 10  # a table in use: better give up than make the service queue behind us
POSTGRESQL_VERSION_MIN = 15

_FILE = re.compile(r"(?P<number>\d{4})_[a-z0-9_]+\.sql")
_SQL = load(__package__, "migrate.sql")


class MigrationRefused(LedgerError):
    """This code and this database do not fit; nothing was changed."""


class DatabaseNewer(MigrationRefused):
    """The database has migrations that this code does not know."""


class MigrationChanged(MigrationRefused):
    """A migration file differs from the one that was applied."""


class UnsuitableServer(MigrationRefused):
    """The server is too old or keeps text in another encoding than UTF-8."""


class MigrationSet(msgspec.Struct, frozen=True):
    """A folder of migrations under a name that never changes."""

    name: str
    folder: Path


LEDGER = MigrationSet("ledger", Path(__file__).parent / "migrations")


class _Migration(msgspec.Struct, frozen=True):
    set_name: str
    number: int
    name: str
    script: str
    checksum: str


async def migrate(dsn: str, sets: Iterable[MigrationSet] = (LEDGER,)) -> list[str]:
    """Apply what is pending, set by set, and name it: `ledger/0001_ledger`."""
    ordered = [_migrations(one) for one in sets]
    with translated():
        connection = await asyncpg.connect(dsn, timeout=CONNECT_SECONDS_MAX)
        try:
            async with connection.transaction():
                return await _migrate(connection, ordered)
        finally:
            await connection.close()


async def _migrate(
    connection: asyncpg.Connection, sets: Sequence[Sequence[_Migration]]
) -> list[str]:
    await _check_server(connection)
    await _limit(connection, lock_seconds=TURN_SECONDS_MAX)
    await connection.execute(_SQL.take_turns)
    await _limit(connection, lock_seconds=LOCK_SECONDS_MAX)
    await connection.execute(_SQL.make_schema)
    await connection.execute(_SQL.make_record)
    applied: dict[str, list[asyncpg.Record]] = {}
    for row in await connection.fetch(_SQL.applied):
        applied.setdefault(row["set_name"], []).append(row)
    pending = [
        migration
        for known in sets
        for migration in _pending(known, applied.get(known[0].set_name, []) if known else [])
    ]
    for migration in pending:
        await connection.execute(migration.script)
        await connection.execute(
            _SQL.record, migration.set_name, migration.number, migration.name, migration.checksum
        )
    return [f"{migration.set_name}/{migration.name}" for migration in pending]


def _pending(
    known: Sequence[_Migration], applied: Sequence[asyncpg.Record]
) -> Sequence[_Migration]:
    for migration, row in zip(known, applied, strict=False):
        if (migration.number, migration.checksum) != (row["number"], row["checksum"]):
            raise MigrationChanged(
                f"{migration.set_name}/{migration.name} is not the file that was applied as "
                f"{row['name']}; restore that file and add a new migration instead"
            )
    if len(applied) > len(known):
        unknown = applied[len(known)]
        raise DatabaseNewer(
            f"the database has {unknown['set_name']}/{unknown['name']}, which this version of "
            "labeltrail does not know; run a newer version"
        )
    return known[len(applied) :]


def _migrations(one: MigrationSet) -> list[_Migration]:
    found: list[_Migration] = []
    for path in sorted(one.folder.glob("*.sql")):
        match = _FILE.fullmatch(path.name)
        if match is None or int(match["number"]) != len(found) + 1:
            raise MigrationRefused(
                f"{path.name} in set {one.name} should be called {len(found) + 1:04}_what.sql"
            )
        script = path.read_bytes()
        checksum = hashlib.sha256(script).hexdigest()
        found.append(_Migration(one.name, len(found) + 1, path.stem, script.decode(), checksum))
    return found


async def _limit(connection: asyncpg.Connection, *, lock_seconds: int) -> None:
    await connection.execute(_SQL.limits, f"{STATEMENT_SECONDS_MAX}s", f"{lock_seconds}s")


async def _check_server(connection: asyncpg.Connection) -> None:
    server = await connection.fetchrow(_SQL.server)
    if server is None or server["version"] < POSTGRESQL_VERSION_MIN * 10_000:
        raise UnsuitableServer(f"PostgreSQL {POSTGRESQL_VERSION_MIN} or newer is needed")
    if server["encoding"] != "UTF8":
        raise UnsuitableServer(f"the database must be in UTF8, not {server['encoding']}")
