"""What a page changes, written in bulk.

Row versions are only added, by COPY; all that changes later is where one ends. Rows to be ended are
found one by one and by their place: a planner that knows nothing of new rows would compare all with
all. Nothing here decides whether rows may be written: that is the claim's part (`progress.py`), in
the same transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping

import msgspec

from labeltrail.events.identifiers import ItemId
from labeltrail.events.ledger.read import Connection
from labeltrail.events.sql import load
from labeltrail.projections import store, tally
from labeltrail.projections.bulk import (
    BATCHES,
    CHANGES,
    COUNTS,
    ESCALATIONS,
    JOINED,
    READINGS,
    REGISTERED,
    TRUTHS,
    insert,
)
from labeltrail.projections.edition_versions import EditionRows
from labeltrail.projections.fold import Folded, KeptItem
from labeltrail.projections.gold.kept import keep_golds
from labeltrail.projections.ranged import (
    batch_row,
    change_rows,
    escalation_row,
    ranged,
    reading_row,
    truth_row,
)
from labeltrail.projections.stamps import Stamp, by_scope, stamped
from labeltrail.projections.store import Generation
from labeltrail.projections.tally import Tally
from labeltrail.projections.versions import PageRows
from labeltrail.projections.work.kept import keep_work

_SQL = load(__package__, "keep.sql")

_encode = msgspec.msgpack.Encoder().encode


async def keep_page(
    connection: Connection, rows_of: Generation, folded: Folded, rows: PageRows
) -> None:
    """Write items, batches, membership, escalations, gold and answers as the page leaves them."""
    key = (rows_of.project_id, rows_of.number)
    changed = {step.item_id: folded.kept.items[step.item_id] for step in folded.items}
    await _keep_items(connection, rows_of, changed)
    counts = ranged(rows.counts, lambda one: (one.item_id,))
    await _end(connection, _SQL.end_counts, key, counts.ends)
    told = ((one.item_id, one.position, end, *one.counts) for one, end in counts.rows)
    await insert(connection, rows_of, "item_counts", COUNTS, told)
    escalations = ranged(rows.escalations, lambda one: (one.escalation.escalation_id,))
    await _end(connection, _SQL.end_escalations, key, escalations.ends)
    raised = (escalation_row(one, end) for one, end in escalations.rows)
    await insert(connection, rows_of, "escalations", ESCALATIONS, raised)
    batches = ranged(rows.batches, lambda step: (step.batch_id,))
    await _end(connection, _SQL.end_batches, key, batches.ends)
    opened = (batch_row(step, end) for step, end in batches.rows)
    await insert(connection, rows_of, "batches", BATCHES, opened)
    await keep_golds(connection, rows_of, rows.golds)
    await insert(connection, rows_of, "batch_items", JOINED, rows.joined)
    readings = ranged(rows.readings, lambda one: one.key)
    await _end(connection, _SQL.end_readings, key, readings.ends)
    said = (reading_row(one, end) for one, end in readings.rows if one.said is not None)
    await insert(connection, rows_of, "readings", READINGS, said)
    registered = map(msgspec.structs.astuple, rows.registered)
    await insert(connection, rows_of, "registered_items", REGISTERED, registered)


async def keep_edition(
    connection: Connection, rows_of: Generation, edition: int, rows: EditionRows
) -> None:
    """Write truths, what the page's events add to tallies, and the tallies."""
    key = (rows_of.project_id, rows_of.number, edition)
    truths = ranged(rows.truths, lambda one: (one.item_id, one.task))
    await _end(connection, _SQL.end_truths, key, truths.ends)
    told = (truth_row(edition, one, end) for one, end in truths.rows)
    await insert(connection, rows_of, "ground_truth", TRUTHS, told)
    await keep_work(connection, rows_of, edition, rows.work)
    if not rows.changes:
        return
    changes = change_rows((edition, one) for one in rows.changes)
    await insert(connection, rows_of, "tally_changes", CHANGES, changes)
    found = by_scope(rows.changes)
    latest = await store.load_stamps(connection, rows_of, edition, found)
    moves = await asyncio.to_thread(lambda: list(stamped(latest, found)))
    moved = [(one.scope, one.moved_from) for one in moves if one.moved_from is not None]
    if moved:
        await connection.execute(_SQL.move_stamps, *key, *_transposed(moved))
    await _keep_stamps(connection, key, ((one.scope, one.stamp) for one in moves))


async def settle(
    connection: Connection,
    rows_of: Generation,
    edition: int,
    settled: Mapping[str, Tally],
    *,
    begins: int,
) -> None:
    """Count items that come into an edition in every tally of it, from where it begins on."""
    if not settled:
        return
    kept = await store.load_every_stamp(connection, rows_of, edition, settled)
    begun = {scope for scope, stamp in kept if stamp.position == begins}
    fresh = [
        (scope, Stamp(position=begins, changes=0, tally=Tally()))
        for scope in settled
        if scope not in begun
    ]
    stamps = (
        (scope, msgspec.structs.replace(stamp, tally=stamp.tally.plus(settled[scope])))
        for scope, stamp in (*kept, *fresh)
    )
    await _keep_stamps(connection, (rows_of.project_id, rows_of.number, edition), stamps)


async def mark_settled(
    connection: Connection, rows_of: Generation, edition: int, item_ids: Collection[ItemId]
) -> None:
    """These items have rows under the edition now."""
    await connection.execute(
        _SQL.keep_settled, rows_of.project_id, rows_of.number, list(item_ids), edition
    )


async def begin_edition(
    connection: Connection, rows_of: Generation, edition: int, position: int
) -> None:
    """The edition is in force from a position on."""
    await connection.execute(
        _SQL.begin_edition, rows_of.project_id, rows_of.number, edition, position
    )


async def _keep_items(
    connection: Connection, rows_of: Generation, items: Mapping[ItemId, KeptItem]
) -> None:
    rows = [
        (item_id, item.position, item.edition, _encode(item.state))
        for item_id, item in items.items()
    ]
    if rows:
        await connection.execute(
            _SQL.keep_items, rows_of.project_id, rows_of.number, *_transposed(rows)
        )


async def _keep_stamps(
    connection: Connection, key: tuple[str, int, int], stamps: Iterable[tuple[str, Stamp]]
) -> None:
    rows = [
        (scope, stamp.position, stamp.changes, tally.to_bytes(stamp.tally))
        for scope, stamp in stamps
    ]
    await connection.execute(_SQL.keep_stamps, *key, *_transposed(rows))


async def _end(
    connection: Connection,
    statement: str,
    key: tuple[object, ...],
    ends: Iterable[tuple[object, ...]],
) -> None:
    """Rows of earlier pages end where the page begins to say something else."""
    ended = _transposed(ends)
    if ended:
        await connection.execute(statement, *key, *ended)


def _transposed(rows: Iterable[tuple[object, ...]]) -> list[list[object]]:
    """Rows as the columns that `unnest` takes."""
    return [list(column) for column in zip(*rows, strict=True)]
