"""What is wrong with a requirement, by the path of the fault: nothing that can never be judged is
published.
"""

from decimal import Decimal

from labeltrail.events.identifiers import TaskName
from labeltrail.events.limits import (
    EVIDENCE_ITEMS_MAX,
    IDENTIFIER_LENGTH_MAX,
    REQUIREMENT_DEPTH_MAX,
    REQUIREMENT_PARTS_MAX,
    REQUIREMENTS_MAX,
    RESAMPLES_MAX,
    RESAMPLES_MIN,
    SEED_MAX,
    THRESHOLD_DECIMALS_MAX,
    THRESHOLD_MAX,
)
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.policy.metrics import (
    BY_ATTRIBUTE,
    MEASURABLE,
    Measurable,
    Metric,
    Scope,
    Unit,
)
from labeltrail.events.streams.policy.requirements import (
    Bound,
    Coefficient,
    Comparison,
    IntervalBy,
    Requirement,
)
from labeltrail.events.values import Task, TaskKind

Place = str | int

WHOLE_VALUES = frozenset(
    {
        Coefficient.ICC_1_1,
        Coefficient.ICC_1_K,
        Coefficient.ICC_2_1,
        Coefficient.ICC_2_K,
        Coefficient.KENDALL_TAU_B,
    }
)
"""Coefficients that have no meaning for one class against the rest."""
WITHOUT_STANDARD_ERROR = frozenset({Coefficient.LIGHT_KAPPA, Coefficient.KENDALL_TAU_B})


def requirements_fault(
    requirements: tuple[Requirement, ...], tasks: dict[TaskName, Task], *at: Place
) -> Rejection | None:
    """Of all requirements of a policy. Parts count as well, however deep."""
    asked = list(requirements)
    for n, one in enumerate(asked, start=1):
        if n > REQUIREMENTS_MAX:
            message = f"at most {REQUIREMENTS_MAX} requirements, with all their parts"
            return Rejection(Rule.TOO_MANY, message, at)
        asked.extend(one.parts)
    for place, one in enumerate(requirements):
        fault = requirement_fault(one, tasks, *at, place)
        if fault is not None:
            return fault
    return None


def requirement_fault(
    requirement: Requirement, tasks: dict[TaskName, Task], *at: Place, depth: int = 1
) -> Rejection | None:
    """The first fault, the plainest ones first."""
    asks = MEASURABLE[requirement.metric]
    return (
        _threshold_fault(requirement, asks, *at, "threshold")
        or _number_fault(requirement, *at)
        or _task_fault(requirement, asks, tasks, *at)
        or _scope_fault(requirement, asks, tasks, *at)
        or _slice_fault(requirement, asks, *at)
        or _coefficient_fault(requirement, tasks, *at)
        or _interval_fault(requirement, asks, tasks, *at)
        or _reference_fault(requirement, asks, *at)
        or _parts_fault(requirement, tasks, *at, depth=depth)
    )


def _contradiction(message: str, *at: Place) -> Rejection:
    return Rejection(Rule.POLICY_CONTRADICTORY, message, at)


def _threshold_fault(requirement: Requirement, asks: Measurable, *at: Place) -> Rejection | None:
    threshold = requirement.threshold
    if not threshold.is_finite():
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, "the threshold is no number", at)
    exponent = threshold.as_tuple().exponent
    is_fine = isinstance(exponent, int) and exponent < -THRESHOLD_DECIMALS_MAX
    if abs(threshold) > THRESHOLD_MAX or is_fine:
        message = (
            f"a threshold is at most {THRESHOLD_MAX}, with at most {THRESHOLD_DECIMALS_MAX}"
            " decimals"
        )
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, at)
    is_least = requirement.comparison is Comparison.AT_LEAST
    most = 1 if asks.unit in (Unit.SHARE, Unit.COEFFICIENT) else None
    if is_least and most is not None and threshold > most:
        message = f"{requirement.metric} is at most {most}, so it can never be at least {threshold}"
        return _contradiction(message, *at)
    if not is_least and asks.unit is not Unit.COEFFICIENT and threshold < 0:
        message = f"{requirement.metric} is never below 0, so it can never be at most {threshold}"
        return _contradiction(message, *at)
    return None


