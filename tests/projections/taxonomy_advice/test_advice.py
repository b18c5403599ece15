"""Advice on a taxonomy: what it finds, what it leaves alone, and a naive count of its numbers."""

from __future__ import annotations

import doctest
import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.values import ClassDefinition, Task, TaskKind
from labeltrail.projections.statistics.alpha import krippendorff_alpha
from labeltrail.projections.statistics.counts import AgreementCounts
from labeltrail.projections.statistics.table import ReadingTable
from labeltrail.projections.taxonomy_advice import advice, coincidences
from labeltrail.projections.taxonomy_advice.advice import advise, advise_on, ratio
from labeltrail.projections.taxonomy_advice.coincidences import WHOLE, Coincidences, alpha
from labeltrail.projections.taxonomy_advice.findings import AdviceGiven, Finding, Ground
from labeltrail.projections.taxonomy_advice.resampled import Draws, Resampling
from tests.projections.answers_given import Given, readings
from tests.projections.taxonomy_advice import naive

GULLS = ("herring", "caspian", "common", "black-headed")
Rows = list[tuple[str, str, str]]


def watched(
    seed: int,
    items: int,
    *,
    confused: tuple[str, str] | None = None,
    tossed: tuple[str, str] | None = None,
    classes: Sequence[str] = GULLS,
    weights: Sequence[float] | None = None,
    watchers: int = 3,
) -> Rows:
    """Watchers who mostly see what is there; half of the time they take one of the confused for
    the other, and between the tossed they toss.
    """
    drawn = random.Random(seed)
    rows: Rows = []
    for n in range(items):
        (is_,) = drawn.choices(classes, weights)
        for watcher in range(watchers):
            said = is_ if drawn.random() < 0.95 else drawn.choice(classes)
            if confused and is_ in confused and drawn.random() < 0.4:
                said = confused[1 - confused.index(is_)]
            if tossed and is_ in tossed:
                said = drawn.choice(tossed)
            rows.append((f"gull-{n:04}", f"watcher-{watcher}", said))
    return rows


def told(rows: Rows, classes: Sequence[str] = GULLS, **more: str) -> AdviceGiven:
    table = ReadingTable.of(rows, classes)
    return advise_on(table, classes, resampling=Resampling(resamples=200), **more)


def of(found: AdviceGiven, finding: Finding) -> list[tuple[str, ...]]:
    return [one.classes for one in found.advice if one.finding is finding]


def test_classes_that_meet_more_than_by_chance_are_told() -> None:
    rare = (6, 6, 20, 20)
    found = told(watched(3, 200, confused=("herring", "caspian"), weights=rare))
    assert of(found, Finding.CONFUSED) == [("herring", "caspian")]
    (one,) = (one for one in found.advice if one.finding is Finding.CONFUSED)
    assert one.interval is not None
    assert 1 < one.interval.low <= one.value <= one.interval.high
    assert len(one.items) == advice.ITEMS_SHOWN_MAX
    assert "times as often as by chance" in one.sentence


def test_classes_that_nobody_can_tell_apart_are_candidates_to_merge() -> None:
    found = told(watched(5, 200, tossed=("herring", "caspian")))
    assert of(found, Finding.INDISTINGUISHABLE) == [("herring", "caspian")]
    (one,) = (one for one in found.advice if one.finding is Finding.INDISTINGUISHABLE)
    assert one.interval is not None
    assert one.interval.low <= 0
    assert "merge the two" in one.sentence


def test_watchers_who_agree_are_given_no_advice() -> None:
    found = told(watched(7, 200))
    assert (found.ground, found.advice) == (Ground.ENOUGH, ())
    assert found.sentence == "Nothing stands out in 600 values of 4 classes."


def test_class_that_hardly_anybody_uses_is_told() -> None:
    found = told(watched(9, 200, weights=(30, 0, 30, 30)))
    assert of(found, Finding.HARDLY_USED) == [("caspian",)]


def test_class_without_any_value_is_told_with_its_certainty() -> None:
    rows = [(f"gull-{n}", who, GULLS[n % 2]) for n in range(200) for who in ("a", "b")]
    found = told(rows)
    assert of(found, Finding.HARDLY_USED) == [("common",), ("black-headed",)]
    assert "0 of 400 values" in found.advice[-1].sentence


OTHERS = ("herring", "common", "Other")


def test_other_that_swallows_too_much_is_told_with_its_disagreement() -> None:
    found = told(watched(11, 150, classes=OTHERS, confused=("common", "Other")), OTHERS)
    assert of(found, Finding.OTHER_SWALLOWS) == [("Other",)]
    (one,) = (one for one in found.advice if one.finding is Finding.OTHER_SWALLOWS)
    assert one.disagreement is not None
    assert one.disagreement > 0.5
    assert "plays a part in" in one.sentence


def test_other_of_a_name_of_its_own_is_found_when_it_is_named() -> None:
    rows = watched(11, 150)
    assert of(told(rows), Finding.OTHER_SWALLOWS) == []
    assert of(told(rows, other="common"), Finding.OTHER_SWALLOWS) == [("common",)]


