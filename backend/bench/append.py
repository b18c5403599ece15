"""Appends through the ledger beside plain one-row inserts of the same content.

The ledger does more for each event: dense positions, stream versions, idempotency, the hash of
the envelope, and one order for all callers. Both run on the same server with the same durability,
each from processes of their own: one with all callers, then two that share the project.
"""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from enum import StrEnum
from multiprocessing.synchronize import Barrier
from uuid import uuid4

import asyncpg
import msgspec
import uvloop
from uuid_utils.compat import uuid7

from labeltrail.backend.bench.report import Comparison, Latency, Rate
from labeltrail.events.ledger.append import Append, Appended, Ledger, NewEvent
from labeltrail.events.sql import load

ROUNDS = 3
PROCESSES = (1, 2)
STEPS = 2 * ROUNDS * len(PROCESSES)
START_SECONDS_MAX = 120.0
BODY = b'{"annotator":"observer-1","answers":{"fitness":{"value":{"kind":"rating","rank":2}}}}'
LEAF = bytes(32)
MOMENT = datetime(2024, 3, 1, 9, 15, tzinfo=UTC)

_SQL = load(__package__, "append.sql")


Once = Callable[[], Awaitable[None]]
"""Appends one event."""


class Way(StrEnum):
    LEDGER = "ledger"
    PLAIN = "plain"


class _Load(msgspec.Struct, frozen=True, kw_only=True):
    """What one process does: so many appends, by `callers` at once."""

    way: Way
    url: str
    project: str
    callers: int
    appends: int


class _Ran(msgspec.Struct, frozen=True, kw_only=True):
    """By the machine's monotonic clock, which all processes share."""

    started: float
    ended: float
    seconds: list[float]


async def bench_append(
    pool: asyncpg.Pool,
    url: str,
    *,
    callers: int = 64,
    appends: int = 4_000,
    advanced: Callable[[], None],
) -> list[Comparison]:
    """`appends` events in each round, by `callers` at once, from one process and from two."""
    await pool.execute(_SQL.make_plain_table)
    project = f"bench-{uuid4()}"
    ledger = Ledger(pool)
    await ledger.open_project(project, "bench")
    await ledger.aclose()
    found: list[Comparison] = []
    for processes in PROCESSES:
        rates: dict[Way, list[float]] = {way: [] for way in Way}
        seconds: dict[Way, list[float]] = {way: [] for way in Way}
        each = {"callers": max(1, callers // processes), "appends": appends // processes}
        for _ in range(ROUNDS):
            for way in (Way.PLAIN, Way.LEDGER):
                load_of_one = _Load(way=way, url=url, project=project, **each)
                rate, took = await _measured(load_of_one, processes)
                rates[way].append(rate)
                seconds[way] += took
                advanced()
        found.append(_comparison(processes, callers, rates, seconds))
    return found


def _comparison(
    processes: int, callers: int, rates: dict[Way, list[float]], seconds: dict[Way, list[float]]
) -> Comparison:
    several = "one process" if processes == 1 else f"{processes} processes"
    return Comparison(
        title=f"Durable appends, {callers} callers in {several}, one project",
        ours=Rate(name="through the ledger", unit="events/s", rounds=tuple(rates[Way.LEDGER])),
        baselines=(
            Rate(
                name=f"plain INSERT of one row, {callers} connections, nothing promised",
                unit="events/s",
                rounds=tuple(rates[Way.PLAIN]),
            ),
        ),
        latencies=(
            Latency.of("one append", seconds[Way.LEDGER]),
            Latency.of("one plain INSERT", seconds[Way.PLAIN]),
        ),
    )


async def _measured(load_of_one: _Load, processes: int) -> tuple[float, list[float]]:
    """Appends per second of all processes together, and how long each took."""
    spawn = multiprocessing.get_context("spawn")
    barrier = spawn.Barrier(processes)
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(
        processes, mp_context=spawn, initializer=_meet_at, initargs=(barrier,)
    ) as own:
        told = await asyncio.gather(
            *(
                loop.run_in_executor(own, _in_own_process, msgspec.msgpack.encode(load_of_one))
                for _ in range(processes)
            )
        )
    ran = [msgspec.msgpack.decode(one, type=_Ran) for one in told]
    wall = max(one.ended for one in ran) - min(one.started for one in ran)
    took = [seconds for one in ran for seconds in one.seconds]
    return len(took) / wall, took


_barrier: Barrier | None = None
"""Where the processes of a round meet when all are connected."""


def _meet_at(barrier: Barrier) -> None:
    global _barrier  # noqa: PLW0603 - an executor hands its processes nothing else
    _barrier = barrier


def _in_own_process(encoded: bytes) -> bytes:
    ran = uvloop.run(_run(msgspec.msgpack.decode(encoded, type=_Load)))
    return msgspec.msgpack.encode(ran)


async def _run(given: _Load) -> _Ran:
    match given.way:
        case Way.LEDGER:
            async with asyncpg.create_pool(given.url, min_size=4, max_size=4) as pool:
                ledger = Ledger(pool)
                ran = await _by_all([_through(ledger, given.project)] * given.callers, given)
                await ledger.aclose()
        case Way.PLAIN:
            own = [await asyncpg.connect(given.url) for _ in range(given.callers)]
            ran = await _by_all([_by_insert(one) for one in own], given)
            for one in own:
                await one.close()
    return ran


async def _by_all(callers: list[Once], given: _Load) -> _Ran:
    """Each caller waits for its answer before it comes again."""
    await asyncio.gather(*(once() for once in callers))  # statements are prepared
    if _barrier is not None:
        await asyncio.to_thread(_barrier.wait, START_SECONDS_MAX)
    places = iter(range(given.appends))
    seconds: list[float] = []

    async def repeat(once: Once) -> None:
        for _ in places:
            started = time.monotonic()
            await once()
            seconds.append(time.monotonic() - started)

    started = time.monotonic()
    await asyncio.gather(*(repeat(once) for once in callers))
    return _Ran(started=started, ended=time.monotonic(), seconds=seconds)


def _through(ledger: Ledger, project: str) -> Once:
    async def once() -> None:
        outcome = await ledger.append(project, _append())
        if not isinstance(outcome, Appended):
            raise RuntimeError(f"an append was answered by {outcome}")

    return once


def _append() -> Append:
    """One label on an item of its own."""
    command_id, event_id = uuid4(), uuid7()
    stream = f"item/{event_id}"
    return Append(
        command_id=command_id,
        request_sha=hashlib.sha256(command_id.bytes).digest(),
        correlation_id=command_id,
        trace_id=None,
        expected={stream: 0},
        events=(
            NewEvent(
                stream=stream,
                event_id=event_id,
                type="LabelSubmitted",
                schema_version=1,
                occurred_at=MOMENT,
                actor="observer-1",
                causation_id=None,
                body=BODY,
            ),
        ),
    )


def _by_insert(own: asyncpg.Connection) -> Once:
    body = BODY.decode()

    async def once() -> None:
        command_id, event_id = uuid4(), uuid7()
        await own.execute(
            _SQL.insert_plain,
            "bench",
            f"item/{event_id}",
            1,
            event_id,
            "LabelSubmitted",
            1,
            MOMENT,
            "observer-1",
            command_id,
            command_id,
            body,
            LEAF,
        )

    return once
