"""A database of version 0.1, with words in clear: migrated, nothing is lost or stays clear."""

from __future__ import annotations

import hmac
import secrets
import shutil
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid5

import asyncpg
import msgspec
import pytest

from labeltrail.backend.migrations import DIRECTORY, migrate
from labeltrail.events.directory import Directory, WrittenText, clear_rows, erasure
from labeltrail.events.directory.ciphers import Keyring, WrappingKeyMissing
from labeltrail.events.directory.erasure import TextCount
from labeltrail.events.identifiers import MemberId, ProjectId, TenantId
from labeltrail.events.ledger.append import Append, Ledger, NewEvent
from labeltrail.events.ledger.migrate import LEDGER, MigrationSet
from labeltrail.events.ledger.migrate import migrate as migrate_sets
from tests.conftest import execute, with_database
from tests.execute.searching import tables_that_hold

MARSH, TENANT, BO = ProjectId("marsh"), TenantId("reserve"), MemberId("bo")
COMMAND_ID = UUID("c0ffee00-0000-4000-8000-000000000001")
WORDS = "Bo Anker heard the bittern boom"
SECRET = secrets.token_bytes(32)
DIGEST = hmac.digest(SECRET, WORDS.encode(), "sha256").hex()
TEXT_ID = uuid5(COMMAND_ID, f"question/{DIGEST}")
LEFT_BEHIND = UUID(int=99)

INSERT_KEY = "INSERT INTO directory.people (tenant_id, person_id, digest_key) VALUES ($1, $2, $3)"
INSERT_TEXT = (
    "INSERT INTO directory.texts (project_id, text_id, tenant_id, person_id, body, written_at)"
    " VALUES ($1, $2, $3, $4, $5, now() - interval '1 day')"
)


STOP = f"""
CREATE FUNCTION directory.stop() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'power cut'; END $$;
CREATE TRIGGER stop BEFORE UPDATE ON directory.texts
    FOR EACH ROW WHEN (new.text_id = '{UUID(int=1_025)}') EXECUTE FUNCTION directory.stop()
"""


@pytest.fixture
async def former(server_url: str, tmp_path: Path) -> AsyncIterator[str]:
    """The schema of 0.1, with a question that was asked, one left behind, and one of nobody."""
    name = f"former_{uuid.uuid4().hex}"
    await execute(server_url, f'CREATE DATABASE "{name}"')
    url = with_database(server_url, name)
    await migrate_sets(url, [LEDGER, _first_of(DIRECTORY, tmp_path)])
    async with asyncpg.create_pool(url, min_size=1, max_size=4) as pool:
        await pool.execute(INSERT_KEY, TENANT, BO, SECRET)
        await pool.execute(INSERT_TEXT, MARSH, TEXT_ID, TENANT, BO, WORDS)
        await pool.execute(INSERT_TEXT, MARSH, LEFT_BEHIND, TENANT, BO, "Bo Anker, unsent")
        await pool.execute(INSERT_TEXT, MARSH, UUID(int=7), TENANT, "gone", "Words of an erased")
        ledger = Ledger(pool)
        await ledger.open_project(MARSH, TENANT)
        await ledger.append(MARSH, _asked())
        await ledger.aclose()
    yield url
    await execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


def _first_of(whole: MigrationSet, folder: Path) -> MigrationSet:
    shutil.copy(whole.folder / "0001_directory.sql", folder)
    return MigrationSet(whole.name, folder)


def _asked() -> Append:
    body = {"level": 1, "question": {"digest": DIGEST, "text_id": TEXT_ID}, "raised_by": BO}
    event = NewEvent(
        stream="item/recording-3",
        event_id=uuid.uuid4(),
        type="EscalationRaised",
        schema_version=1,
        occurred_at=datetime(2026, 5, 1, tzinfo=UTC),
        actor=BO,
        body=msgspec.json.encode(body, order="sorted"),
    )
    return Append(
        command_id=COMMAND_ID,
        request_sha=bytes(32),
        correlation_id=COMMAND_ID,
        expected={},
        events=(event,),
    )


@pytest.mark.parametrize("keyring", [Keyring(), Keyring((bytes(range(32)),))])
async def test_words_are_encrypted_and_still_read(former: str, keyring: Keyring) -> None:
    assert "directory/0002_subject_keys" in await migrate(former, keyring=keyring)
    async with asyncpg.create_pool(former, min_size=1, max_size=2) as pool:
        assert await tables_that_hold(pool, "Anker") == []
        directory = Directory(pool, keyring)
        assert await directory.words(MARSH, [TEXT_ID]) == {TEXT_ID: WORDS}
        clear_secret = await tables_that_hold(pool, SECRET.hex())
        assert clear_secret == ([] if keyring.keys else ["directory.subject_keys"])


