"""Splits of a project as of a position: how many items each has, what has leaked, what is drawn.

Splits are read from the ledger, items and truths from the rows of the same snapshot. An item that
no event put into a split is in the one that its attribute `split` names, if it was registered with
one. Raises ReadError, and TooMuchToCount beyond the limits of `distributions.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import asyncpg
import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId, TaskName
from labeltrail.events.rejections import Rejection
from labeltrail.events.sql import load
from labeltrail.events.streams.splits import (
    AssignSplits,
    ItemsSplit,
    Share,
    Split,
    SplitRule,
    Splits,
)
from labeltrail.events.streams.splits.decide import (
    attribute_fault,
    nothing_to_split,
    shares_fault,
)
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.aside import aside
from labeltrail.projections.columns.items import ItemColumns
from labeltrail.projections.columns.rows import load_items
from labeltrail.projections.distribution.columns import candidates, texts_of
from labeltrail.projections.distribution.hamming import TooManyAlike
from labeltrail.projections.distributions import TooMuchToCount, require_small, truths_of, wordings
from labeltrail.projections.slices.again import other_question
from labeltrail.projections.snapshot import Snapshot, snapshot
from labeltrail.projections.splits import draw as drawing
from labeltrail.projections.splits.contamination import Contamination, Moved, contamination
from labeltrail.projections.splits.draw import Drawable, draw
from labeltrail.projections.splits.given import in_force, splits_of

_SQL = load(__package__, "splits.sql")


class SplitCount(msgspec.Struct, frozen=True, kw_only=True):
    """`given` are those that events put there; the rest are there by their attribute."""

    split: str
    items: int
    given: int


class SplitCounts(msgspec.Struct, frozen=True, kw_only=True):
    """`without` are in no split."""

    holds_for: HoldsFor
    counts: tuple[SplitCount, ...]
    without: int
    grouped_by: str | None


class Contaminated(msgspec.Struct, frozen=True, kw_only=True):
    holds_for: HoldsFor
    found: tuple[Contamination, ...]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What to draw: of a batch, or of all items. `stratified_by` names a task or an attribute."""

    shares: tuple[Share, ...]
    seed: int
    batch_id: BatchId | None = None
    stratified_by: str | None = None
    grouped_by: str | None = None


async def split_counts(
    pool: asyncpg.Pool, project_id: str, *, position: int | None = None
) -> SplitCounts:
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        await require_small(view)
        given = await splits_of(view)
        items = await load_items(view)
    named = in_force(items, given)
    counted = Counter(one for one in named if one is not None)
    by_events = Counter(str(one) for one in given.split_of.values())
    order = [str(one) for one in Split] + sorted(set(counted) - {str(one) for one in Split})
    return SplitCounts(
        holds_for=view.holds_for,
        counts=tuple(
            SplitCount(split=one, items=counted[one], given=by_events[one])
            for one in order
            if counted[one]
        ),
        without=sum(one is None for one in named),
        grouped_by=_grouped_by(view),
    )


async def contaminated(
    pool: asyncpg.Pool, project_id: str, *, distance: int, position: int | None = None
) -> Contaminated:
    """Twins and groups across splits, and what changed of the benchmark."""
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        await require_small(view)
        given = await splits_of(view)
        items = await load_items(view)
        words = await wordings(view, items)
        moved = await _moved(view, given)
    grouped_by = _grouped_by(view)
    column = items.attributes.get(grouped_by) if grouped_by is not None else None

    def told() -> tuple[Contamination, ...]:
        groups = texts_of(column) if column is not None else [None] * len(items.items)
        known = msgspec.structs.replace(candidates(items, words, {}), splits=in_force(items, given))
        return contamination(known, groups, moved, distance=distance)

    try:
        return Contaminated(holds_for=view.holds_for, found=await aside(told))
    except TooManyAlike as many:
        raise TooMuchToCount(str(many)) from None


