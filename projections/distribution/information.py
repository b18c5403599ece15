"""How much of the class another column tells: mutual information from a table of counts.

Guarantees: from whole counts, rows and columns in any order give the same to 12 decimals. Tables
have shape (n_values, n_classes). Bits throughout.
"""

from __future__ import annotations

from math import fsum, log2

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.int64]

NEAR_NOTHING = 1e-9


def entropy(counts: Table) -> float:
    """Of one column's counts, shape (k,).

    >>> entropy(np.array([2, 1, 1, 0]))
    1.5
    """
    return log2(int(counts.sum())) - _n_log_n(counts) / int(counts.sum())


def mutual_information(table: Table) -> float:
    """H(rows) + H(columns) - H(cells): what one tells of the other.

    T. M. Cover, J. A. Thomas, Elements of Information Theory, Wiley 2006, 2.3.

    >>> mutual_information(np.array([[2, 0], [0, 2]]))
    1.0
    >>> mutual_information(np.array([[1, 1], [1, 1]]))
    0.0
    """
    rows, columns = entropy(table.sum(axis=1)), entropy(table.sum(axis=0))
    return max(0.0, rows + columns - entropy(table.ravel()))


def expected_mutual_information(table: Table) -> float:
    """What items dealt at random give on average, with the same totals of rows and columns.

    Sum over rows a, columns b and possible cells x of x/n log2(n x / (a b)) times the
    hypergeometric probability of x. N. X. Vinh, J. Epps, J. Bailey, Information Theoretic Measures
    for Clusterings Comparison, Journal of Machine Learning Research 11 (2010), 2837-2854, (24a).

    >>> expected_mutual_information(np.array([[1, 0], [0, 1]]))  # two items are always told apart
    1.0
    """
    n = int(table.sum())
    rows, columns = (np.unique(table.sum(axis=axis), return_counts=True) for axis in (1, 0))
    terms = [
        int(many_a) * int(many_b) * _cell(int(a), int(b), n)
        for a, many_a in zip(*rows, strict=True)
        for b, many_b in zip(*columns, strict=True)
        if a and b
    ]
    return fsum(terms)


def told(table: Table) -> tuple[float, float] | None:
    """Shares of the class's entropy that the rows tell: plain, and above what chance would.

    I / H and (I - E) / (H - E), E the expected information. Many different values tell much by
    chance, so the second is what compares columns; it may fall below 0. None where nothing is left
    above chance: the class does not vary, or every item has a value of its own.

    >>> told(np.array([[5, 0], [0, 5]]))
    (1.0, 1.0)
    >>> told(np.array([[1, 0], [0, 1]])) is None
    True
    """
    found, by_chance = mutual_information(table), expected_mutual_information(table)
    of_class = entropy(table.sum(axis=0))
    if of_class - by_chance < NEAR_NOTHING:
        return None
    return found / of_class, (found - by_chance) / (of_class - by_chance)


def adjusted_mutual_information(table: Table) -> float | None:
    """(I - E) / ((H(rows) + H(columns)) / 2 - E); None where the two means are equal.

    Vinh, Epps, Bailey 2010, with the arithmetic mean, as scikit-learn has it by default.

    >>> adjusted_mutual_information(np.array([[3, 0], [0, 3]]))
    1.0
    """
    found, by_chance = mutual_information(table), expected_mutual_information(table)
    middle = (entropy(table.sum(axis=0)) + entropy(table.sum(axis=1))) / 2
    if middle - by_chance < NEAR_NOTHING:
        return None
    return (found - by_chance) / (middle - by_chance)


def _cell(a: int, b: int, n: int) -> float:
    from scipy.special import gammaln

    x = np.arange(max(1, a + b - n), min(a, b) + 1)
    likely = np.exp(
        gammaln(a + 1)
        + gammaln(b + 1)
        + gammaln(n - a + 1)
        + gammaln(n - b + 1)
        - gammaln(n + 1)
        - gammaln(x + 1)
        - gammaln(a - x + 1)
        - gammaln(b - x + 1)
        - gammaln(n - a - b + x + 1)
    )
    return fsum((x / n * (np.log2(x) + log2(n) - log2(a) - log2(b)) * likely).tolist())


def _n_log_n(counts: Table) -> float:
    return fsum(n * log2(n) for n in counts.ravel().tolist() if n)
