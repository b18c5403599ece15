"""Intraclass correlations of numbers: how much of their variance lies between items.

With MSR, MSC, MSE the mean squares between items, between annotators and of what is left, MSW that
within items, n items and k annotators:

    ICC(1,1) = (MSR - MSW) / (MSR + (k - 1) MSW)              ICC(1,k) = (MSR - MSW) / MSR
    ICC(2,1) = (MSR - MSE) / (MSR + (k - 1) MSE + k (MSC - MSE) / n)
    ICC(2,k) = (MSR - MSE) / (MSR + (MSC - MSE) / n)

(1, …): annotators differ from item to item. (2, …): the same annotators judge every item, and are
drawn from many; agreement is absolute. (…, 1): one annotator's number; (…, k): the mean of k.

Source: P. E. Shrout, J. L. Fleiss, Intraclass Correlations: Uses in Assessing Rater Reliability,
Psychological Bulletin 86 (1979) 420-428; intervals by the F distribution as there and in
K. O. McGraw, S. P. Wong, Psychological Methods 1 (1996) 30-46. Unit: none; at most 1, since a
coefficient is told only where what it divides by is above 0; no bound below. An interval is told
only where its ends are numbers and the value lies between them.

Incomplete designs: items without a number from every annotator are left out and counted under
INCOMPLETE_ITEM; with fewer than two items left INSUFFICIENT_EVIDENCE (INCOMPLETE_DESIGN). All
numbers equal: UNDEFINED (NO_VARIATION). Not all equal, and yet nothing above 0 to divide by, as
(0, 1), (1, 0): UNDEFINED (NO_VARIANCE_BETWEEN_ITEMS).
"""

from __future__ import annotations

import math
from fractions import Fraction

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.statistics.coefficient import Form
from labeltrail.projections.statistics.distances import number
from labeltrail.projections.statistics.score import ReasonCode
from labeltrail.projections.statistics.table import ReadingTable

Numbers = npt.NDArray[np.float64]

INCOMPLETE_ITEM = "incomplete_item"

_ROUNDING = 1e-12
"""Less than this part of the mean squares that it is a difference of is nothing."""


class MeanSquares(msgspec.Struct, frozen=True, kw_only=True):
    """Exact sums before the one division; n items by k annotators."""

    n: int
    k: int
    between_items: float
    between_annotators: float
    left: float
    within_items: float

    def variance_between_items(self) -> float:
        """Of the one-way model."""
        return (self.between_items - self.within_items) / self.k

    def correlation(self, form: Form) -> float | None:
        """None where there is nothing above 0 to divide by."""
        n, k, msr = self.n, self.k, self.between_items
        if form in (Form.ONE_SINGLE, Form.ONE_MEAN):
            apart = self.within_items
            whole = msr + (k - 1) * apart if form is Form.ONE_SINGLE else msr
        else:
            apart = self.left
            bias = (self.between_annotators - apart) / n
            whole = msr + bias if form is Form.TWO_MEAN else msr + (k - 1) * apart + k * bias
        size = msr + self.between_annotators + self.left + self.within_items
        return (msr - apart) / whole if whole > _ROUNDING * size else None


def complete_numbers(table: ReadingTable) -> tuple[Numbers, int]:
    """Items with a number from every annotator who gave any, (n, k); and readings left out."""
    read = np.unique(table.annotator)
    whole = table.values_per_item() == len(read)
    kept = whole[table.item]
    values = np.array([float(number(category)) for category in table.categories] or [0.0])
    found = values[table.category[kept]].reshape(-1, max(len(read), 1))
    return found, int(np.count_nonzero(~kept))


def mean_squares(numbers: Numbers) -> MeanSquares:
    """`numbers` of shape (n, k), n and k at least 2.

    >>> shrout_fleiss = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6],
    ...                           [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float)
    >>> squares = mean_squares(shrout_fleiss)
    >>> [round(squares.correlation(form), 2) for form in Form]
    [0.17, 0.44, 0.29, 0.62]
    """
    n, k = numbers.shape
    if numbers.min() == numbers.max():
        return MeanSquares(
            n=n, k=k, between_items=0.0, between_annotators=0.0, left=0.0, within_items=0.0
        )
    exact = [[Fraction(float(one)) for one in row] for row in numbers] if n * k <= 10_000 else None
    if exact is not None:
        return _mean_squares_exactly(exact)
    centred = numbers - numbers.mean()
    by_item, by_annotator = centred.mean(axis=1), centred.mean(axis=0)
    rows, columns = k * float(np.sum(by_item**2)), n * float(np.sum(by_annotator**2))
    left = float(np.sum((centred - by_item[:, None] - by_annotator) ** 2))
    return MeanSquares(
        n=n,
        k=k,
        between_items=rows / (n - 1),
        between_annotators=columns / (k - 1),
        left=left / ((n - 1) * (k - 1)),
        within_items=(columns + left) / (n * (k - 1)),
    )


