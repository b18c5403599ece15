"""Strengths over all items and on each item, and the order of an item's candidates.

Guarantees: wins are summed as halves in integers, so exactly; items with as many candidates are
fitted together, each by itself, and so many at once that memory stays bounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.inference.bradley_terry import Strengths, strengths
from labeltrail.projections.inference.budget import Stop, never
from labeltrail.projections.inference.comparisons import Comparisons
from labeltrail.projections.inference.errors import TableTooLarge
from labeltrail.projections.inference.parameters import BradleyTerry
from labeltrail.projections.inference.quantised import millionths
from labeltrail.projections.inference.votes import Floats, Integers
from labeltrail.projections.statistics.table import ReadingTable

CANDIDATES_MAX = 1_000
"""Compared over all items, or on one: strengths need a matrix of candidates by candidates."""

_CHUNK_CELLS = 1 << 20

Split = npt.NDArray[np.bool_]


class ItemOrders(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """
    starts, candidate, strength, error  by item and candidate, see `inferred.Strengths`
    ahead  by comparison: strength of the first less that of the second, in millionths
    found  by item that has votes: its category, or None for a tie
    """

    starts: Integers
    candidate: Integers
    strength: Integers
    error: Integers
    ahead: Integers
    found: dict[int, str | None]


def overall_strengths(
    compare: Comparisons, parameters: BradleyTerry, stop: Stop = never
) -> Strengths:
    """Raises TableTooLarge and Stopped."""
    n = len(compare.candidates)
    if n > CANDIDATES_MAX:
        raise TableTooLarge("candidates squared", n * n, CANDIDATES_MAX * CANDIDATES_MAX)
    every = np.zeros(len(compare.row), dtype=np.int64)
    wins, _ = _counted(every, compare.first, compare.second, compare.half_wins, (1, n))
    return strengths(wins, parameters, stop)


def orders_of(
    table: ReadingTable, compare: Comparisons, parameters: BradleyTerry, stop: Stop = never
) -> ItemOrders:
    n = max(1, len(compare.candidates))
    item = table.item.astype(np.int64)[compare.row]
    nodes = np.unique(np.concatenate((item * n + compare.first, item * n + compare.second)))
    size = np.bincount(nodes // n, minlength=len(table.items))
    starts = np.concatenate(([0], np.cumsum(size))).astype(np.int64)
    first = np.searchsorted(nodes, item * n + compare.first)
    second = np.searchsorted(nodes, item * n + compare.second)
    strength, error = np.zeros(len(nodes), np.int64), np.zeros(len(nodes), np.int64)
    found: dict[int, str | None] = {}
    begins = np.searchsorted(item, np.arange(len(table.items) + 1))
    for chunk, m in _chunks(size):
        rows = _ranges(begins[chunk], begins[chunk + 1])
        of_set = np.searchsorted(chunk, item[rows])
        within = (first[rows] - starts[item[rows]], second[rows] - starts[item[rows]])
        wins, split = _counted(of_set, *within, compare.half_wins[rows], (len(chunk), m))
        fitted = strengths(wins, parameters, stop)
        cells = starts[chunk][:, None] + np.arange(m)
        strength[cells], error[cells] = (
            millionths(fitted.strength),
            millionths(fitted.standard_error),
        )
        for at, place in enumerate(chunk.tolist()):
            names = [compare.candidates[code] for code in (nodes[cells[at]] % n).tolist()]
            found[place] = _order(names, strength[cells[at]], split[at], _said(table, place))
    for place in np.flatnonzero((size == 0) & (table.values_per_item() > 0)).tolist():
        found[place] = _most(_said(table, place))  # one candidate alone: nothing to compare
    return ItemOrders(
        starts=starts,
        candidate=nodes % n,
        strength=strength,
        error=error,
        ahead=strength[first] - strength[second],
        found=found,
    )


def _chunks(size: Integers) -> list[tuple[Integers, int]]:
    """Places of items with as many candidates, and how many."""
    found: list[tuple[Integers, int]] = []
    for m in np.unique(size[size > 0]).tolist():
        places = np.flatnonzero(size == m)
        at_once = max(1, _CHUNK_CELLS // (m * m))
        found += [(places[at : at + at_once], m) for at in range(0, len(places), at_once)]
    return found


def _ranges(begins: Integers, ends: Integers) -> Integers:
    """All places from each begin to its end."""
    lengths = ends - begins
    return np.repeat(ends - np.cumsum(lengths), lengths) + np.arange(lengths.sum())


def _counted(
    of_set: Integers, first: Integers, second: Integers, half_wins: Integers, shape: tuple[int, int]
) -> tuple[Floats, Split]:
    """How often i was preferred to j, and whether any comparison of them was no draw."""
    n_sets, n = shape
    cells = n_sets * n * n
    there, back = (of_set * n + first) * n + second, (of_set * n + second) * n + first
    wins = np.bincount(there, weights=half_wins, minlength=cells)
    wins = wins + np.bincount(back, weights=2 - half_wins, minlength=cells)
    is_split = np.zeros(cells, dtype=np.bool_)
    decisive = half_wins != 1
    is_split[there[decisive]] = True
    is_split[back[decisive]] = True
    return wins.reshape(n_sets, n, n) / 2, is_split.reshape(n_sets, n, n)


def _order(
    names: Sequence[str], strength: Integers, split: Split, said: Sequence[str]
) -> str | None:
    """A preference where the votes are preferences between two, else a ranking; None for a tie."""
    by_strength: dict[int, list[int]] = {}
    for at, each in enumerate(strength.tolist()):
        by_strength.setdefault(each, []).append(at)
    groups = [by_strength[each] for each in sorted(by_strength, reverse=True)]
    if any(split[one, other] for group in groups for one in group for other in group):
        return None
    if len(names) == 2 and all(not _is_ranking(each) for each in said):
        if len(groups) == 1:
            return _most(said)
        preferred = "first" if groups[0] == [0] else "second"
        return _encoded([*names, preferred])
    return _encoded([[names[at] for at in group] for group in groups])


def _is_ranking(category: str) -> bool:
    return category.startswith("[[")


def _most(said: Sequence[str]) -> str | None:
    """What was said most often; None where that is several: tie beside both bad, say."""
    counted = Counter(said).most_common()
    is_tied = len(counted) > 1 and counted[0][1] == counted[1][1]
    return None if is_tied else counted[0][0]


def _said(table: ReadingTable, place: int) -> list[str]:
    start, end = np.searchsorted(table.item, (place, place + 1)).tolist()
    return [table.categories[code] for code in table.category[start:end].tolist()]


def _encoded(value: object) -> str:
    return msgspec.json.encode(value).decode()
