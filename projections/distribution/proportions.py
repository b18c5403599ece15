"""Intervals of shares and of their differences, closed forms that stay within their bounds.

Guarantees: no input or output, no randomness; a share without items is refused by ValueError, so
callers say why there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

from labeltrail.projections.distribution.figure import interval
from labeltrail.projections.statistics.score import Interval

LEVEL = 0.95
_NORMAL = NormalDist()


def wilson(n: float, total: float, level: float = LEVEL) -> Interval:
    """Wilson's score interval of the share n / total.

    (n + z²/2 ± z sqrt(n (total - n) / total + z²/4)) / (total + z²)

    E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212. R. G. Newcombe
    (Statistics in Medicine 17 (1998), 857-872, table I) prints .2553 to .3662 for 81 of 263:

    >>> found = wilson(81, 263)
    >>> round(found.low, 4), round(found.high, 4)
    (0.2553, 0.3662)
    """
    low, high = _score_bounds(n, total, _z(level))
    return interval(low, high, "wilson", level)


def goodman(counts: Sequence[int], level: float = LEVEL) -> tuple[Interval, ...]:
    """Intervals of all shares that hold together: Wilson's with the error split among classes.

    L. A. Goodman, On simultaneous confidence intervals for multinomial proportions, Technometrics
    7 (1965), 247-254: z² is the upper (1 - level) / k point of chi-square with one degree of
    freedom, k the number of classes.

    >>> [(round(one.low, 3), round(one.high, 3)) for one in goodman([56, 72, 73])]
    [(0.21, 0.36), (0.282, 0.442), (0.287, 0.447)]
    """
    total, z = sum(counts), _z(1 - (1 - level) / len(counts))
    bounds = [_score_bounds(one, total, z) for one in counts]
    return tuple(interval(low, high, "goodman", level) for low, high in bounds)


def newcombe(
    first: tuple[float, Interval], second: tuple[float, Interval], level: float = LEVEL
) -> Interval:
    """Of the difference second - first of two independent shares, each with its Wilson interval.

    R. G. Newcombe, Interval estimation for the difference between independent proportions,
    Statistics in Medicine 17 (1998), 873-890, method 10: distances to both intervals' ends,
    squared and added. Its table II prints .0524 to .3339 for 56 of 70 less 48 of 80.

    >>> found = newcombe((48 / 80, wilson(48, 80)), (56 / 70, wilson(56, 70)))
    >>> round(found.low, 4), round(found.high, 4)
    (0.0524, 0.3339)
    """
    (share1, bounds1), (share2, bounds2) = first, second
    change = share2 - share1
    low = change - sqrt((share2 - bounds2.low) ** 2 + (bounds1.high - share1) ** 2)
    high = change + sqrt((bounds2.high - share2) ** 2 + (share1 - bounds1.low) ** 2)
    return interval(low, high, "newcombe", level)


def _z(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    return _NORMAL.inv_cdf((1 + level) / 2)


def _score_bounds(n: float, total: float, z: float) -> tuple[float, float]:
    if total <= 0:
        raise ValueError("a share of no items has no interval")
    middle, square = n + z * z / 2, z * z
    half = z * sqrt(max(0.0, n * (total - n) / total) + square / 4)
    low = 0.0 if n <= 0 else (middle - half) / (total + square)
    high = 1.0 if n >= total else (middle + half) / (total + square)
    return low, high
