"""Quotas, splits and sole labelers as metrics. Pure.

quota_met              share of the policy's quotas of batches that this one meets, of a task or of
                       one class; quotas of the project play no part
split_contamination    items of the batch that share content, wording, a near digest or a group
                       with one in another split, in the batch or in the batch of reference
sole_labeler_validated share of labeled items that a person labeled, or a model that has shown what
                       the policy wants of a sole labeler. Where it wants nothing, no model has
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams import model, splits
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.model import Model
from labeltrail.events.streams.policy import Requirement
from labeltrail.events.streams.policy.quotas import Quota, QuotaScope
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import Task, TaskKind
from labeltrail.projections.distribution.duplicates import (
    DIGEST_ATTRIBUTES,
    DISTANCE,
    SPLIT_ATTRIBUTE,
    Candidates,
    wording_of,
)
from labeltrail.projections.distribution.hamming import TooManyAlike
from labeltrail.projections.evidence import Evidence, heaviest
from labeltrail.projections.models.validation import ValidationStatus, validated
from labeltrail.projections.readiness.material import Material
from labeltrail.projections.readiness.metrics.shares import nothing, undefined
from labeltrail.projections.readiness.metrics.weighing import Cases
from labeltrail.projections.readiness.tallied import task_unknown
from labeltrail.projections.readiness.verdicts import (
    Culprit,
    CulpritKind,
    Measured,
    heaviest_culprits,
    quantised,
)
from labeltrail.projections.slices.classes import Classes
from labeltrail.projections.slices.quotas import QuotaStatus, progress
from labeltrail.projections.splits.contamination import contamination
from labeltrail.projections.truth import InForce


def quota_met(material: Material, requirement: Requirement) -> Measured:
    task = _task(material, requirement)
    if task is None:
        return task_unknown(requirement, material.terms, len(material.states))
    stated = [one for one in _quotas(material) if _is_asked(one, task, requirement.category)]
    if not stated:
        return undefined(f"the policy states no quota of batches for {task.name}.", 0)
    truths = {
        str(item_id): one.category
        for item_id, one in material.outcomes(task.name).items()
        if isinstance(one, InForce)
    }
    found = [progress(one, task, truths) for one in stated]
    if any(one.status is QuotaStatus.UNDEFINED for one in found):
        return undefined("a share is wanted, and no item has ground truth.", len(found))
    return Measured(
        value=quantised(Fraction(sum(one.status is QuotaStatus.MET for one in found), len(found))),
        n=len(found),
        culprits=heaviest_culprits(
            [
                Culprit(
                    kind=CulpritKind.CLASS,
                    name=one.quota.class_id,
                    weight=(one.missing or one.over or 1),
                )
                for one in found
                if one.status is not QuotaStatus.MET
            ]
        ),
    )


def split_contamination(material: Material, requirement: Requirement) -> Measured:
    states = dict(material.states)
    if requirement.reference is not None:
        other = material.of_reference(requirement.reference)
        if other is None:
            return undefined(f"there is no batch {requirement.reference!r}.", len(states))
        states = dict(sorted({**other.states, **states}.items()))
    given = splits.fold(_of(material, splits.STREAM))
    registered = {item_id: item.registered for item_id, item in states.items()}
    attributes = {
        item_id: fact.attributes if fact is not None else {} for item_id, fact in registered.items()
    }
    in_force = [
        str(given.split_of[item_id])
        if item_id in given.split_of
        else attributes[item_id].get(SPLIT_ATTRIBUTE)
        for item_id in states
    ]
    n = sum(
        one is not None and item_id in material.states
        for item_id, one in zip(states, in_force, strict=True)
    )
    if not n:
        return nothing("no item of it is in a split.")
    candidates = Candidates(
        ids=list(states),
        content=[one.content_sha256 if one is not None else None for one in registered.values()],
        wording=[
            wording_of(one.text) if one is not None and one.text is not None else None
            for one in registered.values()
        ],
        digests={
            name: [attributes[item_id].get(name) for item_id in states]
            for name in DIGEST_ATTRIBUTES
        },
        splits=in_force,
        batches=[()] * len(states),
        truths={},
    )
    grouped_by = _grouped_by(material)
    groups = [attributes[item_id].get(grouped_by) if grouped_by else None for item_id in states]
    try:
        found = contamination(candidates, groups, distance=DISTANCE)
    except TooManyAlike as many:
        return undefined(f"{many}.", n)
    weights: dict[ItemId, int] = {}
    for one in found:
        for item in one.items:
            if ItemId(item) in material.states:
                weights[ItemId(item)] = weights.get(ItemId(item), 0) + len(one.items) - 1
    return Measured(
        value=Decimal(len(weights)),
        n=n,
        evidence=heaviest(Evidence(item_id=item, weight=w) for item, w in weights.items()),
    )


def sole_labeler_validated(material: Material, requirement: Requirement) -> Measured:
    task = _task(material, requirement)
    if task is None:
        return task_unknown(requirement, material.terms, len(material.states))
    validated_members, cases = _validated(material, task), Cases(requirement)
    for item_id, item in material.states.items():
        alone = _sole_models(item, task)
        if alone is None:
            continue
        is_fine = not alone or bool(alone & validated_members)
        cases.add(item_id, hits=is_fine, annotator=min(alone) if alone else None)
    return cases.measured("no item has an answer to it yet.")


def _sole_models(item: Item, task: Task) -> set[str] | None:
    """The machines that labeled it where nobody else did; none where a person did; None where
    nobody answered.
    """
    answered = [one for one in item.active_labels() if task.name in one.answers]
    if not answered:
        return None
    if any(one.member_kind is MemberKind.PERSON for one in answered):
        return set()
    return {one.annotator for one in answered}


def _validated(material: Material, task: Task) -> set[str]:
    """Members that may label alone."""
    policy = material.terms.policy
    stated = policy.sole_labelers if policy is not None else msgspec.UNSET
    wanted = [one for one in stated or () if one.task == task.name]
    if not wanted:
        return set()
    by_stream: dict[str, list[RecordedEvent]] = {}
    for event in material.apart:
        if event.stream.startswith(model.PREFIX):
            by_stream.setdefault(event.stream, []).append(event)
    found: set[str] = set()
    for events in by_stream.values():
        known: Model = model.fold(events)
        member = known.versions[-1].member if known.versions else None
        if member is not None and validated(known, wanted[0]).status is ValidationStatus.PASS:
            found.add(member)
    return found


def _task(material: Material, requirement: Requirement) -> Task | None:
    return material.terms.tasks.get(requirement.task) if requirement.task is not None else None


def _quotas(material: Material) -> tuple[Quota, ...]:
    policy = material.terms.policy
    stated = policy.quotas if policy is not None else msgspec.UNSET
    return tuple(one for one in stated or () if one.scope is QuotaScope.BATCH)


def _is_asked(quota: Quota, task: Task, named: str | None) -> bool:
    if quota.task != task.name or named is None:
        return quota.task == task.name
    if task.kind is TaskKind.MULTILABEL:
        return quota.class_id == named
    return Classes(task).of(named)[-1:] == (quota.class_id,)


def _grouped_by(material: Material) -> str | None:
    policy = material.terms.policy
    stated = policy.splitting if policy is not None else msgspec.UNSET
    return None if stated is msgspec.UNSET else stated.grouped_by


def _of(material: Material, stream: str) -> list[RecordedEvent]:
    return [event for event in material.apart if event.stream == stream]
