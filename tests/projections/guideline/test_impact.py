"""What a revision did: before and after, on the same items, and answered again."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.projections.annotators.figures import LackCode
from labeltrail.projections.gold.columns import GoldColumns, GoldStretch
from labeltrail.projections.guideline.impact import Asked, Impact, impact, sign_test
from labeltrail.projections.statistics.coefficient import IntervalAsked
from labeltrail.projections.statistics.score import Status
from tests.projections.answers_given import Given, readings
from tests.projections.herbarium import TREES, genus

TASK = genus(*TREES)
PUBLISHED = 100
ASKED = Asked(
    former=1, revision=2, published_position=PUBLISHED, interval=IntervalAsked(resamples=50)
)


def old(item: str, annotator: str, value: str | None, **more: Any) -> Given:
    return Given(item, annotator, value, **more)


def new(item: str, annotator: str, value: str | None, **more: Any) -> Given:
    known = {"guideline_revision": 2, "position": 120, "submitted": 120}
    return Given(item, annotator, value, **{**known, **more})


def golden(**values: str) -> GoldColumns:
    found = (GoldStretch(item, value, "maud", "ines", 5) for item, value in values.items())
    return GoldColumns.of(found, position=200)


def told(then: list[Given], now: list[Given], gold: GoldColumns | None = None) -> Impact:
    return impact(readings(then), readings(now), gold or golden(), TASK, TREES, ASKED)


BEFORE = [
    old("s-1", "noor", "alder"),
    old("s-1", "sofia", "birch"),
    old("s-2", "noor", "birch"),
    old("s-2", "sofia", "birch"),
    old("s-3", "noor", "willow"),
]
AFTER = [
    BEFORE[4],
    new("s-1", "noor", "alder"),
    new("s-1", "sofia", "alder"),
    new("s-2", "noor", "birch"),
    new("s-2", "sofia", "birch"),
]


def test_agreement_before_and_after_with_what_it_rests_on() -> None:
    found = told(BEFORE, AFTER)
    assert (found.before.revision, found.before.answers, found.before.items) == (1, 5, 3)
    assert (found.after.revision, found.after.answers, found.after.items) == (2, 4, 2)
    observed_before, alpha_before, _ = found.before.agreement
    observed_after, alpha_after, _ = found.after.agreement
    assert (observed_before.value, observed_after.value) == (0.5, 1.0)
    assert alpha_before.n_items == alpha_after.n_items == 2
    assert alpha_after.value == 1.0
    assert all(one.interval is not None for one in found.after.agreement if one.value is not None)
    assert found.items_waiting == 1, "s-3 has no answer under the revision"


def test_accuracy_is_held_against_the_gold_of_today() -> None:
    found = told(BEFORE, AFTER, golden(**{"s-1": "alder", "s-2": "birch"}))
    assert (found.before.accuracy.hits, found.before.accuracy.n) == (3, 4)
    assert (found.after.accuracy.hits, found.after.accuracy.n) == (4, 4)
    assert found.accuracy.value == 0.25
    assert found.accuracy.interval is not None
    again = found.answered_again
    assert (again.became_right, again.became_wrong, again.p_value) == (1, 0, 1.0)


def test_who_set_the_gold_is_not_held_against_it() -> None:
    gold = GoldColumns.of([GoldStretch("s-1", "alder", "noor", "ines", 5)], position=200)
    found = told(BEFORE, AFTER, gold)
    assert (found.before.accuracy.hits, found.before.accuracy.n) == (0, 1)


def test_gold_that_is_not_in_force_any_more_counts_for_nothing() -> None:
    gold = GoldColumns.of([GoldStretch("s-1", "alder", "maud", "ines", 5, 50)], position=200)
    found = told(BEFORE, AFTER, gold)
    assert found.before.accuracy.value is None
    assert found.before.accuracy.lack is not None
    assert found.before.accuracy.lack.code is LackCode.NO_REFERENCE
    assert found.accuracy.value is None


def test_same_items_and_answers_given_again() -> None:
    found = told(BEFORE, AFTER)
    assert found.same_items.items == 2
    assert found.same_items.before[0].value == 0.5
    assert found.same_items.after[0].value == 1.0
    again = found.answered_again
    assert (again.items, again.changed.hits, again.changed.n) == (2, 1, 4)
    assert again.p_value is None, "without gold nothing became right or wrong"


def test_relabeled_as_a_repeat_counts_as_answered_again() -> None:
    now = [*BEFORE, new("s-1", "noor", "birch", repeat=2)]
    found = told(BEFORE, now)
    assert (found.after.answers, found.answered_again.changed.hits) == (1, 1)


def test_classes_shift() -> None:
    found = told(BEFORE, AFTER)
    shares = {
        one.category: (one.change.second.hits, one.change.first.hits) for one in found.balance
    }
    assert shares == {"birch": (3, 2), "alder": (1, 2), "willow": (1, 0)}
    assert found.balance[0].change.value == 2 / 4 - 3 / 5


def test_late_answers_under_the_former_revision_are_counted_apart() -> None:
    late = old("s-4", "noor", "alder", submitted=150, position=150)
    found = told(BEFORE, [*AFTER, late])
    assert (found.answers_late, found.before.answers) == (1, 5)


@pytest.mark.parametrize("now", [[], BEFORE])
def test_revision_that_nobody_labels_under_yet_is_no_perfect_agreement(now: list[Given]) -> None:
    found = told(BEFORE, now)
    assert found.after.answers == 0
    assert {one.status for one in found.after.agreement} == {Status.INSUFFICIENT_EVIDENCE}
    assert found.accuracy.value is None
    assert found.balance[0].change.value is None
    assert found.answered_again.changed.value is None
    assert found.items_waiting == 3


def test_models_and_answers_after_review_play_no_part_and_are_counted() -> None:
    then = [
        *BEFORE,
        old("s-1", "leafnet", "willow", is_person=False),
        old("s-2", "jiri", "willow", is_independent=False),
    ]
    found = told(then, AFTER)
    assert found.before.answers == 5
    assert sum(found.before.exclusions.values()) == 2


@pytest.mark.reference
@given(right=st.integers(0, 60), wrong=st.integers(0, 60))
def test_sign_test_is_that_of_scipy(right: int, wrong: int) -> None:
    from scipy.stats import binomtest

    found = sign_test(right, wrong)
    if right + wrong == 0:
        assert found is None
        return
    assert found == pytest.approx(binomtest(right, right + wrong, 0.5).pvalue, rel=1e-9)


@pytest.mark.reference
def test_sign_test_is_mcnemars_exact() -> None:
    from statsmodels.stats.contingency_tables import mcnemar

    table = [[101, 121], [59, 33]]
    assert sign_test(121, 59) == pytest.approx(mcnemar(table, exact=True).pvalue, rel=1e-9)


ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["s-1", "s-2", "s-3"]),
        st.sampled_from(["noor", "sofia", "jiri"]),
        st.sampled_from(TREES),
    ),
    unique_by=lambda one: one[:2],
)


@settings(max_examples=40)
@given(
    before=ANSWERS,
    after=ANSWERS,
    gold=st.dictionaries(st.sampled_from("123"), st.sampled_from(TREES)),
)
def test_counts_are_those_of_a_naive_count(
    before: list[tuple[str, str, str]],
    after: list[tuple[str, str, str]],
    gold: dict[str, str],
) -> None:
    truth = {f"s-{number}": value for number, value in gold.items()}
    found = told([old(*one) for one in before], [new(*one) for one in after], golden(**truth))
    was = {one[:2]: one[2] for one in before}
    again = [(item, was[item, who], value) for item, who, value in after if (item, who) in was]
    assert found.answered_again.changed.n == len(again)
    assert found.answered_again.changed.hits == sum(a != b for _, a, b in again)
    assert found.answered_again.became_right == sum(
        a != b == truth.get(item) for item, a, b in again
    )
    assert found.answered_again.became_wrong == sum(
        b != a == truth.get(item) for item, a, b in again
    )
    held = [(item, value) for item, _, value in after if item in truth]
    assert (found.after.accuracy.n, found.after.accuracy.hits) == (
        len(held),
        sum(truth[item] == value for item, value in held),
    )
    counted = Counter(value for _, _, value in after)
    assert {
        one.category: one.change.first.hits for one in found.balance if one.change.first.hits
    } == dict(counted)
    assert found.items_waiting == len({i for i, _, _ in before} - {i for i, _, _ in after})
    assert found.same_items.items == len({i for i, _, _ in before} & {i for i, _, _ in after})


def test_order_of_rows_plays_no_part() -> None:
    gold = golden(**{"s-1": "alder"})
    assert told(BEFORE[::-1], AFTER[::-1], gold) == told(BEFORE, AFTER, gold)
    assert np.isfinite(told(BEFORE, AFTER, gold).accuracy.value or 0.0)
