"""Label values: one tagged union for every kind of task, validated against a task.

The canonical form is fixed here: class ids and ranks as they stand in the taxonomy, never
1 for 1.0 and never a label for its look-alike, so equal judgments are equal bytes.

Here and in all that replays make by the million: gc=False, since values that never change hold no
cycles, and a replay is twice as fast when the collector does not walk them.
"""

from enum import StrEnum
from typing import assert_never

import msgspec

from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.limits import IDENTIFIER_LENGTH_MAX
from labeltrail.events.rejections import Rejection, Rule


class TaskKind(StrEnum):
    """What shape of value answers a task."""

    BINARY = "binary"
    MULTICLASS = "multiclass"
    ORDINAL = "ordinal"


class ClassDefinition(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One class of a task, as annotators read it. On an ordinal task `rank` places it."""

    class_id: ClassId
    definition: str
    inclusion: tuple[str, ...] = ()
    exclusion: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()
    rank: int | None = None


class Task(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A question asked of every item. `classes` is in the order that scores report."""

    name: TaskName
    kind: TaskKind
    question: str
    classes: tuple[ClassDefinition, ...]
    allows_cannot_tell: bool = False

    def categories(self) -> tuple[str, ...]:
        """The statistics' categories, in order: class ids, or ranks from low to high."""
        if self.kind is TaskKind.ORDINAL:
            return tuple(str(rank) for rank in sorted(c.rank or 0 for c in self.classes))
        return tuple(c.class_id for c in self.classes)


class Choice(msgspec.Struct, frozen=True, gc=False, kw_only=True, tag_field="kind", tag="choice"):
    """One class of a binary or multiclass task."""

    class_id: ClassId


class Rating(msgspec.Struct, frozen=True, gc=False, kw_only=True, tag_field="kind", tag="rating"):
    """One rank of an ordinal task's declared scale."""

    rank: int


class CannotTell(
    msgspec.Struct, frozen=True, gc=False, kw_only=True, tag_field="kind", tag="cannot_tell"
):
    """The annotator looked and could not tell. Missing for agreement, but counted."""


Value = Choice | Rating | CannotTell


class Answer(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A value for one task. `confidence` is the annotator's own, 0 to 1."""

    value: Value
    confidence: float | None = None


Answers = dict[TaskName, Answer]
"""One label: an answer per task. A task without an entry is unanswered."""


def category(value: Value) -> str | None:
    """The value as a category of the statistics; None when it is missing for them."""
    match value:
        case Choice():
            return value.class_id
        case Rating():
            return str(value.rank)
        case CannotTell():
            return None
        case _:
            assert_never(value)


def value_of_category(task: Task, text: str) -> Value | Rejection:
    """The value that `text` stands for in a file or on a command line."""
    if task.kind is TaskKind.ORDINAL:
        if text not in task.categories():  # never 1.0 or " 1" for 1: one rank is written one way
            message = f"{text[:IDENTIFIER_LENGTH_MAX]!r} is not a rank: {_scale(task)}"
            return Rejection(Rule.RANK_OFF_SCALE, message)
        value: Value = Rating(rank=int(text))
    else:
        value = Choice(class_id=ClassId(text))
    return value_fault(task, value) or value


def value_fault(task: Task, value: Value) -> Rejection | None:
    """Why `value` does not answer `task`, with the path below the value; None when it does."""
    match value:
        case CannotTell():
            if task.allows_cannot_tell:
                return None
            message = f"task {task.name!r} does not allow 'cannot tell'; skip the item instead"
            return Rejection(Rule.CANNOT_TELL_NOT_ALLOWED, message)
        case Choice():
            return _choice_fault(task, value)
        case Rating():
            return _rating_fault(task, value)
        case _:
            assert_never(value)


def answers_fault(tasks: dict[TaskName, Task], answers: Answers) -> Rejection | None:
    """The first fault of a label's answers, with the path below `answers`."""
    if not answers:
        return Rejection(Rule.NOTHING_GIVEN, f"answer at least one of: {', '.join(tasks)}")
    for name, answer in answers.items():
        task = tasks.get(name)
        if task is None:
            message = f"no task {name!r} in this taxonomy version; its tasks: {', '.join(tasks)}"
            return Rejection(Rule.TASK_UNKNOWN, message, (name,))
        fault = value_fault(task, answer.value)
        if fault is not None:
            return fault.under(name, "value")
        if answer.confidence is not None and not 0 <= answer.confidence <= 1:
            message = f"confidence must lie between 0 and 1, not {answer.confidence}"
            return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (name, "confidence"))
    return None


def _choice_fault(task: Task, value: Choice) -> Rejection | None:
    if task.kind is TaskKind.ORDINAL:
        message = f"task {task.name!r} is ordinal and takes a rank: {_scale(task)}"
        return Rejection(Rule.VALUE_KIND_MISMATCH, message)
    if any(c.class_id == value.class_id for c in task.classes):
        return None
    shown = [c.class_id for c in task.classes[:20]]
    more = " …" if len(task.classes) > len(shown) else ""
    message = f"no class {value.class_id!r} in task {task.name!r}: {', '.join(shown)}{more}"
    return Rejection(Rule.CLASS_UNKNOWN, message, ("class_id",))


def _rating_fault(task: Task, value: Rating) -> Rejection | None:
    if task.kind is not TaskKind.ORDINAL:
        message = f"task {task.name!r} is {task.kind} and takes a class, not a rank"
        return Rejection(Rule.VALUE_KIND_MISMATCH, message)
    if any(c.rank == value.rank for c in task.classes):
        return None
    message = f"rank {value.rank} is off the scale of task {task.name!r}: {_scale(task)}"
    return Rejection(Rule.RANK_OFF_SCALE, message, ("rank",))


def _scale(task: Task) -> str:
    return "one of " + ", ".join(task.categories())
