"""Why a task cannot be asked: the first fault of its declaration, with the path below the task."""

from collections.abc import Iterator
from decimal import Decimal

from labeltrail.events import checks
from labeltrail.events.limits import (
    CLASSES_MAX,
    EXCLUSIVE_GROUPS_MAX,
    HOTKEY_LENGTH_MAX,
    LINES_MAX,
    RANK_MAX,
    TITLE_LENGTH_MAX,
)
from labeltrail.events.rejections import Path, Rejection, Rule
from labeltrail.events.values import (
    ClassDefinition,
    NumberRule,
    NumberUnusable,
    SetRule,
    Task,
    TaskKind,
    number_text,
)
from labeltrail.events.values.tasks import RULE_OF_KIND


def task_fault(task: Task, *at: str | int) -> Rejection | None:
    return checks.first(
        (
            checks.identifier(task.name, *at, "name"),
            checks.text(task.question, *at, "question", length_max=TITLE_LENGTH_MAX),
            checks.at_most(task.classes, CLASSES_MAX, *at, "classes"),
            checks.distinct([c.class_id for c in task.classes], *at, "classes"),
            *(_class_fault(c, *at, "classes", place) for place, c in enumerate(task.classes)),
            *_hotkey_faults(task, at),
            _shape_fault(task, at),
            *_parent_faults(task, at),
            _rule_fault(task, at),
        )
    )


def _class_fault(definition: ClassDefinition, *at: str | int) -> Rejection | None:
    lists = ("inclusion", "exclusion", "examples", "counterexamples")
    return checks.first(
        (
            checks.identifier(definition.class_id, *at, "class_id"),
            checks.text(definition.definition, *at, "definition"),
            _rank_fault(definition.rank, *at, "rank"),
            *(checks.at_most(getattr(definition, name), LINES_MAX, *at, name) for name in lists),
            *(
                checks.text(line, *at, name, place)
                for name in lists
                for place, line in enumerate(getattr(definition, name))
            ),
        )
    )


def _hotkey_faults(task: Task, at: Path) -> Iterator[Rejection | None]:
    """Each key chooses one class of the task."""
    first: dict[str, str] = {}
    for place, one in enumerate(task.classes):
        if one.hotkey is None:
            continue
        path = (*at, "classes", place, "hotkey")
        yield checks.identifier(one.hotkey, *path) or checks.text(
            one.hotkey, *path, length_max=HOTKEY_LENGTH_MAX
        )
        chooses = first.setdefault(one.hotkey, one.class_id)
        if chooses != one.class_id:
            message = f"{one.hotkey!r} chooses {chooses!r} already; take another key"
            yield Rejection(Rule.DUPLICATE_GIVEN, message, path)


def _rank_fault(rank: int | None, *path: str | int) -> Rejection | None:
    if rank is None or -RANK_MAX <= rank <= RANK_MAX:
        return None
    message = f"a rank lies between -{RANK_MAX} and {RANK_MAX}, not at {rank}"
    return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, path)


def _shape_fault(task: Task, at: Path) -> Rejection | None:
    """Each kind's own demand on its classes."""
    ranks = [c.rank for c in task.classes]
    at_classes = (*at, "classes")
    if task.kind is TaskKind.ORDINAL:
        if any(rank is None for rank in ranks) or len(set(ranks)) < len(ranks):
            message = "every class of an ordinal task needs a rank of its own"
            return Rejection(Rule.TASK_MALFORMED, message, at_classes)
    elif any(rank is not None for rank in ranks):
        message = f"only an ordinal task has ranks; this one is {task.kind}"
        return Rejection(Rule.TASK_MALFORMED, message, at_classes)
    if task.kind is TaskKind.NUMERIC:
        if not task.classes:
            return None
        message = "a numeric task has no classes; say its unit and bounds in the rule"
        return Rejection(Rule.TASK_MALFORMED, message, at_classes)
    if task.kind is TaskKind.BINARY and len(task.classes) != 2:
        message = f"a binary task has exactly 2 classes, not {len(task.classes)}"
        return Rejection(Rule.TASK_MALFORMED, message, at_classes)
    if len(task.classes) < 2:
        message = "a task with fewer than 2 classes asks nothing"
        return Rejection(Rule.TASK_MALFORMED, message, at_classes)
    return None


