"""How long an annotator takes: median and quartiles of the seconds spent, and what falls out.

Quartiles are by linear interpolation between order statistics (type 7 of R. Hyndman and Y. Fan,
The American Statistician 50, 1996).

    outlier   |0.6745 (x - median) / MAD| > 3.5       x = ln(1 + seconds)

Source: the modified z-score of B. Iglewicz and D. Hoaglin, How to Detect and Handle Outliers
(1993); on logarithms, since times are skewed. Labels are compared with the same annotator's of the
same source of items: sentences of one source may be longer than another's. Where more than half of
them are equal (MAD 0), nothing is an outlier.

    pace      median over labels of seconds / the item's median seconds by everybody

A pace of 0.2 is five times as fast as others are on the same items. Unit: seconds; pace has none.
"""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.annotators.figures import Figure, LackCode, figure
from labeltrail.projections.statistics.score import Algorithm
from labeltrail.projections.statistics.table import Codes

Z_MAX = 3.5
SECONDS = Algorithm(name="quantile_of_seconds", version=1)
PACE = Algorithm(name="pace", version=1)

Seconds = npt.NDArray[np.float64]


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """`fast` and `slow` are outliers, of `n` labels with seconds; others have none."""

    n: int
    without_seconds: int
    median: Figure
    first_quartile: Figure
    third_quartile: Figure
    fast: int
    slow: int
    pace: Figure


def pace(seconds: Seconds, item_seconds: Seconds, source: Codes) -> Pace:
    """One annotator's labels: seconds (NaN: not known), the item's median, and its source."""
    known = np.isfinite(seconds)
    spent, usual, source = seconds[known], item_seconds[known], source[known]
    n = len(spent)
    quartiles = np.quantile(spent, (0.25, 0.5, 0.75)).tolist() if n else [LackCode.NO_SECONDS] * 3
    low, middle, high = (figure(one, n, SECONDS) for one in quartiles)
    fast, slow = outliers(spent, source)
    compared = usual > 0
    ratio: float | LackCode = LackCode.NO_SECONDS
    if compared.any():
        ratio = float(np.median(spent[compared] / usual[compared]))
    return Pace(
        n=n,
        without_seconds=len(seconds) - n,
        median=middle,
        first_quartile=low,
        third_quartile=high,
        fast=fast,
        slow=slow,
        pace=figure(ratio, int(np.count_nonzero(compared)), PACE),
    )


def outliers(spent: Seconds, source: Codes) -> tuple[int, int]:
    """How many are suspiciously fast, and slow.

    >>> times = np.array([20.0, 22, 19, 21, 20, 23, 1, 900])
    >>> outliers(times, np.zeros(8, dtype=np.int32))
    (1, 1)
    """
    fast = slow = 0
    for one in np.unique(source):
        logs = np.log1p(spent[source == one])
        away = logs - np.median(logs)
        scale = float(np.median(np.abs(away)))
        if scale > 0:
            score = 0.6745 * away / scale
            fast += int(np.count_nonzero(score < -Z_MAX))
            slow += int(np.count_nonzero(score > Z_MAX))
    return fast, slow
