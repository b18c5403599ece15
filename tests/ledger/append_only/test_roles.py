"""Attacks on the ledger's tables and functions by each role that can log in, and by their owner.

What stops whom:

- the service: it was granted nothing but SELECT, and EXECUTE on functions whose arguments can name
  neither a position nor a hash (test_functions.py);
- the migrator: it has no right of its own; to get one it must become the owner, in the open;
- the owner: triggers, against UPDATE, DELETE and TRUNCATE, also under replica;
- a superuser: the same triggers, as long as nobody takes them away.

The last part says what owner and superuser can do all the same. No layer of a database stops its
owner: only a checkpoint that was anchored elsewhere shows it.
"""

from __future__ import annotations

import asyncpg
import pytest

from tests.ledger.append_only.conftest import PROJECT, connected
from tests.wards import Ward

TABLES = {
    "ledger.projects": ("project_id", "project_is_opened_once"),
    "ledger.events": ("project_id", "position_is_taken_once"),
    "ledger.commands": ("project_id", "command_id_is_used_once"),
    "ledger.tiles": ("project_id", "tile_is_stored_once"),
    "ledger.checkpoints": ("project_id", "tree_size_is_sealed_once"),
    "ledger.signing_keys": ("number", "signing_key_number_is_taken_once"),
    "ledger.epochs": ("project_id", "epoch_is_opened_once"),
    "ledger.epoch_statements": ("project_id", "epoch_is_stated_once"),
    "ledger.stops": ("project_id", "epoch_is_stopped_once"),
}
"""Each with a column and its key; a test holds that there are no others."""
CHANGES = {
    "update": "UPDATE {table} SET {column} = {column}",
    "delete": "DELETE FROM {table}",
    "truncate": "TRUNCATE {table} CASCADE",
    "merge into a deletion": (
        "MERGE INTO {table} AS t USING (SELECT 1) AS s ON true WHEN MATCHED THEN DELETE"
    ),
    "merge into an update": (
        "MERGE INTO {table} AS t USING (SELECT 1) AS s ON true"
        " WHEN MATCHED THEN UPDATE SET {column} = t.{column}"
    ),
}
ADDITIONS = {
    "insert": "INSERT INTO {table} SELECT * FROM {table}",
    "insert or update": (
        "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ON CONSTRAINT {key} DO UPDATE"
        " SET {column} = excluded.{column}"
    ),
    "merge into an insertion": (
        "MERGE INTO {table} AS t USING (SELECT 1) AS s ON false"
        " WHEN NOT MATCHED THEN INSERT ({column}) VALUES (NULL)"
    ),
    "lock rows": "SELECT FROM {table} FOR UPDATE",
    "lock the table": "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
}
DEFINITIONS = {
    "disable triggers": "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "drop a trigger": "DROP TRIGGER rows_are_never_changed ON {table}",
    "drop": "DROP TABLE {table} CASCADE",
    "drop a column": "ALTER TABLE {table} DROP COLUMN {column} CASCADE",
    "rename": "ALTER TABLE {table} RENAME TO gone",
    "move": "ALTER TABLE {table} SET SCHEMA public",
    "give away": "ALTER TABLE {table} OWNER TO CURRENT_USER",
    "hide rows": "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
    "make rows forgettable": "ALTER TABLE {table} SET UNLOGGED",
    "inherit": "CREATE TABLE pg_temp.heir () INHERITS ({table})",
    "swallow statements": "CREATE RULE silence AS ON INSERT TO {table} DO INSTEAD NOTHING",
    "trigger": (
        "CREATE TRIGGER whisper BEFORE INSERT ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"
    ),
}
POWERS = {
    "become the owner": "SET ROLE {owner}",
    "be the owner": "SET SESSION AUTHORIZATION {owner}",
    "join the owner": "GRANT {owner} TO CURRENT_USER",
    "take what the owner has": "REASSIGN OWNED BY {owner} TO CURRENT_USER",
    "drop what the owner has": "DROP OWNED BY {owner} CASCADE",
    "be a superuser": "ALTER ROLE CURRENT_USER SUPERUSER",
    "write everywhere": "GRANT pg_write_all_data TO CURRENT_USER",
    "put triggers to sleep": "SET session_replication_role = replica",
    "put triggers to sleep from now on": (
        "ALTER ROLE CURRENT_USER SET session_replication_role = replica"
    ),
    "get rights on what comes": (
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT ALL ON TABLES TO CURRENT_USER"
    ),
    "set the server": "ALTER SYSTEM SET fsync = off",
    "read files": "SELECT pg_read_file('PG_VERSION')",
    "run programs": "COPY (SELECT 1) TO PROGRAM 'true'",
    "edit the catalogue": "UPDATE pg_catalog.pg_trigger SET tgenabled = 'D'",
    "drop the schema": "DROP SCHEMA ledger CASCADE",
    "make a table beside": "CREATE TABLE ledger.shadow (project_id text)",
    "make a function beside": (
        "CREATE FUNCTION ledger.sha256(bytea) RETURNS bytea LANGUAGE sql RETURN NULL"
    ),
    "replace the door": (
        "CREATE OR REPLACE FUNCTION ledger.open_project(project text, tenant text)"
        " RETURNS boolean LANGUAGE sql RETURN true"
    ),
    "replace the guard": (
        "CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN new; END'"
    ),
    "unpin a path": "ALTER FUNCTION ledger.open_project RESET search_path",
    "give oneself rights": "SELECT ledger.grant_to_service(current_user)",
}
OF_ROWS = CHANGES | ADDITIONS
OF_A_TABLE = OF_ROWS | DEFINITIONS