def _parent_faults(task: Task, at: Path) -> Iterator[Rejection]:
    """Parents exist, are classes of hierarchical tasks only, and never lead back to the child."""
    parents = {c.class_id: c.parent for c in task.classes}
    for place, one in enumerate(task.classes):
        if one.parent is None:
            continue
        path = (*at, "classes", place, "parent")
        if task.kind is not TaskKind.HIERARCHICAL:
            message = f"only a hierarchical task has parents; this one is {task.kind}"
            yield Rejection(Rule.TASK_MALFORMED, message, path)
        elif one.parent not in parents:
            message = f"no class {one.parent!r} in this task"
            yield Rejection(Rule.CLASS_UNKNOWN, message, path)
        else:
            above, seen = parents[one.class_id], {one.class_id}
            while above is not None and above not in seen:
                seen.add(above)
                above = parents.get(above)
            if above is not None:
                message = f"{above!r} would be above itself; let one of its parents go"
                yield Rejection(Rule.TASK_MALFORMED, message, path)


def _rule_fault(task: Task, at: Path) -> Rejection | None:
    at = (*at, "rule")
    rule = task.rule
    wanted = RULE_OF_KIND.get(task.kind)
    if isinstance(rule, SetRule | NumberRule) and isinstance(rule, wanted or ()):
        return (
            _set_rule_fault(task, rule, at)
            if isinstance(rule, SetRule)
            else _number_rule_fault(rule, at)
        )
    if not rule or isinstance(rule, wanted or ()):
        return None
    message = f"this rule is none of a task that is {task.kind}; leave it out"
    return Rejection(Rule.TASK_MALFORMED, message, at)


def _set_rule_fault(task: Task, rule: SetRule, at: Path) -> Rejection | None:
    most = len(task.classes) if rule.selected_max is None else rule.selected_max
    if not 1 <= most <= len(task.classes):
        message = f"at most so many classes can be chosen: 1 to {len(task.classes)}, not {most}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, "selected_max"))
    if not 0 <= rule.selected_min <= most:
        message = f"at least so many are chosen: 0 to {most}, not {rule.selected_min}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, "selected_min"))
    too_many = checks.at_most(rule.exclusive, EXCLUSIVE_GROUPS_MAX, *at, "exclusive")
    if too_many is not None:
        return too_many
    known = {c.class_id for c in task.classes}
    for place, group in enumerate(rule.exclusive):
        path = (*at, "exclusive", place)
        if len(group) < 2:
            message = "classes exclude each other from two on"
            return Rejection(Rule.TASK_MALFORMED, message, path)
        for inside, one in enumerate(group):
            if one not in known:
                message = f"no class {one!r} in this task"
                return Rejection(Rule.CLASS_UNKNOWN, message, (*path, inside))
        twice = checks.distinct(group, *path)
        if twice is not None:
            return twice
    return None


def _number_rule_fault(rule: NumberRule, at: Path) -> Rejection | None:
    if rule.unit is not None:
        fault = checks.text(rule.unit, *at, "unit", length_max=TITLE_LENGTH_MAX)
        if fault is not None:
            return fault
    for name in ("minimum", "maximum", "step"):
        written = getattr(rule, name)
        try:
            is_canonical = written is None or number_text(written) == written
        except NumberUnusable as error:
            return Rejection(Rule.NUMBER_MALFORMED, str(error), (*at, name))
        if not is_canonical:
            message = f"write {number_text(written)} for {written}"
            return Rejection(Rule.NUMBER_MALFORMED, message, (*at, name))
    if rule.step is not None and Decimal(rule.step) <= 0:
        message = f"a step leads upwards: more than 0, not {rule.step}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, "step"))
    low, high = rule.minimum, rule.maximum
    if low is not None and high is not None and Decimal(low) > Decimal(high):
        message = f"the maximum {high} lies below the minimum {low}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, "maximum"))
    return None
