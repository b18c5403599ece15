"""Reading a project whole: COPY into structs, beside COPY that nobody decodes, and the memory.

Each round is a process of its own, so that its peak of memory is that of reading alone.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sized
from concurrent.futures import ProcessPoolExecutor

import asyncpg
import msgspec
import uvloop

from labeltrail.backend.bench.report import Comparison, Rate
from labeltrail.events.ledger.replay import PAGE_EVENTS, replay, replay_recorded
from labeltrail.events.sql import load

ROUNDS = 3

_SQL = load(__package__, "replay.sql")


class _Round(msgspec.Struct, frozen=True, kw_only=True):
    """Events per second of each way, the first two also per second of the process's own work, and
    its memory in MiB."""

    typed: float
    typed_of_work: float
    whole: float
    whole_of_work: float
    raw: float
    before: float
    peak: float


async def bench_replay(
    url: str, project: str, *, events: int, advanced: Callable[[], None]
) -> Comparison:
    """Of a project that holds so many events."""
    rounds: list[_Round] = []
    spawn = multiprocessing.get_context("spawn")
    for _ in range(ROUNDS):
        with ProcessPoolExecutor(1, mp_context=spawn) as own:
            loop = asyncio.get_running_loop()
            told = await loop.run_in_executor(own, _in_own_process, url, project, events)
        rounds.append(msgspec.msgpack.decode(told, type=_Round))
        advanced()
    peak, before = max(one.peak for one in rounds), min(one.before for one in rounds)
    typed = statistics.median(one.typed_of_work for one in rounds)
    whole = statistics.median(one.whole_of_work for one in rounds)
    return Comparison(
        title=f"Replay of {events:,} events, one process",
        ours=_rate("order verified, every fact typed", [one.typed for one in rounds]),
        baselines=(
            _rate("COPY of the same rows, nothing decoded", [one.raw for one in rounds]),
            _rate("order verified, whole events", [one.whole for one in rounds]),
        ),
        remarks=(
            f"by the reader's processor time: {typed:,.0f} typed, {whole:,.0f} whole events/s",
            f"pages of {PAGE_EVENTS:,} events: the reading process held {peak:.0f} MiB at most",
            f"and {before:.0f} MiB before it read",
        ),
    )


def _rate(name: str, rounds: list[float]) -> Rate:
    return Rate(name=name, unit="events/s", rounds=tuple(rounds))


def _in_own_process(url: str, project: str, events: int) -> bytes:
    return msgspec.msgpack.encode(uvloop.run(_read(url, project, events)))


async def _read(url: str, project: str, events: int) -> _Round:
    async with asyncpg.create_pool(url, min_size=1, max_size=1) as pool:
        await _exhausted(replay(pool, project, up_to=1), 1)  # decoders are made, pages warm
        before = _peak_mebibytes()
        typed, typed_of_work = await _rates(_exhausted(replay(pool, project), events), events)
        whole, whole_of_work = await _rates(
            _exhausted(replay_recorded(pool, project), events), events
        )
        peak = _peak_mebibytes()
        raw, _ = await _rates(raw_copy(pool, project, events), events)
    return _Round(
        typed=typed,
        typed_of_work=typed_of_work,
        whole=whole,
        whole_of_work=whole_of_work,
        raw=raw,
        before=before,
        peak=peak,
    )


async def _exhausted(pages: AsyncIterator[Sized], events: int) -> None:
    count = 0
    async for page in pages:
        count += len(page)
    if count != events:
        raise RuntimeError(f"{count} events were read of {events}")


async def raw_copy(pool: asyncpg.Pool, project: str, events: int) -> None:
    """What the server can give at all: the rows' text, thrown away."""
    read = 0

    async def take(chunk: bytes) -> None:
        nonlocal read
        read += len(chunk)

    await pool.copy_from_query(_SQL.copy_raw, project, 0, events, output=take)
    if not read:
        raise RuntimeError("COPY gave nothing")


async def _rates(act: Awaitable[None], events: int) -> tuple[float, float]:
    """Events per second, and per second of this process's processor time."""
    started, worked = time.perf_counter(), time.process_time()
    await act
    return events / (time.perf_counter() - started), events / (time.process_time() - worked)


def _peak_mebibytes() -> float:
    """What the process held at most so far; Linux counts in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
