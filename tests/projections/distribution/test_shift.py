"""How far two sets are apart, and whether chance would do: by hand, by others, by simulation."""

from __future__ import annotations

from math import fsum, log, log2
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.projections.distribution import resampling
from labeltrail.projections.distribution.balance import balance
from labeltrail.projections.distribution.divergence import jensen_shannon
from labeltrail.projections.distribution.figure import Figure, Why
from labeltrail.projections.distribution.sample import Sample, pooled
from labeltrail.projections.distribution.shift import Resampling, shift
from labeltrail.projections.distribution.trend import (
    MONDAY,
    WEEK_MICROSECONDS,
    day_of,
    in_a_row,
    side_by_side,
    weeks,
)
from labeltrail.projections.statistics import sampler
from tests.projections.distribution.samples import counts, sample

QUICK = Resampling(resamples=99, seed=11)
PLAIN = Resampling(resamples=0)


def why(figure: Figure) -> Why | None:
    return figure.reason.code if figure.reason is not None else None


def test_figures_by_hand() -> None:
    found = shift(sample(50, 50), sample(25, 75), how=PLAIN)
    # m = (3/8, 5/8); 1/2 [1/2 log2(4/3) + 1/2 log2(4/5) + 1/4 log2(2/3) + 3/4 log2(6/5)]
    by_hand = (log2(4 / 3) / 2 + log2(4 / 5) / 2 + log2(2 / 3) / 4 + 3 * log2(6 / 5) / 4) / 2
    assert found.divergence.value == pytest.approx(by_hand, abs=1e-12)
    assert found.distance.value == pytest.approx(by_hand**0.5, abs=1e-9)
    # (1/4 - 1/2) ln(1/2) + (3/4 - 1/2) ln(3/2) = ln(3) / 4
    assert found.psi.value == pytest.approx(log(3) / 4, abs=1e-12)
    # half an item more in each class: 50.5/101 and 25.5/101, 75.5/101
    smoothed = (25.5 / 101 - 0.5) * log(51 / 101) + (75.5 / 101 - 0.5) * log(151 / 101)
    assert found.psi_smoothed.value == pytest.approx(smoothed, abs=1e-12)
    assert found.total_variation.value == 0.25
    assert found.custom == "large change by custom"
    assert [one.change for one in found.classes] == [-0.25, 0.25]


def test_equal_sets_are_nothing_apart() -> None:
    found = shift(sample(8, 4, 2), sample(16, 8, 4), how=QUICK)
    assert found.divergence.value == found.psi.value == found.total_variation.value == 0
    assert found.corrected.value == 0
    assert found.p_value.value == 1


def test_disjoint_classes_are_one_bit_apart() -> None:
    found = shift(sample(9, 0), sample(0, 5), how=QUICK)
    assert found.divergence.value == found.distance.value == found.total_variation.value == 1
    assert why(found.psi) is Why.EMPTY_ON_ONE_SIDE
    assert found.psi_smoothed.value is not None
    assert found.p_value.value == 0.01  # no random split of 14 items in 99 is as far apart


def test_a_class_empty_on_both_sides_adds_nothing() -> None:
    short, long = shift(sample(5, 9), sample(7, 2)), shift(sample(5, 9, 0), sample(7, 2, 0))
    assert short.divergence.value == long.divergence.value
    assert short.psi.value == long.psi.value
    assert why(long.psi) is None


def test_no_items_on_a_side() -> None:
    found = shift(sample(0, 0), sample(3, 4), how=QUICK)
    figures = (found.divergence, found.distance, found.psi, found.psi_smoothed, found.p_value)
    assert {why(one) for one in figures} == {Why.NO_ITEMS}
    assert found.classes[0].change is None
    assert found.custom is None


def test_one_item_on_each_side() -> None:
    found = shift(sample(1, 0), sample(0, 1), how=QUICK)
    assert found.divergence.value == 1
    assert found.p_value.value == 1  # either split of two items is as far apart


