"""Kendall's tau-b between two rankings with ties, as agreement and as distance.

    tau_b = (C - D) / sqrt((P - T_a) * (P - T_b))        distance = (1 - tau_b) / 2
    P all pairs of candidates, C those that both order alike, D those ordered against each other,
    T_a and T_b those that a and b leave tied

Source: M. G. Kendall, The Treatment of Ties in Ranking Problems, Biometrika 33 (1945) 239-251.
Unit: none; 1 the same order, 0 no association, -1 the opposite order.

tau_b has no value where a ranking ties everything (there is no order to compare). As a distance it
then is 0 between equal rankings and 1/2, neither alike nor opposite, between others. A candidate
that one ranking leaves out stands in it behind all others, tied with whatever else is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from math import isqrt, sqrt
from operator import mul

import msgspec

from labeltrail.projections.statistics.errors import CategoryUnreadable

Ranking = dict[str, int]
"""The place of each candidate; equal places are ties."""

_HALF = Fraction(1, 2)
_decoder = msgspec.json.Decoder(list[list[str]])


def ranking_of(category: str) -> Ranking:
    """From its canonical text, a JSON array of groups that tie, best first.

    Raises CategoryUnreadable.

    >>> ranking_of('[["b"],["a","c"]]')
    {'b': 0, 'a': 1, 'c': 1}
    """
    try:
        groups = _decoder.decode(category)
    except msgspec.DecodeError as fault:
        raise CategoryUnreadable(category, "a JSON array of groups of candidates") from fault
    return {candidate: place for place, group in enumerate(groups) for candidate in group}


def kendall_tau_b(a: Ranking, b: Ranking) -> float | None:
    """None where one of them ties everything.

    >>> a, b = ranking_of('[["w"],["x"],["y"],["z"]]'), ranking_of('[["x"],["w","y"],["z"]]')
    >>> round(kendall_tau_b(a, b), 6)  # (4 - 1) / sqrt(6 * 5)
    0.547723
    """
    order, scale = _order(a, b)
    return order / sqrt(scale) if scale else None


def kendall(a: Ranking, b: Ranking) -> Fraction:
    """The distance, from 0 to 1; what no fraction hits is the nearest float's value."""
    order, scale = _order(a, b)
    return _distance(order, scale, is_equal=a == b)


class RankingDistances:
    """The distance between many rankings, each taken apart into its pairs of candidates once."""

    def __init__(self, categories: Sequence[str]) -> None:
        self._places = {category: ranking_of(category) for category in categories}
        self._signs: dict[str, tuple[int, ...]] = {}
        if len({frozenset(places) for places in self._places.values()}) == 1:
            for category, places in self._places.items():
                pairs = combinations(sorted(places), 2)
                signs = tuple(_sign(places[one] - places[other]) for one, other in pairs)
                self._signs[category] = signs
        self._ordered = {c: sum(map(abs, signs)) for c, signs in self._signs.items()}

    def of(self, c: str, k: str) -> Fraction:
        if not self._signs:
            return kendall(self._places[c], self._places[k])
        scale = self._ordered[c] * self._ordered[k]
        is_equal = not scale and self._places[c] == self._places[k]
        alike = sum(map(mul, self._signs[c], self._signs[k]))
        return _distance(alike, scale, is_equal=is_equal)


@lru_cache(maxsize=65_536)
def _distance(order: int, scale: int, *, is_equal: bool) -> Fraction:
    if not scale:
        return Fraction(0) if is_equal else _HALF
    root = isqrt(scale)
    if root * root == scale:
        return (1 - Fraction(order, root)) / 2
    return (1 - Fraction(order / sqrt(scale))) / 2


def _order(a: Ranking, b: Ranking) -> tuple[int, int]:
    """(C - D, (P - T_a) * (P - T_b))."""
    last = max([*a.values(), *b.values()], default=0) + 1
    candidates = sorted(a.keys() | b.keys())
    places = [(a.get(one, last), b.get(one, last)) for one in candidates]
    alike = ordered_by_a = ordered_by_b = 0
    for (a_one, b_one), (a_other, b_other) in combinations(places, 2):
        by_a, by_b = _sign(a_one - a_other), _sign(b_one - b_other)
        alike += by_a * by_b
        ordered_by_a += by_a != 0
        ordered_by_b += by_b != 0
    return alike, ordered_by_a * ordered_by_b


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
