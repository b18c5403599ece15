"""Two revisions of the handbook compared: nothing is lost, and each clause says what it became."""

from __future__ import annotations

import doctest

from hypothesis import given
from hypothesis import strategies as st

from labeltrail.events.streams.guideline import Clause
from labeltrail.projections.guideline import diff, impact
from labeltrail.projections.guideline.diff import (
    ClauseChange,
    Piece,
    PieceChange,
    changed_clauses,
    differences,
    pieces,
)


def clause(number: str, text: str = "Look at the buds first.", title: str = "Buds") -> Clause:
    return Clause(number=number, title=title, text=text)


FIRST = (clause("1"), clause("2", "Sticky buds are alder."), clause("3", "Ignore the label."))
SECOND = (clause("1"), clause("2", "Stalked buds are alder."), clause("2.1", "All others wait."))


def test_clauses_are_added_removed_changed_and_unchanged() -> None:
    found = {one.number: one.change for one in differences(FIRST, SECOND)}
    assert found == {
        "1": ClauseChange.UNCHANGED,
        "2": ClauseChange.CHANGED,
        "3": ClauseChange.REMOVED,
        "2.1": ClauseChange.ADDED,
    }
    assert list(found) == ["1", "2", "3", "2.1"], "a removed one stands where it stood"
    assert changed_clauses(FIRST, SECOND) == ("2", "3", "2.1")


def test_changed_text_is_told_word_by_word() -> None:
    found = differences(FIRST, SECOND)[1]
    assert found.text == (
        Piece(PieceChange.REMOVED, "Sticky"),
        Piece(PieceChange.ADDED, "Stalked"),
        Piece(PieceChange.KEPT, " buds are alder."),
    )
    assert found.title == ()


def test_title_alone_changes_a_clause() -> None:
    (found,) = differences([clause("1")], [clause("1", title="Buds first")])
    assert found.change is ClauseChange.CHANGED
    assert found.text == ()
    assert [one.change for one in found.title] == [PieceChange.KEPT, PieceChange.ADDED]


def test_first_revision_adds_everything_and_the_same_changes_nothing() -> None:
    assert {one.change for one in differences((), FIRST)} == {ClauseChange.ADDED}
    assert {one.change for one in differences(FIRST, ())} == {ClauseChange.REMOVED}
    assert changed_clauses(FIRST, FIRST) == ()


def test_long_texts_are_compared_by_lines() -> None:
    lines = [f"Rule {n}: look at the buds before the bark." for n in range(200)]
    changed = [*lines[:100], "Rule 100: the bark comes first.", *lines[101:]]
    found = pieces("\n".join(lines), "\n".join(changed))
    assert [one.change for one in found] == [
        PieceChange.KEPT,
        PieceChange.REMOVED,
        PieceChange.ADDED,
        PieceChange.KEPT,
    ]
    assert found[1].text == lines[100] + "\n"


TEXTS = st.text(alphabet="ab \n", max_size=30)
CLAUSES = st.lists(st.tuples(st.sampled_from("12345"), TEXTS), unique_by=lambda one: one[0])


@given(before=TEXTS, after=TEXTS)
def test_pieces_make_up_both_texts(before: str, after: str) -> None:
    found = pieces(before, after)
    if before == after:
        assert found == ()
        return
    old = "".join(one.text for one in found if one.change is not PieceChange.ADDED)
    new = "".join(one.text for one in found if one.change is not PieceChange.REMOVED)
    assert (old, new) == (before, after)


@given(before=CLAUSES, after=CLAUSES)
def test_every_clause_of_either_is_told_once(
    before: list[tuple[str, str]], after: list[tuple[str, str]]
) -> None:
    old = [clause(number, text) for number, text in before]
    new = [clause(number, text) for number, text in after]
    found = differences(old, new)
    numbers = [one.number for one in found]
    assert sorted(numbers) == sorted({one.number for one in (*old, *new)})
    assert [n for n in numbers if n in dict(after)] == [n for n, _ in after]
    changed = [one.number for one in found if one.change is not ClauseChange.UNCHANGED]
    assert tuple(changed) == changed_clauses(old, new)


def test_worked_examples_hold() -> None:
    for module in (diff, impact):
        outcome = doctest.testmod(module)
        assert outcome.attempted
        assert not outcome.failed
