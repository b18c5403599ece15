"""Workers: one at a time writes, a killed one loses nothing, a broken event stops one project."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys

import asyncpg
import msgspec
import pytest

from labeltrail.events.identifiers import ProjectId
from labeltrail.events.streams.item import PREFIX
from labeltrail.projections import progress, reads, waiting
from labeltrail.projections.comparison import Digests, digests
from labeltrail.projections.errors import ReadModelStopped
from labeltrail.projections.page import PageLimits, fold_page
from labeltrail.projections.progress import LeaseLost, Progress
from labeltrail.projections.rebuild import rebuild
from labeltrail.projections.runner import Runner
from labeltrail.projections.turn import Busy, CaughtUp, fold_pages, take_turn
from tests.projections.herbarium import ANNOTATORS, HERBARIUM, Herbarium, tree
from tests.projections.histories import History
from tests.projections.poison import recorded

ONE_BY_ONE = PageLimits(events_max=1, items_max=1)
FEW = PageLimits(events_max=5, items_max=2)

WORKER = """
import asyncio, sys
import asyncpg
from labeltrail.projections.page import PageLimits
from labeltrail.projections.runner import Runner

async def work() -> None:
    async with asyncpg.create_pool(sys.argv[1], min_size=1, max_size=3) as pool:
        runner = Runner(pool, limits=PageLimits(events_max=1, items_max=1), poll_seconds=0.01)
        print("at work", flush=True)
        await runner.run_forever(asyncio.Event())

