"""Weights and distances as float arrays, for standard errors and resampling.

Values of coefficients do not come from these: they are exact. A table is None where the identity
serves, and where there are more than TABLE_CATEGORIES_MAX categories there is none to be had.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from labeltrail.projections.statistics.distances import (
    AnyDistance,
    named,
    squared_difference,
)
from labeltrail.projections.statistics.patterns import Patterns, pairs_of
from labeltrail.projections.statistics.score import Distance
from labeltrail.projections.statistics.weights import AgreementWeights

Matrix = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float64]


def weight_matrix(weights: AgreementWeights, categories: Sequence[str]) -> Matrix | None:
    """(q, q), in the order of `categories`; None for identity."""
    rows = weights.rows
    if rows is None:
        return None
    return np.array([[float(rows[c][k]) for k in categories] for c in categories])


def agreement_by_distance(distance: AnyDistance, categories: Sequence[str]) -> Matrix | None:
    """1 - d, scaled so that the farthest pair has 0; None for nominal. Not for ordinal, whose
    distances depend on the values counted."""
    if named(distance) is Distance.NOMINAL:
        return None
    difference = squared_difference(distance, categories, dict.fromkeys(categories, 1))
    apart = np.zeros((len(categories), len(categories)))
    for place, category in enumerate(categories):
        for other in range(place):
            apart[place, other] = difference.of(category, categories[other]) / difference.scale
    apart += apart.T
    greatest = apart.max(initial=0.0)
    return np.asarray(1 - apart / greatest) if greatest else np.ones_like(apart)


def agreeing_shares(patterns: Patterns, weights: Matrix | None) -> Floats:
    """The (weighted) share of each pattern's pairs that agree, (P,); 0 where there is no pair."""
    met = pairs_of(patterns)
    alike = (met.first == met.second).astype(np.float64)
    if weights is not None:
        both = weights[met.first, met.second] + weights[met.second, met.first]
        alike = np.where(met.first == met.second, 1.0, both)
    size = patterns.size
    found = summed(met.pattern, alike * met.n, len(size))
    return np.asarray(found / np.maximum(size * (size - 1), 1))


def summed(places: npt.NDArray[np.int64], weights: npt.ArrayLike, length: int) -> Floats:
    """What falls on each place, added up in the order given."""
    return np.asarray(np.bincount(places, weights=weights, minlength=length), dtype=np.float64)
