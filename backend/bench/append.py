"""Appends through the ledger beside plain one-row inserts of the same content.

The ledger does more for each event: dense positions, stream versions, idempotency, the hash of
the envelope, and one order for all callers. Both run on the same server with the same durability.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg

from labeltrail.backend.bench.report import Comparison, Latency, Rate
from labeltrail.events.ledger.append import Append, Appended, Ledger, NewEvent
from labeltrail.events.sql import load

ROUNDS = 3
BODY = b'{"annotator":"observer-1","answers":{"fitness":{"value":{"kind":"rating","rank":2}}}}'
MOMENT = datetime(2024, 3, 1, 9, 15, tzinfo=UTC)

_SQL = load(__package__, "append.sql")

Once = Callable[[int, int], Awaitable[None]]
"""Appends one event; called with the caller's number and a number of its own."""


async def bench_append(
    pool: asyncpg.Pool, *, callers: int = 64, appends: int = 4_000, advanced: Callable[[], None]
) -> Comparison:
    """`appends` events in each round, by `callers` at once; the pool has a connection for each."""
    await pool.execute(_SQL.make_plain_table)
    ledger = Ledger(pool)
    project = f"bench-{uuid4()}"
    await ledger.open_project(project, "bench")
    latencies: list[float] = []
    ours, plain = [], []
    for number in range(ROUNDS):

        async def through_ledger(caller: int, place: int, number: int = number) -> None:
            started = time.perf_counter()
            outcome = await ledger.append(project, _append(f"item/{number}-{place}"))
            latencies.append(time.perf_counter() - started)
            if not isinstance(outcome, Appended):
                raise RuntimeError(f"an append was answered by {outcome}")

        async def by_insert(caller: int, place: int, number: int = number) -> None:
            await _insert(pool, project, f"item/{number}-{place}")

        plain.append(await _rate(by_insert, callers, appends))
        advanced()
        ours.append(await _rate(through_ledger, callers, appends))
        advanced()
    await ledger.aclose()
    return Comparison(
        title=f"Append, {callers} callers",
        ours=Rate(name="through the ledger, one project", unit="events/s", rounds=tuple(ours)),
        baselines=(
            Rate(name="plain INSERT, one row a commit", unit="events/s", rounds=tuple(plain)),
        ),
        latencies=(Latency.of("one append", latencies),),
    )


async def _rate(once: Once, callers: int, total: int) -> float:
    places = iter(range(total))

    async def caller(number: int) -> None:
        for place in places:
            await once(number, place)

    started = time.perf_counter()
    await asyncio.gather(*(caller(number) for number in range(callers)))
    return total / (time.perf_counter() - started)


def _append(stream: str) -> Append:
    command_id = uuid4()
    return Append(
        command_id=command_id,
        request_sha=hashlib.sha256(command_id.bytes).digest(),
        correlation_id=command_id,
        trace_id=None,
        expected={stream: 0},
        events=(
            NewEvent(
                stream=stream,
                event_id=uuid4(),
                type="LabelSubmitted",
                schema_version=1,
                occurred_at=MOMENT,
                actor="observer-1",
                causation_id=None,
                body=BODY,
            ),
        ),
    )


async def _insert(pool: asyncpg.Pool, project: str, stream: str) -> None:
    event_id: UUID = uuid4()
    await pool.execute(
        _SQL.insert_plain,
        project,
        stream,
        1,
        event_id,
        "LabelSubmitted",
        MOMENT,
        "observer-1",
        uuid4(),
        BODY,
    )
