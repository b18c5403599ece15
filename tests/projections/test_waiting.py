"""Reading one's own writes: bounded waiting, and errors at once for what can never come."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest

from labeltrail.events.identifiers import ProjectId
from labeltrail.projections import reads
from labeltrail.projections.errors import AtLeastTimeout, PositionAhead, ProjectUnknown
from labeltrail.projections.runner import Runner
from labeltrail.projections.waiting import as_of, every_lag, lag, wait_for
from tests.projections.herbarium import HERBARIUM, Herbarium


async def test_writer_reads_what_it_wrote(herbarium: Herbarium) -> None:
    await herbarium.found()
    stop = asyncio.Event()
    runner = Runner(herbarium.pool)
    running = asyncio.create_task(runner.run_forever(stop))
    for number in range(5):
        (sheet,) = await herbarium.register(f"sheet/{number}")
        position = await herbarium.head()
        runner.nudge()
        assert await wait_for(herbarium.pool, HERBARIUM, position) >= position
        assert sheet in await reads.items(herbarium.pool, HERBARIUM, [sheet])
    stop.set()
    await running


async def test_waiting_ends_and_says_how_far_it_got(herbarium: Herbarium) -> None:
    await herbarium.found()
    await herbarium.fold()
    reached = await herbarium.head()
    await herbarium.register("sheet/1")
    head = await herbarium.head()
    assert await wait_for(herbarium.pool, HERBARIUM, reached) == reached
    with pytest.raises(AtLeastTimeout) as caught:
        await wait_for(herbarium.pool, HERBARIUM, head, seconds_max=0.1)
    assert (caught.value.position, caught.value.reached) == (head, reached)


async def test_position_that_is_not_recorded_is_an_error_at_once(herbarium: Herbarium) -> None:
    await herbarium.found()
    head = await herbarium.head()
    started = time.monotonic()
    with pytest.raises(PositionAhead) as caught:
        await wait_for(herbarium.pool, HERBARIUM, head + 1, seconds_max=30)
    assert caught.value.head == head
    assert time.monotonic() - started < 5


async def test_project_that_does_not_exist_is_an_error_everywhere(herbarium: Herbarium) -> None:
    with pytest.raises(ProjectUnknown):
        await wait_for(herbarium.pool, "orchard", 0)
    with pytest.raises(ProjectUnknown):
        await as_of(herbarium.pool, "orchard", position=0)
    with pytest.raises(ProjectUnknown):
        await lag(herbarium.pool, "orchard")
    with pytest.raises(ProjectUnknown):
        await reads.items(herbarium.pool, "orchard", [])


async def test_project_that_no_runner_has_seen_is_at_position_0(herbarium: Herbarium) -> None:
    await herbarium.found()
    assert await wait_for(herbarium.pool, HERBARIUM, 0) == 0
    answers = await reads.scopes(herbarium.pool, HERBARIUM, [""])
    held = answers[""].holds_for
    assert (held.position, held.recorded_at, held.policy_version) == (0, None, 0)
    assert answers == await reads.scopes(herbarium.pool, HERBARIUM, [""], position=0)


async def test_moment_means_the_last_position_recorded_by_then(herbarium: Herbarium) -> None:
    await herbarium.found()
    events = await herbarium.events()
    pool = herbarium.pool
    for event in events[:-1]:
        found = await as_of(pool, HERBARIUM, time=event.recorded_at)
        same = [one.position for one in events if one.recorded_at <= event.recorded_at]
        assert found == max(same)
    before = events[0].recorded_at - timedelta(microseconds=1)
    assert await as_of(pool, HERBARIUM, time=before) == 0
    with pytest.raises(PositionAhead, match="outside the ledger"):
        await as_of(pool, HERBARIUM, time=events[-1].recorded_at + timedelta(days=1))


@pytest.mark.parametrize("position", [-1, 1_000])
async def test_as_of_knows_the_ledgers_ends(herbarium: Herbarium, position: int) -> None:
    await herbarium.found()
    with pytest.raises(PositionAhead):
        await as_of(herbarium.pool, HERBARIUM, position=position)


async def test_as_of_wants_one_point_only(herbarium: Herbarium) -> None:
    with pytest.raises(ValueError, match="only one"):
        await as_of(herbarium.pool, HERBARIUM)


async def test_lag_counts_the_events_to_come(herbarium: Herbarium) -> None:
    other = Herbarium(herbarium.pool, ProjectId("arboretum"))
    for one in (herbarium, other):
        await one.found()
        await one.fold()
    await herbarium.register("sheet/1", "sheet/2")
    both = await every_lag(herbarium.pool)
    assert [(one.project_id, one.events) for one in both] == [("arboretum", 0), ("herbarium", 2)]
    assert both[1] == await lag(herbarium.pool, HERBARIUM)
    await other.ledger.aclose()
