"""What has got from one split into another: twins, groups that straddle, a benchmark that moved.

Guarantees: every pair of items in different splits that are equal in content or wording, near in a
digest, or of one group is in a finding; findings come in an order of their own, the worst first.
An item that is in no split contaminates nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec

from labeltrail.events.streams.splits import Split
from labeltrail.projections.distribution.duplicates import Candidates, Finding, duplicates


class Leak(StrEnum):
    """How something got across. The first three as in `distribution/duplicates.py`.

    GROUP: items of one group in several splits. BENCHMARK_CHANGED: what is true of an item of the
    benchmark is not what was true when it was frozen.
    """

    CONTENT = "content"
    WORDING = "wording"
    DIGEST = "digest"
    GROUP = "group"
    BENCHMARK_CHANGED = "benchmark_changed"


class Contamination(msgspec.Struct, frozen=True, kw_only=True):
    """
    key     the digest or the group; of a changed benchmark the item
    items   two or more in different splits, sorted, with the `splits` of each
    tasks   whose truth changed, of a benchmark
    """

    leak: Leak
    key: str
    items: tuple[str, ...]
    splits: tuple[str, ...]
    tasks: tuple[str, ...] = ()


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """The ground truth of an item of the benchmark, when it was frozen and now; None: it had or has
    none."""

    item: str
    task: str
    then: str | None
    now: str | None


def contamination(
    candidates: Candidates,
    groups: Sequence[str | None],
    moved: Sequence[Moved] = (),
    *,
    distance: int,
) -> tuple[Contamination, ...]:
    """`candidates.splits` are those in force, `groups` in the same order of items.

    Raises TooManyAlike where a distance asks too much.
    """
    split_of = dict(zip(candidates.ids, candidates.splits, strict=True))
    found = [
        Contamination(
            leak=Leak(one.likeness.value),
            key=one.key,
            items=items,
            splits=tuple(split_of[item] or "" for item in items),
        )
        for one in duplicates(candidates, distance=distance).twins
        if Finding.CONTAMINATION in one.findings
        for items in (tuple(item for item in one.items if split_of[item] is not None),)
    ]
    found += _straddling(candidates.ids, split_of, groups)
    changed: dict[str, list[str]] = {}
    for one in moved:
        if one.then != one.now:
            changed.setdefault(one.item, []).append(one.task)
    found += [
        Contamination(
            leak=Leak.BENCHMARK_CHANGED,
            key=item,
            items=(item,),
            splits=(str(Split.BENCHMARK),),
            tasks=tuple(sorted(tasks)),
        )
        for item, tasks in changed.items()
    ]
    return tuple(sorted(found, key=_by_harm))


def _straddling(
    ids: Sequence[str], split_of: Mapping[str, str | None], groups: Sequence[str | None]
) -> list[Contamination]:
    members: dict[str, list[str]] = {}
    for item, group in zip(ids, groups, strict=True):
        if group is not None and split_of[item] is not None:
            members.setdefault(group, []).append(item)
    return [
        Contamination(
            leak=Leak.GROUP,
            key=group,
            items=tuple(sorted(items)),
            splits=tuple(split_of[item] or "" for item in sorted(items)),
        )
        for group, items in members.items()
        if len({split_of[item] for item in items}) > 1
    ]


def _by_harm(one: Contamination) -> tuple[object, ...]:
    """What reaches the benchmark or a test first."""
    tested = {str(Split.BENCHMARK), str(Split.TEST)} & set(one.splits)
    return (not tested, list(Leak).index(one.leak), one.key, one.items)
