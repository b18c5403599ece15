"""The labels that scorecards are made of, and what each is held against. Computed once for all.

Which labels count: of each annotator and item the first reading, that is the lowest repeat that
stands, with the answer given before anything about the item was reviewed or adjudicated. Later
corrections after a review would only repeat the reviewer. Models are scored like anybody else;
they never take part in what others are held against unless the policy lets them vote.

What a label is held against, by `HeldAgainst`:

GOLD_THEN   the gold in force when the label was submitted
GOLD_TODAY  the gold in force at the position asked about
DECIDED     ground truth by gold, adjudication or review alone: no vote has a part in it
TRUTH       ground truth, but a consensus is taken again without the annotator's own vote; DECIDED
            where something was decided. The vote is the policy's plurality or majority with its
            quorum, also where the policy names a method that weighs annotators
REST        the others' first readings: the one answer with most of them, their own left out
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.events.values import is_unanswerable
from labeltrail.projections.annotators.others import Ballots, Others
from labeltrail.projections.columns.readings import NONE, Mask, Readings
from labeltrail.projections.readings import Exclusion
from labeltrail.projections.statistics.table import Codes

Rows = npt.NDArray[np.intp]


class HeldAgainst(StrEnum):
    """See the module."""

    GOLD_THEN = "gold_then"
    GOLD_TODAY = "gold_today"
    DECIDED = "decided"
    TRUTH = "truth"
    REST = "rest"


class Truths(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What is known of items besides their labels, as places in the list of categories.

    decided               shape (n_items,): truth by gold, adjudication or review; NONE: none
    gold_then, gold_today  shape (n_rows,), of the readings' rows; NONE: no gold, or none that the
                           annotator may be scored by
    is_own                shape (n_rows,): the annotator set the gold that decided the item, so it
                          does not judge them
    """

    decided: Codes
    gold_then: Codes
    gold_today: Codes
    is_own: Mask | None = None

    @staticmethod
    def unknown(readings: Readings) -> Truths:
        rows = np.full(len(readings.item), NONE, dtype=np.int32)
        items = np.full(len(readings.items), NONE, dtype=np.int32)
        return Truths(decided=items, gold_then=rows, gold_today=rows)


class Voting(msgspec.Struct, frozen=True, kw_only=True):
    """How votes become a consensus: the policy's terms. `dropped` annotators have none."""

    quorum: int = 1
    is_majority: bool = False
    models_vote: bool = False
    dropped: frozenset[str] = frozenset()


