"""What a model or a labeling function must have shown before it may label alone."""

from decimal import Decimal
from enum import StrEnum

import msgspec

from labeltrail.events import checks
from labeltrail.events.identifiers import TaskName
from labeltrail.events.limits import EVIDENCE_ITEMS_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.policy.metrics import Metric
from labeltrail.events.streams.policy.requirements import Bound, Requirement
from labeltrail.events.values import Task


class ValidationMetric(StrEnum):
    """ACCURACY: right / all. RECALL, PRECISION: of the class where it is worst, among those that
    have `items_min` items."""

    ACCURACY = "accuracy"
    RECALL = "recall"
    PRECISION = "precision"


class SoleLabeler(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the last evaluation of a model's last version must come to, in one task.

    `items_min` is the least number of items that count as evidence; `bound` INTERVAL holds the
    lower end of Wilson's interval at `level` against the threshold.
    """

    task: TaskName
    metric: ValidationMetric = ValidationMetric.ACCURACY
    threshold: Decimal
    items_min: int = 30
    bound: Bound = Bound.INTERVAL
    level: Decimal = Decimal("0.95")


def sole_labelers_fault(
    wanted: tuple[SoleLabeler, ...],
    requirements: tuple[Requirement, ...],
    tasks: dict[TaskName, Task],
) -> Rejection | None:
    """Why it cannot be, or would hold nobody back: only a requirement acts on a batch."""
    at = ("policy", "sole_labelers")
    return checks.first(
        (
            checks.distinct([one.task for one in wanted], *at),
            *(_fault(one, tasks, *at, place) for place, one in enumerate(wanted)),
            *(_idle_fault(one, requirements, *at, place) for place, one in enumerate(wanted)),
        )
    )


def _idle_fault(
    one: SoleLabeler, requirements: tuple[Requirement, ...], *at: str | int
) -> Rejection | None:
    asked = Metric.SOLE_LABELER_VALIDATED
    if any(it.metric is asked and it.task == one.task for it in requirements):
        return None
    message = (
        f"no requirement asks for this, so a model that has shown nothing would pass; add the"
        f" requirement {asked.name} of task {one.task!r}, or leave this out"
    )
    return Rejection(Rule.POLICY_CONTRADICTORY, message, at)


def _fault(one: SoleLabeler, tasks: dict[TaskName, Task], *at: str | int) -> Rejection | None:
    task = tasks.get(one.task)
    if task is None or task.has_open_categories:
        message = (
            f"this takes one of the tasks in force whose answers are a short list: {one.task!r}"
        )
        return Rejection(Rule.TASK_UNKNOWN, message, (*at, "task"))
    for name, number in (("threshold", one.threshold), ("level", one.level)):
        if not number.is_finite() or not 0 <= number <= 1:
            message = f"a {name} lies between 0 and 1, not at {number}"
            return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, name))
    if one.level in (0, 1):
        message = "a level of confidence lies between 0 and 1"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, "level"))
    if not 1 <= one.items_min <= EVIDENCE_ITEMS_MAX:
        message = f"1 to {EVIDENCE_ITEMS_MAX} items count as evidence, not {one.items_min}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, "items_min"))
    return None
