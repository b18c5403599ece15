"""Sessions and fatigue, against a loop, every order there is, and scipy."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from labeltrail.projections.annotators.sessions import (
    RESAMPLES,
    fatigue,
    sessions,
    trend,
)
from labeltrail.projections.statistics.sampler import uniform

MINUTE = 60_000_000


@given(minutes=st.lists(st.integers(0, 300), max_size=40))
def test_sessions_are_those_of_a_loop(minutes: list[int]) -> None:
    times = sorted(minutes)
    found = sessions(np.array(times, dtype=np.int64) * MINUTE)
    number, place, expected = -1, 0, []
    for at, time in enumerate(times):
        if at == 0 or time - times[at - 1] >= 30:
            number, place = number + 1, 0
        place += 1
        expected.append((number, place))
    assert list(zip(found.number.tolist(), found.place.tolist(), strict=True)) == expected
    assert found.n == number + 1


def test_in_one_session_the_trend_is_spearmans_rho() -> None:
    right = uniform(3, 0, 150) < np.linspace(0.95, 0.5, 150)
    place = np.arange(1, 151)
    found = trend(np.zeros(150, dtype=np.int64), place, right, seed=1)
    judged = spearmanr(place, right)
    # rho of scipy ranks the answers too: right or wrong are two ranks, so the two are the same.
    assert found.value == pytest.approx(judged.statistic)
    assert found.p_value == pytest.approx(judged.pvalue, abs=0.02)
    assert (found.method, found.seed, found.resamples) == ("permutation", 1, RESAMPLES)


def test_in_a_long_session_the_p_value_is_near_that_of_scipy() -> None:
    right = uniform(4, 0, 500) < np.linspace(0.8, 0.7, 500)
    place = np.arange(1, 501)
    found = trend(np.zeros(500, dtype=np.int64), place, right, seed=1)
    assert found.p_value == pytest.approx(spearmanr(place, right).pvalue, abs=0.003)
    assert (found.method, found.seed, found.resamples) == ("normal", None, None)


def test_the_p_value_is_near_that_of_every_order_within_sessions() -> None:
    number = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    place = np.array([1, 2, 3, 4, 1, 2, 3, 4])
    right = np.array([True, True, True, False, True, False, True, False])
    ranks = place - 2.5

    def total(first: tuple[int, ...], second: tuple[int, ...]) -> float:
        return float((ranks * right[list(first) + list(second)]).sum())

    observed = total((0, 1, 2, 3), (4, 5, 6, 7))
    every = [
        total(first, second)
        for first in permutations(range(4))
        for second in permutations(range(4, 8))
    ]
    exact = np.mean([abs(one) >= abs(observed) - 1e-9 for one in every])
    found = trend(number, place, right, seed=11)
    assert found.value is not None
    assert found.value < 0
    assert found.p_value == pytest.approx(exact, abs=0.04)
    assert found == trend(number, place, right, seed=11)


def test_two_sessions_of_different_quality_are_no_fatigue() -> None:
    """All right in a short session, all wrong in a long one: pooled, rho would be far below 0."""
    number = np.array([0] * 5 + [1] * 40)
    place = np.array([*range(1, 6), *range(1, 41)])
    found = trend(number, place, number == 0, seed=1)
    assert found.value is None
    assert found.lack is not None
    assert found.lack.code == "NO_VARIATION"


def test_lone_labels_of_a_session_have_no_order() -> None:
    found = trend(np.array([0, 1, 2]), np.array([1, 1, 1]), np.array([True, False, True]), seed=1)
    assert (found.value, found.n) == (None, 0)


def test_bins_hold_every_label_once() -> None:
    place = np.arange(1, 261)
    found = fatigue(np.zeros(260, dtype=np.int64), place, place % 3 > 0, seed=1)
    assert [(one.first, one.last, one.right.n) for one in found.bins] == [
        (1, 10, 10),
        (11, 25, 15),
        (26, 50, 25),
        (51, 100, 50),
        (101, 200, 100),
        (201, None, 60),
    ]
    assert sum(one.right.hits for one in found.bins) == 260 - 260 // 3
