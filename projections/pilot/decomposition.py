"""Where the disagreement of a batch sits: in a pair of classes, in a clause, or in a person.

Pure. Of an item with m values, each unequal pair of values weighs 2 / (m - 1) (see
`taxonomy_advice.coincidences`), so the disagreement of the batch is a sum that can be cut in three
ways. By pair of classes: the two that met. By person: half of each unequal pair to either side, so
what an annotator adds to an item is (m - n_c) / (m - 1), with n_c the values equal to theirs. By
clause: all of the items that cite it; an item may cite several, or none.

What each is worth is told by leaving it out: alpha if the two classes were one, without the
person's values, without the clause's items. The gain is drawn again item by item with alpha itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

import msgspec
import numpy as np

from labeltrail.projections.statistics.score import Interval
from labeltrail.projections.statistics.table import ReadingTable
from labeltrail.projections.taxonomy_advice.coincidences import (
    WHOLE,
    Coincidences,
    Counts,
    alpha,
    apart,
    comparable,
)
from labeltrail.projections.taxonomy_advice.resampled import Draws, Resampling

PAIRS_MAX = 20
PEOPLE_MAX = 50
CLAUSES_MAX = 50
"""So many of each are looked at, those with the most disagreement."""
ITEMS_SHOWN_MAX = 10

_Named = TypeVar("_Named", tuple[int, int], int, str)


class Seat(StrEnum):
    """Where disagreement may sit."""

    CLASS_PAIR = "class_pair"
    CLAUSE = "clause"
    ANNOTATOR = "annotator"


class Weighed(msgspec.Struct, frozen=True):
    """An item, and the disagreement that it holds here, in values."""

    item_id: str
    weight: float


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """
    names          two classes, a clause's number, or an annotator
    disagreement   in values, and its `share` of the batch's
    n_items        items of which it holds some; `n_values` of the classes, the person or the items
    alpha_without  None where nothing is left to compare
    gain           alpha_without less alpha, with its interval
    """

    seat: Seat
    names: tuple[str, ...]
    disagreement: float
    share: float
    n_items: int
    n_values: int
    alpha_without: float | None
    gain: float | None
    gain_interval: Interval | None
    items: tuple[Weighed, ...]


class Decomposition(msgspec.Struct, frozen=True, kw_only=True):
    """`n_items` have two values or more. Parts of each kind, most disagreement first."""

    n_items: int
    n_values: int
    n_annotators: int
    disagreement: float
    alpha: float | None
    alpha_interval: Interval | None
    class_pairs: tuple[Part, ...]
    clauses: tuple[Part, ...]
    annotators: tuple[Part, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        return (*self.class_pairs, *self.clauses, *self.annotators)


class Left(msgspec.Struct, frozen=True, eq=False):
    """What is left when something is left out: per item, disagreement and counts."""

    disagreement: Counts
    counts: Counts


def decomposed(
    table: ReadingTable,
    names: Sequence[str],
    citing: Mapping[str, frozenset[str]],
    resampling: Resampling | None = None,
) -> Decomposition:
    """`names` are those of the table's categories; `citing` the items that cite each clause."""
    met = Coincidences.of(table)
    cut = _Cut(met, table, names, Draws(len(met.items), resampling or Resampling()))
    return Decomposition(
        n_items=len(met.items),
        n_values=int(met.values.sum()),
        n_annotators=len(np.unique(table.annotator)),
        disagreement=_values(int(cut.whole.disagreement.sum())),
        alpha=_rounded(cut.alpha),
        alpha_interval=cut.draws.interval((cut.whole.disagreement, cut.whole.counts), alpha),
        class_pairs=tuple(cut.class_pairs()),
        clauses=tuple(cut.clauses(citing)),
        annotators=tuple(cut.annotators()),
    )


