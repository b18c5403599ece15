"""Fleiss' kappa and Scott's pi: chance by how often each category is given at all.

    kappa = (p_a - p_e) / (1 - p_e)
    p_a   = mean over items with m >= 2 of the (weighted) share of their pairs that agree
    p_e   = sum over c, k of w_ck * s_c * s_k
    s_c   = mean over items with m >= 1 of the share of their values that are c

With equal numbers of values per item, and no weights, this is the kappa of J. L. Fleiss, Measuring
Nominal Scale Agreement among Many Raters, Psychological Bulletin 76 (1971) 378-382. With unequal
numbers (1971 has none) it is the definition of K. L. Gwet, Handbook of Inter-Rater Reliability,
4th ed. (2014), section 2.5: items with one value count in s_c and not in p_a.

Scott's pi is the same for two annotators, over the items that both judged, the two marginals
pooled: W. A. Scott, Reliability of Content Analysis, Public Opinion Quarterly 19 (1955) 321-325.

Unit: none; 1 is perfect agreement, 0 is chance. p_e = 1, all values in one category: UNDEFINED
(NO_VARIATION).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt

import msgspec

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
from labeltrail.projections.statistics.weights import AnyWeights, agreement_weights

FLEISS = Algorithm(name="fleiss_kappa", version=1)
SCOTT = Algorithm(name="scott_pi", version=1)


def fleiss_kappa(
    counts: AgreementCounts,
    categories: Sequence[str],
    *,
    n_annotators: int,
    weights: AnyWeights = Weights.IDENTITY,
) -> Score:
    """Raises a StatisticsError when the question does not fit the counts.

    Four items, three annotators, one of them says "no" of all items but one:

    >>> items = [["yes"] * 3, ["yes", "yes", "no"], ["yes", "no", "yes"], ["no", "yes", "yes"]]
    >>> counts = AgreementCounts.total(map(AgreementCounts.of_item, items))
    >>> round(fleiss_kappa(counts, ["yes", "no"], n_annotators=3).value, 3)  # (.5 - .625) / .375
    -0.333
    """
    evidence = examine(counts, categories, n_annotators)
    weighed = agreement_weights(weights, categories)
    outcome: Terms | ReasonCode | None = evidence.absence()
    if outcome is None:
        observed = agreeing_share(counts, Pooling.ITEMS, weighed)
        outcome = Terms(observed=observed, chance=shares_of(counts).meeting(weighed))
    method = Method(
        algorithm=FLEISS, pooling=Pooling.ITEMS, weights=weighed.weights, uses_lone_values=True
    )
    return evidence.score(outcome, method)


def scott_pi(
    counts: AgreementCounts,
    categories: Sequence[str],
    *,
    n_annotators: int,
    weights: AnyWeights = Weights.IDENTITY,
) -> Score:
    """UNDEFINED (NOT_TWO_ANNOTATORS) for more than two, whose coefficient is Fleiss' kappa.

    Raises a StatisticsError when the question does not fit the counts.

    Eight items both "y", one both "n", one split: p_a = .9, s_y = .85

    >>> pairs = ["yy"] * 8 + ["nn", "yn"]
    >>> counts = AgreementCounts.total(map(AgreementCounts.of_item, pairs))
    >>> round(scott_pi(counts, ["y", "n"], n_annotators=2).value, 4)
    0.6078
    """
    evidence = examine(counts, categories, n_annotators)
    weighed = agreement_weights(weights, categories)
    outcome: Terms | ReasonCode | None = evidence.absence()
    if outcome is None and n_annotators != 2:
        outcome = ReasonCode.NOT_TWO_ANNOTATORS
    if outcome is None:
        both = AgreementCounts({m: bucket for m, bucket in counts.buckets.items() if m >= 2})
        observed = agreeing_share(both, Pooling.ITEMS, weighed)
        outcome = Terms(observed=observed, chance=shares_of(both).meeting(weighed))
    method = Method(algorithm=SCOTT, pooling=Pooling.ITEMS, weights=weighed.weights)
    return evidence.score(outcome, method)


def fleiss_z(counts: AgreementCounts, categories: Sequence[str], *, n_annotators: int) -> Score:
    """Fleiss' kappa in its standard errors under the hypothesis that it is 0.

    se = sqrt(2 / (N m (m - 1))) * sqrt((sum s (1 - s))^2 - sum s (1 - s)(1 - 2 s)) / sum s (1 - s)
    Source: J. L. Fleiss, J. C. M. Nee, J. R. Landis, Psychological Bulletin 86 (1979) 974-977.
    UNDEFINED (INCOMPLETE_DESIGN) unless every item with a value has equally many of them.
    """
    kappa = fleiss_kappa(counts, categories, n_annotators=n_annotators)
    sizes = [m for m in counts.buckets if m >= 1]
    if kappa.value is None or len(sizes) != 1:
        evidence = examine(counts, categories, n_annotators)
        code = kappa.reason.code if kappa.reason else ReasonCode.INCOMPLETE_DESIGN
        return evidence.score(code, Method(algorithm=_FLEISS_Z, pooling=Pooling.ITEMS))
    shares = shares_of(counts)
    each = [Fraction(share, shares.whole) for share in shares.of.values()]
    spread = shares.spread()
    skew = sum((s * (1 - s) * (1 - 2 * s) for s in each), Fraction(0))
    n, m = counts.n_items(values_min=1), sizes[0]
    error = sqrt(Fraction(2, n * m * (m - 1)) * (spread**2 - skew)) / float(spread)
    return msgspec.structs.replace(
        kappa, value=kappa.value / error, standard_error=error, algorithm=_FLEISS_Z
    )


_FLEISS_Z = Algorithm(name="fleiss_kappa_z_under_zero", version=1)
