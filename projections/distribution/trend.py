"""A set of items cut into parts, each with its classes and how far it is from what it follows.

Guarantees: parts in the order given, those without items left out. In a row of weeks, revisions or
batches, each part is compared with the one before it; slices are compared with all others together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.distribution import divergence
from labeltrail.projections.distribution.figure import Figure, Why, absent, computed
from labeltrail.projections.distribution.sample import Counts, Sample
from labeltrail.projections.distribution.shift import JSD

BY_CHANCE = "divergence_by_chance_to_first_order"
WEEK_MICROSECONDS = 7 * 24 * 3600 * 1_000_000
MONDAY = 4 * 24 * 3600 * 1_000_000
"""1970-01-05, the first Monday: weeks begin on Mondays at midnight UTC, as in ISO 8601."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """
    key         a week's Monday, a revision's number, a batch's id, an attribute's value
    counts      values by class, in the order of the sample's categories
    divergence  from the part before or from all others, Jensen-Shannon's in bits
    by_chance   what two sets of these sizes and one origin show on average, to first order
    """

    key: str
    n_items: int
    n_values: int
    counts: tuple[int, ...]
    divergence: Figure
    by_chance: Figure


def weeks(occurred_at: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The beginning of each moment's week, microseconds since 1970 UTC; shape as given.

    >>> weeks(np.array([MONDAY - 1, MONDAY, MONDAY + WEEK_MICROSECONDS - 1])).tolist()
    [-259200000000, 345600000000, 345600000000]
    """
    return (occurred_at - MONDAY) // WEEK_MICROSECONDS * WEEK_MICROSECONDS + MONDAY


def day_of(microseconds: int) -> str:
    """
    >>> day_of(MONDAY)
    '1970-01-05'
    """
    return (_EPOCH + timedelta(microseconds=microseconds)).date().isoformat()


def in_a_row(parts: Sequence[tuple[str, Sample]]) -> tuple[Part, ...]:
    """Each compared with the one before it that has items. All list the same classes."""
    found: list[Part] = []
    former: Sample | None = None
    for key, sample in parts:
        if sample.n_items:
            others = None if former is None else (former.counts(), former.n_items)
            found.append(_part(key, sample, others, Why.FIRST_PERIOD))
            former = sample
    return tuple(found)


def side_by_side(parts: Sequence[tuple[str, Sample]]) -> tuple[Part, ...]:
    """Each compared with all others together; no item is in two. All list the same classes."""
    filled = [(key, sample) for key, sample in parts if sample.n_items]
    if not filled:
        return ()
    total = np.add.reduce([sample.counts() for _, sample in filled])
    n_items = sum(sample.n_items for _, sample in filled)
    return tuple(
        _part(
            key,
            sample,
            (total - sample.counts(), n_items - sample.n_items) if len(filled) > 1 else None,
            Why.NO_ITEMS,
        )
        for key, sample in filled
    )


def _part(key: str, sample: Sample, others: tuple[Counts, int] | None, lack: Why) -> Part:
    own = sample.counts()
    if others is None:
        moved = absent(lack, JSD, n_items=sample.n_items)
        by_chance = absent(lack, BY_CHANCE, n_items=sample.n_items)
    else:
        n = sample.n_items + others[1]
        bits = float(divergence.jensen_shannon(others[0], own))
        moved = computed(bits, JSD, n_items=n)
        expected = divergence.expected_by_chance(others[0], own)
        by_chance = computed(expected, BY_CHANCE, n_items=n)
    return Part(
        key=key,
        n_items=sample.n_items,
        n_values=sample.n_values,
        counts=tuple(own.tolist()),
        divergence=moved,
        by_chance=by_chance,
    )