def _mean_squares_exactly(rows: list[list[Fraction]]) -> MeanSquares:
    """So that equal numbers have no variance at all, and not one of rounding."""
    n, k = len(rows), len(rows[0])
    whole = sum((sum(row, Fraction(0)) for row in rows), Fraction(0))
    mean = whole**2 / (n * k)
    squares = sum((one * one for row in rows for one in row), Fraction(0))
    by_item = sum((sum(row, Fraction(0)) ** 2 for row in rows), Fraction(0)) / k - mean
    columns = zip(*rows, strict=True)
    by_annotator = (
        sum((sum(column, Fraction(0)) ** 2 for column in columns), Fraction(0)) / n - mean
    )
    left = squares - mean - by_item - by_annotator
    return MeanSquares(
        n=n,
        k=k,
        between_items=float(by_item / (n - 1)),
        between_annotators=float(by_annotator / (k - 1)),
        left=float(left / ((n - 1) * (k - 1))),
        within_items=float((by_annotator + left) / (n * (k - 1))),
    )


def icc_of(numbers: Numbers, form: Form) -> float | ReasonCode:
    """Of items complete already; see the module on what else there is."""
    n, k = numbers.shape
    if k < 2:
        return ReasonCode.ONE_ANNOTATOR if n else ReasonCode.NO_VALUES
    if n < 2:
        return ReasonCode.INCOMPLETE_DESIGN
    if numbers.min() == numbers.max():
        return ReasonCode.NO_VARIATION
    found = mean_squares(numbers).correlation(form)
    return ReasonCode.NO_VARIANCE_BETWEEN_ITEMS if found is None else found


def f_interval(squares: MeanSquares, form: Form, level: float) -> tuple[float, float] | None:
    """The ends at `level`; both 1 where annotators never differ; None where the formula has none
    for these numbers: 0/0 degrees of freedom, or ends that do not hold the value."""
    value, single = squares.correlation(form), _ends_of_single(squares, form, level)
    if value is None or single is None:
        return None
    low, high = single
    if form in (Form.ONE_MEAN, Form.TWO_MEAN):
        k = squares.k
        if not (1 + (k - 1) * low > 0 and 1 + (k - 1) * high > 0):
            return None
        # Spearman and Brown: from one annotator's number to the mean of k.
        low, high = (k * end / (1 + (k - 1) * end) for end in single)
    holds = low - _ROUNDING <= value <= high + _ROUNDING <= 1 + 2 * _ROUNDING
    return (min(low, 1.0), min(high, 1.0)) if holds and math.isfinite(low) else None


def _ends_of_single(squares: MeanSquares, form: Form, level: float) -> tuple[float, float] | None:
    n, k, msr = squares.n, squares.k, squares.between_items
    if form in (Form.ONE_SINGLE, Form.ONE_MEAN):
        if not squares.within_items:
            return 1.0, 1.0
        ratio = msr / squares.within_items
        lower = ratio / _f(level, n - 1, n * (k - 1))
        upper = ratio * _f(level, n * (k - 1), n - 1)
        return (lower - 1) / (lower + k - 1), (upper - 1) / (upper + k - 1)
    msc, mse = squares.between_annotators, squares.left
    single = squares.correlation(Form.TWO_SINGLE)
    if single is None:
        return None
    if not (mse or msc):
        return 1.0, 1.0
    # Degrees of freedom of the mean square that absolute agreement is measured against.
    a = k * single / (n * (1 - single))
    b = 1 + k * single * (n - 1) / (n * (1 - single))
    spread = (a * msc) ** 2 / (k - 1) + (b * mse) ** 2 / ((n - 1) * (k - 1))
    freedom = (a * msc + b * mse) ** 2 / spread if spread else 0.0
    if not freedom:
        return None
    rest = k * msc + (k * n - k - n) * mse
    lower, upper = _f(level, n - 1, freedom), _f(level, freedom, n - 1)
    below, above = lower * rest + n * msr, rest + n * upper * msr
    if not (below > 0 and above > 0):  # 0/0, an F that is not a number, or beyond all values
        return None
    return n * (msr - lower * mse) / below, n * (upper * msr - mse) / above


def _f(level: float, over: float, under: float) -> float:
    from scipy.special import fdtri

    return float(fdtri(over, under, (1 + level) / 2))
