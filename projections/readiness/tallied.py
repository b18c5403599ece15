"""What kept sums answer about a requirement, without reading an item.

Pure. The sums of a batch answer the plain metrics, by the point and for the batch as a whole. Equal
to what is measured on the items themselves, where all metrics are: tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from labeltrail.events.streams.policy import TALLIED, Bound, Metric, Policy, Requirement, Scope
from labeltrail.events.values import TaskKind
from labeltrail.projections.agreement.tallied import alpha
from labeltrail.projections.evidence import EvidenceByPlace
from labeltrail.projections.readiness.judging import readiness_of, verdict_on
from labeltrail.projections.readiness.verdicts import (
    Measured,
    Readiness,
    RequirementStatus,
    quantised,
)
from labeltrail.projections.statistics import Distance, Status
from labeltrail.projections.tally import Tally
from labeltrail.projections.terms import Terms

_DISTANCES: Mapping[Metric, Distance] = {
    Metric.ALPHA_NOMINAL: Distance.NOMINAL,
    Metric.ALPHA_ORDINAL: Distance.ORDINAL,
}


def readiness(tally: Tally, terms: Terms, evidence: EvidenceByPlace) -> Readiness:
    """The verdict over the batch that `tally` counts, under a policy that sums answer."""
    requirements = terms.policy.requirements if terms.policy is not None else ()
    verdicts = tuple(
        verdict_on(place, requirement, measured(requirement, tally, terms, evidence, place))
        for place, requirement in enumerate(requirements)
    )
    return readiness_of(verdicts, terms.policy, f"policy version {terms.policy_version}")


def is_answered(policy: Policy | None) -> bool:
    """Whether sums answer every requirement of the policy."""
    return policy is None or all(map(is_tallied, policy.requirements))


def is_tallied(requirement: Requirement) -> bool:
    return (
        requirement.metric in TALLIED
        and requirement.bound is Bound.POINT
        and requirement.scope is Scope.BATCH
        and requirement.attribute is None
    )


def measured(
    requirement: Requirement,
    tally: Tally,
    terms: Terms,
    evidence: EvidenceByPlace | None = None,
    place: int = 0,
) -> Measured:
    """Of a metric among `TALLIED`, by the point."""
    found = _measured(requirement, tally, terms)
    if evidence is None or place not in evidence:
        return found
    return Measured(
        value=found.value,
        n=found.n,
        status=found.status,
        sentence=found.sentence,
        evidence=evidence[place],
    )


def _measured(requirement: Requirement, tally: Tally, terms: Terms) -> Measured:
    match requirement.metric:
        case Metric.COVERAGE:
            return _share_of_items(tally, terms, voters_min=1)
        case Metric.OVERLAP:
            wanted = terms.policy.overlap if terms.policy is not None else 1
            return _share_of_items(tally, terms, voters_min=wanted)
        case Metric.OPEN_ESCALATIONS:
            return Measured(value=Decimal(tally.open_escalations), n=tally.items)
        case Metric.ITEMS_WITHOUT_GROUND_TRUTH:
            return _without_truth(requirement, tally, terms)
        case Metric.ALPHA_NOMINAL | Metric.ALPHA_ORDINAL:
            return _alpha(requirement, tally, terms, _DISTANCES[requirement.metric])
        case metric:
            raise ValueError(f"sums do not tell {metric}")


def reached(tally: Tally, terms: Terms, *, voters_min: int) -> int:
    """Items with so many labels that may vote."""
    histogram = tally.voters_any if terms.models_vote else tally.voters
    return sum(items for voters, items in histogram.items() if int(voters) >= voters_min)


def _share_of_items(tally: Tally, terms: Terms, *, voters_min: int) -> Measured:
    if not tally.items:
        status = RequirementStatus.INSUFFICIENT_EVIDENCE
        return Measured(value=None, n=0, status=status, sentence="the batch has no items.")
    share = Fraction(reached(tally, terms, voters_min=voters_min), tally.items)
    return Measured(value=quantised(share), n=tally.items)


def _without_truth(requirement: Requirement, tally: Tally, terms: Terms) -> Measured:
    if requirement.task not in terms.tasks:
        return task_unknown(requirement, terms, tally.items)
    absent = sum(tally.of_task(requirement.task).absences.values())
    return Measured(value=Decimal(absent), n=tally.items)


def _alpha(requirement: Requirement, tally: Tally, terms: Terms, distance: Distance) -> Measured:
    task = terms.tasks.get(requirement.task) if requirement.task is not None else None
    if task is None:
        return task_unknown(requirement, terms, tally.items)
    if distance is Distance.ORDINAL and task.kind is not TaskKind.ORDINAL:
        sentence = f"the classes of task {task.name!r} have no order."
        status = RequirementStatus.UNDEFINED
        return Measured(value=None, n=tally.items, status=status, sentence=sentence)
    score = alpha(tally.of_task(task.name), task, distance, position=0)
    if score.value is not None:
        return Measured(value=quantised(Fraction(score.value)), n=score.n_items)
    is_undefined = score.status is Status.UNDEFINED
    status = (
        RequirementStatus.UNDEFINED if is_undefined else RequirementStatus.INSUFFICIENT_EVIDENCE
    )
    sentence = score.reason.sentence if score.reason else "the score has no value."
    return Measured(value=None, n=score.n_items, status=status, sentence=sentence)


def task_unknown(requirement: Requirement, terms: Terms, n: int) -> Measured:
    sentence = f"taxonomy version {terms.taxonomy_version} has no task {requirement.task!r}."
    return Measured(value=None, n=n, status=RequirementStatus.UNDEFINED, sentence=sentence)
