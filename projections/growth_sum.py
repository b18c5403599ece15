"""Growths added up, by how many items came to each standing more than left it: those are few.

Pure. Exact, in any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from labeltrail.events.identifiers import TaskName
from labeltrail.projections.growth import CountsMove, Growth, Moves, TaskMove, weighted
from labeltrail.projections.standings import Standing
from labeltrail.projections.statistics import AgreementCounts
from labeltrail.projections.statistics.counts import Bucket
from labeltrail.projections.statistics.moments import NumberMoments
from labeltrail.projections.tally import Tally, TaskTally

_NO_TASK = TaskTally()


class Sum:
    """Growths under construction; the only mutable thing here, never handed out."""

    def __init__(self, growths: Iterable[Growth] = ()) -> None:
        self._growths = list(growths)

    def add(self, growth: Growth) -> None:
        self._growths.append(growth)

    def tally(self) -> Tally:
        moves = [one.moves for one in self._growths]
        counts: Counter[CountsMove] = Counter()
        tasks: dict[TaskName, list[tuple[TaskMove, int]]] = {}
        for one, n in Counter(moves).items():
            counts[one.counts] += n
            for move in one.tasks:
                tasks.setdefault(move.task, []).append((move, n))
        annotators = _annotators(self._growths, moves)
        added = {name: _task(found, annotators.get(name, {})) for name, found in tasks.items()}
        parts = [(one.tally, n) for one, n in counts.items()]
        return Tally(
            items=sum(n * one.items for one, n in parts),
            items_labeled=sum(n * one.items_labeled for one, n in parts),
            voters=weighted((one.voters, n) for one, n in parts),
            voters_any=weighted((one.voters_any, n) for one, n in parts),
            open_escalations=sum(n * one.open_escalations for one, n in parts),
            review_requests=sum(n * one.review_requests for one, n in parts),
            items_to_review=sum(n * one.items_to_review for one, n in parts),
            items_escalated=sum(n * one.items_escalated for one, n in parts),
            tasks={name: task for name, task in added.items() if task != _NO_TASK},
        )


def _annotators(
    growths: Sequence[Growth], moves: Sequence[Moves]
) -> dict[TaskName, dict[str, int]]:
    """By task, how many readings of each are more. Mostly one annotator came, and nobody went."""
    found: dict[TaskName, dict[str, int]] = {}
    came = Counter(zip([one.came for one in growths], [one.read for one in moves], strict=True))
    for (name, read), n in came.items():
        if name is not None:
            for task in read:
                sums = found.setdefault(task, {})
                sums[name] = sums.get(name, 0) + n
    for others in [one.others for one in growths if one.others]:
        for task, moved in others.items():
            found[task] = weighted(((found.get(task, {}), 1), (moved, 1)))
    return found


def _task(moves: Sequence[tuple[TaskMove, int]], annotators: dict[str, int]) -> TaskTally:
    """Of all moves together: what one moved to another moved from, most of the time."""
    came: dict[int, int] = {}
    standings: dict[int, Standing] = {}
    for move, n in moves:
        for standing, times in ((move.now, n), (move.was, -n)):
            if standing is not None:
                key = id(standing)
                came[key] = came.get(key, 0) + times
                standings[key] = standing
    parts = [(standings[key], n) for key, n in came.items() if n]
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
        annotators=_not_zero(annotators),
        origins={str(origin): n for origin, n in origins.items() if n},
        absences={str(absence): n for absence, n in absences.items() if n},
        moments=NumberMoments.weighted((one.moments, n) for one, n in parts if one.moments.buckets),
    )


def total(growths: Iterable[Growth]) -> Tally:
    """What they add together."""
    return Sum(growths).tally()


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
