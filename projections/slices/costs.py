"""What errors cost: weighed by the policy, so that a dangerous mix-up counts more than a harmless.

    cost(t, s)      0 where t = s; else what the policy states of the pair, else of the class t,
                    else 1
    expected cost   sum over items of cost(truth, said) / n
    weighted error  expected cost / the mean over the same items of the dearest wrong answer to
                    each: 0 all right, 1 as dear as it can be
    disagreement    distance (cost(a, b) + cost(b, a)) / 2 in Krippendorff's alpha

The interval of the expected cost is the percentile bootstrap over pairs (see
`statistics/resampling.py`); without resamples there is none. Unit of costs: the policy's own.
Source: C. Elkan, The Foundations of Cost-Sensitive Learning, IJCAI 2001 (cost matrices);
K. Krippendorff, Content Analysis (2004), chapter 11 (alpha with a distance of one's own).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import msgspec
import numpy as np

from labeltrail.events.streams.policy.quotas import ErrorCost
from labeltrail.events.values import Task, TaskKind
from labeltrail.projections.statistics.coefficient import Coefficient
from labeltrail.projections.statistics.compute import compute
from labeltrail.projections.statistics.distances import custom_difference
from labeltrail.projections.statistics.resampling import Sample, bootstrap
from labeltrail.projections.statistics.score import Algorithm, Interval, Score, Status
from labeltrail.projections.statistics.table import ReadingTable

EXPECTED = Algorithm(name="expected_cost_of_errors", version=1)
NOTHING = "No item has both an answer and a truth to hold it against."
RIGHT = Fraction(0)
PLAIN = Fraction(1)

Cells = Mapping[tuple[str, str], int]
"""So many items that are the first category were called the second."""


class Costs:
    """The cost matrix of a task, over its categories."""

    def __init__(self, task: Task, stated: Iterable[ErrorCost]) -> None:
        named = {str(one.class_id): str(one.class_id) for one in task.classes}
        if task.kind is TaskKind.ORDINAL:
            named = {str(one.class_id): str(one.rank) for one in task.classes}
        self.categories = tuple(task.categories())
        self._pairs: dict[tuple[str, str], Fraction] = {}
        self._classes: dict[str, Fraction] = {}
        for one in stated:
            if one.task != task.name or one.truth not in named:
                continue
            if one.said is None:
                self._classes[named[one.truth]] = Fraction(one.cost)
            elif one.said in named:
                self._pairs[named[one.truth], named[one.said]] = Fraction(one.cost)

    def of(self, truth: str, said: str) -> Fraction:
        if truth == said:
            return RIGHT
        found = self._pairs.get((truth, said))
        return self._classes.get(truth, PLAIN) if found is None else found

    def dearest(self, truth: str) -> Fraction:
        return max((self.of(truth, one) for one in self.categories if one != truth), default=PLAIN)


class ClassCost(msgspec.Struct, frozen=True, kw_only=True):
    """Of the items that are `category`: how many, how many are called otherwise, what it costs."""

    category: str
    items: int
    errors: int
    cost: Fraction


class ExpectedCost(msgspec.Struct, frozen=True, kw_only=True):
    """`value` and `weighted_error` are numbers exactly when the status is COMPUTED.

    `classes` the dearest first, then by category.
    """

    value: Fraction | None
    weighted_error: Fraction | None
    status: Status
    reason: str | None
    items: int
    errors: int
    classes: tuple[ClassCost, ...]
    interval: Interval | None
    algorithm: Algorithm


def expected_cost(
    costs: Costs, cells: Cells, *, resamples: int = 0, seed: int = 0, level: float = 0.95
) -> ExpectedCost:
    """From how many items are this and were called that.

    >>> from labeltrail.events.values import ClassDefinition
    >>> classes = tuple(ClassDefinition(class_id=c, definition=c) for c in ("ill", "well"))
    >>> task = Task(name="t", kind=TaskKind.BINARY, question="?", classes=classes)
    >>> stated = [ErrorCost(task="t", truth="ill", said="well", cost=10)]
    >>> cells = {("ill", "ill"): 8, ("ill", "well"): 2, ("well", "ill"): 5, ("well", "well"): 85}
    >>> found = expected_cost(Costs(task, stated), cells)
    >>> float(found.value), str(found.weighted_error), found.classes[0].category
    (0.25, '5/38', 'ill')
    """
    held = sorted((pair, n) for pair, n in cells.items() if n)
    n = sum(times for _, times in held)
    if not n:
        return ExpectedCost(
            value=None,
            weighted_error=None,
            status=Status.INSUFFICIENT_EVIDENCE,
            reason=NOTHING,
            items=0,
            errors=0,
            classes=(),
            interval=None,
            algorithm=EXPECTED,
        )
    total = sum((costs.of(*pair) * times for pair, times in held), Fraction(0))
    worst = sum((costs.dearest(pair[0]) * times for pair, times in held), Fraction(0))
    return ExpectedCost(
        value=total / n,
        weighted_error=total / worst if worst else Fraction(0),
        status=Status.COMPUTED,
        reason=None,
        items=n,
        errors=sum(times for (truth, said), times in held if truth != said),
        classes=_classes(costs, held),
        interval=_interval(costs, held, resamples, seed, level) if resamples else None,
        algorithm=EXPECTED,
    )


def _classes(costs: Costs, held: Sequence[tuple[tuple[str, str], int]]) -> tuple[ClassCost, ...]:
    found = []
    for category in sorted({truth for (truth, _), _ in held}):
        of = [(said, times) for (truth, said), times in held if truth == category]
        found.append(
            ClassCost(
                category=category,
                items=sum(times for _, times in of),
                errors=sum(times for said, times in of if said != category),
                cost=sum((costs.of(category, said) * times for said, times in of), Fraction(0)),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.cost, one.category)))


def _interval(
    costs: Costs,
    held: Sequence[tuple[tuple[str, str], int]],
    resamples: int,
    seed: int,
    level: float,
) -> Interval | None:
    each = np.array([float(costs.of(*pair)) for pair, _ in held])
    times = np.array([n for _, n in held], dtype=np.int64)
    n = int(times.sum())

    def mean(drawn: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
        return float(np.add.reduce(each * drawn)) / n

    sample = Sample(times=times, estimate=mean)
    return bootstrap(sample, resamples=resamples, seed=seed, level=level)


def weighed_alpha(table: ReadingTable, costs: Costs) -> Score:
    """Krippendorff's alpha with costs as distances; the table lists the task's categories."""
    rows = [[costs.of(one, other) for other in table.categories] for one in table.categories]
    distance = custom_difference(table.categories, rows)
    return compute(table, Coefficient.KRIPPENDORFF_ALPHA, distance=distance)
