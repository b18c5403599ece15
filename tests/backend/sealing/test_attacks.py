"""What a service or an owner of the tables can do without the signing key: stop, and no more."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labeltrail.backend.sealing.sealer import Sealer
from labeltrail.backend.sealing.signing_key import rotate, signing_key
from labeltrail.backend.settings import Settings
from labeltrail.events.ledger import tree
from labeltrail.events.ledger.checkpoints import signing_keys, standing
from labeltrail.events.ledger.seal import record_key
from labeltrail.events.proof.origin import Origin
from labeltrail.events.proof.restoration import stated_restoration
from labeltrail.events.proof.succession import line_from, stated, stated_as_lost
from tests.backend.sealing.conftest import AT_ONCE
from tests.ledger.sealing import INSTANCE, grow

STRANGER = Ed25519PrivateKey.from_private_bytes(b"\x08" * 32)
STRANGERS = STRANGER.public_key().public_bytes_raw()
SIGNED = f"\n— {INSTANCE} {'A' * 91}=\n"


def rubbish(key: bytes) -> str:
    """What passes the database's checks of shape."""
    return f"x\nlabeltrail signing key 2\n{base64.b64encode(key).decode()}\n{SIGNED}"


@pytest.fixture
async def sealed(pool: asyncpg.Pool, project: str, anchored: Settings) -> tuple[Sealer, Settings]:
    """Ten events, sealed and anchored after 5 and 10."""
    sealer = Sealer(pool, anchored, rhythm=AT_ONCE)
    for size in (5, 10):
        await grow(pool, project, size)
        assert await sealer.seal(project)
    assert await sealer.publish() == {}
    return sealer, anchored


async def rewritten(pool: asyncpg.Pool, position: int) -> None:
    async with pool.acquire() as connection:
        await connection.execute("ALTER TABLE ledger.events DISABLE TRIGGER ALL")
        await connection.execute(
            "UPDATE ledger.events SET leaf = sha256('') WHERE position = $1", position
        )


async def stop_of(pool: asyncpg.Pool, project: str) -> str | None:
    found = await standing(pool, project)
    assert found is not None
    return found.stopped


@pytest.mark.parametrize("signed", [False, True])
async def test_key_that_nobody_named_is_passed_over(
    pool: asyncpg.Pool, project: str, sealed: tuple[Sealer, Settings], tmp_path: Path, signed: bool
) -> None:
    sealer, file = sealed[0], tmp_path / "signing-key"
    key = STRANGERS if signed else os.urandom(32)
    statement = stated(INSTANCE, 2, STRANGER, STRANGER) if signed else rubbish(key)
    assert await record_key(pool, 2, key, statement)
    await grow(pool, project, 12)
    again = await sealer.seal(project)
    assert again is not None
    assert (again.tree_size, again.key_number) == (12, 1)
    first = (await signing_key(pool, file)).public_key().public_bytes_raw()
    third = await rotate(pool, file, instance=INSTANCE)
    assert third.number == 3
    await grow(pool, project, 14)
    again = await sealer.seal(project)
    assert again is not None
    assert again.key_number == 3
    rows = [(one.number, one.public_key, one.statement) for one in await signing_keys(pool)]
    assert line_from(first, rows) == (first, third.public_key)


async def test_key_that_claims_that_ours_was_lost_is_answered_by_a_rotation(
    pool: asyncpg.Pool, project: str, sealed: tuple[Sealer, Settings], tmp_path: Path
) -> None:
    file = tmp_path / "signing-key"
    first = (await signing_key(pool, file)).public_key().public_bytes_raw()
    assert await record_key(pool, 2, STRANGERS, stated_as_lost(INSTANCE, 2, STRANGER, "lost"))
    third = await rotate(pool, file, instance=INSTANCE)
    await grow(pool, project, 12)
    again = await sealed[0].seal(project)
    assert again is not None
    assert again.key_number == 3
    rows = [(one.number, one.public_key, one.statement) for one in await signing_keys(pool)]
    assert line_from(first, rows) == (first, third.public_key)


async def test_rewritten_past_under_an_epoch_that_nobody_stated_stops_the_project(
    pool: asyncpg.Pool, project: str, sealed: tuple[Sealer, Settings]
) -> None:
    await rewritten(pool, 7)
    await pool.execute("SELECT ledger.stop_project($1, 'restore', '')", project)
    statement = stated_restoration(
        Origin(INSTANCE, project, 2),
        STRANGER,
        fork_size=6,
        fork_root=await tree.root(pool, project, 6),
        lost=None,
        reason="restored",
    )
    await pool.execute(
        "SELECT ledger.open_epoch($1, 2, 6, 'restored', 'ops', $2)", project, statement
    )
    assert await stop_of(pool, project) is None
    fresh = Sealer(pool, sealed[1], rhythm=AT_ONCE)
    await fresh.check()
    told = "epoch 2 was opened, but no trusted key has signed the note"
    assert await stop_of(pool, project) == told
    assert await fresh.seal(project) is None
    opened = await fresh.resume(project, reason="a stranger was here", opened_by="ada")
    assert (opened.epoch, opened.fork_size) == (3, 5)
    again = await fresh.seal(project)
    assert again is not None
    assert (again.epoch, again.tree_size) == (3, 10)


async def test_every_anchored_checkpoint_below_a_stated_fork_is_compared(
    pool: asyncpg.Pool, project: str, sealed: tuple[Sealer, Settings]
) -> None:
    sealer, settings = sealed
    await pool.execute("SELECT ledger.stop_project($1, 'restore', '')", project)
    assert (await sealer.resume(project, reason="restored", opened_by="ada")).fork_size == 10
    await grow(pool, project, 12)
    assert await sealer.seal(project)
    assert await sealer.publish() == {}
    assert await Sealer(pool, settings, rhythm=AT_ONCE).seal(project) is None
    assert await stop_of(pool, project) is None
    await rewritten(pool, 3)
    async with pool.acquire() as connection:
        await connection.execute("ALTER TABLE ledger.checkpoints DISABLE TRIGGER ALL")
        await connection.execute("DELETE FROM ledger.checkpoints")
    assert settings.anchor_file is not None
    notes = settings.anchor_file.read_text(encoding="utf-8")
    settings.anchor_file.write_text(notes[: notes.index(f"{INSTANCE}/{project}/2")], "utf-8")
    await Sealer(pool, settings, rhythm=AT_ONCE).check()
    told = await stop_of(pool, project)
    assert told is not None
    assert "has another root than they have here" in told
