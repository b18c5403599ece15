"""The work that turns counts: decide, resolve, find items of classes, check annotators. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.policy import Comparison, Requirement, classes_of
from labeltrail.projections.readiness.judge import measured
from labeltrail.projections.readiness.material import Material
from labeltrail.projections.readiness.metrics.classes import counted
from labeltrail.projections.readiness.work import (
    Step,
    Sureness,
    Work,
    WorkKind,
    none_known,
    on_items,
    work,
)
from labeltrail.projections.truth import Absent

_NEVER = "Nobody should work towards more of them."


def escalations(material: Material, requirement: Requirement) -> Work:
    if requirement.comparison is Comparison.AT_LEAST:
        return none_known(_NEVER)
    excess = material.tally.open_escalations - floor(requirement.threshold)
    asked = sorted(
        ((item_id, share.open_escalations) for item_id, share in material.shares.items()),
        key=lambda one: (-one[1], one[0]),
    )
    if not material.states:
        return none_known("The batch has no items: add some.")
    steps = on_items(WorkKind.RESOLVE_ESCALATION, asked, excess)
    return work(steps, Sureness.EXACT, f"{excess} escalations need a resolution.")


def without_truth(material: Material, requirement: Requirement) -> Work:
    """An item that has labels takes one decision; one without takes a quorum of labels."""
    task = material.terms.tasks.get(requirement.task) if requirement.task is not None else None
    if task is None or requirement.comparison is Comparison.AT_LEAST:
        return none_known(_NEVER)
    if not material.states:
        return none_known("The batch has no items: add some.")
    absent = [
        item_id for item_id, one in material.outcomes(task.name).items() if isinstance(one, Absent)
    ]
    excess = len(absent) - floor(requirement.threshold)
    policy = material.terms.policy
    quorum = policy.quorum if policy is not None else 1
    steps = sorted(_deciding(material, absent, quorum), key=lambda one: (one.times, one.item_id))
    sentence = f"{excess} items need a truth: a decision, or as many votes as the quorum."
    return work(steps[:excess], Sureness.EXACT, sentence)


def _deciding(material: Material, absent: list[ItemId], quorum: int) -> Iterator[Step]:
    for item_id in absent:
        if material.states[item_id].active_labels():
            yield Step(kind=WorkKind.ADJUDICATE, times=1, item_id=item_id)
        else:
            yield Step(kind=WorkKind.LABEL, times=quorum, item_id=item_id)


def class_items(material: Material, requirement: Requirement) -> Work:
    task = material.terms.tasks.get(requirement.task) if requirement.task is not None else None
    if task is None or requirement.comparison is Comparison.AT_MOST:
        return none_known("Items of a class are not unmade by work.")
    counts, wanted = counted(material, task), ceil(requirement.threshold)
    steps = [
        Step(kind=WorkKind.FIND_ITEMS, times=wanted - counts[one], category=one)
        for one in classes_of(task)
        if requirement.category in (None, one) and counts[one] < wanted
    ]
    total = sum(one.times for one in steps)
    return work(steps, Sureness.AT_LEAST, f"At least {total} more items whose truth is the class.")


def imbalance(material: Material, requirement: Requirement) -> Work:
    """The class that has most stays as it is, and the others come up to it."""
    task = material.terms.tasks.get(requirement.task) if requirement.task is not None else None
    if task is None or requirement.comparison is Comparison.AT_LEAST or not classes_of(task):
        return none_known("No work is known that makes classes more uneven.")
    if requirement.threshold < 1:
        return none_known("The class that has most is never below the one that has least.")
    counts, classes = counted(material, task), classes_of(task)
    most = max(counts[one] for one in classes)
    wanted = max(1, ceil(most / requirement.threshold))
    steps = [
        Step(kind=WorkKind.FIND_ITEMS, times=wanted - counts[one], category=one)
        for one in classes
        if counts[one] < wanted
    ]
    total = sum(one.times for one in steps)
    return work(steps, Sureness.AT_LEAST, f"At least {total} more items of the classes that lack.")


def duplicates(material: Material, requirement: Requirement) -> Work:
    """To take out one of two lets the other stand."""
    found = measured(material, requirement)
    if requirement.comparison is Comparison.AT_LEAST or found.value is None:
        return none_known(_NEVER)
    least = ceil((int(found.value) - floor(requirement.threshold)) / 2)
    steps = on_items(WorkKind.WITHDRAW, [(one.item_id, 1) for one in found.evidence], least)
    return work(steps, Sureness.AT_LEAST, f"At least {least} items are there already.")


def drift(material: Material, requirement: Requirement) -> Work:
    found = measured(material, requirement)
    if requirement.comparison is Comparison.AT_LEAST or found.value is None:
        return none_known("Nobody has answered enough to be charted.")
    excess = int(found.value) - floor(requirement.threshold)
    steps = [
        Step(kind=WorkKind.CHECK_ANNOTATOR, times=1, annotator=one.name)
        for one in found.culprits[:excess]
    ]
    return work(steps, Sureness.AT_LEAST, f"At least {excess} annotators need to be looked at.")
