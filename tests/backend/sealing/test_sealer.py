"""The sealer beside a server: seals in time, waits faults out, and stops a ledger set back."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import msgspec
import pytest

from labeltrail.backend.composition import composed
from labeltrail.backend.sealing.sealer import Rhythm, Sealer
from labeltrail.backend.settings import Settings, SettingsError
from labeltrail.events.ledger.append import Append, Appended, Ledger
from labeltrail.events.ledger.checkpoints import checkpoints, latest, standing
from labeltrail.events.ledger.errors import LedgerStopped
from tests.backend.sealing.conftest import AT_ONCE
from tests.conftest import execute, with_database
from tests.ledger.conftest import submission
from tests.ledger.sealing import grow, verified

__all__ = ["submission"]

Submission = Callable[..., Append]
PROJECT = "patients-1979"


@contextlib.asynccontextmanager
async def running(sealer: Sealer) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(sealer.run_forever(stop))
    yield
    stop.set()
    await asyncio.wait_for(task, 10)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.01)


async def sealed_up_to(pool: asyncpg.Pool, project: str, size: int) -> None:
    async with asyncio.timeout(20):
        while (last := await latest(pool, project)) is None or last.tree_size < size:
            await asyncio.sleep(0.01)


async def test_seals_every_project_while_it_grows(
    pool: asyncpg.Pool, ledger: Ledger, project: str, sealer: Sealer, submission: Submission
) -> None:
    await ledger.open_project("cells", "hospital")
    async with running(sealer):
        for number in range(20):
            for one in (project, "cells"):
                append = submission(f"item/{number}", events=3)
                assert isinstance(await ledger.append(one, append), Appended)
        for one in (project, "cells"):
            await sealed_up_to(pool, one, 60)
        await until(lambda: sealer.status.unsealed == 0)
    for one in (project, "cells"):
        assert (await verified(pool, one))[-1].tree_size == 60


async def test_rhythm_waits_for_seconds_or_for_many_events(
    pool: asyncpg.Pool, project: str, settings: Settings
) -> None:
    sealer = Sealer(pool, settings, rhythm=Rhythm(every_seconds=3600.0, events_max=100))
    for head, sealed_size in [(1, 1), (2, 1), (100, 1), (101, 101), (200, 101)]:
        await grow(pool, project, head)
        await sealer.seal_due()
        found = await standing(pool, project)
        assert found is not None
        assert (found.head, found.sealed_size) == (head, sealed_size)
    await sealer.seal_due()
    assert sealer.status.unsealed == 99


async def test_unusable_key_is_told_once_and_waited_out(
    pool: asyncpg.Pool,
    project: str,
    sealer: Sealer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await grow(pool, project, 3)
    (tmp_path / "signing-key").write_text("not a key", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        async with running(sealer):
            await until(lambda: "signing key" in sealer.status.faults)
            await asyncio.sleep(0.1)
            (tmp_path / "signing-key").unlink()
            await sealed_up_to(pool, project, 3)
            await until(lambda: not sealer.status.faults)
    told = [one.getMessage() for one in caplog.records if "sealing waits" in one.getMessage()]
    assert len(told) == 1
    assert "LABELTRAIL_SIGNING_KEY_FILE" in told[0]


async def test_missing_tables_are_waited_out(
    pool: asyncpg.Pool, project: str, sealer: Sealer
) -> None:
    await grow(pool, project, 3)
    await pool.execute("ALTER TABLE ledger.checkpoints RENAME TO hidden")
    async with running(sealer):
        await until(lambda: "database" in sealer.status.faults)
        await pool.execute("ALTER TABLE ledger.hidden RENAME TO checkpoints")
        await sealed_up_to(pool, project, 3)


async def test_hanging_command_delays_neither_seals_nor_the_end(
    pool: asyncpg.Pool, project: str, settings: Settings
) -> None:
    hanging = msgspec.structs.replace(settings, anchor_command="sleep 25")
    async with asyncio.timeout(20), running(Sealer(pool, hanging, rhythm=AT_ONCE)):
        for size in (3, 6, 9):
            await grow(pool, project, size)
            await sealed_up_to(pool, project, size)


async def test_changed_ledger_is_stopped(pool: asyncpg.Pool, project: str, sealer: Sealer) -> None:
    await grow(pool, project, 20)
    await sealer.seal_due()
    async with pool.acquire() as connection:
        await connection.execute("ALTER TABLE ledger.events DISABLE TRIGGER ALL")
        await connection.execute("UPDATE ledger.events SET leaf = sha256('') WHERE position = 7")
    await grow(pool, project, 21)
    await sealer.seal_due()
    await sealer.seal_due()
    assert sealer.status.stopped == (project,)


async def copied(server_url: str, database_url: str, name: str) -> str:
    """A copy of the database as it is, as a backup of this moment would give it back."""
    original = urlsplit(database_url).path.lstrip("/")
    await execute(server_url, f'CREATE DATABASE "{original}_{name}" TEMPLATE "{original}"')
    return with_database(server_url, f"{original}_{name}")


@pytest.fixture
async def backup(
    server_url: str, database_url: str, anchored: Settings, submission: Submission
) -> AsyncIterator[Settings]:
    """A database set back: after the copy was made, 20 more events were published."""
    async with composed(anchored) as parts:
        await parts.ledger.open_project(PROJECT, "hospital")
        await parts.ledger.append(PROJECT, submission(events=10))
        await parts.sealer.seal(PROJECT)
        assert await parts.sealer.publish() == {}
    url = await copied(server_url, database_url, "backup")
    async with composed(anchored) as parts:
        await parts.ledger.append(PROJECT, submission("item/later", events=20))
        await parts.sealer.seal(PROJECT)
        assert await parts.sealer.publish() == {}
    yield msgspec.structs.replace(anchored, database_url=url)
    await execute(server_url, f'DROP DATABASE "{urlsplit(url).path[1:]}" WITH (FORCE)')


@pytest.mark.parametrize("folds", [True, False])
async def test_restored_backup_takes_no_append_from_the_start(
    backup: Settings, submission: Submission, folds: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async with composed(backup, folds=folds) as parts:
        with pytest.raises(LedgerStopped):
            await parts.ledger.append(PROJECT, submission("item/after"))
        assert await parts.sealer.seal(PROJECT) is None
        await parts.ledger.open_project("another", "hospital")
        assert isinstance(await parts.ledger.append("another", submission()), Appended)
    assert any("a checkpoint of 30 events was published" in one for one in caplog.messages)


async def test_database_without_a_fault_goes_on(
    backup: Settings, database_url: str, submission: Submission
) -> None:
    right = msgspec.structs.replace(backup, database_url=database_url)
    async with composed(right) as parts:
        appended = await parts.ledger.append(PROJECT, submission("item/after"))
        assert isinstance(appended, Appended)
        sealed = await parts.sealer.seal(PROJECT)
        assert sealed is None or sealed.tree_size == 31


async def test_database_set_back_under_a_running_server_is_found_at_the_next_seal(
    pool: asyncpg.Pool, project: str, sealer: Sealer
) -> None:
    """No anchor file is needed: the process remembers what it has sealed."""
    await grow(pool, project, 20)
    await sealer.seal_due()
    async with pool.acquire() as connection:
        for table in ("events", "checkpoints"):
            await connection.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER ALL")
            column = {"events": "position", "checkpoints": "tree_size"}[table]
            await connection.execute(f"DELETE FROM ledger.{table} WHERE {column} > 10")
    await sealer.seal_due()
    assert await checkpoints(pool, project, limit=9) == []
    found = await standing(pool, project)
    assert found is not None
    assert found.stopped == "a checkpoint of 20 events was published and 10 are here"


async def test_checkpoint_that_no_known_key_signed_stops_nothing(
    backup: Settings, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever can write to the file cannot stop a project by it."""
    assert backup.anchor_file is not None
    notes = backup.anchor_file.read_text(encoding="utf-8")
    backup.anchor_file.write_text(notes.replace("\n30\n", "\n31\n"), encoding="utf-8")
    right = msgspec.structs.replace(backup, database_url=database_url)
    async with composed(right, folds=False) as parts:
        found = await standing(parts.pool, PROJECT)
        assert found is not None
        assert found.stopped is None
        assert await parts.sealer.publish() == {}
        assert await parts.sealer.publish() == {}
    text = backup.anchor_file.read_text(encoding="utf-8")
    assert [text.count(f"\n{size}\n") for size in (10, 30, 31)] == [1, 1, 1]
    assert any("no known key has signed" in one for one in caplog.messages)


async def test_anchor_file_that_cannot_be_read_ends_the_start(
    settings: Settings, tmp_path: Path
) -> None:
    unreadable = msgspec.structs.replace(settings, anchor_file=tmp_path)
    with pytest.raises(SettingsError, match="LABELTRAIL_ANCHOR_FILE cannot be read"):
        async with composed(unreadable, folds=False):
            pytest.fail("it started")


async def test_project_that_cannot_be_sealed_leaves_the_others_alone(
    pool: asyncpg.Pool, ledger: Ledger, sealer: Sealer
) -> None:
    for project in ("animals", "birds", "cells"):
        await ledger.open_project(project, "hospital")
        await grow(pool, project, 3)
    await pool.execute(
        "ALTER TABLE ledger.checkpoints ADD CONSTRAINT no_birds CHECK (project_id <> 'birds')"
    )
    await sealer.seal_due()
    for project, size in (("animals", 3), ("birds", 0), ("cells", 3)):
        found = await standing(pool, project)
        assert found is not None
        assert found.sealed_size == size
    assert set(sealer.status.faults) == {"project birds"}
    await pool.execute("ALTER TABLE ledger.checkpoints DROP CONSTRAINT no_birds")
    await sealer.seal_due()
    assert sealer.status.faults == {}