def test_few_values_are_no_ground_for_advice() -> None:
    found = told(watched(3, 6))
    assert (found.ground, found.advice) == (Ground.TOO_FEW_VALUES, ())


def test_few_items_have_no_interval_and_so_no_confusion() -> None:
    rows = watched(5, 9, tossed=("herring", "caspian"))
    assert of(told(rows), Finding.INDISTINGUISHABLE) == []
    assert of(told(rows), Finding.CONFUSED) == []


def test_open_answers_have_no_classes_to_mend() -> None:
    classes = tuple(ClassDefinition(class_id=ClassId(one), definition="A gull.") for one in GULLS)
    task = Task(
        name=TaskName("gulls"), kind=TaskKind.MULTILABEL, question="Which?", classes=classes
    )
    found = advise(readings([Given("i", "a", '["herring"]')]), task)
    assert found.ground is Ground.ANSWERS_OPEN


def test_ordinal_classes_are_told_by_their_ids() -> None:
    classes = tuple(
        ClassDefinition(class_id=ClassId(one), definition="A gull.", rank=rank)
        for rank, one in zip((4, 2, 3, 1), GULLS, strict=True)
    )
    task = Task(name=TaskName("age"), kind=TaskKind.ORDINAL, question="Which?", classes=classes)
    assert advice.class_names(task) == ("black-headed", "caspian", "common", "herring")


def test_advice_does_not_depend_on_the_order_of_rows_nor_on_the_run() -> None:
    rows = watched(3, 120, confused=("herring", "caspian"), weights=(6, 6, 20, 20))
    shuffled = random.Random(1).sample(rows, len(rows))
    assert told(rows) == told(shuffled) == told(rows)


def test_statistics_worked_in_docstrings() -> None:
    for module in (coincidences, advice):
        assert doctest.testmod(module).failed == 0


TABLES = st.lists(
    st.tuples(
        st.sampled_from([f"i{n}" for n in range(6)]),
        st.sampled_from([f"a{n}" for n in range(5)]),
        st.sampled_from(GULLS),
    ),
    max_size=40,
    unique_by=lambda row: row[:2],
)


@settings(max_examples=120, deadline=None)
@given(rows=TABLES)
def test_numbers_equal_a_naive_count(rows: Rows) -> None:
    found = Coincidences.of(ReadingTable.of(rows, GULLS))
    whole = naive.alpha(rows)
    own = alpha(int(found.apart().sum()), found.totals.tolist())
    assert own == (None if whole is None else pytest.approx(float(whole), abs=1e-12))
    for one, name in enumerate(GULLS):
        for other in range(one + 1, len(GULLS)):
            pair = (name, GULLS[other])
            weight = int(found.met(one, other).sum())
            assert weight == WHOLE * naive.met(rows, *pair), "exact up to 16 values"
            expected = naive.chance(rows, *pair) if found.items else 0
            totals = found.totals.tolist()
            counted = ratio(weight, totals[one], totals[other], sum(totals))
            if expected:
                assert counted == pytest.approx(float(naive.met(rows, *pair) / expected))
            both = naive.pair_alpha(rows, *pair)
            counts = coincidences.comparable(found.counts[:, (one, other)])
            sums = (int(coincidences.apart(counts).sum()), counts.sum(axis=0).tolist())
            told_apart = alpha(*sums)
            assert told_apart == (None if both is None else pytest.approx(float(both)))


@settings(max_examples=60, deadline=None)
@given(rows=TABLES)
def test_alpha_is_that_of_the_statistics(rows: Rows) -> None:
    found = Coincidences.of(ReadingTable.of(rows, GULLS))
    counts = AgreementCounts.total(
        AgreementCounts.of_item(tuple(values), {}) for values in naive.units(rows).values()
    )
    value = krippendorff_alpha(counts, GULLS, n_annotators=5).value
    own = alpha(int(found.apart().sum()), found.totals.tolist())
    assert own == (None if value is None else pytest.approx(value, abs=1e-12))


def test_weights_of_many_values_are_rounded_down_and_not_lost() -> None:
    rows = [("i", f"a{n}", GULLS[n % 2]) for n in range(40)]
    found = Coincidences.of(ReadingTable.of(rows, GULLS))
    exact = naive.met(rows, "herring", "caspian") * WHOLE
    assert 0 <= exact - int(found.met(0, 1).sum()) < 1
    assert found.counts.dtype == np.int64


def test_sums_of_draws_are_exact_as_floats_and_as_integers() -> None:
    draws = Draws(50, Resampling(resamples=20, seed=3))
    assert draws.times is not None
    small = np.arange(100, dtype=np.int64).reshape(50, 2) * WHOLE
    assert np.array_equal(draws.sums(small), draws.times @ small)
    large = np.full(50, 2**52 + 1, dtype=np.int64)
    assert np.array_equal(draws.sums(large), draws.times @ large)
    assert draws.sums(large).tolist() == [50 * (2**52 + 1)] * 20
