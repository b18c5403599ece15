"""Plays the machine against a hall: Hypothesis in a thread, the server on the event loop."""

from __future__ import annotations

import asyncio
from collections import Counter

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.api.machine.clerk import Clerk
from tests.api.machine.machine import Machine
from tests.api.townhall import TownHall


async def played(
    hall: TownHall, *, examples: int, steps: int, is_repeatable: bool = True, shrinks: bool = True
) -> Counter[str]:
    """How often each answer came. Raises AssertionError with the shortest story that fails."""
    loop, told = asyncio.get_running_loop(), Counter[str]()
    for who in ("ada", "liv"):
        await hall.key(who)

    class Here(Machine):
        pass

    Here.open_clerk = staticmethod(lambda: Clerk(hall, loop))
    Here.told = told
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=is_repeatable,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink) if shrinks else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    await asyncio.to_thread(run_state_machine_as_test, Here, settings=chosen)
    return told
