"""Which classes meet on the same items, and how often they would by chance: exact integers.

Pure. Of an item with m values, n_c of them of class c, each unordered pair of values weighs
2 / (m - 1), so that every value weighs one whatever m is (Krippendorff's coincidences). With n_c
the totals over all items with two values or more, and n their sum:

    met(c, k)    = sum over items of 2 n_uc n_uk / (m_u - 1)              c and k unequal
    chance(c, k) = 2 n_c n_k / (n - 1)
    alpha        = 1 - sum of met / sum of chance                         over unequal pairs

K. Krippendorff, Content Analysis, 3rd ed. (2013), chapter 12. Weights are kept in units of 1 /
WHOLE, exact for items of up to 16 values and rounded down beyond.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.statistics.table import ReadingTable

Counts = npt.NDArray[np.int64]

WHOLE = 360_360
"""Divisible by every number up to 15."""


class Coincidences(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """Of items with two values or more, sorted by id: `counts` of shape (n_items, n_classes)."""

    items: tuple[str, ...]
    classes: tuple[str, ...]
    counts: Counts

    @staticmethod
    def of(table: ReadingTable) -> Coincidences:
        """
        >>> table = ReadingTable.of([("i1", "a", "x"), ("i1", "b", "y"), ("i2", "a", "x")])
        >>> found = Coincidences.of(table)
        >>> found.items, found.counts.tolist()
        (('i1',), [[1, 1]])
        """
        n, k = len(table.items), len(table.categories)
        cells = table.item.astype(np.int64) * k + table.category
        counts = np.bincount(cells, minlength=n * k).reshape(n, k).astype(np.int64)
        held = np.flatnonzero(counts.sum(axis=1) >= 2)
        return Coincidences(
            items=tuple(table.items[place] for place in held.tolist()),
            classes=table.categories,
            counts=counts[held],
        )

    @property
    def values(self) -> Counts:
        """m of each item, shape (n_items,)."""
        values: Counts = self.counts.sum(axis=1)
        return values

    @property
    def totals(self) -> Counts:
        """n_c, shape (n_classes,)."""
        totals: Counts = self.counts.sum(axis=0)
        return totals

    def met(self, one: int, other: int) -> Counts:
        """What each item adds to met(one, other), shape (n_items,), in units of 1 / WHOLE."""
        return 2 * self.counts[:, one] * self.counts[:, other] * WHOLE // (self.values - 1)

    def apart(self) -> Counts:
        """The same over all unequal pairs: the disagreement of each item."""
        return apart(self.counts)

    def among(self, kept: npt.NDArray[np.bool_]) -> Coincidences:
        """Only some of the items."""
        items = tuple(
            one for one, is_kept in zip(self.items, kept.tolist(), strict=True) if is_kept
        )
        return msgspec.structs.replace(self, items=items, counts=self.counts[kept])

    def merged(self, one: int, other: int) -> Counts:
        """The counts as if the second class were the first."""
        counts = self.counts.copy()
        counts[:, one] += counts[:, other]
        counts[:, other] = 0
        return counts

    def heaviest(self, weights: Counts, limit: int) -> tuple[tuple[str, int], ...]:
        """The items that weigh most, with their weights; equal ones by id."""
        order = np.lexsort((np.arange(len(weights)), -weights))[:limit]
        return tuple(
            (self.items[place], int(weights[place])) for place in order.tolist() if weights[place]
        )


def apart(counts: Counts) -> Counts:
    """The disagreement of each item, shape (n_items,), in units of 1 / WHOLE; 0 of one value."""
    m = counts.sum(axis=1)
    unequal = m * m - (counts * counts).sum(axis=1)
    weights: Counts = unequal * WHOLE // np.maximum(m - 1, 1)
    return weights


def comparable(counts: Counts) -> Counts:
    """The counts of items with two values or more; of the others nothing."""
    return np.where(counts.sum(axis=1, keepdims=True) >= 2, counts, 0)


def alpha(disagreement: int, totals: Sequence[int]) -> float | None:
    """Krippendorff's nominal alpha; None where nothing is compared or all values are equal.

    >>> alpha(WHOLE * 4, [4, 4])
    0.125
    """
    n = sum(totals)
    chance = n * n - sum(one * one for one in totals)
    if n < 2 or not chance:
        return None
    return 1 - disagreement * (n - 1) / (WHOLE * chance)
