"""Reading a project or a stream from any point, in pages, at a position and at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from labeltrail.events.ledger import read
from labeltrail.events.ledger.append import Append, Appended, Ledger
from labeltrail.events.ledger.errors import LedgerUnavailable
from labeltrail.events.ledger.follow import follow

Submission = Callable[..., Append]


@pytest.fixture
async def grown(ledger: Ledger, project: str, submission: Submission) -> str:
    """Twelve events: four patients, three readings each, one after the other."""
    for version in range(3):
        for patient in range(4):
            stream = f"item/patient-{patient}"
            outcome = await ledger.append(project, submission(stream, version))
            assert isinstance(outcome, Appended)
    return project


async def test_pages_of_a_project_join_without_gap_or_overlap(
    pool: asyncpg.Pool, grown: str
) -> None:
    whole = await read.read_project(pool, grown, after=0, limit=100)
    for size in (1, 5, 12):
        pages, after = [], 0
        while page := await read.read_project(pool, grown, after=after, limit=size):
            pages += page
            after = page[-1].position
        assert pages == whole
    assert [event.position for event in whole] == list(range(1, 13))


async def test_project_and_streams_end_at_a_position(pool: asyncpg.Pool, grown: str) -> None:
    page = await read.read_project(pool, grown, after=2, limit=100, up_to=7)
    assert [event.position for event in page] == [3, 4, 5, 6, 7]
    streams = ["item/patient-3", "item/patient-1", "item/nobody"]
    events = await read.read_streams(pool, grown, streams, up_to=8)
    assert [event.position for event in events] == [2, 4, 6, 8]


async def test_stream_is_read_from_a_version(pool: asyncpg.Pool, grown: str) -> None:
    events = await read.read_stream(pool, grown, "item/patient-2", after_version=1, limit=10)
    assert [(event.version, event.position) for event in events] == [(2, 7), (3, 11)]


async def test_other_projects_are_not_seen(
    ledger: Ledger, pool: asyncpg.Pool, grown: str, submission: Submission
) -> None:
    await ledger.open_project("rte", "lab")
    assert isinstance(await ledger.append("rte", submission("item/patient-1")), Appended)
    assert await read.head(pool, "rte") == 1
    assert len(await read.read_project(pool, "rte", after=0, limit=100)) == 1
    assert await read.head(pool, "nowhere") == 0
    assert await read.tenant_of(pool, "nowhere") is None


async def test_command_and_state_come_in_one_answer(
    ledger: Ledger, pool: asyncpg.Pool, grown: str, submission: Submission
) -> None:
    command_id = uuid4()
    append = submission("item/patient-9", events=2, command_id=command_id)
    assert isinstance(await ledger.append(grown, append), Appended)
    found, events = await read.read_state(pool, grown, command_id, ["item/patient-9"])
    assert found is not None
    assert (found.first_position, found.last_position) == (13, 14)
    assert found.request_sha == append.request_sha
    assert [event.version for event in events] == [1, 2]
    assert await read.read_state(pool, grown, uuid4(), ["item/nobody"]) == (None, [])


async def test_position_at_a_time_is_the_last_one_recorded_by_then(
    pool: asyncpg.Pool, grown: str
) -> None:
    events = await read.read_project(pool, grown, after=0, limit=100)
    instant = timedelta(microseconds=1)
    for event in events:
        assert await read.position_at(pool, grown, event.recorded_at) == event.position
        assert await read.position_at(pool, grown, event.recorded_at - instant) == (
            event.position - 1
        )
    assert await read.position_at(pool, grown, events[-1].recorded_at + timedelta(days=1)) == 12


async def test_time_never_stands_still_or_runs_back(
    ledger: Ledger, pool: asyncpg.Pool, project: str, submission: Submission
) -> None:
    """Events of one group, too: as of a time is then as of one position."""
    sent = [submission(f"item/patient-{n}", events=3) for n in range(30)]
    await asyncio.gather(*(ledger.append(project, append) for append in sent))
    events = await read.read_project(pool, project, after=0, limit=1_000)
    times = [event.recorded_at for event in events]
    assert times == sorted(set(times))


async def test_body_is_kept_byte_for_byte(
    ledger: Ledger, pool: asyncpg.Pool, project: str, submission: Submission
) -> None:
    bodies = [
        b'{"b":1,"a":  2 ,"a":3}',
        '{"text":"Grüße, 你好, \\u00e9 é 🩺"}'.encode(),
        b'{"number":1.10e+2,"zero":-0.0}',
        b"[" + b"1," * 200_000 + b"1]",
    ]
    for number, body in enumerate(bodies):
        append = submission(f"item/{number}", body=body)
        assert isinstance(await ledger.append(project, append), Appended)
    events = await read.read_project(pool, project, after=0, limit=10)
    assert [event.body for event in events] == bodies


async def test_follower_polls_where_no_hint_comes(
    pool: asyncpg.Pool, grown: str, submission: Submission
) -> None:
    """Appended past the ledger of this process, so nobody is told."""
    seen: list[int] = []
    async with asyncio.timeout(20):
        async with aclosing(follow(pool, grown, after=10, page=1, poll_seconds=0.02)) as pages:
            async for page in pages:
                seen += [event.position for event in page]
                if seen == [11, 12]:
                    silent = Ledger(pool)
                    silent._hints.tell = lost  # type: ignore[method-assign]  # as if on the way
                    await silent.append(grown, submission("item/patient-8"))
                if seen == [11, 12, 13]:
                    break
    assert seen == [11, 12, 13]


async def test_hint_wakes_a_follower_long_before_its_poll(
    ledger: Ledger, pool: asyncpg.Pool, grown: str, submission: Submission
) -> None:
    async with asyncio.timeout(20):  # the poll would come after an hour
        async with aclosing(follow(pool, grown, after=12, poll_seconds=3_600)) as pages:
            following = asyncio.ensure_future(anext(pages))
            while not await pool.fetchval(LISTENING):
                await asyncio.sleep(0.01)
            await ledger.append(grown, submission("item/patient-8"))
            assert [event.position for event in await following] == [13]


def lost(project_id: str) -> None:
    pass


LISTENING = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"


async def test_follower_that_is_cancelled_gives_its_connections_back(
    pool: asyncpg.Pool, grown: str
) -> None:
    async def wait_for_more() -> None:
        async with aclosing(follow(pool, grown, after=12, poll_seconds=3_600)) as pages:
            async for _ in pages:
                pytest.fail("nothing was appended")

    waiting = asyncio.create_task(wait_for_more())
    while not await pool.fetchval(LISTENING):
        await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert pool.get_idle_size() == pool.get_size()


async def test_follower_of_a_lost_database_says_so(database_url: str, grown: str) -> None:
    pool = await asyncpg.create_pool(database_url, min_size=1)
    async with aclosing(follow(pool, grown, after=0, page=5, poll_seconds=0.01)) as pages:
        assert len(await anext(pages)) == 5
        pool.terminate()
        with pytest.raises(LedgerUnavailable):
            await anext(pages)
