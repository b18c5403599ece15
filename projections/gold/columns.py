"""The golds of one task as columns: which value was in force for which item, from when to when.

Pure. Guarantees: the order of the stretches given plays no part; rows are sorted by item and
position, and the stretches of an item do not overlap, since one gold is in force at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.statistics.table import Codes

STILL = 2**63 - 1
"""Where a stretch ends that has not ended."""


class GoldStretch(NamedTuple):
    """A gold while it was in force: from a position on and until just before another."""

    item: str
    category: str
    proposed_by: str
    approved_by: str
    from_position: int
    to_position: int = STILL


class GoldColumns(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """One row a stretch, of every gold of the task that was in force at or before `position`.

    Columns have shape (n,); `item`, `value`, `proposed_by` and `approved_by` are codes into
    `items`, `values` and `people`, which are sorted. `to_position` may lie beyond `position`: then
    the gold was in force there.

    >>> found = GoldColumns.of([GoldStretch("i1", "dog", "eva", "max", 7)], position=9)
    >>> found.items, found.values, found.people, found.is_in_force.tolist()
    (('i1',), ('dog',), ('eva', 'max'), [True])
    """

    items: tuple[str, ...]
    values: tuple[str, ...]
    people: tuple[str, ...]
    item: Codes
    value: Codes
    proposed_by: Codes
    approved_by: Codes
    from_position: npt.NDArray[np.int64]
    to_position: npt.NDArray[np.int64]
    position: int

    @staticmethod
    def of(stretches: Iterable[GoldStretch], *, position: int) -> GoldColumns:
        """Those that began by `position`."""
        rows = sorted(one for one in stretches if one.from_position <= position)
        rows.sort(key=lambda one: (one.item, one.from_position))
        items, values, people = (
            tuple(sorted(found))
            for found in (
                {one.item for one in rows},
                {one.category for one in rows},
                {name for one in rows for name in (one.proposed_by, one.approved_by)},
            )
        )
        return GoldColumns(
            items=items,
            values=values,
            people=people,
            item=_codes(items, (one.item for one in rows)),
            value=_codes(values, (one.category for one in rows)),
            proposed_by=_codes(people, (one.proposed_by for one in rows)),
            approved_by=_codes(people, (one.approved_by for one in rows)),
            from_position=np.array([one.from_position for one in rows], dtype=np.int64),
            to_position=np.array([one.to_position for one in rows], dtype=np.int64),
            position=position,
        )

    @property
    def is_in_force(self) -> npt.NDArray[np.bool_]:
        """Shape (n,): whether the stretch goes on at `position`."""
        return self.to_position > self.position


def _codes(listed: tuple[str, ...], column: Iterable[str]) -> Codes:
    place = {one: n for n, one in enumerate(listed)}
    return np.array([place[one] for one in column], dtype=np.int32)
