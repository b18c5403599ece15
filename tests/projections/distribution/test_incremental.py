"""What is declared additive rests on counts by class, which add up over parts in any order."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import msgspec
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.projections.distribution.balance import class_shares
from labeltrail.projections.distribution.incremental import (
    INCREMENTAL,
    OF_A_SAMPLE,
    OF_COUNTS,
    OF_TWO_COUNTS,
)
from labeltrail.projections.distribution.memberships import of_first_places, of_sets
from labeltrail.projections.distribution.preferences import win_shares
from labeltrail.projections.distribution.sample import Counts, Sample
from labeltrail.projections.statistics.coefficient import Incremental

CLASSES = ("bat", "moth", "owl")
SETS = ('["a"]', '["a","b"]', "[]")
RANKINGS = ('[["a"],["b"]]', '[["a","b"]]', '[["b"],["a"]]')
PREFERENCES = ('["a","b","first"]', '["a","b","second"]', '["a","b","tie"]')

Values = list[tuple[str, int]]

values = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 2)), min_size=1)
chances = st.randoms(use_true_random=False)
laws = settings(derandomize=True, max_examples=15, deadline=None)


def sample_of(found: Values, categories: Sequence[str] = CLASSES) -> Sample:
    return Sample.of([(item, categories[at]) for item, at in found], categories)


def parts_of(found: Values, chance: Random) -> list[Sample]:
    """Disjoint sets of items, in any order."""
    part = {item: chance.randint(0, 3) for item, _ in sorted(found)}
    numbers = [0, 1, 2, 3]
    chance.shuffle(numbers)
    return [sample_of([one for one in found if part[one[0]] == number]) for number in numbers]


def added(parts: Sequence[Sample]) -> tuple[Counts, int]:
    total = np.zeros(len(CLASSES), dtype=np.int64)
    for each in parts:
        total += each.counts()
    return total, sum(each.n_items for each in parts)


@laws
@given(values, values, chances)
def test_counts_of_parts_add_up_and_give_every_figure(
    first: Values, second: Values, chance: Random
) -> None:
    (one, n_one), (two, n_two) = (added(parts_of(each, chance)) for each in (first, second))
    whole, other = sample_of(first), sample_of(second)
    assert (one.tolist(), n_one) == (whole.counts().tolist(), whole.n_items)
    assert (two.tolist(), n_two) == (other.counts().tolist(), other.n_items)
    for figure in OF_TWO_COUNTS:
        assert np.array_equal(figure(one, two), figure(whole.counts(), other.counts()))


@laws
@given(values, chances)
def test_figures_of_a_sample_rest_on_its_counts_alone(found: Values, chance: Random) -> None:
    """So the sum of the counts of parts is all that they need: items renumbered, order changed."""
    counts, n_items = added(parts_of(found, chance))
    rebuilt = [at for at, n in enumerate(counts.tolist()) for _ in range(n)]
    chance.shuffle(rebuilt)
    for figure, categories, extra in (
        (class_shares, CLASSES, ()),
        (of_sets, SETS, (["a", "b"],)),
        (of_first_places, RANKINGS, (["a", "b"],)),
        (win_shares, PREFERENCES, (["a", "b"],)),
    ):
        one_each = [(f"{n:04}", at) for n, (_, at) in enumerate(found)]
        of_parts = [(f"{n:04}", at) for n, at in enumerate(rebuilt)]
        whole = figure(sample_of(one_each, categories), *extra)
        again = figure(sample_of(of_parts, categories), *extra)
        assert msgspec.to_builtins(whole) == msgspec.to_builtins(again)
    assert n_items == sample_of(found).n_items


def test_what_is_tested_is_what_is_declared() -> None:
    additive = {each for each, kind in INCREMENTAL.items() if kind is Incremental.ADDITIVE}
    assert additive == {*OF_COUNTS, *OF_TWO_COUNTS, *OF_A_SAMPLE}
    assert set(OF_A_SAMPLE) == {class_shares, of_sets, of_first_places, win_shares}
