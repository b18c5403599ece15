"""Intervals of shares and of their differences, against print and against statsmodels."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from labeltrail.projections.annotators.figures import LackCode
from labeltrail.projections.annotators.proportions import difference, share, wilson
from labeltrail.projections.statistics.score import Status


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_newcombe_1998_table_1(hits: int, n: int, low: float, high: float) -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3."""
    assert wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_1998_table_2(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, method 10."""
    found = difference(share(*first), share(*second)).interval
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.reference
@settings(deadline=None)  # the judge takes seconds to be imported
@given(n=st.integers(1, 400), hits=st.integers(0, 400))
def test_wilson_is_that_of_statsmodels(n: int, hits: int) -> None:
    from statsmodels.stats.proportion import proportion_confint

    assume(hits <= n)
    assert wilson(hits, n) == pytest.approx(proportion_confint(hits, n, method="wilson"), abs=1e-9)


@pytest.mark.reference
@settings(deadline=None)  # the judge takes seconds to be imported
@given(
    n=st.integers(1, 90), hits=st.integers(0, 90), m=st.integers(1, 90), other=st.integers(0, 90)
)
def test_newcombe_is_that_of_statsmodels(n: int, hits: int, m: int, other: int) -> None:
    from statsmodels.stats.proportion import confint_proportions_2indep

    assume(hits <= n and other <= m)
    found = difference(share(hits, n), share(other, m)).interval
    judged = confint_proportions_2indep(hits, n, other, m, method="newcomb", compare="diff")
    assert found is not None
    assert (found.low, found.high) == pytest.approx(judged, abs=1e-9)


def test_a_share_of_nothing_has_no_value_and_says_why() -> None:
    nothing = share(0, 0, lack=LackCode.NO_REFERENCE)
    assert (nothing.value, nothing.interval, nothing.status) == (
        None,
        None,
        Status.INSUFFICIENT_EVIDENCE,
    )
    assert nothing.lack is not None
    assert nothing.lack.code is LackCode.NO_REFERENCE
    against = difference(share(3, 4), nothing)
    assert (against.value, against.first.value) == (None, 0.75)


def test_the_ends_of_all_and_nothing_are_exact() -> None:
    assert wilson(0, 7)[0] == 0
    assert wilson(7, 7)[1] == 1
