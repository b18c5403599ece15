"""The votes that a fit reads: items and annotators that have some, as codes in a fixed order.

Guarantees: sorted by item, annotator and category, as the table is, so that every sum over votes is
taken in one order. Items without votes and annotators without votes play no part in a fit.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np
import numpy.typing as npt
from scipy import sparse

from labeltrail.projections.inference.errors import GoldOutsideCategories, TableTooLarge
from labeltrail.projections.statistics.table import Codes, ReadingTable

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

NONE = -1
"""Code of an item without gold, and of an item without truth."""

POSTERIOR_CELLS_MAX = 100_000_000
"""Items times categories: 800 MB while a method fits, 400 MB in its answer."""

ANSWERS_CELLS_MAX = 20_000_000
"""Annotators times categories squared, 160 MB a copy: no confusions are told beyond."""


class Votes(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """
    item, annotator, category  codes, shape (n_votes,), int32
    starts         where each item's votes begin, and their number, shape (n_items + 1,)
    gold           code of the known category or NONE, shape (n_items,)
    items, annotators  their places in the table's lists
    names          ids of the annotators
    """

    item: Codes
    annotator: Codes
    category: Codes
    starts: Integers
    gold: Codes
    items: Integers
    annotators: Integers
    names: tuple[str, ...]
    n_categories: int

    @staticmethod
    def of(table: ReadingTable, gold: Mapping[str, str]) -> Votes:
        """Raises GoldOutsideCategories and TableTooLarge. Gold on other items is left aside."""
        counts = table.values_per_item()
        items = np.flatnonzero(counts)
        annotators = np.flatnonzero(
            np.bincount(table.annotator, minlength=len(table.annotators)),
        )
        cells = len(items) * len(table.categories)
        if cells > POSTERIOR_CELLS_MAX:
            raise TableTooLarge("items times categories", cells, POSTERIOR_CELLS_MAX)
        return Votes(
            item=_renumbered(table.item, items, len(table.items)),
            annotator=_renumbered(table.annotator, annotators, len(table.annotators)),
            category=table.category,
            starts=np.concatenate(([0], np.cumsum(counts[items]))).astype(np.int64),
            gold=gold_codes(table, gold)[items],
            items=items,
            annotators=annotators,
            names=tuple(table.annotators[place] for place in annotators.tolist()),
            n_categories=len(table.categories),
        )

    @property
    def n_votes(self) -> int:
        return len(self.item)

    @property
    def n_items(self) -> int:
        return len(self.items)

    @property
    def n_annotators(self) -> int:
        return len(self.annotators)

    @property
    def n_cells_of_answers(self) -> int:
        """Annotators times categories squared."""
        return self.n_annotators * self.n_categories * self.n_categories

    @property
    def per_item(self) -> Integers:
        return np.diff(self.starts)

    def answers(self) -> Codes:
        """annotator * n_categories + category, shape (n_votes,)."""
        return self.annotator * np.int32(self.n_categories) + self.category

    def chosen(self) -> Integers:
        """item * n_categories + category, shape (n_votes,): each vote's cell of a posterior."""
        return self.item.astype(np.int64) * self.n_categories + self.category

    def of_items(self, chosen: npt.NDArray[np.bool_]) -> Votes:
        """The items chosen by a mask of shape (n_items,); annotators keep their codes."""
        if chosen.all():
            return self
        rows = chosen[self.item]
        renumbered = (np.cumsum(chosen) - 1).astype(np.int32)
        return msgspec.structs.replace(
            self,
            item=renumbered[self.item[rows]],
            annotator=self.annotator[rows],
            category=self.category[rows],
            starts=np.concatenate(([0], np.cumsum(self.per_item[chosen]))).astype(np.int64),
            gold=self.gold[chosen],
            items=self.items[chosen],
        )

    def telling(self) -> Votes:
        """Items that say how reliable annotators are: with a second vote, or gold."""
        return self.of_items((self.per_item > 1) | (self.gold != NONE))

    def matrix(self) -> sparse.csr_matrix:
        """One row an item, one column an answer of an annotator, how often it was given.

        Products with it add in the order of votes, in plain loops, so they are equal to the bit.
        """
        return sparse.csr_matrix(
            (np.ones(self.n_votes), self.answers(), self.starts),
            shape=(self.n_items, self.n_annotators * self.n_categories),
        )

    def shares(self) -> Floats:
        """How the votes of each item are shared out, gold known: shape (n_items, n_categories)."""
        cells = self.n_items * self.n_categories
        counted = np.bincount(self.chosen(), minlength=cells).astype(np.float64)
        shares = counted.reshape(self.n_items, self.n_categories)
        shares /= self.per_item[:, None]
        clamp(shares, self.gold)
        return shares


def summed(codes: npt.NDArray[np.integer], numbers: Floats, n: int) -> Floats:
    """The sum of the numbers of each code, added in the order given; shape (n,)."""
    return np.bincount(codes, weights=numbers, minlength=n).astype(np.float64, copy=False)


def gold_codes(table: ReadingTable, gold: Mapping[str, str]) -> Codes:
    """The known category of each item of the table or NONE, shape (len(items),)."""
    codes = np.full(len(table.items), NONE, dtype=np.int32)
    if gold:
        place = {category: code for code, category in enumerate(table.categories)}
        for at, item in enumerate(table.items):
            known = gold.get(item)
            if known is not None:
                if known not in place:
                    raise GoldOutsideCategories(item, known)
                codes[at] = place[known]
    return codes


def clamp(posterior: Floats, gold: Codes) -> None:
    """Makes gold certain, in place."""
    known = np.flatnonzero(gold != NONE)
    posterior[known] = 0.0
    posterior[known, gold[known]] = 1.0


def _renumbered(codes: Codes, kept: Integers, n: int) -> Codes:
    if len(kept) == n:
        return codes
    places = np.full(n, NONE, dtype=np.int32)
    places[kept] = np.arange(len(kept), dtype=np.int32)
    return places[codes]
