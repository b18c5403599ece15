"""Agreement on a task by any coefficient, with its interval; alpha's interval as well.

Of one class against the rest, or of one annotator against everybody else, where that is asked. The
items that weigh most are those with most disagreement: their unequal pairs / (m - 1), or for ranks
each pair times its squared number of steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

import msgspec
import numpy as np

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.policy import Bound, IntervalBy, Metric, Requirement
from labeltrail.events.streams.policy import Coefficient as Named
from labeltrail.events.values import Task, TaskKind
from labeltrail.projections.agreement.groups import against_the_rest
from labeltrail.projections.agreement.measures import (
    Measure,
    Whole,
    score,
    score_against_the_rest,
)
from labeltrail.projections.evidence import Evidence, heaviest
from labeltrail.projections.readiness.material import Material
from labeltrail.projections.readiness.metrics.shares import nothing, rounded, undefined
from labeltrail.projections.readiness.tallied import task_unknown
from labeltrail.projections.readiness.verdicts import (
    Culprit,
    CulpritKind,
    Interval,
    Measured,
    heaviest_culprits,
)
from labeltrail.projections.standings import WEIGHT_SCALE
from labeltrail.projections.statistics.coefficient import (
    Coefficient,
    IntervalAsked,
    IntervalMethod,
)
from labeltrail.projections.statistics.errors import StatisticsError, TooMuchAsked
from labeltrail.projections.statistics.resampling import Stop
from labeltrail.projections.statistics.score import Distance, Score, Status
from labeltrail.projections.statistics.sets import set_of
from labeltrail.projections.statistics.table import ReadingTable

ALPHAS: Mapping[Metric, Distance] = {
    Metric.ALPHA_NOMINAL: Distance.NOMINAL,
    Metric.ALPHA_ORDINAL: Distance.ORDINAL,
}
_METHODS = {
    IntervalBy.PUBLISHED: IntervalMethod.PUBLISHED,
    IntervalBy.BOOTSTRAP: IntervalMethod.BOOTSTRAP,
}


def measure(material: Material, requirement: Requirement) -> Measured:
    """Of the coefficient that the requirement names; of an alpha its interval is what is new."""
    task = material.terms.tasks.get(requirement.task) if requirement.task is not None else None
    if task is None:
        return task_unknown(requirement, material.terms, len(material.states))
    try:
        compared = _table(material, requirement, task)
        if compared is None:
            return nothing(f"{requirement.annotator} shares no item with anybody.")
        table, pairs = compared
        found = _score(table, pairs, requirement, task, material.stop)
    except TooMuchAsked:
        raise
    except StatisticsError as fault:
        return undefined(f"{fault}.", len(material.states))
    n_items = found.n_items if pairs is None else len(np.unique(pairs))
    return _measured(found, n_items, requirement, material, task)


def categories_of(material: Material, task: Task) -> tuple[str, ...]:
    """The taxonomy's where they can be listed, else those of its kind that were given."""
    if not task.has_open_categories:
        return task.categories()
    known = material.terms.values[task.name]
    return tuple(one for one in material.readings(task.name).values if one in known)


def first_table(material: Material, task: Task) -> ReadingTable:
    """The first readings, as agreement takes them."""

    def make() -> ReadingTable:
        return material.readings(task.name).first(categories_of(material, task))[0]

    return material.once(("first readings", task.name), make)


def _table(
    material: Material, requirement: Requirement, task: Task
) -> tuple[ReadingTable, Whole | None] | None:
    """What is compared; of one annotator their pairs with others, and the item of each."""
    table = first_table(material, task)
    if requirement.annotator is None:
        return table, None
    if requirement.annotator not in table.annotators:
        return None
    pairs, items = against_the_rest(table, table.annotators.index(requirement.annotator))
    return (pairs, items) if len(items) else None


