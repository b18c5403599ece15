"""Straight-lining: runs and their probability, against counting, print and simulation."""

from __future__ import annotations

from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labeltrail.projections.annotators.monotony import longest_run, probability_of_run
from labeltrail.projections.statistics.sampler import uniform

SHARES = np.array([0.5, 0.3, 0.2])


def _longest(answers: tuple[int, ...]) -> int:
    return max(len(list(group)) for _, group in groupby(answers))


@pytest.mark.parametrize("n", [1, 2, 5, 8])
@pytest.mark.parametrize("length", [1, 2, 3, 5, 8, 9])
def test_the_probability_is_that_of_counting_every_sequence(n: int, length: int) -> None:
    counted = sum(
        np.prod(SHARES[list(each)])
        for each in product(range(3), repeat=n)
        if _longest(each) >= length
    )
    assert probability_of_run(length, n, SHARES) == pytest.approx(counted, abs=1e-12)


@pytest.mark.parametrize(
    ("n", "longest", "sequences"),
    [(8, 3, 2 * 81), (8, 2, 2 * 34), (9, 4, 2 * 208), (10, 3, 2 * 274)],
)
def test_schilling_counts_sequences_of_a_coin(n: int, longest: int, sequences: int) -> None:
    """M. Schilling, The Longest Run of Heads, The College Mathematics Journal 21 (1990): sequences
    without a run of either side longer than x are B_n(x) = 2 A_{n-1}(x-1)."""
    chance = probability_of_run(longest + 1, n, np.array([0.5, 0.5]))
    assert chance * 2**n == pytest.approx(2**n - sequences, abs=1e-9)


def test_a_run_of_six_in_two_hundred_tosses_is_to_be_expected() -> None:
    """The class-room example of the same paper (P. Révész, 1978): about .965."""
    assert probability_of_run(6, 200, np.array([0.5, 0.5])) == pytest.approx(0.965, abs=1e-3)


def test_simulation_agrees() -> None:
    drawn = np.searchsorted(np.cumsum(SHARES), uniform(5, 0, 4_000 * 40)).reshape(4_000, 40)
    share = np.mean([_longest(tuple(each)) >= 7 for each in drawn.tolist()])
    assert share == pytest.approx(probability_of_run(7, 40, SHARES), abs=0.025)


def test_small_probabilities_keep_their_digits() -> None:
    chance = probability_of_run(60, 60, np.array([0.1, 0.9 - 0.1, 0.1]))
    assert chance == pytest.approx(0.8**60 + 2 * 0.1**60, rel=1e-9)
    assert probability_of_run(100, 100, np.full(4, 0.25)) == pytest.approx(4 * 0.25**100, rel=1e-9)


def test_all_the_same_is_certain_under_its_own_shares() -> None:
    assert probability_of_run(50, 50, np.array([1.0])) == 1


@given(answers=st.lists(st.integers(0, 2), min_size=1, max_size=30))
def test_the_longest_run_is_the_first_of_the_longest(answers: list[int]) -> None:
    run = longest_run(np.array(answers, dtype=np.int32))
    assert run is not None
    groups = [(value, len(list(group))) for value, group in groupby(answers)]
    longest = max(length for _, length in groups)
    assert run.length == longest
    assert run.category == next(value for value, length in groups if length == longest)
    assert set(answers[run.start : run.start + run.length]) == {run.category}


def test_nothing_has_no_run() -> None:
    assert longest_run(np.zeros(0, dtype=np.int32)) is None
