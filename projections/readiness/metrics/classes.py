"""How many items each class has, by ground truth: the least one, and how uneven they are. Pure.

Of sets, an item counts for each class that its set holds. Items without ground truth count for
none.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.policy import Comparison, Requirement, classes_of
from labeltrail.events.values import Task, TaskKind
from labeltrail.projections.evidence import Evidence, heaviest
from labeltrail.projections.readiness.material import Material
from labeltrail.projections.readiness.metrics.shares import nothing, undefined
from labeltrail.projections.readiness.tallied import task_unknown
from labeltrail.projections.readiness.verdicts import (
    Culprit,
    CulpritKind,
    Measured,
    heaviest_culprits,
    quantised,
)
from labeltrail.projections.statistics.sets import set_of
from labeltrail.projections.truth import InForce


def class_items(material: Material, requirement: Requirement) -> Measured:
    task = material.terms.tasks.get(requirement.task) if requirement.task is not None else None
    if task is None:
        return task_unknown(requirement, material.terms, len(material.states))
    n, classes = len(material.states), classes_of(task)
    if not classes:
        return undefined(f"the answers to {task.name} cannot be listed.", n)
    if not n:
        return nothing("the batch has no items.")
    counts = counted(material, task)
    value = counts[requirement.category or min(classes, key=lambda one: (counts[one], one))]
    return Measured(
        value=Decimal(value),
        n=n,
        evidence=_without_truth(material, task, requirement),
        culprits=_culprits(requirement, counts, classes),
    )


def imbalance_ratio(material: Material, requirement: Requirement) -> Measured:
    task = material.terms.tasks.get(requirement.task) if requirement.task is not None else None
    if task is None:
        return task_unknown(requirement, material.terms, len(material.states))
    classes = classes_of(task)
    if not classes:
        return undefined(f"the answers to {task.name} cannot be listed.", len(material.states))
    counts = counted(material, task)
    n = sum(isinstance(one, InForce) for one in material.outcomes(task.name).values())
    if not n:
        return nothing("no item has ground truth.")
    least, most = min(counts[one] for one in classes), max(counts[one] for one in classes)
    if not least:
        empty = next(one for one in classes if not counts[one])
        return Measured(
            value=None,
            n=n,
            status=undefined("", n).status,
            sentence=f"class {empty!r} has no item, so there is nothing to divide by.",
            culprits=_culprits(requirement, counts, classes),
        )
    return Measured(
        value=quantised(Fraction(most, least)),
        n=n,
        culprits=_culprits(requirement, counts, classes),
    )


def counted(material: Material, task: Task) -> Counter[str]:
    """Items by class."""
    counts: Counter[str] = Counter()
    for outcome in material.outcomes(task.name).values():
        if isinstance(outcome, InForce):
            counts.update(in_category(outcome.category, task))
    return counts


def in_category(category: str, task: Task) -> list[str]:
    """The classes that a category counts for."""
    return sorted(set_of(category)) if task.kind is TaskKind.MULTILABEL else [category]


def _culprits(
    requirement: Requirement, counts: Counter[str], classes: tuple[str, ...]
) -> tuple[Culprit, ...]:
    """The classes that lack items; of a requirement "at most" one class, nothing lacks."""
    named = [one for one in classes if requirement.category in (None, one)]
    most = max((counts[one] for one in classes), default=0)
    if requirement.category is not None and requirement.comparison is Comparison.AT_MOST:
        return ()
    return heaviest_culprits(
        [Culprit(kind=CulpritKind.CLASS, name=one, weight=most - counts[one]) for one in named]
    )


def _without_truth(
    material: Material, task: Task, requirement: Requirement
) -> tuple[Evidence, ...]:
    """Items that could still become of the class: those without ground truth."""
    if requirement.comparison is Comparison.AT_MOST:
        return ()
    lacking: list[ItemId] = [
        item_id
        for item_id, outcome in material.outcomes(task.name).items()
        if not isinstance(outcome, InForce)
    ]
    return heaviest(Evidence(item_id=one, weight=1) for one in lacking)
