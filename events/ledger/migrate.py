"""Migrations: numbered files, forward only, all pending ones in one transaction or none.

Each set is a folder of `0001_what.sql`, `0002_what.sql` … without a gap. What was applied is kept
with its checksum: a file that was changed afterwards and a database that is newer than this code
are refused. Two migrators take turns. The ledger knows its own set; whoever composes the
application passes the others: `migrate(dsn, sets=(LEDGER, DIRECTORY))`.

What is made belongs to the schema's owner, or at first to the database's, wherever that is a role
that cannot log in and that the migrator may become: so no table belongs to somebody with a
password.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy

from labeltrail.events.ledger.errors import LedgerError, translated
from labeltrail.events.sql import load

CONNECT_SECONDS_MAX = 10.0
STATEMENT_SECONDS_MAX = 300
TURN_SECONDS_MAX = 120  # another migrator at work
LOCK_SECONDS_MAX = 10  # a table in use: better give up than make the service queue behind us
POSTGRESQL_VERSION_MIN = 15

Connection = asyncpg.Connection | PoolConnectionProxy

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


class Migration(msgspec.Struct, frozen=True):
    """One file of a set; `checksum` is the SHA-256 of its bytes."""

    set_name: str
    number: int
    name: str
    script: str
    checksum: str

    def __str__(self) -> str:
        return f"{self.set_name}/{self.name}"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a database's record of one set compares with the files that this code has.

    pending  known here, not applied there
    unknown  applied there, not known here: the database is newer
    changed  applied there from a file that differs from the one here
    """

    set_name: str
    applied: int
    pending: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        return not (self.pending or self.unknown or self.changed)


async def migrate(dsn: str, sets: Iterable[MigrationSet] = (LEDGER,)) -> list[str]:
    """Apply what is pending, set by set, and name it: `ledger/0001_ledger`."""
    ordered = [migrations_of(one) for one in sets]
    with translated():
        connection = await asyncpg.connect(dsn, timeout=CONNECT_SECONDS_MAX)
        try:
            async with connection.transaction():
                return await _migrate(connection, ordered)
        finally:
            await connection.close()


async def standing(connection: Connection, sets: Iterable[MigrationSet]) -> list[Standing]:
    """How the database stands, set by set; nothing is changed."""
    applied = await _applied(connection)
    return [_standing(migrations_of(one), one.name, applied.get(one.name, [])) for one in sets]


async def become_owner(connection: Connection, *, for_session: bool = False) -> None:
    """Act as the owner that cannot log in, where there is one: for the rest of the transaction,
    or of the session, for what runs in no transaction.
    """
    await connection.execute(_SQL.become_owner, not for_session)


async def _migrate(
    connection: asyncpg.Connection, sets: Sequence[Sequence[Migration]]
) -> list[str]:
    await _check_server(connection)
    await _limit(connection, lock_seconds=TURN_SECONDS_MAX)
    await connection.execute(_SQL.take_turns)
    await _limit(connection, lock_seconds=LOCK_SECONDS_MAX)
    await become_owner(connection)
    await connection.execute(_SQL.make_schema)
    await connection.execute(_SQL.make_record)
    applied = await _applied(connection)
    pending: list[Migration] = []
    for known in sets:
        if known:
            found = applied.get(known[0].set_name, [])
            _refuse_other(_standing(known, known[0].set_name, found))
            pending += known[len(found) :]
    for migration in pending:
        await connection.execute(migration.script)
        await connection.execute(
            _SQL.record, migration.set_name, migration.number, migration.name, migration.checksum
        )
    return [str(migration) for migration in pending]


async def _applied(connection: Connection) -> dict[str, list[asyncpg.Record]]:
    applied: dict[str, list[asyncpg.Record]] = {}
    if await connection.fetchval(_SQL.is_recorded):
        for row in await connection.fetch(_SQL.applied):
            applied.setdefault(row["set_name"], []).append(row)
    return applied


def _standing(
    known: Sequence[Migration], set_name: str, applied: Sequence[asyncpg.Record]
) -> Standing:
    return Standing(
        set_name=set_name,
        applied=len(applied),
        pending=tuple(map(str, known[len(applied) :])),
        unknown=tuple(f"{set_name}/{row['name']}" for row in applied[len(known) :]),
        changed=tuple(
            f"{migration} (applied as {row['name']})"
            for migration, row in zip(known, applied, strict=False)
            if (migration.number, migration.checksum) != (row["number"], row["checksum"])
        ),
    )


def _refuse_other(found: Standing) -> None:
    if found.changed:
        raise MigrationChanged(
            f"{found.changed[0]} is not the file that was applied; "
            "restore that file and add a new migration instead"
        )
    if found.unknown:
        raise DatabaseNewer(
            f"the database has {found.unknown[0]}, which this version of "
            "labeltrail does not know; run a newer version"
        )


def migrations_of(one: MigrationSet) -> list[Migration]:
    """The files of a set, in order. Raises MigrationRefused where one is missing or misnamed."""
    found: list[Migration] = []
    for path in sorted(one.folder.glob("*.sql")):
        match = _FILE.fullmatch(path.name)
        if match is None or int(match["number"]) != len(found) + 1:
            raise MigrationRefused(
                f"{path.name} in set {one.name} should be called {len(found) + 1:04}_what.sql"
            )
        script = path.read_bytes()
        checksum = hashlib.sha256(script).hexdigest()
        found.append(Migration(one.name, len(found) + 1, path.stem, script.decode(), checksum))
    return found


async def _limit(connection: asyncpg.Connection, *, lock_seconds: int) -> None:
    await connection.execute(_SQL.limits, f"{STATEMENT_SECONDS_MAX}s", f"{lock_seconds}s")


async def _check_server(connection: asyncpg.Connection) -> None:
    server = await connection.fetchrow(_SQL.server)
    if server is None or server["version"] < POSTGRESQL_VERSION_MIN * 10_000:
        raise UnsuitableServer(f"PostgreSQL {POSTGRESQL_VERSION_MIN} or newer is needed")
    if server["encoding"] != "UTF8":
        raise UnsuitableServer(f"the database must be in UTF8, not {server['encoding']}")
