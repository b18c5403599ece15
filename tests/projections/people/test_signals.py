"""What suspension rules measure of an annotator's last answers, and when they fire."""

from __future__ import annotations

import doctest
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from labeltrail.events.identifiers import ItemId, TaskName
from labeltrail.events.streams.policy import Bound
from labeltrail.events.streams.policy.people import GoldTest, Signal, SuspensionRule
from labeltrail.projections import wording
from labeltrail.projections.people import agreeing, signals
from labeltrail.projections.people.answers import Answered, after, first_readings, on_gold
from labeltrail.projections.people.qualification import marked
from labeltrail.projections.people.signals import figures, longest_run, measured

SPECIES = TaskName("species")
DUSK = datetime(2024, 4, 2, 18, tzinfo=UTC)
TESTS = tuple(ItemId(f"rec-{n}") for n in range(10))


def answer(n: int, said: str | None = "tawny", gold: str | None = "tawny") -> Answered:
    """The answer to the n-th recording, given as the n-th."""
    return Answered(
        label_id=UUID(int=n + 1),
        task=SPECIES,
        item_id=f"rec-{n}",
        repeat=1,
        answer=said,
        is_retracted=False,
        standing=0,
        submitted=100 + n,
        position=100 + n,
        occurred_at=DUSK + timedelta(minutes=n),
        seconds=8.0,
        gold=gold,
    )


def answers(said: str) -> list[Answered]:
    """One for each letter: r right, w wrong, - an item without gold."""
    return [
        answer(n, "tawny" if one == "r" else "little", None if one == "-" else "tawny")
        for n, one in enumerate(said)
    ]


def rule(signal: Signal, threshold: str, **more: Any) -> SuspensionRule:
    given: dict[str, Any] = {"last": 10, "answers_min": 4, **more}
    return SuspensionRule(signal=signal, threshold=Decimal(threshold), **given)


ACCURACY = rule(Signal.GOLD_ACCURACY, "0.6")


def test_worked_examples_hold() -> None:
    for module in (signals, agreeing, wording):
        assert doctest.testmod(module).failed == 0
        assert doctest.testmod(module).attempted > 0


def test_too_few_right_answers_suspend_with_their_figures() -> None:
    found = figures(ACCURACY, answers("rwwwrw"), position=212)
    assert found is not None
    assert (found.observed, found.threshold, found.answers) == (
        Decimal("0.333333"),
        Decimal("0.6"),
        6,
    )
    assert found.position == 212


def test_enough_right_answers_suspend_nobody() -> None:
    assert figures(ACCURACY, answers("rrrww"), position=9) is None  # 0.6 is not below 0.6


def test_fewer_answers_than_the_rule_wants_say_nothing() -> None:
    assert measured(ACCURACY, answers("www---"), position=9) is None
    assert measured(ACCURACY, [], position=9) is None


def test_only_the_last_answers_on_gold_count() -> None:
    early = answers("wwwwwwrrrr---")
    found = measured(replace(ACCURACY, last=4), early, position=9)
    assert found is not None
    assert found.observed == 1


def test_interval_gives_the_benefit_of_the_doubt() -> None:
    """3 of 6 right may be 0.81 by chance; 12 of 60 may not be more than 0.32."""
    doubtful = replace(ACCURACY, bound=Bound.INTERVAL, last=100)
    assert figures(doubtful, answers("rwrwrw"), position=9) is None
    found = figures(doubtful, answers("rwwww" * 12), position=9)
    assert found is not None
    assert found.observed == Decimal("0.317818")


def test_answers_that_do_not_count_do_not_suspend() -> None:
    wrong = [
        *answers("rrrr"),
        replace(answer(8, "little"), is_retracted=True),
        replace(answer(9, None)),
        replace(answer(0, "little"), label_id=UUID(int=77), repeat=2, submitted=300, position=300),
        answer(10, "little", gold=None),
    ]
    found = measured(ACCURACY, wrong, position=9)
    assert found is not None
    assert (found.observed, found.answers) == (Decimal(1), 4)


def test_pace_is_the_median_of_labels_and_not_of_answers() -> None:
    fast = [replace(answer(n), seconds=1.0 + n) for n in range(5)]
    twice = [*fast, *(replace(one, task="quality") for one in fast)]
    found = measured(rule(Signal.PACE, "4"), twice, position=9)
    assert found is not None
    assert (found.observed, found.answers) == (Decimal(3), 5)
    assert figures(rule(Signal.PACE, "3"), twice, position=9) is None
    unknown = [replace(one, seconds=None) for one in fast]
    assert measured(rule(Signal.PACE, "4"), unknown, position=9) is None


