"""Agreement on a task by any coefficient, with its interval; alpha's interval as well.

Of one class against the rest, or of one annotator against everybody else, where that is asked. The
items that weigh most are those with most disagreement: their unequal pairs / (m - 1), or for ranks
each pair times its squared number of steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations

import msgspec
import numpy as np

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.policy import Bound, IntervalBy, Metric, Requirement
from labeltrail.events.streams.policy import Coefficient as Named
from labeltrail.events.values import Task, TaskKind
from labeltrail.projections.agreement.by import By
from labeltrail.projections.agreement.groups import Group, groups
from labeltrail.projections.agreement.measures import Measure, score, score_against_the_rest
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
        group = _group(material, requirement, task)
        if group is None:
            return nothing(f"{requirement.annotator} shares no item with anybody.")
        found = _score(group, requirement, task, material.stop)
    except TooMuchAsked:
        raise
    except StatisticsError as fault:
        return undefined(f"{fault}.", len(material.states))
    pairs = group.item_of_pair
    n_items = found.n_items if pairs is None else len(np.unique(pairs))
    return _measured(found, n_items, requirement, material, task)


def categories_of(material: Material, task: Task) -> tuple[str, ...]:
    """The taxonomy's where they can be listed, else those of its kind that were given."""
    if not task.has_open_categories:
        return task.categories()
    known = material.terms.values[task.name]
    return tuple(one for one in material.readings(task.name).values if one in known)


def _group(material: Material, requirement: Requirement, task: Task) -> Group | None:
    by = By.WHOLE if requirement.annotator is None else By.ANNOTATOR
    readings = material.readings(task.name)
    every = np.ones(len(readings.item), dtype=np.bool_)
    found = groups(readings, categories_of(material, task), by, every)
    return next((one for one in found if requirement.annotator in (None, one.key)), None)


def _score(group: Group, requirement: Requirement, task: Task, stop: Stop | None) -> Score:
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
    if group.item_of_pair is not None:
        return score_against_the_rest(group.table, group.item_of_pair, asked, task, interval, stop)
    return score(
        group.table, asked, task, category=requirement.category, interval=interval, stop=stop
    )


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
    table, _ = material.readings(task.name).first(categories_of(material, task))
    names = _asked_about(table.categories, requirement, is_of_sets=task.kind is TaskKind.MULTILABEL)
    values = [names[code] for code in table.category.tolist()]
    by_item: dict[int, list[tuple[int, str]]] = {}
    for item, who, value in zip(table.item.tolist(), table.annotator.tolist(), values, strict=True):
        by_item.setdefault(item, []).append((who, value))
    items: dict[int, int] = {}
    people: dict[int, Fraction] = {}
    for item, said in by_item.items():
        unequal = 0
        for (one, value), (other, against) in combinations(said, 2):
            is_asked = requirement.annotator in (
                None,
                *map(table.annotators.__getitem__, (one, other)),
            )
            if value == against or not is_asked:
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
                if table.annotators[who] != requirement.annotator
            ]
        ),
    )


def _asked_about(
    categories: Sequence[str], requirement: Requirement, *, is_of_sets: bool
) -> list[str]:
    """What each category counts as: itself, or whether it is (or holds) the class asked about."""
    wanted = requirement.category
    if wanted is None:
        return list(categories)
    return [str(wanted in set_of(one) if is_of_sets else one == wanted) for one in categories]
