"""Every answer to one task as columns, and the readings and votes among them.

Pure. The same rules as `readings.py` (which answers agreement may rest on) and `ballots.py` (who
votes), for a whole project at once: tests hold the two to each other.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import IntEnum

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.events.values import is_unanswerable
from labeltrail.projections.readings import Exclusion
from labeltrail.projections.statistics.table import Codes, ReadingTable

Mask = npt.NDArray[np.bool_]

NONE = -1
"""Code of what is not there: no category (cannot tell), no suggestion."""


class Standing(IntEnum):
    """What the review in force says of the answer; NO_REVIEW if there is none."""

    NO_REVIEW = 0
    APPROVED = 1
    REJECTED = 2
    CORRECTED = 3


class Readings(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """One row an answer: every label of every item that answers the task, as it stands.

    All columns have shape (n,), rows are sorted by item, annotator and repeat; the three lists are
    sorted by id. `values` holds every category that occurs, as text (see `events.values.category`).

    item, annotator  codes into `items` and `annotators`
    repeat           1, 2, 3 …
    value            code into `values` of the answer as it stands; NONE: cannot tell
    independent      the same of the last answer before anything about the item was reviewed or
                     adjudicated; NONE: cannot tell, or none (`is_independent` tells)
    is_independent   whether there is such an answer
    is_person        whether the annotator is a person
    is_retracted     whether the label was taken back
    standing         see `Standing`
    suggested        code into `values` of what a model had proposed and was shown; NONE: nothing
    position         of the label's last event
    submitted        position of the event that began the label
    occurred_at      of the label's last event by its source, microseconds since 1970 UTC
    taxonomy_version, guideline_revision  that the annotator saw
    seconds_spent    NaN where it is not known
    independent_version  taxonomy version of the independent answer; None: as `taxonomy_version`
    carried          how the independent answer came into the version that it is read under, see
                     `Carried`; None: all read as they were given
    """

    items: tuple[str, ...]
    annotators: tuple[str, ...]
    values: tuple[str, ...]
    item: Codes
    annotator: Codes
    repeat: Codes
    value: Codes
    independent: Codes
    is_independent: Mask
    is_person: Mask
    is_retracted: Mask
    standing: Codes
    suggested: Codes
    position: npt.NDArray[np.int64]
    submitted: npt.NDArray[np.int64]
    occurred_at: npt.NDArray[np.int64]
    taxonomy_version: Codes
    guideline_revision: Codes
    seconds_spent: npt.NDArray[np.float64]
    independent_version: Codes | None = None
    carried: Codes | None = None

    def where(self, chosen: Mask) -> Readings:
        """The rows chosen; the lists stay as they are."""
        lists = ("items", "annotators", "values")
        columns = {
            name: getattr(self, name)[chosen]
            for name in self.__struct_fields__
            if name not in lists and getattr(self, name) is not None
        }
        return msgspec.structs.replace(self, **columns)

    @property
    def first_version(self) -> Codes:
        """The taxonomy version of each independent answer."""
        told = self.independent_version
        return self.taxonomy_version if told is None else told

    def _unanswerable(self) -> Mask:
        """Of each category: whether it stands for a class that was split or retired. One more
        row, for NONE.
        """
        return np.array([is_unanswerable(one) for one in self.values] + [False], dtype=np.bool_)

    @property
    def answerable(self) -> tuple[str, ...]:
        """The categories that say something under the version that the answers are read under."""
        return tuple(one for one in self.values if not is_unanswerable(one))

    def counting(self, *, with_repeats: bool = False) -> Mask:
        """The rows that agreement would rest on if every class were one of its categories."""
        left = ~self.is_retracted & self.is_person & self.is_independent
        if not with_repeats:
            left &= _first_of_each(self.item, self.annotator, left)
        counting: Mask = left & (self.independent != NONE)
        return counting

    def first(
        self,
        categories: Collection[str],
        within: Mask | None = None,
        *,
        with_repeats: bool = False,
    ) -> tuple[ReadingTable, dict[str, int]]:
        """What agreement rests on, and how many answers play no part, by cause.

        `categories` are those that a reading may have, in the order that scores report. Of the
        rows `within`, if given, shape (n,): what is first is judged among all rows all the same.
        `with_repeats`: an annotator's second reading counts as that of another, "ann #2", as in
        tables that print each reading in a column of its own.
        """
        place = {category: n for n, category in enumerate(categories)}
        listed = np.array([place.get(one, NONE) for one in self.values] or [NONE], dtype=np.int32)
        asked = np.ones(len(self.item), dtype=np.bool_) if within is None else within
        causes: dict[str, int] = {}
        left = np.ones(len(self.item), dtype=np.bool_)

        def leave_out(cause: Exclusion, faulty: Mask) -> None:
            nonlocal left
            n = int(np.count_nonzero(left & faulty & asked))
            if n:
                causes[str(cause)] = n
            left = left & ~faulty

        leave_out(Exclusion.RETRACTED, self.is_retracted)
        leave_out(Exclusion.MODEL, ~self.is_person)
        leave_out(Exclusion.AFTER_REVIEW, ~self.is_independent)
        if not with_repeats:
            leave_out(Exclusion.REPEAT, ~_first_of_each(self.item, self.annotator, left))
        leave_out(Exclusion.CANNOT_TELL, self.independent == NONE)
        leave_out(Exclusion.NOT_ANSWERABLE, self._unanswerable()[self.independent])
        leave_out(Exclusion.CLASS_NOT_IN_TAXONOMY, listed[self.independent] == NONE)
        chosen, category = left & asked, listed[self.independent]
        if with_repeats:
            return self._apart()._table(chosen, category, tuple(place)), causes
        return self._table(chosen, category, tuple(place)), causes

    def _apart(self) -> Readings:
        """The same with each repeat an annotator of its own; rows as they are."""
        key = np.stack([self.annotator, self.repeat])
        held, code = np.unique(key, axis=1, return_inverse=True)
        names = [
            self.annotators[who] if repeat == 1 else f"{self.annotators[who]} #{repeat}"
            for who, repeat in held.T.tolist()
        ]
        sorted_names = sorted(names)
        place = np.array([sorted_names.index(one) for one in names], dtype=np.int32)
        return msgspec.structs.replace(
            self, annotators=tuple(sorted_names), annotator=place[code.reshape(-1)]
        )

    def votes(
        self,
        categories: Collection[str],
        *,
        models_vote: bool,
        with_repeats: bool = False,
        dropped: Collection[str] = (),
    ) -> ReadingTable:
        """One ballot a person: the lowest repeat that says something and may vote.

        `with_repeats`: every repeat is one, for methods that learn how reliable people are.
        `dropped` annotators cast none.
        """
        place = {category: n for n, category in enumerate(categories)}
        listed = np.array([place.get(one, NONE) for one in self.values] or [NONE], dtype=np.int32)
        may = ~self.is_retracted & (self.value != NONE) & ~self._unanswerable()[self.value]
        may &= (self.standing == Standing.NO_REVIEW) | (self.standing == Standing.APPROVED)
        if not models_vote:
            may &= self.is_person
        if dropped:
            may &= ~np.isin(self.annotators, list(dropped))[self.annotator]
        if not with_repeats:
            may &= _first_of_each(self.item, self.annotator, may)
        return self._table(may & (listed[self.value] != NONE), listed[self.value], tuple(place))

    def _table(self, chosen: Mask, category: Codes, categories: tuple[str, ...]) -> ReadingTable:
        return ReadingTable.of_codes(
            items=self.items,
            annotators=self.annotators,
            categories=categories,
            item=self.item[chosen],
            annotator=self.annotator[chosen],
            category=category[chosen],
        )


def _first_of_each(item: Codes, annotator: Codes, among: Mask) -> Mask:
    """Of the rows that are among: the first of its item and annotator (rows are sorted so)."""
    rows = np.flatnonzero(among)
    first = np.zeros(len(item), dtype=np.bool_)
    if len(rows):
        item, annotator = item[rows], annotator[rows]
        is_new = np.ones(len(rows), dtype=np.bool_)
        is_new[1:] = (item[1:] != item[:-1]) | (annotator[1:] != annotator[:-1])
        first[rows[is_new]] = True
    return first
