"""Folds one part in a process of its own and writes its rows, which are only inserted: by COPY.

Every transaction first makes sure that the generation is still to be filled, so a process that
outlives its parent leaves nothing behind that nobody removes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime

import asyncpg
import msgspec

from labeltrail.events.ledger.read import recorded_events
from labeltrail.events.sql import load
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.projections import tally
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
    insert,
)
from labeltrail.projections.part import Part, PartEnd
from labeltrail.projections.part_output import PartRows
from labeltrail.projections.progress import LEASE_SECONDS, LeaseLost
from labeltrail.projections.store import Generation

PAGE_POSITIONS = 10_000
ROWS_KEPT_MAX = 20_000
"""So many rows wait in memory before they are written."""
NEVER_DUE = datetime.max  # noqa: DTZ901 - asyncpg's word for infinity
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
        await insert(connection, job.rows, "item_counts", COUNTS, _counts(rows))
        await insert(connection, job.rows, "ground_truth", TRUTHS, _truths(rows))
        await insert(connection, job.rows, "escalations", ESCALATIONS, _escalations(rows))
        await insert(connection, job.rows, "gold", GOLDS, _golds(rows))
        await insert(connection, job.rows, "batches", BATCHES, _batches(rows))
        await insert(connection, job.rows, "batch_items", JOINED, rows.joined)
        await insert(connection, job.rows, "readings", READINGS, _readings(rows))
        registered = map(msgspec.structs.astuple, rows.registered)
        await insert(connection, job.rows, "registered_items", REGISTERED, registered)
        await insert(connection, job.rows, "tally_changes", CHANGES, _changes(rows))
        items = (
            (one.item_id, one.held.position, one.edition, _encode(one.held.state))
            for one in rows.items
        )
        await insert(connection, job.rows, "items", ITEMS, items)


def _counts(rows: PartRows) -> Iterable[tuple[object, ...]]:
    for one, end in rows.counts:
        item_id, position, *counts = msgspec.structs.astuple(one)
        yield item_id, position, end, *counts


def _truths(rows: PartRows) -> Iterable[tuple[object, ...]]:
    for edition, one, end in rows.truths:
        item_id, task, position, *said = msgspec.structs.astuple(one)
        yield edition, item_id, task, position, end, *said


def _escalations(rows: PartRows) -> Iterable[tuple[object, ...]]:
    for one, end in rows.escalations:
        held = one.escalation
        yield (
            *(held.escalation_id, one.position, end, one.item_id, held.is_open, held.level),
            *(held.due_at or NEVER_DUE, held.raised_position, _encode(held)),
        )


def _golds(rows: PartRows) -> Iterable[tuple[object, ...]]:
    for one, end in rows.golds:
        yield one.gold.gold_id, one.position, end, *one.said()


def _changes(rows: PartRows) -> Iterable[tuple[object, ...]]:
    written: dict[int, bytes] = {}  # a change is the same in every scope that its item is in
    for edition, one in rows.changes:
        raw = written.get(id(one.tally))
        if raw is None:
            raw = written[id(one.tally)] = tally.change_to_bytes(one.tally)
        yield edition, one.scope, one.position, raw


def _readings(rows: PartRows) -> Iterable[tuple[object, ...]]:
    for one, end in rows.readings:
        yield one.task, one.label_id, one.position, end, *(one.said or ())


def _batches(rows: PartRows) -> Iterable[tuple[object, ...]]:
    for step, end in rows.batches:
        yield step.batch_id, step.position, end, *msgspec.structs.astuple(step.now)
