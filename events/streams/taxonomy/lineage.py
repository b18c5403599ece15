"""How answers made under one taxonomy version read under a later one.

Pure. A value is carried along the mappings of every version in between: kept, renamed and merged
classes carry over, a value that names a class split or retired on the way is not answerable under
the later version. Such a value is a text that no class can have, so no reader takes it for one.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import assert_never

import msgspec

from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams.taxonomy.mapping import ClassFate, Fate, Mapping, has_shape_of
from labeltrail.events.values import (
    CannotTell,
    Choice,
    ClassSet,
    Number,
    NumberRule,
    Path,
    Preference,
    Ranking,
    Rating,
    Task,
    TaskKind,
    Value,
    category,
)
from labeltrail.events.values.categories import parsed, path_to, unanswerable

READ_MAX = 4_096
"""Values of one task and version that are remembered; forgotten when they are more."""


class Carried(IntEnum):
    """How a value came into the version that it is read under; of several ways the gravest."""

    AS_IT_IS = 0
    """Given under that version, or every class of it kept."""
    RENAMED = 1
    MERGED = 2
    SPLIT = 3
    RETIRED = 4


ANSWERABLE_MAX = Carried.MERGED
_OF_FATE = {
    Fate.KEPT: Carried.AS_IT_IS,
    Fate.RENAMED: Carried.RENAMED,
    Fate.MERGED: Carried.MERGED,
    Fate.SPLIT: Carried.SPLIT,
    Fate.RETIRED: Carried.RETIRED,
}


class Read(msgspec.Struct, frozen=True):
    """A value under a later version. `lost` names the class that was split or retired, `into`
    what it was split into.
    """

    value: Value
    carried: Carried = Carried.AS_IT_IS
    lost: ClassId | None = None
    into: tuple[ClassId, ...] = ()


class Step:
    """From one version of a task to the next."""

    def __init__(self, old: Task, new: Task | None, fates: Sequence[ClassFate]) -> None:
        self.new = new
        self._is_carried = (
            new is not None and has_shape_of(old, new) and not _unit_differs(old, new)
        )
        here = {one.class_id for one in new.classes} if new is not None else set()
        said = {one.class_id: one for one in fates}
        self.fates = {
            one.class_id: said.get(one.class_id) or _unsaid(one.class_id, here)
            for one in old.classes
        }
        self._class_of_rank = {one.rank: one.class_id for one in old.classes}
        self._rank_of = {one.class_id: one.rank for one in new.classes} if new is not None else {}
        moved = (
            {one.class_id: (one.rank, one.parent) for one in old.classes}.items()
            - {one.class_id: (one.rank, one.parent) for one in new.classes}.items()
            if new is not None
            else set(self.fates)
        )
        self.changes_nothing = self._is_carried and not moved and self._keeps_all()

    def _keeps_all(self) -> bool:
        return all(one.fate is Fate.KEPT for one in self.fates.values())

    def read(self, value: Value) -> Read:
        if self.changes_nothing or isinstance(value, CannotTell):
            return Read(value)
        if not self._is_carried or self.new is None:
            return _gone(Carried.RETIRED, ClassId(category(value) or ""))
        match value:
            case Number():
                return Read(value)
            case Choice():
                return self._one(value.class_id, lambda target: Choice(class_id=target))
            case Rating():
                return self._rating(value)
            case Path():
                new = self.new
                return self._one(value.class_ids[-1], lambda target: path_to(new, target))
            case ClassSet() | Ranking() | Preference():
                return self._several(value)
            case _:
                assert_never(value)

    def _rating(self, value: Rating) -> Read:
        known = self._class_of_rank.get(value.rank)
        if known is None:
            return Read(value)
        fate = self.fates[known]
        if _OF_FATE[fate.fate] > ANSWERABLE_MAX:
            return _gone(_OF_FATE[fate.fate], known, fate.into)
        rank = self._rank_of.get(_target(fate))
        return Read(value if rank is None else Rating(rank=rank), _OF_FATE[fate.fate])

    def _one(self, class_id: ClassId, made: Callable[[ClassId], Value]) -> Read:
        fate = self.fates.get(class_id)
        if fate is None:
            return Read(made(class_id))
        carried = _OF_FATE[fate.fate]
        if carried > ANSWERABLE_MAX:
            return _gone(carried, class_id, fate.into)
        return Read(made(_target(fate)), carried)

    def _several(self, value: ClassSet | Ranking | Preference) -> Read:
        """Of values that name many classes each must carry over, and stay apart where that is
        what the value is about.
        """
        named = _named(value)
        fates = [self.fates.get(one) or ClassFate(class_id=one, fate=Fate.KEPT) for one in named]
        gravest = max((_OF_FATE[one.fate] for one in fates), default=Carried.AS_IT_IS)
        if gravest > ANSWERABLE_MAX:
            lost = next(one for one in fates if _OF_FATE[one.fate] == gravest)
            return _gone(gravest, lost.class_id, lost.into)
        becomes = {one.class_id: _target(one) for one in fates}
        match value:
            case ClassSet():
                distinct = tuple(dict.fromkeys(becomes[one] for one in value.class_ids))
                return Read(ClassSet(class_ids=distinct), gravest)
            case _ if len(set(becomes.values())) < len(becomes):
                return _gone(Carried.RETIRED, named[0])
            case Ranking():
                groups = tuple(tuple(becomes[one] for one in group) for group in value.groups)
                return Read(Ranking(groups=groups), gravest)
            case Preference():
                first, second = becomes[value.first], becomes[value.second]
                told = Preference(first=first, second=second, outcome=value.outcome)
                return Read(told, gravest)


class Lineage:
    """Of the tasks of one version, from every version before it."""

    def __init__(
        self,
        versions: Sequence[tuple[Task, ...]],
        mappings: Sequence[Mapping],
        began: Sequence[int] = (),
    ) -> None:
        """`mappings` are those into each version, the first leads from nowhere; `began` the
        positions at which they came into force.
        """
        self.version = len(versions)
        self._began = tuple(began)
        self._told = (tuple(versions), tuple(mappings), self._began)
        self._versions = [{task.name: task for task in tasks} for tasks in versions]
        into = (*mappings[1:], *((),) * len(versions))  # a state of before says nothing of them
        self._steps = [
            _steps(old, new, mapping)
            for old, new, mapping in zip(self._versions, self._versions[1:], into, strict=False)
        ]
        self._read: dict[tuple[TaskName, int], dict[str, Read]] = {}
        self._same_since: dict[TaskName, int] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lineage) and self._told == other._told

    def __hash__(self) -> int:
        return hash((self.version, self._began))

    def task(self, name: TaskName, version: int) -> Task | None:
        """The task as a version asks it."""
        return self._versions[version - 1].get(name) if version else None

    def version_at(self, position: int) -> int:
        """The version in force when the event at a position was recorded, of these."""
        return bisect_left(self._began, position)

    def changes(self, task: TaskName, version: int) -> bool:
        """Whether any answer to the task under a version reads as another one now."""
        since = self._same_since.get(task)
        if since is None:
            since = self.version
            while since > 1 and self._is_same(task, since - 1):
                since -= 1
            self._same_since[task] = since
        return version < since

    def _is_same(self, task: TaskName, version: int) -> bool:
        step = self._steps[version - 1].get(task)
        return step is None or step.changes_nothing

    @property
    def changes_nothing(self) -> bool:
        return not any(self.changes(task, 1) for tasks in self._versions for task in tasks)

    def read(self, task: TaskName, version: int, value: Value) -> Read:
        """A value given under `version` as it reads under this one; the very same if equal."""
        if not self.changes(task, version):
            return Read(value)
        told = category(value)
        if told is None:
            return Read(value)
        known = self._read.setdefault((task, version), {})
        found = known.get(told)
        if found is None:
            if len(known) >= READ_MAX:
                known.clear()
            found = known[told] = self._carry(task, version, value)
        return Read(value, found.carried) if found.value == value else found

    def read_category(self, task: TaskName, version: int, told: str) -> tuple[str, Carried]:
        """The same of values as the statistics name them."""
        if not self.changes(task, version):
            return told, Carried.AS_IT_IS
        asked = self._versions[version - 1].get(task) if version else None
        value = parsed(asked, told) if asked is not None else None
        if value is None or isinstance(value, Rejection):
            return told, Carried.AS_IT_IS
        found = self.read(task, version, value)
        return category(found.value) or told, found.carried

    def _carry(self, task: TaskName, version: int, value: Value) -> Read:
        carried = Carried.AS_IT_IS
        for steps in self._steps[max(version, 1) - 1 :]:
            if task not in steps:
                continue
            found = steps[task].read(value)
            if found.lost is not None:
                return found
            value, carried = found.value, max(carried, found.carried)
        return Read(value, carried)


def _steps(
    old: dict[TaskName, Task], new: dict[TaskName, Task], mapping: Mapping
) -> dict[TaskName, Step]:
    fates = {one.task: one.classes for one in mapping}
    return {name: Step(task, new.get(name), fates.get(name, ())) for name, task in old.items()}


def _unsaid(class_id: ClassId, here: set[ClassId]) -> ClassFate:
    """Kept under its id. Before mappings were recorded a class could vanish: it is retired."""
    return ClassFate(class_id=class_id, fate=Fate.KEPT if class_id in here else Fate.RETIRED)


def _target(fate: ClassFate) -> ClassId:
    return fate.into[0] if fate.into else fate.class_id


def _named(value: ClassSet | Ranking | Preference) -> tuple[ClassId, ...]:
    match value:
        case ClassSet():
            return value.class_ids
        case Ranking():
            return tuple(one for group in value.groups for one in group)
        case Preference():
            return (value.first, value.second)


def _gone(carried: Carried, lost: ClassId, into: tuple[ClassId, ...] = ()) -> Read:
    return Read(Choice(class_id=ClassId(unanswerable(lost))), carried, lost, into)


def _unit_differs(old: Task, new: Task) -> bool:
    """Whether they are numeric and of different units: then the numbers are others."""
    return old.kind is TaskKind.NUMERIC and old.ruled(NumberRule).unit != new.ruled(NumberRule).unit
