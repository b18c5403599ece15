"""Preferences and rankings as comparisons of two candidates each.

Guarantees: a ranking of m candidates is its m * (m - 1) / 2 pairs, an equal place a draw; a draw is
half a win for each. "Both bad" compares nothing: it counts as a draw, as neither is preferred.
Ids in order, pairs summed as halves in integers, so that order plays no part.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import msgspec
import numpy as np

from labeltrail.projections.inference.errors import ValueNotComparable
from labeltrail.projections.inference.votes import Integers
from labeltrail.projections.statistics.table import ReadingTable

OUTCOMES = {"first": 2, "second": 0, "tie": 1, "both_bad": 1}
"""Half wins of the first."""

Pair = tuple[str, str, int]
"""Two candidates in order of id, and the half wins of the first of two."""


class Comparisons(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """One row a comparison: shapes (n,). `half_wins` of `first`: 0, 1 (a draw) or 2.

    row  which reading it is part of
    """

    candidates: tuple[str, ...]
    row: Integers
    first: Integers
    second: Integers
    half_wins: Integers

    @staticmethod
    def of(table: ReadingTable) -> Comparisons:
        """Raises ValueNotComparable."""
        used = np.flatnonzero(np.bincount(table.category, minlength=len(table.categories)))
        found = {code: pairs(table.categories[code]) for code in used.tolist()}
        every = [pair for each in found.values() for pair in each]
        candidates = tuple(sorted({one for pair in every for one in pair[:2]}))
        place = {one: n for n, one in enumerate(candidates)}
        listed = [(place[first], place[second], half) for first, second, half in every]
        columns = np.array(listed, dtype=np.int64).reshape(-1, 3)
        lengths = np.zeros(len(table.categories), dtype=np.int64)
        lengths[used] = [len(each) for each in found.values()]
        starts = np.cumsum(lengths) - lengths
        of_row = lengths[table.category]
        row = np.repeat(np.arange(table.n_readings), of_row)
        within = np.arange(len(row)) - np.repeat(np.cumsum(of_row) - of_row, of_row)
        first, second, half_wins = columns[starts[table.category][row] + within].T
        return Comparisons(
            candidates=candidates, row=row, first=first, second=second, half_wins=half_wins
        )


def pairs(category: str) -> list[Pair]:
    """The comparisons that a value holds. Raises ValueNotComparable.

    >>> pairs('["ann","bob","second"]')
    [('ann', 'bob', 0)]
    >>> pairs('[["cy"],["ann","bob"]]')
    [('ann', 'cy', 0), ('bob', 'cy', 0), ('ann', 'bob', 1)]
    """
    try:
        value = msgspec.json.decode(category)
    except msgspec.DecodeError as fault:
        raise ValueNotComparable(category) from fault
    match value:
        case [str(first), str(second), str(outcome)] if outcome in OUTCOMES and first < second:
            return [(first, second, OUTCOMES[outcome])]
        case [*groups] if groups and all(_is_group(group) for group in groups):
            named = [one for group in groups for one in group]
            if len(set(named)) == len(named):
                return _pairs_of(groups)
    raise ValueNotComparable(category)


def _is_group(group: object) -> bool:
    return isinstance(group, list) and bool(group) and all(isinstance(one, str) for one in group)


def _pairs_of(groups: Sequence[Sequence[str]]) -> list[Pair]:
    found: list[Pair] = []
    for better, worse in combinations(groups, 2):
        found += [
            (one, other, 2) if one < other else (other, one, 0) for one in better for other in worse
        ]
    for group in groups:
        found += [(one, other, 1) for one, other in combinations(sorted(group), 2)]
    return found
