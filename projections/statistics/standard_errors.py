"""Standard errors of coefficients over interchangeable annotators, by linearisation.

Each item i gets the value x_i that the coefficient would be a plain mean of, were it linear, and

    se = sqrt(sum of (x_i - coefficient)^2 / (n (n - 1)))

Source: K. L. Gwet, Handbook of Inter-Rater Reliability, 4th ed. (2014), chapters 2 to 5, and his R
package irrCAC, whose intervals are coefficient -+ t(n - 1) * se with the upper end at most 1.
n counts the items with a value (alpha: with two). Items are taken as drawn from very many, and
annotators as these ones. Two annotators with the same items make a contingency table, for which
book and package divide by n * n instead of n (n - 1), and so do we: `of_contingency`. In floats, in
the order of the patterns.

Krippendorff's ordinal alpha has none: its distances depend on the sample; use the bootstrap.
"""

from __future__ import annotations

from math import sqrt

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.statistics.conger import chance_by_pairs, values_by_annotator
from labeltrail.projections.statistics.matrices import Floats, Matrix, agreeing_shares, summed
from labeltrail.projections.statistics.pairs import meetings_of
from labeltrail.projections.statistics.patterns import Patterns
from labeltrail.projections.statistics.table import ReadingTable

CELLS_MAX = 20_000_000
"""Items times annotators that Conger's standard error is computed for; beyond, there is none."""


class StandardError(msgspec.Struct, frozen=True):
    """`n` items that it rests on: n - 1 degrees of freedom."""

    value: float
    n: int


class _Sample:
    """What every formula below needs of the patterns, once."""

    def __init__(self, patterns: Patterns, weights: Matrix | None) -> None:
        self.patterns, self.weights = patterns, weights
        self.q = len(patterns.categories)
        self.times, self.size = patterns.times, patterns.size
        self.n = int(self.times.sum())
        self.n_shared = int(self.times[self.size >= 2].sum())
        self.agreeing = agreeing_shares(patterns, weights)

    def shares(self) -> Floats:
        weighted = self.patterns.n * self.times[self.patterns.pattern]
        per_value = weighted / self.size[self.patterns.pattern]
        return summed(self.patterns.category, per_value, self.q) / self.n

    def mean_of(self, by_category: Floats) -> Floats:
        """The mean over a pattern's values of what their categories have."""
        held = self.patterns.n * by_category[self.patterns.category]
        return summed(self.patterns.pattern, held, len(self.size)) / self.size

    def met(self, shares: Floats) -> Floats:
        """For each category, how much a value drawn by `shares` agrees with it."""
        if self.weights is None:
            return shares
        return np.asarray((self.weights @ shares + self.weights.T @ shares) / 2)

    def error(self, linear: Floats, value: float, n: int) -> StandardError | None:
        if n < 2:
            return None
        squares = float(np.sum(self.times * (linear - value) ** 2))
        return StandardError(sqrt(squares / (n * (n - 1))), n)

    def beyond(self, chance: float) -> Floats:
        """x_i where chance is known and not estimated."""
        shared = self.size >= 2
        return np.asarray(
            (self.n / self.n_shared) * (self.agreeing - chance * shared) / (1 - chance)
        )


def of_observed(patterns: Patterns, weights: Matrix | None, value: float) -> StandardError | None:
    """Of the mean over items (pooling ITEMS)."""
    sample = _Sample(patterns, weights)
    return sample.error(sample.beyond(0.0), value, sample.n)


def of_brennan_prediger(
    patterns: Patterns, weights: Matrix | None, value: float, chance: float
) -> StandardError | None:
    sample = _Sample(patterns, weights)
    return sample.error(sample.beyond(chance), value, sample.n)


def of_fleiss(
    patterns: Patterns, weights: Matrix | None, value: float, chance: float
) -> StandardError | None:
    sample = _Sample(patterns, weights)
    chances = sample.mean_of(sample.met(sample.shares()))
    return _two_terms(sample, chances, value, chance)


