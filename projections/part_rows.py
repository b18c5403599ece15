"""Folds one part in a process of its own and writes its rows, which are only inserted: by COPY.

Every transaction first makes sure that the generation is still to be filled, so a process that
outlives its parent leaves nothing behind that nobody removes.
"""

from __future__ import annotations

import asyncio

import asyncpg
import msgspec

from labeltrail.events.ledger.read import recorded_events
from labeltrail.events.sql import load
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.projections.bulk import (
    BATCHES,
    CHANGES,
    COUNTS,
    ESCALATIONS,
    GOLDS,
    ITEMS,
    JOINED,
    READINGS,
    REGISTERED,
    TRUTHS,
    WORK,
    insert,
)
from labeltrail.projections.part import Part, PartEnd
from labeltrail.projections.part_output import PartRows
from labeltrail.projections.progress import LEASE_SECONDS, LeaseLost
from labeltrail.projections.ranged import (
    batch_row,
    change_rows,
    escalation_row,
    reading_row,
    truth_row,
)
from labeltrail.projections.store import Generation

PAGE_POSITIONS = 10_000
ROWS_KEPT_MAX = 20_000
"""So many rows wait in memory before they are written."""
SERVER_SETTINGS = {
    "application_name": "labeltrail rebuild",
    "idle_in_transaction_session_timeout": f"{1000 * LEASE_SECONDS:.0f}",
}

_SQL = load(__package__, "parallel.sql")
_encode = msgspec.msgpack.Encoder().encode


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Part `number` of `parts` of a generation, up to a position."""

    database_url: str
    project_id: str
    generation: int
    fence: int
    number: int
    parts: int
    up_to: int

    @property
    def rows(self) -> Generation:
        return Generation(self.project_id, self.generation)


class Unfoldable(msgspec.Struct, frozen=True):
    """An event of the part cannot be folded, or a row of it not be written."""

    reason: str


def fold_part(job: Job) -> PartEnd | Unfoldable:
    """The whole part. Raises LeaseLost and the faults of a database."""
    return asyncio.run(_fold_part(job))


async def _fold_part(job: Job) -> PartEnd | Unfoldable:
    connection = await asyncpg.connect(job.database_url, server_settings=SERVER_SETTINGS)
    try:
        part = Part(job.number, parts=job.parts)
        for after in range(0, job.up_to, PAGE_POSITIONS):
            last = min(after + PAGE_POSITIONS, job.up_to)
            rows = await connection.fetch(
                _SQL.part_events, job.project_id, after, last, job.number, job.parts, ITEM
            )
            try:
                part.fold(recorded_events(rows))
            except Exception as fault:
                return Unfoldable(f"{type(fault).__name__}: {fault}")
            if len(part.rows) > ROWS_KEPT_MAX:
                await _write(connection, job, part.written_out())
        end = part.ended()
        await _write(connection, job, part.written_out())
        return end
    except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as fault:
        return Unfoldable(type(fault).__name__)
    finally:
        await connection.close()


async def _write(connection: asyncpg.Connection, job: Job, rows: PartRows) -> None:
    async with connection.transaction():
        claim = (job.project_id, job.generation, job.fence)
        if await connection.fetchval(_SQL.hold_part, *claim) is None:
            raise LeaseLost(f"generation {job.generation} of {job.project_id} is not ours any more")
        counts = ((one.item_id, one.position, end, *one.counts) for one, end in rows.counts)
        await insert(connection, job.rows, "item_counts", COUNTS, counts)
        truths = (truth_row(edition, one, end) for edition, one, end in rows.truths)
        await insert(connection, job.rows, "ground_truth", TRUTHS, truths)
        work = (
            (edition, one.item_id, one.position, end, *one.said())
            for edition, one, end in rows.work
        )
        await insert(connection, job.rows, "work", WORK, work)
        raised = (escalation_row(one, end) for one, end in rows.escalations)
        await insert(connection, job.rows, "escalations", ESCALATIONS, raised)
        golds = ((one.gold.gold_id, one.position, end, *one.said()) for one, end in rows.golds)
        await insert(connection, job.rows, "gold", GOLDS, golds)
        batches = (batch_row(step, end) for step, end in rows.batches)
        await insert(connection, job.rows, "batches", BATCHES, batches)
        await insert(connection, job.rows, "batch_items", JOINED, rows.joined)
        readings = (reading_row(one, end) for one, end in rows.readings)
        await insert(connection, job.rows, "readings", READINGS, readings)
        registered = map(msgspec.structs.astuple, rows.registered)
        await insert(connection, job.rows, "registered_items", REGISTERED, registered)
        await insert(connection, job.rows, "tally_changes", CHANGES, change_rows(rows.changes))
        items = (
            (one.item_id, one.held.position, one.edition, _encode(one.held.state))
            for one in rows.items
        )
        await insert(connection, job.rows, "items", ITEMS, items)
