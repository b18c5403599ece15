"""Callers that wait together are committed together, and none of them pays for another."""

import asyncio
from collections.abc import AsyncIterator, Callable

import asyncpg
import pytest

from labeltrail.events.ledger.append import Append, Appended, Duplicate, Ledger, Limits
from labeltrail.events.ledger.errors import (
    LedgerClosed,
    LedgerNotMigrated,
    LedgerUnavailable,
    Overloaded,
)
from labeltrail.events.ledger.read import head, read_project

Submission = Callable[..., Append]

GROUPS = "SELECT count(DISTINCT xmin::text) FROM ledger.events"
LOCK = "SELECT FROM ledger.projects WHERE project_id = $1 FOR UPDATE"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture
async def gate(pool: asyncpg.Pool, project: str) -> AsyncIterator[asyncpg.transaction.Transaction]:
    """Holds the project's lock until it is rolled back, so that rounds wait in the database."""
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(LOCK, project)
        yield transaction
        if connection.is_in_transaction():
            await transaction.rollback()


async def a_round_waits(pool: asyncpg.Pool) -> None:
    while not await pool.fetchval(WAITING):
        await asyncio.sleep(0.005)


async def test_concurrent_callers_share_commits(
    ledger: Ledger, project: str, pool: asyncpg.Pool, submission: Submission
) -> None:
    await asyncio.gather(
        *(ledger.append(project, submission(f"item/patient-{n}")) for n in range(200))
    )
    assert await head(pool, project) == 200
    assert await pool.fetchval(GROUPS) <= 8, "in halves, where many wait"


async def test_whoever_comes_during_a_round_shares_the_next(
    ledger: Ledger,
    project: str,
    pool: asyncpg.Pool,
    submission: Submission,
    gate: asyncpg.transaction.Transaction,
) -> None:
    first = asyncio.create_task(ledger.append(project, submission()))
    await a_round_waits(pool)
    later = [
        asyncio.create_task(ledger.append(project, submission(f"item/patient-{n}")))
        for n in range(10, 20)
    ]
    await asyncio.sleep(0.05)
    assert await pool.fetchval(WAITING) == 1, "one round per project is in flight"
    await gate.rollback()
    outcomes = await asyncio.gather(first, *later)
    assert all(isinstance(outcome, Appended) for outcome in outcomes)
    assert await pool.fetchval(GROUPS) == 2


async def test_group_has_limits_in_commands_and_in_events(
    project: str, pool: asyncpg.Pool, submission: Submission
) -> None:
    ledger = Ledger(pool, Limits(group_size_max=4, group_events_max=10))
    await asyncio.gather(
        *(ledger.append(project, submission(f"item/patient-{n}")) for n in range(8))
    )
    assert await pool.fetchval(GROUPS) == 2
    await asyncio.gather(
        *(ledger.append(project, submission(f"item/long-{n}", events=4)) for n in range(4))
    )
    assert await pool.fetchval(GROUPS) == 4
    await ledger.aclose()


async def test_caller_cancelled_before_its_round_is_left_out(
    ledger: Ledger,
    project: str,
    pool: asyncpg.Pool,
    submission: Submission,
    gate: asyncpg.transaction.Transaction,
) -> None:
    first = asyncio.create_task(ledger.append(project, submission("item/patient-1")))
    await a_round_waits(pool)
    given_up = asyncio.create_task(ledger.append(project, submission("item/patient-2")))
    neighbour = asyncio.create_task(ledger.append(project, submission("item/patient-3")))
    await asyncio.sleep(0)
    given_up.cancel()
    await gate.rollback()
    await asyncio.gather(first, neighbour)
    with pytest.raises(asyncio.CancelledError):
        await given_up
    streams = [event.stream for event in await read_project(pool, project, after=0, limit=9)]
    assert streams == ["item/patient-1", "item/patient-3"]


async def test_caller_cancelled_during_its_round_is_committed_and_can_ask_again(
    ledger: Ledger,
    project: str,
    pool: asyncpg.Pool,
    submission: Submission,
    gate: asyncpg.transaction.Transaction,
) -> None:
    sent = submission("item/patient-1")
    given_up = asyncio.create_task(ledger.append(project, sent))
    neighbour = asyncio.create_task(ledger.append(project, submission("item/patient-2")))
    await a_round_waits(pool)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    await gate.rollback()
    outcome = await neighbour
    assert isinstance(outcome, Appended)
    assert outcome.first_position == 2
    assert await ledger.append(project, sent) == Duplicate(first_position=1, last_position=1)


