"""Scorecards at their edges: each is told, none is a number that means nothing."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from labeltrail.projections.annotators.accuracy import CELLS_MAX, CLASSES_MAX
from labeltrail.projections.annotators.card import Scorecard, Terms, scorecard
from labeltrail.projections.annotators.drift import Chart, Direction, Revision
from labeltrail.projections.annotators.figures import LackCode
from labeltrail.projections.annotators.material import HeldAgainst, Truths, prepared
from labeltrail.projections.annotators.monotony import STEPS_MAX, monotony
from labeltrail.projections.annotators.proportions import share
from labeltrail.projections.columns.readings import NONE
from labeltrail.projections.statistics.score import Status
from tests.projections.annotators.columns import MINUTE, Told, columns, told

GARDEN = [
    *(("ann", f"leaf-{n}", "oak") for n in range(4)),
    *(("bob", f"leaf-{n}", "oak" if n else "elm") for n in range(4)),
    *(("cy", f"leaf-{n}", "oak" if n < 3 else "elm") for n in range(4)),
]


def card(
    labels: list[Told],
    annotator: str,
    terms: Terms | None = None,
    gold: dict[str, str] | None = None,
) -> Scorecard:
    """With gold by item."""
    known, gold = columns(labels), gold or {}
    categories = tuple(sorted({*known.values, *gold.values()}))
    truths = Truths.unknown(known)
    places = [categories.index(gold[one]) if one in gold else NONE for one in known.items]
    for item, place in enumerate(places):
        truths.decided[item] = place
        truths.gold_then[known.item == item] = place
        truths.gold_today[known.item == item] = place
    material = prepared(known, categories, truths)
    return scorecard(material, known.annotators.index(annotator), terms or Terms())


def lack(figure: Any) -> LackCode | None:
    assert (figure.value is None) == (figure.status is not Status.COMPUTED)
    return None if figure.lack is None else LackCode(figure.lack.code)


def test_who_has_no_label_that_counts_has_no_figures() -> None:
    found = card([*told(GARDEN), Told(annotator="di", item="leaf-0", category=None)], "di")
    assert (found.labels, found.counted, found.exclusions) == (1, 0, {"cannot_tell": 1})
    assert lack(found.accuracy[HeldAgainst.TRUTH].overall) is LackCode.NO_LABELS
    assert lack(found.rest.leader) is LackCode.NO_LABELS
    assert lack(found.repeats.consistency) is LackCode.NO_REPEATS
    assert lack(found.monotony.probability) is LackCode.NO_LABELS
    assert lack(found.fatigue.trend) is LackCode.TOO_FEW
    assert (found.drift.alarms, found.drift.rows, found.fatigue.bins) == ((), (), ())


def test_a_label_taken_back_leaves_nothing_behind() -> None:
    taken = Told(annotator="ann", item="leaf-1", category="elm", is_retracted=True)
    found = card([taken], "ann")
    assert (found.labels, found.first_at, found.exclusions) == (0, None, {"retracted": 1})
    assert lack(found.work.per_hour) is LackCode.NO_LABELS


def test_one_label_is_no_rate_and_no_trend() -> None:
    found = card(told([("ann", "leaf-1", "oak")]), "ann", gold={"leaf-1": "oak"})
    assert found.accuracy[HeldAgainst.GOLD_THEN].overall.value == 1
    assert lack(found.work.per_hour) is LackCode.NO_TIME_BETWEEN
    assert lack(found.fatigue.trend) is LackCode.TOO_FEW
    assert found.monotony.longest is not None
    assert found.monotony.longest.length == 1


def test_without_gold_it_says_that_there_is_none() -> None:
    found = card(told(GARDEN), "ann")
    for against in (HeldAgainst.GOLD_THEN, HeldAgainst.GOLD_TODAY, HeldAgainst.DECIDED):
        assert lack(found.accuracy[against].overall) is LackCode.NO_REFERENCE
        assert found.accuracy[against].without_reference == 4


def test_ones_own_vote_never_makes_the_truth_it_is_held_against() -> None:
    """On leaf-0 and leaf-3 two of three said oak, so ann's vote alone made it the majority's."""
    found = card(told(GARDEN), "ann").accuracy[HeldAgainst.TRUTH]
    assert (found.overall.hits, found.overall.n, found.without_reference) == (2, 2, 2)
    wrong = card(told(GARDEN), "bob").accuracy[HeldAgainst.TRUTH]
    assert (wrong.overall.hits, wrong.overall.n, wrong.without_reference) == (2, 3, 1)


def test_who_set_the_gold_is_not_judged_by_it_under_any_name() -> None:
    known = columns(told(GARDEN))
    truths = Truths.unknown(known)
    truths.decided[:] = known.values.index("elm")
    own = known.annotator == known.annotators.index("ann")
    material = prepared(known, known.values, msgspec.structs.replace(truths, is_own=own))
    ann, bob = (scorecard(material, code, Terms()).accuracy for code in (0, 1))
    assert lack(ann[HeldAgainst.DECIDED].overall) is LackCode.NO_REFERENCE
    assert (ann[HeldAgainst.TRUTH].overall.hits, ann[HeldAgainst.TRUTH].overall.n) == (2, 2)
    assert (bob[HeldAgainst.DECIDED].overall.hits, bob[HeldAgainst.DECIDED].overall.n) == (1, 4)


def test_alone_there_is_nobody_to_be_held_against() -> None:
    found = card(told([("ann", f"leaf-{n}", "oak") for n in range(5)]), "ann")
    assert lack(found.accuracy[HeldAgainst.TRUTH].overall) is LackCode.NO_REFERENCE
    assert lack(found.rest.leader) is LackCode.NO_OTHERS
    assert lack(found.rest.pairwise) is LackCode.NO_OTHERS
    assert lack(found.rest.kappa) is LackCode.NO_OTHERS
    assert lack(found.monotony.modal) is LackCode.NO_OTHERS


def test_all_the_same_is_no_perfect_agreement_beyond_chance() -> None:
    found = card(
        told([(who, f"leaf-{n}", "oak") for who in ("ann", "bob") for n in range(5)]), "ann"
    )
    assert found.rest.leader.value == 1
    assert lack(found.rest.kappa) is LackCode.NO_VARIATION
    assert found.rest.kappa.status is Status.UNDEFINED
    assert found.monotony.probability.value == 1
    assert found.monotony.modal.value == 0
    assert lack(found.fatigue.trend) is LackCode.NO_VARIATION
    assert found.drift.alarms == ()


def test_without_seconds_there_is_no_speed() -> None:
    found = card(told(GARDEN), "ann").pace
    assert (found.n, found.without_seconds, found.fast, found.slow) == (0, 4, 0, 0)
    assert lack(found.median) is LackCode.NO_SECONDS
    assert lack(found.pace) is LackCode.NO_SECONDS


def test_no_seconds_at_all_are_seconds_too() -> None:
    labels = [Told(annotator="ann", item=f"i{n}", category="oak", seconds=0) for n in range(9)]
    found = card(labels, "ann").pace
    assert (found.median.value, found.fast, found.slow) == (0, 0, 0)
    assert lack(found.pace) is LackCode.NO_SECONDS


def test_pace_is_against_what_everybody_takes_on_the_same_items() -> None:
    labels = [
        Told(annotator=who, item=f"i{n}", category="oak", seconds=seconds * (n + 1))
        for who, seconds in (("ann", 2.0), ("bob", 10.0), ("cy", 10.0))
        for n in range(6)
    ]
    assert card(labels, "ann").pace.pace.value == pytest.approx(0.2)


def test_equal_times_go_by_position() -> None:
    labels = [
        Told(annotator="ann", item=f"i{n}", category=said, position=9 - n)
        for n, said in enumerate(["oak", "oak", "elm", "oak"])
    ]
    found = card(labels, "ann", gold={f"i{n}": "oak" for n in range(4)})
    assert found.work.sessions == 1
    assert found.drift.right == (True, False, True, True)
    assert lack(found.work.per_hour) is LackCode.NO_TIME_BETWEEN


def test_a_clock_that_went_backwards_makes_no_session() -> None:
    labels = [
        Told(annotator="ann", item=f"i{n}", category="oak", at=at, position=n + 1)
        for n, at in enumerate([10.0, 12.0, 3.0, 14.0])
    ]
    found = card(labels, "ann")
    assert (found.work.sessions, found.work.longest) == (1, 4)
    assert found.work.per_hour.value == pytest.approx(3 / (11 / 60))


def test_sessions_end_with_a_pause_of_the_length_given() -> None:
    labels = [
        Told(annotator="ann", item=f"i{n}", category="oak", at=at)
        for n, at in enumerate([0.0, 29.9, 59.9, 300.0])
    ]
    assert card(labels, "ann").work.sessions == 3
    assert card(labels, "ann", Terms(session_gap_seconds=1_801)).work.sessions == 2


def test_only_the_first_reading_counts_and_repeats_are_for_consistency() -> None:
    labels = [
        Told(annotator="ann", item=item, category=said, repeat=repeat)
        for item, answers in (("i1", "aab"), ("i2", "bbb"), ("i3", "a"))
        for repeat, said in enumerate(answers, 1)
    ]
    found = card(labels, "ann", gold={"i1": "a", "i2": "b", "i3": "a"})
    assert (found.labels, found.counted, found.exclusions) == (7, 3, {"repeat": 4})
    assert (found.repeats.consistency.hits, found.repeats.consistency.n) == (3, 4)
    assert (found.repeats.items, found.repeats.alpha.n_annotators) == (2, 3)


def test_an_answer_after_a_review_is_not_the_annotators_own() -> None:
    labels = [Told(annotator="ann", item="i", category="oak", is_independent=False)]
    found = card(labels, "ann", gold={"i": "oak"})
    assert (found.counted, found.exclusions) == (0, {"after_review": 1})


def test_a_model_has_a_card_but_no_say_in_others() -> None:
    labels = [
        *told([("ann", "i", "oak"), ("bob", "i", "oak")]),
        Told(annotator="zoe", item="i", category="elm", is_person=False),
    ]
    assert card(labels, "ann").rest.others == 1
    model = card(labels, "zoe")
    assert (model.is_person, model.rest.leader.hits, model.rest.leader.n) == (False, 0, 1)
    assert (model.rest.others, model.rest.pairwise.value) == (2, 0)


def test_suggestions_are_held_apart_from_answers_without_one() -> None:
    """Shown: two right ones, both taken; three wrong ones, two taken. Alone: one of four wrong."""
    shown = [("oak", "oak"), ("oak", "oak"), ("elm", "elm"), ("elm", "elm"), ("elm", "oak")]
    labels = [
        Told(annotator="ann", item=f"s{n}", category=said, suggested=suggested)
        for n, (suggested, said) in enumerate(shown)
    ]
    labels += told([("ann", f"w{n}", "oak" if n else "elm") for n in range(4)])
    found = card(labels, "ann", gold={one.item: "oak" for one in labels}).suggestions
    assert (found.shown, found.not_shown) == (5, 4)
    assert (found.acceptance.hits, found.acceptance.n) == (4, 5)
    assert (found.right.first.hits, found.right.first.n) == (3, 5)
    assert (found.right.second.hits, found.right.second.n) == (3, 4)
    assert (found.wrong.first.hits, found.wrong.first.n) == (2, 3)
    assert (found.wrong.second.hits, found.wrong.second.n) == (1, 4)
    assert found.wrong.value == pytest.approx(2 / 3 - 1 / 4)


def test_without_suggestions_there_is_no_anchor() -> None:
    found = card(told(GARDEN), "ann").suggestions
    assert lack(found.acceptance) is LackCode.NO_SUGGESTION
    assert lack(found.right) is LackCode.NO_SUGGESTION


def test_revisions_are_marked_between_the_labels_around_them() -> None:
    labels = told([("ann", f"i{n:02}", "oak" if n >= 6 else "elm") for n in range(12)])
    known = columns(labels)
    truths = Truths.unknown(known)
    truths.decided[:] = 1
    material = prepared(known, ("elm", "oak"), truths)
    revisions = [
        Revision(revision=1, published_at=-5 * MINUTE, position=1),
        Revision(revision=2, published_at=6 * MINUTE, position=9),
        Revision(revision=3, published_at=99 * MINUTE, position=40),
    ]
    first, second, third = scorecard(material, 0, Terms(), revisions=revisions).drift.revisions
    assert [one.labels_before for one in (first, second, third)] == [0, 6, 12]
    assert lack(first.change) is LackCode.NO_COUNTERPART
    assert (second.change.second.value, second.change.first.value) == (0, 1)
    assert second.change.value == 1
    assert (third.change.first.n, third.change.second.n) == (0, 6)


def test_a_sudden_change_raises_alarms_that_name_their_label() -> None:
    labels = told([("ann", f"i{n:03}", "oak" if n < 120 else "elm") for n in range(160)])
    gold = {one.item: "oak" for one in labels}
    alarms = card(labels, "ann", Terms(in_control=0.95), gold=gold).drift.alarms
    first = {one.chart: one for one in reversed(alarms)}
    line, sums = first[Chart.EWMA], first[Chart.CUSUM]
    assert sums.direction is line.direction is Direction.WORSE
    assert sums.began == 121
    assert 121 < sums.place < 135
    assert sums.position == sums.place
    assert sums.value >= sums.limit
    assert line.value < line.limit


@pytest.mark.parametrize("in_control", [0.0, 1.0, -1.0])
def test_charts_need_a_share_that_leaves_room(in_control: float) -> None:
    with pytest.raises(ValueError, match="a share in control"):
        card(told(GARDEN), "ann", Terms(in_control=in_control))


def test_more_classes_and_cells_than_are_told_are_counted() -> None:
    """150 classes, each once right; 450 cells."""
    labels = [
        Told(annotator="ann", item=f"i{n}-{off}", category=f"c{n:03}")
        for n in range(150)
        for off in range(3)
    ]
    gold = {f"i{n}-{off}": f"c{(n + off) % 150:03}" for n in range(150) for off in range(3)}
    found = card(labels, "ann", gold=gold).accuracy[HeldAgainst.DECIDED]
    assert (len(found.classes), found.classes_left_out) == (CLASSES_MAX, 50)
    assert (len(found.confusion), found.labels_left_out) == (CELLS_MAX, 50)
    assert (found.overall.hits, found.overall.n) == (150, 450)


def test_too_many_answers_have_no_exact_probability_of_a_run() -> None:
    answers = np.tile(np.array([0, 1], dtype=np.int32), STEPS_MAX // 4 + 1)
    found = monotony(answers, 0, share(0, 0, lack=LackCode.NO_OTHERS))
    assert lack(found.probability) is LackCode.TOO_MANY
    assert found.longest is not None
    assert found.longest.length == 1
