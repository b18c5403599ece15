"""Shares with Wilson's interval, and differences of two shares with Newcombe's.

    Wilson      (2 n p + z^2 -+ z sqrt(z^2 + 4 n p q)) / (2 (n + z^2))
    Newcombe    low  = d - sqrt((p1 - l1)^2 + (u2 - p2)^2)       d = p1 - p2
                high = d + sqrt((u1 - p1)^2 + (p2 - l2)^2)       l, u: Wilson's ends of each

Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927); R. G. Newcombe,
Statistics in Medicine 17 (1998), 857-872 (method 3) and 873-890 (method 10). Both take the labels
for independent of each other. Unit: share, 0 to 1; ends outside that are not possible.
"""

from __future__ import annotations

from functools import cache
from math import sqrt
from statistics import NormalDist

from labeltrail.projections.annotators.figures import Contrast, LackCode, Share, lack_of
from labeltrail.projections.statistics.score import Algorithm, Interval, Status

LEVEL = 0.95
SHARE = Algorithm(name="share", version=1)
DIFFERENCE = Algorithm(name="difference_of_shares", version=1)


def share(hits: int, n: int, *, lack: LackCode = LackCode.NO_LABELS, level: float = LEVEL) -> Share:
    """`hits` of `n`; without any, `lack` says of what.

    Newcombe (1998), table I, 81 of 263:

    >>> found = share(81, 263).interval
    >>> f"{found.low:.4f} to {found.high:.4f}"
    '0.2553 to 0.3662'
    """
    if not n:
        status, reason = lack_of(lack)
        return Share(
            value=None, status=status, lack=reason, hits=0, n=0, interval=None, algorithm=SHARE
        )
    low, high = wilson(hits, n, level=level)
    return Share(
        value=hits / n,
        status=Status.COMPUTED,
        lack=None,
        hits=hits,
        n=n,
        interval=Interval(level=level, method="wilson", seed=None, low=low, high=high),
        algorithm=SHARE,
    )


def difference(
    first: Share, second: Share, *, lack: LackCode = LackCode.NO_COUNTERPART, level: float = LEVEL
) -> Contrast:
    """The first share minus the second, of labels that are not the same ones.

    Newcombe (1998), table II, 56 of 70 against 48 of 80:

    >>> found = difference(share(56, 70), share(48, 80))
    >>> f"{found.value:.4f} from {found.interval.low:.4f} to {found.interval.high:.4f}"
    '0.2000 from 0.0524 to 0.3339'
    """
    if first.value is None or second.value is None:
        status, reason = lack_of(lack)
        return Contrast(
            value=None,
            status=status,
            lack=reason,
            first=first,
            second=second,
            interval=None,
            algorithm=DIFFERENCE,
        )
    value = first.value - second.value
    low_1, high_1 = wilson(first.hits, first.n, level=level)
    low_2, high_2 = wilson(second.hits, second.n, level=level)
    low = value - sqrt((first.value - low_1) ** 2 + (high_2 - second.value) ** 2)
    high = value + sqrt((high_1 - first.value) ** 2 + (second.value - low_2) ** 2)
    return Contrast(
        value=value,
        status=Status.COMPUTED,
        lack=None,
        first=first,
        second=second,
        interval=Interval(level=level, method="newcombe", seed=None, low=low, high=high),
        algorithm=DIFFERENCE,
    )


def wilson(hits: int, n: int, *, level: float = LEVEL) -> tuple[float, float]:
    """Both ends; exactly 0 where nothing hits and exactly 1 where everything does."""
    z = normal_quantile(level)
    centre = 2 * hits + z * z
    reach = z * sqrt(z * z + 4 * hits * (n - hits) / n)
    scale = 2 * (n + z * z)
    low = 0.0 if hits == 0 else (centre - reach) / scale
    high = 1.0 if hits == n else (centre + reach) / scale
    return low, high


@cache
def normal_quantile(level: float) -> float:
    """How many standard deviations either side hold so much of a normal distribution."""
    if not 0 < level < 1:
        raise ValueError(f"a level of confidence lies between 0 and 1, not at {level}")
    return NormalDist().inv_cdf((1 + level) / 2)
