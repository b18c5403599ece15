"""Every answer and every item of a project as columns, as of the position of a snapshot.

Fast and flat: binary COPY into arrays for answers, arrays of the server for items, page by page.
Decoding is done in a thread, a few million bytes at a time, so that the event loop stays free.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence

import asyncpg
import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.events.sql import load
from labeltrail.projections.columns.copied import CopiedReadings, RegisteredItems
from labeltrail.projections.columns.items import ItemColumns, TextColumn
from labeltrail.projections.columns.readings import Readings
from labeltrail.projections.columns.under import under
from labeltrail.projections.errors import ReadingsNotFolded
from labeltrail.projections.schema import FOLD_VERSION
from labeltrail.projections.snapshot import Snapshot

PIECE_BYTES = 4_000_000
"""Decoded at a time; 1,000,000 answers are about 140,000,000 bytes."""
PAGE_ITEMS = 100_000

_SQL = load(__package__, "rows.sql")
_attributes_decoder = msgspec.json.Decoder(dict[str, str])


async def load_readings(
    seen: Snapshot, task: TaskName, *, batch_id: BatchId | None = None
) -> Readings:
    """Every answer to a task; with `batch_id` those about items that are in the batch by then.

    As they read under the taxonomy version that the snapshot's answers hold for.

    Raises ReadingsNotFolded while a former version's rows answer.
    """
    _require_readings(seen)
    copied = CopiedReadings()
    waiting: list[bytes] = []
    waits = 0

    async def take(piece: bytes) -> None:
        nonlocal waits
        waiting.append(piece)
        waits += len(piece)
        if waits >= PIECE_BYTES:
            whole, waits = b"".join(waiting), 0
            waiting.clear()
            await asyncio.to_thread(copied.take, whole)

    await seen.connection.copy_from_query(
        _SQL.readings,
        *(*seen.key, task, seen.position, batch_id),
        output=take,
        format="binary",
    )
    registered = await _registered(seen)
    found = await asyncio.to_thread(_finished, copied, b"".join(waiting), registered)
    return await asyncio.to_thread(under, found, task, seen.terms.lineage)


async def load_items(seen: Snapshot) -> ItemColumns:
    """Every item that is registered by then. Raises ReadingsNotFolded as above."""
    _require_readings(seen)
    pages = [page async for page in _pages(seen, _SQL.every_item)]
    memberships = await seen.connection.fetch(_SQL.memberships, *seen.key, seen.position)
    return await asyncio.to_thread(_item_columns, pages, memberships)


def _finished(copied: CopiedReadings, rest: bytes, registered: RegisteredItems) -> Readings:
    copied.take(rest)
    return copied.readings(registered)


async def _registered(seen: Snapshot) -> RegisteredItems:
    pages = [page async for page in _pages(seen, _SQL.registered)]
    items = [one for page in pages for one in page["items"]]
    return RegisteredItems(items, _positions(pages))


async def _pages(seen: Snapshot, statement: str) -> AsyncIterator[asyncpg.Record]:
    after = ""
    while True:
        (page,) = await seen.connection.fetch(
            statement, *seen.key, seen.position, after, PAGE_ITEMS
        )
        yield page
        if len(page["items"]) < PAGE_ITEMS:
            return
        after = page["items"][-1]


def _positions(pages: Sequence[asyncpg.Record]) -> npt.NDArray[np.int64]:
    return np.array([one for page in pages for one in page["positions"]], dtype=np.int64)


def _item_columns(
    pages: Sequence[asyncpg.Record], memberships: Sequence[asyncpg.Record]
) -> ItemColumns:
    position = _positions(pages)
    by_position = np.argsort(position)
    known = position[by_position]
    members = [
        np.sort(by_position[np.searchsorted(known, np.array(row["positions"], dtype=np.int64))])
        for row in memberships
    ]
    sizes = [len(one) for one in members]
    return ItemColumns(
        items=tuple(_column(pages, "items")),
        position=position,
        modality=TextColumn.of(_column(pages, "modalities")),
        uri=tuple(_column(pages, "uris")),
        source=TextColumn.of(_column(pages, "sources")),
        content_sha256=tuple(_column(pages, "contents")),
        attributes=_attributes(_column(pages, "attributes")),
        batches=tuple(row["batch_id"] for row in memberships),
        batch_item=np.concatenate([np.empty(0, dtype=np.int64), *members]).astype(np.int32),
        batch_code=np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
    )


def _column(pages: Iterable[asyncpg.Record], name: str) -> list[str]:
    return [one for page in pages for one in page[name]]


def _attributes(given: Sequence[str]) -> dict[str, TextColumn]:
    """By name, sorted. Items that share a text of attributes share what is decoded."""
    decoded = {text: _attributes_decoder.decode(text) for text in set(given)}
    names = sorted({name for one in decoded.values() for name in one})
    return {name: TextColumn.of([decoded[text].get(name) for text in given]) for name in names}


def _require_readings(seen: Snapshot) -> None:
    if seen.fold_version < FOLD_VERSION:
        raise ReadingsNotFolded(seen.fold_version)
