"""Coincidences and alpha pair by pair, as exact fractions: plain and slow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import combinations, permutations

Rows = Iterable[tuple[str, str, str]]
"""Item, annotator, class."""


def units(rows: Rows) -> Mapping[str, list[str]]:
    """The values of items with two or more."""
    found: dict[str, list[str]] = {}
    for item, _, value in sorted(rows):
        found.setdefault(item, []).append(value)
    return {item: values for item, values in found.items() if len(values) > 1}


def met(rows: Rows, one: str, other: str) -> Fraction:
    """How often two classes meet, each pair of values weighing 2 / (m - 1)."""
    weight = Fraction(0)
    for values in units(rows).values():
        apart = sum({a, b} == {one, other} for a, b in combinations(values, 2))
        weight += Fraction(2 * apart, len(values) - 1)
    return weight


def chance(rows: Rows, one: str, other: str) -> Fraction:
    totals = Counter(value for values in units(rows).values() for value in values)
    return Fraction(2 * totals[one] * totals[other], sum(totals.values()) - 1)


def alpha(rows: Rows) -> Fraction | None:
    """Krippendorff's nominal alpha."""
    compared = units(rows)
    everything = [value for values in compared.values() for value in values]
    expected = sum(a != b for a, b in permutations(everything, 2))
    if not expected:
        return None
    observed = sum(
        (
            Fraction(sum(a != b for a, b in permutations(values, 2)), len(values) - 1)
            for values in compared.values()
        ),
        Fraction(0),
    )
    return 1 - observed * (len(everything) - 1) / expected


def pair_alpha(rows: Rows, one: str, other: str) -> Fraction | None:
    """Of the values of two classes alone."""
    return alpha([row for row in rows if row[2] in (one, other)])


def merged(rows: Rows, one: str, other: str) -> list[tuple[str, str, str]]:
    return [(item, who, one if value == other else value) for item, who, value in rows]
