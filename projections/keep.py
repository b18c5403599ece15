"""What a page changes, written in bulk.

Row versions are only added; all that changes later is where one ends. Rows to be ended are found
one by one and by their place: a planner that knows nothing of new rows would compare all with all.
Nothing here decides
whether rows may be written: that is the claim's part (`progress.py`), in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from labeltrail.events.identifiers import ItemId, LabelId, TaskName
from labeltrail.events.ledger.read import Connection
from labeltrail.events.sql import load
from labeltrail.projections import store, tally
from labeltrail.projections.bulk import READINGS, REGISTERED, insert
from labeltrail.projections.fold import Folded, KeptItem
from labeltrail.projections.kept_gold import keep_golds
from labeltrail.projections.reading_versions import FOR_EVER, ReadingVersion
from labeltrail.projections.stamps import Stamp, by_scope, stamped
from labeltrail.projections.store import Generation
from labeltrail.projections.tally import Tally
from labeltrail.projections.versions import Change, EditionRows, PageRows

_SQL = load(__package__, "keep.sql")

_encode = msgspec.msgpack.Encoder().encode


async def keep_page(
    connection: Connection, rows_of: Generation, folded: Folded, rows: PageRows
) -> None:
    """Write items, batches, membership and escalations as the page leaves them."""
    key = (rows_of.project_id, rows_of.number)
    changed = {step.item_id: folded.kept.items[step.item_id] for step in folded.items}
    await _keep_items(connection, rows_of, changed)
    if rows.counts:
        counts = [msgspec.structs.astuple(one) for one in rows.counts]
        await connection.execute(_SQL.end_counts, *key, *_ends(counts, width=1))
        await connection.execute(_SQL.keep_counts, *key, *_transposed(counts))
    escalations = [
        (
            one.escalation.escalation_id,
            one.position,
            one.item_id,
            one.escalation.is_open,
            one.escalation.level,
            one.escalation.due_at,
            one.escalation.raised_position,
            _encode(one.escalation),
        )
        for one in rows.escalations
    ]
    if escalations:
        await connection.execute(_SQL.end_escalations, *key, *_ends(escalations, width=1))
        await connection.execute(_SQL.keep_escalations, *key, *_transposed(escalations))
    batches = [
        (step.batch_id, step.position, *msgspec.structs.astuple(step.now)) for step in rows.batches
    ]
    if batches:
        await connection.execute(_SQL.end_batches, *key, *_ends(batches, width=1))
        await connection.execute(_SQL.keep_batches, *key, *_transposed(batches))
    await keep_golds(connection, rows_of, rows.golds)
    if rows.joined:
        await connection.execute(_SQL.keep_joined, *key, *_transposed(rows.joined))
    await _keep_readings(connection, rows_of, rows.readings)
    registered = map(msgspec.structs.astuple, rows.registered)
    await insert(connection, rows_of, "registered_items", REGISTERED, registered)


async def _keep_readings(
    connection: Connection, rows_of: Generation, readings: Iterable[ReadingVersion]
) -> None:
    """Those that go on from an earlier page end there; those that end within this one know it."""
    ends: dict[tuple[TaskName, LabelId], int] = {}
    made: dict[tuple[TaskName, LabelId], ReadingVersion] = {}
    rows: list[tuple[object, ...]] = []
    for one in readings:
        former = made.pop(one.key, None)
        if former is not None:
            rows.append(_reading(former, one.position))
        elif one.follows:
            ends[one.key] = one.position
        if one.said is not None:
            made[one.key] = one
    rows += [_reading(one, FOR_EVER) for one in made.values()]
    if ends:
        ended = _transposed((*key, position) for key, position in ends.items())
        await connection.execute(_SQL.end_readings, rows_of.project_id, rows_of.number, *ended)
    await insert(connection, rows_of, "readings", READINGS, rows)


def _reading(one: ReadingVersion, end: int) -> tuple[object, ...]:
    return (one.task, one.label_id, one.position, end, *(one.said or ()))


async def keep_edition(
    connection: Connection, rows_of: Generation, edition: int, rows: EditionRows
) -> None:
    """Write truths, what the page's events add to tallies, and the tallies."""
    key = (rows_of.project_id, rows_of.number, edition)
    if rows.truths:
        truths = [msgspec.structs.astuple(one) for one in rows.truths]
        await connection.execute(_SQL.end_truths, *key, *_ends(truths, width=2))
        await connection.execute(_SQL.keep_truths, *key, *_transposed(truths))
    if not rows.changes:
        return
    changes = _changes(rows.changes)
    await connection.execute(_SQL.keep_changes, *key, *_transposed(changes))
    found = by_scope(rows.changes)
    latest = await store.load_stamps(connection, rows_of, edition, found)
    moves = list(stamped(latest, found))
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


def _changes(changes: Sequence[Change]) -> list[tuple[object, ...]]:
    """What one event adds to several scopes is one tally, and written once."""
    written: dict[int, bytes] = {}
    for one in changes:
        if id(one.tally) not in written:
            written[id(one.tally)] = tally.change_to_bytes(one.tally)
    return [(one.scope, one.position, written[id(one.tally)]) for one in changes]


async def _keep_stamps(
    connection: Connection, key: tuple[str, int, int], stamps: Iterable[tuple[str, Stamp]]
) -> None:
    rows = [
        (scope, stamp.position, stamp.changes, tally.to_bytes(stamp.tally))
        for scope, stamp in stamps
    ]
    await connection.execute(_SQL.keep_stamps, *key, *_transposed(rows))


def _ends(rows: Iterable[tuple[object, ...]], *, width: int) -> list[list[object]]:
    """Keys of so many columns with the position, the next column, of each one's first row."""
    first: dict[tuple[object, ...], object] = {}
    for row in rows:
        first.setdefault(row[:width], row[width])
    return _transposed((*key, position) for key, position in first.items())


def _transposed(rows: Iterable[tuple[object, ...]]) -> list[list[object]]:
    """Rows as the columns that `unnest` takes."""
    return [list(column) for column in zip(*rows, strict=True)]
