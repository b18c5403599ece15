"""More than fits is refused at once, in numbers and in bytes; a busy project pays for itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from statistics import median
from time import perf_counter

import asyncpg
import pytest

from labeltrail.events.ledger.append import Append, Appended, Ledger, Limits
from labeltrail.events.ledger.connections import FairPool
from labeltrail.events.ledger.errors import LedgerUnavailable, Overloaded
from labeltrail.events.ledger.queue import Room
from labeltrail.events.ledger.read import head
from labeltrail.events.ledger.turns import Patience, asking_for

Submission = Callable[..., Append]

LOCK = "SELECT FROM ledger.projects WHERE project_id = ANY ($1) FOR UPDATE"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
HOT_CALLERS = 400
COLD_PROJECTS = 8
COLD_APPENDS = 12
KILOBYTE = b'{"words":"%s"}' % (b"owl " * 250)


@pytest.fixture
async def gate(pool: asyncpg.Pool, project: str) -> AsyncIterator[asyncpg.transaction.Transaction]:
    """Holds the project's lock until it is rolled back, so that rounds wait in the database."""
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(LOCK, [project])
        yield transaction
        if connection.is_in_transaction():
            await transaction.rollback()


async def begun(
    ledger: Ledger, pool: asyncpg.Pool, project: str, appends: list[Append]
) -> list[asyncio.Task[object]]:
    """The first in the database, behind a lock, and the others in the queue."""
    tasks: list[asyncio.Task[object]] = []
    for append in appends:
        tasks.append(asyncio.create_task(ledger.append(project, append)))
        await asyncio.sleep(0)
        while len(tasks) == 1 and not await pool.fetchval(WAITING):
            await asyncio.sleep(0.005)
    return tasks


async def test_queue_is_bounded_in_bytes(
    project: str,
    pool: asyncpg.Pool,
    submission: Submission,
    gate: asyncpg.transaction.Transaction,
) -> None:
    ledger = Ledger(pool, Limits(project_bytes_max=8_000))
    appends = [submission(f"item/patient-{n}", body=KILOBYTE) for n in range(7)]
    waiting = await begun(ledger, pool, project, appends[:6])
    with pytest.raises(Overloaded, match=r"project_bytes: 76\d\d bytes wait for project"):
        await ledger.append(project, appends[6])
    await gate.rollback()
    await asyncio.gather(*waiting)
    assert isinstance(await ledger.append(project, appends[6]), Appended)
    await ledger.aclose()


async def test_group_is_bounded_in_bytes(
    project: str, pool: asyncpg.Pool, submission: Submission
) -> None:
    ledger = Ledger(pool, Limits(group_bytes_max=4_000))
    appends = [submission(f"item/patient-{n}", body=KILOBYTE) for n in range(6)]
    await asyncio.gather(*(ledger.append(project, append) for append in appends))
    groups = "SELECT count(DISTINCT xmin::text) FROM ledger.events"
    assert await pool.fetchval(groups) == 3
    await ledger.aclose()


async def test_whole_process_is_bounded_across_projects_and_room_comes_back(
    project: str,
    pool: asyncpg.Pool,
    submission: Submission,
    gate: asyncpg.transaction.Transaction,
) -> None:
    ledger = Ledger(pool, Limits(appends_max=3))
    await ledger.open_project("rte", "lab")
    appends = [submission(f"item/patient-{n}") for n in range(4)]
    waiting = await begun(ledger, pool, project, appends)
    with pytest.raises(Overloaded, match="process_appends: 3 appends wait for this process"):
        await ledger.append("rte", submission())
    await gate.rollback()
    await asyncio.gather(*waiting)
    assert isinstance(await ledger.append("rte", submission()), Appended)
    await ledger.aclose()


async def test_close_ends_in_bounded_time_when_the_database_hangs(
    project: str,
    pool: asyncpg.Pool,
    submission: Submission,
    gate: asyncpg.transaction.Transaction,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("labeltrail.events.ledger.append.CLOSE_SECONDS_MAX", 0.1)
    ledger = Ledger(pool)
    waiting = await begun(ledger, pool, project, [submission(f"item/{n}") for n in range(3)])
    async with asyncio.timeout(5):
        await ledger.aclose()
    ended = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(one) for one in ended] == [asyncio.CancelledError] * 3


