"""A set's values as their kind of task wants them told, and two sets made comparable.

Guarantees: each kind has the parts that mean something for it, and the others are None or empty:
numbers have no classes to balance, sets and rankings have members, a hierarchy has levels.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from labeltrail.events.values import Task, TaskKind
from labeltrail.projections.distribution.balance import Balance, balance
from labeltrail.projections.distribution.levels import rolled_up
from labeltrail.projections.distribution.memberships import (
    Memberships,
    of_first_places,
    of_sets,
)
from labeltrail.projections.distribution.preferences import WinShare, win_shares
from labeltrail.projections.distribution.proportions import LEVEL
from labeltrail.projections.distribution.sample import Sample
from labeltrail.projections.distribution.shift import (
    ClassDifference,
    Resampling,
    Shift,
    differences,
    shift,
)
from labeltrail.projections.distribution.spread import Spread, in_tenths, spread


class Portrait(msgspec.Struct, frozen=True, kw_only=True):
    """
    balance      of one class an item: binary, multiclass, ordinal, hierarchical
    levels       of a hierarchy, from the roots down
    memberships  of sets, and of the first places of rankings
    spread       of numbers
    wins         of preferences, by candidate
    """

    n_items: int
    n_values: int
    left_out: Mapping[str, int]
    balance: Balance | None = None
    levels: tuple[Balance, ...] = ()
    memberships: Memberships | None = None
    spread: Spread | None = None
    wins: tuple[WinShare, ...] = ()


def portrait(task: Task, sample: Sample, level: float = LEVEL) -> Portrait:
    told = Portrait(n_items=sample.n_items, n_values=sample.n_values, left_out=sample.left_out)
    classes = tuple(one.class_id for one in task.classes)
    match task.kind:
        case TaskKind.NUMERIC:
            return msgspec.structs.replace(told, spread=spread(sample))
        case TaskKind.MULTILABEL:
            return msgspec.structs.replace(told, memberships=of_sets(sample, classes, level))
        case TaskKind.RANKING:
            found = of_first_places(sample, classes, level)
            return msgspec.structs.replace(told, memberships=found)
        case TaskKind.PREFERENCE:
            return msgspec.structs.replace(told, wins=win_shares(sample, classes, level))
        case TaskKind.HIERARCHICAL:
            parents = {str(one.class_id): one.parent for one in task.classes}
            levels = tuple(balance(one, level) for one in rolled_up(sample, parents))
            return msgspec.structs.replace(told, balance=balance(sample, level), levels=levels)
        case TaskKind.BINARY | TaskKind.MULTICLASS | TaskKind.ORDINAL:
            return msgspec.structs.replace(told, balance=balance(sample, level))


def compared(
    task: Task,
    first: Sample,
    second: Sample,
    *,
    n_shared: int = 0,
    how: Resampling | None = None,
) -> Shift:
    """Numbers by the tenths of the first set; sets and rankings as wholes, told by member."""
    if task.kind is TaskKind.NUMERIC:
        first, second = in_tenths(first, second)
    elif task.has_open_categories:
        first, second = _that_occur(first, second)
    found = shift(first, second, n_shared=n_shared, how=how)
    if task.kind not in (TaskKind.MULTILABEL, TaskKind.RANKING):
        return found
    members = _members(task, first, second, found)
    return msgspec.structs.replace(found, classes=members)


def _members(
    task: Task, first: Sample, second: Sample, found: Shift
) -> tuple[ClassDifference, ...]:
    classes, level = [one.class_id for one in task.classes], found.resampling.level
    told = of_sets if task.kind is TaskKind.MULTILABEL else of_first_places
    sides = [told(one, classes, level).classes for one in (first, second)]
    return differences(sides[0], sides[1], is_apart=not found.n_shared)


def _that_occur(first: Sample, second: Sample) -> tuple[Sample, Sample]:
    """Both with the categories that one of them has."""
    occurs = first.counts() + second.counts() > 0
    return first.among(occurs), second.among(occurs)
