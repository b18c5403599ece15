"""The generator gives the published words, the same for ever, and draws fairly."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from labeltrail.projections.statistics import sampler

SEEDS = [0, 1, 20261124, 2**63, -5]


def test_the_words_are_those_of_splitmix64() -> None:
    """Published beside S. Vigna's splitmix64.c and in java.util.SplittableRandom's tests."""
    assert sampler.words(1234567, 5).tolist() == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
    assert sampler.words(0, 1).tolist() == [0xE220A8397B1DCDAF]


def test_numbers_are_the_same_for_ever() -> None:
    assert sampler.uniform(7, 0, 3).tolist() == [
        0.23677701258716066,
        0.6538911662560981,
        0.07246758954259147,
    ]
    assert sampler.integers(7, 3, 4, below=2**32).tolist() == [
        1302105759,
        305135707,
        3055329612,
        3302522103,
    ]
    assert sampler.integers(7, 0, 8, below=6).tolist() == [3, 1, 1, 3, 0, 0, 2, 0]
    assert sampler.permutation(7, 0, 5).tolist() == [3, 2, 4, 0, 1]


@pytest.mark.parametrize("seed", SEEDS)
def test_longer_draws_begin_with_the_shorter(seed: int) -> None:
    for below in (3, 2**31 + 1, 2**32 - 1):
        long = sampler.integers(seed, 4, 1001, below)
        assert long[:500].tolist() == sampler.integers(seed, 4, 500, below).tolist()
        assert 0 <= long.min() <= long.max() < below
    assert sampler.uniform(seed, 4, 9)[:5].tolist() == sampler.uniform(seed, 4, 5).tolist()


def test_streams_and_seeds_are_apart() -> None:
    seen = {
        tuple(sampler.uniform(seed, stream, 4)) for seed in range(40) for stream in range(-20, 40)
    }
    assert len(seen) == 40 * 60


@pytest.mark.parametrize("below", [1, 2, 7, 100])
def test_integers_are_fair(below: int) -> None:
    counted = np.bincount(sampler.integers(11, below, 70_000, below), minlength=below)
    assert len(counted) == below
    if below > 1:
        assert stats.chisquare(counted).pvalue > 0.001


def test_half_words_that_would_favour_some_are_drawn_again() -> None:
    """Of 2^32 halves a quarter is left over here; a bound that keeps them would be seen at once."""
    below = 3 * 2**30
    drawn = sampler.integers(5, 0, 60_000, below)
    counted = np.bincount(drawn // 2**30, minlength=3)
    assert stats.chisquare(counted).pvalue > 0.001
    low = np.bincount(drawn % 3, minlength=3)
    assert stats.chisquare(low).pvalue > 0.001


def test_uniform_numbers_are_uniform_and_below_one() -> None:
    drawn = sampler.uniform(3, 9, 50_000)
    assert 0 <= drawn.min() <= drawn.max() < 1
    assert stats.kstest(drawn, "uniform").pvalue > 0.001
    assert abs(float(np.corrcoef(drawn[:-1], drawn[1:])[0, 1])) < 0.02


def test_a_permutation_holds_each_once() -> None:
    for n in (0, 1, 2, 1000):
        assert sorted(sampler.permutation(2, 1, n).tolist()) == list(range(n))
    firsts = np.bincount([int(sampler.permutation(2, s, 5)[0]) for s in range(3000)], minlength=5)
    assert stats.chisquare(firsts).pvalue > 0.001


@pytest.mark.parametrize("below", [0, -1, 2**32 + 1])
def test_a_bound_beyond_half_a_word_is_refused(below: int) -> None:
    with pytest.raises(ValueError, match="cannot be drawn"):
        sampler.integers(1, 1, 1, below)


def test_nothing_can_be_drawn() -> None:
    assert sampler.uniform(1, 1, 0).shape == sampler.integers(1, 1, 0, 5).shape == (0,)
