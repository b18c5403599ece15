"""Intraclass correlations where formulas have nothing to divide by: small tables, each tried."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import pytest

from labeltrail.projections.statistics.coefficient import (
    Coefficient,
    IntervalAsked,
    IntervalMethod,
)
from labeltrail.projections.statistics.compute import compute
from labeltrail.projections.statistics.score import ReasonCode, Score, Status
from labeltrail.projections.statistics.table import ReadingTable

FORMS = [each for each in Coefficient if each.startswith("ICC")]
PUBLISHED = IntervalAsked(method=IntervalMethod.PUBLISHED)
ROUNDING = 1e-6


def table_of(rows: Sequence[Sequence[object]]) -> ReadingTable:
    return ReadingTable.of(
        [
            (f"item {n:05}", f"annotator {m}", str(number))
            for n, row in enumerate(rows)
            for m, number in enumerate(row)
        ]
    )


def interval_of(rows: Sequence[Sequence[object]], form: Coefficient) -> Score:
    return compute(table_of(rows), form, interval=PUBLISHED)


@pytest.mark.parametrize(("items", "annotators"), [(2, 2), (3, 2), (2, 3)])
def test_every_small_table_has_a_value_in_its_interval_or_a_reason(
    items: int, annotators: int
) -> None:
    for numbers in product(range(3), repeat=items * annotators):
        rows = [numbers[at : at + annotators] for at in range(0, len(numbers), annotators)]
        table, is_one = table_of(rows), len(set(numbers)) == 1
        for form in FORMS:
            plain = compute(table, form)
            if plain.value is None:
                reason = ReasonCode.NO_VARIATION if is_one else ReasonCode.NO_VARIANCE_BETWEEN_ITEMS
                assert plain.status is Status.UNDEFINED
                assert plain.reason is not None
                assert plain.reason.code is reason
                continue
            assert math.isfinite(plain.value)
            assert plain.value <= 1
            score = compute(table, form, interval=PUBLISHED)
            assert score.value == plain.value
            if score.interval is not None:
                low, high = score.interval.low, score.interval.high
                assert low - ROUNDING <= score.value <= high + ROUNDING, (rows, form)
                assert low <= high <= 1, (rows, form)
                assert math.isfinite(low)


def test_annotators_who_always_say_the_same_leave_no_interval() -> None:
    for form in (Coefficient.ICC_2_1, Coefficient.ICC_2_K):
        score = interval_of([(0, 1), (0, 1)], form)
        assert (score.value, score.interval) == (0.0, None)
    score = interval_of([(0, 2), (1, 1)], Coefficient.ICC_2_1)
    assert (score.value, score.interval) == (-1.0, None)


def test_items_that_differ_less_than_annotators_do_have_no_mean_to_rely_on() -> None:
    for rows in ([(0, 1), (1, 0)], [(0, 1), (2, 0)]):
        score = interval_of(rows, Coefficient.ICC_2_K)
        assert score.value is None
        assert score.reason is not None
        assert score.reason.code is ReasonCode.NO_VARIANCE_BETWEEN_ITEMS
        assert "all values" not in score.reason.sentence


@pytest.mark.parametrize("form", FORMS)
def test_equal_numbers_have_no_variance_however_many(form: Coefficient) -> None:
    score = compute(table_of([("0.1", "0.1")] * 6_000), form)
    assert score.reason is not None
    assert score.reason.code is ReasonCode.NO_VARIATION


def test_annotators_who_never_vary_leave_no_variance_of_rounding() -> None:
    score = compute(table_of([("0.1", "0.3")] * 6_000), Coefficient.ICC_1_K)
    assert score.reason is not None
    assert score.reason.code is ReasonCode.NO_VARIANCE_BETWEEN_ITEMS
