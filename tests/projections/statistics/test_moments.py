"""Moments of numbers: additive like counts, of one size, and alpha's own terms exactly."""

from __future__ import annotations

import doctest
from fractions import Fraction
from itertools import permutations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labeltrail.projections.statistics import (
    AgreementCounts,
    Distance,
    Status,
    krippendorff_alpha,
    moments,
)
from labeltrail.projections.statistics.errors import CategoryNotANumber, CountsInconsistent
from labeltrail.projections.statistics.moments import (
    NumberMoments,
    interval_alpha,
    interval_disagreements,
    sameness,
)
from labeltrail.projections.tally import (
    Tally,
    TaskTally,
    change_from_bytes,
    change_to_bytes,
    from_bytes,
    to_bytes,
)

NUMBERS = st.integers(-40, 40).map(lambda quarters: f"{quarters / 4:g}")
ITEMS = st.lists(st.lists(NUMBERS, max_size=5), max_size=8)
WIDE = ["999999999999999999.999999999999", "-999999999999999999.999999999999", "0.000000000001"]


def counted(items: list[list[str]]) -> AgreementCounts:
    return AgreementCounts.total(AgreementCounts.of_item(values) for values in items)


def kept(items: list[list[str]]) -> NumberMoments:
    return NumberMoments.total(NumberMoments.of_item(values) for values in items)


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(moments).failed == 0


@given(ITEMS, ITEMS)
def test_moments_add_up_in_any_order_and_grouping(
    some: list[list[str]], more: list[list[str]]
) -> None:
    whole = kept(some + more)
    assert whole == kept(some).plus(kept(more)) == kept(more + some) == kept(more).plus(kept(some))
    assert whole.minus(kept(more)) == kept(some)
    assert kept(some).minus(kept(some)) == NumberMoments()
    assert msgspec.json.encode(whole) == msgspec.json.encode(kept([v[::-1] for v in more + some]))


@given(ITEMS)
def test_alpha_of_moments_is_alpha_of_the_values(items: list[list[str]]) -> None:
    categories = sorted({value for values in items for value in values}) or ["0"]
    judge = krippendorff_alpha(
        counted(items), categories, n_annotators=5, distance=Distance.INTERVAL
    )
    found = interval_alpha(kept(items), counted(items), n_annotators=5)
    assert (found.value, found.status, found.reason) == (judge.value, judge.status, judge.reason)
    assert (found.n_items, found.n_pairs, found.distance) == (
        judge.n_items,
        judge.n_pairs,
        Distance.INTERVAL,
    )


@given(ITEMS)
def test_alpha_needs_no_more_of_the_values_than_which_are_equal(items: list[list[str]]) -> None:
    alike = counted([list(sameness(values)) for values in items])
    by_value = interval_alpha(kept(items), counted(items), n_annotators=5)
    assert (
        msgspec.structs.replace(
            interval_alpha(kept(items), alike, n_annotators=5), n_categories=by_value.n_categories
        )
        == by_value
    )


@given(ITEMS)
def test_observed_difference_is_the_mean_over_pairs(items: list[list[str]]) -> None:
    """A naive second way, over ordered pairs."""
    n = sum(len(values) for values in items if len(values) > 1)
    found = interval_disagreements(kept(items))
    if not n:
        assert found is None
        return
    observed = sum(
        (Fraction(a) - Fraction(b)) ** 2 / (len(values) - 1)
        for values in items
        for a, b in permutations(values, 2)
    )
    everything = [Fraction(one) for values in items if len(values) > 1 for one in values]
    expected = sum((a - b) ** 2 for a, b in permutations(everything, 2))
    assert found is not None
    assert found.observed == Fraction(observed, n)
    assert found.expected == Fraction(expected, n * (n - 1))


@given(st.lists(NUMBERS, min_size=2))
def test_mean_and_variance_are_of_all_values(values: list[str]) -> None:
    whole = kept([[one] for one in values])
    numbers = [Fraction(one) for one in values]
    mean = sum(numbers) / len(numbers)
    assert whole.mean == mean
    assert whole.variance == sum((x - mean) ** 2 for x in numbers) / (len(numbers) - 1)


def test_size_does_not_grow_with_the_values() -> None:
    few = kept([["1", "2"]] * 2_000)
    many = kept([[str(n), f"{n}.5"] for n in range(2_000)])
    assert set(few.buckets) == set(many.buckets) == {2}
    assert len(msgspec.json.encode(many)) < 200
    assert kept([]).mean is kept([]).variance is None


def test_widest_numbers_survive_their_bytes() -> None:
    task = TaskTally(agreement=counted([list(sameness(WIDE))]), moments=kept([WIDE]))
    tally = Tally(items=1, tasks={"sugar": task})
    assert from_bytes(to_bytes(tally)) == tally
    change = tally.minus(tally.plus(tally))
    assert change_from_bytes(change_to_bytes(change)) == change
    assert tally.plus(change) == Tally()


def test_tally_without_numbers_is_written_as_before_there_were_any() -> None:
    tally = Tally(items=1, tasks={"species": TaskTally(agreement=counted([["owl"]]))})
    assert b"moments" not in to_bytes(tally)
    assert from_bytes(to_bytes(tally)) == tally


@pytest.mark.parametrize(
    "faulty",
    [
        b'{"buckets":{"2":{"items":-1,"total":0,"squares":4,"spread":0}}}',
        b'{"buckets":{"2":{"items":1,"total":9,"squares":4,"spread":0}}}',
        b'{"buckets":{"2":{"items":1,"total":0,"squares":4,"spread":-1}}}',
        b'{"buckets":{"0":{"items":1,"total":0,"squares":0,"spread":0}}}',
    ],
)
def test_damaged_sums_are_refused(faulty: bytes) -> None:
    raw = b'{"items":1,"tasks":{"sugar":{"moments":' + faulty + b"}}}"
    with pytest.raises(CountsInconsistent):
        from_bytes(raw)


@pytest.mark.parametrize("value", ["sweet", "NaN", "0.0000000000001"])
def test_what_is_no_number_has_no_moments(value: str) -> None:
    with pytest.raises(CategoryNotANumber):
        NumberMoments.of_item([value])


def test_unanimous_numbers_have_no_variation() -> None:
    score = interval_alpha(kept([["7", "7"]]), counted([["7", "7"]]), n_annotators=2)
    assert score.status is Status.UNDEFINED
    with pytest.raises(CountsInconsistent):
        interval_alpha(kept([["7", "7"]]), counted([["7"]]), n_annotators=2)
