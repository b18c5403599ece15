"""Statistics are computed aside: few at once, few waiting, and given up when nobody waits."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from labeltrail.events.ledger.errors import Overloaded
from labeltrail.projections.aside import AT_ONCE_MAX, WAITING_MAX, aside, aside_until

ALL = AT_ONCE_MAX + WAITING_MAX
PATIENCE_SECONDS = 10.0


class Held:
    """Computes until it is let go or told to stop."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.n_begun = 0
        self.n_stopped = 0
        self.free = threading.Event()

    def __call__(self, stop: Callable[[], bool]) -> str:
        self.n_begun += 1
        self.begun.release()
        while not self.free.wait(0.005):
            if stop():
                self.n_stopped += 1
                raise ValueError("given up")
        return "done"


async def begun(held: Held, n: int = 1) -> None:
    for _ in range(n):
        assert await asyncio.to_thread(held.begun.acquire, timeout=PATIENCE_SECONDS)


async def test_it_answers_with_the_value_or_the_fault() -> None:
    assert await aside(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        await aside(divmod, 7, 0)


async def test_few_compute_at_once_few_wait_and_the_default_threads_stay_free() -> None:
    held = Held()
    asked = [asyncio.create_task(aside_until(held)) for _ in range(ALL)]
    await begun(held, AT_ONCE_MAX)
    with pytest.raises(Overloaded, match="statistics_at_once"):
        await aside(len, "abc")
    assert await asyncio.wait_for(asyncio.to_thread(len, "abc"), PATIENCE_SECONDS) == 3
    assert held.n_begun == AT_ONCE_MAX
    held.free.set()
    assert await asyncio.gather(*asked) == ["done"] * ALL
    assert await aside(len, "abc") == 3


async def test_who_is_cancelled_stops_and_who_waited_never_begins() -> None:
    held = Held()
    asked = [asyncio.create_task(aside_until(held)) for _ in range(AT_ONCE_MAX + 3)]
    await begun(held, AT_ONCE_MAX)
    for one in asked:
        one.cancel()
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(one, asyncio.CancelledError) for one in found)
    assert await asyncio.wait_for(aside(len, "abc"), PATIENCE_SECONDS) == 3
    ends = time.monotonic() + PATIENCE_SECONDS
    while held.n_stopped < AT_ONCE_MAX and time.monotonic() < ends:
        await asyncio.sleep(0.005)
    assert (held.n_begun, held.n_stopped) == (AT_ONCE_MAX, AT_ONCE_MAX)


async def test_time_runs_out() -> None:
    with pytest.raises(ValueError, match="given up"):
        await aside_until(Held(), seconds_max=0.02)


ENDING = """
import asyncio, time
from labeltrail.projections.aside import aside

async def main():
    asyncio.create_task(aside(time.sleep, 60))
    await asyncio.sleep(0.1)

asyncio.run(main())
"""


def test_a_process_ends_although_something_computes() -> None:
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", ENDING], check=True, timeout=40)
    assert time.monotonic() - began < 30
