"""The queues of open questions: how many wait at each level, for whom, and how many are overdue."""

from __future__ import annotations

from datetime import datetime

import asyncpg
import msgspec

from labeltrail.events.identifiers import MemberId
from labeltrail.events.sql import load
from labeltrail.events.streams.project import Role
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.snapshot import snapshot

_SQL = load(__package__, "queues.sql")


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """Of one level and owner; with neither owner nor role nobody is to settle them yet.

    `overdue` were due at the moment asked about, `next_due` is the earliest due time of all.
    """

    level: int
    owner: MemberId | None
    owner_role: Role | None
    open: int
    overdue: int
    next_due: datetime | None


async def queues(
    pool: asyncpg.Pool, project_id: str, *, now: datetime, position: int | None = None
) -> tuple[HoldsFor, tuple[Queue, ...]]:
    """The highest level first. What was overdue in the past is told by when its position was
    recorded; `now` counts for the present. Raises ReadError.
    """
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        recorded_at = view.holds_for.recorded_at
        moment = now if position is None or recorded_at is None else recorded_at
        rows = await view.connection.fetch(_SQL.queues, *view.key, view.position, moment)
    return view.holds_for, tuple(
        Queue(
            level=row["level"],
            owner=row["owner"],
            owner_role=Role(row["owner_role"]) if row["owner_role"] is not None else None,
            open=row["open"],
            overdue=row["overdue"],
            next_due=row["next_due"],
        )
        for row in rows
    )
