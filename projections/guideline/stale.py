"""The worklist of stale labels: those made under a guideline or taxonomy not in force any more.

Paged by item and label, as of any position. Each says which revision made it stale, and which
clauses differ between the one that its author saw and the one in force. A label that lost its
answers to a task keeps its place as long as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import asyncpg
import msgspec

from labeltrail.events.identifiers import BatchId, ItemId, LabelId, MemberId
from labeltrail.events.sql import load
from labeltrail.projections.answers import HoldsFor, Page, Window
from labeltrail.projections.errors import ReadingsNotFolded
from labeltrail.projections.guideline.diff import changed_clauses
from labeltrail.projections.guideline.life import Life, life
from labeltrail.projections.schema import FOLD_VERSION
from labeltrail.projections.snapshot import Snapshot, snapshot

_SQL = load(__package__, "stale.sql")


class Narrowed(msgspec.Struct, frozen=True, kw_only=True):
    """Everything named must hold. `clause`: one that differs from what the author saw."""

    batch_id: BatchId | None = None
    annotator: MemberId | None = None
    clause: str | None = None


EVERY_LABEL = Narrowed()


class StaleKey(msgspec.Struct, frozen=True):
    item_id: ItemId
    label_id: LabelId


class StaleLabel(msgspec.Struct, frozen=True, kw_only=True):
    """
    stale_since      the revision whose publication made it stale; None: the guideline did not
    stale_position   where that was published
    changed_clauses  between the revision that its author saw and the one in force
    newer_taxonomy   whether a newer taxonomy is in force
    """

    item_id: ItemId
    label_id: LabelId
    annotator: MemberId
    guideline_revision: int
    taxonomy_version: int
    position: int
    stale_since: int | None
    stale_position: int | None
    changed_clauses: tuple[str, ...]
    newer_taxonomy: bool

    @property
    def key(self) -> StaleKey:
        return StaleKey(self.item_id, self.label_id)


class StaleCount(msgspec.Struct, frozen=True, kw_only=True):
    """So many labels, of so many items, under one former revision and taxonomy version."""

    guideline_revision: int
    taxonomy_version: int
    labels: int
    items: int


class Staleness(msgspec.Struct, frozen=True, kw_only=True):
    """What tells stale labels from others at one moment."""

    life: Life
    revision: int
    taxonomy_version: int
    changed: Mapping[int, tuple[str, ...]]
    """By former revision: the clauses that differ from those in force."""

    def revisions(self, clause: str | None) -> list[int]:
        """Former revisions; those whose clause differs from the one in force, if one is named."""
        return [one for one, clauses in self.changed.items() if clause is None or clause in clauses]


def staleness(known: Life, taxonomy_version: int) -> Staleness:
    """Pure."""
    in_force = known.revision(known.in_force)
    clauses = in_force.clauses if in_force is not None else ()
    former = [known.revisions[n - 1] for n in known.published if n != known.in_force]
    return Staleness(
        life=known,
        revision=known.in_force,
        taxonomy_version=taxonomy_version,
        changed={one.number: changed_clauses(one.clauses, clauses) for one in former},
    )


async def stale_page(
    pool: asyncpg.Pool,
    project_id: str,
    window: Window[StaleKey],
    where: Narrowed,
    *,
    position: int | None = None,
) -> Page[StaleLabel]:
    """Raises ReadError."""
    statement = _SQL.stale_backward if window.is_backward else _SQL.stale_forward
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        known = await _staleness(view)
        rows = await view.connection.fetch(
            statement,
            *_narrowed(view, known, where),
            where.annotator,
            *_place(window.after),
            *_place(window.before),
            window.limit + 1,
        )
        found = [_stale(row, known) for row in rows[: window.limit]]
        if window.is_backward:
            found.reverse()
        return Page(holds_for=view.holds_for, rows=tuple(found), has_more=len(rows) > window.limit)


async def stale_counts(
    pool: asyncpg.Pool,
    project_id: str,
    where: Narrowed = EVERY_LABEL,
    *,
    position: int | None = None,
) -> tuple[HoldsFor, tuple[StaleCount, ...]]:
    """By former revision and taxonomy version. Raises ReadError."""
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        known = await _staleness(view)
        rows = await view.connection.fetch(_SQL.stale_counts, *_narrowed(view, known, where))
        return view.holds_for, tuple(StaleCount(**dict(row)) for row in rows)


async def _staleness(view: Snapshot) -> Staleness:
    if view.fold_version < FOLD_VERSION:
        raise ReadingsNotFolded(view.fold_version)
    known = await life(view.connection, view.rows.project_id, view.position)
    return staleness(known, view.rules.taxonomy.in_force)


def _narrowed(view: Snapshot, known: Staleness, where: Narrowed) -> tuple[object, ...]:
    # A newer taxonomy makes a label stale whatever the clauses say, unless one is asked about.
    version = known.taxonomy_version if where.clause is None else 0
    return (*view.key, view.position, where.batch_id, known.revisions(where.clause), version)


def _stale(row: asyncpg.Record, known: Staleness) -> StaleLabel:
    revision = row["guideline_revision"]
    is_stale = revision != known.revision
    since = known.life.after(revision) if is_stale else None
    return StaleLabel(
        item_id=ItemId(row["item_id"]),
        label_id=LabelId(row["label_id"]),
        annotator=MemberId(row["annotator"]),
        guideline_revision=revision,
        taxonomy_version=row["taxonomy_version"],
        position=row["position"],
        stale_since=since.number if since is not None else None,
        stale_position=since.published_position if since is not None else None,
        changed_clauses=known.changed.get(revision, ()),
        newer_taxonomy=row["taxonomy_version"] < known.taxonomy_version,
    )


def _place(key: StaleKey | None) -> tuple[str | None, UUID | None]:
    return (None, None) if key is None else (key.item_id, key.label_id)
