"""The write side of the ledger: every append of this process goes through here.

An append that was answered is committed. Appends to one project are committed in groups, in one
dense order with those of every other process; projects never wait for each other.
"""

import asyncio

import asyncpg
from opentelemetry import trace

from labeltrail.events.ledger.errors import AppendRefused, LedgerClosed, translated
from labeltrail.events.ledger.hints import Hints
from labeltrail.events.ledger.lane import Lane, Limits
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
from labeltrail.events.sql import load

__all__ = [
    "Append",
    "Appended",
    "Conflict",
    "Duplicate",
    "KeyReused",
    "Ledger",
    "NewEvent",
    "Outcome",
    "ProjectMissing",
]

_SQL = load(__package__, "append.sql")
_tracer = trace.get_tracer("labeltrail.ledger")


class Ledger:
    """Appends to every project of one database. Belongs to one event loop."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        *,
        group_size_max: int = 256,
        group_events_max: int = 2_000,
        queue_max: int = 4_096,
    ) -> None:
        self._pool = pool
        self._limits = Limits(
            group_size_max=group_size_max, group_events_max=group_events_max, queue_max=queue_max
        )
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
        is out of reach; only this caller gets the error of its own append.
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
                self._limits,
                grown=self._hints.tell,
                ended=self._lanes.pop,
            )
        with _tracer.start_as_current_span("append") as span:
            outcome = await lane.append(append)
            span.set_attribute("labeltrail.project", project_id)
            span.set_attribute("labeltrail.events", len(append.events))
            span.set_attribute("labeltrail.outcome", type(outcome).__name__)
            return outcome

    async def aclose(self) -> None:
        """Take no more appends, commit those that wait, and return."""
        self._is_closed = True
        await asyncio.gather(*(lane.drained() for lane in list(self._lanes.values())))
        await self._hints.aclose()
