"""Answers against gold: then and today, never by one's own, and what a correction moves."""

from __future__ import annotations

import doctest
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.projections.columns.readings import NONE, Readings
from labeltrail.projections.gold import columns as gold_columns
from labeltrail.projections.gold.columns import STILL, GoldColumns, GoldStretch
from labeltrail.projections.gold.judging import JudgedBy, judges, judging
from labeltrail.projections.gold.scores import GoldScores, gold_scores
from labeltrail.projections.statistics.score import Status
from tests.projections.answers_given import Given, readings

TREES = ("alder", "birch", "willow")
CORRECTED = GoldColumns.of(
    [
        GoldStretch("sheet-1", "alder", "maud", "ines", 5, 20),
        GoldStretch("sheet-1", "birch", "ines", "maud", 20),
        GoldStretch("sheet-2", "willow", "maud", "ines", 6),
    ],
    position=30,
)


def said(item: str, annotator: str, value: str | None, at: int, **more: Any) -> Given:
    return Given(item, annotator, value, position=at, submitted=at, **more)


ANSWERS = readings(
    [
        said("sheet-1", "noor", "alder", 10),
        said("sheet-2", "noor", "willow", 11),
        said("sheet-1", "jiri", "birch", 12),
        said("sheet-1", "sofia", "birch", 25),
        said("sheet-1", "early", "alder", 3),
        said("sheet-1", "maud", "alder", 13),
    ]
)


def scored(judged: JudgedBy, gold: GoldColumns = CORRECTED) -> GoldScores:
    return gold_scores(ANSWERS, gold, TREES, judged)


def right_of(found: GoldScores) -> dict[str, tuple[int, int]]:
    return {
        one.annotator: (one.accuracy.overall.hits, one.accuracy.overall.n) for one in found.scores
    }


def test_the_worked_example_holds() -> None:
    found = doctest.testmod(gold_columns)
    assert found.attempted
    assert not found.failed


def test_each_answer_is_judged_by_the_gold_in_force_when_it_was_given() -> None:
    assert right_of(scored(JudgedBy.THEN)) == {
        "early": (0, 0),
        "jiri": (0, 1),
        "maud": (0, 0),
        "noor": (2, 2),
        "sofia": (1, 1),
    }


def test_correction_scores_everybody_again_but_not_what_was_judged_then() -> None:
    assert right_of(scored(JudgedBy.TODAY)) == {
        "early": (0, 1),
        "jiri": (1, 1),
        "maud": (0, 0),
        "noor": (1, 2),
        "sofia": (1, 1),
    }
    before = GoldColumns.of(
        [
            GoldStretch("sheet-1", "alder", "maud", "ines", 5),
            GoldStretch("sheet-2", "willow", "maud", "ines", 6),
        ],
        position=19,
    )
    upto = ANSWERS.where(ANSWERS.position <= 19)
    then = gold_scores(upto, before, TREES, JudgedBy.THEN)
    assert right_of(then) == right_of(gold_scores(upto, CORRECTED, TREES, JudgedBy.THEN))


def test_what_moved_names_annotator_and_item() -> None:
    found = scored(JudgedBy.TODAY).rescoring
    assert [(one.annotator, one.item, one.was_right, one.is_right) for one in found.moved] == [
        ("jiri", "sheet-1", False, True),
        ("noor", "sheet-1", True, False),
    ]
    assert (found.n_then, found.n_today, found.n_only_today) == (4, 5, 1)


def test_who_set_the_gold_is_not_judged_by_it() -> None:
    (maud,) = (one for one in scored(JudgedBy.THEN).scores if one.annotator == "maud")
    assert maud.own == 1
    assert maud.accuracy.overall.value is None
    assert maud.accuracy.overall.status is Status.INSUFFICIENT_EVIDENCE


@pytest.mark.parametrize("who", ["proposed_by", "approved_by"])
def test_proposer_and_approver_alike(who: str) -> None:
    people: dict[str, Any] = {"proposed_by": "ines", "approved_by": "maud", who: "noor"}
    gold = GoldColumns.of(
        [GoldStretch(item="sheet-1", category="birch", from_position=2, **people)],
        position=30,
    )
    found = judging(ANSWERS, gold, JudgedBy.THEN)
    noor = ANSWERS.annotator == ANSWERS.annotators.index("noor")
    assert found.is_own[noor].tolist() == [True, False]
    assert not found.is_judged[noor].any()


def test_contested_gold_judges_nothing_while_it_is_out_of_force() -> None:
    gold = GoldColumns.of([GoldStretch("sheet-1", "alder", "a", "b", 5, 11)], position=30)
    then = judges(ANSWERS, gold, JudgedBy.THEN, TREES)
    by = dict(zip(ANSWERS.annotator.tolist(), then.tolist(), strict=True))
    noor, jiri = (ANSWERS.annotators.index(one) for one in ("noor", "jiri"))
    assert then.tolist().count(0) == 1
    assert by[jiri] == NONE
    assert ANSWERS.annotator[then == 0].tolist() == [noor]
    assert (judges(ANSWERS, gold, JudgedBy.TODAY, TREES) == NONE).all()
    moved = scored(JudgedBy.TODAY, gold).rescoring.moved
    assert [(one.annotator, one.is_right, one.today) for one in moved] == [("noor", None, None)]


