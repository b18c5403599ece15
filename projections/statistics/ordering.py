"""Kendall's tau-b as agreement on rankings: the mean over items of the mean over their pairs.

Pairs of which one ties everything have no tau-b; they are left out and counted. An item none of
whose pairs has one plays no part. See `rankings` for the formula of a pair and its source.
"""

from __future__ import annotations

from fractions import Fraction

import msgspec
import numpy as np

from labeltrail.projections.statistics.matrices import Floats, summed
from labeltrail.projections.statistics.pairs import meetings_of
from labeltrail.projections.statistics.rankings import kendall_tau_b, ranking_of
from labeltrail.projections.statistics.table import ReadingTable


class Orderings(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """`by_item`: the mean tau-b of each item that has one, in the order of items, (n,)."""

    by_item: Floats
    pairs_undefined: int

    def mean(self) -> float | None:
        """Rounded once, whatever the order of items."""
        if not len(self.by_item):
            return None
        return float(sum(map(Fraction, self.by_item.tolist()), Fraction(0)) / len(self.by_item))


def taus_of(table: ReadingTable) -> Orderings:
    """Raises CategoryUnreadable where a category is no ranking.

    >>> best_a, best_b = '[["a"],["b"],["c"]]', '[["b"],["a"],["c"]]'
    >>> table = ReadingTable.of([("i", "ann", best_a), ("i", "bob", best_b), ("j", "ann", best_a),
    ...                          ("j", "bob", best_a)])
    >>> round(taus_of(table).mean(), 4)  # ((2 - 1) / 3 + 1) / 2
    0.6667
    """
    parsed = [ranking_of(category) for category in table.categories]
    met = meetings_of(table)
    q = max(len(parsed), 1)
    low = np.minimum(met.first_category, met.second_category)
    high = np.maximum(met.first_category, met.second_category)
    keys, place = np.unique(low * q + high, return_inverse=True)
    found = [kendall_tau_b(parsed[key // q], parsed[key % q]) for key in keys.tolist()]
    defined = np.array([tau is not None for tau in found], dtype=np.bool_)[place]
    taus = np.array([tau or 0.0 for tau in found])[place]
    _, item = np.unique(met.item[defined], return_inverse=True)
    pairs = np.bincount(item)
    return Orderings(
        by_item=summed(item, taus[defined], len(pairs)) / pairs,
        pairs_undefined=int(np.count_nonzero(~defined)),
    )
