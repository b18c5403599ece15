"""Cards of random histories equal what plain loops over the labels say, in whatever order."""

from __future__ import annotations

from collections import Counter, defaultdict

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.projections.annotators.card import Scorecard, Terms, scorecard
from labeltrail.projections.annotators.material import HeldAgainst, Truths, Voting, prepared
from labeltrail.projections.columns.readings import NONE, Standing
from labeltrail.projections.statistics.table import ReadingTable
from tests.projections.annotators.columns import Told, columns

CLASSES = ("ash", "elm", "oak")
PEOPLE = ("ann", "bob", "cy", "leafnet")
ITEMS = ("i1", "i2", "i3", "i4")

LABELS = st.builds(
    Told,
    annotator=st.sampled_from(PEOPLE),
    item=st.sampled_from(ITEMS),
    category=st.sampled_from([*CLASSES, None]),
    repeat=st.integers(1, 3),
    at=st.integers(0, 90).map(float),
    suggested=st.sampled_from([*CLASSES, None]),
    is_retracted=st.sampled_from([False, False, False, True]),
    is_independent=st.sampled_from([True, True, True, False]),
    standing=st.sampled_from([Standing.NO_REVIEW, Standing.NO_REVIEW, Standing.REJECTED]),
)
HISTORIES = st.lists(
    LABELS, max_size=30, unique_by=lambda one: (one.annotator, one.item, one.repeat)
)
DECIDED = st.dictionaries(st.sampled_from(ITEMS), st.sampled_from(CLASSES), max_size=2)


def _history(labels: list[Told]) -> list[Told]:
    """Positions as in the list; leafnet is a model."""
    return [
        msgspec.structs.replace(one, position=place, is_person=one.annotator != "leafnet")
        for place, one in enumerate(labels, 1)
    ]


def _cards(labels: list[Told], decided: dict[str, str], voting: Voting) -> dict[str, Scorecard]:
    known = columns(labels)
    truths = Truths.unknown(known)
    truths.decided[:] = [
        CLASSES.index(decided[one]) if one in decided else NONE for one in known.items
    ]
    material = prepared(known, CLASSES, truths, voting=voting)
    return {
        name: scorecard(material, code, Terms(seed=5)) for code, name in enumerate(known.annotators)
    }


def _first(labels: list[Told]) -> dict[tuple[str, str], Told]:
    """Of each annotator and item the lowest repeat that stands and is independent."""
    found: dict[tuple[str, str], Told] = {}
    for one in sorted(labels, key=lambda one: one.repeat):
        if not one.is_retracted and one.is_independent:
            found.setdefault((one.annotator, one.item), one)
    return found


def _ballots(labels: list[Told]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for one in sorted(labels, key=lambda one: one.repeat):
        may = not one.is_retracted and one.standing is Standing.NO_REVIEW and one.is_person
        if may and one.category is not None:
            found.setdefault((one.annotator, one.item), one.category)
    return found


def _leader(votes: list[str]) -> str | None:
    ranked = Counter(votes).most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


@settings(deadline=None)
@given(labels=HISTORIES, decided=DECIDED, quorum=st.integers(1, 2))
def test_what_labels_are_held_against_and_found_to_be(
    labels: list[Told], decided: dict[str, str], quorum: int
) -> None:
    history = _history(labels)
    cards = _cards(history, decided, Voting(quorum=quorum))
    first, ballots = _first(history), _ballots(history)
    for who, card in cards.items():
        own = [
            one for one in history if first.get((who, one.item)) is one and one.category is not None
        ]
        assert card.counted == len(own)
        standing = [one for one in history if one.annotator == who and not one.is_retracted]
        assert card.labels == len(standing)
        rest = truth = 0
        hits: dict[HeldAgainst, int] = defaultdict(int)
        for one in own:
            said = [
                other.category
                for (name, item), other in first.items()
                if item == one.item and name != who and other.is_person and other.category
            ]
            leader = _leader(said)
            rest += leader is not None
            hits[HeldAgainst.REST] += leader == one.category
            votes = [v for (name, item), v in ballots.items() if item == one.item and name != who]
            elected = _leader(votes) if len(votes) >= quorum else None
            held = decided.get(one.item, elected)
            truth += held is not None
            hits[HeldAgainst.TRUTH] += held == one.category
        for against, n in ((HeldAgainst.REST, rest), (HeldAgainst.TRUTH, truth)):
            overall = card.accuracy[against].overall
            assert (overall.hits, overall.n) == (hits[against], n)
        shown = [one for one in own if one.suggested is not None]
        assert card.suggestions.acceptance.n == len(shown)
        assert card.suggestions.acceptance.hits == sum(o.category == o.suggested for o in shown)


@settings(deadline=None, max_examples=40)
@given(labels=HISTORIES, decided=DECIDED, random=st.randoms(use_true_random=False))
def test_the_order_of_rows_plays_no_part(
    labels: list[Told], decided: dict[str, str], random: object
) -> None:
    history = _history(labels)
    shuffled = list(history)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert _cards(history, decided, Voting()) == _cards(shuffled, decided, Voting())


@settings(deadline=None, max_examples=40)
@given(labels=HISTORIES, decided=DECIDED)
def test_sections_hold_together(labels: list[Told], decided: dict[str, str]) -> None:
    """Every label that counts is in one cell, or has nothing to be held against; and so on."""
    for card in _cards(_history(labels), decided, Voting()).values():
        for found in card.accuracy.values():
            assert sum(one.n for one in found.confusion) == found.overall.n
            assert sum(one.n for one in found.confusion if one.reference == one.answer) == (
                found.overall.hits
            )
            assert found.overall.n + found.without_reference == card.counted
            assert sum(one.recall.n for one in found.classes) == found.overall.n
            assert sum(one.precision.n for one in found.classes) == found.overall.n
        n = card.accuracy[HeldAgainst.TRUTH].overall.n
        assert len(card.drift.rows) == n == sum(one.right.n for one in card.fatigue.bins)
        assert all(0 <= value <= 1 for value in card.drift.ewma.values)
        assert card.suggestions.shown + card.suggestions.not_shown == card.counted


@pytest.mark.reference
@settings(deadline=None, max_examples=60)
@given(pairs=st.lists(st.tuples(st.sampled_from(CLASSES), st.sampled_from(CLASSES)), max_size=40))
def test_kappa_with_the_leader_is_cohens(pairs: list[tuple[str, str]]) -> None:
    """With one other, the leader is that other: scikit-learn's, and our own from a table."""
    from sklearn.metrics import cohen_kappa_score

    from labeltrail.projections.statistics.coefficient import Coefficient
    from labeltrail.projections.statistics.compute import compute

    labels = [
        Told(annotator=who, item=f"i{place:02}", category=said)
        for place, both in enumerate(pairs)
        for who, said in zip(("ann", "bob"), both, strict=True)
    ]
    if not labels:
        return
    found = _cards(labels, {}, Voting())["ann"].rest
    mine, theirs = zip(*pairs, strict=True)
    rows = [(one.item, one.annotator, one.category or "") for one in labels]
    ours = compute(ReadingTable.of(rows, CLASSES), Coefficient.COHEN_KAPPA)
    assert (found.kappa.value is None) == (ours.value is None)
    if found.kappa.value is not None:
        assert found.kappa.value == pytest.approx(ours.value)
        assert found.kappa.value == pytest.approx(cohen_kappa_score(mine, theirs))
    assert found.pairwise.value == pytest.approx(np.mean([a == b for a, b in pairs]))
