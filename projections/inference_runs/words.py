"""What complete runs have said of each item by now, from the items' kept states.

Page by page, and only what runs said is decoded, so that a million items take seconds and little
memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from uuid import UUID

import asyncpg
import msgspec

from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.events.sql import load
from labeltrail.events.streams.item.inferred import Inferred
from labeltrail.projections.inference_runs.results import Word, word_of
from labeltrail.projections.snapshot import Snapshot

PAGE_ITEMS = 10_000

_SQL = load(__package__, "words.sql")


class _Kept(msgspec.Struct):
    """Of an item's state, only this."""

    inferred: dict[TaskName, tuple[Inferred, ...]] = {}


_decoder = msgspec.msgpack.Decoder(_Kept)


async def words(seen: Snapshot, task: TaskName, runs: Collection[UUID]) -> dict[str, Word]:
    """By item, the last word of any of these runs. The snapshot is of now."""
    found: dict[str, Word] = {}
    after = ""
    while runs:
        rows = await seen.connection.fetch(_SQL.states, *seen.key, after, PAGE_ITEMS)
        if not rows:
            break
        await asyncio.to_thread(_take, rows, task, runs, found)
        after = rows[-1]["item_id"]
    return found


async def members(seen: Snapshot, batch_id: BatchId, position: int) -> frozenset[str]:
    """The items of a batch by a position."""
    rows = await seen.connection.fetch(_SQL.members, *seen.key, batch_id, position)
    return frozenset(row["item_id"] for row in rows)


async def labels(
    seen: Snapshot, task: TaskName, batch_id: BatchId | None, *, labels_max: int
) -> int:
    """How many answers there are, counted to one more than the limit."""
    counted: int = await seen.connection.fetchval(
        _SQL.labels, *seen.key, task, seen.position, batch_id, labels_max + 1
    )
    return counted


def _take(
    rows: Sequence[asyncpg.Record], task: TaskName, runs: Collection[UUID], found: dict[str, Word]
) -> None:
    for row in rows:
        for one in reversed(_decoder.decode(row["state"]).inferred.get(task, ())):
            if one.said.run_id in runs:
                found[row["item_id"]] = word_of(one.said)
                break
