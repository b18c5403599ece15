"""Who said what of which item: the input of every statistic that is computed from scratch.

Guarantees: the order of the rows given plays no part. Items and annotators are sorted by id, rows
by item and annotator, so equal sets of readings are equal arrays, and whatever is computed from
them in order is equal to the bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.statistics.errors import CategoriesUnusable, CategoryOutsideList

Codes = npt.NDArray[np.int32]


class ReadingTable(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """One row a reading, as codes: places in `items`, `annotators` and `categories`.

    Shapes: `item`, `annotator` and `category` are (n_readings,), int32, sorted by item, annotator
    and category. Unit: none. Categories keep the order given: ranks from low to high, say.

    >>> table = ReadingTable.of([("i2", "ann", "cat"), ("i1", "bob", "dog"), ("i1", "ann", "cat")])
    >>> table.items, table.annotators, table.categories
    (('i1', 'i2'), ('ann', 'bob'), ('cat', 'dog'))
    >>> table.item.tolist(), table.annotator.tolist(), table.category.tolist()
    ([0, 0, 1], [0, 1, 0], [0, 1, 0])
    """

    items: tuple[str, ...]
    annotators: tuple[str, ...]
    categories: tuple[str, ...]
    item: Codes
    annotator: Codes
    category: Codes

    @staticmethod
    def of(
        readings: Iterable[tuple[str, str, str]], categories: Sequence[str] | None = None
    ) -> ReadingTable:
        """From (item, annotator, category); without `categories`, those observed, sorted by id.

        Raises CategoryOutsideList, and CategoriesUnusable for a list that names one twice.
        """
        rows = list(readings)
        items = tuple(sorted({item for item, _, _ in rows}))
        annotators = tuple(sorted({annotator for _, annotator, _ in rows}))
        found = {category for _, _, category in rows}
        listed = tuple(sorted(found) if categories is None else categories)
        if len(set(listed)) != len(listed):
            raise CategoriesUnusable("the list of categories names one twice")
        for category in sorted(found.difference(listed)):
            raise CategoryOutsideList(category)
        places = tuple(
            {one: n for n, one in enumerate(each)} for each in (items, annotators, listed)
        )
        columns = list(zip(*rows, strict=True)) or [(), (), ()]
        codes = [
            np.array([place[one] for one in column], dtype=np.int32)
            for place, column in zip(places, columns, strict=True)
        ]
        return ReadingTable.of_codes(
            items=items,
            annotators=annotators,
            categories=listed,
            item=codes[0],
            annotator=codes[1],
            category=codes[2],
        )

    @staticmethod
    def of_codes(
        *,
        items: tuple[str, ...],
        annotators: tuple[str, ...],
        categories: tuple[str, ...],
        item: Codes,
        annotator: Codes,
        category: Codes,
    ) -> ReadingTable:
        """From codes in any order; `items` and `annotators` are sorted by id already."""
        order = np.lexsort((category, annotator, item))
        return ReadingTable(
            items=items,
            annotators=annotators,
            categories=categories,
            item=item[order],
            annotator=annotator[order],
            category=category[order],
        )

    @property
    def n_readings(self) -> int:
        return len(self.item)

    def where(self, chosen: npt.NDArray[np.bool_]) -> ReadingTable:
        """The rows chosen by a mask of shape (n_readings,); the three lists stay as they are."""
        return msgspec.structs.replace(
            self,
            item=self.item[chosen],
            annotator=self.annotator[chosen],
            category=self.category[chosen],
        )

    def values_per_item(self) -> npt.NDArray[np.int64]:
        """How many readings each item has, shape (n_items,)."""
        return np.bincount(self.item, minlength=len(self.items))
