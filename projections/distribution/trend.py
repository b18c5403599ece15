"""A set of items cut into periods, each with its classes and how far it is from the one before.

Guarantees: periods in order of time, those without items left out; an item is in one period.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.distribution import divergence
from labeltrail.projections.distribution.figure import Figure, Why, absent, computed
from labeltrail.projections.distribution.sample import Sample
from labeltrail.projections.distribution.shift import JSD

BY_CHANCE = "divergence_by_chance_to_first_order"

WEEK_MICROSECONDS = 7 * 24 * 3600 * 1_000_000
MONDAY = 4 * 24 * 3600 * 1_000_000
"""1970-01-05, the first Monday: weeks begin on Mondays at midnight UTC, as in ISO 8601."""


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """
    begins      microseconds since 1970 UTC; or a number, such as a guideline revision's
    counts      values by class, in the order of the sample's categories
    divergence  from the period before, Jensen-Shannon's in bits
    by_chance   what two sets of these sizes and one origin show on average, to first order
    """

    begins: int
    n_items: int
    counts: tuple[int, ...]
    divergence: Figure
    by_chance: Figure


def weeks(occurred_at: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The beginning of each moment's week, microseconds; shape as given.

    >>> weeks(np.array([MONDAY - 1, MONDAY, MONDAY + WEEK_MICROSECONDS - 1])).tolist()
    [-259200000000, 345600000000, 345600000000]
    """
    return (occurred_at - MONDAY) // WEEK_MICROSECONDS * WEEK_MICROSECONDS + MONDAY


def trend(periods: Sequence[tuple[int, Sample]]) -> tuple[Period, ...]:
    """From (beginning, sample) in any order; all samples list the same classes."""
    found: list[Period] = []
    former: Sample | None = None
    for begins, sample in sorted(periods, key=lambda one: one[0]):
        if not sample.n_items:
            continue
        moved, by_chance = _from_the_former(former, sample)
        found.append(
            Period(
                begins=begins,
                n_items=sample.n_items,
                counts=tuple(sample.counts().tolist()),
                divergence=moved,
                by_chance=by_chance,
            )
        )
        former = sample
    return tuple(found)


def _from_the_former(former: Sample | None, sample: Sample) -> tuple[Figure, Figure]:
    if former is None:
        n = sample.n_items
        return (
            absent(Why.FIRST_PERIOD, JSD, n_items=n),
            absent(Why.FIRST_PERIOD, BY_CHANCE, n_items=n),
        )
    p, q, n = former.counts(), sample.counts(), former.n_items + sample.n_items
    return (
        computed(float(divergence.jensen_shannon(p, q)), JSD, n_items=n),
        computed(divergence.expected_by_chance(p, q), BY_CHANCE, n_items=n),
    )