class Material(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """Columns of shape (n_rows,), for the rows of `readings`.

    stands     the label is in the question asked and was not taken back
    counts     it is one of those that are held against something
    answer     place in `categories`; NONE: cannot tell, or not in the list
    cause      for rows in the question that do not count: place in `causes`; NONE for the rest
    standards  what the label is held against, as places in `categories`; NONE: nothing
    rest       what the others say, row by row, see `Others`; `readers` are all first readings
    listed     places in `categories` of the readings' values
    item_seconds  what labels of each item take, by their median; NaN where nobody says
    """

    readings: Readings
    categories: tuple[str, ...]
    stands: Mask
    counts: Mask
    answer: Codes
    cause: Codes
    standards: Mapping[HeldAgainst, Codes]
    rest: Others
    readers: Ballots
    listed: Codes
    item_seconds: npt.NDArray[np.float64]
    order: Rows
    starts: Rows

    def rows_of(self, annotator: int) -> Rows:
        """Every row of one annotator's, in the order of happening; equal times by position."""
        return self.order[self.starts[annotator] : self.starts[annotator + 1]]


CAUSES = (
    Exclusion.RETRACTED,
    Exclusion.AFTER_REVIEW,
    Exclusion.REPEAT,
    Exclusion.CANNOT_TELL,
    Exclusion.NOT_ANSWERABLE,
    Exclusion.CLASS_NOT_IN_TAXONOMY,
)


def prepared(
    readings: Readings,
    categories: Sequence[str],
    truths: Truths | None = None,
    *,
    chosen: Mask | None = None,
    voting: Voting | None = None,
) -> Material:
    """`chosen` are the rows asked about; what they are held against comes from all rows."""
    truths = truths or Truths.unknown(readings)
    voting = voting or Voting()
    asked = np.ones(len(readings.item), dtype=np.bool_) if chosen is None else chosen
    place = {category: n for n, category in enumerate(categories)}
    listed = np.array([place.get(one, NONE) for one in readings.values] or [NONE], dtype=np.int32)
    answer = np.where(readings.independent == NONE, NONE, listed[readings.independent])
    answer = answer.astype(np.int32)
    cause, counts = _counting(readings, answer)
    readers = Ballots.of(readings.first(categories)[0])
    votes = readings.votes(categories, models_vote=voting.models_vote, dropped=voting.dropped)
    keys = (readings.item, readings.annotator, answer)
    rest = readers.others(*keys)
    elected = (
        Ballots.of(votes)
        .others(*keys)
        .elected(quorum=voting.quorum, is_majority=voting.is_majority)
    )
    decided = truths.decided[readings.item]
    if truths.is_own is not None:
        decided[truths.is_own] = NONE
    order = np.lexsort((readings.position, readings.occurred_at, readings.annotator))
    n_annotators = len(readings.annotators)
    return Material(
        readings=readings,
        categories=tuple(categories),
        stands=asked & ~readings.is_retracted,
        counts=asked & counts,
        answer=answer,
        cause=np.where(asked, cause, NONE).astype(np.int32),
        standards={
            HeldAgainst.GOLD_THEN: truths.gold_then,
            HeldAgainst.GOLD_TODAY: truths.gold_today,
            HeldAgainst.DECIDED: decided,
            HeldAgainst.TRUTH: np.where(decided == NONE, elected, decided).astype(np.int32),
            HeldAgainst.REST: rest.leader,
        },
        rest=rest,
        readers=readers,
        listed=listed,
        item_seconds=_median_seconds(readings),
        order=order,
        starts=np.searchsorted(readings.annotator[order], np.arange(n_annotators + 1)),
    )


def _counting(readings: Readings, answer: Codes) -> tuple[Codes, Mask]:
    """Why each row does not count, and which do. As in `Readings.first`, but models count."""
    left = np.ones(len(answer), dtype=np.bool_)
    cause = np.full(len(answer), NONE, dtype=np.int32)

    def leave_out(number: int, faulty: Mask) -> None:
        cause[left & faulty] = number
        np.logical_and(left, ~faulty, out=left)

    leave_out(0, readings.is_retracted)
    leave_out(1, ~readings.is_independent)
    leave_out(2, _is_later(readings, left))
    leave_out(3, readings.independent == NONE)
    lost = np.array([is_unanswerable(one) for one in readings.values] + [False], dtype=np.bool_)
    leave_out(4, lost[readings.independent])
    leave_out(5, answer == NONE)
    return cause, left


def _is_later(readings: Readings, among: Mask) -> Mask:
    """Rows, of those among, that follow another of the same item and annotator."""
    rows = np.flatnonzero(among)
    item, annotator = readings.item[rows], readings.annotator[rows]
    later = np.zeros(len(among), dtype=np.bool_)
    later[rows[1:][(item[1:] == item[:-1]) & (annotator[1:] == annotator[:-1])]] = True
    return later


def _median_seconds(readings: Readings) -> npt.NDArray[np.float64]:
    """What labels of each item take, by their median, shape (n_items,); NaN where nobody says."""
    found = np.full(len(readings.items), np.nan)
    rows = np.flatnonzero(np.isfinite(readings.seconds_spent) & ~readings.is_retracted)
    item, seconds = readings.item[rows], readings.seconds_spent[rows]
    order = np.lexsort((seconds, item))
    item, seconds = item[order], seconds[order]
    known, first, n = np.unique(item, return_index=True, return_counts=True)
    found[known] = (seconds[first + (n - 1) // 2] + seconds[first + n // 2]) / 2
    return found
