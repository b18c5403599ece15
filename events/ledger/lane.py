"""Group commit: the callers of one project wait together and are committed together.

One round per project is in flight. Whoever comes meanwhile waits for the next one, so the dearer
a commit is, the larger the groups get. Where many wait, two halves take turns: while the database
commits one, the other is answered and comes again. A caller that is cancelled before its round is
left out; one that is cancelled during it is committed all the same, and its neighbours never
notice.
Projects that wait for a turn get one round each: the busiest one slows down itself alone.
"""

import asyncio
import contextlib
import contextvars
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from time import perf_counter

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from opentelemetry import metrics, trace
from opentelemetry.trace import Link

from labeltrail.events.ledger import group
from labeltrail.events.ledger.connections import is_lost
from labeltrail.events.ledger.errors import (
    FAULTS,
    AppendRefused,
    LedgerFault,
    Overloaded,
    translate,
)
from labeltrail.events.ledger.outcomes import Append, Appended, Outcome
from labeltrail.events.ledger.queue import Queue, Waiting, size_of
from labeltrail.events.ledger.turns import Turns, ask_for
from labeltrail.events.sql import load

ACQUIRE_SECONDS_MAX = 30.0
ROUND_SECONDS_MAX = 30.0
ROUNDS_PER_CONNECTION_MAX = 100  # then somebody else may have the connection
SECOND_ACQUIRE_SECONDS_MAX = 0.1  # the first waits for the second before it ends
HALVED_APPENDS_MIN = 48  # fewer are dearer in two rounds than in one

_SQL = load(__package__, "append.sql")
_tracer = trace.get_tracer("labeltrail.ledger")
_meter = metrics.get_meter("labeltrail.ledger")
_appends = _meter.create_counter(
    "labeltrail.ledger.appends",
    unit="{command}",
    description="Commands answered by the ledger, by outcome.",
)
_group_size = _meter.create_histogram(
    "labeltrail.ledger.group.size",
    unit="{command}",
    description="Commands committed together in one round.",
)


class Lane:
    """The appends of one project, in the order in which they came."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        project_id: str,
        queue: Queue,
        turns: Turns,
        *,
        grown: Callable[[str], None],
        ended: Callable[[str], object],
    ) -> None:
        self._pool = pool
        self._project_id = project_id
        self._queue = queue
        self._turns = turns
        self._grown = grown
        self._ended = ended
        self._rounds: asyncio.Task[None] | None = None
        self._second: asyncio.Task[None] | None = None  # never outlives the rounds
        self._in_flight = 0

    async def append(self, append: Append) -> Outcome:
        """Raises Overloaded when there is no room to wait."""
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        caller = trace.get_current_span().get_span_context()
        try:
            self._queue.put(Waiting(append, answer, caller, size_of(append)))
        except Overloaded:
            if self._rounds is None:
                self._ended(self._project_id)
            raise
        if self._rounds is None:
            # A context of its own: the rounds serve many callers, not the trace of the first.
            self._rounds = asyncio.create_task(self._run(), context=contextvars.Context())
        return await answer

    async def drained(self) -> None:
        """Return when nothing waits and no round is in flight."""
        while self._rounds is not None:
            await asyncio.wait([self._rounds])

    def cut_off(self) -> None:
        """Cancel those that wait, in flight or not."""
        for rounds in (self._rounds, self._second):
            if rounds is not None:
                rounds.cancel()

    async def _run(self) -> None:
        ask_for(f"appends to {self._project_id}")  # apart from those who read the project
        try:
            while self._queue:
                await self._turns.take(self._project_id)
                try:
                    await self._run_on_one_connection(ACQUIRE_SECONDS_MAX)
                finally:
                    if self._second is not None:
                        await self._second
                    self._turns.give_back()
        except Exception as error:
            _fail(self._queue.emptied(), error)
        except BaseException:
            _cancel(self._queue.emptied())
            raise
        finally:
            self._rounds = None
            self._ended(self._project_id)

    async def _run_on_one_connection(self, acquire_seconds_max: float) -> None:
        async with self._pool.acquire(timeout=acquire_seconds_max) as connection:
            for _ in range(ROUNDS_PER_CONNECTION_MAX):
                if is_lost(connection):
                    return
                taken = self._queue.next_group(self._share())
                if not taken:
                    return
                self._in_flight += len(taken)
                if self._second is None and self._is_worth_a_second():
                    self._second = asyncio.create_task(self._run_second())
                started = perf_counter()
                try:
                    await self._round(connection, taken)
                finally:
                    self._in_flight -= len(taken)
                self._queue.took(perf_counter() - started)
                await asyncio.sleep(0)  # callers just answered may come again in the next round
                if self._turns.is_wanted:
                    return

    def _share(self) -> int:
        """How many appends one round takes: half of all, where two take turns."""
        everybody = len(self._queue) + self._in_flight
        return everybody if everybody < HALVED_APPENDS_MIN else (everybody + 1) // 2

    def _is_worth_a_second(self) -> bool:
        has_half = 2 * len(self._queue) >= HALVED_APPENDS_MIN
        return has_half and not self._turns.is_wanted and self._pool.get_idle_size() > 0

    async def _run_second(self) -> None:
        """The other half's rounds. Where there is no connection for them, the first does all."""
        try:
            with contextlib.suppress(*FAULTS):
                await self._run_on_one_connection(SECOND_ACQUIRE_SECONDS_MAX)
        finally:
            self._second = None

    async def _round(self, connection: PoolConnectionProxy, taken: Sequence[Waiting]) -> None:
        """A trace of its own, linked to those of the callers that it serves."""
        links = [Link(one.caller) for one in taken if one.caller.is_valid]
        with _tracer.start_as_current_span("commit group", links=links) as span:
            span.set_attribute("labeltrail.project", self._project_id)
            span.set_attribute("labeltrail.group.size", len(taken))
            await self._commit(connection, taken)

    async def _commit(self, connection: PoolConnectionProxy, taken: Sequence[Waiting]) -> None:
        """One round. What is wrong with one append fails that one only."""
        appends = [waiting.append for waiting in taken]
        places = group.places_of(appends)
        try:
            answer = await connection.fetchrow(
                _SQL.append_group,
                *group.arguments(self._project_id, appends, places),
                timeout=ROUND_SECONDS_MAX,
            )
            outcomes = group.outcomes(appends, places, answer)
        except Exception as error:
            if len(taken) == 1 or not isinstance(translate(error), AppendRefused | LedgerFault):
                _fail(taken, error)
                return
            middle = len(taken) // 2  # nothing was stored: find the culprit by halves
            await self._commit(connection, taken[:middle])
            await self._commit(connection, taken[middle:])
        except BaseException:
            _cancel(taken)
            raise
        else:
            self._answer(taken, outcomes)

    def _answer(self, taken: Sequence[Waiting], outcomes: Sequence[Outcome]) -> None:
        _group_size.record(len(taken))
        for waiting, outcome in zip(taken, outcomes, strict=True):
            if not waiting.answer.done():
                waiting.answer.set_result(outcome)
        for name, count in Counter(type(outcome).__name__ for outcome in outcomes).items():
            _appends.add(count, {"labeltrail.outcome": name})
        if any(isinstance(outcome, Appended) for outcome in outcomes):
            self._grown(self._project_id)


def _fail(concerned: Iterable[Waiting], error: Exception) -> None:
    for waiting in concerned:
        if not waiting.answer.done():
            fault = translate(error)
            fault.__cause__ = error
            waiting.answer.set_exception(fault)


def _cancel(concerned: Iterable[Waiting]) -> None:
    for waiting in concerned:
        waiting.answer.cancel()
