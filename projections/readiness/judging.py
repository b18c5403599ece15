"""From what was measured to a verdict: on one requirement, and on all of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from labeltrail.events.streams.policy import (
    MEASURABLE,
    Bound,
    Comparison,
    Policy,
    Requirement,
    Severity,
)
from labeltrail.projections.readiness.names import name_of, told, wanted_by
from labeltrail.projections.readiness.verdicts import (
    MET,
    Measured,
    Readiness,
    RequirementStatus,
    RequirementVerdict,
    Verdict,
    Waiver,
)


def verdict_on(place: int, requirement: Requirement, measured: Measured) -> RequirementVerdict:
    status, sentence = _status(requirement, measured)
    return RequirementVerdict(
        place=place,
        requirement=requirement,
        status=status,
        observed=measured.value,
        n=measured.n,
        sentence=sentence,
        evidence=measured.evidence,
        interval=measured.interval,
        culprits=measured.culprits,
    )


def passes(requirement: Requirement, value: Decimal) -> bool:
    """Whether the value is on the right side of the threshold."""
    difference = value - requirement.threshold
    return difference >= 0 if requirement.comparison is Comparison.AT_LEAST else difference <= 0


def held(requirement: Requirement, measured: Measured) -> Decimal | None:
    """The value that is held against the threshold: of an interval the worse end."""
    if requirement.bound is Bound.POINT:
        return measured.value
    if measured.interval is None:
        return None
    is_least = requirement.comparison is Comparison.AT_LEAST
    return measured.interval.low if is_least else measured.interval.high


def _status(requirement: Requirement, measured: Measured) -> tuple[RequirementStatus, str]:
    name, counted = name_of(requirement), MEASURABLE[requirement.metric].counted
    if measured.n < requirement.items_min:
        least = requirement.items_min
        sentence = f"{name} rests on {measured.n} {counted}, and at least {least} count"
        return RequirementStatus.INSUFFICIENT_EVIDENCE, f"{sentence} as evidence."
    if measured.status is not None or measured.value is None:
        status = measured.status or RequirementStatus.UNDEFINED
        return status, f"{name} has no value: {measured.sentence}"
    value = held(requirement, measured)
    if value is None:
        sentence = f"{name} has no confidence interval: {measured.sentence or 'none can be had.'}"
        return RequirementStatus.UNDEFINED, sentence
    observed = told(measured.value)
    if requirement.bound is Bound.INTERVAL and measured.interval is not None:
        ends = measured.interval
        observed += f" [{told(ends.low)}, {told(ends.high)}]"
    sentence = f"{name} is {observed}, wanted {wanted_by(requirement)}, on {measured.n} {counted}."
    is_met = passes(requirement, value)
    return (RequirementStatus.PASS if is_met else RequirementStatus.FAIL), sentence


def waived(
    verdicts: Iterable[RequirementVerdict], waivers: Sequence[Waiver]
) -> tuple[RequirementVerdict, ...]:
    """A waiver changes nothing that passes, and none of the numbers."""
    return tuple(_waived(one, waivers) for one in verdicts)


def _waived(one: RequirementVerdict, waivers: Sequence[Waiver]) -> RequirementVerdict:
    if one.status in MET:
        return one
    for waiver in waivers:
        if waiver.requirement == one.requirement:
            sentence = f"{one.sentence} {waiver.sentence}"
            return msgspec.structs.replace(one, status=RequirementStatus.WAIVED, sentence=sentence)
    return one


def readiness_of(
    verdicts: tuple[RequirementVerdict, ...], policy: Policy | None, under: str
) -> Readiness:
    """What follows for the batch; `under` names the policy."""
    if policy is None:
        sentence = "No policy is published yet, so nothing says what ready means."
        return Readiness(verdict=Verdict.NOT_READY, sentence=sentence, requirements=())
    verdict, sentence = _verdict(verdicts, under)
    return Readiness(verdict=verdict, sentence=sentence, requirements=verdicts)


def _verdict(judged: tuple[RequirementVerdict, ...], under: str) -> tuple[Verdict, str]:
    blocking = [one for one in judged if one.requirement.severity is Severity.BLOCK]
    if not blocking:
        return Verdict.NOT_READY, f"Not ready: {under} has no requirement that blocks."
    failed = [one for one in blocking if one.status is RequirementStatus.FAIL]
    if failed:
        said = f"{len(failed)} of {len(blocking)} blocking requirements fail"
        return Verdict.NOT_READY, f"Not ready under {under}: {said}."
    unknown = [one for one in blocking if one.status not in MET]
    if unknown:
        said = f"{len(unknown)} of {len(blocking)} blocking requirements cannot be judged yet"
        return Verdict.UNDECIDED, f"Undecided under {under}: {said}."
    n_waived = sum(one.status is RequirementStatus.WAIVED for one in blocking)
    if n_waived:
        said = f"{len(blocking) - n_waived} of {len(blocking)} blocking requirements pass"
        return Verdict.READY, f"Ready under {under}: {said}, {n_waived} waived."
    return Verdict.READY, f"Ready under {under}: all {len(blocking)} blocking requirements pass."