def of_gwet(
    patterns: Patterns, weights: Matrix | None, value: float, chance: float
) -> StandardError | None:
    sample = _Sample(patterns, weights)
    total = sample.q if weights is None else float(weights.sum())
    chances = total / (sample.q * (sample.q - 1)) * sample.mean_of(1 - sample.shares())
    return _two_terms(sample, chances, value, chance)


def of_scott(
    patterns: Patterns, weights: Matrix | None, value: float, chance: float
) -> StandardError | None:
    return of_fleiss(patterns.of_shared_items(), weights, value, chance)


def of_contingency(error: StandardError) -> StandardError:
    """For two annotators who judged the same items."""
    return StandardError(error.value * sqrt((error.n - 1) / error.n), error.n)


def of_alpha(patterns: Patterns, weights: Matrix | None) -> StandardError | None:
    """irrCAC's: from the coefficient without the correction for small samples."""
    sample = _Sample(patterns.of_shared_items(), weights)
    n, size = sample.n, sample.size
    size_mean = float(np.sum(sample.times * size)) / n
    values = sample.patterns.totals()
    shares = values / (n * size_mean)
    chance = float(np.sum(shares * sample.met(shares)))
    agreeing = sample.agreeing * size / size_mean
    plain = float(np.sum(sample.times * agreeing)) / n
    fraction = 1 / float(np.sum(sample.times * size))
    corrected = (1 - fraction) * plain + fraction
    value = (plain - chance) / (1 - chance)
    uneven = (size - size_mean) / size_mean
    linear = (agreeing - corrected * uneven - chance) / (1 - chance)
    chances = sample.mean_of(sample.met(shares)) * size / size_mean - chance * uneven
    linear = linear - 2 * (1 - value) * (chances - chance) / (1 - chance)
    return sample.error(linear, value, n)


def of_conger(table: ReadingTable, weights: Matrix | None, value: float) -> StandardError | None:
    """Every item's own influence on all annotators' shares: needs items x annotators cells."""
    read = np.unique(table.annotator, return_inverse=True)[1].astype(np.int64)
    by_annotator = values_by_annotator(table)
    items, item = np.unique(table.item, return_inverse=True)
    n, r, q = len(items), len(by_annotator), len(table.categories)
    if n * r > CELLS_MAX or n < 2:
        return None
    chance = chance_by_pairs(by_annotator, weights)
    given = by_annotator.sum(axis=1)
    shares = by_annotator / given[:, None]
    others = r * shares.mean(axis=0) - shares
    weighed = np.eye(q) if weights is None else weights
    # What a value of category l by annotator g adds, and what each value by g takes away.
    adds = others @ weighed
    takes = np.sum(adds * shares, axis=1)
    per_value = n / given
    chances = np.full(n, float(np.sum(takes)))
    change = per_value[read] * (adds[read, table.category] - takes[read])
    np.add.at(chances, item, change)
    chances /= r * (r - 1)
    agreeing, shared = _by_item(table, item, n, weights)
    n_shared = int(np.count_nonzero(shared))
    linear = (n / n_shared) * (agreeing - chance * shared) / (1 - chance)
    linear = linear - 2 * (1 - value) * (chances - chance) / (1 - chance)
    squares = float(np.sum((linear - value) ** 2))
    return StandardError(sqrt(squares / (n * (n - 1))), n)


def _by_item(
    table: ReadingTable, item: npt.NDArray[np.intp], n: int, weights: Matrix | None
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Each item's share of pairs that agree, and whether it has a pair."""
    met = meetings_of(table)
    alike = (met.first_category == met.second_category).astype(np.float64)
    if weights is not None:
        alike = (
            weights[met.first_category, met.second_category]
            + weights[met.second_category, met.first_category]
        ) / 2
    place = np.full(len(table.items), -1)
    place[table.item] = item
    pairs = np.bincount(place[met.item], minlength=n)
    return summed(place[met.item], alike, n) / np.maximum(pairs, 1), pairs > 0


def _two_terms(
    sample: _Sample, chances: Floats, value: float, chance: float
) -> StandardError | None:
    linear = sample.beyond(chance) - 2 * (1 - value) * (chances - chance) / (1 - chance)
    return sample.error(linear, value, sample.n)
