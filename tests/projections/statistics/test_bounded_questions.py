"""What a question may cost: categories stated, items drawn from, resamples until it is stopped."""

from __future__ import annotations

from math import fsum, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labeltrail.projections.statistics.coefficient import (
    ICC_FORMS,
    WHOLE_VALUES,
    Coefficient,
    IntervalAsked,
)
from labeltrail.projections.statistics.cohen import cohen_kappa
from labeltrail.projections.statistics.compute import compute
from labeltrail.projections.statistics.errors import QuestionUnfit, TooMuchAsked
from labeltrail.projections.statistics.pairs import PairCounts
from labeltrail.projections.statistics.question import CATEGORIES_STATED_MAX
from labeltrail.projections.statistics.resampling import Sample, bootstrap
from labeltrail.projections.statistics.table import ReadingTable

TABLE = ReadingTable.of(
    [("i", "ann", "y"), ("i", "bob", "n"), ("j", "ann", "n"), ("j", "bob", "n")], ["n", "y"]
)
ONE_ITEM = ReadingTable.of([("i", "ann", "y"), ("i", "bob", "n")], ["n", "y"])
LONE_BESIDE = ReadingTable.of(
    [("i", "ann", "y"), ("i", "bob", "n"), ("j", "ann", "n"), ("k", "bob", "n")], ["n", "y"]
)
BOOTSTRAP = IntervalAsked(resamples=60, seed=1)
KAPPAS = [one for one in Coefficient if one not in WHOLE_VALUES and one not in ICC_FORMS]


@pytest.mark.parametrize("stated", [-1, 0, CATEGORIES_STATED_MAX + 1, 2_000_000_000])
def test_nobody_states_so_many_categories_that_memory_is_gone(stated: int) -> None:
    with pytest.raises(QuestionUnfit, match="1 to 10,000 categories"):
        compute(TABLE, Coefficient.GWET_AC1, n_categories=stated)


def test_as_many_categories_as_may_be_stated_are_answered() -> None:
    found = compute(TABLE, Coefficient.GWET_AC1, n_categories=CATEGORIES_STATED_MAX)
    assert found.n_categories == CATEGORIES_STATED_MAX
    assert found.value is not None


@pytest.mark.parametrize("coefficient", KAPPAS)
@pytest.mark.parametrize("table", [ONE_ITEM, LONE_BESIDE])
def test_one_item_that_can_be_compared_has_no_interval(
    coefficient: Coefficient, table: ReadingTable
) -> None:
    assert compute(table, coefficient, interval=BOOTSTRAP).interval is None


def test_one_item_drawn_again_is_no_sample() -> None:
    one = Sample(times=np.array([1]), estimate=lambda _: -1.0)
    assert bootstrap(one, resamples=60) is None
    two = Sample(times=np.array([2]), estimate=lambda _: -1.0)
    assert bootstrap(two, resamples=60) is not None


def test_a_bootstrap_ends_as_soon_as_it_is_told_to() -> None:
    looks: list[bool] = []

    def stop() -> bool:
        looks.append(True)
        return len(looks) > 5

    with pytest.raises(TooMuchAsked, match="too long"):
        compute(TABLE, Coefficient.OBSERVED_AGREEMENT, interval=BOOTSTRAP, stop=stop)
    assert len(looks) == 6, "looked at before every resample"
    never = compute(TABLE, Coefficient.OBSERVED_AGREEMENT, interval=BOOTSTRAP, stop=lambda: False)
    assert never == compute(TABLE, Coefficient.OBSERVED_AGREEMENT, interval=BOOTSTRAP)


NAMES = st.sampled_from("abcde")


@given(
    st.dictionaries(
        NAMES, st.dictionaries(NAMES, st.integers(1, 40), min_size=1), min_size=1, max_size=5
    )
)
def test_the_standard_error_of_cohen_is_the_one_over_all_pairs_of_categories(
    cells: dict[str, dict[str, int]],
) -> None:
    """Formula 13 of Fleiss, Cohen & Everitt written out, with a weight for every pair."""
    found = cohen_kappa(PairCounts(cells), list("abcde"))
    if found.value is None or found.chance is None:
        assert found.standard_error is None
        return
    n = sum(m for row in cells.values() for m in row.values())
    p = {(c, k): cells.get(c, {}).get(k, 0) / n for c in "abcde" for k in "abcde"}
    first = {c: fsum(p[c, k] for k in "abcde") for c in "abcde"}
    second = {k: fsum(p[c, k] for c in "abcde") for k in "abcde"}
    mean_first = {c: fsum(second[k] * (c == k) for k in "abcde") for c in "abcde"}
    mean_second = {k: fsum(first[c] * (c == k) for c in "abcde") for k in "abcde"}
    rest = 1 - found.value
    spread = fsum(
        share * ((c == k) - (mean_first[c] + mean_second[k]) * rest) ** 2
        for (c, k), share in p.items()
    )
    variance = spread - (found.value - found.chance * rest) ** 2
    judged = sqrt(max(variance, 0.0) / n) / (1 - found.chance)
    assert found.standard_error == pytest.approx(judged, abs=1e-7)


def test_the_standard_error_of_thousands_of_categories_is_there_at_once() -> None:
    names = [f"{n:05d}" for n in range(9_000)]
    cells = {one: {one: 1} for one in names[1:]} | {names[0]: {names[1]: 1}}
    assert cohen_kappa(PairCounts(cells), names).standard_error is not None
