"""What owner and superuser can do to the ledger, since a database obeys its owner.

None of it is stopped, all of it is shown: the root over the leaves is no longer the one that a
checkpoint was signed for and anchored elsewhere. Each is tried and taken back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from labeltrail.events.envelope import leaf_v1
from labeltrail.events.ledger.read import read_project
from labeltrail.events.proof.merkle import root_of
from tests.ledger.append_only.conftest import PROJECT

REWRITTEN = (
    'UPDATE ledger.events SET body = \'{"annotator":"observer-1","value":2}\','
    " leaf = ledger.leaf_v1(project_id, position, stream, version, event_id, type, schema_version,"
    " occurred_at, recorded_at, actor, command_id, causation_id, correlation_id, trace_id,"
    ' \'{"annotator":"observer-1","value":2}\'::bytea)'
)

OF_THE_OWNER = {
    "rewrite a body and its leaf with the trigger off": (
        "ALTER TABLE ledger.events DISABLE TRIGGER rows_are_never_changed",
        REWRITTEN,
        "ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER rows_are_never_changed",
    ),
    "delete without a trigger": (
        "DROP TRIGGER rows_are_never_changed ON ledger.events",
        "DELETE FROM ledger.events WHERE position = 1",
    ),
    "empty the table": (
        "DROP TRIGGER table_is_never_emptied ON ledger.events",
        "TRUNCATE ledger.events",
    ),
    "replace the function that refuses": (
        (
            "CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN new; END'"
        ),
        REWRITTEN,
    ),
    "exchange the table": (
        "CREATE TABLE ledger.exchanged AS SELECT * FROM ledger.events WHERE false",
        "DROP TABLE ledger.events",
        "ALTER TABLE ledger.exchanged RENAME TO events",
    ),
    "change a column's type": (
        "ALTER TABLE ledger.events ALTER COLUMN actor TYPE text USING 'observer-9'",
        "ALTER TABLE ledger.events ALTER COLUMN leaf TYPE bytea USING sha256(leaf)",
    ),
}
OF_THE_SUPERUSER = {
    "put triggers to sleep in the catalogue": (
        "SET LOCAL allow_system_table_mods = on",
        "UPDATE pg_trigger SET tgenabled = 'D' WHERE tgrelid = 'ledger.events'::regclass",
        "UPDATE pg_class SET relname = relname WHERE oid = 'ledger.events'::regclass",
        REWRITTEN,
    ),
}


@pytest.fixture
async def attacked(
    request: pytest.FixtureRequest, owner: asyncpg.Connection, superuser: asyncpg.Connection
) -> AsyncIterator[asyncpg.Connection]:
    """As the role that the attack needs, in a transaction that is rolled back."""
    connection = owner if request.param in OF_THE_OWNER else superuser
    attempt = connection.transaction()
    await attempt.start()
    yield connection
    await attempt.rollback()


@pytest.mark.parametrize(
    ("attacked", "attack"),
    [(one, one) for one in (*OF_THE_OWNER, *OF_THE_SUPERUSER)],
    indirect=["attacked"],
)
async def test_it_is_done_and_the_root_tells(attacked: asyncpg.Connection, attack: str) -> None:
    sealed = await root(attacked)
    for statement in {**OF_THE_OWNER, **OF_THE_SUPERUSER}[attack]:
        await attacked.execute(statement)
    assert await root(attacked) != sealed


async def test_owner_can_add_a_forged_event_which_only_its_author_denies(
    owner: asyncpg.Connection,
) -> None:
    """At the end, as `ledger.append` would have: no root speaks against it.

    An unsealed tail is the owner's to write; afterwards it is as immutable as the rest.
    """
    attempt = owner.transaction()
    await attempt.start()
    before = await read_project(owner, PROJECT, after=0, limit=100)
    await owner.execute(
        "INSERT INTO ledger.events SELECT project_id, position + 1, stream, version + 1,"
        " gen_random_uuid(), type, schema_version, occurred_at, recorded_at, 'observer-2',"
        " gen_random_uuid(), causation_id, correlation_id, trace_id, body, leaf"
        " FROM ledger.events WHERE position = $1",
        len(before),
    )
    after = await read_project(owner, PROJECT, after=0, limit=100)
    assert root_of([event.leaf for event in after[:-1]]) == root_of([one.leaf for one in before])
    assert leaf_v1(after[-1]) != after[-1].leaf, "a forger who computes the leaf passes this, too"
    await attempt.rollback()


async def root(connection: asyncpg.Connection) -> bytes:
    rows = await connection.fetch(
        "SELECT leaf FROM ledger.events WHERE project_id = $1 ORDER BY position", PROJECT
    )
    return root_of([row["leaf"] for row in rows])
