"""Errors by cost and by audit as metrics. Pure.

weighted_error         first answers against gold, errors weighed by the policy's costs: what they
                       cost, as a share of what the dearest would (see `slices/costs.py`)
cost_weighted_alpha    Krippendorff's alpha with costs as distances
audit_error_rate       of the last audit that drew from this batch, or whose sample it is; of one
                       class that of what was accepted as it. At the requirement's level
audit_weighted_error   the same, weighed by costs
"""

from __future__ import annotations

from fractions import Fraction

import msgspec
import numpy as np

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams import audits
from labeltrail.events.streams.policy import Requirement
from labeltrail.events.streams.policy.quotas import ONE_CLASS
from labeltrail.events.values import Task, category
from labeltrail.projections.annotators.material import HeldAgainst
from labeltrail.projections.audits.estimate import audit_result
from labeltrail.projections.columns.readings import NONE
from labeltrail.projections.evidence import Evidence, heaviest
from labeltrail.projections.readiness.material import Material
from labeltrail.projections.readiness.metrics.gold import answers_of
from labeltrail.projections.readiness.metrics.shares import nothing, rounded, undefined
from labeltrail.projections.readiness.tallied import task_unknown
from labeltrail.projections.readiness.verdicts import (
    Culprit,
    CulpritKind,
    Interval,
    Measured,
    heaviest_culprits,
    quantised,
)
from labeltrail.projections.slices.costs import Cells, Costs, expected_cost, weighed_alpha

Audit = tuple[audits.AuditPlanned, tuple[audits.ItemAudited, ...]]


def weighted_error(material: Material, requirement: Requirement) -> Measured:
    task = _task(material, requirement)
    if task is None:
        return task_unknown(requirement, material.terms, len(material.states))
    if task.kind not in ONE_CLASS:
        return undefined(f"the answers to {task.name} are not one class.", len(material.states))
    answers = answers_of(material, task)
    known, listed = answers.readings, answers.categories
    gold = answers.standards[HeldAgainst.GOLD_TODAY]
    cells: dict[tuple[str, str], int] = {}
    costs, weights = _costs(material, task), dict[ItemId, Fraction]()
    for row in np.flatnonzero(answers.counts & (gold != NONE)).tolist():
        who = known.annotators[known.annotator[row]]
        votes = bool(known.is_person[row]) or material.terms.models_vote
        pair = (listed[gold[row]], listed[answers.answer[row]])
        if requirement.annotator not in (None, who) or not (votes or requirement.annotator):
            continue
        if requirement.category not in (None, pair[0]):
            continue
        cells[pair] = cells.get(pair, 0) + 1
        item_id = ItemId(known.items[known.item[row]])
        weights[item_id] = weights.get(item_id, Fraction(0)) + costs.of(*pair)
    return _weighed(costs, cells, weights, "no answer can be held against gold.")


def cost_weighted_alpha(material: Material, requirement: Requirement) -> Measured:
    task = _task(material, requirement)
    if task is None:
        return task_unknown(requirement, material.terms, len(material.states))
    if task.kind not in ONE_CLASS:
        return undefined(f"the answers to {task.name} are not one class.", len(material.states))
    costs = _costs(material, task)
    table, _ = material.readings(task.name).first(costs.categories)
    found = weighed_alpha(table, costs)
    if found.value is None:
        sentence = found.reason.sentence if found.reason is not None else "it has no value."
        told = undefined if found.status == "UNDEFINED" else nothing
        return told(sentence, found.n_items)
    return Measured(value=rounded(found.value), n=found.n_items)


def audit_error_rate(material: Material, requirement: Requirement) -> Measured:
    found = _audit(material, requirement)
    if found is None:
        return nothing("no audit has drawn from it.")
    result = audit_result(*found, level=float(requirement.level))
    rate = result.overall
    if requirement.category is not None:
        by_class = {one.key: one for one in result.classes}
        if requirement.category not in by_class:
            return nothing(f"no item was drawn that was accepted as {requirement.category!r}.")
        rate = by_class[requirement.category]
    if rate.value is None or rate.interval is None:
        return nothing(rate.reason or "it has no value.")
    ends = rate.interval
    return Measured(
        value=rounded(rate.value),
        n=rate.audited,
        interval=Interval(
            low=rounded(ends.low),
            high=rounded(ends.high),
            level=requirement.level,
            method=ends.method,
        ),
        evidence=heaviest(
            Evidence(item_id=ItemId(one.item), weight=1)
            for one in result.mistakes
            if requirement.category in (None, one.accepted)
        ),
    )


def audit_weighted_error(material: Material, requirement: Requirement) -> Measured:
    task = _task(material, requirement)
    if task is None:
        return task_unknown(requirement, material.terms, len(material.states))
    if task.kind not in ONE_CLASS:
        return undefined(f"the answers to {task.name} are not one class.", len(material.states))
    found = _audit(material, requirement)
    if found is None:
        return nothing("no audit has drawn from it.")
    costs, weights = _costs(material, task), dict[ItemId, Fraction]()
    cells: dict[tuple[str, str], int] = {}
    accepted = {one.item_id: one.accepted for one in found[0].sample}
    for one in found[1]:
        said = category(one.value)
        if said is not None:
            pair = (said, accepted[one.item_id])
            cells[pair] = cells.get(pair, 0) + 1
            weights[one.item_id] = costs.of(*pair)
    return _weighed(costs, cells, weights, "nothing of it has been audited yet.")


def _audit(material: Material, requirement: Requirement) -> Audit | None:
    """The last audit of the task that drew from this batch, or whose sample it is."""
    found: Audit | None = None
    by_stream: dict[str, list[RecordedEvent]] = {}
    for event in material.apart:
        if event.stream.startswith(audits.PREFIX):
            by_stream.setdefault(event.stream, []).append(event)
    for stream, events in by_stream.items():  # in the order of their plans
        planned = audits.planned(events)
        if planned is None or planned.plan.task != requirement.task:
            continue
        is_sample = stream == f"{audits.PREFIX}{material.batch_id}"
        if planned.plan.batch_id == material.batch_id or is_sample:
            facts = (one.fact for one in events)
            found = planned, tuple(one for one in facts if isinstance(one, audits.ItemAudited))
    return found


def _weighed(costs: Costs, cells: Cells, weights: dict[ItemId, Fraction], empty: str) -> Measured:
    found = expected_cost(costs, cells)
    if found.weighted_error is None:
        return nothing(empty)
    scale = 1_000_000
    return Measured(
        value=quantised(found.weighted_error),
        n=found.items,
        evidence=heaviest(
            Evidence(item_id=item, weight=round(cost * scale)) for item, cost in weights.items()
        ),
        culprits=heaviest_culprits(
            [
                Culprit(kind=CulpritKind.CLASS, name=one.category, weight=round(one.cost * scale))
                for one in found.classes
            ]
        ),
    )


def _costs(material: Material, task: Task) -> Costs:
    policy = material.terms.policy
    stated = policy.costs if policy is not None else msgspec.UNSET
    return Costs(task, stated or ())


def _task(material: Material, requirement: Requirement) -> Task | None:
    return material.terms.tasks.get(requirement.task) if requirement.task is not None else None