async def test_words_that_no_key_is_left_for_are_gone(former: str) -> None:
    """Version 0.1 could keep words of somebody who was being erased; no key opens those."""
    await migrate(former)
    async with asyncpg.create_pool(former, min_size=1, max_size=2) as pool:
        assert await Directory(pool).words(MARSH, [UUID(int=7)]) == {}


async def test_a_command_of_before_is_known_for_the_same(former: str) -> None:
    await migrate(former)
    async with asyncpg.create_pool(former, min_size=1, max_size=2) as pool:
        again = await Directory(pool).refer(
            WORDS, "question", tenant=TENANT, author=BO, command_id=COMMAND_ID
        )
        assert isinstance(again, WrittenText)
        assert (again.reference.text_id, again.reference.digest) == (TEXT_ID, DIGEST)


async def test_what_was_left_behind_is_told_from_what_was_asked(former: str) -> None:
    await migrate(former)
    async with asyncpg.create_pool(former, min_size=1, max_size=2) as pool:
        assert (await erasure.sweep(pool)).texts == 1
        assert list(await Directory(pool).words(MARSH, [TEXT_ID, LEFT_BEHIND])) == [TEXT_ID]
        held = await erasure.holdings(pool, TENANT, BO)
        assert held.texts == (TextCount(project_id=MARSH, kind="question", texts=1),)


async def test_a_migration_that_was_interrupted_goes_on(
    former: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between its scripts and the last page; meanwhile clear rows are read as they are."""
    monkeypatch.setattr(clear_rows, "PAGE_ROWS", 10)
    many = {UUID(int=1_000 + number): f"{WORDS}, {number} times" for number in range(35)}
    async with asyncpg.create_pool(former, min_size=1, max_size=2) as pool:
        rows = [(MARSH, text_id, TENANT, BO, words) for text_id, words in many.items()]
        await pool.executemany(INSERT_TEXT, rows)
        await migrate_sets(former, [LEDGER, DIRECTORY])
        await pool.execute(STOP)
        async with pool.acquire() as connection:
            with pytest.raises(asyncpg.RaiseError, match="power cut"):
                await clear_rows.hide(connection, Keyring())
        await pool.execute("DROP FUNCTION directory.stop CASCADE")
        in_clear = await pool.fetchval("SELECT count(*) FROM directory.texts WHERE body <> ''")
        assert 0 < in_clear < len(many)
        assert await Directory(pool).words(MARSH, many) == many
        await migrate(former)
        assert await Directory(pool).words(MARSH, many) == many
        assert await tables_that_hold(pool, "Anker") == []
        async with pool.acquire() as connection:
            again = await clear_rows.hide(connection, Keyring())
        assert (again.texts, again.keys) == (0, 0)


async def test_no_row_in_clear_can_be_made_any_more(former: str) -> None:
    await migrate(former)
    async with asyncpg.create_pool(former, min_size=1, max_size=2) as pool:
        with pytest.raises(asyncpg.CheckViolationError, match="words_are_never_kept_in_clear"):
            await pool.execute(
                "INSERT INTO directory.texts (project_id, text_id, key_id, kind, body)"
                " SELECT 'marsh', gen_random_uuid(), key_id, 'note', 'Bo again'"
                " FROM directory.subject_keys"
            )


async def test_a_new_key_of_the_instance_takes_over(former: str) -> None:
    """Rotation: the new one on top, migrate, and the former may be destroyed."""
    old, new = bytes(range(32)), bytes(range(32, 64))
    await migrate(former, keyring=Keyring((old,)))
    await migrate(former, keyring=Keyring((new, old)))
    async with asyncpg.create_pool(former, min_size=1, max_size=2) as pool:
        assert await Directory(pool, Keyring((new,))).words(MARSH, [TEXT_ID]) == {TEXT_ID: WORDS}
        for without in (Keyring((old,)), Keyring()):
            with pytest.raises(WrappingKeyMissing, match="LABELTRAIL_SUBJECT_KEY_FILE"):
                await Directory(pool, without).words(MARSH, [TEXT_ID])
    with pytest.raises(WrappingKeyMissing):
        await migrate(former, keyring=Keyring((bytes(32),)))
