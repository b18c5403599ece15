"""Why a value does not answer a task: the first fault in a fixed order, with its path.

Paths lie below the value. A class inside a set, group or pair is named by its id, since their
order is ours and not the client's; the API says where the client wrote it.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from labeltrail.events.identifiers import ClassId, TaskName, class_id_of
from labeltrail.events.rejections import Path as Where
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.values.kinds import (
    Answers,
    CannotTell,
    Choice,
    ClassSet,
    Number,
    Path,
    Preference,
    Ranking,
    Rating,
    Value,
)
from labeltrail.events.values.tasks import (
    NumberRule,
    PathRule,
    RankingRule,
    SetRule,
    Task,
    TaskKind,
)

NAMED_MAX = 20
"""So many of a long list are named."""
SHOWN_MAX = 60
"""So much of a text that names nothing is shown."""
TAKES = {
    TaskKind.BINARY: (Choice, "one class"),
    TaskKind.MULTICLASS: (Choice, "one class"),
    TaskKind.ORDINAL: (Rating, "a rank"),
    TaskKind.MULTILABEL: (ClassSet, "a set of classes"),
    TaskKind.HIERARCHICAL: (Path, "a path of classes"),
    TaskKind.NUMERIC: (Number, "a number"),
    TaskKind.RANKING: (Ranking, "a ranking of its candidates"),
    TaskKind.PREFERENCE: (Preference, "a preference between two candidates"),
}


def answers_fault(tasks: dict[TaskName, Task], answers: Answers) -> Rejection | None:
    """The first fault of a label's answers, with the path below `answers`."""
    if not answers:
        return Rejection(Rule.NOTHING_GIVEN, f"answer at least one of: {', '.join(tasks)}")
    for name, answer in answers.items():
        task = tasks.get(name)
        if task is None:
            message = (
                f"no task {shown(name)} in this taxonomy version; its tasks: {', '.join(tasks)}"
            )
            return Rejection(Rule.TASK_UNKNOWN, message, (name,))
        fault = value_fault(task, answer.value)
        if fault is not None:
            return fault.under(name, "value")
        if answer.confidence is not None and not 0 <= answer.confidence <= 1:
            message = f"confidence must lie between 0 and 1, not {answer.confidence}"
            return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (name, "confidence"))
    return None


def value_fault(task: Task, value: Value) -> Rejection | None:
    """Why `value` does not answer `task`, with the path below the value; None when it does."""
    if isinstance(value, CannotTell):
        if task.allows_cannot_tell:
            return None
        message = f"task {task.name!r} does not allow 'cannot tell'; skip the item instead"
        return Rejection(Rule.CANNOT_TELL_NOT_ALLOWED, message)
    wanted, told = TAKES[task.kind]
    if not isinstance(value, wanted):
        scale_told = f": {scale(task)}" if task.kind is TaskKind.ORDINAL else ""
        message = f"task {task.name!r} is {task.kind} and takes {told}{scale_told}"
        return Rejection(Rule.VALUE_KIND_MISMATCH, message)
    match value:
        case Choice():
            if any(c.class_id == value.class_id for c in task.classes):
                return None  # found sooner than all are put into a set: this is asked a lot
            return _no_class(task, value.class_id, ("class_id",))
        case Rating():
            return _rating_fault(task, value)
        case ClassSet():
            return _set_fault(task, value, task.ruled(SetRule))
        case Path():
            return _path_fault(task, value)
        case Number():
            return _number_fault(task, Decimal(value.number), task.ruled(NumberRule))
        case Ranking():
            return _ranking_fault(task, value)
        case Preference():
            return _preference_fault(task, value)
        case _:
            assert_never(value)


def scale(task: Task) -> str:
    return "one of " + ", ".join(task.categories())


def _rating_fault(task: Task, value: Rating) -> Rejection | None:
    if any(c.rank == value.rank for c in task.classes):
        return None
    message = f"rank {value.rank} is off the scale of task {task.name!r}: {scale(task)}"
    return Rejection(Rule.RANK_OFF_SCALE, message, ("rank",))


def _set_fault(task: Task, value: ClassSet, rule: SetRule) -> Rejection | None:
    """Unknown, then twice, then how many, then exclusive."""
    chosen, at = value.class_ids, ("class_ids",)
    fault = _unknown(task, chosen, lambda one: (*at, one)) or _twice(chosen, *at)
    if fault is not None:
        return fault
    if len(chosen) < rule.selected_min:
        message = f"choose at least {rule.selected_min} of task {task.name!r}, not {len(chosen)}"
        return Rejection(Rule.TOO_FEW_CHOSEN, message, at)
    if rule.selected_max is not None and len(chosen) > rule.selected_max:
        message = f"choose at most {rule.selected_max} of task {task.name!r}, not {len(chosen)}"
        return Rejection(Rule.TOO_MANY_CHOSEN, message, at)
    for group in rule.exclusive:
        together = [one for one in chosen if one in group]
        if len(together) > 1:
            message = f"{together[0]!r} and {together[1]!r} exclude each other; keep one of them"
            return Rejection(Rule.CLASSES_EXCLUSIVE, message, (*at, together[1]))
    return None


