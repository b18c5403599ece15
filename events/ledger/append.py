"""The write side of the ledger: every append of this process goes through here.

An append that was answered is committed. Appends to one project are committed in groups, in one
dense order with those of every other process. Projects never wait for each other's locks, and
take turns where more of them commit than there are connections for.
"""

import asyncio

import asyncpg
from opentelemetry import trace

from labeltrail.events.ledger.errors import AppendRefused, LedgerClosed, translated
from labeltrail.events.ledger.hints import Hints
from labeltrail.events.ledger.lane import Lane
from labeltrail.events.ledger.outcomes import (
    Append,
    Appended,
    Conflict,
    Duplicate,
    KeyReused,
    NewEvent,
    Outcome,
    ProjectMissing,
)
from labeltrail.events.ledger.queue import Limits, Queue, Room
from labeltrail.events.ledger.turns import Patience, Turns
from labeltrail.events.sql import load

CLOSE_SECONDS_MAX = 20.0
PROJECTS_WAITING_MAX = 10_000
TURN_SECONDS_MAX = 30.0
DEFAULT_LIMITS = Limits()

__all__ = [
    "Append",
    "Appended",
    "Conflict",
    "Duplicate",
    "KeyReused",
    "Ledger",
    "Limits",
    "NewEvent",
    "Outcome",
    "ProjectMissing",
]

_SQL = load(__package__, "append.sql")
_tracer = trace.get_tracer("labeltrail.ledger")


class Ledger:
    """Appends to every project of one database. Belongs to one event loop."""

    def __init__(self, pool: asyncpg.Pool, limits: Limits = DEFAULT_LIMITS) -> None:
        self._pool = pool
        self._limits = limits
        places = limits.projects_at_once_max or max(1, pool.get_max_size() // 2)
        self._turns = Turns("projects_committing", places, _PATIENCE)
        self._room = Room("process", limits.appends_max, limits.bytes_max)
        self._hints = Hints(pool)
        self._lanes: dict[str, Lane] = {}
        self._is_closed = False

    async def open_project(self, project_id: str, tenant_id: str) -> bool:
        """Make the project's ledger. False when it was there, of this tenant or another."""
        with translated():
            opened: bool = await self._pool.fetchval(_SQL.open_project, project_id, tenant_id)
        return opened

    async def append(self, project_id: str, append: Append) -> Outcome:
        """Record the events of one command, or say why not.

        Raises AppendRefused for what the tables refuse and LedgerUnavailable when the database
        is out of reach, or Overloaded when too much waits; only this caller gets the error of
        its own append.
        """
        if self._is_closed:
            raise LedgerClosed("this process takes no more appends")
        if not 1 <= len(append.events) <= self._limits.group_events_max:
            message = f"1 to {self._limits.group_events_max} fit, not {len(append.events)}"
            raise AppendRefused("events_per_command", message)
        lane = self._lanes.get(project_id)
        if lane is None:
            lane = self._lanes[project_id] = Lane(
                self._pool,
                project_id,
                Queue(project_id, self._limits, self._room),
                self._turns,
                grown=self._hints.tell,
                ended=self._lanes.pop,
            )
        span = _tracer.start_span("append")
        if not span.is_recording():  # then to make it the current one is a third of our work
            return await lane.append(append)
        with trace.use_span(span, end_on_exit=True):
            outcome = await lane.append(append)
            span.set_attribute("labeltrail.project", project_id)
            span.set_attribute("labeltrail.events", len(append.events))
            span.set_attribute("labeltrail.outcome", type(outcome).__name__)
            return outcome

    async def aclose(self) -> None:
        """Take no more appends, commit those that wait, and return in bounded time.

        What a database that hangs has not committed by then is cancelled: sent again, it is
        stored once.
        """
        self._is_closed = True
        lanes = list(self._lanes.values())
        try:
            async with asyncio.timeout(CLOSE_SECONDS_MAX):
                await asyncio.gather(*(lane.drained() for lane in lanes))
        except TimeoutError:
            for lane in lanes:
                lane.cut_off()
            await asyncio.gather(*(lane.drained() for lane in lanes))
        await self._hints.aclose()


_PATIENCE = Patience(
    waiting_max=PROJECTS_WAITING_MAX, waiting_per_asker_max=1, seconds_max=TURN_SECONDS_MAX
)
