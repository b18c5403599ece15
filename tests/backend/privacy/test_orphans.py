"""Words that no event refers to: left by a process that was killed, and swept when they are old."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from labeltrail.backend.sweeping import Sweeper
from labeltrail.events.directory import erasure
from tests.backend.cli.conftest import run
from tests.backend.privacy.asker import WORDS
from tests.events.owls import OSKAR
from tests.execute.desk import Desk, accepted, opened

ROOT = Path(__file__).parents[3]
AT_ONCE = timedelta(0)
OLDER = "UPDATE directory.texts SET written_at = written_at - interval '61 minutes'"
SECONDS_MAX = 30


@pytest.fixture
async def desk(pool: asyncpg.Pool) -> AsyncIterator[Desk]:
    async with opened(pool) as one:
        await one.found()
        yield one


async def killed_while_recording(desk: Desk, database_url: str, command_id: UUID) -> None:
    """A process keeps its words, waits for the project's lock, which we have, and is killed."""
    async with desk.pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT 1 FROM ledger.projects FOR UPDATE")
        asker = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.backend.privacy.asker", database_url, str(command_id)),
            cwd=ROOT,
        )
        async with asyncio.timeout(SECONDS_MAX):
            while not await desk.words():
                await asyncio.sleep(0.02)
        asker.send_signal(signal.SIGKILL)
        await asker.wait()
        # What it had sent must not be recorded once the lock is free.
        await desk.pool.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )


async def test_words_of_a_killed_process_are_swept_when_old(
    desk: Desk, database_url: str, tmp_path: Path
) -> None:
    head = await desk.head()
    await killed_while_recording(desk, database_url, uuid4())
    assert (await desk.head(), await desk.words()) == (head, [WORDS])

    def sweep() -> int:
        ended = run("erase", "--orphans", "--json", folder=tmp_path, database_url=database_url)
        swept: int = ended.json["swept"]
        return swept

    assert await asyncio.to_thread(sweep) == 0, "they may belong to a command under way"
    await desk.pool.execute(OLDER)
    assert await asyncio.to_thread(sweep) == 1
    assert await desk.words() == []


async def test_command_of_the_killed_brings_its_words_again(desk: Desk, database_url: str) -> None:
    command_id = uuid4()
    await killed_while_recording(desk, database_url, command_id)
    for is_swept_before in (False, True):
        if is_swept_before:
            assert (await erasure.sweep(desk.pool, age_min=AT_ONCE)).texts == 0, (
                "an event refers to them"
            )
        else:
            assert (await erasure.sweep(desk.pool, age_min=AT_ONCE)).texts == 1
        accepted(await desk.ask(await desk.question(WORDS, command_id=command_id)))
        assert await desk.words() == [WORDS]


async def test_only_what_no_event_refers_to_is_swept(desk: Desk) -> None:
    """Of one command the words that were mended before it was recorded; in pages of any size."""
    kept = []
    for number in range(5):
        command_id = uuid4()
        asked = await desk.question(f"Question {number}", command_id=command_id)
        mended = await desk.question(f"Qestion {number}", command_id=command_id)
        unsent = await desk.question(f"Never sent {number}")
        for request in (mended, unsent):
            await desk.directory.keep(desk.project_id, request.texts)
        accepted(await desk.ask(asked))
        kept.append(f"Question {number}")
    assert (await erasure.sweep(desk.pool)).texts == 0
    await desk.pool.execute(OLDER)
    assert (await erasure.sweep(desk.pool, texts_max=4)).texts == 10
    assert await desk.words() == kept


async def test_words_being_recorded_again_are_not_swept(desk: Desk) -> None:
    """A resend makes old words young: its command may be recorded at any moment."""
    request = await desk.question("Which owl calls first?")
    await desk.directory.keep(desk.project_id, request.texts)
    await desk.pool.execute(OLDER)
    await desk.directory.keep(desk.project_id, request.texts)
    assert (await erasure.sweep(desk.pool)).texts == 0
    accepted(await desk.ask(request))
    assert await desk.words() == ["Which owl calls first?"]


async def test_sweeping_and_erasing_at_once_end_well(desk: Desk) -> None:
    for number in range(40):
        request = await desk.question(f"Never sent {number}")
        await desk.directory.keep(desk.project_id, request.texts)
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(erasure.sweep(desk.pool, age_min=AT_ONCE, texts_max=7))
        group.create_task(desk.erase(OSKAR))
    assert await desk.words() == []


async def test_next_sweep_looks_only_at_what_grew_old_since(desk: Desk) -> None:
    async def leave(words: str) -> None:
        await desk.directory.keep(desk.project_id, (await desk.question(words)).texts)

    await leave("Never sent")
    await desk.pool.execute(OLDER)
    first = await erasure.sweep(desk.pool)
    assert (await erasure.sweep(desk.pool, since=first.looked_until)).texts == 0
    await leave("Never sent either")
    again = await erasure.sweep(desk.pool, age_min=AT_ONCE, since=first.looked_until)
    assert (first.texts, again.texts) == (1, 1)
    assert again.looked_until > first.looked_until


async def test_server_sweeps_by_itself(desk: Desk) -> None:
    await desk.directory.keep(desk.project_id, (await desk.question("Never sent")).texts)
    await desk.pool.execute(OLDER)
    stop = asyncio.Event()
    sweeping = asyncio.create_task(Sweeper(desk.pool).run_forever(stop))
    async with asyncio.timeout(SECONDS_MAX):
        while await desk.words():
            await asyncio.sleep(0.02)
    stop.set()
    await asyncio.wait_for(sweeping, SECONDS_MAX)


async def test_sweeper_outlives_a_fault(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    await desk.pool.execute("ALTER TABLE directory.texts RENAME TO elsewhere")
    stop = asyncio.Event()
    sweeping = asyncio.create_task(Sweeper(desk.pool).run_forever(stop))
    async with asyncio.timeout(SECONDS_MAX):
        while "could not be swept" not in caplog.text:
            await asyncio.sleep(0.02)
    assert not sweeping.done()
    stop.set()
    await asyncio.wait_for(sweeping, SECONDS_MAX)
