"""Places go round the askers, one who asks often waits behind itself, and nobody waits for ever."""

import asyncio

import pytest

from labeltrail.events.ledger.errors import Overloaded
from labeltrail.events.ledger.turns import Patience, Turns

PATIENT = Patience(waiting_max=100, waiting_per_asker_max=50, seconds_max=5.0)


async def served(turns: Turns, askers: list[str]) -> list[str]:
    """The order in which these are given the one place, which is taken when they come."""
    order: list[str] = []

    async def ask(asker: str) -> None:
        await turns.take(asker)
        order.append(asker)
        turns.give_back()

    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        for asker in askers:
            group.create_task(ask(asker))
        await asyncio.sleep(0)
        turns.give_back()
    return order


async def test_askers_take_turns_however_often_one_of_them_asks() -> None:
    turns = Turns("looms", 1, PATIENT)
    await turns.take("weaver")
    order = await served(turns, ["hot"] * 6 + ["cool", "cold", "cool"])
    assert order == ["hot", "cool", "cold", "hot", "cool", "hot", "hot", "hot", "hot"]
    assert not turns.is_wanted


async def test_free_place_is_had_at_once() -> None:
    turns = Turns("looms", 2, PATIENT)
    await turns.take("hot")
    await turns.take("hot")
    assert not turns.is_wanted
    turns.give_back()
    await turns.take("cold")


async def test_one_asker_may_not_fill_the_queue_of_all() -> None:
    turns = Turns("looms", 1, Patience(waiting_max=4, waiting_per_asker_max=2, seconds_max=5.0))
    await turns.take("hot")
    waiting = [asyncio.create_task(turns.take("hot")) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Overloaded, match="looms: 2 wait already for hot") as refused:
        await turns.take("hot")
    assert (refused.value.limit, refused.value.retry_after_seconds) == ("looms", 1)
    waiting += [asyncio.create_task(turns.take(asker)) for asker in ("cool", "cold")]
    await asyncio.sleep(0)
    with pytest.raises(Overloaded, match="looms: 4 wait already"):
        await turns.take("late")
    for _ in waiting:
        turns.give_back()
    await asyncio.gather(*waiting)


async def test_wait_ends_and_leaves_no_trace() -> None:
    turns = Turns("looms", 1, PATIENT)
    await turns.take("hot")
    with pytest.raises(Overloaded, match=r"none of them got free in 0\.01 s"):
        await turns.take("cold", seconds_max=0.01)
    assert not turns.is_wanted
    turns.give_back()
    await turns.take("cold", seconds_max=0.01)


async def test_place_given_to_one_who_gave_up_goes_to_the_next() -> None:
    turns = Turns("looms", 1, PATIENT)
    await turns.take("hot")
    gone, late = (asyncio.create_task(turns.take(asker)) for asker in ("gone", "late"))
    await asyncio.sleep(0)
    turns.give_back()  # `gone` has it now, and is cancelled before it learns that
    gone.cancel()
    async with asyncio.timeout(1):
        await late
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert not turns.is_wanted


async def test_place_goes_past_one_who_gave_up_and_has_not_run_since() -> None:
    turns = Turns("looms", 1, PATIENT)
    await turns.take("hot")
    gone, late = (asyncio.create_task(turns.take(asker)) for asker in ("gone", "late"))
    await asyncio.sleep(0)
    gone.cancel()
    turns.give_back()
    async with asyncio.timeout(1):
        await late
    with pytest.raises(asyncio.CancelledError):
        await gone
    turns.give_back()
    await turns.take("hot", seconds_max=0.1)
