"""How numbers are spread: quantiles and a histogram whose bins are stated.

Guarantees: the order of the numbers plays no part; absent with the reason where there are none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from math import fsum

import msgspec
import numpy as np

from labeltrail.projections.distribution.figure import (
    Figure,
    Why,
    absent,
    computed,
    rounded,
)
from labeltrail.projections.distribution.sample import Sample

QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
BINS = 10


class Quantile(msgspec.Struct, frozen=True, kw_only=True):
    share: float
    value: float


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """From `low` up to below `high`; the last one with its upper end."""

    low: float
    high: float
    n: int


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """Of `n_values` numbers; lists are empty without any."""

    n_values: int
    mean: Figure
    quantiles: tuple[Quantile, ...]
    histogram: tuple[Bin, ...]


def spread(sample: Sample) -> Spread:
    """From a sample whose categories are numbers as decimal texts.

    Quantiles interpolate between the two numbers beside them (Hyndman and Fan's seventh). The
    histogram has ten bins of equal width from the least number to the greatest; one, if they are
    equal.

    >>> found = spread(Sample.of([("i1", "1"), ("i2", "2"), ("i3", "4")], ["1", "2", "4"]))
    >>> [(one.share, one.value) for one in found.quantiles][2:5]
    [(0.25, 1.5), (0.5, 2.0), (0.75, 3.0)]
    >>> [one.n for one in found.histogram]
    [1, 0, 0, 1, 0, 0, 0, 0, 0, 1]
    """
    kinds = np.array([float(one) for one in sample.categories], dtype=np.float64)
    values = np.sort(kinds[sample.category])
    if not len(values):
        mean = absent(Why.NO_ITEMS, "mean", n_items=sample.n_items)
        return Spread(n_values=0, mean=mean, quantiles=(), histogram=())
    low, high = float(values[0]), float(values[-1])
    bins = BINS if high > low else 1
    edges = [low + (high - low) * n / bins for n in range(bins)] + [high]
    begins = np.searchsorted(values, edges[:-1], side="left").tolist()
    ends = [*begins[1:], len(values)]
    return Spread(
        n_values=len(values),
        mean=computed(fsum(values.tolist()) / len(values), "mean", n_items=sample.n_items),
        quantiles=tuple(
            Quantile(share=share, value=rounded(float(np.quantile(values, share))))
            for share in QUANTILES
        ),
        histogram=tuple(
            Bin(low=rounded(edges[n]), high=rounded(edges[n + 1]), n=ends[n] - begins[n])
            for n in range(bins)
        ),
    )


def in_tenths(first: Sample, second: Sample) -> tuple[Sample, Sample]:
    """Both with the tenths of the first as classes: so the stability index is taken by custom.

    Both list the same numbers. Equal numbers are in one class, so there may be fewer than ten.

    >>> numbers = [(f"i{n}", str(n)) for n in range(20)]
    >>> sample = Sample.of(numbers, [str(n) for n in range(20)])
    >>> in_tenths(sample, sample)[0].counts().tolist()
    [2, 2, 2, 2, 2, 2, 2, 2, 2, 2]
    """
    kinds = [float(one) for one in first.categories]
    values = sorted(kinds[code] for code in first.category.tolist())
    cuts = sorted({values[len(values) * n // BINS] for n in range(1, BINS)}) if values else []
    cuts = [one for one in cuts if one > values[0]]
    place = [bisect_right(cuts, one) for one in kinds]
    named = _names(cuts)
    return first.rolled(place, named), second.rolled(place, named)


def _names(cuts: Sequence[float]) -> tuple[str, ...]:
    if not cuts:
        return ("all",)
    inner = [f"{a:.15g} to below {b:.15g}" for a, b in pairwise(cuts)]
    return (f"below {cuts[0]:.15g}", *inner, f"{cuts[-1]:.15g} and more")
