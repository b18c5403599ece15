"""Cohen's kappa of two annotators, each with their own habits; and Light's mean over all pairs.

    kappa = (p_o - p_e) / (1 - p_e)
    p_o = sum over c, k of w_ck * p_ck            p_ck the share of shared items that are c, k
    p_e = sum over c, k of w_ck * p_c. * p_.k     their own marginals

Source: J. Cohen, A Coefficient of Agreement for Nominal Scales, Educational and Psychological
Measurement 20 (1960) 37-46; weighted: Psychological Bulletin 70 (1968) 213-220. The standard error
is that of J. L. Fleiss, J. Cohen, B. S. Everitt, Psychological Bulletin 72 (1969) 323-327, for
large samples. Light's kappa is the plain mean over pairs of annotators: R. J. Light, Psychological
Bulletin 76 (1971) 365-377; pairs without a value are left out and counted.

Unit: none. Both on one and the same category throughout: UNDEFINED (NO_VARIATION).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import fsum, sqrt

import msgspec

from labeltrail.projections.statistics.errors import CategoriesUnusable, CategoryOutsideList
from labeltrail.projections.statistics.evidence import Terms
from labeltrail.projections.statistics.pairs import Pair, PairCounts
from labeltrail.projections.statistics.score import (
    SENTENCES,
    STATUS_OF,
    Algorithm,
    Distance,
    Pooling,
    Reason,
    ReasonCode,
    Score,
    Status,
    Weights,
)
from labeltrail.projections.statistics.weights import (
    AgreementWeights,
    AnyWeights,
    agreement_weights,
)

COHEN = Algorithm(name="cohen_kappa", version=1)
COHEN_MAX = Algorithm(name="cohen_kappa_max", version=1)
LIGHT = Algorithm(name="light_kappa", version=1)


def cohen_kappa(
    counts: PairCounts,
    categories: Sequence[str],
    *,
    weights: AnyWeights = Weights.IDENTITY,
    annotators: Pair | None = None,
) -> Score:
    """INSUFFICIENT_EVIDENCE (NO_OVERLAP) where they share no item.

    Raises a StatisticsError when the question does not fit the counts.

    Cohen (1960), p. 45: 200 items, p_o = .70, p_e = .41

    >>> cells = {"1": {"1": 88, "2": 10, "3": 2}, "2": {"1": 14, "2": 40, "3": 6},
    ...          "3": {"1": 18, "2": 10, "3": 12}}
    >>> score = cohen_kappa(PairCounts(cells), ["1", "2", "3"])
    >>> round(score.value, 3), round(score.chance, 2)
    (0.492, 0.41)
    """
    weighed = _examined(counts, categories, weights)
    n = counts.n_items()
    terms = _terms(counts, weighed) if n else None
    outcome = terms.outcome() if terms else ReasonCode.NO_OVERLAP
    score = _score(outcome, n, len(categories), COHEN)
    if terms is None:
        return msgspec.structs.replace(score, weights=weighed.weights, annotators=annotators)
    return msgspec.structs.replace(
        score,
        observed=float(terms.observed),
        chance=float(terms.chance),
        standard_error=_standard_error(counts, weighed, terms),
        weights=weighed.weights,
        annotators=annotators,
    )


def cohen_kappa_max(
    counts: PairCounts, categories: Sequence[str], *, annotators: Pair | None = None
) -> Score:
    """The highest kappa that the two marginals allow: p_o = sum over c of min(p_c., p_.c)."""
    weighed = _examined(counts, categories, Weights.IDENTITY)
    n = counts.n_items()
    terms = None
    if n:
        first, second = counts.marginals()
        most = sum(min(times, second.get(category, 0)) for category, times in first.items())
        terms = Terms(observed=Fraction(most, n), chance=_terms(counts, weighed).chance)
    score = _score(
        terms.outcome() if terms else ReasonCode.NO_OVERLAP, n, len(categories), COHEN_MAX
    )
    return msgspec.structs.replace(
        score, observed=float(terms.observed) if terms else None, annotators=annotators
    )


def light_kappa(
    pairs: Mapping[Pair, PairCounts],
    categories: Sequence[str],
    *,
    n_annotators: int,
    n_items: int | None = None,
    weights: AnyWeights = Weights.IDENTITY,
) -> Score:
    """`pairs` as of `pair_counts`; `n_items` those with two values, where the reader knows.

    `n_pairs` counts pairs of values; `pairs_undefined` the pairs of annotators without a kappa.
    """
    weighed = agreement_weights(weights, categories)
    found: list[Fraction] = []
    undefined = n_pairs = 0
    for pair in sorted(pairs):
        counts = pairs[pair]
        _examined(counts, categories, weighed)
        n_pairs += counts.n_items()
        outcome = _terms(counts, weighed).outcome() if counts.cells else ReasonCode.NO_OVERLAP
        if isinstance(outcome, Fraction):
            found.append(outcome)
        else:
            undefined += 1
    mean: Fraction | ReasonCode = ReasonCode.NO_PAIR_DEFINED
    if found:
        mean = sum(found, Fraction(0)) / len(found)
    elif not n_pairs:
        mean = ReasonCode.ONE_ANNOTATOR if n_annotators == 1 else ReasonCode.NO_OVERLAP
    score = _score(mean, n_pairs, len(categories), LIGHT)
    return msgspec.structs.replace(
        score,
        n_annotators=n_annotators,
        n_items=n_pairs if n_items is None else n_items,
        weights=weighed.weights,
        pairs_undefined=undefined,
    )


def _examined(
    counts: PairCounts, categories: Sequence[str], weights: AnyWeights
) -> AgreementWeights:
    if not categories or len(set(categories)) != len(categories):
        raise CategoriesUnusable("the list of categories is empty or names one twice")
    counts.require_consistent()
    first, second = counts.marginals()
    for category in sorted({*first, *second}.difference(categories)):
        raise CategoryOutsideList(category)
    return agreement_weights(weights, categories)


def _terms(counts: PairCounts, weights: AgreementWeights) -> Terms:
    n = counts.n_items()
    first, second = counts.marginals()
    met: int | Fraction = sum(row.get(c, 0) for c, row in counts.cells.items())
    by_chance: int | Fraction = sum(times * second.get(c, 0) for c, times in first.items())
    if weights.rows is not None:
        for c, row in counts.cells.items():
            met += sum(m * weights.rows[c][k] for k, m in row.items() if k != c)
        for c, times in first.items():
            row_weights = weights.rows[c]
            by_chance += times * sum(m * row_weights[k] for k, m in second.items() if k != c)
    return Terms(observed=Fraction(met) / n, chance=Fraction(by_chance) / (n * n))


def _standard_error(counts: PairCounts, weights: AgreementWeights, terms: Terms) -> float | None:
    """Fleiss, Cohen & Everitt (1969), formula 13; sums rounded once, in any order."""
    outcome = terms.outcome()
    if isinstance(outcome, ReasonCode):
        return None
    n, kappa, chance = counts.n_items(), float(outcome), float(terms.chance)
    first, second = counts.marginals()

    def weight(c: str, k: str) -> float:
        if c == k:
            return 1.0
        return float(weights.rows[c][k]) if weights.rows is not None else 0.0

    if weights.rows is None:  # only equal ones weigh: no need to pass over all with all
        of_first = {c: second.get(c, 0) / n for c in first}
        of_second = {k: first.get(k, 0) / n for k in second}
    else:
        of_first = {c: fsum(weight(c, k) * m for k, m in second.items()) / n for c in first}
        of_second = {k: fsum(weight(c, k) * m for c, m in first.items()) / n for k in second}
    spread = fsum(
        m * (weight(c, k) - (of_first[c] + of_second[k]) * (1 - kappa)) ** 2
        for c, row in counts.cells.items()
        for k, m in row.items()
    )
    variance = spread / n - (kappa - chance * (1 - kappa)) ** 2
    return sqrt(max(variance, 0.0) / n) / (1 - chance)


def _score(
    outcome: Fraction | ReasonCode, n: int, n_categories: int, algorithm: Algorithm
) -> Score:
    is_absent = isinstance(outcome, ReasonCode)
    return Score(
        value=None if is_absent else float(outcome),
        status=STATUS_OF[outcome] if isinstance(outcome, ReasonCode) else Status.COMPUTED,
        reason=Reason(code=outcome, sentence=SENTENCES[outcome])
        if isinstance(outcome, ReasonCode)
        else None,
        n_items=n,
        n_pairs=n,
        n_annotators=2,
        exclusions={},
        distance=Distance.NOMINAL,
        n_categories=n_categories,
        pooling=Pooling.PAIRS if algorithm is LIGHT else Pooling.ITEMS,
        algorithm=algorithm,
    )