def _number_fault(requirement: Requirement, *at: Place) -> Rejection | None:
    if not 1 <= requirement.items_min <= EVIDENCE_ITEMS_MAX:
        message = f"1 to {EVIDENCE_ITEMS_MAX} items count as evidence, not {requirement.items_min}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, "items_min"))
    level = requirement.level
    if not level.is_finite() or not Decimal(0) < level < 1:
        message = f"a level of confidence lies between 0 and 1, not at {level}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, "level"))
    if not RESAMPLES_MIN <= requirement.resamples <= RESAMPLES_MAX:
        message = f"{RESAMPLES_MIN} to {RESAMPLES_MAX} resamples, not {requirement.resamples}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, "resamples"))
    if not 0 <= requirement.seed <= SEED_MAX:
        message = f"a seed lies between 0 and {SEED_MAX}, not at {requirement.seed}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, "seed"))
    return None


def _task_fault(
    requirement: Requirement, asks: Measurable, tasks: dict[TaskName, Task], *at: Place
) -> Rejection | None:
    metric, task = requirement.metric, requirement.task
    is_each = requirement.scope is Scope.EACH_TASK
    if is_each and not asks.of_task:
        message = f"{metric} is not about a task, so it cannot be asked of each"
        return _contradiction(message, *at, "scope")
    if asks.of_task and not is_each and task not in tasks:
        message = f"{metric} needs one of the tasks in force: {', '.join(tasks) or 'none yet'}"
        return Rejection(Rule.TASK_UNKNOWN, message, (*at, "task"))
    if task is not None and (is_each or not asks.of_task):
        about = "each task" if is_each else "items, not about a task"
        message = f"{metric} is about {about}; leave the task out"
        return _contradiction(message, *at, "task")
    return None


def _scope_fault(
    requirement: Requirement, asks: Measurable, tasks: dict[TaskName, Task], *at: Place
) -> Rejection | None:
    metric, scope = requirement.metric, requirement.scope
    if requirement.category is not None or scope is Scope.EACH_CLASS:
        path = "category" if requirement.category is not None else "scope"
        if not asks.of_class:
            message = f"{metric} has no value for one class; ask about the whole task"
            return _contradiction(message, *at, path)
        if scope in (Scope.EACH_CLASS, Scope.EACH_TASK) and requirement.category is not None:
            return _contradiction(f"{scope} and one class exclude each other", *at, "category")
        held = tasks.get(requirement.task) if requirement.task is not None else None
        classes = classes_of(held) if held is not None else ()
        if held is not None and not classes:
            message = f"the answers to {held.name} cannot be listed, so it has no classes"
            return _contradiction(message, *at, path)
        if requirement.category is not None and requirement.category not in classes:
            message = f"{requirement.task} has no class {requirement.category!r}"
            return Rejection(Rule.CLASS_UNKNOWN, message, (*at, "category"))
    if requirement.annotator is not None or scope in (Scope.EACH_ANNOTATOR, Scope.EACH_TEAM):
        path = "annotator" if requirement.annotator is not None else "scope"
        if not asks.of_annotator:
            message = f"{metric} has no value for one annotator"
            return _contradiction(message, *at, path)
        if requirement.annotator is not None and scope in (Scope.EACH_ANNOTATOR, Scope.EACH_TEAM):
            message = "each annotator and one annotator exclude each other"
            return _contradiction(message, *at, "annotator")
    return None


def classes_of(task: Task) -> tuple[str, ...]:
    """What can be asked about one by one: the categories, or the classes that sets are made of."""
    if task.has_open_categories:
        return tuple(one.class_id for one in task.classes)
    return task.categories()


def _slice_fault(requirement: Requirement, asks: Measurable, *at: Place) -> Rejection | None:
    attribute, is_each = requirement.attribute, requirement.scope in BY_ATTRIBUTE
    if asks.is_of_batch and (is_each or attribute is not None):
        message = f"{requirement.metric} is about the whole batch and has no slices"
        return _contradiction(message, *at, "scope" if is_each else "attribute")
    if is_each and not attribute:
        return _contradiction(f"{requirement.scope} needs an attribute's name", *at, "attribute")
    if attribute is not None and not 1 <= len(attribute) <= IDENTIFIER_LENGTH_MAX:
        message = f"the name of an attribute has 1 to {IDENTIFIER_LENGTH_MAX} characters"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, "attribute"))
    if is_each and requirement.attribute_value is not None:
        message = "each slice and one value of the attribute exclude each other"
        return _contradiction(message, *at, "attribute_value")
    if not is_each and (attribute is None) != (requirement.attribute_value is None):
        missing = "attribute" if attribute is None else "attribute_value"
        message = "one slice is an attribute and its value; name both or neither"
        return _contradiction(message, *at, missing)
    return None


