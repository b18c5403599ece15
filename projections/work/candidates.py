"""Which items may be given out next: read from the rows of open work, kept in memory for a moment.

Hints, all of it. What was just given out is remembered until the rows know of it, so that
claimers do not all run at the same item; whether somebody really gets an item is decided by the
item's own events alone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator

import msgspec

from labeltrail.events.identifiers import ItemId, MemberId

SPREAD = 16
"""So many of the first of equal priority are as good as each other: claimers of several processes
begin at different ones."""


class Candidate(msgspec.Struct):
    """`position` is where the item last changed, as far as is known here."""

    item_id: ItemId
    position: int
    free: int
    priority: int
    done_by: set[MemberId]
    held_by: set[MemberId]
    returned_by: set[MemberId]
    is_claimed: bool = False
    """Somebody's claim on it is under way in this process."""

    def is_for(self, annotator: MemberId) -> bool:
        return self.free > 0 and annotator not in self.done_by and annotator not in self.held_by


class Candidates:
    """Those of one project and scope, in the order in which they are to be given out."""

    def __init__(self) -> None:
        self.position = -1
        self.loaded_at = float("-inf")
        self.is_all = True
        self._listed: list[Candidate] = []
        self._changed: dict[ItemId, Candidate] = {}
        self._claimed: dict[ItemId, Candidate] = {}

    def load(self, found: Iterable[Candidate], *, position: int, at: float, is_all: bool) -> None:
        """What the rows say at a position; what is known here of later ones stays.

        `is_all`: there are no more than these.
        """
        self._changed = {
            item_id: one for item_id, one in self._changed.items() if one.position > position
        }
        kept = self._changed | self._claimed
        self._listed = [kept.get(one.item_id, one) for one in found]
        self.position, self.loaded_at, self.is_all = position, at, is_all

    def pick(self, annotator: MemberId, luck: int, passed: set[ItemId]) -> Candidate | None:
        """One that the annotator may get, or None. `luck` chooses among equals."""
        first = self._equals(annotator, passed)
        return first[luck % len(first)] if first else None

    def _equals(self, annotator: MemberId, passed: set[ItemId]) -> list[Candidate]:
        """The first few of the highest priority; those returned or being claimed only if there
        are no others."""
        fresh: list[Candidate] = []
        last: list[Candidate] = []
        for one in self._open(annotator, passed):
            among = last if one.is_claimed or annotator in one.returned_by else fresh
            if among and among[0].priority != one.priority:
                if among is fresh:
                    break
                continue
            if len(among) < SPREAD:
                among.append(one)
            if len(fresh) >= SPREAD:
                break
        return fresh or last

    def _open(self, annotator: MemberId, passed: set[ItemId]) -> Iterator[Candidate]:
        for one in self._listed:
            if one.is_for(annotator) and one.item_id not in passed:
                yield one

    @contextlib.contextmanager
    def claiming(self, one: Candidate) -> Iterator[None]:
        """While a claim on it is under way here, others are offered first."""
        one.is_claimed, self._claimed[one.item_id] = True, one
        try:
            yield
        finally:
            one.is_claimed = False
            self._claimed.pop(one.item_id, None)

    def given(self, one: Candidate, annotator: MemberId, position: int) -> None:
        """The annotator holds it as of a position: so it stays until the rows know of it."""
        one.free -= 1
        one.held_by.add(annotator)
        one.position = max(one.position, position)
        self._changed[one.item_id] = one

    def full(self, one: Candidate) -> None:
        """Nobody was wanted on it just now: passed over until the rows are read again."""
        one.free = 0

    def not_for(self, one: Candidate, annotator: MemberId) -> None:
        """The annotator did not get it."""
        one.done_by.add(annotator)
