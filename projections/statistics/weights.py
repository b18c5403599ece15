"""How much of an agreement two categories are: 1 for one category with itself, 0 for none.

With x the places of the categories, low and high the least and the greatest place, q how many:

identity   0 between any two
linear     1 - |x - y| / (high - low)
quadratic  1 - (x - y)^2 / (high - low)^2
radical    1 - sqrt(|x - y| / (high - low))
ratio      1 - ((x - y) / (x + y))^2 / ((high - low) / (high + low))^2
circular   1 - sin(pi (x - y) / (high - low + 1))^2, then scaled so that the farthest pair has 0
bipolar    1 - (x - y)^2 / ((x + y - 2 low) (2 high - x - y)), then scaled likewise
ordinal    1 - s (s - 1) / 2, s the ranks from x to y counting both, then scaled likewise: not
           Krippendorff's ordinal distance, which counts values and not ranks
custom     a table of one's own; both directions of a pair count, so unequal ones are averaged

Places are the numbers that the categories are, if all are decimal numbers, otherwise 1, 2, 3 … in
the order of the list. Source: K. L. Gwet, Handbook of Inter-Rater Reliability, 4th ed. (2014),
table 3.7 and appendix; R package irrCAC, whose convention on places this is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import pi, sin, sqrt

import msgspec

from labeltrail.projections.statistics.distances import AnyDistance, number, squared_difference
from labeltrail.projections.statistics.errors import (
    CategoryNotANumber,
    WeightsUnusable,
)
from labeltrail.projections.statistics.score import Weights

TABLE_CATEGORIES_MAX = 1_000
"""A table of weights has one row and one column a category; beyond this many there is none."""

Rows = Mapping[str, Mapping[str, Fraction]]


class AgreementWeights(msgspec.Struct, frozen=True):
    """`rows` is None for identity, which needs no table.

    Every weight is 0 to 1, and 1 from a category to itself.
    """

    weights: Weights
    rows: Rows | None = None

    def both_ways(self, c: str, k: str) -> Fraction:
        """w_ck + w_kc for two different categories."""
        return self.rows[c][k] + self.rows[k][c] if self.rows is not None else Fraction(0)

    def total(self, q: int) -> Fraction:
        """The sum of all q times q weights."""
        if self.rows is None:
            return Fraction(q)
        return sum((sum(row.values(), Fraction(0)) for row in self.rows.values()), Fraction(0))


IDENTITY = AgreementWeights(Weights.IDENTITY)

AnyWeights = Weights | AgreementWeights


def agreement_weights(weights: AnyWeights, categories: Sequence[str]) -> AgreementWeights:
    """Raises WeightsUnusable where categories cannot be weighed so, or differ from the table's.

    >>> linear = agreement_weights(Weights.LINEAR, ["poor", "fair", "good"])
    >>> [str(w) for w in linear.rows["poor"].values()]
    ['1', '1/2', '0']
    """
    if isinstance(weights, AgreementWeights):
        if weights.rows is not None and set(weights.rows) != set(categories):
            raise WeightsUnusable("the weights are of other categories than the list")
        return weights
    if weights is Weights.IDENTITY or len(categories) == 1:
        return AgreementWeights(weights)
    if weights is Weights.CUSTOM:
        raise WeightsUnusable("give the table of weights: see custom_weights")
    _require_few(categories)
    if weights is Weights.ORDINAL:
        places = _ranks(categories)
        return _scaled(weights, places, lambda x, y: abs(x - y) * (abs(x - y) + 1) / 2)
    places = _places(categories)
    apart = _APART[weights](min(places.values()), max(places.values()))
    return _scaled(weights, places, apart)


def custom_weights(
    categories: Sequence[str], rows: Sequence[Sequence[int | float | Fraction]]
) -> AgreementWeights:
    """Raises WeightsUnusable unless square, from 0 to 1, and 1 from a category to itself."""
    _require_few(categories)
    if len(rows) != len(categories) or any(len(row) != len(categories) for row in rows):
        raise WeightsUnusable(f"give {len(categories)} rows of {len(categories)} weights")
    if any(not 0 <= weight <= 1 for row in rows for weight in row):
        raise WeightsUnusable("a weight is below 0, above 1 or no number")
    if any(row[place] != 1 for place, row in enumerate(rows)):
        raise WeightsUnusable("a category agrees with itself by less than 1")
    return AgreementWeights(
        Weights.CUSTOM,
        {
            c: {k: Fraction(weight) for k, weight in zip(categories, row, strict=True)}
            for c, row in zip(categories, rows, strict=True)
        },
    )


def weights_by_distance(
    distance: AnyDistance, categories: Sequence[str], totals: Mapping[str, int] | None = None
) -> AgreementWeights:
    """1 - d / the greatest d between any two, so that a distance serves AC2 and weighted kappa.

    Distances that end at 1 by definition (sets, paths, rankings) are not scaled.
    Raises as `distance_matrix` does, and WeightsUnusable.
    """
    _require_few(categories)
    counted = dict.fromkeys(categories, 1) if totals is None else totals
    difference = squared_difference(distance, categories, counted)
    apart = {
        c: {k: Fraction(difference.of(c, k) if c != k else 0) for k in categories}
        for c in categories
    }
    greatest = max(max(row.values()) for row in apart.values())
    scale = greatest if difference.places is not None else max(greatest, Fraction(difference.scale))
    if not scale:
        raise WeightsUnusable("all categories are the same number")
    return AgreementWeights(
        Weights.CUSTOM,
        {c: {k: 1 - d / scale for k, d in row.items()} for c, row in apart.items()},
    )


Apart = Callable[[Fraction, Fraction], Fraction]


def _scaled(weights: Weights, places: Mapping[str, Fraction], apart: Apart) -> AgreementWeights:
    found = {c: {k: apart(x, y) for k, y in places.items()} for c, x in places.items()}
    greatest = max(max(row.values()) for row in found.values())
    if not greatest:
        raise WeightsUnusable("all categories are the same number")
    return AgreementWeights(
        weights, {c: {k: 1 - d / greatest for k, d in row.items()} for c, row in found.items()}
    )


def _linear(_low: Fraction, _high: Fraction) -> Apart:
    return lambda x, y: abs(x - y)


def _quadratic(_low: Fraction, _high: Fraction) -> Apart:
    return lambda x, y: (x - y) ** 2


def _radical(low: Fraction, high: Fraction) -> Apart:
    return lambda x, y: Fraction(sqrt(abs(x - y) / (high - low))) if x != y else Fraction(0)


def _ratio(low: Fraction, _high: Fraction) -> Apart:
    if low < 0:
        raise WeightsUnusable("a ratio scale has no numbers below zero")
    return lambda x, y: ((x - y) / (x + y)) ** 2 if x != y else Fraction(0)


def _circular(low: Fraction, high: Fraction) -> Apart:
    return lambda x, y: Fraction(sin(pi * float((x - y) / (high - low + 1))) ** 2)


def _bipolar(low: Fraction, high: Fraction) -> Apart:
    def apart(x: Fraction, y: Fraction) -> Fraction:
        if x == y:
            return Fraction(0)
        return (x - y) ** 2 / ((x + y - 2 * low) * (2 * high - x - y))

    return apart


_APART: Mapping[Weights, Callable[[Fraction, Fraction], Apart]] = {
    Weights.LINEAR: _linear,
    Weights.QUADRATIC: _quadratic,
    Weights.RADICAL: _radical,
    Weights.RATIO: _ratio,
    Weights.CIRCULAR: _circular,
    Weights.BIPOLAR: _bipolar,
}


def _places(categories: Sequence[str]) -> dict[str, Fraction]:
    try:
        return {category: number(category) for category in categories}
    except CategoryNotANumber:
        return {category: Fraction(rank) for rank, category in enumerate(categories, start=1)}


def _ranks(categories: Sequence[str]) -> dict[str, Fraction]:
    """1, 2, 3 … by number where they are numbers, otherwise by the order of the list."""
    places = _places(categories)
    ordered = sorted(categories, key=places.__getitem__)
    return {category: Fraction(rank) for rank, category in enumerate(ordered, start=1)}


def _require_few(categories: Sequence[str]) -> None:
    if len(categories) > TABLE_CATEGORIES_MAX:
        raise WeightsUnusable(f"weights are for at most {TABLE_CATEGORIES_MAX} categories")