def test_one_answer_over_and_over_suspends() -> None:
    lining = rule(Signal.STRAIGHT_LINING, "4", task=SPECIES)
    assert figures(lining, answers("rrrrw"), position=9) is None
    found = figures(lining, answers("wrrrrrw"), position=9)
    assert found is not None
    assert found.observed == 5


def test_rejected_and_corrected_labels_count_among_reviewed_ones_alone() -> None:
    reviewed = [replace(answer(n), standing=n % 4) for n in range(8)]  # 1 approved, 2 and 3 not
    found = measured(rule(Signal.REJECTION_RATE, "0.5"), reviewed, position=9)
    assert found is not None
    assert (found.observed, found.answers) == (Decimal("0.666667"), 6)


def test_drift_counts_alarms_that_answers_got_worse() -> None:
    drifting = rule(Signal.DRIFT, "1", task=SPECIES, last=200, answers_min=20)
    steady = answers("r" * 60)
    assert figures(drifting, steady, position=9) is None
    worse = answers("r" * 60 + "w" * 20)
    found = figures(drifting, worse, position=9)
    assert found is not None
    assert found.observed >= 1


def test_first_answers_and_those_before_a_reinstatement_are_not_judged() -> None:
    given = answers("wwwwrrrr")
    kept = after(given, position=0, grace=4)
    assert [one.is_right for one in kept] == [True] * 4
    assert after(given, position=0, grace=8) == []
    assert [one.item_id for one in after(given, position=105, grace=0)] == ["rec-6", "rec-7"]


OWL_TEST = GoldTest(task=SPECIES, items=TESTS, accuracy_min=Decimal("0.8"), answers_min=5)


def test_test_is_passed_with_enough_right_answers() -> None:
    assert marked(OWL_TEST, answers("rrrr"), position=9).passed is None
    found = marked(OWL_TEST, answers("rrrrw"), position=9)
    assert found.passed is not None
    assert (found.passed.right, found.passed.answered, found.passed.observed) == (
        4,
        5,
        Decimal("0.800000"),
    )
    assert marked(OWL_TEST, answers("rrrww"), position=9).passed is None


def test_test_by_its_interval_takes_more() -> None:
    by_interval = replace(OWL_TEST, bound=Bound.INTERVAL, accuracy_min=Decimal("0.7"))
    assert marked(by_interval, answers("rrrrr"), position=9).passed is None  # 0.565518
    found = marked(by_interval, answers("rrrrrrrrrr"), position=9).passed
    assert found is not None
    assert found.observed == Decimal("0.722467")


def test_nobody_tries_until_they_pass() -> None:
    """An answer that was revised counts as wrong, whatever it says by now."""
    tried = [replace(one, position=900) for one in answers("rrrrr")]
    found = marked(OWL_TEST, tried, position=999)
    assert (found.answered, found.right, found.passed) == (5, 0, None)


def test_items_beside_the_test_and_those_without_gold_do_not_count() -> None:
    beside = [answer(n) for n in range(10, 30)]
    assert marked(OWL_TEST, beside, position=9).answered == 0
    assert marked(OWL_TEST, answers("rrrr------"), position=9).answered == 4


@settings(max_examples=200, deadline=None)
@given(
    said=st.lists(st.sampled_from("rw-"), max_size=40),
    last=st.integers(1, 20),
    least=st.integers(1, 8),
)
def test_figures_equal_those_of_a_naive_count(said: list[str], last: int, least: int) -> None:
    asked = rule(Signal.GOLD_ACCURACY, "0.5", last=last, answers_min=least)
    found = measured(asked, answers("".join(said)), position=9)
    judged = [one for one in said if one != "-"][-last:]
    if len(judged) < least:
        assert found is None
        return
    assert found is not None
    exact = Fraction(judged.count("r"), len(judged))
    assert abs(Fraction(found.observed) - exact) <= Fraction(1, 2_000_000)
    assert found.answers == len(judged)


@given(said=st.lists(st.sampled_from(["oak", "elm", None]), max_size=30))
def test_longest_run_equals_that_of_groups(said: list[str | None]) -> None:
    runs = [len(list(group)) for _, group in groupby(said)]
    assert longest_run(said) == max(runs, default=0)


@given(order=st.permutations(range(8)))
def test_order_of_rows_plays_no_part(order: list[int]) -> None:
    given_ = answers("rwr-wwrr")
    mixed = [given_[at] for at in order]
    assert first_readings(mixed) == first_readings(given_)
    assert on_gold(mixed) == on_gold(given_)


@pytest.mark.parametrize("signal", list(Signal))
def test_every_signal_says_nothing_of_nobody(signal: Signal) -> None:
    assert measured(rule(signal, "1"), [], position=9) is None
