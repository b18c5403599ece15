"""Is the batch ready? The policy's requirements, one by one, and what follows from them.

READY only when the policy demands something and every blocking requirement passes. A requirement
that cannot be computed is UNDEFINED, one with too few items INSUFFICIENT_EVIDENCE: neither is a
pass, neither is zero.

Observed values are decimals: counts as they are, shares and coefficients rounded half to even at
`PLACES` decimal places. What is shown is what is held against the threshold.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import msgspec

from labeltrail.events.streams.policy import (
    Bound,
    Comparison,
    Metric,
    Policy,
    Requirement,
    Severity,
)
from labeltrail.events.values import TaskKind
from labeltrail.projections.agreement.tallied import alpha
from labeltrail.projections.evidence import Evidence, EvidenceByPlace
from labeltrail.projections.statistics import Distance, Status
from labeltrail.projections.tally import Tally
from labeltrail.projections.terms import Terms

PLACES = 6


class RequirementStatus(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    UNDEFINED = "undefined"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"


class Verdict(StrEnum):
    """UNDECIDED: nothing blocking fails, but something blocking cannot be judged yet."""

    READY = "ready"
    NOT_READY = "not_ready"
    UNDECIDED = "undecided"


class RequirementVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """
    place        of the requirement in the policy, from 0
    observed     what was measured; None when there is no value
    n            the items that count as evidence
    sentence     the finding for people
    evidence     the items that weigh most
    """

    place: int
    requirement: Requirement
    status: RequirementStatus
    observed: Decimal | None
    n: int
    sentence: str
    evidence: tuple[Evidence, ...] = ()


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    verdict: Verdict
    sentence: str
    requirements: tuple[RequirementVerdict, ...]


class _Measured(msgspec.Struct, frozen=True):
    """A value, or None with the status and sentence that explain its absence."""

    value: Decimal | None
    n: int
    status: RequirementStatus | None = None
    sentence: str = ""


def readiness(tally: Tally, terms: Terms, evidence: EvidenceByPlace) -> Readiness:
    """The verdict over the batch that `tally` counts."""
    policy = terms.policy
    if policy is None:
        sentence = "No policy is published yet, so nothing says what ready means."
        return Readiness(verdict=Verdict.NOT_READY, sentence=sentence, requirements=())
    judged = tuple(
        _judged(place, requirement, tally, terms, policy, evidence.get(place, ()))
        for place, requirement in enumerate(policy.requirements)
    )
    verdict, sentence = _verdict(judged, terms)
    return Readiness(verdict=verdict, sentence=sentence, requirements=judged)


def _verdict(judged: tuple[RequirementVerdict, ...], terms: Terms) -> tuple[Verdict, str]:
    blocking = [one for one in judged if one.requirement.severity is Severity.BLOCK]
    under = f"policy version {terms.policy_version}"
    if not blocking:
        return Verdict.NOT_READY, f"Not ready: {under} has no requirement that blocks."
    failed = [one for one in blocking if one.status is RequirementStatus.FAIL]
    if failed:
        told = f"{len(failed)} of {len(blocking)} blocking requirements fail"
        return Verdict.NOT_READY, f"Not ready under {under}: {told}."
    unknown = [one for one in blocking if one.status is not RequirementStatus.PASS]
    if unknown:
        told = f"{len(unknown)} of {len(blocking)} blocking requirements cannot be judged yet"
        return Verdict.UNDECIDED, f"Undecided under {under}: {told}."
    return Verdict.READY, f"Ready under {under}: all {len(blocking)} blocking requirements pass."


def _judged(
    place: int,
    requirement: Requirement,
    tally: Tally,
    terms: Terms,
    policy: Policy,
    evidence: tuple[Evidence, ...],
) -> RequirementVerdict:
    measured = _measured(requirement, tally, terms, policy)
    status, sentence = _status(requirement, measured)
    return RequirementVerdict(
        place=place,
        requirement=requirement,
        status=status,
        observed=measured.value,
        n=measured.n,
        sentence=sentence,
        evidence=evidence,
    )


def _status(requirement: Requirement, measured: _Measured) -> tuple[RequirementStatus, str]:
    name = _name(requirement)
    if measured.n < requirement.items_min:
        sentence = f"{name} rests on {measured.n} items, and at least {requirement.items_min} count"
        return RequirementStatus.INSUFFICIENT_EVIDENCE, f"{sentence} as evidence."
    if measured.status is not None or measured.value is None:
        status = measured.status or RequirementStatus.UNDEFINED
        return status, f"{name} has no value: {measured.sentence}"
    is_least = requirement.comparison is Comparison.AT_LEAST
    difference = measured.value - requirement.threshold
    passes = difference >= 0 if is_least else difference <= 0
    wanted = f"at {'least' if is_least else 'most'} {requirement.threshold}"
    sentence = f"{name} is {_told(measured.value)}, wanted {wanted}, on {measured.n} items."
    return (RequirementStatus.PASS if passes else RequirementStatus.FAIL), sentence


def _measured(requirement: Requirement, tally: Tally, terms: Terms, policy: Policy) -> _Measured:
    if requirement.bound is Bound.INTERVAL:
        sentence = "no confidence interval is computed for it."
        return _Measured(None, tally.items, RequirementStatus.UNDEFINED, sentence)
    match requirement.metric:
        case Metric.COVERAGE:
            return _share_of_items(tally, terms, voters_min=1)
        case Metric.OVERLAP:
            return _share_of_items(tally, terms, voters_min=policy.overlap)
        case Metric.OPEN_ESCALATIONS:
            return _Measured(Decimal(tally.open_escalations), tally.items)
        case Metric.ITEMS_WITHOUT_GROUND_TRUTH:
            return _without_truth(requirement, tally, terms)
        case Metric.ALPHA_NOMINAL:
            return _alpha(requirement, tally, terms, Distance.NOMINAL)
        case Metric.ALPHA_ORDINAL:
            return _alpha(requirement, tally, terms, Distance.ORDINAL)


def _share_of_items(tally: Tally, terms: Terms, *, voters_min: int) -> _Measured:
    histogram = tally.voters_any if terms.models_vote else tally.voters
    reached = sum(items for voters, items in histogram.items() if int(voters) >= voters_min)
    if not tally.items:
        status = RequirementStatus.INSUFFICIENT_EVIDENCE
        return _Measured(None, 0, status, "the batch has no items.")
    return _Measured(quantised(Fraction(reached, tally.items)), tally.items)


def _without_truth(requirement: Requirement, tally: Tally, terms: Terms) -> _Measured:
    if requirement.task not in terms.tasks:
        return _task_unknown(requirement, tally, terms)
    absent = sum(tally.of_task(requirement.task).absences.values())
    return _Measured(Decimal(absent), tally.items)


def _alpha(requirement: Requirement, tally: Tally, terms: Terms, distance: Distance) -> _Measured:
    task = terms.tasks.get(requirement.task) if requirement.task is not None else None
    if task is None:
        return _task_unknown(requirement, tally, terms)
    if distance is Distance.ORDINAL and task.kind is not TaskKind.ORDINAL:
        sentence = f"the classes of task {task.name!r} have no order."
        return _Measured(None, tally.items, RequirementStatus.UNDEFINED, sentence)
    score = alpha(tally.of_task(task.name), task, distance, position=0)
    if score.value is not None:
        return _Measured(quantised(Fraction(score.value)), score.n_items)
    is_undefined = score.status is Status.UNDEFINED
    status = (
        RequirementStatus.UNDEFINED if is_undefined else RequirementStatus.INSUFFICIENT_EVIDENCE
    )
    sentence = score.reason.sentence if score.reason else "the score has no value."
    return _Measured(None, score.n_items, status, sentence)


def _task_unknown(requirement: Requirement, tally: Tally, terms: Terms) -> _Measured:
    sentence = f"taxonomy version {terms.taxonomy_version} has no task {requirement.task!r}."
    return _Measured(None, tally.items, RequirementStatus.UNDEFINED, sentence)


def quantised(exact: Fraction) -> Decimal:
    """Half to even at `PLACES` decimal places."""
    return Decimal(round(exact * 10**PLACES)).scaleb(-PLACES)


def _told(value: Decimal) -> str:
    """Without trailing zeros, and never as an exponent."""
    return f"{value.normalize():f}"


def _name(requirement: Requirement) -> str:
    named = {
        Metric.COVERAGE: "Coverage",
        Metric.OVERLAP: "Overlap",
        Metric.ALPHA_NOMINAL: "Nominal alpha",
        Metric.ALPHA_ORDINAL: "Ordinal alpha",
        Metric.ITEMS_WITHOUT_GROUND_TRUTH: "The number of items without ground truth",
        Metric.OPEN_ESCALATIONS: "The number of open escalations",
    }[requirement.metric]
    return f"{named} of {requirement.task}" if requirement.task is not None else named
