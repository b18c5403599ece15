"""The faults by name, and one round of any of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from random import Random

from tests.faults import kills, outages
from tests.faults.stage import Stage
from tests.faults.verdict import Round

Scenario = Callable[[Stage, Random], Awaitable[Round]]

SCENARIOS: dict[str, Scenario] = {
    "turn-back": outages.turn_back,
    "cut": outages.cut,
    "exhaust": outages.exhaust,
    "restart": kills.restart,
    "fill": outages.fill,
    "drain": kills.drain,
    "freeze": kills.freeze,
    "kill": kills.kill,
    "hang": kills.hang,
}
"""Those that leave the processes running come first: a start takes longer than a round."""
LONG = frozenset({"hang"})
"""These wait for what takes ten seconds by design."""


async def played(name: str, stage: Stage, seed: int, number: int) -> Round:
    """The same seed and number make the same choices; the machine's timing is its own."""
    return await SCENARIOS[name](stage, Random(f"{name}/{seed}/{number}"))
