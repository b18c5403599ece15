"""What becomes of the classes of one taxonomy version in the next one, and why a mapping is none.

Every class has a fate: kept, renamed, merged, split or retired. One that the mapping does not name
is kept if the new version has its id; one that would vanish in silence is refused.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec

from labeltrail.events import checks
from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.rejections import Path, Rejection, Rule
from labeltrail.events.values import Task, TaskKind


class Fate(StrEnum):
    """What a new version makes of a class of the old one."""

    KEPT = "kept"
    """The same class under the same id, perhaps said better."""
    RENAMED = "renamed"
    """The same class under another id."""
    MERGED = "merged"
    """Part of a wider class now."""
    SPLIT = "split"
    """Several classes now: an answer that names it does not say which."""
    RETIRED = "retired"
    """Asked for no more."""


class ClassFate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`into` names classes of the new version: one of a class renamed or merged, two or more of
    one that is split.
    """

    class_id: ClassId
    fate: Fate
    into: tuple[ClassId, ...] = ()


class TaskMapping(msgspec.Struct, frozen=True, kw_only=True):
    """The fates of classes of a task of the old version."""

    task: TaskName
    classes: tuple[ClassFate, ...]


Mapping = tuple[TaskMapping, ...]

_INTO = {Fate.KEPT: 0, Fate.RENAMED: 1, Fate.MERGED: 1, Fate.RETIRED: 0}
_SHAPES = {TaskKind.BINARY: "choice", TaskKind.MULTICLASS: "choice"}


def has_shape_of(old: Task, new: Task) -> bool:
    """Whether answers to the one can be answers to the other: a binary task may get more classes,
    and nothing else becomes another kind.
    """
    return _SHAPES.get(old.kind, old.kind) == _SHAPES.get(new.kind, new.kind)


def faults(
    old: Sequence[Task], new: Sequence[Task], mapping: Mapping
) -> Iterator[Rejection | None]:
    """Why the mapping does not lead every class of the old version into the new one."""
    yield checks.distinct([one.task for one in mapping], "mapping")
    before = {task.name: task for task in old}
    after = {task.name: task for task in new}
    for place, one in enumerate(mapping):
        at = ("mapping", place)
        if one.task not in before:
            known = ", ".join(before) or "none"
            message = f"the version in force has no task {one.task!r}; its tasks: {known}"
            yield Rejection(Rule.TASK_UNKNOWN, message, (*at, "task"))
        else:
            yield from _task_faults(before[one.task], after.get(one.task), one, at)
    yield from _silences(old, new, {one.task: one for one in mapping})


def _task_faults(
    old: Task, new: Task | None, mapping: TaskMapping, at: Path
) -> Iterator[Rejection | None]:
    yield checks.distinct([one.class_id for one in mapping.classes], *at, "classes")
    known = {one.class_id for one in old.classes}
    is_carried = new is not None and has_shape_of(old, new)
    targets = {one.class_id for one in new.classes} if new is not None and is_carried else set()
    kept = known - {one.class_id for one in mapping.classes if one.fate is not Fate.KEPT}
    taken = Counter(one.into[0] for one in mapping.classes if one.fate is Fate.RENAMED and one.into)
    for place, one in enumerate(mapping.classes):
        where = (*at, "classes", place)
        if one.class_id not in known:
            message = f"the version in force has no class {one.class_id!r} in this task"
            yield Rejection(Rule.CLASS_UNKNOWN, message, (*where, "class_id"))
            continue
        if not is_carried and one.fate is not Fate.RETIRED:
            message = (
                f"answers to task {old.name!r} cannot be carried over: it is gone, or its answers"
                " have another form now; retire its classes, or give the new task another name"
            )
            yield Rejection(Rule.MAPPING_CONTRADICTORY, message, (*where, "fate"))
            continue
        yield from _targets_faults(one, targets, where)
        yield _contradiction(one, targets, kept, taken, where)


def _targets_faults(
    one: ClassFate, targets: set[ClassId], where: Path
) -> Iterator[Rejection | None]:
    wanted = _INTO.get(one.fate)
    if wanted is None and len(one.into) < 2:
        message = f"{one.class_id!r} is split into two classes or more; name them"
        yield Rejection(Rule.MAPPING_CONTRADICTORY, message, (*where, "into"))
    if wanted is not None and len(one.into) != wanted:
        needs = "name the one class that it becomes" if wanted else "leave `into` out"
        message = f"{one.class_id!r} is {one.fate}: {needs}"
        yield Rejection(Rule.MAPPING_CONTRADICTORY, message, (*where, "into"))
    yield checks.distinct(one.into, *where, "into")
    for place, target in enumerate(one.into):
        if target not in targets:
            message = f"the new version has no class {target!r} in this task; add it, or mend this"
            yield Rejection(Rule.CLASS_UNKNOWN, message, (*where, "into", place))


def _contradiction(
    one: ClassFate,
    targets: set[ClassId],
    kept: set[ClassId],
    taken: Counter[ClassId],
    where: Path,
) -> Rejection | None:
    """Where two readings of a label would be possible."""
    if one.fate is Fate.KEPT:
        if one.class_id in targets:
            return None
        message = f"the new version has no class {one.class_id!r}: it is renamed, or not kept"
        return Rejection(Rule.MAPPING_CONTRADICTORY, message, (*where, "fate"))
    if one.class_id in targets and one.class_id not in one.into:
        message = (
            f"the new version has a class {one.class_id!r}, which would be taken for the old one;"
            " keep it, or give the new class another id"
        )
        return Rejection(Rule.MAPPING_CONTRADICTORY, message, (*where, "fate"))
    if one.fate is Fate.RENAMED and one.into:
        (target, *_) = one.into
        if target == one.class_id:
            message = f"{target!r} is its own name; say that it is kept"
            return Rejection(Rule.MAPPING_CONTRADICTORY, message, (*where, "fate"))
        if taken[target] > 1 or target in kept:
            message = f"{target!r} takes in more than {one.class_id!r}; say that they are merged"
            return Rejection(Rule.MAPPING_CONTRADICTORY, message, (*where, "fate"))
    return None


def _silences(
    old: Sequence[Task], new: Sequence[Task], named: dict[TaskName, TaskMapping]
) -> Iterator[Rejection]:
    """Tasks and classes of the old version that are in neither the new one nor the mapping."""
    after = {task.name: (place, task) for place, task in enumerate(new)}
    for task in old:
        mapped = {one.class_id for one in named[task.name].classes} if task.name in named else set()
        place, now = after.get(task.name, (None, None))
        if now is not None and place is not None and has_shape_of(task, now):
            left = {one.class_id for one in now.classes} | mapped
            gone = [one.class_id for one in task.classes if one.class_id not in left]
            path: Path = ("tasks", place, "classes")
        else:
            gone = [one.class_id for one in task.classes if one.class_id not in mapped]
            path = ("tasks",) if place is None else ("tasks", place, "kind")
            if not task.classes and task.name not in named:
                message = (
                    f"task {task.name!r} would vanish with its answers; name it in the mapping,"
                    " without classes, if that is meant"
                )
                yield Rejection(Rule.CLASS_UNMAPPED, message, path)
        if gone:
            message = (
                f"class {gone[0]!r} of task {task.name!r} would vanish with its labels"
                f"{f', and {len(gone) - 1} more' if len(gone) > 1 else ''}; say in the mapping"
                " whether it is renamed, merged, split or retired"
            )
            yield Rejection(Rule.CLASS_UNMAPPED, message, path)
