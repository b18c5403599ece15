"""Conger's kappa: Cohen's for many annotators at once, each with their own habits.

    kappa = (p_a - p_e) / (1 - p_e)
    p_a   = mean over items with m >= 2 of the (weighted) share of their pairs that agree
    p_e   = mean over ordered pairs g != h of annotators of sum over c, k of w_ck * p_gc * p_hk
    p_gc  = the share of all of g's values that are c

Source: A. J. Conger, Integration and Generalization of Kappas for Multiple Raters, Psychological
Bulletin 88 (1980) 322-328 (Hubert's kappa of 1977 is the same); unequal numbers as in K. L. Gwet,
Handbook of Inter-Rater Reliability, 4th ed. (2014). For two annotators with the same items it is
Cohen's. p_gc has as many denominators as annotators, so p_e is summed in floats, each sum rounded
once (math.fsum): the order of annotators changes nothing.
"""

from __future__ import annotations

from fractions import Fraction
from math import fsum

import numpy as np

from labeltrail.projections.statistics.evidence import Method, Terms, examine
from labeltrail.projections.statistics.matrices import Matrix, weight_matrix
from labeltrail.projections.statistics.observed import agreeing_share
from labeltrail.projections.statistics.patterns import Whole, counts_of, tally
from labeltrail.projections.statistics.score import (
    Algorithm,
    Pooling,
    ReasonCode,
    Score,
    Weights,
)
from labeltrail.projections.statistics.table import ReadingTable
from labeltrail.projections.statistics.weights import AnyWeights, agreement_weights

ALGORITHM = Algorithm(name="conger_kappa", version=1)


def conger_kappa(table: ReadingTable, *, weights: AnyWeights = Weights.IDENTITY) -> Score:
    """Raises a StatisticsError when the question does not fit the table.

    >>> rows = [("i", "ann", "y"), ("i", "bob", "y"), ("j", "ann", "n"), ("j", "bob", "y"),
    ...         ("k", "ann", "n"), ("k", "bob", "n")]
    >>> round(conger_kappa(ReadingTable.of(rows)).value, 3)  # Cohen's: (2/3 - 4/9) / (5/9)
    0.4
    """
    by_annotator = values_by_annotator(table)
    counts = counts_of(table)
    evidence = examine(counts, table.categories, len(by_annotator))
    weighed = agreement_weights(weights, table.categories)
    outcome: Terms | ReasonCode | None = evidence.absence()
    if outcome is None:
        observed = agreeing_share(counts, Pooling.ITEMS, weighed)
        matrix = weight_matrix(weighed, table.categories)
        chance = Fraction(chance_by_pairs(by_annotator, matrix))
        outcome = Terms(observed=observed, chance=chance)
    method = Method(
        algorithm=ALGORITHM, pooling=Pooling.ITEMS, weights=weighed.weights, uses_lone_values=True
    )
    return evidence.score(outcome, method)


def values_by_annotator(table: ReadingTable) -> Whole:
    """One row for each annotator who gave a value, (r, q)."""
    q, r = len(table.categories), len(table.annotators)
    cells = table.annotator.astype(np.int64) * q + table.category
    counted = tally(cells, np.ones(len(cells), dtype=np.int64), r * q).reshape(r, q)
    return counted[counted.any(axis=1)]


def chance_by_pairs(by_annotator: Whole, matrix: Matrix | None) -> float:
    """p_e; `matrix` are the weights, None for identity. There must be two annotators."""
    r = len(by_annotator)
    shares = by_annotator / by_annotator.sum(axis=1, keepdims=True)
    together = [fsum(column) for column in shares.T]
    weighed = np.eye(len(together)) if matrix is None else matrix
    return fsum(
        weighed[c, k] * (together[c] * together[k] - fsum(shares[:, c] * shares[:, k]))
        for c, k in zip(*np.nonzero(weighed), strict=True)
    ) / (r * (r - 1))
