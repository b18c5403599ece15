"""The classes of a new project's task: those named, or those that the file's labels hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from labeltrail.backend.importing.file import ImportFile
from labeltrail.backend.importing.lines import Malformed
from labeltrail.events.identifiers import class_id_of
from labeltrail.events.values import TaskKind

CLASSES_FOUND_MAX = 200
_SEPARATORS = {
    TaskKind.MULTILABEL: re.compile(r"\|"),
    TaskKind.HIERARCHICAL: re.compile("/"),
    TaskKind.RANKING: re.compile("[>=]"),
    TaskKind.PREFERENCE: re.compile("[<>=]"),
}
"""What parts class ids in labels that are no JSON array; see `events.values.texts`."""
_array = msgspec.json.Decoder(list[str | list[str]])


class ClassesFault(ValueError):
    """The classes cannot be told; the message says why and what to do."""


class FoundClass(msgspec.Struct, frozen=True):
    """`parent` is the class above it, in paths."""

    class_id: str
    parent: str | None = None


def named_classes(names: Sequence[str], kind: TaskKind | None) -> tuple[FoundClass, ...]:
    """As on the command line: ids, and whole paths for a hierarchical task. Raises ClassesFault."""
    return _put_together((_steps(name, kind) for name in names), kind, in_order=True)


def classes_in(file: ImportFile, kind: TaskKind | None) -> tuple[FoundClass, ...]:
    """Those of the file's labels, numbers by size and before words. Raises ClassesFault."""
    if kind is TaskKind.NUMERIC:
        return ()
    with file.opened() as rows:
        labels = (
            row.judgment.label
            for row in rows
            if not isinstance(row, Malformed) and row.judgment is not None
        )
        return _put_together((_steps(label, kind) for label in labels), kind, in_order=False)


def _put_together(
    each: Iterator[list[str]], kind: TaskKind | None, *, in_order: bool
) -> tuple[FoundClass, ...]:
    parents: dict[str, str | None] = {}
    for steps in each:
        above: str | None = None
        for step in steps:
            parent = above if kind is TaskKind.HIERARCHICAL else None
            if parents.setdefault(step, parent) != parent:
                raise ClassesFault(
                    f"{step!r} stands under {parents[step] or 'nothing'!r} and under"
                    f" {parent or 'nothing'!r}; a class has one parent"
                )
            above = step
        if len(parents) > CLASSES_FOUND_MAX:
            raise ClassesFault(f"more than {CLASSES_FOUND_MAX} different labels; name --classes")
    names = list(parents) if in_order else sorted(parents, key=_by_size)
    return tuple(FoundClass(name, parents[name]) for name in names)


def _steps(label: str, kind: TaskKind | None) -> list[str]:
    """The class ids that a label names, in its order; look-alikes are one."""
    label = class_id_of(label)
    separator = _SEPARATORS.get(kind) if kind is not None else None
    if separator is None:
        return [label]
    if not label.startswith("["):
        return [one.strip() for one in separator.split(label)]
    try:
        found = _array.decode(label)
    except msgspec.DecodeError:
        return []
    if kind is TaskKind.PREFERENCE:
        found = found[:2]
    return [step for one in found for step in ([one] if isinstance(one, str) else one)]


def _by_size(label: str) -> tuple[int, float, str]:
    try:
        return 0, float(label), label
    except ValueError:
        return 1, 0.0, label
