"""Control charts over a series: the EWMA, and Page's CUSUM, with what a signal means.

    EWMA   z_t = w x_t + (1 - w) z_{t-1},  z_0 = target
           limits: target -+ width * sigma * sqrt(w / (2 - w) * (1 - (1 - w)^(2 t)))
    CUSUM  S_t = max(0, S_{t-1} + score_t),  S_0 = 0;  signal where S_t >= threshold

A signal of the CUSUM sets S back to 0, and it goes on. A signal of the EWMA is its first point
outside the limits; nothing is set back, and the next signal comes only after it has been at or
across its target again: a line that runs along a limit is one signal.

Source: S. W. Roberts, Control Chart Tests Based on Geometric Moving Averages, Technometrics 1
(1959); E. S. Page, Continuous Inspection Schemes, Biometrika 41 (1954); both as in
D. C. Montgomery, Introduction to Statistical Quality Control, chapter 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

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
    side = 0  # of the target, since the last signal; 0: it has been back
    for place, value in enumerate(series):
        at = weight * value + (1 - weight) * at
        left *= (1 - weight) ** 2
        reach = width * sigma * sqrt(weight / (2 - weight) * (1 if is_settled else 1 - left))
        values.append(at)
        lower.append(target - reach)
        upper.append(target + reach)
        if (at - target) * side <= 0:
            side = 0
        if not side and abs(at - target) > reach:
            side = 1 if at > target else -1
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
