"""What the database itself refuses of a sealer, and of a service that was taken over."""

from __future__ import annotations

import base64
from hashlib import sha256

import asyncpg
import pytest

from labeltrail.events.ledger import tree
from labeltrail.events.ledger.seal import record_key
from tests.ledger.sealing import grow

KEY = sha256(b"a key").digest()
ADD = "SELECT ledger.add_checkpoint($1, $2, $3, $4, $5)"


@pytest.fixture
async def recorded(pool: asyncpg.Pool, project: str) -> str:
    """A project of ten events, and a signing key."""
    await grow(pool, project, 10)
    assert await record_key(pool, 1, KEY, None)
    return project


SIGNED = f"\n— origin/1 {'A' * 91}=\n"
"""As a signature looks: nothing in the database can tell whether it is one."""


async def note(pool: asyncpg.Pool, project: str, size: int, *, epoch: int = 1) -> str:
    root = await tree.root(pool, project, size)
    return f"origin/{epoch}\n{size}\n{base64.b64encode(root).decode()}\n{SIGNED}"


def named(number: int, key: bytes) -> str:
    return f"host\nlabeltrail signing key {number}\n{base64.b64encode(key).decode()}\n{SIGNED}"


async def test_checkpoint_is_added_once_and_rises(pool: asyncpg.Pool, recorded: str) -> None:
    for size, outcome in [
        (5, "added"),
        (5, "already_sealed"),
        (4, "already_sealed"),
        (10, "added"),
    ]:
        signed = await note(pool, recorded, size)
        assert await pool.fetchval(ADD, recorded, 1, size, signed, KEY) == outcome


async def test_note_with_another_root_or_size_is_refused(pool: asyncpg.Pool, recorded: str) -> None:
    for signed in (await note(pool, recorded, 4), f"origin/1\n5\nAAAA\n{SIGNED}"):
        with pytest.raises(asyncpg.CheckViolationError, match="note_says_size_and_root"):
            await pool.execute(ADD, recorded, 1, 5, signed, KEY)


async def test_note_that_is_no_signed_checkpoint_is_refused(
    pool: asyncpg.Pool, recorded: str
) -> None:
    whole = await note(pool, recorded, 5)
    for signed in (
        "",
        "rubbish",
        whole.removesuffix(SIGNED),
        whole.removesuffix("\n"),
        whole.replace("A=", "\n"),
        await note(pool, recorded, 5, epoch=2),
    ):
        with pytest.raises(asyncpg.CheckViolationError, match="is no signed checkpoint"):
            await pool.execute(ADD, recorded, 1, 5, signed, KEY)


async def test_tree_beyond_the_head_is_refused(pool: asyncpg.Pool, recorded: str) -> None:
    signed = await note(pool, recorded, 10)
    with pytest.raises(asyncpg.CheckViolationError, match="has no tree of size 11"):
        await pool.execute(ADD, recorded, 1, 11, signed, KEY)


@pytest.mark.parametrize("epoch", [0, 2])
async def test_other_epoch_than_the_present_one_has_ended(
    pool: asyncpg.Pool, recorded: str, epoch: int
) -> None:
    signed = await note(pool, recorded, 5)
    assert await pool.fetchval(ADD, recorded, epoch, 5, signed, KEY) == "epoch_ended"


async def test_unknown_project_has_no_epoch(pool: asyncpg.Pool, recorded: str) -> None:
    signed = await note(pool, recorded, 5)
    assert await pool.fetchval(ADD, "nowhere", 1, 5, signed, KEY) == "epoch_ended"


async def test_key_that_was_never_recorded_signs_nothing(pool: asyncpg.Pool, recorded: str) -> None:
    other = sha256(b"another").digest()
    signed = await note(pool, recorded, 5)
    assert await pool.fetchval(ADD, recorded, 1, 5, signed, other) == "key_replaced"
    assert await record_key(pool, 2, other, named(2, other))
    assert await pool.fetchval(ADD, recorded, 1, 5, signed, KEY) == "added"


async def test_keys_follow_each_other(pool: asyncpg.Pool, recorded: str) -> None:
    other = sha256(b"another").digest()
    for number in (0, 1, 3):
        assert not await record_key(pool, number, other, named(number, other))
    with pytest.raises(Exception, match="later_signing_key_has_a_statement"):
        await record_key(pool, 2, other, None)
    with pytest.raises(Exception, match="signing_key_is_added_once"):
        await record_key(pool, 2, KEY, named(2, KEY))
    with pytest.raises(Exception, match="signing_key_is_an_ed25519_key"):
        await record_key(pool, 2, b"short", named(2, b"short"))


@pytest.mark.parametrize("statement", ["rubbish", named(3, KEY), named(2, KEY), ""])
async def test_statement_of_another_number_or_key_is_refused(
    pool: asyncpg.Pool, recorded: str, statement: str
) -> None:
    with pytest.raises(Exception, match="statement_names_number_and_key"):
        await record_key(pool, 2, sha256(b"another").digest(), statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT ledger.extend_tiles('patients-1979', 1)",
        "SELECT ledger.add_checkpoint('patients-1979', 1, 1, '', '')",
        "SELECT ledger.add_signing_key(2, '', '')",
        "SELECT ledger.stop_project('patients-1979', 'why', NULL)",
        "SELECT ledger.open_epoch('patients-1979', 2, 0, 'why', 'ada', '')",
    ],
)
async def test_older_snapshots_are_refused(
    pool: asyncpg.Pool, recorded: str, statement: str
) -> None:
    async with pool.acquire() as connection:
        transaction = connection.transaction(isolation="repeatable_read")
        await transaction.start()
        with pytest.raises(asyncpg.PostgresError, match="READ COMMITTED"):
            await connection.execute(statement)
        await transaction.rollback()
