"""Gwet's AC1 and AC2: agreement beyond chance that stays meaningful when one category prevails.

    AC  = (p_a - p_e) / (1 - p_e)
    p_a = mean over items with m >= 2 of the (weighted) share of their pairs that agree
    p_e = (T / (q (q - 1))) * sum over c of s_c * (1 - s_c),  T the sum of all weights (q for AC1)
    s_c = mean over items with m >= 1 of the share of their values that are c

AC1 has no weights, AC2 has. Source: K. L. Gwet, Computing inter-rater reliability and its variance
in the presence of high agreement, British Journal of Mathematical and Statistical Psychology 61
(2008) 29-48; unequal numbers of values and weights as in his Handbook of Inter-Rater Reliability,
4th ed. (2014). Unit: none; 1 is perfect agreement, 0 is chance.

q is the number of categories to choose from, whether used or not: the length of the list. With
q = 1 there was no choice and p_e is 0 / 0: UNDEFINED (ONE_CATEGORY). All values in one category
out of q >= 2: p_e is 0 and AC is 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

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
from labeltrail.projections.statistics.shares import shares_of
from labeltrail.projections.statistics.weights import (
    AgreementWeights,
    AnyWeights,
    agreement_weights,
)

AC1 = Algorithm(name="gwet_ac1", version=1)
AC2 = Algorithm(name="gwet_ac2", version=1)


def gwet_ac1(counts: AgreementCounts, categories: Sequence[str], *, n_annotators: int) -> Score:
    """Items with one value take part through p_e, so they are no exclusion here.

    Raises a StatisticsError when the question does not fit the counts.

    Two annotators, 125 items, both positive on 118, split on 7: p_a = 118/125, p_e = .0544

    >>> both, split = AgreementCounts.of_item("++"), AgreementCounts.of_item("+-")
    >>> counts = AgreementCounts.total([both] * 118 + [split] * 7)
    >>> round(gwet_ac1(counts, ["+", "-"], n_annotators=2).value, 4)
    0.9408
    """
    return _gwet(counts, categories, n_annotators, Weights.IDENTITY, AC1)


def gwet_ac2(
    counts: AgreementCounts,
    categories: Sequence[str],
    *,
    n_annotators: int,
    weights: AnyWeights = Weights.QUADRATIC,
) -> Score:
    """As `gwet_ac1`, with partial agreement by `weights`.

    Cohen's second table (1960, p. 45), values as by irrCAC:

    >>> cells = {"11": 88, "12": 10, "13": 2, "21": 14, "22": 40, "23": 6, "31": 18, "32": 10}
    >>> items = [cell for cell, n in {**cells, "33": 12}.items() for _ in range(n)]
    >>> counts = AgreementCounts.total(map(AgreementCounts.of_item, items))
    >>> score = gwet_ac2(counts, ["1", "2", "3"], n_annotators=2)
    >>> round(score.observed, 3), round(score.chance, 3), round(score.value, 5)
    (0.85, 0.585, 0.63855)
    """
    return _gwet(counts, categories, n_annotators, weights, AC2)


def chance_agreement(
    counts: AgreementCounts, categories: Sequence[str], *, n_annotators: int
) -> Fraction | None:
    """p_e of AC1, exactly; None when no item has a value or there is one category only."""
    examine(counts, categories, n_annotators)
    if len(categories) == 1 or not counts.n_values():
        return None
    return _chance(counts, agreement_weights(Weights.IDENTITY, categories), len(categories))


def _gwet(
    counts: AgreementCounts,
    categories: Sequence[str],
    n_annotators: int,
    weights: AnyWeights,
    algorithm: Algorithm,
) -> Score:
    evidence = examine(counts, categories, n_annotators)
    weighed = agreement_weights(weights, categories)
    outcome: Terms | ReasonCode | None = evidence.absence()
    if outcome is None and len(categories) == 1:
        outcome = ReasonCode.ONE_CATEGORY
    if outcome is None:
        observed = agreeing_share(counts, Pooling.ITEMS, weighed)
        chance = _chance(counts, weighed, len(categories))
        outcome = Terms(observed=observed, chance=chance)
    method = Method(
        algorithm=algorithm, pooling=Pooling.ITEMS, weights=weighed.weights, uses_lone_values=True
    )
    return evidence.score(outcome, method)


def _chance(counts: AgreementCounts, weights: AgreementWeights, q: int) -> Fraction:
    return weights.total(q) / (q * (q - 1)) * shares_of(counts).spread()
