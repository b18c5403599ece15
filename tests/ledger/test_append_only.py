"""The ledger only grows: for the service by its rights, for the owner by triggers.

What this cannot show, because it is not so: that an owner or superuser who disables a trigger is
stopped. The last test says so instead.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import asyncpg
import pytest
from asyncpg.pool import PoolConnectionProxy

from labeltrail.backend.migrations import migrate
from labeltrail.events.ledger.append import Append, Appended, Ledger
from labeltrail.events.ledger.read import head

Submission = Callable[..., Append]

A_COLUMN = {
    "ledger.projects": "project_id",
    "ledger.events": "project_id",
    "ledger.commands": "project_id",
    "ledger.tiles": "root",
    "ledger.checkpoints": "root",
    "ledger.signing_keys": "public_key",
    "ledger.epochs": "reason",
    "ledger.stops": "reason",
}
TABLES = tuple(A_COLUMN)
CHANGES = ("UPDATE {0} SET {1} = NULL", "DELETE FROM {0}", "TRUNCATE {0} CASCADE")

A_ROW_OF_EACH_PROOF = """
INSERT INTO ledger.tiles VALUES ('patients-1979', 1, 0, sha256(''));
INSERT INTO ledger.signing_keys VALUES (1, sha256(''), NULL);
INSERT INTO ledger.epochs VALUES ('patients-1979', 1, 0, 'the first', 'ledger');
INSERT INTO ledger.checkpoints VALUES (
    'patients-1979', 1, 1, sha256(''), E'o\n1\n' || encode(sha256(''), 'base64') || E'\n', 1
);
INSERT INTO ledger.stops VALUES ('patients-1979', 2, 1, 'a backup was restored', NULL);
"""


@pytest.fixture
async def filled(pool: asyncpg.Pool, ledger: Ledger, project: str, submission: Submission) -> str:
    """A project with one label in it and a row in every table, so that there are rows to attack."""
    assert isinstance(await ledger.append(project, submission()), Appended)
    await pool.execute(A_ROW_OF_EACH_PROOF)
    return project


async def test_every_table_of_the_ledger_is_attacked(pool: asyncpg.Pool) -> None:
    found = await pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'ledger'")
    assert {f"ledger.{row['tablename']}" for row in found} - {"ledger.migrations"} == set(TABLES)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", ["origin", "replica"])
async def test_owner_is_refused_every_change(
    pool: asyncpg.Pool, filled: str, table: str, change: str, role: str
) -> None:
    """Under `replica` an ordinary trigger sleeps; ours do not."""
    async with pool.acquire() as connection:
        await connection.execute(f"SET session_replication_role = {role}")
        with pytest.raises(asyncpg.RestrictViolationError, match="the ledger only grows"):
            await connection.execute(change.format(table, A_COLUMN[table]))
    assert await head(pool, filled) == 1


async def test_upsert_is_a_change_too(pool: asyncpg.Pool, filled: str) -> None:
    with pytest.raises(asyncpg.RestrictViolationError):
        await pool.execute(
            "INSERT INTO ledger.projects VALUES ($1, 'thief')"
            " ON CONFLICT (project_id) DO UPDATE SET tenant_id = 'thief'",
            filled,
        )


@pytest.fixture
async def granted(database_url: str, pool: asyncpg.Pool) -> AsyncIterator[PoolConnectionProxy]:
    """A connection that has the rights of the service and no others."""
    role = f"service_{uuid4().hex}"
    await pool.execute(f"CREATE ROLE {role} NOLOGIN")
    await migrate(database_url, service_role=role)
    async with pool.acquire() as connection:
        await connection.execute(f"SET ROLE {role}")
        yield connection
        await connection.execute("RESET ROLE")
    await pool.execute(f"DROP OWNED BY {role}")
    await pool.execute(f"DROP ROLE {role}")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "change",
    [*CHANGES, "INSERT INTO {0} SELECT * FROM {0}", "ALTER TABLE {0} DISABLE TRIGGER ALL"],
)
async def test_service_has_no_right_to_change_a_row_or_make_one(
    granted: PoolConnectionProxy, filled: str, table: str, change: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await granted.execute(change.format(table, A_COLUMN[table]))


async def test_service_reads_and_appends_through_the_functions(
    granted: PoolConnectionProxy, filled: str
) -> None:
    assert await granted.fetchval("SELECT count(*) FROM ledger.events") == 1
    assert await granted.fetchval("SELECT ledger.open_project('another', 'lab')")


async def test_service_cannot_make_the_functions_do_something_else(
    granted: PoolConnectionProxy,
) -> None:
    """They run as their owner, so a table of the caller's must never stand in for the ledger's."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await granted.execute("CREATE TABLE ledger.fake (project_id text)")
    await granted.execute("CREATE TEMPORARY TABLE projects (project_id text, tenant_id text)")
    await granted.fetchval("SELECT ledger.open_project('mine', 'lab')")
    assert await granted.fetchval("SELECT count(*) FROM pg_temp.projects") == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await granted.execute("SET session_replication_role = replica")


async def test_owner_who_disables_a_trigger_is_not_stopped(pool: asyncpg.Pool, filled: str) -> None:
    """The limit that README states: triggers are a guard rail, not a proof."""
    async with pool.acquire() as connection:
        await connection.execute("ALTER TABLE ledger.events DISABLE TRIGGER ALL")
        assert await connection.execute("DELETE FROM ledger.events") == "DELETE 1"
