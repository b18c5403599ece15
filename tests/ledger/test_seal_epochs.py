"""A database that was set back: found by what was published, stopped, and resumed on the record."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from urllib.parse import urlsplit

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labeltrail.events.ledger import tree
from labeltrail.events.ledger.append import Append, Appended, Ledger
from labeltrail.events.ledger.checkpoints import (
    Epoch,
    SealedCheckpoint,
    checkpoints,
    epochs,
    standing,
)
from labeltrail.events.ledger.epochs import (
    NotStopped,
    Published,
    misfit,
    published,
    resume,
    stop,
    stops,
)
from labeltrail.events.ledger.errors import LedgerStopped
from labeltrail.events.ledger.read import head
from labeltrail.events.ledger.seal import TreeChanged, seal
from labeltrail.events.proof.checkpoint import Checkpoint
from labeltrail.events.proof.note import Signer
from labeltrail.events.proof.origin import Origin
from labeltrail.events.proof.restoration import parse_restoration, stated_restoration
from labeltrail.events.proof.verification import verify_consistency
from tests.conftest import execute, with_database
from tests.ledger.sealing import INSTANCE, KEY, grow

Submission = Callable[..., Append]
PROJECT = "patients-1979"


async def sealed(pool: asyncpg.Pool) -> SealedCheckpoint:
    found = await seal(pool, PROJECT, KEY, instance=INSTANCE)
    assert found is not None
    return found


async def resumed(
    pool: asyncpg.Pool, known: Sequence[Published], *, reason: str, project: str = PROJECT
) -> Epoch:
    return await resume(
        pool, project, known, KEY, instance=INSTANCE, reason=reason, opened_by="ada"
    )


def as_signed(size: int, root: bytes, *, project: str = PROJECT, epoch: int = 1) -> Published:
    name = str(Origin(INSTANCE, project, epoch))
    text = Checkpoint(origin=name, size=size, root=root).text()
    return published(Signer(name, KEY).sign(text))


@pytest.fixture
async def first(database_url: str) -> SealedCheckpoint:
    """Ten events, sealed; no connection stays, so the database can be copied."""
    async with asyncpg.create_pool(database_url, min_size=1, max_size=2) as pool:
        await Ledger(pool).open_project(PROJECT, "hospital")
        await grow(pool, PROJECT, 10)
        return await sealed(pool)


@pytest.fixture
async def restored(
    server_url: str, database_url: str, first: SealedCheckpoint
) -> AsyncIterator[asyncpg.Pool]:
    """The database as a backup of that moment gives it back."""
    original = urlsplit(database_url).path.lstrip("/")
    copy = f"{original}_restored"
    await execute(server_url, f'CREATE DATABASE "{copy}" TEMPLATE "{original}"')
    async with asyncpg.create_pool(with_database(server_url, copy), min_size=1) as pool:
        yield pool
    await execute(server_url, f'DROP DATABASE "{copy}" WITH (FORCE)')


@pytest.fixture
async def lost(restored: asyncpg.Pool, pool: asyncpg.Pool) -> SealedCheckpoint:
    """What was recorded and published after that backup."""
    await grow(pool, PROJECT, 25)
    return await sealed(pool)


async def test_published_checkpoint_that_fits_stops_nothing(
    restored: asyncpg.Pool, first: SealedCheckpoint
) -> None:
    assert await misfit(restored, published(first.note)) is None


async def test_restored_backup_is_found_by_a_larger_checkpoint(
    restored: asyncpg.Pool, lost: SealedCheckpoint
) -> None:
    told = await misfit(restored, published(lost.note))
    assert told == "a checkpoint of 25 events was published and 10 are here"


async def test_restored_backup_is_found_after_it_has_grown_again(
    restored: asyncpg.Pool, lost: SealedCheckpoint
) -> None:
    await restored.execute("SELECT ledger.open_project('other', 'hospital')")
    await grow(restored, PROJECT, 24)
    await restored.execute(
        "INSERT INTO ledger.events SELECT project_id, 25, 'item/other', version, gen_random_uuid(),"
        " type, 1, now(), now(), actor, command_id, NULL, correlation_id, NULL, body, sha256('x')"
        " FROM ledger.events WHERE position = 1"
    )
    told = await misfit(restored, published(lost.note))
    assert told is not None
    assert "has another root" in told


async def test_stopped_project_takes_no_appends_and_is_not_sealed(
    restored: asyncpg.Pool, lost: SealedCheckpoint, submission: Submission
) -> None:
    ledger = Ledger(restored)
    assert await stop(restored, PROJECT, "25 were published", lost.note)
    assert not await stop(restored, PROJECT, "again", lost.note)
    with pytest.raises(LedgerStopped, match="does not fit a published checkpoint"):
        await ledger.append(PROJECT, submission())
    assert await head(restored, PROJECT) == 10
    assert await seal(restored, PROJECT, KEY, instance=INSTANCE) is None
    found = await standing(restored, PROJECT)
    assert found is not None
    assert found.stopped == "25 were published"
    (stopped,) = await stops(restored, PROJECT)
    assert (stopped.epoch, stopped.head, stopped.published) == (1, 10, lost.note)
    await ledger.open_project("another", "hospital")
    assert isinstance(await ledger.append("another", submission()), Appended)
    await ledger.aclose()


async def test_resumed_project_goes_on_in_a_new_epoch_and_keeps_what_held(
    restored: asyncpg.Pool,
    lost: SealedCheckpoint,
    first: SealedCheckpoint,
    submission: Submission,
) -> None:
    await stop(restored, PROJECT, "25 were published", lost.note)
    known = [published(first.note), published(lost.note)]
    opened = await resumed(restored, known, reason="the disk burnt")
    assert (opened.epoch, opened.fork_size, opened.reason) == (2, 10, "the disk burnt")
    ledger = Ledger(restored)
    assert isinstance(await ledger.append(PROJECT, submission()), Appended)
    await ledger.aclose()
    second = await sealed(restored)
    assert (second.epoch, second.tree_size) == (2, 11)
    assert second.note.startswith(f"{INSTANCE}/{PROJECT}/2\n11\n")
    assert [one.epoch for one in await epochs(restored, PROJECT)] == [1, 2]
    assert opened.statement is not None
    stated = parse_restoration(opened.statement)
    assert (stated.fork.size, stated.fork.root, stated.reason) == (10, first.root, "the disk burnt")
    assert stated.lost is not None
    assert (stated.lost.epoch, stated.lost.tree.size, stated.lost.tree.root) == (1, 25, lost.root)
    assert [one.tree_size for one in await checkpoints(restored, PROJECT, limit=9)] == [10, 11]
    proof = await tree.consistency(restored, PROJECT, 10, 11)
    verify_consistency(10, 11, proof, first.root, second.root)
    assert await misfit(restored, published(lost.note)) is None  # settled


async def test_epoch_passes_every_published_one(
    restored: asyncpg.Pool, lost: SealedCheckpoint
) -> None:
    """A backup from before an earlier restore knows nothing of the epoch that was opened then."""
    later = as_signed(lost.tree_size, lost.root, epoch=4)
    told = await misfit(restored, later)
    assert told == "epoch 4 was published and this database is in epoch 1"
    await stop(restored, PROJECT, told, later.note)
    opened = await resumed(restored, [later], reason="an old backup")
    assert (opened.epoch, opened.fork_size) == (5, 10)


async def test_only_a_stopped_project_is_resumed_and_once(
    restored: asyncpg.Pool, lost: SealedCheckpoint
) -> None:
    with pytest.raises(NotStopped):
        await resumed(restored, [], reason="why not")
    await stop(restored, PROJECT, "25 were published", lost.note)
    await resumed(restored, [], reason="the disk burnt")
    with pytest.raises(NotStopped):
        await resumed(restored, [], reason="again")


async def test_project_that_the_backup_does_not_know_is_stopped_before_it_is_opened(
    restored: asyncpg.Pool, submission: Submission, first: SealedCheckpoint
) -> None:
    unknown = as_signed(first.tree_size, first.root, project="cells-1980")
    told = await misfit(restored, unknown)
    assert told == "a checkpoint of 10 events was published and 0 are here"
    await stop(restored, "cells-1980", told, unknown.note)
    ledger = Ledger(restored)
    await ledger.open_project("cells-1980", "hospital")
    with pytest.raises(LedgerStopped):
        await ledger.append("cells-1980", submission())
    opened = await resumed(restored, [unknown], reason="new disk", project="cells-1980")
    assert (opened.epoch, opened.fork_size) == (2, 0)
    assert isinstance(await ledger.append("cells-1980", submission()), Appended)
    await ledger.aclose()


OPEN = "SELECT ledger.open_epoch($1, 2, $2, 'restored', 'ops', $3)"
STRANGER = Ed25519PrivateKey.from_private_bytes(b"\x08" * 32)


async def opened_by_a_stranger(pool: asyncpg.Pool, fork: int) -> None:
    """As whoever may call the functions can: a statement that nobody trusted has signed."""
    root = await tree.root(pool, PROJECT, fork)
    statement = stated_restoration(
        Origin(INSTANCE, PROJECT, 2),
        STRANGER,
        fork_size=fork,
        fork_root=root,
        lost=None,
        reason="restored",
    )
    await stop(pool, PROJECT, "restored", None)
    assert await pool.fetchval(OPEN, PROJECT, fork, statement)


@pytest.mark.parametrize("statement", ["rubbish", None, "a/2\nlabeltrail epoch 2\n6\nAAAA\n"])
async def test_epoch_is_not_opened_without_the_shape_of_a_statement(
    pool: asyncpg.Pool, first: SealedCheckpoint, statement: str | None
) -> None:
    await stop(pool, PROJECT, "restored", None)
    with pytest.raises(asyncpg.CheckViolationError, match="needs a signed statement"):
        await pool.fetchval(OPEN, PROJECT, 6, statement)


async def test_past_that_was_rewritten_is_not_sealed_in_an_epoch_that_nobody_stated(
    pool: asyncpg.Pool, first: SealedCheckpoint
) -> None:
    async with pool.acquire() as connection:
        await connection.execute("ALTER TABLE ledger.events DISABLE TRIGGER ALL")
        await connection.execute("UPDATE ledger.events SET leaf = sha256('') WHERE position = 7")
    await opened_by_a_stranger(pool, 6)
    with pytest.raises(TreeChanged, match="the first 10 events are not those that were sealed"):
        await seal(pool, PROJECT, KEY, instance=INSTANCE)
    told = await misfit(pool, published(first.note))
    assert told == "epoch 2 was opened, but no trusted key has signed the note"


async def test_epoch_that_nobody_stated_is_passed_over_once_the_next_is_stated(
    pool: asyncpg.Pool, first: SealedCheckpoint
) -> None:
    await opened_by_a_stranger(pool, 6)
    await grow(pool, PROJECT, 12)
    with pytest.raises(TreeChanged, match="epoch 2 was opened, but no trusted key"):
        await seal(pool, PROJECT, KEY, instance=INSTANCE)
    await stop(pool, PROJECT, "epoch 2 was not stated", None)
    opened = await resumed(pool, [], reason="a stranger opened epoch 2")
    assert (opened.epoch, opened.fork_size) == (3, 10)
    assert (await sealed(pool)).tree_size == 12
    assert await misfit(pool, published(first.note)) is None


async def test_checkpoint_at_or_below_a_stated_fork_binds(
    restored: asyncpg.Pool, lost: SealedCheckpoint, first: SealedCheckpoint
) -> None:
    await stop(restored, PROJECT, "25 were published", lost.note)
    await resumed(restored, [published(lost.note)], reason="the disk burnt")
    assert await misfit(restored, published(first.note)) is None
    told = await misfit(restored, as_signed(9, bytes(32)))
    assert told is not None
    assert "has another root" in told
    async with restored.acquire() as connection:
        await connection.execute("ALTER TABLE ledger.events DISABLE TRIGGER ALL")
        await connection.execute("UPDATE ledger.events SET leaf = sha256('') WHERE position = 7")
    await grow(restored, PROJECT, 12)
    with pytest.raises(TreeChanged, match="the first 10 events are not those"):
        await seal(restored, PROJECT, KEY, instance=INSTANCE)


async def test_note_that_nobody_signed_hides_no_checkpoint(
    pool: asyncpg.Pool, first: SealedCheckpoint
) -> None:
    """Its root is what the rows have by now; the furthest signed one still binds."""
    async with pool.acquire() as connection:
        await connection.execute("ALTER TABLE ledger.events DISABLE TRIGGER ALL")
        await connection.execute("UPDATE ledger.events SET leaf = sha256('') WHERE position = 7")
    await grow(pool, PROJECT, 12)
    root = await tree.root(pool, PROJECT, 12)
    name = str(Origin(INSTANCE, PROJECT, 1))
    text = Checkpoint(origin=name, size=12, root=root).text()
    await pool.fetchval(
        "SELECT ledger.add_checkpoint($1, 1, 12, $2, $3)",
        PROJECT,
        Signer(name, STRANGER).sign(text),
        KEY.public_key().public_bytes_raw(),
    )
    with pytest.raises(TreeChanged, match="the first 10 events are not those"):
        await seal(pool, PROJECT, KEY, instance=INSTANCE)
