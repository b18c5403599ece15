"""Growths added up, by how many items came to each standing more than left it: those are few.

Pure. Exact, in any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from labeltrail.events.identifiers import TaskName
from labeltrail.projections.growth import (
    CountsMove,
    Growth,
    TaskGrowth,
    weighted,
)
from labeltrail.projections.statistics import AgreementCounts
from labeltrail.projections.statistics.counts import Bucket
from labeltrail.projections.statistics.moments import NumberMoments
from labeltrail.projections.tally import Tally, TaskTally

Shared = TypeVar("Shared")

_NO_TASK = TaskTally()


class Sum:
    """Growths under construction; the only mutable thing here, never handed out."""

    def __init__(self) -> None:
        self._counts: list[CountsMove] = []
        self._tasks: dict[TaskName, list[TaskGrowth]] = {}

    def add(self, growth: Growth) -> None:
        self._counts.append(growth.counts)
        for one in growth.tasks:
            same = self._tasks.get(one.task)
            if same is None:
                self._tasks[one.task] = [one]
            else:
                same.append(one)

    def tally(self) -> Tally:
        parts = [(one.tally, n) for one, n in _net(self._counts)]
        tasks = {name: _task(grown) for name, grown in self._tasks.items()}
        return Tally(
            items=sum(n * one.items for one, n in parts),
            items_labeled=sum(n * one.items_labeled for one, n in parts),
            voters=weighted((one.voters, n) for one, n in parts),
            voters_any=weighted((one.voters_any, n) for one, n in parts),
            open_escalations=sum(n * one.open_escalations for one, n in parts),
            review_requests=sum(n * one.review_requests for one, n in parts),
            items_to_review=sum(n * one.items_to_review for one, n in parts),
            items_escalated=sum(n * one.items_escalated for one, n in parts),
            tasks={name: task for name, task in tasks.items() if task != _NO_TASK},
        )


def _task(grown: Sequence[TaskGrowth]) -> TaskTally:
    """Of all moves together: what one moved to another moved from, most of the time."""
    came = [one.move.now for one in grown]
    left = [one.move.was for one in grown if one.move.was is not None]
    parts = _net(came, left)
    origins: dict[str, int] = {}
    absences: dict[str, int] = {}
    for one, n in parts:
        _, origin, absence, _, _ = one.says
        if absence is not None:
            absences[absence] = absences.get(absence, 0) + n
        elif origin is not None:
            origins[origin] = origins.get(origin, 0) + n
    return TaskTally(
        agreement=_agreement((one.agreement, n) for one, n in parts),
        annotators=weighted(_net([one.annotators for one in grown])),
        origins={str(origin): n for origin, n in origins.items() if n},
        absences={str(absence): n for absence, n in absences.items() if n},
        moments=NumberMoments.weighted((one.moments, n) for one, n in parts if one.moments.buckets),
    )


def _net(came: Sequence[Shared], left: Sequence[Shared] = ()) -> list[tuple[Shared, int]]:
    """How much more often each came than left. They are shared, so the same ones are the same
    object; equal ones that are not are added up like others."""
    counts = Counter(map(id, came))
    by_id = dict(zip(map(id, came), came, strict=True))
    if left:
        counts.subtract(map(id, left))
        by_id.update(zip(map(id, left), left, strict=True))
    return [(by_id[key], number) for key, number in counts.items() if number]


def total(growths: Iterable[Growth]) -> Tally:
    """What they add together."""
    found = Sum()
    for one in growths:
        found.add(one)
    return found.tally()


def _agreement(parts: Iterable[tuple[AgreementCounts, int]]) -> AgreementCounts:
    """The sum of counts, each so many times."""
    items: dict[int, int] = {}
    totals: dict[int, dict[str, int]] = {}
    pairs: dict[int, dict[str, dict[str, int]]] = {}
    exclusions: dict[str, int] = {}
    for counts, times in parts:
        for size, bucket in counts.buckets.items():
            sums = totals.get(size)
            if sums is None:
                items[size], sums, pairs[size] = 0, {}, {}
                totals[size] = sums
            items[size] += times * bucket.items
            for category, number in bucket.totals.items():
                sums[category] = sums.get(category, 0) + times * number
            rows = pairs[size]
            for category, row in bucket.pairs.items():
                kept = rows.get(category)
                if kept is None:
                    kept = rows[category] = {}
                for other, number in row.items():
                    kept[other] = kept.get(other, 0) + times * number
        for cause, number in counts.exclusions.items():
            exclusions[cause] = exclusions.get(cause, 0) + times * number
    buckets: dict[int, Bucket] = {}
    for size, number in items.items():
        left = {one: found for one, row in pairs[size].items() if (found := _not_zero(row))}
        values = _not_zero(totals[size])
        if number or values or left:
            buckets[size] = Bucket(number, values, left)
    return AgreementCounts(buckets, _not_zero(exclusions))


def _not_zero(counts: dict[str, int]) -> dict[str, int]:
    return {key: number for key, number in counts.items() if number}
