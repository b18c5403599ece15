"""Group commit: the callers of one project wait together and are committed together.

One round per project is in flight. Whoever comes meanwhile waits for the next one, so the dearer
a commit is, the larger the groups get. A caller that is cancelled before its round is left out;
one that is cancelled during it is committed all the same, and its neighbours never notice.
"""

import asyncio
import contextvars
from collections import deque
from collections.abc import Callable, Iterable, Sequence

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy
from opentelemetry import metrics, trace
from opentelemetry.trace import Link, SpanContext

from labeltrail.events.ledger import group
from labeltrail.events.ledger.connections import is_lost
from labeltrail.events.ledger.errors import AppendRefused, LedgerBusy, LedgerFault, translate
from labeltrail.events.ledger.outcomes import Append, Appended, Outcome
from labeltrail.events.sql import load

ACQUIRE_SECONDS_MAX = 30.0
ROUND_SECONDS_MAX = 30.0
ROUNDS_PER_CONNECTION_MAX = 100  # then other projects may have the connection

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


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much one round takes and how many appends may wait for a project."""

    group_size_max: int
    group_events_max: int
    queue_max: int


class _Waiting(msgspec.Struct, frozen=True):
    append: Append
    answer: "asyncio.Future[Outcome]"
    caller: SpanContext


class Lane:
    """The appends of one project, in the order in which they came."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        project_id: str,
        limits: Limits,
        *,
        grown: Callable[[str], None],
        ended: Callable[[str], object],
    ) -> None:
        self._pool = pool
        self._project_id = project_id
        self._limits = limits
        self._grown = grown
        self._ended = ended
        self._queue: deque[_Waiting] = deque()
        self._rounds: asyncio.Task[None] | None = None

    async def append(self, append: Append) -> Outcome:
        if len(self._queue) >= self._limits.queue_max:
            raise LedgerBusy(f"{len(self._queue)} appends wait for project {self._project_id}")
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        caller = trace.get_current_span().get_span_context()
        self._queue.append(_Waiting(append, answer, caller))
        if self._rounds is None:
            # A context of its own: the rounds serve many callers, not the trace of the first.
            self._rounds = asyncio.create_task(self._run(), context=contextvars.Context())
        return await answer

    async def drained(self) -> None:
        """Return when nothing waits and no round is in flight."""
        while self._rounds is not None:
            await asyncio.wait([self._rounds])

    async def _run(self) -> None:
        try:
            while self._queue:
                await self._run_on_one_connection()
        except Exception as error:
            _fail(self._queue, error)
        except BaseException:
            _cancel(self._queue)
            raise
        finally:
            self._queue.clear()
            self._rounds = None
            self._ended(self._project_id)

    async def _run_on_one_connection(self) -> None:
        async with self._pool.acquire(timeout=ACQUIRE_SECONDS_MAX) as connection:
            for _ in range(ROUNDS_PER_CONNECTION_MAX):
                if is_lost(connection):
                    return
                taken = self._next_group()
                if not taken:
                    return
                await self._round(connection, taken)
                await asyncio.sleep(0)  # callers just answered may come again in the next round

    def _next_group(self) -> list[_Waiting]:
        taken: list[_Waiting] = []
        events = 0
        while self._queue and len(taken) < self._limits.group_size_max:
            waiting = self._queue[0]
            if waiting.answer.done():  # its caller was cancelled
                self._queue.popleft()
                continue
            events += len(waiting.append.events)
            if taken and events > self._limits.group_events_max:
                break
            taken.append(self._queue.popleft())
        return taken

    async def _round(self, connection: PoolConnectionProxy, taken: Sequence[_Waiting]) -> None:
        """A trace of its own, linked to those of the callers that it serves."""
        links = [Link(one.caller) for one in taken if one.caller.is_valid]
        with _tracer.start_as_current_span("commit group", links=links) as span:
            span.set_attribute("labeltrail.project", self._project_id)
            span.set_attribute("labeltrail.group.size", len(taken))
            await self._commit(connection, taken)

    async def _commit(self, connection: PoolConnectionProxy, taken: Sequence[_Waiting]) -> None:
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

    def _answer(self, taken: Sequence[_Waiting], outcomes: Sequence[Outcome]) -> None:
        _group_size.record(len(taken))
        for waiting, outcome in zip(taken, outcomes, strict=True):
            _appends.add(1, {"labeltrail.outcome": type(outcome).__name__})
            if not waiting.answer.done():
                waiting.answer.set_result(outcome)
        if any(isinstance(outcome, Appended) for outcome in outcomes):
            self._grown(self._project_id)


def _fail(concerned: Iterable[_Waiting], error: Exception) -> None:
    for waiting in concerned:
        if not waiting.answer.done():
            fault = translate(error)
            fault.__cause__ = error
            waiting.answer.set_exception(fault)


def _cancel(concerned: Iterable[_Waiting]) -> None:
    for waiting in concerned:
        waiting.answer.cancel()
