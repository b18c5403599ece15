"""A table of readings as the distinct multisets of categories that its items hold.

Guarantees: the same readings give the same arrays, whatever the items are called. Who said what is
gone: this is for coefficients that take annotators as interchangeable, and most of their work is
then over a few hundred patterns instead of a hundred thousand items. Counts are exact integers.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.statistics.counts import AgreementCounts, Bucket
from labeltrail.projections.statistics.table import ReadingTable

Whole = npt.NDArray[np.int64]

_CELLS_PER_READING = 4
_COUNTED_MAX = 2**16
_PACKED_MAX = 2**62


class Patterns(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """P patterns, which hold E entries of one category each, in P's order, categories ascending.

    times     how many items hold the pattern, (P,)
    size      m, how many values it has, (P,); at least 1
    pattern, category, n   (E,): pattern p has category c n times

    Items with no value are in none of them.
    """

    categories: tuple[str, ...]
    times: Whole
    size: Whole
    pattern: Whole
    category: Whole
    n: Whole

    @property
    def n_items(self) -> int:
        """Items with at least one value."""
        return int(self.times.sum())

    def totals(self) -> Whole:
        """Values by category, over all items, (q,)."""
        return tally(self.category, self.n * self.times[self.pattern], len(self.categories))

    def of_shared_items(self) -> Patterns:
        """Those with two values or more."""
        kept = self.size >= 2
        renumbered = np.cumsum(kept) - 1
        entries = kept[self.pattern]
        return msgspec.structs.replace(
            self,
            times=self.times[kept],
            size=self.size[kept],
            pattern=renumbered[self.pattern[entries]],
            category=self.category[entries],
            n=self.n[entries],
        )


class PatternPairs(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """Pairs of categories that meet inside a pattern, first <= second, (K,).

    `n` is n_c * n_k for two different categories and n_c * (n_c - 1) for one: ordered pairs in one
    direction, as `Bucket.pairs` counts them.
    """

    pattern: Whole
    first: Whole
    second: Whole
    n: Whole


def patterns_of(table: ReadingTable) -> Patterns:
    """Each item's categories sorted, and equal ones put together, size by size.

    >>> table = ReadingTable.of([("i", "ann", "b"), ("i", "bob", "a"), ("j", "ann", "a"),
    ...                          ("j", "bob", "b"), ("k", "bob", "b")])
    >>> found = patterns_of(table)
    >>> found.size.tolist(), found.times.tolist(), found.category.tolist()
    ([1, 2], [1, 2], [1, 0, 1])
    """
    q = max(len(table.categories), 1)
    first = table.item.astype(np.int64) * q
    if 0 < len(table.items) * q <= _CELLS_PER_READING * table.n_readings:
        found = _from_cells(
            table, np.bincount(first + table.category, minlength=len(table.items) * q)
        )
        if found is not None:
            return found
    # Nearly in order already, which a stable sort is quick with.
    category = np.sort(first + table.category, kind="stable") - first
    sizes = table.values_per_item()
    starts = np.cumsum(sizes) - sizes
    size, times, flat = [], [], []
    for m in np.unique(sizes[sizes > 0]):
        chosen = sizes == m
        if chosen.all():
            rows = category.reshape(-1, m)
        else:
            rows = category[starts[chosen][:, None] + np.arange(m)]
        rows, repeated = _distinct(rows, q)
        size.append(np.full(len(rows), m))
        times.append(repeated)
        flat.append(rows.ravel())
    sizes_found, values = _joined(size), _joined(flat)
    of_value = np.repeat(np.arange(len(sizes_found)), sizes_found)
    starts_entry = np.ones(len(values), dtype=np.bool_)
    starts_entry[1:] = (of_value[1:] != of_value[:-1]) | (values[1:] != values[:-1])
    at = np.flatnonzero(starts_entry)
    return Patterns(
        categories=table.categories,
        times=_joined(times),
        size=sizes_found,
        pattern=of_value[at],
        category=values[at],
        n=np.diff(np.append(at, len(values))),
    )


def _from_cells(table: ReadingTable, cells: Whole) -> Patterns | None:
    """The same where there are few categories: `cells` says how often an item has each. None where
    rows of cells are no short number."""
    q = len(table.categories)
    most = int(cells.max(initial=0)) + 1
    if most**q > _COUNTED_MAX:
        return None
    code = np.zeros(len(table.items), dtype=np.int64)
    for column in cells.reshape(-1, q).T:
        code *= most
        code += column
    times = np.bincount(code)
    times[0] = 0  # no value at all
    found = np.flatnonzero(times)
    rows = found[:, None] // most ** np.arange(q - 1, -1, -1) % most
    size = rows.sum(axis=1)
    # More of an earlier category comes first, as in sorted rows of values.
    order = np.lexsort((-found, size))
    pattern, category = np.nonzero(rows[order])
    return Patterns(
        categories=table.categories,
        times=times[found[order]],
        size=size[order],
        pattern=pattern,
        category=category,
        n=rows[order][pattern, category],
    )


def pairs_of(patterns: Patterns) -> PatternPairs:
    entries = len(patterns.pattern)
    ends = np.cumsum(np.bincount(patterns.pattern, minlength=len(patterns.size)))
    partners = ends[patterns.pattern] - np.arange(entries)
    first = np.repeat(np.arange(entries), partners)
    second = first + np.arange(len(first)) - np.repeat(np.cumsum(partners) - partners, partners)
    n = patterns.n[first] * (patterns.n[second] - (first == second))
    met = n > 0
    return PatternPairs(
        pattern=patterns.pattern[first[met]],
        first=patterns.category[first[met]],
        second=patterns.category[second[met]],
        n=n[met],
    )


def counts_of(table: ReadingTable) -> AgreementCounts:
    """From scratch what is kept label by label: equal to the sum of every item's contribution."""
    patterns = patterns_of(table)
    pairs = pairs_of(patterns)
    buckets = dict(_buckets(patterns, pairs))
    unread = len(table.items) - patterns.n_items
    if unread:
        buckets[0] = Bucket(unread, {}, {})
    return AgreementCounts(buckets)


