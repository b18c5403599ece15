"""Changes of the handbook that resolutions demand, and the revisions that answer them.

Read from the ledger, as of any position. A demand is open until a revision that names it is
published.
"""

from __future__ import annotations

from datetime import datetime

import asyncpg
import msgspec

from labeltrail.events.identifiers import EscalationId, ItemId, MemberId
from labeltrail.events.sql import load
from labeltrail.events.streams.guideline import Demand
from labeltrail.events.streams.item import PREFIX
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.errors import LedgerTooLong
from labeltrail.projections.guideline.coverage import EVENTS_MAX
from labeltrail.projections.guideline.life import Life, life
from labeltrail.projections.snapshot import snapshot

DEMANDS_MAX = 1_000
"""In one answer, the oldest."""

_SQL = load(__package__, "demands.sql")


class Demanded(msgspec.Struct, frozen=True, kw_only=True):
    """`drafted_in` are revisions that name it; `answered_by` the first of them in force."""

    item_id: ItemId
    escalation_id: EscalationId
    demand: str
    clause: str | None
    guideline_revision: int
    resolved_by: MemberId
    recorded_at: datetime
    position: int
    drafted_in: tuple[int, ...]
    answered_by: int | None


async def demands(
    pool: asyncpg.Pool,
    project_id: str,
    *,
    is_open: bool | None = None,
    position: int | None = None,
) -> tuple[HoldsFor, tuple[Demanded, ...]]:
    """Open ones, answered ones or all. Raises ReadError."""
    async with snapshot(pool, project_id, position=position) as view:
        if view.position > EVENTS_MAX:
            raise LedgerTooLong(view.position, EVENTS_MAX)
        known = await life(view.connection, project_id, view.position)
        rows = await view.connection.fetch(_SQL.demanded, project_id, view.position)
    found = (_demanded(row, known) for row in rows)
    kept = (one for one in found if is_open in (None, one.answered_by is None))
    return view.holds_for, tuple(kept)


def _demanded(row: asyncpg.Record, known: Life) -> Demanded:
    demand = Demand(
        item_id=ItemId(row["stream"].removeprefix(PREFIX)),
        escalation_id=EscalationId(row["escalation_id"]),
    )
    return Demanded(
        item_id=demand.item_id,
        escalation_id=demand.escalation_id,
        demand=row["demand"],
        clause=row["clause"],
        guideline_revision=row["guideline_revision"],
        resolved_by=MemberId(row["resolved_by"]),
        recorded_at=row["recorded_at"],
        position=row["position"],
        drafted_in=tuple(one.number for one in known.revisions if demand in one.answers),
        answered_by=known.answered_by(demand),
    )
