"""Answers held against gold: as they were judged then, or scored again by the gold of today.

Pure. Two ways of judging, see `JudgedBy`; a correction of gold changes what an answer is held
against today and never how it was judged then. Nobody is judged by a gold that they proposed or
approved. Gold that is contested or retired judges nothing while it is out of force.

Which answers count, how often each annotator is right and with which interval is told by
`annotators/material.py` and `annotators/accuracy.py`, on top of `judges`.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.columns.readings import NONE, Mask, Readings
from labeltrail.projections.gold.columns import GoldColumns
from labeltrail.projections.statistics.table import Codes


class JudgedBy(StrEnum):
    """Which gold an answer is held against.

    THEN   the gold in force when the answer was given: at the label's submission or its last
           revision; at its submission, where it was revised after somebody had reviewed the item,
           since the answer that counts is an earlier one. None was in force: it is not judged
    TODAY  the gold in force at the position asked about, whatever there was when it was given
    """

    THEN = "then"
    TODAY = "today"


class Judging(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """For each row of the readings, shape (n_rows,).

    row     place in the gold's rows of the one that judges; NONE: none was in force
    is_own  whether the annotator proposed or approved it: then it judges them not
    """

    row: Codes
    is_own: Mask

    @property
    def is_judged(self) -> Mask:
        judged: Mask = (self.row != NONE) & ~self.is_own
        return judged


def judging(readings: Readings, gold: GoldColumns, by: JudgedBy) -> Judging:
    """The gold that each answer is held against, if any."""
    row = _row_then(readings, gold) if by is JudgedBy.THEN else _row_today(readings, gold)
    found = np.flatnonzero(row != NONE)
    is_own = np.zeros(len(row), dtype=np.bool_)
    annotator = _places(readings.annotators, gold.people)[readings.annotator[found]]
    of = row[found]
    is_own[found] = (annotator == gold.proposed_by[of]) | (annotator == gold.approved_by[of])
    return Judging(row=row, is_own=is_own)


def judges(readings: Readings, gold: GoldColumns, by: JudgedBy, categories: Sequence[str]) -> Codes:
    """What each answer is held against, as places in `categories`, shape (n_rows,), int32.

    NONE: no gold was in force, the annotator set it, or its value is none of the categories.
    """
    found = judging(readings, gold, by)
    listed = _places(gold.values, categories)
    value = np.full(len(found.row), NONE, dtype=np.int32)
    rows = found.is_judged
    value[rows] = listed[gold.value[found.row[rows]]]
    return value


class Rescored(msgspec.Struct, frozen=True, kw_only=True):
    """An answer on which the gold of today comes to another verdict than the gold of then.

    `today` and `is_right` are None where no gold is in force any more.
    """

    annotator: str
    item: str
    repeat: int
    answer: str
    then: str
    today: str | None
    was_right: bool
    is_right: bool | None


class Rescoring(msgspec.Struct, frozen=True, kw_only=True):
    """`moved` sorted by annotator, item and repeat. The counts are of the answers that count.

    n_then        judged when they were given
    n_today       judged by the gold of today
    n_only_today  among those: not judged then, since the gold came later or was contested then
    """

    n_then: int
    n_today: int
    n_only_today: int
    moved: tuple[Rescored, ...]


def rescoring(
    readings: Readings,
    categories: Sequence[str],
    *,
    counts: Mask,
    answer: Codes,
    then: Codes,
    today: Codes,
) -> Rescoring:
    """What changed by scoring again.

    All of shape (n_rows,): `counts`, the rows that count; `answer`, what they say, `then` and
    `today`, what they are held against (see `judges`), as places in `categories`.
    """
    was_judged, is_judged = counts & (then != NONE), counts & (today != NONE)
    was_right, is_right = answer == then, answer == today
    moved = np.flatnonzero(was_judged & (~is_judged | (was_right != is_right)))
    order = np.lexsort((readings.repeat[moved], readings.item[moved], readings.annotator[moved]))
    return Rescoring(
        n_then=int(np.count_nonzero(was_judged)),
        n_today=int(np.count_nonzero(is_judged)),
        n_only_today=int(np.count_nonzero(is_judged & ~was_judged)),
        moved=tuple(
            Rescored(
                annotator=readings.annotators[readings.annotator[at]],
                item=readings.items[readings.item[at]],
                repeat=int(readings.repeat[at]),
                answer=categories[answer[at]],
                then=categories[then[at]],
                today=categories[today[at]] if is_judged[at] else None,
                was_right=bool(was_right[at]),
                is_right=bool(is_right[at]) if is_judged[at] else None,
            )
            for at in moved[order]
        ),
    )


def _row_today(readings: Readings, gold: GoldColumns) -> Codes:
    """The row in force at the position asked about."""
    of_item = np.full(len(gold.items) + 1, NONE, dtype=np.int32)  # one more: for NONE
    rows = np.flatnonzero(gold.is_in_force)
    of_item[gold.item[rows]] = rows
    return of_item[_places(readings.items, gold.items)[readings.item]]


def _row_then(readings: Readings, gold: GoldColumns) -> Codes:
    """The row that was in force when the answer was given: the item's last that began by then."""
    if not len(gold.item):
        return np.full(len(readings.item), NONE, dtype=np.int32)
    is_earlier = readings.is_independent & (readings.value != readings.independent)
    given_at = np.where(is_earlier, readings.submitted, readings.position)
    begins = np.unique(gold.from_position)
    item = _places(readings.items, gold.items)[readings.item].astype(np.int64)
    width = len(begins) + 1
    starts = gold.item.astype(np.int64) * width + np.searchsorted(begins, gold.from_position) + 1
    asked = item * width + np.searchsorted(begins, given_at, side="right")
    row = np.searchsorted(starts, asked, side="right") - 1
    held = np.maximum(row, 0)
    is_found = (row >= 0) & (gold.item[held] == item) & (given_at < gold.to_position[held])
    return np.where(is_found, row, NONE).astype(np.int32)


def _places(names: Sequence[str], listed: Sequence[str]) -> npt.NDArray[np.int32]:
    """Where each name stands in a list, and NONE at the end: a code of NONE stays NONE."""
    place = {one: n for n, one in enumerate(listed)}
    return np.array([*(place.get(one, NONE) for one in names), NONE], dtype=np.int32)