def tally(places: Whole, n: Whole, length: int) -> Whole:
    """How many fall on each place; integers below 2^53, so floats between are exact."""
    return np.bincount(places, weights=n, minlength=length).astype(np.int64)


def _buckets(patterns: Patterns, pairs: PatternPairs) -> Iterator[tuple[int, Bucket]]:
    names, q = patterns.categories, len(patterns.categories)
    weighted = patterns.n * patterns.times[patterns.pattern]
    met = pairs.n * patterns.times[pairs.pattern]
    for m in np.unique(patterns.size):
        here = patterns.size == m
        entries = here[patterns.pattern]
        totals = tally(patterns.category[entries], weighted[entries], q)
        rows: dict[str, dict[str, int]] = {}
        chosen = here[pairs.pattern]
        keys, place = np.unique(pairs.first[chosen] * q + pairs.second[chosen], return_inverse=True)
        for key, n in zip(keys.tolist(), tally(place, met[chosen], 0).tolist(), strict=True):
            low, high = sorted((names[key // q], names[key % q]))
            rows.setdefault(low, {})[high] = n
        used = {names[c]: int(totals[c]) for c in np.flatnonzero(totals)}
        yield int(m), Bucket(int(patterns.times[here].sum()), used, rows)


def _distinct(rows: Whole, q: int) -> tuple[Whole, Whole]:
    """Equal rows once, in their order, and how often: rows as integers that hold as many columns
    as fit, counted where there are few and sorted where there are many."""
    if q ** rows.shape[1] <= _COUNTED_MAX:
        code = np.zeros(len(rows), dtype=np.int64)
        for column in rows.T:
            code = code * q + column
        times = np.bincount(code)
        found = np.flatnonzero(times)
        powers = q ** np.arange(rows.shape[1] - 1, -1, -1)
        return found[:, None] // powers % q, times[found]
    code, span = np.zeros(len(rows), dtype=np.int64), 1
    for column in rows.T:
        if span * q > _PACKED_MAX:
            code, span = np.unique(code, return_inverse=True)[1], len(rows)
        code = code * q + column
        span *= q
    _, first, times = np.unique(code, return_index=True, return_counts=True)
    return rows[first], times


def _joined(parts: list[Whole]) -> Whole:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