def spelled(statement: str, table: str) -> str:
    column, key = TABLES[table]
    return statement.format(table=table, column=column, key=key)


async def test_every_table_of_the_ledger_is_attacked(serving: asyncpg.Connection) -> None:
    found = await serving.fetch(
        "SELECT format('ledger.%I', relname) AS name FROM pg_class"
        " WHERE relnamespace = 'ledger'::regnamespace AND relkind IN ('r', 'p')"
    )
    assert {row["name"] for row in found} == {*TABLES, "ledger.migrations"}


@pytest.mark.parametrize("attack", OF_A_TABLE)
async def test_neither_service_nor_migrator_can_do_anything_to_a_table(
    attack: str, serving: asyncpg.Connection, migrator: asyncpg.Connection
) -> None:
    for connection in (serving, migrator):
        for table in TABLES:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with connection.transaction():
                    await connection.execute(spelled(OF_A_TABLE[attack], table))


@pytest.mark.parametrize("attack", OF_ROWS)
async def test_service_cannot_touch_the_record_of_migrations(
    attack: str, serving: asyncpg.Connection
) -> None:
    statement = OF_ROWS[attack].format(
        table="ledger.migrations", column="number", key="migration_runs_once"
    )
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with serving.transaction():
            await serving.execute(statement)


@pytest.mark.parametrize("whom", ["CURRENT_USER", "PUBLIC"])
async def test_who_may_only_read_can_give_nothing(
    whom: str, ward: Ward, serving: asyncpg.Connection
) -> None:
    """PostgreSQL warns and grants nothing."""
    for table in TABLES:
        await serving.execute(f"GRANT ALL ON {table} TO {whom}")
        for right in ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES"):
            asked = "SELECT has_table_privilege($1, $2, $3)"
            assert not await serving.fetchval(asked, ward.service_role, table, right)


async def test_nobody_but_the_owner_copies_rows_in(
    serving: asyncpg.Connection, migrator: asyncpg.Connection
) -> None:
    for connection in (serving, migrator):
        for table in TABLES:
            schema, _, name = table.partition(".")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.copy_records_to_table(name, schema_name=schema, records=[])


@pytest.mark.parametrize("attack", POWERS)
async def test_service_cannot(attack: str, ward: Ward, serving: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await serving.execute(ward.named(POWERS[attack]))


OF_A_MEMBER = {"become the owner", "get rights on what comes"}
"""What PostgreSQL lets a member do who inherits nothing, the second up to 15; the doctor tells."""


@pytest.mark.parametrize("attack", [one for one in POWERS if one not in OF_A_MEMBER])
async def test_migrator_cannot_as_itself(
    attack: str, ward: Ward, migrator: asyncpg.Connection
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await migrator.execute(ward.named(POWERS[attack]))


@pytest.mark.parametrize("attack", ["put triggers to sleep", "be a superuser", "run programs"])
async def test_owner_cannot(attack: str, ward: Ward, owner: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await owner.execute(ward.named(POWERS[attack]))


@pytest.mark.parametrize("attack", CHANGES)
async def test_owner_is_refused_every_change_of_a_row(
    attack: str, owner: asyncpg.Connection
) -> None:
    for table in TABLES:
        with pytest.raises(asyncpg.RestrictViolationError, match="the ledger only grows"):
            await owner.execute(spelled(CHANGES[attack], table))


@pytest.mark.parametrize("attack", CHANGES)
@pytest.mark.parametrize("role", ["origin", "replica", "local"])
async def test_superuser_is_refused_too_and_under_replica(
    attack: str, role: str, superuser: asyncpg.Connection
) -> None:
    """Under `replica` an ordinary trigger sleeps; ours do not."""
    await superuser.execute(f"SET session_replication_role = {role}")
    for table in TABLES:
        with pytest.raises(asyncpg.RestrictViolationError):
            await superuser.execute(spelled(CHANGES[attack], table))


async def test_owner_is_refused_an_upsert(owner: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.RestrictViolationError):
        await owner.execute(
            "INSERT INTO ledger.projects VALUES ($1, 'thief')"
            " ON CONFLICT (project_id) DO UPDATE SET tenant_id = 'thief'",
            PROJECT,
        )


async def test_nobody_logs_in_as_the_owner(ward: Ward) -> None:
    url = ward.serving.replace(ward.service_role, ward.owner_role)
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        async with connected(url):
            pass