def _score(
    table: ReadingTable,
    pairs: Whole | None,
    requirement: Requirement,
    task: Task,
    stop: Stop | None,
) -> Score:
    distance = ALPHAS.get(requirement.metric)
    named = requirement.coefficient or Named.KRIPPENDORFF_ALPHA
    asked = Measure(coefficient=Coefficient(named.value), distance=distance)
    interval = None
    if requirement.bound is Bound.INTERVAL:
        interval = IntervalAsked(
            method=_METHODS[requirement.interval_by],
            level=float(requirement.level),
            resamples=requirement.resamples,
            seed=requirement.seed,
        )
    if pairs is not None:
        return score_against_the_rest(table, pairs, asked, task, interval, stop)
    return score(table, asked, task, category=requirement.category, interval=interval, stop=stop)


def _measured(
    found: Score, n_items: int, requirement: Requirement, material: Material, task: Task
) -> Measured:
    sentence = found.reason.sentence if found.reason is not None else ""
    if found.value is None:
        absent = undefined if found.status is Status.UNDEFINED else nothing
        return absent(sentence or "the score has no value.", n_items)
    weighed = _weights(material, requirement, task)
    return Measured(
        value=rounded(found.value),
        n=n_items,
        sentence="none can be had of these items; more of them, or the bootstrap, may tell.",
        interval=_interval(found, requirement),
        evidence=weighed.evidence,
        culprits=weighed.culprits,
    )


def _interval(found: Score, requirement: Requirement) -> Interval | None:
    ends = found.interval
    if ends is None:
        return None
    return Interval(
        low=rounded(ends.low),
        high=rounded(ends.high),
        level=requirement.level,
        method=ends.method,
        seed=ends.seed,
    )


class _Weights(msgspec.Struct, frozen=True):
    evidence: tuple[Evidence, ...]
    culprits: tuple[Culprit, ...]


def _weights(material: Material, requirement: Requirement, task: Task) -> _Weights:
    """Who disagrees, and about what: unequal pairs / (m - 1), in millionths, rounded down."""
    table = first_table(material, task)
    names = _asked_about(table.categories, requirement, is_of_sets=task.kind is TaskKind.MULTILABEL)
    by_item = material.once(("by item", task.name), lambda: _by_item(table))
    chosen: Iterable[int] = by_item
    own = -1
    if requirement.annotator in table.annotators:
        own = table.annotators.index(requirement.annotator)
        chosen = np.unique(table.item[table.annotator == own]).tolist()
    items: dict[int, int] = {}
    people: dict[int, Fraction] = {}
    for item in chosen:
        said, unequal = by_item[item], 0
        for (one, value), (other, against) in combinations(said, 2):
            if names[value] == names[against] or (own >= 0 and own not in (one, other)):
                continue
            unequal += 1
            for who in (one, other):
                people[who] = people.get(who, Fraction(0)) + Fraction(1, len(said) - 1)
        if unequal:
            items[item] = WEIGHT_SCALE * unequal // (len(said) - 1)
    return _Weights(
        heaviest(
            Evidence(item_id=ItemId(table.items[item]), weight=weight)
            for item, weight in items.items()
        ),
        heaviest_culprits(
            [
                Culprit(
                    kind=CulpritKind.ANNOTATOR,
                    name=table.annotators[who],
                    weight=int(WEIGHT_SCALE * weight),
                )
                for who, weight in people.items()
                if who != own
            ]
        ),
    )


def _by_item(table: ReadingTable) -> dict[int, list[tuple[int, int]]]:
    """Who said what of each item, as codes."""
    found: dict[int, list[tuple[int, int]]] = {}
    columns = (table.item.tolist(), table.annotator.tolist(), table.category.tolist())
    for item, who, value in zip(*columns, strict=True):
        found.setdefault(item, []).append((who, value))
    return found


def _asked_about(
    categories: Sequence[str], requirement: Requirement, *, is_of_sets: bool
) -> list[str]:
    """What each category counts as: itself, or whether it is (or holds) the class asked about."""
    wanted = requirement.category
    if wanted is None:
        return list(categories)
    return [str(wanted in set_of(one) if is_of_sets else one == wanted) for one in categories]
