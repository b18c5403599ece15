"""What a policy may demand of a batch: metric, threshold, evidence, severity."""

from decimal import Decimal
from enum import StrEnum

import msgspec

from labeltrail.events.identifiers import TaskName
from labeltrail.events.limits import EVIDENCE_ITEMS_MAX, THRESHOLD_DECIMALS_MAX, THRESHOLD_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.values import Task


class Metric(StrEnum):
    """What a requirement measures on a batch."""

    COVERAGE = "coverage"
    """Share of items with at least one label that counts as a vote."""
    OVERLAP = "overlap"
    """Share of items with at least the policy's overlap of such labels."""
    ALPHA_NOMINAL = "alpha_nominal"
    ALPHA_ORDINAL = "alpha_ordinal"
    """Krippendorff's alpha of a task, with the named distance."""
    ITEMS_WITHOUT_GROUND_TRUTH = "items_without_ground_truth"
    """Number of items."""
    OPEN_ESCALATIONS = "open_escalations"
    """Number of escalations on the batch's items."""


OF_A_TASK = (Metric.ALPHA_NOMINAL, Metric.ALPHA_ORDINAL, Metric.ITEMS_WITHOUT_GROUND_TRUTH)


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


class Requirement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One demand on a batch. `items_min` is the least number of items that count as evidence."""

    metric: Metric
    comparison: Comparison
    threshold: Decimal
    task: TaskName | None = None
    bound: Bound = Bound.POINT
    items_min: int = 1
    severity: Severity = Severity.BLOCK


def requirement_fault(
    requirement: Requirement, tasks: dict[TaskName, Task], *at: str | int
) -> Rejection | None:
    metric = requirement.metric
    fault = _threshold_fault(requirement.threshold, *at, "threshold")
    if fault is not None:
        return fault
    if not 1 <= requirement.items_min <= EVIDENCE_ITEMS_MAX:
        message = f"1 to {EVIDENCE_ITEMS_MAX} items count as evidence, not {requirement.items_min}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, "items_min"))
    if requirement.bound is Bound.INTERVAL:
        message = f"no confidence interval is computed for {metric} yet; use the point"
        return Rejection(Rule.INTERVAL_NOT_AVAILABLE, message, (*at, "bound"))
    if metric in OF_A_TASK and requirement.task not in tasks:
        message = f"{metric} needs one of the tasks in force: {', '.join(tasks) or 'none yet'}"
        return Rejection(Rule.TASK_UNKNOWN, message, (*at, "task"))
    if metric not in OF_A_TASK and requirement.task is not None:
        message = f"{metric} is about items, not about a task; leave the task out"
        return Rejection(Rule.POLICY_CONTRADICTORY, message, (*at, "task"))
    return None


def _threshold_fault(threshold: Decimal, *path: str | int) -> Rejection | None:
    if not threshold.is_finite():
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, "the threshold is no number", path)
    exponent = threshold.as_tuple().exponent
    is_fine = isinstance(exponent, int) and exponent < -THRESHOLD_DECIMALS_MAX
    if abs(threshold) <= THRESHOLD_MAX and not is_fine:
        return None
    message = (
        f"a threshold is at most {THRESHOLD_MAX}, with at most {THRESHOLD_DECIMALS_MAX} decimals"
    )
    return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, path)
