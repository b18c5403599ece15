"""The work of a project as of any position: what is open, who holds what, how much there is."""

from __future__ import annotations

from datetime import datetime

import asyncpg
import msgspec

from labeltrail.events.identifiers import BatchId, ItemId, MemberId
from labeltrail.events.ledger.read import read_last
from labeltrail.events.sql import load
from labeltrail.events.streams.work import stream_of_work
from labeltrail.events.streams.work.limits import last_taken
from labeltrail.projections.answers import HoldsFor, Page, Window
from labeltrail.projections.snapshot import Snapshot, snapshot
from labeltrail.projections.work.versions import NEVER_LAPSES

HOLDERS_MAX = 1_000

_SQL = load(__package__, "queue.sql")


class OpenKey(msgspec.Struct, frozen=True):
    """An item's place in the queue."""

    priority: int
    registered_position: int


class OpenItem(msgspec.Struct, frozen=True, kw_only=True):
    """`lapses_at` is when the first lease on it runs out, None where nobody holds it."""

    item_id: ItemId
    key: OpenKey
    free: int
    held: int
    held_by: tuple[MemberId, ...]
    lapses_at: datetime | None


class BatchWork(msgspec.Struct, frozen=True, kw_only=True):
    """`batch_id` None: the whole project. `free` counts seats that nobody has, `expired` items
    with a lease that has run out.
    """

    batch_id: BatchId | None
    open_items: int
    free: int
    held: int
    expired: int


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    member: MemberId
    items: int


class WorkSummary(msgspec.Struct, frozen=True, kw_only=True):
    holds_for: HoldsFor
    whole: BatchWork
    batches: tuple[BatchWork, ...]
    holders: tuple[Holder, ...]


async def queue_page(
    pool: asyncpg.Pool,
    project_id: str,
    window: Window[OpenKey],
    *,
    batch_id: BatchId | None = None,
    position: int | None = None,
) -> Page[OpenItem]:
    """Items that want annotators, in the order in which they are given out. Gold is not told."""
    statement = _SQL.queue_backward if window.is_backward else _SQL.queue_forward
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        rows = await view.connection.fetch(
            statement,
            *_key(view),
            batch_id,
            *_place(window.after),
            *_place(window.before),
            window.limit + 1,
        )
        found = [_item(row) for row in rows[: window.limit]]
        if window.is_backward:
            found.reverse()
        return Page(holds_for=view.holds_for, rows=tuple(found), has_more=len(rows) > window.limit)


async def held_by(
    pool: asyncpg.Pool, project_id: str, member: MemberId, *, position: int | None = None
) -> tuple[ItemId, ...]:
    """Items that a member holds, by lease or past it, the oldest first. Now: as their last claim
    says, so that no claim is missed, and what they let go of since is still named.
    """
    if position is None:
        last = last_taken(await read_last(pool, project_id, [stream_of_work(member)]))
        return tuple(one.item_id for one in last.held) if last is not None else ()
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        rows = await view.connection.fetch(_SQL.held_by, *_key(view), member, HOLDERS_MAX)
        return tuple(ItemId(row["item_id"]) for row in rows)


async def summary(
    pool: asyncpg.Pool, project_id: str, now: datetime, *, position: int | None = None
) -> WorkSummary:
    """How much is open, by batch, and who holds how much."""
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        rows = await view.connection.fetch(_SQL.by_batch, *_key(view), now)
        holders = await view.connection.fetch(_SQL.holders, *_key(view), HOLDERS_MAX)
        found = [
            BatchWork(
                batch_id=row["batch_id"],
                open_items=row["open_items"],
                free=row["free"],
                held=row["held"],
                expired=row["expired"],
            )
            for row in rows
        ]
        nothing = BatchWork(batch_id=None, open_items=0, free=0, held=0, expired=0)
        return WorkSummary(
            holds_for=view.holds_for,
            whole=next((one for one in found if one.batch_id is None), nothing),
            batches=tuple(one for one in found if one.batch_id is not None),
            holders=tuple(Holder(member=row["member"], items=row["items"]) for row in holders),
        )


def _key(view: Snapshot) -> tuple[str, int, int, int]:
    return (*view.key, view.terms.edition, view.position)


def _place(key: OpenKey | None) -> tuple[int | None, int | None]:
    return (None, None) if key is None else (key.priority, key.registered_position)


def _item(row: asyncpg.Record) -> OpenItem:
    lapses_at = row["lapses_at"]
    return OpenItem(
        item_id=row["item_id"],
        key=OpenKey(row["priority"], row["registered_position"]),
        free=row["free"],
        held=row["held"],
        held_by=tuple(row["held_by"]),
        lapses_at=lapses_at if lapses_at.replace(tzinfo=None) != NEVER_LAPSES else None,
    )
