"""Krippendorff's alpha, exact until one final division.

    alpha = 1 - D_o / D_e                                n = sum of n_c over items with m >= 2
    D_o = (1 / n)           * sum over c, k of o_ck      * d(c, k)^2
    D_e = (1 / (n * (n-1))) * sum over c, k of n_c * n_k * d(c, k)^2
    o_ck = sum over m of pairs_m(c, k) / (m - 1)         the coincidence matrix

Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011); Content Analysis,
2nd ed. (2004), chapter 11. Unit: none; 1 is perfect agreement, 0 is chance, below 0 is worse.
Missing values need no care: items with one value or none cannot disagree and are left out.
Distances that are no plain difference of numbers or ranks compare each category that occurs with
each, so they take at most CATEGORIES_MAX of them, or SETS_MAX sets (TOO_MANY_CATEGORIES).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm

import msgspec

from labeltrail.projections.statistics.counts import AgreementCounts
from labeltrail.projections.statistics.distances import (
    AnyDistance,
    SquaredDifference,
    named,
    squared_difference,
)
from labeltrail.projections.statistics.evidence import Evidence, Method, examine
from labeltrail.projections.statistics.score import (
    Algorithm,
    Distance,
    Pooling,
    ReasonCode,
    Score,
)

ALGORITHM = Algorithm(name="krippendorff_alpha", version=1)
CATEGORIES_MAX = 1_000
SETS_MAX = 10_000
_SETS = {Distance.JACCARD, Distance.MASI}
_KNOWS_PLACES = {Distance.NOMINAL, Distance.ORDINAL, Distance.INTERVAL}


class Disagreements(msgspec.Struct, frozen=True, kw_only=True):
    """D_o and D_e on the scale of the squared difference (nominal: shares of pairs)."""

    observed: Fraction
    expected: Fraction


def krippendorff_alpha(
    counts: AgreementCounts,
    categories: Sequence[str],
    *,
    n_annotators: int,
    distance: AnyDistance = Distance.NOMINAL,
) -> Score:
    """`categories` in rank order when the distance is ordinal; the order of no other matters.

    UNDEFINED (NO_VARIATION) when all values on items with two or more are the same.
    Raises a StatisticsError when the question does not fit the counts.

    Two annotators, ten items; the example of Krippendorff, Content Analysis (1980), p. 133:

    >>> pairs = ["00", "11", "01", "00", "00", "01", "00", "01", "10", "00"]
    >>> counts = AgreementCounts.total(AgreementCounts.of_item(pair) for pair in pairs)
    >>> krippendorff_alpha(counts, ["0", "1"], n_annotators=2).value  # 1 - (4/10) / (42/95)
    0.09523809523809523
    """
    evidence = examine(counts, categories, n_annotators)
    method = Method(algorithm=ALGORITHM, pooling=Pooling.KRIPPENDORFF, distance=named(distance))
    outcome: Fraction | ReasonCode | None = evidence.absence()
    if outcome is None and named(distance) not in _KNOWS_PLACES:
        most = SETS_MAX if named(distance) in _SETS else CATEGORIES_MAX
        many = len(counts.totals(values_min=2)) > most
        outcome = ReasonCode.TOO_MANY_CATEGORIES if many else None
    if outcome is None:
        found = _disagreements(evidence, distance)
        varied = found.expected != 0
        outcome = 1 - found.observed / found.expected if varied else ReasonCode.NO_VARIATION
    return evidence.score(outcome, method)


def disagreements(
    counts: AgreementCounts,
    categories: Sequence[str],
    *,
    n_annotators: int,
    distance: AnyDistance = Distance.NOMINAL,
) -> Disagreements | None:
    """The two terms of alpha, exactly; None when there is nothing to compare."""
    evidence = examine(counts, categories, n_annotators)
    return None if evidence.absence() else _disagreements(evidence, distance)


def _disagreements(evidence: Evidence, distance: AnyDistance) -> Disagreements:
    totals = evidence.counts.totals(values_min=2)
    difference = squared_difference(distance, evidence.categories, totals)
    n = sum(totals.values())
    if distance is Distance.NOMINAL:
        apart: int | Fraction = n * n - sum(each * each for each in totals.values())
    else:
        apart = _weighted_products(totals, difference)
    return Disagreements(
        observed=_weighted_coincidences(evidence.counts, difference) / (n * difference.scale),
        expected=Fraction(apart) / (n * (n - 1) * difference.scale),
    )


def _weighted_coincidences(counts: AgreementCounts, difference: SquaredDifference) -> Fraction:
    """Sum of o_ck * d^2 over ordered pairs, the divisors m - 1 brought to one denominator."""
    pairable = {m: bucket for m, bucket in counts.buckets.items() if m >= 2}
    denominator = lcm(*(m - 1 for m in pairable))
    weighted: int | Fraction = 0
    for m, bucket in pairable.items():
        in_bucket: int | Fraction = 0
        for category, row in bucket.pairs.items():
            for other, n in row.items():
                if other != category:
                    in_bucket += n * difference.of(category, other)
        weighted += in_bucket * (denominator // (m - 1))
    return Fraction(2 * weighted) / denominator


def _weighted_products(totals: Mapping[str, int], difference: SquaredDifference) -> int | Fraction:
    """Sum of n_c * n_k * d^2 over ordered pairs of different categories."""
    if difference.places is not None:
        placed = [(n, difference.places[category]) for category, n in totals.items()]
        whole, first = sum(n for n, _ in placed), sum(n * x for n, x in placed)
        return 2 * (whole * sum(n * x * x for n, x in placed) - first * first)
    if difference.sum_over_pairs is not None:
        return difference.sum_over_pairs(totals)
    weighted: int | Fraction = 0
    remaining = dict(totals)
    for category, n in totals.items():
        del remaining[category]
        weighted += n * sum(m * difference.of(category, other) for other, m in remaining.items())
    return 2 * weighted