def _path_fault(task: Task, value: Path) -> Rejection | None:
    steps = value.class_ids
    if not steps:
        message = "a path names at least one class, from the top down"
        return Rejection(Rule.NOTHING_GIVEN, message, ("class_ids",))
    parents = {c.class_id: c.parent for c in task.classes}
    above: ClassId | None = None
    for place, step in enumerate(steps):
        if step not in parents:
            return _no_class(task, step, ("class_ids", place))
        if parents[step] != above:
            parent = parents[step]
            place_told = "stands at the top" if parent is None else f"belongs under {parent!r}"
            under = "at the top" if above is None else f"under {above!r}"
            message = f"{step!r} {place_told}, not {under}; name every class on the way down"
            return Rejection(Rule.PATH_BROKEN, message, ("class_ids", place))
        above = step
    if not task.ruled(PathRule).leaf_required:
        return None
    below = [one for one, parent in parents.items() if parent == above]
    if below:
        message = f"go on below {above!r}: one of {listed(below)}"
        return Rejection(Rule.PATH_NOT_AT_LEAF, message, ("class_ids",))
    return None


def _number_fault(task: Task, number: Decimal, rule: NumberRule) -> Rejection | None:
    unit = f" {rule.unit}" if rule.unit is not None else ""
    at = ("number",)
    if rule.minimum is not None and number < Decimal(rule.minimum):
        message = f"task {task.name!r} takes at least {rule.minimum}{unit}, not {number:f}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, at)
    if rule.maximum is not None and number > Decimal(rule.maximum):
        message = f"task {task.name!r} takes at most {rule.maximum}{unit}, not {number:f}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, at)
    if rule.step is not None and not is_on_step(number, rule.minimum or "0", rule.step):
        message = (
            f"{number:f} is off the steps of task {task.name!r}:"
            f" {rule.step}{unit} apart, counted from {rule.minimum or '0'}"
        )
        return Rejection(Rule.NUMBER_OFF_STEP, message, at)
    return None


def is_on_step(number: Decimal, origin: str, step: str) -> bool:
    """Whether whole steps lead from `origin` to `number`, exactly."""
    return (Fraction(number) - Fraction(origin)) % Fraction(step) == 0


def _ranking_fault(task: Task, value: Ranking) -> Rejection | None:
    """Unknown, then twice, then an empty group, then ties, then candidates left out."""
    seen: set[ClassId] = set()
    known = {c.class_id for c in task.classes}
    for place, group in enumerate(value.groups):
        at = ("groups", place)
        for one in group:
            if one not in known:
                return _no_class(task, one, (*at, one))
            if one in seen:
                message = f"{one!r} is given twice; leave one of them out"
                return Rejection(Rule.DUPLICATE_GIVEN, message, (*at, one))
            seen.add(one)
        if not group:
            message = "a place without candidates ranks nobody; leave it out"
            return Rejection(Rule.NOTHING_GIVEN, message, at)
        if len(group) > 1 and not task.ruled(RankingRule).allows_ties:
            message = f"task {task.name!r} allows no ties; put {listed(group)} in an order"
            return Rejection(Rule.TIE_NOT_ALLOWED, message, at)
    missing = [c.class_id for c in task.classes if c.class_id not in seen]
    if missing:
        message = f"rank every candidate; left out: {listed(missing)}"
        return Rejection(Rule.RANKING_INCOMPLETE, message, ("groups",))
    return None


def _preference_fault(task: Task, value: Preference) -> Rejection | None:
    pair, at = (value.first, value.second), "candidates"
    fault = _unknown(task, pair, lambda one: (at, one))
    if fault is None and value.first == value.second:
        message = f"{value.first!r} cannot be compared with itself; name two candidates"
        return Rejection(Rule.CANDIDATES_EQUAL, message, (at, value.second))
    return fault


def _unknown(
    task: Task, given: Iterable[ClassId], at: Callable[[ClassId], Where]
) -> Rejection | None:
    known = {c.class_id for c in task.classes}
    for one in given:
        if one not in known:
            return _no_class(task, one, at(one))
    return None


def _no_class(task: Task, given: ClassId, at: Where) -> Rejection:
    form = "" if class_id_of(given) == given else ", which is not in Unicode normal form C,"
    known = listed(c.class_id for c in task.classes)
    message = f"no class {shown(given)}{form} in task {task.name!r}: {known}"
    return Rejection(Rule.CLASS_UNKNOWN, message, at)


def _twice(ordered: tuple[ClassId, ...], *at: str) -> Rejection | None:
    for one, following in pairwise(ordered):
        if one == following:
            message = f"{one!r} is given twice; leave one of them out"
            return Rejection(Rule.DUPLICATE_GIVEN, message, (*at, one))
    return None


def shown(text: str) -> str:
    """What somebody gave, cut where it is long."""
    return repr(text if len(text) <= SHOWN_MAX else text[:SHOWN_MAX] + "…")


def listed(names: Iterable[str]) -> str:
    """The first of them; "none" where there are none."""
    given = list(names)
    return ", ".join(given[:NAMED_MAX]) + (" …" if len(given) > NAMED_MAX else "") or "none"