class _Cut:
    """One batch on the table; under construction, never handed out."""

    def __init__(
        self, met: Coincidences, table: ReadingTable, names: Sequence[str], draws: Draws
    ) -> None:
        self.met, self.table, self.names, self.draws = met, table, names, draws
        self.whole = Left(met.apart(), met.counts)
        self.alpha = alpha(int(self.whole.disagreement.sum()), met.totals.tolist())
        place = {item: n for n, item in enumerate(met.items)}
        self.place = np.array([place.get(one, -1) for one in table.items], dtype=np.int64)

    def class_pairs(self) -> Iterator[Part]:
        k = len(self.names)
        weights = {
            (one, other): self.met.met(one, other)
            for one in range(k)
            for other in range(one + 1, k)
        }
        for one, other in _most({pair: int(found.sum()) for pair, found in weights.items()}):
            counts = self.met.merged(one, other)
            yield self._part(
                Seat.CLASS_PAIR,
                (self.names[one], self.names[other]),
                weights[one, other],
                int(self.met.totals[[one, other]].sum()),
                Left(apart(counts), counts),
            )

    def annotators(self) -> Iterator[Part]:
        rows = np.flatnonzero(self.place[self.table.item] >= 0)
        item = self.place[self.table.item[rows]]
        person, said = self.table.annotator[rows], self.table.category[rows]
        m = self.met.values[item]
        added = (m - self.met.counts[item, said]) * WHOLE // (m - 1)
        weights: dict[int, Counts] = {}
        for code in np.unique(person).tolist():
            own = np.zeros(len(self.met.items), dtype=np.int64)
            np.add.at(own, item[person == code], added[person == code])
            weights[code] = own
        for code in _most({code: int(own.sum()) for code, own in weights.items()}, PEOPLE_MAX):
            theirs = person == code
            counts = self.met.counts.copy()
            np.subtract.at(counts, (item[theirs], said[theirs]), 1)
            left = comparable(counts)
            yield self._part(
                Seat.ANNOTATOR,
                (self.table.annotators[code],),
                weights[code],
                int(np.count_nonzero(theirs)),
                Left(apart(left), left),
            )

    def clauses(self, citing: Mapping[str, frozenset[str]]) -> Iterator[Part]:
        cited = {
            clause: np.array([item in items for item in self.met.items], dtype=np.bool_)
            for clause, items in sorted(citing.items())
        }
        held = {
            clause: np.where(mask, self.whole.disagreement, 0)
            for clause, mask in cited.items()
            if np.any(mask)
        }
        for clause in _most({one: int(found.sum()) for one, found in held.items()}, CLAUSES_MAX):
            mask = cited[clause]
            yield self._part(
                Seat.CLAUSE,
                (clause,),
                held[clause],
                int(self.met.values[mask].sum()),
                Left(
                    np.where(mask, 0, self.whole.disagreement),
                    np.where(mask[:, None], 0, self.met.counts),
                ),
            )

    def _part(
        self, seat: Seat, names: tuple[str, ...], weights: Counts, n_values: int, left: Left
    ) -> Part:
        whole = self.whole
        without = alpha(int(left.disagreement.sum()), left.counts.sum(axis=0).tolist())
        everything = int(whole.disagreement.sum())
        gain = None if without is None or self.alpha is None else without - self.alpha
        columns = (whole.disagreement, whole.counts, left.disagreement, left.counts)
        shown = self.met.heaviest(weights, ITEMS_SHOWN_MAX)
        return Part(
            seat=seat,
            names=names,
            disagreement=_values(int(weights.sum())),
            share=round(int(weights.sum()) / everything, 6) if everything else 0.0,
            n_items=int(np.count_nonzero(weights)),
            n_values=n_values,
            alpha_without=_rounded(without),
            gain=_rounded(gain),
            gain_interval=None if gain is None else self.draws.interval(columns, _gain),
            items=tuple(Weighed(item, _values(weight)) for item, weight in shown),
        )


def _gain(
    disagreement: int, totals: Sequence[int], left: int, left_totals: Sequence[int]
) -> float | None:
    before, after = alpha(disagreement, totals), alpha(left, left_totals)
    return None if before is None or after is None else after - before


def _most(weights: Mapping[_Named, int], limit: int = PAIRS_MAX) -> list[_Named]:
    """The heaviest that weigh something, equal ones in their own order."""
    heavy = [one for one in weights if weights[one]]
    return sorted(heavy, key=lambda one: (-weights[one], one))[:limit]


def _values(weight: int) -> float:
    return round(weight / WHOLE, 6)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
