"""The golds of a project as of the position of a snapshot: columns for scores, and a list."""

from __future__ import annotations

from collections.abc import Collection

import asyncpg
import msgspec

from labeltrail.events.identifiers import ItemId, TaskName
from labeltrail.events.sql import load
from labeltrail.events.streams.item.gold_state import Gold, GoldStatus
from labeltrail.projections.answers import Page, Window
from labeltrail.projections.gold.columns import GoldColumns, GoldStretch
from labeltrail.projections.gold.versions import gold_from
from labeltrail.projections.snapshot import Snapshot, snapshot

_SQL = load(__package__, "rows.sql")


class GoldKey(msgspec.Struct, frozen=True):
    """Its place in the list: by item, then in the order of proposals."""

    item_id: ItemId
    proposed_position: int


class GoldRow(msgspec.Struct, frozen=True, kw_only=True):
    item_id: ItemId
    gold: Gold

    @property
    def key(self) -> GoldKey:
        return GoldKey(self.item_id, self.gold.position)


async def load_gold(seen: Snapshot, task: TaskName) -> GoldColumns:
    """Which gold of a task was in force when, up to the snapshot's position; its values read
    under the taxonomy version that the snapshot's answers hold for.
    """
    rows = await seen.connection.fetch(_SQL.stretches, *seen.key, task, seen.position)
    lineage = seen.terms.lineage
    stretches = (GoldStretch(*row[:-1]) for row in rows)
    if lineage is not None:
        stretches = (
            stretch._replace(
                category=lineage.read_category(
                    task, lineage.version_at(row["proposed_position"]), stretch.category
                )[0]
            )
            for stretch, row in zip(stretches, rows, strict=True)
        )
    return GoldColumns.of(stretches, position=seen.position)


async def golds_page(
    pool: asyncpg.Pool,
    project_id: str,
    window: Window[GoldKey],
    *,
    statuses: Collection[GoldStatus] | None = None,
    task: TaskName | None = None,
    position: int | None = None,
) -> Page[GoldRow]:
    """Golds as they stood at a position, or stand now; of every status where none is named."""
    statement = _SQL.golds_backward if window.is_backward else _SQL.golds_forward
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        rows = await view.connection.fetch(
            statement,
            *view.key,
            view.position,
            None if statuses is None else [str(one) for one in statuses],
            task,
            *_place(window.after),
            *_place(window.before),
            window.limit + 1,
        )
        found = [GoldRow(item_id=row["item_id"], gold=gold_from(row["state"])) for row in rows]
        kept = found[: window.limit]
        if window.is_backward:
            kept.reverse()
        return Page(holds_for=view.holds_for, rows=tuple(kept), has_more=len(found) > window.limit)


def _place(key: GoldKey | None) -> tuple[str | None, int | None]:
    return (None, None) if key is None else (key.item_id, key.proposed_position)
