"""Values as people write them into files: the canonical text of each, and forms that are clear.

A set      ["a","b"] in any order, or a|b where no class of the task holds a bar; [] for none
A path     the id of its last class, ["a","b"], or a/b where no class of the task holds a slash
A number   any decimal text: 1.50, +3, 2e3
A ranking  [["a"],["b","c"]], or a > b = c where no candidate holds such a sign
Preference ["a","b","first"], or a > b, a < b, a = b (a tie)

Ids may be in any normal form of Unicode; the value has them in NFC. Whatever else there is stays a
fault: nothing is guessed.
"""

import re

import msgspec

from labeltrail.events.identifiers import ClassId, class_id_of
from labeltrail.events.rejections import Rejection
from labeltrail.events.values.categories import parsed
from labeltrail.events.values.faults import value_fault
from labeltrail.events.values.kinds import (
    ClassSet,
    Number,
    Path,
    Preference,
    PreferenceOutcome,
    Ranking,
    Value,
)
from labeltrail.events.values.numbers import NumberUnusable
from labeltrail.events.values.tasks import Task, TaskKind

_SIGNS = {">": PreferenceOutcome.FIRST, "<": PreferenceOutcome.SECOND, "=": PreferenceOutcome.TIE}
_array = msgspec.json.Decoder(tuple[str, ...])
_COMPARED = re.compile(r"\s*([<>=])\s*")


def value_of_text(task: Task, text: str) -> Value | Rejection:
    """The value that `text` stands for in a file or on a command line."""
    value = _written(task, text) or parsed(task, text)
    if isinstance(value, Rejection):
        return value
    return value_fault(task, value) or value


def _written(task: Task, text: str) -> Value | None:
    """The value of a form that only people write; None for what may be canonical."""
    match task.kind:
        case TaskKind.MULTILABEL:
            chosen = _listed(task, text, "|")
            return None if chosen is None else ClassSet(class_ids=chosen)
        case TaskKind.HIERARCHICAL:
            if any(c.class_id == class_id_of(text) for c in task.classes):
                return None
            steps = _listed(task, text, "/")
            return None if steps is None else Path(class_ids=steps)
        case TaskKind.NUMERIC:
            try:
                return Number(number=text.strip())
            except NumberUnusable:
                return None
        case TaskKind.RANKING if _is_plain(task, text, "<>="):
            groups = re.split(r"\s*>\s*", text.strip())
            tied = (re.split(r"\s*=\s*", group) for group in groups)
            return Ranking(groups=tuple(tuple(map(class_id_of, group)) for group in tied))
        case TaskKind.PREFERENCE if _is_plain(task, text, "<>="):
            parts = _COMPARED.split(text.strip())
            if len(parts) != 3:
                return None
            return Preference(
                first=class_id_of(parts[0]), second=class_id_of(parts[2]), outcome=_SIGNS[parts[1]]
            )
        case _:
            return None


def _listed(task: Task, text: str, separator: str) -> tuple[ClassId, ...] | None:
    """An array, or ids apart by the separator where no id of the task holds it."""
    if text.startswith("["):
        try:
            return tuple(map(class_id_of, _array.decode(text)))
        except msgspec.DecodeError:
            return None
    if not _is_plain(task, text, separator):
        return None
    return tuple(class_id_of(one.strip()) for one in text.split(separator))


def _is_plain(task: Task, text: str, signs: str) -> bool:
    """Whether the signs can only part ids: an array does not begin, and no id holds one."""
    return not text.startswith("[") and not any(
        sign in c.class_id for c in task.classes for sign in signs
    )
