"""Does one of two annotators lean another way? Tests of equal marginals on the items both judged.

    bias             b and c items above and below the diagonal (categories in rank order):
                     chi2 = (b - c)^2 / (b + c), 1 degree; the share is the larger side's
    Stuart-Maxwell   chi2 = d' S^-1 d, q - 1 degrees: d the differences of the marginals, S their
                     covariance if they are equal
    Bhapkar          the same with the covariance as it is: chi2 / (1 - chi2 / n)

Source: A. Stuart, Biometrika 42 (1955) 412-416; A. E. Maxwell, British Journal of Psychiatry 116
(1970) 651-655; V. P. Bhapkar, JASA 61 (1966) 228-235. Categories that neither used play no part.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from labeltrail.projections.statistics.pairs import PairCounts


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """`chi2` is None where it has no value: nothing differs, or no degree of freedom is left."""

    chi2: float | None
    degrees: int
    p_value: float | None
    n_items: int
    share: float | None = None


def bias(counts: PairCounts, categories: Sequence[str]) -> Shift:
    """Whether the second is above the first more often than below; `share` of the larger side.

    >>> bias(PairCounts({"1": {"1": 4, "2": 9}, "2": {"1": 3}}), ["1", "2"]).chi2
    3.0
    """
    place = {category: n for n, category in enumerate(categories)}
    sides = [0, 0]
    for first, row in counts.cells.items():
        for second, n in row.items():
            if first != second:
                sides[place[first] < place[second]] += n
    apart = sum(sides)
    chi2 = (sides[0] - sides[1]) ** 2 / apart if apart else None
    share = max(sides) / apart if apart else None
    return _shift(chi2, 1, counts.n_items(), share)


def stuart_maxwell(counts: PairCounts, categories: Sequence[str]) -> Shift:
    """
    >>> stuart_maxwell(PairCounts({"1": {"1": 4, "2": 9}, "2": {"1": 3}}), ["1", "2"]).chi2
    3.0
    """
    used = [one for one in categories if any(one in marginal for marginal in counts.marginals())]
    table = np.array([[counts.cells.get(c, {}).get(k, 0) for k in used] for c in used], dtype=float)
    degrees = len(used) - 1
    if degrees < 1:
        return _shift(None, max(degrees, 0), counts.n_items())
    first, second = table.sum(axis=1), table.sum(axis=0)
    covariance = -(table + table.T)
    np.fill_diagonal(covariance, first + second - 2 * np.diag(table))
    apart = (first - second)[:-1]
    if np.linalg.matrix_rank(covariance[:-1, :-1]) < degrees:
        return _shift(None, degrees, counts.n_items())
    chi2 = float(apart @ np.linalg.solve(covariance[:-1, :-1], apart))
    return _shift(chi2, degrees, counts.n_items())


def bhapkar(counts: PairCounts, categories: Sequence[str]) -> Shift:
    """chi2 / (1 - chi2 / n) of Stuart and Maxwell's; without a value where that reaches n.

    >>> bhapkar(PairCounts({"1": {"1": 4, "2": 9}, "2": {"1": 3}}), ["1", "2"]).chi2
    3.6923076923076925
    """
    found = stuart_maxwell(counts, categories)
    if found.chi2 is None or found.chi2 >= found.n_items:
        return _shift(None, found.degrees, found.n_items)
    return _shift(found.chi2 / (1 - found.chi2 / found.n_items), found.degrees, found.n_items)


def _shift(chi2: float | None, degrees: int, n_items: int, share: float | None = None) -> Shift:
    from scipy.special import chdtrc

    p_value = None if chi2 is None else float(chdtrc(degrees, chi2))
    return Shift(chi2=chi2, degrees=degrees, p_value=p_value, n_items=n_items, share=share)
