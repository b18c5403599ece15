"""Observed agreement: the share of compared values that are equal, in three named poolings.

With a_m = sum over c of pairs_m(c, c), the ordered pairs that agree on items of m values:

KRIPPENDORFF  sum of a_m / (m - 1)        /  sum of m * items_m            each item weighs m
PAIRS         sum of a_m                  /  sum of m * (m - 1) * items_m  each item weighs m(m-1)
ITEMS         sum of a_m / (m * (m - 1))  /  sum of items_m                each item weighs 1

over m >= 2. They differ only where items hold different numbers of values. With weights, a pair of
two categories counts by its weight: a_m = sum over c, k of pairs_m(c, k) * w_ck.

Source: KRIPPENDORFF is 1 - D_o of nominal alpha (Krippendorff 2011); ITEMS is the p_a of Fleiss
(Psychological Bulletin 76, 1971) extended to unequal numbers by Gwet (2014). Unit: share, 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from labeltrail.projections.statistics.counts import AgreementCounts, Bucket
from labeltrail.projections.statistics.evidence import Method, examine
from labeltrail.projections.statistics.score import Algorithm, Pooling, ReasonCode, Score, Weights
from labeltrail.projections.statistics.weights import (
    IDENTITY,
    AgreementWeights,
    AnyWeights,
    agreement_weights,
)

ALGORITHM = Algorithm(name="observed_agreement", version=1)

ITEM_WEIGHT: Mapping[Pooling, Callable[[int], int]] = {
    Pooling.KRIPPENDORFF: lambda m: m,
    Pooling.PAIRS: lambda m: m * (m - 1),
    Pooling.ITEMS: lambda _m: 1,
}


def observed_agreement(
    counts: AgreementCounts,
    categories: Sequence[str],
    *,
    n_annotators: int,
    pooling: Pooling = Pooling.KRIPPENDORFF,
    weights: AnyWeights = Weights.IDENTITY,
) -> Score:
    """Raises a StatisticsError when the question does not fit the counts.

    One item with three values of which two agree, one with two equal values:

    >>> items = [["ripe", "ripe", "green"], ["ripe", "ripe"]]
    >>> counts = AgreementCounts.total(AgreementCounts.of_item(values) for values in items)
    >>> for pooling in Pooling:  # (1 + 2) / 5, (2 + 2) / 8, (1/3 + 1) / 2
    ...     observed_agreement(counts, ["ripe", "green"], n_annotators=3, pooling=pooling).value
    0.6
    0.5
    0.6666666666666666
    """
    evidence = examine(counts, categories, n_annotators)
    outcome: Fraction | ReasonCode | None = evidence.absence()
    weighed = agreement_weights(weights, categories)
    if outcome is None:
        outcome = agreeing_share(counts, pooling, weighed)
    method = Method(algorithm=ALGORITHM, pooling=pooling, weights=weighed.weights)
    return evidence.score(outcome, method)


def agreeing_share(
    counts: AgreementCounts, pooling: Pooling, weights: AgreementWeights = IDENTITY
) -> Fraction:
    """The same, exact and bare; there must be at least one pair."""
    weight = ITEM_WEIGHT[pooling]
    agreeing, whole = Fraction(0), 0
    for m, bucket in counts.buckets.items():
        if m >= 2:
            agreeing += _agreeing_pairs(bucket, weights) * Fraction(weight(m), m * (m - 1))
            whole += bucket.items * weight(m)
    return agreeing / whole


def _agreeing_pairs(bucket: Bucket, weights: AgreementWeights) -> int | Fraction:
    equal = sum(row.get(category, 0) for category, row in bucket.pairs.items())
    if weights.rows is None:
        return equal
    alike = Fraction(0)
    for category, row in bucket.pairs.items():
        for other, n in row.items():
            if other != category:
                alike += n * weights.both_ways(category, other)
    return equal + alike
