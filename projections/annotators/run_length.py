"""The Bernoulli CUSUM's design: scores and a threshold with a known number of labels per signal.

    right: ln((1 - p1) / (1 - p0)) < 0    wrong: ln(p1 / p0) > 0    odds of p1 = ratio * p0's

are brought to whole numbers (-v, u) in the nearest ratio, the smaller at most SCORE_MAX, or 1 where
the ratio is RATIO_WHOLE or more. So the sums are whole, and the mean number of labels until a
signal is exact:

    L(i) = 1 + p0 L(i + u) + (1 - p0) L(max(0, i - v))        L(i) = 0 for i >= threshold

from a sum of i. The threshold is the smallest with L(0) of at least the labels wished between
false alarms. Source: D. Brook and D. A. Evans, Biometrika 59 (1972), 539-549, for the chain;
M. R. Reynolds and Z. G. Stoumbos, A CUSUM Chart for Monitoring a Proportion When Inspecting
Continuously, Journal of Quality Technology 31 (1999), 87-108, for whole scores.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import log

import msgspec
import numpy as np

SCORE_MAX = 4
RATIO_WHOLE = 6
THRESHOLD_MAX = 1_024
ERRORS_MIN = 0.01
"""Below one error in a hundred, and above 99, charts expect these."""


class Design(msgspec.Struct, frozen=True, kw_only=True):
    """
    errors            share of errors in control, as it was used
    out_of_control    share of errors that is to be found
    right, wrong      scores of a right and of a wrong answer
    threshold         a sum as large is a signal
    labels_per_false_alarm  on average, while all is in control
    """

    errors: float
    out_of_control: float
    right: int
    wrong: int
    threshold: int
    labels_per_false_alarm: float


@lru_cache(maxsize=1_024)
def design(errors: float, *, odds_ratio: float, labels_min: int) -> Design:
    """`errors` is rounded to a thousandth, so that a chart does not change with every label.

    >>> found = design(0.1, odds_ratio=2.0, labels_min=500)
    >>> found.right, found.wrong, found.threshold
    (-1, 6, 26)
    """
    errors = min(max(round(errors, 3), ERRORS_MIN), 1 - ERRORS_MIN)
    out_of_control = odds_times(errors, odds_ratio)
    wrong, right = _whole(log(out_of_control / errors), log((1 - errors) / (1 - out_of_control)))
    threshold = _smallest(errors, right, wrong, labels_min)
    return Design(
        errors=errors,
        out_of_control=out_of_control,
        right=-right,
        wrong=wrong,
        threshold=threshold,
        labels_per_false_alarm=run_length(errors, right, wrong, threshold),
    )


def run_length(errors: float, right: int, wrong: int, threshold: int) -> float:
    """Labels until the first signal, on average, from a sum of 0; `right` is taken away.

    With -1 and 1 and a threshold of 2, two errors in a row: (1 + p) / p^2.

    >>> round(run_length(0.5, 1, 1, 2), 9)
    6.0
    """
    # Loaded here: commands that draw no charts start sooner.
    from scipy.linalg import solve_banded

    above, below = min(wrong, threshold - 1), min(right, threshold - 1)
    bands = np.zeros((above + 1 + below, threshold))  # bands[above + row - column, column]
    bands[above] = 1.0
    if wrong < threshold:
        bands[0, wrong:] -= errors
    for row in range(threshold):
        column = max(row - right, 0)
        bands[above + row - column, column] -= 1 - errors
    return float(solve_banded((below, above), bands, np.ones(threshold))[0])


def odds_times(errors: float, ratio: float) -> float:
    """The share of errors whose odds are `ratio` times as large.

    >>> round(odds_times(0.1, 2.0), 6)
    0.181818
    """
    odds = ratio * errors / (1 - errors)
    return odds / (1 + odds)


def _whole(one: float, other: float) -> tuple[int, int]:
    """Two whole numbers in nearly the ratio of two positive ones."""
    if one < other:
        second, first = _whole(other, one)
        return first, second
    ratio = one / other
    nearest = Fraction(ratio).limit_denominator(1 if ratio >= RATIO_WHOLE else SCORE_MAX)
    return nearest.numerator, nearest.denominator


def _smallest(errors: float, right: int, wrong: int, labels_min: int) -> int:
    """The threshold; run lengths rise with it."""
    high = wrong
    while run_length(errors, right, wrong, high) < labels_min and high < THRESHOLD_MAX:
        high *= 2
    low = 0
    while high - low > 1:
        middle = (low + high) // 2
        if run_length(errors, right, wrong, middle) < labels_min:
            low = middle
        else:
            high = middle
    return high