asyncio.run(work())
"""


async def shown(herbarium: Herbarium) -> Progress:
    async with herbarium.pool.acquire() as connection:
        found = await progress.current(connection, herbarium.project_id)
    assert found is not None
    return found


async def rows(herbarium: Herbarium) -> Digests:
    async with herbarium.pool.acquire() as connection:
        return await digests(connection, await shown(herbarium))


async def claimed(herbarium: Herbarium) -> Progress:
    await progress.enrol(herbarium.pool)
    found = await progress.claim(herbarium.pool, herbarium.project_id)
    assert found is not None
    return found


async def lease_runs_out(pool: asyncpg.Pool) -> None:
    await pool.execute("UPDATE read.progress SET lease_until = '-infinity'")


async def test_one_worker_at_a_time(herbarium: Herbarium) -> None:
    await herbarium.found()
    first = await claimed(herbarium)
    assert isinstance(await take_turn(herbarium.pool, HERBARIUM), Busy)
    await progress.release(herbarium.pool, first)
    assert isinstance(await take_turn(herbarium.pool, HERBARIUM), CaughtUp)


async def test_worker_that_slept_through_its_lease_writes_nothing(herbarium: Herbarium) -> None:
    await herbarium.found()
    (sheet,) = await herbarium.register("sheet/1847-03")
    sleeper = await claimed(herbarium)
    await lease_runs_out(herbarium.pool)
    other = await claimed(herbarium)
    assert other.fence > sleeper.fence
    with pytest.raises(LeaseLost):
        await fold_page(herbarium.pool, sleeper, PageLimits())
    untouched = await shown(herbarium)
    assert untouched.position == 0
    assert await reads.items(herbarium.pool, HERBARIUM, [sheet]) == {}
    after = (await fold_pages(herbarium.pool, other)).progress
    before = await rows(herbarium)
    await herbarium.register("sheet/1901-11")
    at_the_same_position = msgspec.structs.replace(after, fence=sleeper.fence)
    for late in (sleeper, at_the_same_position):
        with pytest.raises(LeaseLost):
            await fold_page(herbarium.pool, late, ONE_BY_ONE)
    assert await rows(herbarium) == before


async def test_workers_killed_between_and_within_pages_lose_nothing(herbarium: Herbarium) -> None:
    history = History(herbarium, seed=21)
    await history.begin()
    await history.run(60)
    await progress.enrol(herbarium.pool)
    for delay in (0.0, 0.001, 0.004, 0.01, 0.02, 0.03):
        await lease_runs_out(herbarium.pool)
        one = await claimed(herbarium)
        task = asyncio.create_task(fold_pages(herbarium.pool, one, limits=ONE_BY_ONE))
        await asyncio.sleep(delay)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    await lease_runs_out(herbarium.pool)
    await herbarium.fold(FEW)
    assert (await rebuild(herbarium.pool, HERBARIUM)).is_equal


async def test_process_killed_at_work_loses_nothing(
    herbarium: Herbarium, database_url: str
) -> None:
    history = History(herbarium, seed=22)
    await history.begin()
    await history.run(80)
    await progress.enrol(herbarium.pool)
    for page in (10, 40):
        worker = await asyncio.create_subprocess_exec(
            sys.executable, "-c", WORKER, database_url, stdout=asyncio.subprocess.PIPE
        )
        assert worker.stdout is not None
        assert await worker.stdout.readline() == b"at work\n"
        async with asyncio.timeout(20):
            while (await shown(herbarium)).position < page:
                await asyncio.sleep(0.001)
        os.kill(worker.pid, signal.SIGKILL)
        await worker.wait()
        await lease_runs_out(herbarium.pool)
    assert (await shown(herbarium)).position < await herbarium.head()
    await herbarium.fold(FEW)
    assert (await rebuild(herbarium.pool, HERBARIUM)).is_equal


async def test_workers_side_by_side_fold_each_event_once(herbarium: Herbarium) -> None:
    history = History(herbarium, seed=23)
    await history.begin()
    stop = asyncio.Event()
    runners = [Runner(herbarium.pool, limits=FEW, poll_seconds=0.01) for _ in range(3)]
    running = [asyncio.create_task(runner.run_forever(stop)) for runner in runners]
    await history.run(80)
    await waiting.wait_for(herbarium.pool, HERBARIUM, await herbarium.head())
    stop.set()
    await asyncio.gather(*running)
    await herbarium.fold()
    assert (await rebuild(herbarium.pool, HERBARIUM)).is_equal


@pytest.mark.parametrize("limits", [PageLimits(), FEW, ONE_BY_ONE])
async def test_event_that_nobody_knows_stops_its_project_alone(
    herbarium: Herbarium, limits: PageLimits, caplog: pytest.LogCaptureFixture
) -> None:
    await herbarium.found()
    first, second = await herbarium.register("sheet/1847-03", "sheet/1901-11")
    await herbarium.label(first, ANNOTATORS[0], tree("birch"))
    bad = await recorded(herbarium, PREFIX + first, "TwigGrafted")
    await herbarium.label(second, ANNOTATORS[0], tree("alder"))
    other = Herbarium(herbarium.pool, ProjectId("arboretum"))
    await other.found()
    runner = Runner(herbarium.pool, limits=limits)
    while await runner.run_all():
        pass
    lag = await waiting.lag(herbarium.pool, HERBARIUM)
    assert lag.position == bad - 1
    assert lag.stopped is not None
    assert lag.stopped.position == bad
    assert "TwigGrafted" in lag.stopped.reason
    assert f"project herbarium cannot be folded beyond position {bad - 1}" in caplog.text
    healthy = await waiting.lag(herbarium.pool, other.project_id)
    assert (healthy.events, healthy.stopped) == (0, None)
    answer = (await reads.items(herbarium.pool, HERBARIUM, [first]))[first]
    assert len(answer.state.labels) == 1
    assert await waiting.wait_for(herbarium.pool, HERBARIUM, bad - 1) == bad - 1
    with pytest.raises(ReadModelStopped, match="TwigGrafted"):
        await waiting.wait_for(herbarium.pool, HERBARIUM, bad)
    await other.ledger.aclose()


async def test_stop_is_forgotten_once_the_event_can_be_folded(herbarium: Herbarium) -> None:
    await herbarium.found()
    await herbarium.fold()
    (sheet,) = await herbarium.register("sheet/1847-03")
    one = await claimed(herbarium)
    reason = "UnknownEventType: older code did not know it"
    await progress.stop(
        herbarium.pool, one, progress.Stop(position=one.position + 1, reason=reason)
    )
    await progress.release(herbarium.pool, one)
    assert (await waiting.lag(herbarium.pool, HERBARIUM)).stopped is not None
    await herbarium.fold()
    assert (await waiting.lag(herbarium.pool, HERBARIUM)).stopped is None
    assert sheet in await reads.items(herbarium.pool, HERBARIUM, [sheet])
