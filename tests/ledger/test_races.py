"""What holds while many write at once: one winner, no gap, commit order is position order."""

import asyncio
import itertools
import multiprocessing
from collections import Counter
from collections.abc import Callable
from contextlib import aclosing
from datetime import UTC, datetime
from random import Random
from uuid import UUID

import asyncpg

from labeltrail.events.ledger.append import (
    Append,
    Appended,
    Conflict,
    Duplicate,
    Ledger,
    Limits,
    NewEvent,
)
from labeltrail.events.ledger.follow import follow
from labeltrail.events.ledger.read import head, read_project

Submission = Callable[..., Append]

WRITERS = 3
APPENDS_PER_WRITER = 300
SECONDS_MAX = 60.0


async def test_ten_writers_on_one_stream_have_one_winner(
    project: str, database_url: str, submission: Submission
) -> None:
    pools = [await asyncpg.create_pool(database_url, min_size=1, max_size=2) for _ in range(10)]
    ledgers = [Ledger(pool) for pool in pools]
    for version in range(10):
        outcomes = await asyncio.gather(
            *(ledger.append(project, submission(version=version)) for ledger in ledgers)
        )
        assert Counter(type(outcome) for outcome in outcomes) == {Appended: 1, Conflict: 9}
        lost = Conflict(stream="item/patient-7", expected=version, actual=version + 1)
        assert all(outcome == lost for outcome in outcomes if isinstance(outcome, Conflict))
    for ledger, pool in zip(ledgers, pools, strict=True):
        await ledger.aclose()
        await pool.close()


async def test_ten_writers_of_one_group_have_one_winner(
    ledger: Ledger, project: str, submission: Submission
) -> None:
    outcomes = await asyncio.gather(*(ledger.append(project, submission()) for _ in range(10)))
    assert Counter(type(outcome) for outcome in outcomes) == {Appended: 1, Conflict: 9}


async def test_resends_from_many_connections_are_stored_once(
    project: str, database_url: str, pool: asyncpg.Pool, submission: Submission
) -> None:
    ledgers = [Ledger(pool) for _ in range(8)]
    sent = submission(events=3)
    outcomes = await asyncio.gather(*(ledger.append(project, sent) for ledger in ledgers))
    assert Counter(type(outcome) for outcome in outcomes) == {Appended: 1, Duplicate: 7}
    assert await head(pool, project) == 3
    for ledger in ledgers:
        await ledger.aclose()


def write(database_url: str, project: str, writer: int) -> None:
    """One process of writers: random streams and group sizes, from its own seed."""
    asyncio.run(_write(database_url, project, writer))


async def _write(database_url: str, project: str, writer: int) -> None:
    random = Random(writer)
    async with asyncpg.create_pool(database_url, min_size=1, max_size=4) as pool:
        ledger = Ledger(pool, Limits(group_size_max=random.choice([1, 7, 50])))

        async def one(number: int) -> None:
            command_id = UUID(int=writer << 64 | number)
            events = tuple(
                NewEvent(
                    stream=f"item/{random.randrange(20)}",
                    event_id=UUID(int=writer << 64 | number << 8 | place),
                    type="LabelSubmitted",
                    schema_version=1,
                    occurred_at=datetime(2024, 3, 1, tzinfo=UTC),
                    actor=f"observer-{writer}",
                    body=b"{}",
                )
                for place in range(random.randrange(1, 4))
            )
            append = Append(
                command_id=command_id,
                request_sha=command_id.bytes * 2,
                correlation_id=command_id,
                expected={},
                events=events,
            )
            assert isinstance(await ledger.append(project, append), Appended)

        for start in range(0, APPENDS_PER_WRITER, 30):
            await asyncio.gather(*(one(number) for number in range(start, start + 30)))
        await ledger.aclose()


async def test_tailing_reader_sees_all_of_many_processes_in_order(
    project: str, database_url: str, pool: asyncpg.Pool
) -> None:
    spawn = multiprocessing.get_context("spawn")
    writers = [
        spawn.Process(target=write, args=(database_url, project, writer))
        for writer in range(1, WRITERS + 1)
    ]
    for writer in writers:
        writer.start()
    seen: list[int] = []
    versions: Counter[str] = Counter()
    commands: Counter[UUID] = Counter()
    async with (
        asyncio.timeout(SECONDS_MAX),
        aclosing(follow(pool, project, after=0, page=97, poll_seconds=0.01)) as pages,
    ):
        async for page in pages:
            for event in page:
                seen.append(event.position)
                versions[event.stream] += 1
                commands[event.command_id] += 1
                assert event.version == versions[event.stream], "streams are in order"
            if len(commands) == WRITERS * APPENDS_PER_WRITER:
                break
    for writer in writers:
        await asyncio.to_thread(writer.join)
        assert writer.exitcode == 0
    assert seen == list(range(1, len(seen) + 1)), "dense and in order, as it was read live"
    events = await read_project(pool, project, after=0, limit=10_000)
    assert [event.position for event in events] == seen
    times = [event.recorded_at for event in events]
    assert times == sorted(set(times))
    by_command = [event.command_id for event in events]
    runs = 1 + sum(a != b for a, b in itertools.pairwise(by_command))
    assert runs == WRITERS * APPENDS_PER_WRITER, "events of a command stand together"