def _coefficient_fault(
    requirement: Requirement, tasks: dict[TaskName, Task], *at: Place
) -> Rejection | None:
    wanted = requirement.coefficient
    if (requirement.metric is Metric.AGREEMENT) != (wanted is not None):
        message = (
            "agreement needs a coefficient"
            if wanted is None
            else f"{requirement.metric} takes no coefficient; leave it out"
        )
        return _contradiction(message, *at, "coefficient")
    is_of_part = requirement.category is not None or requirement.scope is Scope.EACH_CLASS
    if wanted in WHOLE_VALUES and is_of_part:
        message = f"{wanted} compares whole values, not one class against the rest"
        return _contradiction(message, *at, "coefficient")
    held = tasks.get(requirement.task) if requirement.task is not None else None
    if wanted is not None and held is not None and not _fits(wanted, held):
        message = f"{wanted} does not fit answers of the kind {held.kind}"
        return _contradiction(message, *at, "coefficient")
    return None


def _fits(coefficient: Coefficient, task: Task) -> bool:
    if coefficient is Coefficient.KENDALL_TAU_B:
        return task.kind is TaskKind.RANKING
    if coefficient in WHOLE_VALUES:
        return task.kind in (TaskKind.NUMERIC, TaskKind.ORDINAL)
    return True


def _interval_fault(
    requirement: Requirement, asks: Measurable, tasks: dict[TaskName, Task], *at: Place
) -> Rejection | None:
    if requirement.bound is not Bound.INTERVAL:
        return None
    metric, path = requirement.metric, (*at, "bound")
    if not asks.has_interval:
        message = f"no confidence interval is there for {metric}; use the point"
        return Rejection(Rule.INTERVAL_NOT_AVAILABLE, message, path)
    if requirement.interval_by is IntervalBy.BOOTSTRAP:
        return None
    is_of_one = requirement.annotator is not None or requirement.scope is Scope.EACH_ANNOTATOR
    held = tasks.get(requirement.task) if requirement.task is not None else None
    is_ordinal = held is not None and held.kind is TaskKind.ORDINAL
    lacks = (
        requirement.coefficient in WITHOUT_STANDARD_ERROR
        or metric is Metric.ALPHA_ORDINAL
        or (requirement.coefficient is Coefficient.KRIPPENDORFF_ALPHA and is_ordinal)
        or (metric is Metric.AGREEMENT and is_of_one)
    )
    if lacks:
        message = f"no standard error is published for this {metric}; use the bootstrap"
        return Rejection(Rule.INTERVAL_NOT_AVAILABLE, message, (*at, "interval_by"))
    return None


def _reference_fault(requirement: Requirement, asks: Measurable, *at: Place) -> Rejection | None:
    metric, reference = requirement.metric, requirement.reference
    if asks.needs_reference and reference is None:
        message = f"{metric} compares with another batch; name it"
        return _contradiction(message, *at, "reference")
    if reference is not None and not (asks.needs_reference or asks.takes_reference):
        message = f"{metric} compares with no other batch; leave the reference out"
        return _contradiction(message, *at, "reference")
    return None


def _parts_fault(
    requirement: Requirement, tasks: dict[TaskName, Task], *at: Place, depth: int
) -> Rejection | None:
    parts, path = requirement.parts, (*at, "parts")
    is_tree = requirement.metric is Metric.PARTS_PASSED
    if is_tree != bool(parts):
        message = (
            "say the parts of which so many must pass"
            if is_tree
            else f"{requirement.metric} has no parts; leave them out"
        )
        return _contradiction(message, *path)
    if len(parts) > REQUIREMENT_PARTS_MAX:
        message = f"at most {REQUIREMENT_PARTS_MAX} parts, not {len(parts)}"
        return Rejection(Rule.TOO_MANY, message, path)
    if is_tree and depth >= REQUIREMENT_DEPTH_MAX:
        message = f"parts of parts go at most {REQUIREMENT_DEPTH_MAX} deep"
        return Rejection(Rule.TOO_MANY, message, path)
    is_least = requirement.comparison is Comparison.AT_LEAST
    if is_tree and is_least and requirement.threshold > len(parts):
        message = f"of {len(parts)} parts {requirement.threshold} can never pass"
        return _contradiction(message, *at, "threshold")
    for place, one in enumerate(parts):
        fault = requirement_fault(one, tasks, *path, place, depth=depth + 1)
        if fault is not None:
            return fault
    return None
