"""Labels by who gave them and under which rules: stale ones, concentration, repeats. Pure.

A label is stale when it was given, or last revised, under a taxonomy version or guideline revision
before the one in force. A first answer is an annotator's lowest repeat that stands, as given before
anything about the item was reviewed. "Cannot tell" repeats nothing and is repeated by nothing.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.policy import Comparison, Requirement
from labeltrail.projections.columns.readings import NONE
from labeltrail.projections.readiness.material import Material
from labeltrail.projections.readiness.metrics.agreement import categories_of
from labeltrail.projections.readiness.metrics.reviews import standing
from labeltrail.projections.readiness.metrics.shares import of_share
from labeltrail.projections.readiness.metrics.weighing import Cases
from labeltrail.projections.readiness.tallied import task_unknown
from labeltrail.projections.readiness.verdicts import (
    Culprit,
    CulpritKind,
    Measured,
    heaviest_culprits,
)


def stale_labels(material: Material, requirement: Requirement) -> Measured:
    cases, ruled = Cases(requirement), material.rules
    for item_id, label in standing(material, requirement):
        is_stale = (
            label.taxonomy_version < ruled.taxonomy.in_force
            or label.guideline_revision < ruled.guideline.in_force
        )
        cases.add(item_id, hits=is_stale, annotator=label.annotator)
    return cases.measured("there are no labels.")


def concentration(material: Material, requirement: Requirement) -> Measured:
    """Of one annotator: their own share."""
    labels: Counter[str] = Counter()
    for item in material.states.values():
        labels.update(label.annotator for label in item.labels.values() if not label.is_retracted)
    most = max(labels.values(), default=0)
    if requirement.annotator is not None:
        most = labels[requirement.annotator]
    is_most = requirement.comparison is Comparison.AT_MOST
    return of_share(
        most,
        labels.total(),
        requirement,
        empty="there are no labels.",
        culprits=heaviest_culprits(
            [
                Culprit(kind=CulpritKind.ANNOTATOR, name=name, weight=n)
                for name, n in labels.items()
                if is_most and requirement.annotator in (None, name)
            ]
        ),
    )


def self_consistency(material: Material, requirement: Requirement) -> Measured:
    task = material.terms.tasks.get(requirement.task) if requirement.task is not None else None
    if task is None:
        return task_unknown(requirement, material.terms, len(material.states))
    known, cases = material.readings(task.name), Cases(requirement)
    listed = frozenset(categories_of(material, task))
    first: dict[tuple[int, int], int] = {}
    for row in np.flatnonzero(~known.is_retracted & (known.independent != NONE)).tolist():
        annotator = known.annotators[known.annotator[row]]
        code = int(known.independent[row])
        if known.values[code] not in listed or requirement.annotator not in (None, annotator):
            continue
        key = (int(known.item[row]), int(known.annotator[row]))
        if key in first:
            item_id = ItemId(known.items[key[0]])
            cases.add(item_id, hits=first[key] == code, annotator=annotator)
        first.setdefault(key, code)
    return cases.measured("nobody was asked the same item again.")


def cannot_tell_rate(material: Material, requirement: Requirement) -> Measured:
    """Of persons, and of a model that is asked about by name."""
    if requirement.task is None or requirement.task not in material.terms.tasks:
        return task_unknown(requirement, material.terms, len(material.states))
    known, cases = material.readings(requirement.task), Cases(requirement)
    seen: set[tuple[int, int]] = set()
    for row in np.flatnonzero(~known.is_retracted & known.is_independent).tolist():
        annotator = known.annotators[known.annotator[row]]
        is_asked = requirement.annotator == annotator
        if requirement.annotator is None:
            is_asked = bool(known.is_person[row])
        key = (int(known.item[row]), int(known.annotator[row]))
        if is_asked and key not in seen:
            seen.add(key)
            item_id = ItemId(known.items[key[0]])
            cases.add(item_id, hits=bool(known.independent[row] == NONE), annotator=annotator)
    return cases.measured("nobody has answered yet.")
