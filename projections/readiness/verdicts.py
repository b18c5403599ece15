"""What is said of a batch: a verdict on each requirement, and what follows from them.

READY only when the policy demands something and every blocking requirement passes or is waived. A
requirement that cannot be computed is UNDEFINED, one with too little evidence
INSUFFICIENT_EVIDENCE: neither is a pass, neither is zero.

Observed values and the ends of intervals are decimals: counts as they are, all else rounded half to
even at `PLACES` decimal places. What is shown is what is held against the threshold.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import msgspec

from labeltrail.events.streams.policy import Requirement
from labeltrail.projections.evidence import Evidence

PLACES = 6
PARTS_SHOWN_MAX = 100
"""Of one requirement: the worst first."""
CULPRITS_MAX = 10


class RequirementStatus(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    UNDEFINED = "undefined"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    WAIVED = "waived"


MET = (RequirementStatus.PASS, RequirementStatus.WAIVED)


class Verdict(StrEnum):
    """UNDECIDED: nothing blocking fails, but something blocking cannot be judged yet."""

    READY = "ready"
    NOT_READY = "not_ready"
    UNDECIDED = "undecided"


class CulpritKind(StrEnum):
    ANNOTATOR = "annotator"
    CLASS = "class"
    SLICE = "slice"
    TASK = "task"
    TEAM = "team"
    FEATURE = "feature"
    """What an item shows besides its content."""
    PART = "part"
    """A requirement among the parts of another, by its place."""


class Culprit(msgspec.Struct, frozen=True, kw_only=True):
    """What weighs most besides items. `weight` compares culprits of one kind under one
    requirement, and has no unit that means more."""

    kind: CulpritKind
    name: str
    weight: int


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """A confidence interval, recomputable from its method and seed."""

    low: Decimal
    high: Decimal
    level: Decimal
    method: str
    seed: int | None = None


class Waiver(msgspec.Struct, frozen=True, kw_only=True):
    """A requirement that need not be met for now. It holds for that very requirement: under
    another threshold it says nothing. `sentence` tells who, why and until when."""

    requirement: Requirement
    sentence: str


class RequirementVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """
    place        of the requirement in the policy, or among the parts of another, from 0
    observed     what was measured; None when there is no value
    interval     None where none is asked for or there is none
    n            the cases that count as evidence
    sentence     the finding for people
    evidence     the items that weigh most
    culprits     the annotators, classes or slices that do
    subject      what the verdict is about, among the parts of another
    parts        of a requirement on each task, class, slice or annotator, and of one with parts:
                 the verdict on each, those that do not pass first, at most PARTS_SHOWN_MAX
    parts_total  how many there are
    """

    place: int
    requirement: Requirement
    status: RequirementStatus
    observed: Decimal | None
    n: int
    sentence: str
    evidence: tuple[Evidence, ...] = ()
    interval: Interval | None = None
    culprits: tuple[Culprit, ...] = ()
    subject: str | None = None
    parts: tuple[RequirementVerdict, ...] = ()
    parts_total: int = 0


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    verdict: Verdict
    sentence: str
    requirements: tuple[RequirementVerdict, ...]


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What a metric comes to: a value, or None with the status and the sentence that explain it.

    `n` are the cases that count as evidence. The rest as of `RequirementVerdict`.
    """

    value: Decimal | None
    n: int
    status: RequirementStatus | None = None
    sentence: str = ""
    interval: Interval | None = None
    evidence: tuple[Evidence, ...] = ()
    culprits: tuple[Culprit, ...] = ()


def quantised(exact: Fraction) -> Decimal:
    """Half to even at `PLACES` decimal places.

    >>> quantised(Fraction(2, 3))
    Decimal('0.666667')
    """
    return Decimal(round(exact * 10**PLACES)).scaleb(-PLACES)


def heaviest_culprits(found: list[Culprit]) -> tuple[Culprit, ...]:
    """The heaviest first, equal weights by name; weightless ones are none."""
    weighty = sorted((one for one in found if one.weight > 0), key=lambda c: (-c.weight, c.name))
    return tuple(weighty[:CULPRITS_MAX])
