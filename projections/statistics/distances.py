"""How far apart two categories are: the squared differences of Krippendorff's alpha, and others.

nominal   1 if c != k
ordinal   (sum of n_g for g from c to k  -  (n_c + n_k) / 2)^2, over the ranks between, where n_g
          is how many pairable values g has: not the plain difference of ranks
interval  (c - k)^2, category ids read as decimal numbers
ratio     ((c - k) / (c + k))^2, category ids read as decimal numbers, none negative
jaccard, masi     between sets of classes: see `sets`
kendall           between rankings: see `rankings`
path              between classes of a hierarchy: see `path_difference`
preference        between "first" and "second" 1, from "tie" to each of them 1/2; "both_bad" is 1
                  from everything else, and different pairs of candidates are 1 apart
custom            a table or function of one's own: see `custom_difference`

Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import accumulate
from math import lcm
from typing import TypeVar

import msgspec

from labeltrail.projections.statistics import rankings, sets
from labeltrail.projections.statistics.errors import (
    CategoryNotANumber,
    CategoryUnreadable,
    QuestionUnfit,
    WeightsUnusable,
)
from labeltrail.projections.statistics.score import Distance

# Bounded, so that an id such as 1e999999999 cannot exhaust memory.
_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_preference = msgspec.json.Decoder(tuple[str, str, str])

Exact = int | Fraction
Read = TypeVar("Read")


class SquaredDifference(msgspec.Struct, frozen=True):
    """`of(c, k) / scale` is the squared difference of two categories that differ.

    Kept apart so that halves and decimals stay integers. `places`, where there are any: of(c, k) is
    (places[c] - places[k])^2, so sums over all pairs need no pairs. `sum_over_pairs`, where there
    is one, sums n_c * n_k * of(c, k) over ordered pairs of different categories, n by category.
    """

    of: Callable[[str, str], Exact]
    scale: int = 1
    places: Mapping[str, int] | None = None
    sum_over_pairs: Callable[[Mapping[str, int]], int] | None = None


class Difference(msgspec.Struct, frozen=True):
    """A distance that needs more than the categories: a hierarchy, or one's own table."""

    distance: Distance
    of: Callable[[str, str], Exact]


AnyDistance = Distance | Difference


def named(distance: AnyDistance) -> Distance:
    return distance.distance if isinstance(distance, Difference) else distance


def squared_difference(
    distance: AnyDistance, categories: Sequence[str], totals: Mapping[str, int]
) -> SquaredDifference:
    """`categories` in rank order; `totals` are the pairable values by category.

    >>> ranks, totals = ["low", "middle", "high"], {"low": 4, "middle": 2, "high": 6}
    >>> ordinal = squared_difference(Distance.ORDINAL, ranks, totals)
    >>> ordinal.of("low", "high") / ordinal.scale  # (4 + 2 + 6 - (4 + 6) / 2) squared
    49.0
    """
    if isinstance(distance, Difference):
        return SquaredDifference(distance.of)
    if distance is Distance.ORDINAL:
        return _ordinal(categories, totals)
    if distance is Distance.INTERVAL:
        return _interval(categories)
    if distance is Distance.RATIO:
        return _ratio(categories)
    if distance is Distance.NOMINAL:
        return SquaredDifference(lambda _c, _k: 1)
    if distance in (Distance.JACCARD, Distance.MASI):
        found = sets.SetDistances(categories, is_masi=distance is Distance.MASI)
        return SquaredDifference(found.of, found.scale, sum_over_pairs=found.sum_over_pairs)
    if distance is Distance.KENDALL:
        return SquaredDifference(rankings.RankingDistances(categories).of)
    if distance is Distance.PREFERENCE:
        return _between(categories, _preference_of, _preference_distance)
    raise QuestionUnfit(f"{distance} needs more than categories: see path_difference and the like")


def distance_matrix(
    distance: AnyDistance, categories: Sequence[str], totals: Mapping[str, int] | None = None
) -> list[list[Fraction]]:
    """Squared differences, one row a category; ordinal ones rest on `totals` (default: one each).

    >>> [str(d) for d in distance_matrix(Distance.MASI, ['["a"]', '["a","b"]', "[]"])[0]]
    ['0', '2/3', '1']
    """
    counted = dict.fromkeys(categories, 1) if totals is None else totals
    difference = squared_difference(distance, categories, counted)
    return [
        [Fraction(difference.of(c, k) if c != k else 0) / difference.scale for k in categories]
        for c in categories
    ]


