"""Files of readings, one a line: what `agreement --file` computes from, without any project."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.values import ClassDefinition, Task, TaskKind
from labeltrail.projections.columns.readings import NONE, Readings, Standing
from labeltrail.projections.terms import Terms

COLUMNS = ("item", "annotator", "value")
READINGS_MAX = 5_000_000
TASK = TaskName("value")

Row = tuple[str, str, str]
"""Item, annotator, value."""


class FileUnusable(Exception):
    """The message names the file, the line and how to mend it."""


def readings_in(path: Path) -> tuple[Readings, int]:
    """The readings of a CSV file, or a TSV file by its name; and how many lines had no value.

    Raises FileUnusable.
    """
    found: dict[tuple[str, str], str] = {}
    left_out = 0
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            reader = csv.DictReader(lines, delimiter="\t" if path.suffix == ".tsv" else ",")
            head = reader.fieldnames or ()
            missing = [one for one in COLUMNS if one not in head]
            if missing:
                raise FileUnusable(
                    f"{path}: the first line names no column {missing[0]!r}, but"
                    f" {', '.join(map(repr, head)) or 'nothing'}"
                )
            for row in reader:
                item, annotator, value = _cells(row, f"{path}, line {reader.line_num}")
                if (item, annotator) in found:
                    raise FileUnusable(
                        f"{path}, line {reader.line_num}: {annotator} said something of {item}"
                        " already; give repeats names of their own"
                    )
                if value:
                    found[item, annotator] = value
                else:
                    left_out += 1
                if len(found) > READINGS_MAX:
                    raise FileUnusable(f"{path}: more than {READINGS_MAX:,} readings")
    except UnicodeDecodeError as error:
        raise FileUnusable(f"{path}: not in UTF-8 from byte {error.start} on") from None
    except OSError as error:
        raise FileUnusable(f"{path}: {error.strerror}") from None
    except csv.Error as error:
        raise FileUnusable(f"{path}: {error}") from None
    if not found:
        raise FileUnusable(f"{path}: no line holds a value")
    return _columns(sorted((*key, value) for key, value in found.items())), left_out


def asked_of(readings: Readings) -> Task:
    """A task whose classes are the values found: numbers in their order, else by id."""
    classes = tuple(
        ClassDefinition(class_id=ClassId(one), definition=one)
        for one in sorted(readings.values, key=_place)
    )
    return Task(name=TASK, kind=TaskKind.MULTICLASS, question="?", classes=classes)


def terms_of(readings: Readings) -> Terms:
    """Under which every value of the file is one of the task's."""
    return Terms(
        policy_version=0,
        policy=None,
        taxonomy_version=1,
        tasks={TASK: asked_of(readings)},
        values={TASK: dict.fromkeys(readings.values)},
    )


def _cells(row: dict[str | None, str | None], where: str) -> Row:
    if None in row or None in row.values():
        raise FileUnusable(f"{where}: not as many cells as the first line has columns")
    item, annotator, value = (row[one] or "" for one in COLUMNS)
    if not item or not annotator:
        raise FileUnusable(f"{where}: no item or no annotator")
    return item, annotator, value


def _columns(rows: Sequence[Row]) -> Readings:
    """Sorted rows as first readings that nothing else is known of."""
    n = len(rows)
    lists = [tuple(sorted({row[at] for row in rows})) for at in range(3)]
    places = [{one: code for code, one in enumerate(each)} for each in lists]
    item, annotator, value = (
        np.array([places[at][row[at]] for row in rows], dtype=np.int32) for at in range(3)
    )
    none, one = np.full(n, NONE, dtype=np.int32), np.ones(n, dtype=np.int32)
    yes, nowhere = np.ones(n, dtype=np.bool_), np.zeros(n, dtype=np.int64)
    return Readings(
        items=lists[0],
        annotators=lists[1],
        values=lists[2],
        item=item,
        annotator=annotator,
        repeat=one,
        value=value,
        independent=value,
        is_independent=yes,
        is_person=yes,
        is_retracted=~yes,
        standing=np.full(n, Standing.NO_REVIEW, dtype=np.int32),
        suggested=none,
        position=nowhere,
        submitted=nowhere,
        occurred_at=nowhere,
        taxonomy_version=one,
        guideline_revision=one,
        seconds_spent=np.full(n, np.nan),
    )


def _place(category: str) -> tuple[int, float, str]:
    try:
        return (0, float(category), category)
    except ValueError:
        return (1, 0.0, category)