def test_sets_that_share_items_are_compared_but_not_tested() -> None:
    found = shift(sample(5, 9), sample(7, 2), n_shared=3, how=QUICK)
    assert found.divergence.value is not None
    assert found.divergence.interval is None
    assert why(found.p_value) is why(found.by_chance) is Why.SETS_OVERLAP
    assert found.classes[0].interval is None


def test_without_resamples_there_is_no_test() -> None:
    found = shift(sample(5, 9), sample(7, 2), how=PLAIN)
    assert why(found.p_value) is why(found.corrected) is Why.NOT_ASKED


def test_other_lists_of_classes_are_not_compared() -> None:
    with pytest.raises(ValueError, match="same list of classes"):
        shift(sample(5, 9), sample(7, 2, 1), how=QUICK)


@given(counts(4), counts(4))
def test_measures_are_what_a_naive_second_implementation_says(p: list[int], q: list[int]) -> None:
    found = shift(sample(*p), sample(*q), how=PLAIN)
    back = shift(sample(*q), sample(*p), how=PLAIN)
    pairs = [(x / sum(p), y / sum(q)) for x, y in zip(p, q, strict=True)]
    naive = [side / 2 * log2(side / ((x + y) / 2)) for x, y in pairs for side in (x, y) if side > 0]
    assert found.divergence.value == pytest.approx(fsum(naive), abs=1e-11)
    assert found.divergence.value == back.divergence.value
    assert found.total_variation.value == pytest.approx(fsum(abs(x - y) for x, y in pairs) / 2)
    if all(bool(x) == bool(y) for x, y in pairs):
        naive = [(y - x) * log(y / x) for x, y in pairs if x]
        assert found.psi.value == pytest.approx(fsum(naive), abs=1e-11)
    else:
        assert why(found.psi) is Why.EMPTY_ON_ONE_SIDE


