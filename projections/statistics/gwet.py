"""Gwet's AC1: agreement beyond chance that stays meaningful when one category prevails.

    AC1 = (p_a - p_e) / (1 - p_e)
    p_a = mean over items with m >= 2 of the share of their pairs that agree
    p_e = (1 / (q - 1)) * sum over c of s_c * (1 - s_c)
    s_c = mean over items with m >= 1 of the share of their values that are c

Source: K. L. Gwet, Computing inter-rater reliability and its variance in the presence of high
agreement, British Journal of Mathematical and Statistical Psychology 61 (2008) 29-48; unequal
numbers of values as in his Handbook of Inter-Rater Reliability, 4th ed. (2014).
Unit: none; 1 is perfect agreement, 0 is chance. p_e is at most 1/q, so 1 - p_e is never 0.

q is the number of categories to choose from, whether used or not: the length of the list. With
q = 1 there was no choice and p_e is 0 / 0: UNDEFINED (ONE_CATEGORY). All values in one category
out of q >= 2: p_e is 0 and AC1 is 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from labeltrail.projections.statistics.counts import AgreementCounts
from labeltrail.projections.statistics.evidence import Evidence, Method, examine
from labeltrail.projections.statistics.observed import agreeing_share
from labeltrail.projections.statistics.score import Algorithm, Pooling, ReasonCode, Score

ALGORITHM = Algorithm(name="gwet_ac1", version=1)


def gwet_ac1(counts: AgreementCounts, categories: Sequence[str], *, n_annotators: int) -> Score:
    """Items with one value take part through p_e, so they are no exclusion here.

    Raises a StatisticsError when the question does not fit the counts.

    Two annotators, 125 items, both positive on 118, split on 7: p_a = 118/125, p_e = .0544

    >>> both, split = AgreementCounts.of_item("++"), AgreementCounts.of_item("+-")
    >>> counts = AgreementCounts.total([both] * 118 + [split] * 7)
    >>> round(gwet_ac1(counts, ["+", "-"], n_annotators=2).value, 4)
    0.9408
    """
    evidence = examine(counts, categories, n_annotators)
    outcome: Fraction | ReasonCode | None = evidence.absence()
    if outcome is None and len(categories) == 1:
        outcome = ReasonCode.ONE_CATEGORY
    if outcome is None:
        agreement = agreeing_share(counts, Pooling.ITEMS)
        chance = _chance(evidence)
        outcome = (agreement - chance) / (1 - chance)
    method = Method(algorithm=ALGORITHM, pooling=Pooling.ITEMS, uses_lone_values=True)
    return evidence.score(outcome, method)


def chance_agreement(
    counts: AgreementCounts, categories: Sequence[str], *, n_annotators: int
) -> Fraction | None:
    """p_e, exactly; None when no item has a value or there is one category only."""
    evidence = examine(counts, categories, n_annotators)
    if len(categories) == 1 or not counts.n_values():
        return None
    return _chance(evidence)


def _chance(evidence: Evidence) -> Fraction:
    counts = evidence.counts
    sizes = [m for m in counts.buckets if m >= 1]
    denominator = lcm(*sizes)
    # Shares scaled to integers: an item of m values gives each of them denominator / m.
    shares: dict[str, int] = {}
    for m in sizes:
        for category, n in counts.buckets[m].totals.items():
            shares[category] = shares.get(category, 0) + n * (denominator // m)
    whole = denominator * counts.n_items(values_min=1)
    spread = sum(share * (whole - share) for share in shares.values())
    return Fraction(spread, whole * whole * (len(evidence.categories) - 1))
