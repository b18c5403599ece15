"""What a policy may demand of a batch: metric, threshold, evidence, severity.

What each metric can be asked about is told by `metrics.py`; requirements are checked against it
when a policy is published (`requirement_faults.py`).
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec

from labeltrail.events.identifiers import BatchId, MemberId, TaskName
from labeltrail.events.streams.policy.metrics import Metric, Scope


class Comparison(StrEnum):
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Bound(StrEnum):
    """Which end of the evidence is held against the threshold."""

    POINT = "point"
    INTERVAL = "interval"
    """The confidence interval's worse end."""


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"


class Coefficient(StrEnum):
    """Of agreement; each is described where it is computed."""

    OBSERVED_AGREEMENT = "OBSERVED_AGREEMENT"
    COHEN_KAPPA = "COHEN_KAPPA"
    LIGHT_KAPPA = "LIGHT_KAPPA"
    CONGER_KAPPA = "CONGER_KAPPA"
    FLEISS_KAPPA = "FLEISS_KAPPA"
    SCOTT_PI = "SCOTT_PI"
    KRIPPENDORFF_ALPHA = "KRIPPENDORFF_ALPHA"
    GWET_AC1 = "GWET_AC1"
    GWET_AC2 = "GWET_AC2"
    BRENNAN_PREDIGER = "BRENNAN_PREDIGER"
    ICC_1_1 = "ICC_1_1"
    ICC_1_K = "ICC_1_K"
    ICC_2_1 = "ICC_2_1"
    ICC_2_K = "ICC_2_K"
    KENDALL_TAU_B = "KENDALL_TAU_B"


class IntervalBy(StrEnum):
    """How the confidence interval of a coefficient is found."""

    PUBLISHED = "published"
    """By the standard error that the coefficient's own source states."""
    BOOTSTRAP = "bootstrap"
    """Items drawn again, `resamples` times, from the seed that the requirement states."""


class Requirement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One demand on a batch. `items_min` is the least number of cases that count as evidence.

    scope            what must meet it, each by itself: the batch as a whole, or each task, class,
                     slice (by `attribute`) or annotator
    category         only this class; `annotator` only this one
    attribute        and `attribute_value`: only the items that were registered with it
    coefficient      of agreement
    interval_by      how its interval is found; `level`, `resamples` and `seed` belong to it
    reference        the batch that this one is compared with
    parts            of PARTS_PASSED: requirements of which so many must pass
    """

    metric: Metric
    comparison: Comparison
    threshold: Decimal
    task: TaskName | None = None
    bound: Bound = Bound.POINT
    items_min: int = 1
    severity: Severity = Severity.BLOCK
    scope: Scope = Scope.BATCH
    category: str | None = None
    annotator: MemberId | None = None
    attribute: str | None = None
    attribute_value: str | None = None
    coefficient: Coefficient | None = None
    interval_by: IntervalBy = IntervalBy.PUBLISHED
    level: Decimal = Decimal("0.95")
    resamples: int = 1_000
    seed: int = 0
    reference: BatchId | None = None
    parts: tuple[Requirement, ...] = ()
