"""Values as the statistics name them: one canonical text for each, and back.

Choice the class id; Rating the rank; ClassSet a JSON array of class ids in order; Path the id of
its last class, which names the path since each class has one parent; Number the canonical number;
Ranking a JSON array of arrays, best first; Preference a JSON array [first, second, outcome].
"""

from typing import assert_never

import msgspec

from labeltrail.events.identifiers import ClassId, class_id_of
from labeltrail.events.limits import IDENTIFIER_LENGTH_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.values.faults import scale, value_fault
from labeltrail.events.values.kinds import (
    CannotTell,
    Choice,
    ClassSet,
    Number,
    Path,
    Preference,
    PreferenceOutcome,
    Ranking,
    Rating,
    Value,
)
from labeltrail.events.values.numbers import NumberUnusable
from labeltrail.events.values.tasks import Task, TaskKind

_encode = msgspec.json.Encoder().encode
_set = msgspec.json.Decoder(tuple[str, ...])
_ranking = msgspec.json.Decoder(tuple[tuple[str, ...], ...])
_preference = msgspec.json.Decoder(tuple[str, str, PreferenceOutcome])


SUBSTITUTE = "\x1a"
"""Begins what no class id can be: it holds a control character."""


def unanswerable(class_id: ClassId) -> str:
    """Stands for a value that named a class which a later taxonomy version split or retired."""
    return SUBSTITUTE + class_id


def is_unanswerable(told: str) -> bool:
    return told.startswith(SUBSTITUTE)


def shown(told: str) -> str:
    """The category as people may read it.

    >>> shown(unanswerable(ClassId("plum"))), shown("plum")
    ('plum (not answerable any more)', 'plum')
    """
    return f"{told[1:]} (not answerable any more)" if is_unanswerable(told) else told


def category(value: Value) -> str | None:
    """The value as a category of the statistics; None when it is missing for them."""
    match value:
        case Choice():
            return value.class_id
        case Rating():
            return str(value.rank)
        case CannotTell():
            return None
        case Number():
            return value.number
        case Path():
            return value.class_ids[-1]
        case ClassSet():
            return _encode(value.class_ids).decode()
        case Ranking():
            return _encode(value.groups).decode()
        case Preference():
            return _encode((value.first, value.second, value.outcome)).decode()
        case _:
            assert_never(value)


def value_of_category(task: Task, text: str) -> Value | Rejection:
    """The value whose category is `text`, or why it is none of the task: the inverse of
    `category`, so never 1.0 or " 1" for 1.
    """
    value = parsed(task, text)
    if isinstance(value, Rejection):
        return value
    fault = value_fault(task, value)
    if fault is not None:
        return fault
    if category(value) != text:
        message = f"{_shown(text)} is not the one way to write it: {_shown(category(value) or '')}"
        return Rejection(Rule.VALUE_KIND_MISMATCH, message)
    return value


def parsed(task: Task, text: str) -> Value | Rejection:
    """The value that `text` writes, whether or not it answers the task or is canonical text."""
    match task.kind:
        case TaskKind.BINARY | TaskKind.MULTICLASS:
            return Choice(class_id=class_id_of(text))
        case TaskKind.ORDINAL:
            if text not in task.categories():
                message = f"{_shown(text)} is not a rank: {scale(task)}"
                return Rejection(Rule.RANK_OFF_SCALE, message)
            return Rating(rank=int(text))
        case TaskKind.HIERARCHICAL:
            return path_to(task, class_id_of(text))
        case TaskKind.NUMERIC:
            try:
                return Number(number=text)
            except NumberUnusable as error:
                return Rejection(Rule.NUMBER_MALFORMED, str(error), ("number",))
        case TaskKind.MULTILABEL | TaskKind.RANKING | TaskKind.PREFERENCE:
            return _from_json(task, text)
        case _:
            assert_never(task.kind)


def path_to(task: Task, class_id: str) -> Path:
    """The path that ends at a class; a class that the task has not is a path of its own."""
    parents = {c.class_id: c.parent for c in task.classes}
    steps = [ClassId(class_id)]
    while (parent := parents.get(steps[-1])) is not None and parent not in steps:
        steps.append(parent)
    return Path(class_ids=tuple(reversed(steps)))


def _from_json(task: Task, text: str) -> Value | Rejection:
    wanted = WANTED[task.kind]
    try:
        if task.kind is TaskKind.MULTILABEL:
            return ClassSet(class_ids=tuple(map(class_id_of, _set.decode(text))))
        if task.kind is TaskKind.RANKING:
            groups = _ranking.decode(text)
            return Ranking(groups=tuple(tuple(map(class_id_of, group)) for group in groups))
        first, second, outcome = _preference.decode(text)
        return Preference(first=class_id_of(first), second=class_id_of(second), outcome=outcome)
    except msgspec.DecodeError:
        message = f"{_shown(text)} is no {wanted}"
        return Rejection(Rule.VALUE_KIND_MISMATCH, message)


def _shown(text: str) -> str:
    return repr(text[:IDENTIFIER_LENGTH_MAX])


WANTED = {
    TaskKind.MULTILABEL: 'set of classes; write ["a","b"]',
    TaskKind.RANKING: 'ranking; write the groups from best to worst, as [["a"],["b","c"]]',
    TaskKind.PREFERENCE: 'preference; write ["a","b","first"], or "second", "tie", "both_bad"',
}
