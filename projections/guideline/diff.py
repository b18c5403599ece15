"""The difference between two revisions of the handbook, clause by clause. Pure.

A clause is known by its number: one that only the later revision has was added, one that only the
earlier has was removed. Of a clause in both, its title and text are compared word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

import msgspec

from labeltrail.events.streams.guideline import Clause

WORDS_MAX = 1_000
"""Of both texts together, compared word by word; longer ones are compared line by line."""

_WORDS = re.compile(r"\s+|[^\s]+")


class ClauseChange(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class PieceChange(StrEnum):
    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


class Piece(msgspec.Struct, frozen=True):
    """A run of text that both texts have, or only the later (ADDED) or earlier one (REMOVED)."""

    change: PieceChange
    text: str


class ClauseDifference(msgspec.Struct, frozen=True, kw_only=True):
    """`before` and `after` are the clause in either revision; `title` and `text` the pieces that
    lead from one to the other, empty where nothing changed.
    """

    number: str
    change: ClauseChange
    before: Clause | None
    after: Clause | None
    title: tuple[Piece, ...] = ()
    text: tuple[Piece, ...] = ()


def differences(earlier: Sequence[Clause], later: Sequence[Clause]) -> tuple[ClauseDifference, ...]:
    """Of every clause of either, in the later's order; each removed one after its predecessor.

    >>> one = Clause(number="1", title="Calls", text="Name the first owl.")
    >>> two = Clause(number="1", title="Calls", text="Name the loudest owl.")
    >>> (found,) = differences([one], [two])
    >>> found.change.value
    'changed'
    >>> [(piece.change.value, piece.text) for piece in found.text]
    [('kept', 'Name the '), ('removed', 'first'), ('added', 'loudest'), ('kept', ' owl.')]
    """
    before = {clause.number: clause for clause in earlier}
    after = {clause.number: clause for clause in later}
    return tuple(_difference(one, before, after) for one in _numbers(earlier, later))


def changed_clauses(earlier: Sequence[Clause], later: Sequence[Clause]) -> tuple[str, ...]:
    """The numbers of those that were added, removed or changed, in the order of the above."""
    before = {clause.number: clause for clause in earlier}
    after = {clause.number: clause for clause in later}
    return tuple(one for one in _numbers(earlier, later) if before.get(one) != after.get(one))


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """What leads from one text to the other; the kept and added ones make up the later."""
    if before == after:
        return ()
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > WORDS_MAX:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Piece] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        gone, come = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if gone == come:
            found.append(Piece(PieceChange.KEPT, gone))
            continue
        if gone:
            found.append(Piece(PieceChange.REMOVED, gone))
        if come:
            found.append(Piece(PieceChange.ADDED, come))
    return tuple(found)


def _difference(
    number: str, before: dict[str, Clause], after: dict[str, Clause]
) -> ClauseDifference:
    old, new = before.get(number), after.get(number)
    change = ClauseChange.CHANGED
    if old is None:
        change = ClauseChange.ADDED
    elif new is None:
        change = ClauseChange.REMOVED
    elif old == new:
        change = ClauseChange.UNCHANGED
    return ClauseDifference(
        number=number,
        change=change,
        before=old,
        after=new,
        title=pieces(old.title if old else "", new.title if new else ""),
        text=pieces(old.text if old else "", new.text if new else ""),
    )


def _numbers(earlier: Sequence[Clause], later: Sequence[Clause]) -> Iterator[str]:
    """The later's, and after each those that stood behind it in the earlier and are gone."""
    kept = {clause.number for clause in later}
    gone_after: dict[str | None, list[str]] = {}
    last: str | None = None
    for clause in earlier:
        if clause.number in kept:
            last = clause.number
        else:
            gone_after.setdefault(last, []).append(clause.number)
    yield from gone_after.get(None, ())
    for clause in later:
        yield clause.number
        yield from gone_after.get(clause.number, ())
