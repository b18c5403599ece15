"""Control charts over a series: the EWMA, and Page's CUSUM, with what a signal means.

    EWMA   z_t = w x_t + (1 - w) z_{t-1},  z_0 = target
           limits: target -+ width * sigma * sqrt(w / (2 - w) * (1 - (1 - w)^(2 t)))
    CUSUM  S_t = max(0, S_{t-1} + score_t),  S_0 = 0;  signal where S_t >= threshold

A signal of the CUSUM sets S back to 0, and it goes on. A signal of the EWMA is its first point
outside the limits; nothing is set back, and the next signal needs a point inside between.

Source: S. W. Roberts, Control Chart Tests Based on Geometric Moving Averages, Technometrics 1
(1959); E. S. Page, Continuous Inspection Schemes, Biometrika 41 (1954); both as in
D. C. Montgomery, Introduction to Statistical Quality Control, chapter 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log, sqrt

import msgspec


class Ewma(msgspec.Struct, frozen=True, kw_only=True):
    """One entry a value of the series; `signals` are places in it, from 0."""

    values: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    signals: tuple[int, ...]


class Cusum(msgspec.Struct, frozen=True, kw_only=True):
    """`values` before anything is set back; `began` of a signal: the place where S last left 0,
    which is the usual estimate of when the change came."""

    values: tuple[float, ...]
    signals: tuple[int, ...]
    began: tuple[int, ...]


def ewma(
    series: Sequence[float],
    *,
    target: float,
    sigma: float,
    weight: float,
    width: float,
    is_settled: bool = False,
) -> Ewma:
    """`is_settled`: the limits are those of large t from the start.

    The first values of the example in NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.4:

    >>> found = ewma([52, 47, 53], target=50, sigma=2.0539, weight=0.3, width=3)
    >>> [round(value, 2) for value in found.values]
    [50.6, 49.52, 50.56]
    """
    at, left = target, 1.0
    values, lower, upper, signals = [], [], [], []
    is_outside = False
    for place, value in enumerate(series):
        at = weight * value + (1 - weight) * at
        left *= (1 - weight) ** 2
        reach = width * sigma * sqrt(weight / (2 - weight) * (1 if is_settled else 1 - left))
        values.append(at)
        lower.append(target - reach)
        upper.append(target + reach)
        if abs(at - target) <= reach:
            is_outside = False
        elif not is_outside:
            is_outside = True
            signals.append(place)
    return Ewma(
        values=tuple(values), lower=tuple(lower), upper=tuple(upper), signals=tuple(signals)
    )


def cusum(scores: Sequence[float], *, threshold: float) -> Cusum:
    """Page's chart of scores that are below 0 on average while all is well.

    >>> found = cusum([1.0, -2.0, 1.5, 1.0, 1.0, 0.5], threshold=3.0)
    >>> found.values, found.signals, found.began
    ((1.0, 0.0, 1.5, 2.5, 3.5, 0.5), (4,), (2,))
    """
    total, start = 0.0, 0
    values, signals, began = [], [], []
    for place, score in enumerate(scores):
        if total == 0:
            start = place
        total = max(0.0, total + score)
        values.append(total)
        if total >= threshold:
            signals.append(place)
            began.append(start)
            total = 0.0
    return Cusum(values=tuple(values), signals=tuple(signals), began=tuple(began))


def error_scores(in_control: float, out_of_control: float) -> tuple[float, float]:
    """What a right and a wrong answer add to a Bernoulli CUSUM: log likelihood ratios.

        right: ln((1 - p1) / (1 - p0))    wrong: ln(p1 / p0)

    p0 is the share of errors in control, p1 > p0 the one to find quickly. Source: M. R. Reynolds
    and Z. G. Stoumbos, A CUSUM Chart for Monitoring a Proportion When Inspecting Continuously,
    Journal of Quality Technology 31 (1999).

    >>> [round(score, 4) for score in error_scores(0.1, 0.2)]
    [-0.1178, 0.6931]
    """
    if not 0 < in_control < out_of_control < 1:
        raise ValueError("shares of errors are 0 < in control < out of control < 1")
    return log((1 - out_of_control) / (1 - in_control)), log(out_of_control / in_control)


def threshold_of(false_alarm_labels: float) -> float:
    """ln A: with log likelihood ratios as scores, a false alarm comes after A labels on average
    or later. Source: G. Lorden, The Annals of Mathematical Statistics 42 (1971), 1897-1908."""
    return log(false_alarm_labels)


def error_odds(in_control: float, ratio: float) -> float:
    """The share of errors whose odds are `ratio` times as large.

    >>> round(error_odds(0.1, 2.0), 6)
    0.181818
    """
    odds = ratio * in_control / (1 - in_control)
    return odds / (1 + odds)
