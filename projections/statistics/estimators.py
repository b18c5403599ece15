"""Coefficients over interchangeable annotators from how often each pattern occurs, in floats.

For resampling, where the same formulas as in `alpha`, `fleiss`, `gwet`, `brennan_prediger` and
`observed` are needed a thousand times over; tests hold the two to each other.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from labeltrail.projections.statistics.matrices import Floats, Matrix, agreeing_shares, summed
from labeltrail.projections.statistics.patterns import Patterns, Whole
from labeltrail.projections.statistics.resampling import Sample

Chance = Callable[[Floats], float]

_NOTHING = 1e-14
"""Chance that leaves less than this to agree beyond, leaves nothing."""


def observed(patterns: Patterns, weights: Matrix | None, *, by_size: int) -> Sample:
    """`by_size`: 0 items weigh the same, 1 by their values, 2 by their pairs."""
    size = patterns.size
    whole = np.where(size >= 2, _ITEM_WEIGHTS[by_size](size), 0).astype(np.float64)
    agreeing = whole * agreeing_shares(patterns, weights)

    def estimate(times: Whole) -> float | None:
        pairs = float(times @ whole)
        return float(times @ agreeing) / pairs if pairs else None

    return Sample(times=patterns.times, estimate=estimate)


def fleiss(patterns: Patterns, weights: Matrix | None) -> Sample:
    return _beyond(patterns, weights, lambda shares: _meeting(shares, weights))


def scott(patterns: Patterns, weights: Matrix | None) -> Sample:
    return fleiss(patterns.of_shared_items(), weights)


def gwet(patterns: Patterns, weights: Matrix | None) -> Sample:
    q = len(patterns.categories)
    factor = (q if weights is None else float(weights.sum())) / (q * (q - 1))
    return _beyond(patterns, weights, lambda shares: factor * float(np.sum(shares * (1 - shares))))


def brennan_prediger(patterns: Patterns, weights: Matrix | None) -> Sample:
    q = len(patterns.categories)
    chance = (q if weights is None else float(weights.sum())) / (q * q)
    return _beyond(patterns, weights, lambda _shares: chance)


def alpha(patterns: Patterns, weights: Matrix | None) -> Sample:
    """`weights`: one minus the distances, on any scale; None: nominal."""
    patterns = patterns.of_shared_items()
    size, q = patterns.size, len(patterns.categories)
    agreeing = agreeing_shares(patterns, weights) * size
    values = _ByCategory(patterns, patterns.n.astype(np.float64), q)

    def estimate(times: Whole) -> float | None:
        n = float(times @ size)
        totals = values.of(times)
        if np.count_nonzero(totals) < 2:
            return None
        apart = n * n - _meeting(totals, weights)
        if apart <= _NOTHING * n * n:
            return None
        return 1 - (n - float(times @ agreeing)) / (apart / (n - 1))

    return Sample(times=patterns.times, estimate=estimate)


def alpha_by_places(patterns: Patterns, places: Floats) -> Sample:
    """Of squared differences of places, (q,): numbers. Each pattern is four numbers."""
    patterns = patterns.of_shared_items()
    size = patterns.size
    first, second = _moments(patterns, places - places.mean() if len(places) else places)
    within = 2 * (size * second - first**2) / (size - 1)
    features = np.stack([size.astype(np.float64), first, second, within], axis=1)

    def estimate(times: Whole) -> float | None:
        n, first, second, within = (times.astype(np.float64) @ features).tolist()
        apart = n * second - first**2
        if apart <= _NOTHING * n * second:
            return None
        return float(1 - within * (n - 1) / (2 * apart))

    return Sample(times=patterns.times, estimate=estimate)


def ordinal_alpha(patterns: Patterns) -> Sample:
    """By the ranks between, which depend on what was drawn."""
    patterns = patterns.of_shared_items()
    size, q = patterns.size, len(patterns.categories)
    values = _ByCategory(patterns, patterns.n.astype(np.float64), q)

    def estimate(times: Whole) -> float | None:
        drawn = times.astype(np.float64)
        n, totals = float(drawn @ size), values.of(times)
        if np.count_nonzero(totals) < 2:
            return None
        first, second = _moments(patterns, np.cumsum(totals) - totals / 2 - n / 2)
        within = (size * second - first**2) / (size - 1)
        apart = n * float(drawn @ second) - float(drawn @ first) ** 2
        return 1 - float(drawn @ within) * (n - 1) / apart

    return Sample(times=patterns.times, estimate=estimate)


class _ByCategory:
    """Sums over drawn patterns of what their entries hold, by category."""

    def __init__(self, patterns: Patterns, held: Floats, q: int) -> None:
        self._patterns, self._held, self._q = patterns, held, q
        self._table: Matrix | None = None
        if len(patterns.size) * q <= _TABLE_CELLS_MAX:
            self._table = np.zeros((len(patterns.size), q))
            self._table[patterns.pattern, patterns.category] = held

    def of(self, times: Whole) -> Floats:
        if self._table is not None:
            return np.asarray(times.astype(np.float64) @ self._table)
        weighted = self._held * times[self._patterns.pattern]
        return summed(self._patterns.category, weighted, self._q)


_TABLE_CELLS_MAX = 1_000_000
_ITEM_WEIGHTS = (np.ones_like, lambda size: size, lambda size: size * (size - 1))


def _beyond(patterns: Patterns, weights: Matrix | None, chance: Chance) -> Sample:
    size = patterns.size
    shared = (size >= 2).astype(np.float64)
    agreeing = agreeing_shares(patterns, weights)
    held = patterns.n / size[patterns.pattern]
    shares = _ByCategory(patterns, held, len(patterns.categories))

    def estimate(times: Whole) -> float | None:
        n_shared = float(times @ shared)
        if not n_shared:
            return None
        by_chance = chance(shares.of(times) / times.sum())
        if 1 - by_chance <= _NOTHING:
            return None
        return (float(times @ agreeing) / n_shared - by_chance) / (1 - by_chance)

    return Sample(times=patterns.times, estimate=estimate)


def _meeting(by_category: Floats, weights: Matrix | None) -> float:
    weighed = by_category if weights is None else weights @ by_category
    return float(np.sum(by_category * weighed))


def _moments(patterns: Patterns, places: Floats) -> tuple[Floats, Floats]:
    """Of each pattern, the sum of its values' places and of their squares."""
    at, length = places[patterns.category], len(patterns.size)
    first = summed(patterns.pattern, patterns.n * at, length)
    return first, summed(patterns.pattern, patterns.n * at * at, length)
