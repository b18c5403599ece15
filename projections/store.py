"""The rows of one generation, loaded in bulk: what folding goes on from, and tallies."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import asyncpg
import msgspec

from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.ledger.read import Connection
from labeltrail.events.sql import load
from labeltrail.events.streams.batch import BatchKind
from labeltrail.events.streams.item.state import Escalation, Item
from labeltrail.projections import tally
from labeltrail.projections.fold import KeptBatch, KeptItem, Touched
from labeltrail.projections.stamps import Stamp
from labeltrail.projections.tally import Tally

_SQL = load(__package__, "store.sql")

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


async def load_items_before(
    connection: Connection, rows_of: Generation, edition: int, after: ItemId, limit: int
) -> dict[ItemId, KeptItem]:
    """The next items that have no rows under an edition yet, in order of their ids."""
    return _items(
        await connection.fetch(
            _SQL.items_before, rows_of.project_id, rows_of.number, edition, after, limit
        )
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
    connection: Connection,
    rows_of: Generation,
    edition: int,
    scopes: Iterable[str],
    position: int,
) -> dict[str, Tally]:
    """The tallies of these scopes as of a position; a scope without items has none."""
    rows = await connection.fetch(
        _SQL.tallies_at, rows_of.project_id, rows_of.number, edition, list(scopes), position
    )
    parts: dict[str, list[Tally]] = {}
    for row in rows:
        read = tally.change_from_bytes if row["is_change"] else tally.from_bytes
        parts.setdefault(row["scope"], []).append(read(row["part"]))
    return {scope: Tally.total(found) for scope, found in parts.items()}


async def load_stamps(
    connection: Connection, rows_of: Generation, edition: int, scopes: Iterable[str]
) -> dict[str, Stamp]:
    """The last stamp of each of these scopes that has any."""
    rows = await connection.fetch(
        _SQL.last_stamps, rows_of.project_id, rows_of.number, edition, list(scopes)
    )
    return {row["scope"]: _stamp(row) for row in rows}


async def load_every_stamp(
    connection: Connection, rows_of: Generation, edition: int, scopes: Iterable[str]
) -> list[tuple[str, Stamp]]:
    """All stamps of these scopes."""
    rows = await connection.fetch(
        _SQL.every_stamp, rows_of.project_id, rows_of.number, edition, list(scopes)
    )
    return [(row["scope"], _stamp(row)) for row in rows]


def _stamp(row: asyncpg.Record) -> Stamp:
    return Stamp(
        position=row["position"], changes=row["changes"], tally=tally.from_bytes(row["tally"])
    )


def _items(rows: Iterable[asyncpg.Record]) -> dict[ItemId, KeptItem]:
    return {
        ItemId(row["item_id"]): KeptItem(
            position=row["position"],
            state=item_from(row["state"]),
            batches=frozenset(row["batches"]),
            edition=row["edition"],
        )
        for row in rows
    }
