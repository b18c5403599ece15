"""Coefficients that know who said what, from how often each item or pattern occurs, in floats.

For resampling; the same formulas as in `cohen`, `conger`, `icc` and `ordering`. Tests hold the two
to each other.
"""

from __future__ import annotations

import numpy as np

from labeltrail.projections.statistics.coefficient import Form
from labeltrail.projections.statistics.icc import MeanSquares, Numbers
from labeltrail.projections.statistics.matrices import Floats, Matrix, summed
from labeltrail.projections.statistics.pairs import PairCounts, meetings_of
from labeltrail.projections.statistics.patterns import Whole
from labeltrail.projections.statistics.resampling import Sample
from labeltrail.projections.statistics.table import ReadingTable

PAIR_CELLS_MAX = 20_000_000
"""Pairs of annotators times pairs of categories that Light's kappa is resampled for."""

TABLE_CELLS_MAX = 10_000_000
_NOTHING = 1e-14


def cohen(counts: PairCounts, categories: tuple[str, ...], weights: Matrix | None) -> Sample:
    """A pattern is a pair of categories."""
    q = len(categories)
    place = {category: n for n, category in enumerate(categories)}
    cells = sorted(
        (place[c] * q + place[k], n) for c, row in counts.cells.items() for k, n in row.items()
    )
    cell = np.array([cell for cell, _ in cells], dtype=np.int64)

    def estimate(times: Whole) -> float | None:
        kappa = _kappas(summed(cell, times, q * q).reshape(1, q, q), weights)
        return float(kappa[0]) if len(kappa) else None

    return Sample(times=np.array([n for _, n in cells], dtype=np.int64), estimate=estimate)


def light(table: ReadingTable, weights: Matrix | None) -> Sample | None:
    """Every item is its own pattern; None where there are more than PAIR_CELLS_MAX cells."""
    met = meetings_of(table)
    q = len(table.categories)
    pairs, pair = np.unique(met.first * len(table.annotators) + met.second, return_inverse=True)
    if len(pairs) * q * q > PAIR_CELLS_MAX:
        return None
    items, item = np.unique(met.item, return_inverse=True)
    cell = (pair * q + met.first_category) * q + met.second_category
    shape = (len(pairs), q, q)

    def estimate(times: Whole) -> float | None:
        cells = summed(cell, times[item], len(pairs) * q * q).reshape(shape)
        kappas = _kappas(cells[cells.any(axis=(1, 2))], weights)
        return float(kappas.mean()) if len(kappas) else None

    return Sample(times=np.ones(len(items), dtype=np.int64), estimate=estimate)


def conger(table: ReadingTable, weights: Matrix | None) -> Sample:
    """Every item is its own pattern."""
    met = meetings_of(table)
    q, r = len(table.categories), len(table.annotators)
    items, item = np.unique(table.item, return_inverse=True)
    place = np.zeros(len(table.items), dtype=np.int64)
    place[items] = np.arange(len(items))
    alike = (met.first_category == met.second_category).astype(np.float64)
    if weights is not None:
        there = weights[met.first_category, met.second_category]
        alike = (there + weights[met.second_category, met.first_category]) / 2
    pairs = np.bincount(place[met.item], minlength=len(items))
    agreeing = summed(place[met.item], alike, len(items)) / np.maximum(pairs, 1)
    shared = (pairs > 0).astype(np.float64)
    cell = table.annotator.astype(np.int64) * q + table.category
    weighed = np.eye(q) if weights is None else weights
    table_of_cells: Floats | None = None
    if len(items) * r * q <= TABLE_CELLS_MAX:
        table_of_cells = np.zeros((len(items), r * q))
        table_of_cells[item, cell] = 1.0

    def estimate(times: Whole) -> float | None:
        drawn = times.astype(np.float64)
        n_shared = float(drawn @ shared)
        if table_of_cells is not None:
            given = (drawn @ table_of_cells).reshape(r, q)
        else:
            given = summed(cell, drawn[item], r * q).reshape(r, q)
        given = given[given.any(axis=1)]
        n_annotators = len(given)
        if not n_shared or n_annotators < 2:
            return None
        shares = given / given.sum(axis=1, keepdims=True)
        together = shares.sum(axis=0)
        whole = float(together @ weighed @ together)
        own = float(np.sum((shares @ weighed) * shares))
        chance = (whole - own) / (n_annotators * (n_annotators - 1))
        if 1 - chance <= _NOTHING:
            return None
        return (float(drawn @ agreeing) / n_shared - chance) / (1 - chance)

    return Sample(times=np.ones(len(items), dtype=np.int64), estimate=estimate)


def icc(numbers: Numbers, form: Form) -> Sample:
    """Every item is its own pattern; `numbers` complete, (n, k)."""
    k = numbers.shape[1] if numbers.size else 0
    centred = numbers - numbers.mean() if numbers.size else numbers
    sums, squares = centred.sum(axis=1), (centred**2).sum(axis=1)
    features = np.column_stack([sums, sums**2, squares, centred])

    def estimate(times: Whole) -> float | None:
        n = int(times.sum())
        if n < 2 or k < 2:
            return None
        added = times.astype(np.float64) @ features
        mean = float(added[0]) ** 2 / (n * k)
        rows = float(added[1]) / k - mean
        columns = float(np.sum(added[3:] ** 2)) / n - mean
        left = float(added[2]) - mean - rows - columns
        found = MeanSquares(
            n=n,
            k=k,
            between_items=rows / (n - 1),
            between_annotators=columns / (k - 1),
            left=left / ((n - 1) * (k - 1)),
            within_items=(columns + left) / (n * (k - 1)),
        )
        varied = rows + columns + left > _NOTHING * float(added[2])
        return found.correlation(form) if varied else None

    return Sample(times=np.ones(len(numbers), dtype=np.int64), estimate=estimate)


def mean_of_items(values: Floats) -> Sample:
    """Of one number an item."""

    def estimate(times: Whole) -> float | None:
        n = float(times.sum())
        return float(times @ values) / n if n else None

    return Sample(times=np.ones(len(values), dtype=np.int64), estimate=estimate)


def _kappas(cells: Floats, weights: Matrix | None) -> Floats:
    """Cohen's kappa of each (q, q) table that has one."""
    n = cells.sum(axis=(1, 2))
    first, second = cells.sum(axis=2), cells.sum(axis=1)
    if weights is None:
        met = np.trace(cells, axis1=1, axis2=2) / n
        chance = np.sum(first * second, axis=1) / (n * n)
    else:
        met = np.sum(cells * weights, axis=(1, 2)) / n
        chance = np.sum((first @ weights) * second, axis=1) / (n * n)
    defined = 1 - chance > _NOTHING
    return np.asarray((met[defined] - chance[defined]) / (1 - chance[defined]))
