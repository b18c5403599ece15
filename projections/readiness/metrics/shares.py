"""Shares with Wilson's interval, and what metrics tell where there is nothing to measure. Pure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from labeltrail.events.streams.policy import Bound, Requirement
from labeltrail.projections.annotators.proportions import wilson
from labeltrail.projections.evidence import Evidence
from labeltrail.projections.readiness.verdicts import (
    Culprit,
    Interval,
    Measured,
    RequirementStatus,
    quantised,
)


def of_share(
    hits: int,
    n: int,
    requirement: Requirement,
    *,
    empty: str,
    evidence: tuple[Evidence, ...] = (),
    culprits: tuple[Culprit, ...] = (),
) -> Measured:
    """`hits` of `n` cases; `empty` tells what is not there where `n` is 0."""
    if not n:
        return nothing(empty)
    return Measured(
        value=quantised(Fraction(hits, n)),
        n=n,
        interval=share_interval(hits, n, requirement),
        evidence=evidence,
        culprits=culprits,
    )


def share_interval(hits: int, n: int, requirement: Requirement) -> Interval | None:
    """None where the requirement asks for none."""
    if requirement.bound is not Bound.INTERVAL or not n:
        return None
    low, high = wilson(hits, n, level=float(requirement.level))
    return Interval(low=rounded(low), high=rounded(high), level=requirement.level, method="wilson")


def rounded(value: float) -> Decimal:
    return quantised(Fraction(value))


def nothing(sentence: str, n: int = 0) -> Measured:
    """There is too little to measure."""
    status = RequirementStatus.INSUFFICIENT_EVIDENCE
    return Measured(value=None, n=n, status=status, sentence=sentence)


def undefined(sentence: str, n: int) -> Measured:
    """There is enough, and no value all the same."""
    return Measured(value=None, n=n, status=RequirementStatus.UNDEFINED, sentence=sentence)
