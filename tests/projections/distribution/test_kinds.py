"""Numbers, sets, rankings, preferences and hierarchies: what each kind's distribution is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labeltrail.projections.distribution.balance import balance
from labeltrail.projections.distribution.levels import rolled_up
from labeltrail.projections.distribution.memberships import of_first_places, of_sets
from labeltrail.projections.distribution.preferences import win_shares
from labeltrail.projections.distribution.sample import Sample
from labeltrail.projections.distribution.shift import Resampling, shift
from labeltrail.projections.distribution.spread import in_tenths, spread


def of(*texts: str) -> Sample:
    return Sample.of([(f"i{n}", one) for n, one in enumerate(texts)], sorted(set(texts)))


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60))
def test_a_histogram_holds_every_number_once(numbers: list[int]) -> None:
    found = spread(of(*map(str, numbers)))
    edges = [one.low for one in found.histogram] + [found.histogram[-1].high]
    assert sum(one.n for one in found.histogram) == len(numbers)
    assert edges[0] == min(numbers)
    assert edges[-1] == max(numbers)
    theirs, _ = np.histogram(numbers, bins=len(found.histogram))
    if min(numbers) < max(numbers):
        assert [one.n for one in found.histogram] == theirs.tolist()
    assert found.quantiles[3].value == pytest.approx(float(np.median(numbers)))


def test_no_numbers_have_no_mean() -> None:
    found = spread(Sample.of([], []))
    assert (found.mean.value, found.quantiles, found.histogram) == (None, (), ())


def test_equal_numbers_fill_one_bin() -> None:
    assert [(one.low, one.high, one.n) for one in spread(of("3", "3")).histogram] == [(3, 3, 2)]


def test_numbers_are_compared_by_the_tenths_of_the_first_set() -> None:
    kinds = [str(n) for n in range(40)]
    first = Sample.of([(f"i{n}", str(n)) for n in range(40)], kinds)
    second = Sample.of([(f"j{n}", str(n + 20)) for n in range(20)], kinds)
    found = shift(*in_tenths(first, second), how=Resampling(resamples=0))
    assert [one.first.n for one in found.classes] == [4] * 10
    assert [one.second.n for one in found.classes] == [0] * 5 + [4] * 5
    assert found.total_variation.value == 0.5


def test_equal_numbers_are_one_class() -> None:
    first, _ = in_tenths(of("7", "7", "7"), of("7", "7", "7"))
    assert first.categories == ("all",)


def test_an_empty_set_is_a_value() -> None:
    found = of_sets(of("[]", '["wet"]', '["red","wet"]', '["wet"]'), ["red", "wet", "big"])
    assert [(one.category, one.n, one.share) for one in found.classes] == [
        ("red", 1, 0.25),
        ("wet", 3, 0.75),
        ("big", 0, 0),
    ]
    assert found.sizes == {0: 1, 1: 2, 2: 1}
    assert found.missing == ("big",)


def test_no_sets() -> None:
    found = of_sets(Sample.of([], []), ["red"])
    assert (found.sizes, found.classes[0].share) == ({}, None)


def test_a_shared_first_place_is_held_by_all_who_share_it() -> None:
    found = of_first_places(of('[["a","b"],["c"]]', '[["c"],["a"],["b"]]'), ["a", "b", "c"])
    assert [one.n for one in found.classes] == [1, 1, 1]
    assert found.sizes == {1: 1, 2: 1}


def test_both_bad_is_no_win_and_no_tie() -> None:
    found = win_shares(
        of('["a","b","second"]', '["a","c","both_bad"]', '["b","c","tie"]'), ["a", "z"]
    )
    told = [(one.candidate, one.wins, one.ties, one.both_bad, one.losses) for one in found]
    assert told == [("a", 0, 0, 1, 1), ("z", 0, 0, 0, 0), ("b", 1, 1, 0, 0), ("c", 0, 1, 1, 0)]
    assert [one.share for one in found] == [0, None, 0.5, 0]


def test_levels_hold_every_value_and_roll_up_to_the_same_sum() -> None:
    parents = {"plant": None, "tree": "plant", "oak": "tree", "fern": "plant", "rock": None}
    sample = Sample.of(
        [("1", "oak"), ("2", "oak"), ("3", "fern"), ("4", "rock"), ("5", "tree")], list(parents)
    )
    levels = rolled_up(sample, parents)
    assert [dict(zip(one.categories, one.counts().tolist(), strict=True)) for one in levels] == [
        {"plant": 4, "rock": 1},
        {"plant": 0, "tree": 3, "fern": 1, "rock": 1},
        {"plant": 0, "tree": 1, "oak": 2, "fern": 1, "rock": 1},
    ]
    assert balance(levels[0]).imbalance.value == 4


def test_a_class_above_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="its own ancestor"):
        rolled_up(of("a"), {"a": "b", "b": "a"})
