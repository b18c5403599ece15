"""Intervals of what is summed over items, by drawing the items again.

Pure, and the same for the same items and seed on every machine: items are drawn by our own
generator, all sums are of integers, and the ends are order statistics. Percentile interval: B.
Efron and R. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.statistics.sampler import integers
from labeltrail.projections.statistics.score import Interval
from labeltrail.projections.taxonomy_advice.coincidences import Counts

METHOD = "bootstrap_percentile"
ITEMS_MIN = 10
"""Fewer items are no ground for an interval."""
EXACT_MAX = 2**53
"""Integers below it are floats, every one of them."""


class Resampling(msgspec.Struct, frozen=True, kw_only=True):
    """`level` of the interval. More than `items_max` items are given none: it takes too long."""

    resamples: int = 400
    seed: int = 0
    level: float = 0.95
    items_max: int = 20_000


class Draws:
    """How often each item is drawn in each resample: `times` of shape (resamples, n_items)."""

    def __init__(self, n_items: int, asked: Resampling) -> None:
        self.asked = asked
        self.times: npt.NDArray[np.int64] | None = None
        if ITEMS_MIN <= n_items <= asked.items_max:
            times = np.empty((asked.resamples, n_items), dtype=np.int64)
            for stream in range(asked.resamples):
                drawn = integers(asked.seed, stream, n_items, n_items)
                times[stream] = np.bincount(drawn, minlength=n_items)
            self.times = times
            self._floats = times.astype(np.float64)

    def sums(self, column: Counts) -> Counts:
        """What a column of shape (n_items,) or (n_items, k) adds up to in each resample.

        Multiplied as floats, which is many times faster and exact: no partial sum, in whatever
        order, goes beyond the integers that floats hold. Where one could, as integers.
        """
        if self.times is None:
            raise ValueError("too few or too many items for drawing again")
        summed: Counts
        if len(column) * int(column.max(initial=0)) < EXACT_MAX:
            summed = (self._floats @ column.astype(np.float64)).astype(np.int64)
        else:
            summed = self.times @ column
        return summed

    def _together(self, columns: Sequence[Counts]) -> list[Counts]:
        """The sums of each, in one pass over the draws, which are larger than any cache."""
        wide = [column if column.ndim == 2 else column[:, None] for column in columns]
        ends = np.cumsum([one.shape[1] for one in wide]).tolist()
        summed = self.sums(np.concatenate(wide, axis=1))
        parts = [summed[:, end - one.shape[1] : end] for one, end in zip(wide, ends, strict=True)]
        return [
            part[:, 0] if column.ndim == 1 else part
            for part, column in zip(parts, columns, strict=True)
        ]

    def interval(
        self,
        columns: Sequence[Counts],
        measured: Callable[..., float | None],
    ) -> Interval | None:
        """Of a measure of the sums of these columns; None where it has no interval."""
        if self.times is None:
            return None
        drawn = self._together(columns)
        rows = zip(*(one.tolist() for one in drawn), strict=True)
        found = [measured(*row) for row in rows]
        defined = sorted(one for one in found if one is not None)
        if 2 * len(defined) < len(found):
            return None
        tail = (1 - self.asked.level) / 2
        return Interval(
            level=self.asked.level,
            method=METHOD,
            seed=self.asked.seed,
            low=round(defined[_rank(tail, len(defined))], 6),
            high=round(defined[_rank(1 - tail, len(defined))], 6),
            resamples=len(found),
            resamples_undefined=len(found) - len(defined),
        )


def _rank(share: float, n: int) -> int:
    return min(n - 1, max(0, int(share * (n - 1) + 0.5)))
