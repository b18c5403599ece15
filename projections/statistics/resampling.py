"""Bootstrap intervals: items drawn again with replacement, and the statistic computed anew.

Guarantees: the same items, seed and number of resamples give the same interval, in whatever order
and under whatever names items came; memory does not grow with the number of resamples times items.

Items that hold the same are one pattern, so a resample is how often each pattern was drawn, and
the statistic is computed from those counts. Resample r draws from stream r of the seed (see
`sampler`). The interval is the percentile one: the ends are quantiles of the resampled values,
linear between neighbours, rounded to 10 decimals so that they are the same on every machine.
Resamples without a value are counted and play no part.

Source: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
"""

from __future__ import annotations

from collections.abc import Callable
from math import floor

import msgspec
import numpy as np

from labeltrail.projections.statistics.errors import TooMuchAsked
from labeltrail.projections.statistics.patterns import Whole
from labeltrail.projections.statistics.sampler import integers
from labeltrail.projections.statistics.score import Interval

METHOD = "bootstrap of items, percentile"
RESAMPLES_MIN, RESAMPLES_MAX = 50, 100_000
ITEMS_MIN = 2
"""One item drawn again is always itself, which says nothing about how sure its value is."""
_DECIMALS = 10

Estimate = Callable[[Whole], float | None]
"""From how often each pattern was drawn, (P,), to the statistic; None: it has no value."""

Stop = Callable[[], bool]
"""Looked at now and then; once it says so, the question is given up with TooMuchAsked."""


class Sample(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """`times[p]` items hold pattern p; `estimate(times)` is the statistic of all of them."""

    times: Whole
    estimate: Estimate


def bootstrap(
    sample: Sample,
    *,
    resamples: int = 1_000,
    seed: int = 0,
    level: float = 0.95,
    stop: Stop | None = None,
) -> Interval | None:
    """None below two items, or where no resample has a value.

    >>> heads = Sample(times=np.array([60, 40]), estimate=lambda times: times[0] / times.sum())
    >>> found = bootstrap(heads, resamples=2_000, seed=1)
    >>> found.low, found.high  # by the binomial distribution .50 and .69
    (0.5, 0.69)
    """
    if not RESAMPLES_MIN <= resamples <= RESAMPLES_MAX:
        raise ValueError(f"{resamples} resamples: from {RESAMPLES_MIN} to {RESAMPLES_MAX}")
    n = int(sample.times.sum())
    if n < ITEMS_MIN:
        return None
    pattern = np.repeat(np.arange(len(sample.times), dtype=np.int32), sample.times)
    found: list[float] = []
    for stream in range(resamples):
        go_on(stop)
        drawn = pattern[integers(seed, stream, n, n)]
        value = sample.estimate(np.bincount(drawn, minlength=len(sample.times)))
        if value is not None:
            found.append(float(value))
    if not found:
        return None
    found.sort()
    return Interval(
        level=level,
        method=METHOD,
        seed=seed,
        low=_quantile(found, (1 - level) / 2),
        high=_quantile(found, (1 + level) / 2),
        resamples=resamples,
        resamples_undefined=resamples - len(found),
    )


def go_on(stop: Stop | None) -> None:
    """Raises TooMuchAsked when it is time to stop."""
    if stop is not None and stop():
        raise TooMuchAsked("the question took too long and was given up; ask for less at once")


def _quantile(ordered: list[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    between = ordered[below] + (place - below) * (ordered[above] - ordered[below])
    return quantised(between)


def quantised(end: float) -> float:
    """To 10 decimals, and never -0.0."""
    return round(end, _DECIMALS) + 0.0
