"""The rows of one generation: what a page needs is loaded, what it changes is kept, in bulk.

Nothing here decides whether rows may be written: that is the claim's part (`progress.py`), in the
same transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import asyncpg
import msgspec

from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.ledger.read import Connection
from labeltrail.events.sql import load
from labeltrail.events.streams.batch import BatchKind
from labeltrail.events.streams.item.state import Escalation, Item
from labeltrail.projections import fold, tally
from labeltrail.projections.fold import EditionRows, Kept, KeptBatch, KeptItem, Touched
from labeltrail.projections.tally import Tally
from labeltrail.projections.truth import InForce

_SQL = load(__package__, "store.sql")

_encode = msgspec.msgpack.Encoder().encode
_item_decoder = msgspec.msgpack.Decoder(Item)
_escalation_decoder = msgspec.msgpack.Decoder(Escalation)


class Generation(msgspec.Struct, frozen=True):
    """Whose rows: a project's projection and which build of it."""

    project_id: str
    number: int


def item_from(state: bytes) -> Item:
    """The item that a row keeps."""
    return _item_decoder.decode(state)


def escalation_from(state: bytes) -> Escalation:
    """The escalation that a row keeps."""
    return _escalation_decoder.decode(state)


async def load_items(
    connection: Connection, rows_of: Generation, ids: Collection[ItemId]
) -> dict[ItemId, KeptItem]:
    """Those of the items that exist."""
    rows = await connection.fetch(_SQL.page_items, rows_of.project_id, rows_of.number, list(ids))
    return _items(rows)


async def load_items_after(
    connection: Connection, rows_of: Generation, after: ItemId, limit: int
) -> dict[ItemId, KeptItem]:
    """The next items in order of their ids."""
    return _items(
        await connection.fetch(_SQL.items_after, rows_of.project_id, rows_of.number, after, limit)
    )


async def load_batches(
    connection: Connection, rows_of: Generation, touched: Touched
) -> dict[BatchId, KeptBatch]:
    """Those of the touched batches that exist."""
    rows = await connection.fetch(
        _SQL.page_batches, rows_of.project_id, rows_of.number, list(touched.batches)
    )
    return {
        BatchId(row["batch_id"]): KeptBatch(
            title=row["title"],
            batch_kind=BatchKind(row["batch_kind"]),
            is_closed=row["is_closed"],
            items=row["items"],
            opened_position=row["opened_position"],
        )
        for row in rows
    }


async def load_tallies(
    connection: Connection, rows_of: Generation, edition: int, scopes: Iterable[str]
) -> dict[str, Tally]:
    """The tallies kept for these scopes; a scope without items has none."""
    rows = await connection.fetch(
        _SQL.page_tallies, rows_of.project_id, rows_of.number, edition, list(scopes)
    )
    return {row["scope"]: tally.from_bytes(row["tally"]) for row in rows}


async def keep_page(
    connection: Connection, rows_of: Generation, before: Kept, after: Kept, rows: EditionRows
) -> None:
    """Write items, batches, membership and escalations as the page leaves them."""
    key = (rows_of.project_id, rows_of.number)
    await _keep_items(connection, key, after.items, rows)
    escalations = [
        (one_id, item_id, one.is_open, one.level, one.due_at, one.raised_position, _encode(one))
        for item_id, one_id, one in fold.changed_escalations(before, after)
    ]
    if escalations:
        await connection.execute(_SQL.keep_escalations, *key, *_transposed(escalations))
    batches = [
        (batch_id, now.title, now.batch_kind, now.is_closed, now.items, now.opened_position)
        for batch_id, now in after.batches.items()
        if before.batches.get(batch_id) is not now
    ]
    if batches:
        await connection.execute(_SQL.keep_batches, *key, *_transposed(batches))
    joined = [(one.batch_id, one.item_id, one.position) for one in after.joined]
    if joined:
        await connection.execute(_SQL.keep_joined, *key, *_transposed(joined))


async def keep_edition(
    connection: Connection, rows_of: Generation, edition: int, rows: EditionRows
) -> None:
    """Write truth rows, and add the page's differences to the tallies."""
    key = (rows_of.project_id, rows_of.number, edition)
    columns: list[tuple[object, ...]] = []
    for item_id, task, found in fold.truths(rows):
        match found.outcome:
            case InForce(origin=origin, category=category):
                outcome: tuple[str | None, ...] = (category, origin, None)
            case absent:
                outcome = (None, absent.origin, absent.reason)
        columns.append((item_id, task, *outcome, found.nominal_weight, found.ordinal_weight))
    if columns:
        await connection.execute(_SQL.keep_truths, *key, *_transposed(columns))
    if rows.tallies:
        former = await load_tallies(connection, rows_of, edition, rows.tallies)
        summed = [
            (scope, tally.to_bytes(former.get(scope, Tally()).plus(difference)))
            for scope, difference in rows.tallies.items()
        ]
        await connection.execute(_SQL.keep_tallies, *key, *_transposed(summed))


async def sweep(pool: asyncpg.Pool, rows_of: Generation, edition: int, *, rows_max: int) -> None:
    """Remove what former editions left, some rows at a time."""
    key = (rows_of.project_id, rows_of.number, edition)
    await pool.execute(_SQL.sweep_tallies, *key)
    while await pool.execute(_SQL.sweep_truths, *key, rows_max) != "DELETE 0":
        pass


async def _keep_items(
    connection: Connection,
    key: tuple[str, int],
    items: Mapping[ItemId, KeptItem],
    rows: EditionRows,
) -> None:
    columns = [
        (
            item_id,
            items[item_id].position,
            _encode(items[item_id].state),
            len(items[item_id].state.active_labels()),
            share.voters,
            share.voters_any,
            share.open_escalations,
            share.review_requests,
        )
        for item_id, share in rows.shares.items()
    ]
    if columns:
        await connection.execute(_SQL.keep_items, *key, *_transposed(columns))


def _items(rows: Iterable[asyncpg.Record]) -> dict[ItemId, KeptItem]:
    return {
        ItemId(row["item_id"]): KeptItem(
            position=row["position"],
            state=item_from(row["state"]),
            batches=frozenset(row["batches"]),
        )
        for row in rows
    }


def _transposed(rows: Iterable[tuple[object, ...]]) -> list[list[object]]:
    """Rows as the columns that `unnest` takes."""
    return [list(column) for column in zip(*rows, strict=True)]
