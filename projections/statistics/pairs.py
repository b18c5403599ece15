"""What two annotators said of the items that both judged, as integers that add up.

Guarantees: items are matched by id, never by place in a list; the counts of many items are the sum
of the counts of each, in any order and grouping; `minus` undoes `plus` exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
import numpy as np

from labeltrail.projections.statistics.errors import CountsInconsistent
from labeltrail.projections.statistics.patterns import Whole, tally
from labeltrail.projections.statistics.table import ReadingTable

Pair = tuple[str, str]


class PairCounts(msgspec.Struct, frozen=True, gc=False):
    """`cells[c][k]`: on how many items the first annotator said c and the second k; no zeros.

    >>> one = PairCounts.of_item("cat", "dog")
    >>> one.plus(one).cells, one.minus(one) == PairCounts()
    ({'cat': {'dog': 2}}, True)
    """

    cells: Mapping[str, Mapping[str, int]] = {}

    @staticmethod
    def of_item(first: str, second: str) -> PairCounts:
        return PairCounts({first: {second: 1}})

    @staticmethod
    def total(parts: Iterable[PairCounts]) -> PairCounts:
        sums: dict[Pair, int] = {}
        for part in parts:
            for first, row in part.cells.items():
                for second, n in row.items():
                    sums[first, second] = sums.get((first, second), 0) + n
        return _of(sums)

    def plus(self, other: PairCounts) -> PairCounts:
        return PairCounts.total((self, other))

    def minus(self, other: PairCounts) -> PairCounts:
        negated = {c: {k: -n for k, n in row.items()} for c, row in other.cells.items()}
        return PairCounts.total((self, PairCounts(negated)))

    def swapped(self) -> PairCounts:
        """The second annotator first."""
        return _of({(k, c): n for c, row in self.cells.items() for k, n in row.items()})

    def n_items(self) -> int:
        return sum(n for row in self.cells.values() for n in row.values())

    def marginals(self) -> tuple[dict[str, int], dict[str, int]]:
        """How often each category was given by the first, and by the second."""
        first = {c: sum(row.values()) for c, row in self.cells.items()}
        second: dict[str, int] = {}
        for row in self.cells.values():
            for category, n in row.items():
                second[category] = second.get(category, 0) + n
        return first, second

    def require_consistent(self) -> None:
        """Raises CountsInconsistent on a difference, which no item can have made."""
        if any(n <= 0 for row in self.cells.values() for n in row.values()):
            raise CountsInconsistent("a pair of categories is counted less than once")


class Meetings(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """Every two readings of one item: annotators first < second by id, with what each said.

    All columns have shape (n,), n = sum over items of m (m - 1) / 2, in the order of the items.
    """

    item: Whole
    first: Whole
    second: Whole
    first_category: Whole
    second_category: Whole


def meetings_of(table: ReadingTable) -> Meetings:
    """Needs at most one reading of an item by each annotator."""
    rows = np.arange(table.n_readings)
    ends = np.cumsum(table.values_per_item())
    partners = ends[table.item] - rows - 1 if len(rows) else rows
    first = np.repeat(rows, partners)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(partners) - partners, partners)
    return Meetings(
        item=table.item[first].astype(np.int64),
        first=table.annotator[first].astype(np.int64),
        second=table.annotator[second].astype(np.int64),
        first_category=table.category[first].astype(np.int64),
        second_category=table.category[second].astype(np.int64),
    )


def pair_counts(table: ReadingTable) -> dict[Pair, PairCounts]:
    """For every two annotators who share an item, sorted by id.

    >>> table = ReadingTable.of([("i", "bob", "dog"), ("i", "ann", "cat"), ("j", "ann", "cat")])
    >>> pair_counts(table)
    {('ann', 'bob'): PairCounts(cells={'cat': {'dog': 1}})}
    """
    met = meetings_of(table)
    q, annotators = max(len(table.categories), 1), max(len(table.annotators), 1)
    cells, place = np.unique(
        ((met.first * annotators + met.second) * q + met.first_category) * q + met.second_category,
        return_inverse=True,
    )
    times = tally(place, np.ones(len(place), dtype=np.int64), len(cells))
    sums: dict[Pair, dict[Pair, int]] = {}
    names = table.categories
    for cell, n in zip(cells.tolist(), times.tolist(), strict=True):
        who, said = divmod(cell, q * q)
        pair = (table.annotators[who // annotators], table.annotators[who % annotators])
        sums.setdefault(pair, {})[names[said // q], names[said % q]] = n
    return {pair: _of(found) for pair, found in sums.items()}


def counts_of_pair(table: ReadingTable, first: str, second: str) -> PairCounts:
    """Of these two; nothing where they share no item."""
    chosen = np.isin(table.annotator, _codes(table, (first, second)))
    found = pair_counts(table.where(chosen))
    low, high = sorted((first, second))
    counts = found.get((low, high), PairCounts())
    return counts if (low, high) == (first, second) else counts.swapped()


def _codes(table: ReadingTable, annotators: tuple[str, ...]) -> list[int]:
    return [code for code, one in enumerate(table.annotators) if one in annotators]


def _of(sums: Mapping[Pair, int]) -> PairCounts:
    cells: dict[str, dict[str, int]] = {}
    for (first, second), n in sums.items():
        if n:
            cells.setdefault(first, {})[second] = n
    return PairCounts(cells)
