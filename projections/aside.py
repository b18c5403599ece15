"""Statistics that are asked for, computed aside: in threads of their own, few at a time.

Guarantees: the event loop and the threads that fold stay free, however much is asked for; at most
WAITING_MAX questions wait, and whoever comes then is told Overloaded. Who is cancelled, by a client
that went away or a server that ends, leaves nothing behind that goes on for long: a question that
looks at `stop` gives up, one that has not begun never begins, no thread keeps the process alive.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
import time
from collections.abc import Callable
from typing import NoReturn, ParamSpec, TypeVar

from labeltrail.events.ledger.errors import Overloaded

AT_ONCE_MAX = 2
WAITING_MAX = 16
SECONDS_MAX = 60.0
RETRY_SECONDS = 5
LIMIT = "statistics_at_once"

P = ParamSpec("P")
T = TypeVar("T")

_places = threading.Semaphore(AT_ONCE_MAX)
_counting = threading.Lock()
_under_way: set[threading.Event] = set()
"""One for each question that runs or waits: set, it gives up."""


async def aside(compute: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `compute` gives. Raises Overloaded, and what `compute` raises."""
    return await aside_until(lambda _: compute(*args, **kwargs))


async def aside_until(
    compute: Callable[[Callable[[], bool]], T], *, seconds_max: float = SECONDS_MAX
) -> T:
    """As `aside`; `compute` is handed `stop`, which says so when nobody waits for the answer any
    more or when it has computed for `seconds_max`.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()
    given_up = _entered()

    def settle(outcome: Callable[[], T]) -> None:
        if answer.done():  # nobody waits any more
            return
        try:
            answer.set_result(outcome())
        except Exception as fault:
            answer.set_exception(fault)

    def run() -> None:
        try:
            with _places:
                outcome = _outcome(compute, given_up, seconds_max)
        finally:
            _left(given_up)
        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(settle, outcome)

    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(run,), name="aside", daemon=True).start()
    try:
        return await answer
    finally:
        given_up.set()


def _outcome(
    compute: Callable[[Callable[[], bool]], T], given_up: threading.Event, seconds_max: float
) -> Callable[[], T]:
    """What gives the answer, or raises the fault, where it is waited for."""
    ends = time.monotonic() + seconds_max

    def stop() -> bool:
        return given_up.is_set() or time.monotonic() > ends

    try:
        if given_up.is_set():
            raise asyncio.CancelledError
        found = compute(stop)
    except BaseException as fault:
        return _raising(fault)
    return lambda: found


def _raising(fault: BaseException) -> Callable[[], NoReturn]:
    def outcome() -> NoReturn:
        raise fault

    return outcome


def _entered() -> threading.Event:
    given_up = threading.Event()
    with _counting:
        if len(_under_way) >= AT_ONCE_MAX + WAITING_MAX:
            raise Overloaded(
                LIMIT,
                "this process computes as many statistics as it takes; try again later",
                retry_after_seconds=RETRY_SECONDS,
            )
        _under_way.add(given_up)
    return given_up


def _left(given_up: threading.Event) -> None:
    with _counting:
        _under_way.discard(given_up)