def path_difference(parents: Mapping[str, str | None]) -> Difference:
    """1 - 2 * depth of the nearest class above both / (depth of c + depth of k), roots at depth 1.

    Equal classes are 0 apart, classes under different roots 1. `parents` names each class's parent,
    None for a root. Source: Z. Wu, M. Palmer, Verb Semantics and Lexical Selection, ACL 1994.

    >>> tree = path_difference({"animal": None, "dog": "animal", "cat": "animal", "rock": None})
    >>> [str(tree.of("dog", other)) for other in ("cat", "animal", "rock")]
    ['1/2', '1/3', '1']
    """

    @cache
    def path(category: str) -> tuple[str, ...]:
        found: list[str] = []
        above: str | None = category
        while above is not None:
            if above not in parents or len(found) > len(parents):
                raise CategoryUnreadable(category, "a class of the hierarchy")
            found.append(above)
            above = parents[above]
        return tuple(reversed(found))

    def of(c: str, k: str) -> Fraction:
        down_c, down_k = path(c), path(k)
        pairs = zip(down_c, down_k, strict=False)
        shared = next(
            (n for n, (a, b) in enumerate(pairs) if a != b), min(len(down_c), len(down_k))
        )
        return 1 - Fraction(2 * shared, len(down_c) + len(down_k))

    return Difference(Distance.PATH, of)


def custom_difference(
    categories: Sequence[str], rows: Sequence[Sequence[Exact | float]]
) -> Difference:
    """A table of squared differences, in the order of `categories`; of two directions, the mean.

    Raises WeightsUnusable unless it is square, not negative, and 0 from a category to itself.
    """
    if len(rows) != len(categories) or any(len(row) != len(categories) for row in rows):
        raise WeightsUnusable(f"give {len(categories)} rows of {len(categories)} distances")
    table = {
        c: dict(zip(categories, row, strict=True)) for c, row in zip(categories, rows, strict=True)
    }
    if any(not distance >= 0 for row in rows for distance in row):
        raise WeightsUnusable("a distance is negative or no number")
    if any(table[c][c] != 0 for c in categories):
        raise WeightsUnusable("a category is apart from itself")

    def of(c: str, k: str) -> Fraction:
        return (Fraction(table[c][k]) + Fraction(table[k][c])) / 2

    return Difference(Distance.CUSTOM, of)


def _ordinal(categories: Sequence[str], totals: Mapping[str, int]) -> SquaredDifference:
    # The sum between c and k, less half of both ends, is the gap between their mid-ranks; twice
    # the mid-rank of g is n_g plus twice all values below g.
    counted = [totals.get(category, 0) for category in categories]
    up_to = accumulate(counted)
    twice_mid_rank = {
        category: 2 * total - n
        for category, n, total in zip(categories, counted, up_to, strict=True)
    }
    return _of_places(twice_mid_rank, scale=4)


def _interval(categories: Sequence[str]) -> SquaredDifference:
    numbers = {category: number(category) for category in categories}
    denominator = lcm(*(each.denominator for each in numbers.values()))
    places = {category: int(each * denominator) for category, each in numbers.items()}
    return _of_places(places, scale=denominator**2)


def _of_places(places: Mapping[str, int], scale: int) -> SquaredDifference:
    return SquaredDifference(lambda c, k: (places[c] - places[k]) ** 2, scale, places)


def _ratio(categories: Sequence[str]) -> SquaredDifference:
    numbers = {category: number(category) for category in categories}
    for category, each in numbers.items():
        if each < 0:
            raise CategoryNotANumber(category, "at or above zero, as a ratio scale demands")

    def of(c: str, k: str) -> Fraction:
        apart, together = numbers[c] - numbers[k], numbers[c] + numbers[k]
        return (apart / together) ** 2 if apart else Fraction(0)

    return SquaredDifference(of)


def _between(
    categories: Sequence[str], read: Callable[[str], Read], of: Callable[[Read, Read], Exact]
) -> SquaredDifference:
    parsed = {category: read(category) for category in categories}
    return SquaredDifference(lambda c, k: of(parsed[c], parsed[k]))


def _preference_of(category: str) -> tuple[str, str, str]:
    try:
        return _preference.decode(category)
    except msgspec.DecodeError as fault:
        raise CategoryUnreadable(category, "a JSON array of two candidates and outcome") from fault


def _preference_distance(a: tuple[str, str, str], b: tuple[str, str, str]) -> Exact:
    if a == b:
        return 0
    between = {a[2], b[2]}
    is_half = a[:2] == b[:2] and "tie" in between and "both_bad" not in between
    return Fraction(1, 2) if is_half else 1


def number(category: str) -> Fraction:
    """Raises CategoryNotANumber."""
    if not _NUMBER.fullmatch(category):
        raise CategoryNotANumber(category, "a decimal number")
    return Fraction(category)
