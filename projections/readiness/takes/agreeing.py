"""The work that turns agreement: items whose annotators would have to agree, or more overlap.

Pure. The items with most disagreement first, each as if its annotators said what most of them say,
of a tie what comes first; so many of them as would do. Agreement rests on answers from before any
review, so no decision of a reviewer or adjudicator raises it: the annotators have to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import msgspec

from labeltrail.events.identifiers import ItemId, TaskName
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy import Comparison, Requirement
from labeltrail.projections.readiness.judge import measured, verdict_of
from labeltrail.projections.readiness.material import Material
from labeltrail.projections.readiness.verdicts import MET
from labeltrail.projections.readiness.work import (
    Step,
    Sureness,
    Work,
    WorkKind,
    fewest,
    none_known,
    work,
)
from labeltrail.projections.readings import first_readings

_ITEMS_TRIED_MAX = 2_000
"""Items that disagree; of more, the ones with most disagreement are tried."""


def agreement(material: Material, requirement: Requirement) -> Work:
    task = requirement.task
    if requirement.comparison is Comparison.AT_MOST or task not in material.terms.tasks:
        return none_known("Nobody should work towards less agreement.")
    found = measured(material, requirement)
    if found.n < requirement.items_min or found.value is None:
        return _overlap(material, requirement, task, found.n)
    order = _by_disagreement(material, task)
    tried = min(len(order), _ITEMS_TRIED_MAX)

    def is_enough(n: int) -> bool:
        agreed = _agreed(material, task, frozenset(item_id for item_id, _ in order[:n]))
        return verdict_of(agreed, requirement, 0).status in MET

    k = fewest(is_enough, tried)
    if k is None:
        return none_known(
            "Even if the annotators of every item agreed it would not do: it takes more items."
        )
    steps = [Step(kind=WorkKind.AGREE, times=times, item_id=one) for one, times in order[:k]]
    sentence = f"If the annotators of {k} items agreed, it would be met; fewer may do."
    return work(steps, Sureness.GREEDY, sentence)


def _overlap(material: Material, requirement: Requirement, task: TaskName, n: int) -> Work:
    """Items that lack fewest readings first; what they will say, nobody knows."""
    lacks = []
    for item_id, item in material.states.items():
        readings, _ = first_readings(item, task, material.terms)
        if len(readings) < 2:
            lacks.append((2 - len(readings), item_id))
    wanted = max(1, requirement.items_min - n)
    if len(lacks) < wanted:
        return none_known(
            "All items are read twice, and there is no value: it takes other items, or more."
        )
    steps = [
        Step(kind=WorkKind.LABEL, times=times, item_id=item_id)
        for times, item_id in sorted(lacks)[:wanted]
    ]
    sentence = f"At least {wanted} more items that two annotators label."
    return work(steps, Sureness.AT_LEAST, sentence)


def _by_disagreement(material: Material, task: TaskName) -> list[tuple[ItemId, int]]:
    """Each with how many annotators would have to say something else; most disagreement first."""
    found = []
    for item_id, item in material.states.items():
        readings, _ = first_readings(item, task, material.terms)
        votes = Counter(readings.values())
        if len(votes) > 1:
            minority = votes.total() - max(votes.values())
            found.append((-material.shares[item_id].tasks[task].nominal_weight, item_id, minority))
    return [(item_id, times) for _, item_id, times in sorted(found)]


def _agreed(material: Material, task: TaskName, chosen: Collection[ItemId]) -> Material:
    def change(item_id: ItemId, item: Item) -> Item:
        return _unanimous(item, task, material) if item_id in chosen else item

    return material.changed(change)


def _unanimous(item: Item, task: TaskName, material: Material) -> Item:
    """As if all first readings said what most of them say."""
    readings, _ = first_readings(item, task, material.terms)
    votes = Counter(readings.values())
    leader = min(votes, key=lambda one: (-votes[one], one))
    value = material.terms.values[task].get(leader)
    if value is None:
        return item
    labels = {}
    for label_id, label in item.labels.items():
        if label.independent is not None and task in label.independent:
            answer = msgspec.structs.replace(label.independent[task], value=value)
            independent = {**label.independent, task: answer}
            is_same = label.independent == label.answers
            labels[label_id] = msgspec.structs.replace(
                label,
                independent=independent,
                answers=independent if is_same else label.answers,
            )
        else:
            labels[label_id] = label
    return msgspec.structs.replace(item, labels=labels)
