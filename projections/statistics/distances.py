"""How far apart two categories are: the squared differences of Krippendorff's alpha.

Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011).

nominal   1 if c != k
ordinal   (sum of n_g for g from c to k  -  (n_c + n_k) / 2)^2, over the ranks between, where n_g
          is how many pairable values g has: not the plain difference of ranks
interval  (c - k)^2, category ids read as decimal numbers
ratio     ((c - k) / (c + k))^2, category ids read as decimal numbers, none negative
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate

import msgspec

from labeltrail.projections.statistics.errors import CategoryNotANumber
from labeltrail.projections.statistics.score import Distance

# Bounded, so that an id such as 1e999999999 cannot exhaust memory.
_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")


class SquaredDifference(msgspec.Struct, frozen=True):
    """`of(c, k) / scale` is the squared difference of two categories that differ.

    Kept apart so that the ordinal halves stay integers.
    """

    of: Callable[[str, str], int | Fraction]
    scale: int = 1


def squared_difference(
    distance: Distance, categories: Sequence[str], totals: Mapping[str, int]
) -> SquaredDifference:
    """`categories` in rank order; `totals` are the pairable values by category.

    >>> ranks, totals = ["low", "middle", "high"], {"low": 4, "middle": 2, "high": 6}
    >>> ordinal = squared_difference(Distance.ORDINAL, ranks, totals)
    >>> ordinal.of("low", "high") / ordinal.scale  # (4 + 2 + 6 - (4 + 6) / 2) squared
    49.0
    """
    if distance is Distance.ORDINAL:
        return _ordinal(categories, totals)
    if distance is Distance.INTERVAL:
        return _interval(categories)
    if distance is Distance.RATIO:
        return _ratio(categories)
    return SquaredDifference(lambda _c, _k: 1)


def _ordinal(categories: Sequence[str], totals: Mapping[str, int]) -> SquaredDifference:
    # The sum between c and k, less half of both ends, is the gap between their mid-ranks; twice
    # the mid-rank of g is n_g plus twice all values below g.
    counted = [totals.get(category, 0) for category in categories]
    up_to = accumulate(counted)
    twice_mid_rank = {
        category: 2 * total - n
        for category, n, total in zip(categories, counted, up_to, strict=True)
    }
    return SquaredDifference(lambda c, k: (twice_mid_rank[c] - twice_mid_rank[k]) ** 2, scale=4)


def _interval(categories: Sequence[str]) -> SquaredDifference:
    numbers = {category: _number(category) for category in categories}
    return SquaredDifference(lambda c, k: (numbers[c] - numbers[k]) ** 2)


def _ratio(categories: Sequence[str]) -> SquaredDifference:
    numbers = {category: _number(category) for category in categories}
    for category, number in numbers.items():
        if number < 0:
            raise CategoryNotANumber(category, "at or above zero, as a ratio scale demands")

    def of(c: str, k: str) -> Fraction:
        apart, together = numbers[c] - numbers[k], numbers[c] + numbers[k]
        return (apart / together) ** 2 if apart else Fraction(0)

    return SquaredDifference(of)


def _number(category: str) -> Fraction:
    if not _NUMBER.fullmatch(category):
        raise CategoryNotANumber(category, "a decimal number")
    return Fraction(category)
