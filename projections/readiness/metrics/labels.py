"""Labels by who gave them and under which rules: stale ones, concentration, repeats. Pure.

A label is stale when it was given, or last revised, under a taxonomy version or guideline revision
before the one in force. A first answer is an annotator's lowest repeat that stands, as given before
anything about the item was reviewed. "Cannot tell" repeats nothing and is repeated by nothing.
"""

from __future__ import annotations

from collections import Counter
from operator import attrgetter

from labeltrail.events.identifiers import ItemId, MemberId, TaskName
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy import Comparison, Requirement
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import category
from labeltrail.projections.readiness.material import Material
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

_BY_REPEAT = attrgetter("repeat")


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
    task = requirement.task
    if task is None or task not in material.terms.tasks:
        return task_unknown(requirement, material.terms, len(material.states))
    cases = Cases(requirement)
    for item_id, item in material.states.items():
        for annotator, said in _said_again(item, task, requirement.annotator).items():
            for later in said[1:]:
                cases.add(item_id, hits=later == said[0], annotator=annotator)
    return cases.measured("nobody was asked the same item again.")


def cannot_tell_rate(material: Material, requirement: Requirement) -> Measured:
    task = requirement.task
    if task is None or task not in material.terms.tasks:
        return task_unknown(requirement, material.terms, len(material.states))
    cases = Cases(requirement)
    for item_id, item in material.states.items():
        _first_answers(cases, item_id, item, task, requirement.annotator)
    return cases.measured("nobody has answered yet.")


def _said_again(
    item: Item, task: TaskName, annotator: MemberId | None
) -> dict[MemberId, list[str]]:
    """What each annotator said, repeat by repeat."""
    found: dict[MemberId, list[str]] = {}
    for label in sorted(item.labels.values(), key=_BY_REPEAT):
        if label.is_retracted or annotator not in (None, label.annotator):
            continue
        answer = label.independent.get(task) if label.independent is not None else None
        said = category(answer.value) if answer is not None else None
        if said is not None:
            found.setdefault(label.annotator, []).append(said)
    return found


def _first_answers(
    cases: Cases, item_id: ItemId, item: Item, task: TaskName, annotator: MemberId | None
) -> None:
    """Of persons, and of a model that is asked about by name."""
    seen: set[MemberId] = set()
    for label in sorted(item.labels.values(), key=_BY_REPEAT):
        who = label.annotator
        if label.is_retracted or who in seen or annotator not in (None, who):
            continue
        if annotator is None and label.member_kind is not MemberKind.PERSON:
            continue
        answer = label.independent.get(task) if label.independent is not None else None
        if answer is not None:
            seen.add(who)
            cases.add(item_id, hits=category(answer.value) is None, annotator=who)
