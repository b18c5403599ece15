"""Agreement as integers that add up: the kept form behind every coefficient.

Guarantees: the counts of many items are the sum of the counts of each, in any order and grouping;
`minus` undoes `plus` exactly; equal multisets of items give equal structs and equal bytes.

Items are bucketed by the number m of values that they hold, because the coefficients divide an
item's share by m or m - 1, and that division belongs to reading, not to keeping.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import msgspec

BUCKETS_REMEMBERED_MAX = 4096


class Bucket(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The items that hold the same number m of values.

    items   how many
    totals  n_c by category: how many of their values are c
    pairs   ordered pairs of values inside one item, summed over items: for c < k (by id)
            n_c * n_k, which stands for (c, k) and equally for (k, c); for c = k n_c * (n_c - 1)

    Zero entries are absent. Negative ones occur only in differences.
    """

    items: int
    totals: Mapping[str, int]
    pairs: Mapping[str, Mapping[str, int]]


class AgreementCounts(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Buckets by m, and how many labels were left out, by cause.

    A contribution, a sum and a difference are the same type: counts form a group under `plus`,
    so the change of one item is `of_item(new).minus(of_item(old))` and may be added to anything.

    >>> kept = AgreementCounts.of_item(["cat", "dog", "cat"])
    >>> kept.buckets[3].totals
    {'cat': 2, 'dog': 1}
    >>> kept.buckets[3].pairs == {"cat": {"cat": 2, "dog": 2}}
    True
    >>> kept.plus(kept).minus(kept) == kept
    True
    """

    buckets: Mapping[int, Bucket] = {}
    exclusions: Mapping[str, int] = {}

    @staticmethod
    def of_item(
        values: Sequence[str], exclusions: Mapping[str, int] | None = None
    ) -> AgreementCounts:
        """The contribution of one item: its values as category ids, in any order.

        Items with no value or one are counted too: class shares rest on single values as well.
        `exclusions` says how many of the item's labels were left out of `values`, by cause.
        """
        return AgreementCounts(
            {len(values): _bucket_of(tuple(sorted(values)))},
            {cause: n for cause, n in exclusions.items() if n} if exclusions else {},
        )

    @staticmethod
    def total(parts: Iterable[AgreementCounts]) -> AgreementCounts:
        """The sum of any number of parts; cheaper than repeated `plus` when there are many."""
        sums: dict[int, _Sums] = {}
        exclusions: dict[str, int] = {}
        for part in parts:
            for size, bucket in part.buckets.items():
                if size not in sums:
                    sums[size] = _Sums()
                sums[size].add(bucket)
            for cause, n in part.exclusions.items():
                exclusions[cause] = exclusions.get(cause, 0) + n
        buckets = {size: each.bucket() for size, each in sums.items()}
        return AgreementCounts(
            {size: bucket for size, bucket in buckets.items() if not _is_nothing(bucket)},
            {cause: n for cause, n in exclusions.items() if n},
        )

    def plus(self, other: AgreementCounts) -> AgreementCounts:
        return _combined(self, other, 1)

    def minus(self, other: AgreementCounts) -> AgreementCounts:
        return _combined(self, other, -1)

    def n_items(self, *, values_min: int = 0) -> int:
        """Items that hold at least `values_min` values."""
        return sum(each.items for m, each in self.buckets.items() if m >= values_min)

    def n_values(self, *, values_min: int = 1) -> int:
        """Values on items that hold at least `values_min` of them."""
        return sum(m * each.items for m, each in self.buckets.items() if m >= values_min)

    def n_pairs(self) -> int:
        """Unordered pairs of values inside one item."""
        return sum(m * (m - 1) // 2 * each.items for m, each in self.buckets.items())

    def totals(self, *, values_min: int = 1) -> dict[str, int]:
        """Values by category on items that hold at least `values_min` of them."""
        found: dict[str, int] = {}
        for size, bucket in self.buckets.items():
            if size >= values_min:
                found = _added(found, bucket.totals, 1)
        return found

    def categories(self) -> tuple[str, ...]:
        """The categories that occur, sorted by id: for tables that count observed classes only."""
        return tuple(sorted(self.totals()))


class _Sums:
    """A bucket under construction; the only mutable thing here, never handed out."""

    __slots__ = ("items", "pairs", "totals")

    def __init__(self) -> None:
        self.items = 0
        self.totals: dict[str, int] = {}
        self.pairs: dict[str, dict[str, int]] = {}

    def add(self, bucket: Bucket) -> None:
        self.items += bucket.items
        totals = self.totals
        for category, n in bucket.totals.items():
            totals[category] = totals.get(category, 0) + n
        for category, row in bucket.pairs.items():
            kept = self.pairs.setdefault(category, {})
            for other, n in row.items():
                kept[other] = kept.get(other, 0) + n

    def bucket(self) -> Bucket:
        rows = {c: {k: n for k, n in row.items() if n} for c, row in self.pairs.items()}
        return Bucket(
            self.items,
            {c: n for c, n in self.totals.items() if n},
            {c: row for c, row in rows.items() if row},
        )


@lru_cache(maxsize=BUCKETS_REMEMBERED_MAX)
def _bucket_of(values: tuple[str, ...]) -> Bucket:
    """Remembered, because items repeat the same few multisets; shared, because nothing mutates."""
    totals: dict[str, int] = {}
    for value in values:
        totals[value] = totals.get(value, 0) + 1
    pairs: dict[str, dict[str, int]] = {}
    later = totals.copy()
    for category, n in totals.items():
        del later[category]
        row = {other: n * m for other, m in later.items()}
        if n > 1:
            row[category] = n * (n - 1)
        if row:
            pairs[category] = row
    return Bucket(1, totals, pairs)


def _combined(left: AgreementCounts, right: AgreementCounts, sign: int) -> AgreementCounts:
    """Copies only the rows that `right` touches; the rest is shared, and nothing mutates it."""
    buckets = dict(left.buckets)
    for size, other in right.buckets.items():
        bucket = buckets.get(size, _NOTHING)
        pairs = dict(bucket.pairs)
        for category, row in other.pairs.items():
            merged_row = _added(pairs.get(category, _NO_ROW), row, sign)
            if merged_row:
                pairs[category] = merged_row
            else:
                pairs.pop(category, None)
        items = bucket.items + sign * other.items
        merged = Bucket(items, _added(bucket.totals, other.totals, sign), pairs)
        if _is_nothing(merged):
            buckets.pop(size, None)
        else:
            buckets[size] = merged
    exclusions = left.exclusions
    if right.exclusions:
        exclusions = _added(exclusions, right.exclusions, sign)
    return AgreementCounts(buckets, exclusions)


def _added(left: Mapping[str, int], right: Mapping[str, int], sign: int) -> dict[str, int]:
    merged = dict(left)
    for key, n in right.items():
        both = merged.get(key, 0) + sign * n
        if both:
            merged[key] = both
        else:
            merged.pop(key, None)
    return merged


def _is_nothing(bucket: Bucket) -> bool:
    return not (bucket.items or bucket.totals or bucket.pairs)


_NO_ROW: Mapping[str, int] = {}
_NOTHING = Bucket(0, {}, {})