def test_revised_answer_is_judged_by_the_gold_of_its_revision() -> None:
    revised = readings([Given("sheet-1", "noor", "birch", position=25, submitted=10)])
    assert judges(revised, CORRECTED, JudgedBy.THEN, TREES).tolist() == [1]


def test_answer_revised_after_a_review_counts_as_it_was_and_is_judged_so() -> None:
    revised = readings(
        [Given("sheet-1", "noor", "birch", independent="alder", position=25, submitted=10)]
    )
    assert judges(revised, CORRECTED, JudgedBy.THEN, TREES).tolist() == [0]
    assert right_of(gold_scores(revised, CORRECTED, TREES, JudgedBy.THEN)) == {"noor": (1, 1)}


def test_gold_outside_the_categories_judges_nothing() -> None:
    found = judges(ANSWERS, CORRECTED, JudgedBy.TODAY, ("alder",))
    assert (found == NONE).all()


def test_no_gold_and_no_answers() -> None:
    nothing = GoldColumns.of([], position=9)
    assert scored(JudgedBy.THEN, nothing).scores == ()
    for by in JudgedBy:
        assert (judges(ANSWERS, nothing, by, TREES) == NONE).all()
        assert not len(judges(readings([]), CORRECTED, by, TREES))


def test_cannot_tell_repeats_and_retracted_labels_are_not_judged() -> None:
    found = gold_scores(
        readings(
            [
                said("sheet-1", "noor", None, 10),
                said("sheet-1", "jiri", "alder", 10, is_retracted=True),
                said("sheet-1", "jiri", "birch", 11, repeat=2),
                said("sheet-1", "sofia", "alder", 10),
                said("sheet-1", "sofia", "birch", 21, repeat=2),
            ]
        ),
        CORRECTED,
        TREES,
        JudgedBy.THEN,
    )
    assert right_of(found) == {"jiri": (0, 1), "sofia": (1, 1)}


def test_model_is_scored_like_anybody_else() -> None:
    found = gold_scores(
        readings([said("sheet-2", "leafnet", "willow", 10, is_person=False)]),
        CORRECTED,
        TREES,
        JudgedBy.THEN,
    )
    assert [(one.annotator, one.is_person) for one in found.scores] == [("leafnet", False)]


@pytest.mark.reference
@pytest.mark.parametrize(("right", "n"), [(0, 1), (1, 1), (3, 7), (81, 263)])
def test_interval_is_the_one_of_statsmodels(right: int, n: int) -> None:
    proportions = pytest.importorskip("statsmodels.stats.proportion")
    answers = readings(
        [said(f"i{k:03}", "noor", "birch" if k < right else "alder", 9) for k in range(n)]
    )
    stretches = [GoldStretch(f"i{k:03}", "birch", "a", "b", 1) for k in range(n)]
    found = gold_scores(answers, GoldColumns.of(stretches, position=9), TREES, JudgedBy.THEN)
    interval = found.scores[0].accuracy.overall.interval
    assert interval is not None
    low, high = proportions.proportion_confint(right, n, method="wilson")
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-12)


ITEMS, PEOPLE = ("i1", "i2", "i3"), ("eva", "max", "noor")


@st.composite
def stretches(draw: st.DrawFn) -> list[GoldStretch]:
    """Of each item some that do not overlap."""
    found = []
    for item in ITEMS:
        cuts = sorted(draw(st.sets(st.integers(1, 30), max_size=6)))
        for begin, end in pairwise([*cuts, STILL]):
            if draw(st.booleans()):
                category = draw(st.sampled_from(TREES))
                proposer, approver = draw(st.permutations(PEOPLE))[:2]
                found.append(GoldStretch(item, category, proposer, approver, begin, end))
    return found


@st.composite
def answers(draw: st.DrawFn) -> list[Given]:
    found = []
    for item in (*ITEMS, "i9"):
        for annotator in PEOPLE:
            if draw(st.booleans()):
                submitted = draw(st.integers(1, 30))
                found.append(
                    Given(
                        item,
                        annotator,
                        draw(st.sampled_from((*TREES, None))),
                        position=draw(st.integers(submitted, 31)),
                        submitted=submitted,
                    )
                )
    return found


@settings(max_examples=150, deadline=None)
@given(stretches(), answers(), st.integers(0, 35))
def test_columns_equal_a_naive_look_up(
    golds: list[GoldStretch], given_: list[Given], position: int
) -> None:
    columns, gold = readings(given_), GoldColumns.of(golds, position=position)
    for by in JudgedBy:
        expected = [
            _naive(golds, one, one.position if by is JudgedBy.THEN else position, position)
            for one in sorted(given_, key=lambda one: (one.item, one.annotator))
        ]
        assert _named(columns, judges(columns, gold, by, TREES).tolist()) == expected


def _naive(golds: list[GoldStretch], answer: Given, at: int, known: int) -> str | None:
    for one in golds:
        is_there = one.item == answer.item and one.from_position <= at < one.to_position
        if is_there and one.from_position <= known:
            is_own = answer.annotator in (one.proposed_by, one.approved_by)
            return None if is_own else one.category
    return None


def _named(columns: Readings, places: list[int]) -> list[str | None]:
    return [None if place == NONE else TREES[place] for place in places]
