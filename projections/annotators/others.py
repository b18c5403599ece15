"""What everybody else says of an item, for each who asks: their own vote is taken away first.

Guarantees: nobody is held against an answer that their own vote decided. A tie among the others
is no answer, in whatever order the votes came.

An item's leader without one vote for c needs no more than its three largest counts: taking a vote
from the leader may bring the second ahead, unless the third is level with it; taking one from the
second may break a tie, unless the third is level with the first; another's vote changes nothing.
"""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.columns.readings import NONE
from labeltrail.projections.statistics.table import Codes, ReadingTable

Integers = npt.NDArray[np.int64]


class Others(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """For each row that asked, shape (n_rows,):

    leader  the one category with most of the others' votes; NONE: a tie, or no votes
    lead    how many votes it has; 0 without a leader
    n       how many others voted
    same    how many of them said what the row says
    """

    leader: Codes
    lead: Integers
    n: Integers
    same: Integers

    def elected(self, *, quorum: int, is_majority: bool) -> Codes:
        """The leaders with enough votes, and more than half of them if that is asked for."""
        may = self.n >= quorum
        if is_majority:
            may &= 2 * self.lead > self.n
        return np.where(may, self.leader, NONE).astype(np.int32)


class Ballots(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """Votes, counted once: `keys` are item * n_categories + category, sorted, with `counts`."""

    votes: ReadingTable
    keys: Integers
    counts: Integers
    ranked: list[tuple[Codes, Integers]]
    n_of_item: Integers

    @staticmethod
    def of(votes: ReadingTable) -> Ballots:
        n_categories = max(1, len(votes.categories))
        keys, counts = np.unique(
            votes.item.astype(np.int64) * n_categories + votes.category, return_counts=True
        )
        ranked = _ranked(keys // n_categories, keys % n_categories, counts, len(votes.items))
        n_of_item = votes.values_per_item()
        return Ballots(votes=votes, keys=keys, counts=counts, ranked=ranked, n_of_item=n_of_item)

    def others(self, item: Codes, annotator: Codes, answer: Codes) -> Others:
        """Rows that ask say who asks, of which item, and what they answered.

        `item` and `annotator` are codes of the votes' lists, `answer` of its categories, or NONE.

        >>> votes = ReadingTable.of(
        ...     [("i", "ann", "cat"), ("i", "bob", "dog"), ("i", "cy", "dog")]
        ... )
        >>> found = Ballots.of(votes).others(votes.item, votes.annotator, votes.category)
        >>> [votes.categories[code] if code >= 0 else None for code in found.leader]
        ['dog', None, None]
        >>> found.n.tolist(), found.same.tolist()
        ([2, 2, 2], [0, 1, 1])
        """
        own = _own_votes(self.votes, item, annotator)
        (first, n_first), (second, n_second), (_, n_third) = (
            (code[item], votes[item]) for code, votes in self.ranked
        )
        n_first = n_first - ((own == first) & (own != NONE))
        n_second = n_second - ((own == second) & (own != NONE))
        leader = np.full(len(item), NONE, dtype=np.int32)
        ahead = n_first > np.maximum(n_second, n_third)
        leader[ahead] = first[ahead]
        overtaken = (n_second > n_first) & (n_second > n_third)
        leader[overtaken] = second[overtaken]
        same = _counted(self.keys, self.counts, self._key(item, answer))
        same[answer == NONE] = 0
        return Others(
            leader=leader,
            lead=np.where(leader == NONE, 0, np.maximum(n_first, n_second)),
            n=self.n_of_item[item] - (own != NONE),
            same=same - ((own == answer) & (own != NONE)),
        )

    def _key(self, item: Codes, answer: Codes) -> Integers:
        return item.astype(np.int64) * max(1, len(self.votes.categories)) + answer


def _ranked(
    item: Integers, category: Integers, counts: Integers, n_items: int
) -> list[tuple[Codes, Integers]]:
    """Each item's three most voted categories and their votes; NONE and 0 where there is none."""
    order = np.lexsort((category, -counts, item))
    item, category, counts = item[order], category[order], counts[order]
    starts = np.searchsorted(item, np.arange(n_items))
    ends = np.searchsorted(item, np.arange(n_items), side="right")
    found = []
    for place in range(3):
        at = starts + place
        is_there = at < ends
        code = np.full(n_items, NONE, dtype=np.int32)
        votes = np.zeros(n_items, dtype=np.int64)
        code[is_there] = category[at[is_there]]
        votes[is_there] = counts[at[is_there]]
        found.append((code, votes))
    return found


def _own_votes(votes: ReadingTable, item: Codes, annotator: Codes) -> Codes:
    """What each who asks voted on the item; NONE: they have no vote there."""
    n = max(1, len(votes.annotators))
    keys = votes.item.astype(np.int64) * n + votes.annotator
    wanted = item.astype(np.int64) * n + annotator
    found = np.full(len(item), NONE, dtype=np.int32)
    if len(keys):
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        has = keys[at] == wanted
        found[has] = votes.category[at[has]]
    return found


def _counted(keys: Integers, counts: Integers, wanted: Integers) -> Integers:
    found = np.zeros(len(wanted), dtype=np.int64)
    if len(keys):
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        found = np.where(keys[at] == wanted, counts[at], 0)
    return found