def test_room_counts_what_waits_and_an_empty_one_takes_any() -> None:
    room = Room("process", 3, 1_000)
    room.check(5_000, "this process", 1)  # the largest append waits alone
    room.enter(900)
    room.check(100, "this process", 1)
    with pytest.raises(Overloaded, match="process_bytes: 900 bytes wait for this process") as full:
        room.check(101, "this process", 9)
    assert full.value.retry_after_seconds == 9
    room.leave(900)
    room.check(5_000, "this process", 1)


async def keep_busy(
    ledger: Ledger, caller: int, submission: Submission, over: asyncio.Event
) -> int:
    done = 0
    while not over.is_set():
        await ledger.append("hot", submission(f"item/{caller}-{done}"))
        done += 1
    return done


async def latencies(ledger: Ledger, project: str, submission: Submission) -> list[float]:
    """Seconds of appends one after the other, as a person labeling makes them."""
    found = []
    for number in range(COLD_APPENDS):
        started = perf_counter()
        await ledger.append(project, submission(f"item/{number}"))
        found.append(perf_counter() - started)
    return found


async def test_hot_project_does_not_starve_the_others_of_one_connection(
    database_url: str, submission: Submission
) -> None:
    """400 callers of one project, 8 projects of one caller each, and one connection to commit."""
    async with asyncpg.create_pool(database_url, min_size=1, max_size=2) as pool:
        ledger = Ledger(pool)
        cold = [f"cold-{number}" for number in range(COLD_PROJECTS)]
        for name in ("hot", *cold):
            await ledger.open_project(name, "lab")
        over = asyncio.Event()
        busy = [
            asyncio.create_task(keep_busy(ledger, caller, submission, over))
            for caller in range(HOT_CALLERS)
        ]
        await asyncio.sleep(0.2)
        found = await asyncio.gather(*(latencies(ledger, name, submission) for name in cold))
        over.set()
        hot = sum(await asyncio.gather(*busy))
        await ledger.aclose()
        assert await head(pool, "hot") == hot
        assert [await head(pool, name) for name in cold] == [COLD_APPENDS] * COLD_PROJECTS
    # A turn of all nine is one group of 256 and eight single appends: far below a second, where
    # one queue for all would have put each of them behind 400 callers who come again at once.
    assert median(seconds for each in found for seconds in each) < 1.0
    assert hot >= HOT_CALLERS, "the busy one gets its turns, too"


async def test_exhausted_pool_refuses_soon_and_recovers(database_url: str) -> None:
    patience = Patience(waiting_max=4, waiting_per_asker_max=2, seconds_max=0.2)
    async with fair_pool(database_url, size_max=2, patience=patience) as pool:
        held = [await pool.acquire() for _ in range(2)]
        with asking_for("hot"):
            waiting = [asyncio.create_task(pool.fetchval("SELECT 1")) for _ in range(2)]
            await asyncio.sleep(0)
            with pytest.raises(Overloaded, match="connections: 2 wait already for hot"):
                await pool.fetchval("SELECT 1")
        for fault in await asyncio.gather(*waiting, return_exceptions=True):
            assert isinstance(fault, LedgerUnavailable)
            assert "got free in 0.2 s" in str(fault)
        for connection in held:
            await pool.release(connection)
            await pool.release(connection)  # twice does no harm
        assert await asyncio.gather(*(pool.fetchval("SELECT 7") for _ in range(4))) == [7] * 4


async def test_place_of_a_lost_connection_comes_back(database_url: str) -> None:
    patience = Patience(waiting_max=4, waiting_per_asker_max=2, seconds_max=1.0)
    async with fair_pool(database_url, size_max=1, patience=patience) as pool:
        for _ in range(3):
            with pytest.raises(asyncpg.PostgresError):
                await pool.fetchval("SELECT pg_terminate_backend(pg_backend_pid())")
        assert await pool.fetchval("SELECT 7") == 7


def fair_pool(url: str, *, size_max: int, patience: Patience) -> FairPool:
    return FairPool(
        url,
        size_max=size_max,
        patience=patience,
        connect_seconds_max=5.0,
        statement_seconds_max=5.0,
        server_settings={"application_name": "overload"},
    )
