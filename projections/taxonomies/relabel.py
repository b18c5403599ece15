"""What must be labeled anew: answers that name a class which was split or retired since.

A label leaves the list when its annotator revises or retracts it, or answers the task of the item
anew under the version in force.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import asyncpg
import msgspec

from labeltrail.events.identifiers import ClassId, ItemId, LabelId, MemberId, TaskName
from labeltrail.events.rejections import Rejection
from labeltrail.events.sql import load
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.streams.taxonomy import Carried, Fate, Lineage
from labeltrail.events.values.categories import parsed
from labeltrail.projections.answers import Page, Window
from labeltrail.projections.errors import TaskUnknown
from labeltrail.projections.snapshot import Snapshot, snapshot

_SQL = load(__package__, "relabel.sql")
_LOST = {Carried.SPLIT: Fate.SPLIT, Carried.RETIRED: Fate.RETIRED}


class RelabelKey(msgspec.Struct, frozen=True):
    """Its place in the list: by item, then by label."""

    item_id: ItemId
    label_id: LabelId


class ToRelabel(msgspec.Struct, frozen=True, kw_only=True):
    """`class_id` is the class that the answer named, or one of several; `into` what it was split
    into. `category` is the answer as the statistics name it.
    """

    item_id: ItemId
    label_id: LabelId
    annotator: MemberId
    member_kind: MemberKind
    repeat: int
    taxonomy_version: int
    category: str
    position: int
    fate: Fate
    class_id: ClassId
    into: tuple[ClassId, ...]

    @property
    def key(self) -> RelabelKey:
        return RelabelKey(self.item_id, self.label_id)


class Gone(msgspec.Struct, frozen=True):
    """What became of an answer of an older version."""

    fate: Fate
    class_id: ClassId
    into: tuple[ClassId, ...]


async def relabel_page(
    pool: asyncpg.Pool,
    project_id: str,
    task: TaskName,
    window: Window[RelabelKey],
    *,
    fates: Collection[Fate] = (Fate.SPLIT,),
    position: int | None = None,
) -> Page[ToRelabel]:
    """The labels whose answer had one of these fates. Raises ReadError."""
    statement = _SQL.relabel_backward if window.is_backward else _SQL.relabel_forward
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        if task not in view.terms.tasks:
            raise TaskUnknown(task, view.terms.tasks)
        gone = await _gone(view, task, fates)
        rows = await view.connection.fetch(
            statement,
            *view.key,
            view.position,
            task,
            [version for version, _ in gone],
            [category for _, category in gone],
            view.terms.taxonomy_version,
            *_place(window.after),
            *_place(window.before),
            window.limit + 1,
        )
        found = [_row(row, gone[row["taxonomy_version"], row["category"]]) for row in rows]
        kept = found[: window.limit]
        if window.is_backward:
            kept.reverse()
        return Page(holds_for=view.holds_for, rows=tuple(kept), has_more=len(found) > window.limit)


async def _gone(
    view: Snapshot, task: TaskName, fates: Collection[Fate]
) -> dict[tuple[int, str], Gone]:
    lineage = view.terms.lineage
    if lineage is None:
        return {}
    given = await view.connection.fetch(
        _SQL.given_before, *view.key, view.position, task, lineage.version
    )
    told = {(version, said): what_became(lineage, task, version, said) for version, said in given}
    return {key: one for key, one in told.items() if one is not None and one.fate in fates}


def what_became(lineage: Lineage, task: TaskName, version: int, category: str) -> Gone | None:
    """None where the answer carries over."""
    asked = lineage.task(task, version)
    value = parsed(asked, category) if asked is not None else None
    if value is None or isinstance(value, Rejection):
        return None
    read = lineage.read(task, version, value)
    if read.lost is None:
        return None
    return Gone(_LOST[read.carried], read.lost, read.into)


def _row(row: asyncpg.Record, gone: Gone) -> ToRelabel:
    return ToRelabel(
        item_id=ItemId(row["item_id"]),
        label_id=LabelId(row["label_id"]),
        annotator=MemberId(row["annotator"]),
        member_kind=MemberKind(row["member_kind"]),
        repeat=row["repeat"],
        taxonomy_version=row["taxonomy_version"],
        category=row["category"],
        position=row["position"],
        fate=gone.fate,
        class_id=gone.class_id,
        into=gone.into,
    )


def _place(key: RelabelKey | None) -> tuple[str | None, UUID | None]:
    return (None, None) if key is None else (key.item_id, key.label_id)
