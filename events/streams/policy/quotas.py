"""How many items of each class are wanted, and what an error costs.

A quota counts items whose ground truth is the class, or holds it: a set with the class in it, a
path that leads through it. A cost weighs one wrong answer against another; 1 where none is stated.
"""

from decimal import Decimal
from enum import StrEnum

import msgspec

from labeltrail.events import checks
from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.limits import EVIDENCE_ITEMS_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.values import Task, TaskKind

QUOTAS_MAX = 1_000
COSTS_MAX = 1_000
COST_MAX = 1_000_000
COST_DECIMALS_MAX = 6
SHARE_DECIMALS_MAX = 6
COUNTED_KINDS = (
    TaskKind.BINARY,
    TaskKind.MULTICLASS,
    TaskKind.ORDINAL,
    TaskKind.HIERARCHICAL,
    TaskKind.MULTILABEL,
)
"""Whose answers are classes, or hold them."""
ONE_CLASS = (TaskKind.BINARY, TaskKind.MULTICLASS, TaskKind.ORDINAL)
"""Whose answer is one class of a short list, so that a wrong one is a pair of classes."""


class QuotaScope(StrEnum):
    """Within what a quota counts: each batch by itself, or the whole project."""

    BATCH = "batch"
    PROJECT = "project"


class Quota(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Bounds are inclusive. Shares are of the items that have ground truth in the task."""

    task: TaskName
    class_id: ClassId
    scope: QuotaScope = QuotaScope.BATCH
    items_min: int | None = None
    items_max: int | None = None
    share_min: Decimal | None = None
    share_max: Decimal | None = None


class ErrorCost(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What it costs to say `said` of an item that is `truth`; None: any other class that has no
    cost of its own with it.
    """

    task: TaskName
    truth: ClassId
    said: ClassId | None = None
    cost: Decimal


def quotas_fault(quotas: tuple[Quota, ...], tasks: dict[TaskName, Task]) -> Rejection | None:
    at = ("policy", "quotas")
    return checks.first(
        (
            checks.at_most(quotas, QUOTAS_MAX, *at),
            checks.distinct([(one.task, one.class_id, one.scope) for one in quotas], *at),
            *(_quota_fault(one, tasks, *at, place) for place, one in enumerate(quotas)),
            _together_fault(quotas, tasks, *at),
        )
    )


def costs_fault(costs: tuple[ErrorCost, ...], tasks: dict[TaskName, Task]) -> Rejection | None:
    at = ("policy", "costs")
    return checks.first(
        (
            checks.at_most(costs, COSTS_MAX, *at),
            checks.distinct([(one.task, one.truth, one.said) for one in costs], *at),
            *(_cost_fault(one, tasks, *at, place) for place, one in enumerate(costs)),
        )
    )


def _quota_fault(quota: Quota, tasks: dict[TaskName, Task], *at: str | int) -> Rejection | None:
    fault = _class_fault(quota.task, {"class_id": quota.class_id}, COUNTED_KINDS, tasks, *at)
    if fault is not None:
        return fault
    bounds = (quota.items_min, quota.items_max, quota.share_min, quota.share_max)
    if all(one is None for one in bounds):
        message = "a quota wants at least or at most so many items, or such a share; give one"
        return Rejection(Rule.NOTHING_GIVEN, message, at)
    for name, items in (("items_min", quota.items_min), ("items_max", quota.items_max)):
        if items is not None and not 0 <= items <= EVIDENCE_ITEMS_MAX:
            message = f"0 to {EVIDENCE_ITEMS_MAX} items can be wanted, not {items}"
            return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, name))
    for name, share in (("share_min", quota.share_min), ("share_max", quota.share_max)):
        if share is not None and not _is_fine(share, 1, SHARE_DECIMALS_MAX):
            message = f"a share lies between 0 and 1, with at most {SHARE_DECIMALS_MAX} decimals"
            return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, name))
    is_reversed = _is_above(quota.items_min, quota.items_max)
    if is_reversed or _is_above(quota.share_min, quota.share_max):
        message = "at least more than at most can never be met"
        return Rejection(Rule.POLICY_CONTRADICTORY, message, at)
    return None


def _together_fault(
    quotas: tuple[Quota, ...], tasks: dict[TaskName, Task], *at: str | int
) -> Rejection | None:
    """Shares of classes of which an item has one cannot add up to more than all items."""
    wanted: dict[tuple[TaskName, QuotaScope], Decimal] = {}
    for place, one in enumerate(quotas):
        task = tasks.get(one.task)
        if task is None or task.kind not in ONE_CLASS or one.share_min is None:
            continue
        key = (one.task, one.scope)
        wanted[key] = wanted.get(key, Decimal(0)) + one.share_min
        if wanted[key] > 1:
            message = f"the shares wanted of {one.task} add up to {wanted[key]}, more than all"
            return Rejection(Rule.POLICY_CONTRADICTORY, message, (*at, place, "share_min"))
    return None


def _cost_fault(cost: ErrorCost, tasks: dict[TaskName, Task], *at: str | int) -> Rejection | None:
    named = {"truth": cost.truth, **({} if cost.said is None else {"said": cost.said})}
    fault = _class_fault(cost.task, named, ONE_CLASS, tasks, *at)
    if fault is not None:
        return fault
    if cost.said == cost.truth:
        message = "a right answer costs nothing; name two classes, or one"
        return Rejection(Rule.POLICY_CONTRADICTORY, message, (*at, "said"))
    if not _is_fine(cost.cost, COST_MAX, COST_DECIMALS_MAX):
        message = f"a cost lies between 0 and {COST_MAX}, with at most {COST_DECIMALS_MAX} decimals"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, "cost"))
    return None


def _class_fault(
    name: TaskName,
    classes: dict[str, ClassId],
    kinds: tuple[TaskKind, ...],
    tasks: dict[TaskName, Task],
    *at: str | int,
) -> Rejection | None:
    task = tasks.get(name)
    if task is None:
        message = f"no task {name!r} in force; there are {', '.join(tasks) or 'none yet'}"
        return Rejection(Rule.TASK_UNKNOWN, message, (*at, "task"))
    if task.kind not in kinds:
        message = f"task {name!r} is {task.kind}; this takes {', '.join(kinds)}"
        return Rejection(Rule.POLICY_CONTRADICTORY, message, (*at, "task"))
    known = [one.class_id for one in task.classes]
    for field, class_id in classes.items():
        if class_id not in known:
            message = f"task {name!r} has no class {class_id!r}; it has {', '.join(known)}"
            return Rejection(Rule.CLASS_UNKNOWN, message, (*at, field))
    return None


def _is_fine(number: Decimal, most: int, decimals: int) -> bool:
    if not number.is_finite() or not 0 <= number <= most:
        return False
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -decimals


def _is_above(low: int | Decimal | None, high: int | Decimal | None) -> bool:
    return low is not None and high is not None and low > high