async def drawn(
    pool: asyncpg.Pool, project_id: str, wanted: Wanted, *, position: int | None = None
) -> AssignSplits | Rejection:
    """The command that puts the items into splits that are in none yet, or why there is none."""
    fault = shares_fault(wanted.shares)
    if fault is not None:
        return fault
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        await require_small(view)
        given = await splits_of(view)
        items = await load_items(view)
        strata = await _strata(view, items, wanted.stratified_by)
    grouped_by = wanted.grouped_by if wanted.grouped_by is not None else _grouped_by(view)
    groups = _attribute(items, grouped_by, "grouped_by")
    if isinstance(strata, Rejection):
        return strata
    if isinstance(groups, Rejection):
        return groups
    chosen = items.in_batch(wanted.batch_id).tolist() if wanted.batch_id is not None else None
    former = {
        item: _split(one) for item, one in zip(items.items, in_force(items, given), strict=True)
    }

    def told() -> AssignSplits | Rejection:
        asked = [
            Drawable(item=item, stratum=strata[n] or "", group=groups[n])
            for n, item in enumerate(items.items)
            if chosen is None or chosen[n] or former[item] is not None
        ]
        known = {item: one for item, one in former.items() if one is not None}
        found = draw(asked, wanted.shares, seed=wanted.seed, former=known)
        if not found.splits:
            return nothing_to_split()
        rule = SplitRule(
            seed=wanted.seed,
            shares=wanted.shares,
            position=view.position,
            items=len(found.splits),
            groups=found.groups,
            algorithm=drawing.ALGORITHM,
            algorithm_version=drawing.VERSION,
            stratified_by=wanted.stratified_by,
            grouped_by=grouped_by,
        )
        return AssignSplits(
            item_ids=tuple(ItemId(one) for one in found.splits),
            splits=tuple(found.splits.values()),
            rule=rule,
        )

    return await aside(told)


async def _moved(view: Snapshot, given: Splits) -> list[Moved]:
    tasks: Sequence[str] = list(view.terms.tasks)
    rows = await view.connection.fetch(
        _SQL.truths_then,
        *view.key,
        view.terms.edition,
        view.position,
        list(given.frozen_at),
        list(given.frozen_at.values()),
        tasks,
    )
    return [
        Moved(
            item=row["item_id"],
            task=row["task"],
            then=row["category_then"],
            now=row["category_now"],
        )
        for row in rows
    ]


async def _strata(
    view: Snapshot, items: ItemColumns, by: str | None
) -> list[str | None] | Rejection:
    if by is not None and TaskName(by) in view.terms.tasks:
        ids, categories, _ = await truths_of(view, TaskName(by))
        known: Mapping[str, str | None] = dict(zip(ids, categories, strict=True))
        return [known.get(item) for item in items.items]
    return _attribute(items, by, "stratified_by")


def _attribute(items: ItemColumns, name: str | None, field: str) -> list[str | None] | Rejection:
    if name is None:
        return [None] * len(items.items)
    column = items.attributes.get(name)
    if column is not None:
        return texts_of(column)
    return attribute_fault(name, list(items.attributes), field)


def _grouped_by(view: Snapshot) -> str | None:
    policy = view.terms.policy
    stated = policy.splitting if policy is not None else msgspec.UNSET
    return None if stated is msgspec.UNSET else stated.grouped_by


def _split(named: str | None) -> Split | None:
    return Split(named) if named in set(Split) else None


def again(events: Sequence[RecordedEvent], wanted: Wanted) -> AssignSplits | Rejection:
    """The command that these events are the answer to, if it was the same question."""
    facts = [one.fact for one in events if isinstance(one.fact, ItemsSplit)]
    rule = facts[0].rule if facts else None
    if rule is None or (rule.seed, rule.shares) != (wanted.seed, wanted.shares):
        return other_question()
    if rule.stratified_by != wanted.stratified_by:
        return other_question()
    split_of = dict(sorted((item, one.split) for one in facts for item in one.item_ids))
    return AssignSplits(item_ids=tuple(split_of), splits=tuple(split_of.values()), rule=rule)
