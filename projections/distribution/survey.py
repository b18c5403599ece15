"""A task's truth and answers over all items, and the sets of items that are asked about.

Guarantees: an item belongs to the week, and to the guideline revision, of the first answer to the
task that stands, so weeks share no item and neither do revisions. Of the answers themselves those
count that were given in the time, or under the revision, asked about. Who was first to say what is
judged among all answers, never within a set.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec
import numpy as np

from labeltrail.events.values import Task, TaskKind
from labeltrail.projections.columns.items import NONE, Codes, ItemColumns, TextColumn
from labeltrail.projections.columns.readings import Readings
from labeltrail.projections.distribution.sample import Counts, Mask, Sample
from labeltrail.projections.distribution.spread import in_tenths
from labeltrail.projections.distribution.trend import (
    Part,
    day_of,
    in_a_row,
    side_by_side,
    weeks,
)
from labeltrail.projections.statistics.table import ReadingTable

OUTSIDE = "outside_taxonomy"
NO_ANSWER = "no_labels"


Truths = tuple[list[str], list[str | None], list[str | None]]
"""Columns: item ids, and the category of each or why it has none."""


class Basis(StrEnum):
    """Whose word counts: what is true of an item, or what each person said of it first."""

    GROUND_TRUTH = "ground_truth"
    FIRST_READINGS = "first_readings"


class ItemSet(msgspec.Struct, frozen=True, kw_only=True):
    """All that is given must hold; nothing given: every item.

    attribute  name and value
    begins     and `ends`: microseconds since 1970 UTC by what sources say; the end is outside
    """

    batch: str | None = None
    attribute: tuple[str, str] | None = None
    revision: int | None = None
    begins: int | None = None
    ends: int | None = None


EVERY_ITEM = ItemSet()


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """`categories` name the counts of each part."""

    by: str
    categories: tuple[str, ...]
    parts: tuple[Part, ...]


class Survey(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """
    categories   of the taxonomy in force; those observed, sorted, where nobody can list them
    truth        of each item a place in `categories`, or NONE; shape (n_items,)
    absence      why there is none
    reading_item of each answer the place of its item in `items`; shape (n_answers,)
    """

    task: Task
    categories: tuple[str, ...]
    items: ItemColumns
    truth: Codes
    absence: TextColumn
    readings: Readings
    reading_item: Codes

    def chosen(self, asked: ItemSet) -> Mask:
        """Which items are in a set, shape (n_items,)."""
        found = np.ones(len(self.items.items), dtype=np.bool_)
        if asked.batch is not None:
            found &= self.items.in_batch(asked.batch)
        if asked.attribute is not None:
            name, value = asked.attribute
            column = self.items.attributes.get(name)
            found &= _is(column, value) if column is not None else False
        if asked.revision is not None or asked.begins is not None or asked.ends is not None:
            occurred_at, revision, is_answered = self.first_answers()
            found &= is_answered
            if asked.revision is not None:
                found &= revision == asked.revision
            found &= _within(occurred_at, asked)
        return found

    def of_truth(self, chosen: Mask) -> Sample:
        """The ground truth in force of the items chosen, and why the others have none."""
        has = chosen & (self.truth != NONE)
        lacking = self.absence.code[chosen & ~has]
        reasons = np.bincount(lacking[lacking != NONE], minlength=len(self.absence.texts))
        left_out = {
            reason: n for reason, n in zip(self.absence.texts, reasons.tolist(), strict=True) if n
        }
        unexplained = int(np.count_nonzero(lacking == NONE))
        if unexplained:
            left_out[NO_ANSWER] = left_out.get(NO_ANSWER, 0) + unexplained
        places = np.flatnonzero(has).astype(np.int32)
        return Sample.of_codes(places, self.truth[has], self.categories, left_out)

    def of_readings(self, asked: ItemSet = EVERY_ITEM) -> Sample:
        """The first readings of a set's items that were given in its time, under its revision."""
        return Sample.of_readings(*self._first_readings(asked))

    def sample(self, asked: ItemSet, basis: Basis) -> Sample:
        if basis is Basis.GROUND_TRUTH:
            return self.of_truth(self.chosen(asked))
        return self.of_readings(asked)

    def n_shared(self, one: ItemSet, other: ItemSet, basis: Basis) -> int:
        """How many items with a value are in both sets."""
        return int(np.count_nonzero(self._holding(one, basis) & self._holding(other, basis)))

    def trend(self, asked: ItemSet, by: str, basis: Basis) -> Trend:
        """By "week", "batch", "guideline_revision", or the name of an attribute."""
        parts = [(key, self.sample(one, basis)) for key, one in self.cut(asked, by)]
        parts = self._told_alike([*parts, ("", self.sample(asked, basis))])
        categories = parts.pop()[1].categories
        is_row = by in (WEEK, BATCH, GUIDELINE_REVISION)
        found = in_a_row(parts) if is_row else side_by_side(parts)
        return Trend(by=by, categories=categories, parts=found)

    def can_be_cut(self, by: str) -> bool:
        return by in (WEEK, BATCH, GUIDELINE_REVISION) or by in self.items.attributes

    def cut(self, asked: ItemSet, by: str) -> Iterator[tuple[str, ItemSet]]:
        """The parts of a set, in their order, each a set of its own."""
        replace = msgspec.structs.replace
        if by == BATCH:
            for batch in self.items.batches:
                if asked.batch in (None, batch):
                    yield batch, replace(asked, batch=batch)
        elif by == GUIDELINE_REVISION:
            for revision in np.unique(self.readings.guideline_revision).tolist():
                yield str(revision), replace(asked, revision=revision)
        elif by == WEEK:
            begins = np.unique(weeks(self.readings.occurred_at)).tolist()
            for begin in begins:
                end = int(weeks(np.array([begin]))[0]) + 7 * 86_400_000_000
                low = begin if asked.begins is None else max(begin, asked.begins)
                high = end if asked.ends is None else min(end, asked.ends)
                yield day_of(begin), replace(asked, begins=low, ends=high)
        elif by in self.items.attributes:
            for value in self.items.attributes[by].texts:
                yield value, replace(asked, attribute=(by, value))

    def first_answers(self) -> tuple[Counts, Counts, Mask]:
        """When each item was first answered, under which revision, and whether at all."""
        answers, n = self.readings, len(self.items.items)
        rows = np.flatnonzero(~answers.is_retracted)
        order = rows[
            np.lexsort(
                (
                    answers.submitted[rows],
                    answers.occurred_at[rows],
                    self.reading_item[rows],
                )
            )
        ]
        items, first = np.unique(self.reading_item[order], return_index=True)
        occurred_at = np.zeros(n, dtype=np.int64)
        revision = np.zeros(n, dtype=np.int64)
        is_answered = np.zeros(n, dtype=np.bool_)
        occurred_at[items] = answers.occurred_at[order[first]]
        revision[items] = answers.guideline_revision[order[first]]
        is_answered[items] = True
        return occurred_at, revision, is_answered

    def _told_alike(self, parts: list[tuple[str, Sample]]) -> list[tuple[str, Sample]]:
        """Numbers by the tenths of the last; of open categories those that occur in it."""
        whole = parts[-1][1]
        if self.task.kind is TaskKind.NUMERIC:
            return [(key, in_tenths(whole, sample)[1]) for key, sample in parts]
        if not self.task.has_open_categories:
            return parts
        occurs = whole.counts() > 0
        for _, sample in parts:
            occurs |= sample.counts() > 0
        return [(key, sample.among(occurs)) for key, sample in parts]

    def _first_readings(self, asked: ItemSet) -> tuple[ReadingTable, dict[str, int]]:
        place = ItemSet(batch=asked.batch, attribute=asked.attribute)
        rows = self.chosen(place)[self.reading_item] & _within(self.readings.occurred_at, asked)
        if asked.revision is not None:
            rows &= self.readings.guideline_revision == asked.revision
        return self.readings.first(self.categories, rows)

    def _holding(self, asked: ItemSet, basis: Basis) -> Mask:
        found = np.zeros(len(self.items.items), dtype=np.bool_)
        if basis is Basis.GROUND_TRUTH:
            found |= self.chosen(asked) & (self.truth != NONE)
            return found
        table, _ = self._first_readings(asked)
        places = np.zeros(len(self.readings.items), dtype=np.int32)
        places[self.readings.item] = self.reading_item
        found[places[table.item]] = True
        return found