@pytest.mark.reference
@given(st.lists(counts(3, at_most=6), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_counts_of_parts_add_up_in_any_order(parts: list[list[int]], order: Random) -> None:
    samples = [sample(*one) for one in parts]
    order.shuffle(samples)
    whole = samples[0]
    for one in samples[1:]:
        whole = pooled(whole, one)
    total = np.add.reduce(np.array(parts))
    assert whole.counts().tolist() == total.tolist()
    assert whole.n_items == total.sum()
    assert balance(whole) == balance(sample(*total))


@settings(deadline=None)  # the first call imports the judge
@given(counts(5), counts(5))
def test_the_distance_equals_scipy(p: list[int], q: list[int]) -> None:
    distance = pytest.importorskip("scipy.spatial.distance")
    theirs = distance.jensenshannon(p, q, base=2)
    found = shift(sample(*p, categories="abcde"), sample(*q, categories="abcde"), how=PLAIN)
    assert found.distance.value == pytest.approx(float(np.nan_to_num(theirs)), abs=1e-6)


def test_small_sets_of_one_origin_look_apart_and_the_correction_says_so() -> None:
    splits = [_of_one_origin(seed, 30) for seed in range(60)]
    found = [shift(*pair, how=Resampling(resamples=60, seed=3)) for pair in splits]
    plain = fsum(one.divergence.value or 0 for one in found) / len(found)
    # (4 - 1) / (8 ln 2) * (1/30 + 1/30) = .0361
    assert plain == pytest.approx(0.0361, rel=0.25)
    corrected = [(one.divergence.value or 0) - (one.by_chance.value or 0) for one in found]
    assert abs(fsum(corrected) / len(corrected)) < plain / 5


def test_random_splits_are_called_unlikely_as_often_as_the_level_says() -> None:
    tested = [
        shift(*_of_one_origin(seed, 25), how=Resampling(resamples=39, seed=seed)).p_value.value
        for seed in range(200)
    ]
    # 200 tests at .05: 10 expected, 3 to 19 with probability .998
    assert 3 <= sum(p is not None and p <= 0.05 for p in tested) <= 19


def test_a_shift_is_found_and_its_interval_holds_it() -> None:
    found = shift(sample(400, 600), sample(600, 400), how=Resampling(resamples=199, seed=5))
    truth = float(jensen_shannon(np.array([4, 6]), np.array([6, 4])))
    bounds = found.divergence.interval
    assert found.p_value.value == 0.005
    assert bounds is not None
    assert bounds.low < truth < bounds.high
    assert (bounds.seed, bounds.level) == (5, 0.95)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    first, second = (0.7, 0.1, 0.1, 0.1), (0.5, 0.3, 0.1, 0.1)
    truth = float(jensen_shannon(np.array([7, 1, 1, 1]), np.array([5, 3, 1, 1])))
    held = 0
    for seed in range(60):
        one, other = (
            sample(*np.bincount(_drawn(seed, stream, 100, shares), minlength=4))
            for stream, shares in ((901, first), (902, second))
        )
        found = shift(one, other, how=Resampling(resamples=99, seed=seed)).divergence.interval
        assert found is not None
        held += found.low <= truth <= found.high
    assert held >= 53  # 57 of 60 expected


def test_equal_seeds_give_equal_answers_and_longer_runs_begin_with_shorter() -> None:
    one, other = sample(9, 5, 2), sample(3, 8, 1)
    assert shift(one, other, how=QUICK) == shift(one, other, how=QUICK)
    short, _ = resampling.bootstrapped(one, other, 5, seed=1)
    long, _ = resampling.bootstrapped(one, other, 9, seed=1)
    assert np.array_equal(short, long[:5])


def test_readings_of_one_item_are_drawn_together() -> None:
    pair = Sample.of([("i1", "cat"), ("i1", "dog"), ("i2", "cat"), ("i2", "dog")], ["cat", "dog"])
    drawn, _ = resampling.bootstrapped(pair, pair, 20, seed=2)
    assert drawn.tolist() == [[2, 2]] * 20


def test_weeks_begin_on_mondays() -> None:
    begins = weeks(np.array([MONDAY, MONDAY + 1, MONDAY + WEEK_MICROSECONDS])).tolist()
    assert begins == [MONDAY, MONDAY, MONDAY + WEEK_MICROSECONDS]
    assert day_of(begins[2]) == "1970-01-12"


def test_each_part_of_a_row_is_compared_with_the_one_before_that_has_items() -> None:
    found = in_a_row([("w1", sample(2, 0)), ("w2", sample(0, 0)), ("w3", sample(0, 1))])
    assert [(one.key, one.counts) for one in found] == [("w1", (2, 0)), ("w3", (0, 1))]
    assert why(found[0].divergence) is Why.FIRST_PERIOD
    assert found[1].divergence.value == 1


def test_each_slice_is_compared_with_all_others_together() -> None:
    found = side_by_side([("north", sample(3, 1)), ("east", sample(2, 0)), ("west", sample(1, 1))])
    assert found[0].divergence.value == shift(sample(3, 1), sample(3, 1)).divergence.value == 0
    assert found[1].divergence.value == shift(sample(4, 2), sample(2, 0)).divergence.value
    assert why(side_by_side([("all", sample(3, 1))])[0].divergence) is Why.NO_ITEMS
    assert side_by_side([]) == ()


def _drawn(
    seed: int, stream: int, n: int, shares: tuple[float, ...]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.searchsorted(np.cumsum(shares)[:-1], sampler.uniform(seed, stream, n))


def _of_one_origin(seed: int, n: int) -> tuple[Sample, Sample]:
    drawn = sampler.integers(seed, 900, 2 * n, 4)
    first, second = (np.bincount(half, minlength=4) for half in (drawn[:n], drawn[n:]))
    return sample(*first), sample(*second)
