"""`labeltrail worker`: processes share projects by lease, and one that died is replaced."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from labeltrail.events.identifiers import ProjectId
from labeltrail.projections import progress, waiting
from labeltrail.projections.comparison import Digests, digests
from labeltrail.projections.rebuild import rebuild
from tests.projections.herbarium import HERBARIUM, Herbarium
from tests.projections.histories import History

LEASE_SECONDS = 2.0
LEASED = """
SELECT EXISTS (
    SELECT FROM read.progress WHERE project_id = $1 AND lease_until > clock_timestamp()
)
"""
HELD = "SELECT fence = 1 AND clock_timestamp() < $2 FROM read.progress WHERE project_id = $1"
WITHIN_ONE_TRANSACTION = "EXCLUSIVE"
BEFORE_IT = "ACCESS EXCLUSIVE"
WAITS_FOR_ROWS = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@contextlib.asynccontextmanager
async def working(
    database_url: str, folder: Path, *arguments: str, command: str = "worker"
) -> AsyncIterator[Process]:
    """A process at work; ended in good order, unless the block has ended it."""
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-u", "-m", "labeltrail.backend", command, *arguments),
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "LABELTRAIL_DATABASE_URL": database_url,
            "LABELTRAIL_LEASE_SECONDS": str(LEASE_SECONDS),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert worker.stdout is not None
    try:
        async for line in worker.stdout:
            if b"Ctrl-C ends" in line:
                break
        yield worker
        if worker.returncode is None:
            worker.send_signal(signal.SIGTERM)
            told = (await worker.stdout.read()).decode()
            assert await worker.wait() == 0, told
    finally:
        with contextlib.suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()


@contextlib.asynccontextmanager
async def rows_locked(database_url: str, mode: str) -> AsyncIterator[None]:
    """Whoever folds meanwhile waits: for reading, or only for writing within the transaction."""
    connection = await asyncpg.connect(database_url)
    try:
        async with connection.transaction():
            await connection.execute(f"LOCK TABLE read.items IN {mode} MODE")
            yield
    finally:
        await connection.close()


async def test_project_that_is_not_there_is_refused(database_url: str, tmp_path: Path) -> None:
    async with working(database_url, tmp_path, "--project", "nope") as worker:
        assert await worker.wait() == 1


async def until(pool: asyncpg.Pool, query: str, *arguments: object) -> None:
    async with asyncio.timeout(30):
        while not await pool.fetchval(query, *arguments):
            await asyncio.sleep(0.01)


async def position(pool: asyncpg.Pool, project_id: ProjectId = HERBARIUM) -> int:
    return (await waiting.lag(pool, project_id)).position


async def rows(pool: asyncpg.Pool) -> Digests:
    async with pool.acquire() as connection:
        shown = await progress.current(connection, HERBARIUM)
        assert shown is not None
        return await digests(connection, shown)


@pytest.mark.parametrize("fate", [signal.SIGKILL, signal.SIGSTOP])
@pytest.mark.parametrize("mode", [BEFORE_IT, WITHIN_ONE_TRANSACTION])
async def test_another_worker_goes_on_after_the_lease(
    herbarium: Herbarium, database_url: str, tmp_path: Path, fate: signal.Signals, mode: str
) -> None:
    """Whether it was killed or stopped, before or within its transaction."""
    pool = herbarium.pool
    version = await pool.fetchval("SELECT current_setting('server_version_num')::integer")
    if mode == WITHIN_ONE_TRANSACTION and fate == signal.SIGSTOP and version < 170_000:
        pytest.skip("the lock makes it wait in the one moment that older servers do not limit")
    history = History(herbarium, seed=31)
    await history.begin()
    await history.run(40)
    head = await herbarium.head()
    async with rows_locked(database_url, mode):
        async with contextlib.AsyncExitStack() as doomed:
            first = await doomed.enter_async_context(working(database_url, tmp_path))
            await until(pool, WAITS_FOR_ROWS)
            first.send_signal(fate)
            if fate == signal.SIGKILL:
                await first.wait()
            others = doomed.pop_all()
        assert await position(pool) == 0
    lease_until = await pool.fetchval("SELECT lease_until FROM read.progress")
    async with working(database_url, tmp_path):
        while await pool.fetchval(HELD, HERBARIUM, lease_until):
            await asyncio.sleep(0.01)
        assert await pool.fetchval("SELECT clock_timestamp()") >= lease_until
        await waiting.wait_for(pool, HERBARIUM, head, seconds_max=30)
        before = await rows(pool)
        if fate == signal.SIGSTOP:
            first.send_signal(signal.SIGCONT)
            await asyncio.sleep(0.3)  # time to do harm
            assert await rows(pool) == before
    await others.aclose()
    assert first.returncode == (-signal.SIGKILL if fate == signal.SIGKILL else 0)
    rebuilt = await rebuild(pool, HERBARIUM)
    assert rebuilt.is_equal, rebuilt.different_tables


async def test_terminated_worker_lets_go_at_once(
    herbarium: Herbarium, database_url: str, tmp_path: Path
) -> None:
    history = History(herbarium, seed=32)
    await history.begin()
    await history.run(30)
    async with working(database_url, tmp_path) as worker:
        await until(herbarium.pool, "SELECT EXISTS (SELECT FROM read.progress)")
        worker.send_signal(signal.SIGTERM)
        assert await worker.wait() == 0
    assert not await herbarium.pool.fetchval(LEASED, HERBARIUM)
    await herbarium.fold()
    assert (await rebuild(herbarium.pool, HERBARIUM)).is_equal


async def test_worker_of_one_project_leaves_the_others(
    herbarium: Herbarium, database_url: str, tmp_path: Path
) -> None:
    arboretum = Herbarium(herbarium.pool, ProjectId("arboretum"))
    for one in (herbarium, arboretum):
        await one.found()
    async with working(database_url, tmp_path, "--project", "arboretum"):
        head = await arboretum.head()
        await waiting.wait_for(herbarium.pool, arboretum.project_id, head, seconds_max=30)
        await arboretum.register("bed/12")
        await waiting.wait_for(herbarium.pool, arboretum.project_id, head + 1, seconds_max=30)
    assert await position(herbarium.pool) == 0
    await arboretum.ledger.aclose()


async def test_server_without_a_worker_leaves_the_folding_to_one(
    herbarium: Herbarium, database_url: str, tmp_path: Path
) -> None:
    await herbarium.found()
    head = await herbarium.head()
    serve = ("--no-worker", "--port", "0")
    async with working(database_url, tmp_path, *serve, command="serve"):
        await asyncio.sleep(0.3)
        assert await herbarium.pool.fetchval("SELECT count(*) FROM read.progress") == 0
        async with working(database_url, tmp_path):
            await waiting.wait_for(herbarium.pool, HERBARIUM, head, seconds_max=30)