WEEK, BATCH, GUIDELINE_REVISION = "week", "batch", "guideline_revision"


def survey(
    task: Task,
    items: ItemColumns,
    readings: Readings,
    truths: Truths,
) -> Survey:
    """`truths` may be in any order."""
    place = {item: n for n, item in enumerate(items.items)}
    ids, found, absences = truths
    if task.has_open_categories:
        named = (one for one in found if one is not None)
        categories = tuple(sorted({*readings.answerable, *named}))
    else:
        categories = task.categories()
    code = {one: n for n, one in enumerate(categories)}
    truth = np.full(len(place), NONE, dtype=np.int32)
    lacking: list[str | None] = [None] * len(place)
    for item, category, absence in zip(ids, found, absences, strict=True):
        if category is None:
            lacking[place[item]] = absence
        elif category in code:
            truth[place[item]] = code[category]
        else:
            lacking[place[item]] = OUTSIDE
    places = np.array([place[one] for one in readings.items], dtype=np.int32)
    return Survey(
        task=task,
        categories=categories,
        items=items,
        truth=truth,
        absence=TextColumn.of(lacking),
        readings=readings,
        reading_item=places[readings.item],
    )


def _is(column: TextColumn, value: str) -> Mask:
    if value not in column.texts:
        return np.zeros(len(column.code), dtype=np.bool_)
    found: Mask = column.code == column.texts.index(value)
    return found


def _within(occurred_at: np.ndarray[tuple[int], np.dtype[np.int64]], asked: ItemSet) -> Mask:
    found = np.ones(len(occurred_at), dtype=np.bool_)
    if asked.begins is not None:
        found &= occurred_at >= asked.begins
    if asked.ends is not None:
        found &= occurred_at < asked.ends
    return found
