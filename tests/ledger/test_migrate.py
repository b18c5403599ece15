"""Migrations: forward only, whole or not at all, by one migrator at a time."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from labeltrail.backend.migrations import SETS
from labeltrail.events.ledger.migrate import (
    LEDGER,
    DatabaseNewer,
    MigrationChanged,
    MigrationRefused,
    MigrationSet,
    migrate,
)
from tests.conftest import execute, with_database

TABLE = "CREATE TABLE {} (id int)"


@pytest.fixture
async def empty(server_url: str) -> AsyncIterator[str]:
    name = f"empty_{uuid.uuid4().hex}"
    await execute(server_url, f'CREATE DATABASE "{name}"')
    yield with_database(server_url, name)
    await execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


def written(folder: Path, *scripts: str) -> MigrationSet:
    """A set of its own with these scripts."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for number, script in enumerate(scripts, start=1):
        (folder / f"{number:04}_step.sql").write_text(script)
    return MigrationSet("extra", folder)


async def tables(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    try:
        found = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        return {row["tablename"] for row in found}
    finally:
        await connection.close()


async def test_empty_database_gets_every_set_once(empty: str) -> None:
    applied = await migrate(empty, SETS)
    assert [name.partition("/")[0] for name in applied] == sorted(
        (name.partition("/")[0] for name in applied),
        key=[one.name for one in SETS].index,
    )
    assert await migrate(empty, SETS) == []


async def test_migrators_at_once_take_turns(empty: str) -> None:
    done = await asyncio.gather(*(migrate(empty, SETS) for _ in range(4)))
    assert sorted(map(bool, done)) == [False, False, False, True]


async def test_only_what_is_new_is_applied(empty: str, tmp_path: Path) -> None:
    folder = tmp_path / "extra"
    first = written(folder, TABLE.format("one"))
    assert await migrate(empty, [LEDGER, first])
    second = written(folder, TABLE.format("one"), TABLE.format("two"))
    assert await migrate(empty, [LEDGER, second]) == ["extra/0002_step"]
    assert await tables(empty) == {"one", "two"}


async def test_set_with_a_fault_changes_nothing(empty: str, tmp_path: Path) -> None:
    broken = written(tmp_path / "extra", TABLE.format("one"), "CREATE TABLE oops (")
    with pytest.raises(Exception, match="syntax error"):
        await migrate(empty, [LEDGER, broken])
    assert await tables(empty) == set()
    assert await migrate(empty, [LEDGER]), "the ledger's own set was not applied either"


async def test_file_that_was_changed_afterwards_is_refused(empty: str, tmp_path: Path) -> None:
    folder = tmp_path / "extra"
    await migrate(empty, [LEDGER, written(folder, TABLE.format("one"))])
    changed = written(folder, TABLE.format("another"))
    with pytest.raises(MigrationChanged, match="add a new migration"):
        await migrate(empty, [LEDGER, changed])


async def test_database_newer_than_the_code_is_refused(empty: str, tmp_path: Path) -> None:
    folder = tmp_path / "extra"
    await migrate(empty, [LEDGER, written(folder, TABLE.format("one"), TABLE.format("two"))])
    older = written(folder, TABLE.format("one"))
    with pytest.raises(DatabaseNewer, match="run a newer version"):
        await migrate(empty, [LEDGER, older])


async def test_numbers_have_no_gap(empty: str, tmp_path: Path) -> None:
    folder = tmp_path / "extra"
    gap = written(folder, TABLE.format("one"), TABLE.format("two"))
    (folder / "0001_step.sql").unlink()
    with pytest.raises(MigrationRefused, match="should be called 0001"):
        await migrate(empty, [LEDGER, gap])


@pytest.fixture
async def owned(server_url: str) -> AsyncIterator[str]:
    """An empty database that belongs to a role without a login; the address of its migrator."""
    mark = uuid.uuid4().hex[:12]
    for statement in (
        f"CREATE ROLE owner_{mark} NOLOGIN",
        f"CREATE ROLE migrator_{mark} LOGIN NOINHERIT PASSWORD 'migrator' IN ROLE owner_{mark}",
        f"CREATE DATABASE owned_{mark} OWNER owner_{mark}",
    ):
        await execute(server_url, statement)
    parts = urlsplit(with_database(server_url, f"owned_{mark}"))
    at = parts.netloc.rpartition("@")[2]
    yield urlunsplit(parts._replace(netloc=f"migrator_{mark}:migrator@{at}"))
    await execute(server_url, f"DROP DATABASE owned_{mark} WITH (FORCE)")
    await execute(server_url, f"DROP ROLE migrator_{mark}, owner_{mark}")


async def test_what_is_made_belongs_to_the_owner_without_a_login(owned: str) -> None:
    assert await migrate(owned, SETS)
    assert await migrate(owned, SETS) == []
    connection = await asyncpg.connect(owned)
    try:
        owners = await connection.fetch(
            "SELECT DISTINCT pg_get_userbyid(relowner) AS owner FROM pg_class"
            " WHERE relnamespace::regnamespace::text IN ('ledger', 'directory', 'instance', 'read')"
            " UNION SELECT pg_get_userbyid(proowner) FROM pg_proc"
            " WHERE pronamespace::regnamespace::text IN ('ledger', 'directory', 'instance')"
        )
        assert [row["owner"].partition("_")[0] for row in owners] == ["owner"]
        assert (await connection.fetchval("SELECT current_user")).startswith("migrator_")
    finally:
        await connection.close()
