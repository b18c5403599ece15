"""A database that was set back: found by what was published, stopped, and resumed on the record."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

import asyncpg
import pytest

from labeltrail.events.ledger import tree
from labeltrail.events.ledger.append import Append, Appended, Ledger
from labeltrail.events.ledger.checkpoints import SealedCheckpoint, checkpoints, epochs, standing
from labeltrail.events.ledger.epochs import (
    NotStopped,
    misfit,
    published,
    resume,
    stop,
    stops,
)
from labeltrail.events.ledger.errors import LedgerStopped
from labeltrail.events.ledger.read import head
from labeltrail.events.ledger.seal import seal
from labeltrail.events.proof.verification import verify_consistency
from tests.conftest import execute, with_database
from tests.ledger.sealing import INSTANCE, KEY, grow

Submission = Callable[..., Append]
PROJECT = "patients-1979"


async def sealed(pool: asyncpg.Pool) -> SealedCheckpoint:
    found = await seal(pool, PROJECT, KEY, instance=INSTANCE)
    assert found is not None
    return found


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
    opened = await resume(restored, PROJECT, known, reason="the disk burnt", opened_by="ada")
    assert (opened.epoch, opened.fork_size, opened.reason) == (2, 10, "the disk burnt")
    ledger = Ledger(restored)
    assert isinstance(await ledger.append(PROJECT, submission()), Appended)
    await ledger.aclose()
    second = await sealed(restored)
    assert (second.epoch, second.tree_size) == (2, 11)
    assert second.note.startswith(f"{INSTANCE}/{PROJECT}/2\n11\n")
    assert [one.epoch for one in await epochs(restored, PROJECT)] == [1, 2]
    assert [one.tree_size for one in await checkpoints(restored, PROJECT, limit=9)] == [10, 11]
    proof = await tree.consistency(restored, PROJECT, 10, 11)
    verify_consistency(10, 11, proof, first.root, second.root)
    assert await misfit(restored, published(lost.note)) is None  # settled


async def test_epoch_passes_every_published_one(
    restored: asyncpg.Pool, lost: SealedCheckpoint
) -> None:
    """A backup from before an earlier restore knows nothing of the epoch that was opened then."""
    later = published(lost.note.replace(f"{PROJECT}/1", f"{PROJECT}/4"))
    told = await misfit(restored, later)
    assert told == "epoch 4 was published and this database is in epoch 1"
    await stop(restored, PROJECT, told, later.note)
    opened = await resume(restored, PROJECT, [later], reason="an old backup", opened_by="ada")
    assert (opened.epoch, opened.fork_size) == (5, 10)


async def test_only_a_stopped_project_is_resumed_and_once(
    restored: asyncpg.Pool, lost: SealedCheckpoint
) -> None:
    with pytest.raises(NotStopped):
        await resume(restored, PROJECT, [], reason="why not", opened_by="ada")
    await stop(restored, PROJECT, "25 were published", lost.note)
    await resume(restored, PROJECT, [], reason="the disk burnt", opened_by="ada")
    with pytest.raises(NotStopped):
        await resume(restored, PROJECT, [], reason="again", opened_by="ada")


async def test_project_that_the_backup_does_not_know_is_stopped_before_it_is_opened(
    restored: asyncpg.Pool, submission: Submission, first: SealedCheckpoint
) -> None:
    unknown = published(first.note.replace(PROJECT, "cells-1980"))
    told = await misfit(restored, unknown)
    assert told == "a checkpoint of 10 events was published and 0 are here"
    await stop(restored, "cells-1980", told, unknown.note)
    ledger = Ledger(restored)
    await ledger.open_project("cells-1980", "hospital")
    with pytest.raises(LedgerStopped):
        await ledger.append("cells-1980", submission())
    opened = await resume(restored, "cells-1980", [unknown], reason="new disk", opened_by="ada")
    assert (opened.epoch, opened.fork_size) == (2, 0)
    assert isinstance(await ledger.append("cells-1980", submission()), Appended)
    await ledger.aclose()
