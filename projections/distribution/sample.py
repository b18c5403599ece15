"""The classes of a set of items: what every distribution is counted from, and resampled by item.

Guarantees: the order of the rows given plays no part. Rows are sorted by item and class, and an
item is one unit, however many readings it has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.statistics.table import Codes, ReadingTable

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Sample(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """
    categories  in the order that is reported, also those without an item
    n_items     items with a value at least; their numbers are 0 to n_items - 1
    item        of each value, shape (n_values,), sorted
    category    of each value, a place in `categories`, shape (n_values,)
    left_out    what plays no part, by cause: items without truth, or labels that are no reading

    >>> found = Sample.of([("i1", "cat"), ("i2", "dog"), ("i2", "cat")], ["cat", "cow", "dog"])
    >>> found.n_items, found.counts().tolist()
    (2, [2, 0, 1])
    """

    categories: tuple[str, ...]
    n_items: int
    item: Codes
    category: Codes
    left_out: Mapping[str, int]

    @staticmethod
    def of(values: Sequence[tuple[str, str]], categories: Sequence[str]) -> Sample:
        """From (item, category). Raises KeyError for a category that is not listed."""
        place = {one: n for n, one in enumerate(categories)}
        number = {one: n for n, one in enumerate(sorted({item for item, _ in values}))}
        return Sample.of_codes(
            np.array([number[item] for item, _ in values], dtype=np.int32),
            np.array([place[category] for _, category in values], dtype=np.int32),
            tuple(categories),
        )

    @staticmethod
    def of_codes(
        item: Codes,
        category: Codes,
        categories: tuple[str, ...],
        left_out: Mapping[str, int] | None = None,
    ) -> Sample:
        """From codes in any order; items may be any numbers, and are numbered anew."""
        order = np.lexsort((category, item))
        item, category = item[order], category[order]
        is_new = np.ones(len(item), dtype=np.bool_)
        is_new[1:] = item[1:] != item[:-1]
        return Sample(
            categories=categories,
            n_items=int(np.count_nonzero(is_new)),
            item=(np.cumsum(is_new) - 1).astype(np.int32),
            category=category.astype(np.int32),
            left_out=dict(left_out or {}),
        )

    @staticmethod
    def of_readings(table: ReadingTable, left_out: Mapping[str, int] | None = None) -> Sample:
        """Every reading is a value, and an item has as many as it has readings."""
        return Sample.of_codes(table.item, table.category, table.categories, left_out)

    @property
    def n_values(self) -> int:
        return len(self.item)

    def counts(self) -> Counts:
        """Values by class, shape (n_categories,)."""
        return np.bincount(self.category, minlength=len(self.categories))

    def counts_among(self, times: Counts) -> Counts:
        """Values by class when item i is taken `times[i]` times; `times` has shape (n_items,)."""
        weight = times[self.item]
        # Sums of whole numbers below 2^53 are exact, in whatever order they are added.
        weighed = np.bincount(self.category, weights=weight, minlength=len(self.categories))
        return weighed.astype(np.int64)

    def values_per_item(self) -> Counts:
        return np.bincount(self.item, minlength=self.n_items)

    def rolled(self, place: Sequence[int], categories: tuple[str, ...]) -> Sample:
        """Other classes in place of these: class k becomes `categories[place[k]]`."""
        moved = np.asarray(place, dtype=np.int32)[self.category]
        return Sample.of_codes(self.item, moved, categories, self.left_out)

    def among(self, chosen: Mask) -> Sample:
        """With these of the categories alone, shape (n_categories,); no value is in the others."""
        names = tuple(one for one, is_it in zip(self.categories, chosen, strict=True) if is_it)
        return self.rolled((np.cumsum(chosen) - 1).tolist(), names)


def pooled(first: Sample, second: Sample) -> Sample:
    """Both as one, the second's items after the first's. Both have the same categories."""
    return Sample(
        categories=first.categories,
        n_items=first.n_items + second.n_items,
        item=np.concatenate((first.item, second.item + np.int32(first.n_items))),
        category=np.concatenate((first.category, second.category)),
        left_out={},
    )