async def test_full_queue_refuses_and_loses_nobody(
    project: str,
    pool: asyncpg.Pool,
    submission: Submission,
    gate: asyncpg.transaction.Transaction,
) -> None:
    ledger = Ledger(pool, Limits(project_appends_max=3))
    first = asyncio.create_task(ledger.append(project, submission()))
    await a_round_waits(pool)
    queued = [
        asyncio.create_task(ledger.append(project, submission(f"item/patient-{n}")))
        for n in range(10, 13)
    ]
    await asyncio.sleep(0)
    with pytest.raises(Overloaded, match="3 appends wait for project patients-1979"):
        await ledger.append(project, submission("item/patient-99"))
    await gate.rollback()
    await asyncio.gather(first, *queued)
    assert await head(pool, project) == 4
    await ledger.aclose()


async def test_close_commits_those_that_wait_and_takes_no_more(
    project: str, pool: asyncpg.Pool, submission: Submission
) -> None:
    ledger = Ledger(pool, Limits(group_size_max=2))
    waiting = [
        asyncio.create_task(ledger.append(project, submission(f"item/patient-{n}")))
        for n in range(7)
    ]
    await asyncio.sleep(0)
    await ledger.aclose()
    assert await head(pool, project) == 7
    assert all(isinstance(outcome, Appended) for outcome in await asyncio.gather(*waiting))
    with pytest.raises(LedgerClosed):
        await ledger.append(project, submission())


async def test_lost_connection_reaches_the_callers_of_that_round_only(
    ledger: Ledger,
    project: str,
    pool: asyncpg.Pool,
    submission: Submission,
    gate: asyncpg.transaction.Transaction,
) -> None:
    sent = [submission(f"item/patient-{n}") for n in range(4)]
    struck = [asyncio.create_task(ledger.append(project, append)) for append in sent[:2]]
    await a_round_waits(pool)
    spared = [asyncio.create_task(ledger.append(project, append)) for append in sent[2:]]
    await asyncio.sleep(0)
    await pool.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    )
    for fault in await asyncio.gather(*struck, return_exceptions=True):
        assert isinstance(fault, LedgerUnavailable)
    await gate.rollback()
    assert all(isinstance(outcome, Appended) for outcome in await asyncio.gather(*spared))
    resent = await asyncio.gather(*(ledger.append(project, append) for append in sent))
    assert [type(outcome) for outcome in resent] == [Appended, Appended, Duplicate, Duplicate]


async def test_unreachable_database_is_told_to_every_caller(
    database_url: str, submission: Submission
) -> None:
    pool = await asyncpg.create_pool(database_url, min_size=1)
    ledger = Ledger(pool)
    await pool.close()
    faults = await asyncio.gather(
        *(ledger.append("patients-1979", submission()) for _ in range(3)), return_exceptions=True
    )
    assert [type(fault) for fault in faults] == [LedgerUnavailable] * 3
    assert len({id(fault) for fault in faults}) == 3, "tracebacks of shared errors grow together"
    await ledger.aclose()


async def test_database_without_our_tables_says_so(server_url: str, submission: Submission) -> None:
    async with asyncpg.create_pool(server_url, min_size=1) as pool:
        ledger = Ledger(pool)
        with pytest.raises(LedgerNotMigrated):
            await ledger.append("patients-1979", submission())
        await ledger.aclose()


async def test_projects_do_not_wait_for_each_other(
    ledger: Ledger,
    project: str,
    pool: asyncpg.Pool,
    submission: Submission,
    gate: asyncpg.transaction.Transaction,
) -> None:
    await ledger.open_project("rte", "lab")
    held = asyncio.create_task(ledger.append(project, submission()))
    await a_round_waits(pool)
    assert isinstance(await ledger.append("rte", submission()), Appended)
    assert not held.done()
    await gate.rollback()
    assert isinstance(await held, Appended)
