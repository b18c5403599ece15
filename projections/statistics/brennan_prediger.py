"""Brennan-Prediger: chance is what annotators who pick any category equally often would agree.

    BP = (p_a - p_e) / (1 - p_e),  p_e = (sum of all weights) / q^2 = 1 / q without weights
    p_a  mean over items with m >= 2 of the (weighted) share of their pairs that agree

Also known as Bennett's S (two annotators), Randolph's free-marginal kappa (several), Maxwell's RE
(two categories). Source: R. L. Brennan, D. J. Prediger, Coefficient Kappa: Some Uses, Misuses, and
Alternatives, Educational and Psychological Measurement 41 (1981) 687-699; unequal numbers and
weights as in K. L. Gwet, Handbook of Inter-Rater Reliability, 4th ed. (2014).

q is the number of categories to choose from, whether used or not. Unit: none. With q = 1 there was
no choice: UNDEFINED (ONE_CATEGORY).
"""

from __future__ import annotations

from collections.abc import Sequence

from labeltrail.projections.statistics.counts import AgreementCounts
from labeltrail.projections.statistics.evidence import Method, Terms, examine
from labeltrail.projections.statistics.observed import agreeing_share
from labeltrail.projections.statistics.score import (
    Algorithm,
    Pooling,
    ReasonCode,
    Score,
    Weights,
)
from labeltrail.projections.statistics.weights import AnyWeights, agreement_weights

ALGORITHM = Algorithm(name="brennan_prediger", version=1)


def brennan_prediger(
    counts: AgreementCounts,
    categories: Sequence[str],
    *,
    n_annotators: int,
    weights: AnyWeights = Weights.IDENTITY,
) -> Score:
    """Raises a StatisticsError when the question does not fit the counts.

    Two coders, three categories, 88 of 100 alike; Artstein & Poesio (2008), p. 568:

    >>> alike, apart = AgreementCounts.of_item("SS"), AgreementCounts.of_item("SI")
    >>> counts = AgreementCounts.total([alike] * 88 + [apart] * 12)
    >>> round(brennan_prediger(counts, "SIC", n_annotators=2).value, 2)  # (.88 - 1/3) / (2/3)
    0.82
    """
    evidence = examine(counts, categories, n_annotators)
    weighed = agreement_weights(weights, categories)
    outcome: Terms | ReasonCode | None = evidence.absence()
    if outcome is None and len(categories) == 1:
        outcome = ReasonCode.ONE_CATEGORY
    if outcome is None:
        q = len(categories)
        observed = agreeing_share(counts, Pooling.ITEMS, weighed)
        outcome = Terms(observed=observed, chance=weighed.total(q) / (q * q))
    method = Method(algorithm=ALGORITHM, pooling=Pooling.ITEMS, weights=weighed.weights)
    return evidence.score(outcome, method)
