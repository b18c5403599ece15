"""Control charts against the examples in print, a second writing, and run lengths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labeltrail.projections.annotators import charts

MONTGOMERY = [
    *(9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34),
    *(9.03, 11.47, 10.51, 9.40, 10.08, 9.37, 10.62, 10.31, 8.52, 10.84),
    *(10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52),
]


def test_the_ewma_example_of_the_nist_handbook() -> None:
    """NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.4 EWMA Control Charts."""
    series = [52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5]
    series += [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
    printed = [50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33]
    printed += [50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99]
    found = charts.ewma(series, target=50, sigma=2.0539, weight=0.3, width=3)
    assert found.values == pytest.approx(printed, abs=0.0101)
    assert (found.lower[-1], found.upper[-1]) == pytest.approx((47.4115, 52.5884), abs=1e-3)
    assert found.signals == ()


def test_the_ewma_example_of_montgomery() -> None:
    """D. C. Montgomery, Introduction to Statistical Quality Control, section 9.2, example 9.2."""
    found = charts.ewma(MONTGOMERY, target=10, sigma=1, weight=0.1, width=2.7)
    assert found.values[:5] == pytest.approx([9.945, 9.7495, 9.70355, 9.8992, 10.1253], abs=5e-5)
    assert (found.lower[0], found.upper[0]) == pytest.approx((9.73, 10.27), abs=5e-3)
    assert (found.lower[1], found.upper[1]) == pytest.approx((9.64, 10.36), abs=5e-3)
    assert (found.lower[-1], found.upper[-1]) == pytest.approx((9.38, 10.62), abs=5e-3)


def test_the_cusum_example_of_montgomery() -> None:
    """Ibid., example 9.1: K = 1/2, H = 5; the upper sum is 5.28 at period 29, its seventh above 0,
    so the shift came between periods 22 and 23."""
    found = charts.cusum([x - 10.5 for x in MONTGOMERY], threshold=5)
    assert found.values[28] == pytest.approx(5.28)
    assert found.signals == (28,)
    assert 28 - found.began[0] + 1 == 7


def test_a_signal_sets_the_cusum_back_and_it_goes_on() -> None:
    found = charts.cusum([1.0] * 7, threshold=3)
    assert found.values == (1, 2, 3, 1, 2, 3, 1)
    assert (found.signals, found.began) == ((2, 5), (0, 3))


def test_the_ewma_signals_again_only_after_it_was_at_its_target() -> None:
    found = charts.ewma([9.0, 9.0, 0.0, 9.0], target=0, sigma=1, weight=1, width=3)
    assert found.signals == (0, 3)
    along = charts.ewma([9.0, 2.0, 9.0, -9.0, 9.0], target=0, sigma=1, weight=1, width=3)
    assert along.signals == (0, 3, 4), "inside is not enough; the other side is another signal"


@given(
    scores=st.lists(st.floats(-3, 3, allow_nan=False), max_size=60),
    threshold=st.floats(0.5, 6),
)
def test_page_is_the_height_above_the_lowest_sum_since_the_last_signal(
    scores: list[float], threshold: float
) -> None:
    found = charts.cusum(scores, threshold=threshold)
    sums, signals, naive = [0.0], [], []
    for place, score in enumerate(scores):
        sums.append(sums[-1] + score)
        naive.append(sums[-1] - min(sums))
        if naive[-1] >= threshold - 1e-9:
            signals.append(place)
            sums = [0.0]
    if all(abs(one - threshold) > 1e-6 for one in naive):
        assert found.values == pytest.approx(naive, abs=1e-9)
        assert found.signals == tuple(signals)


@given(series=st.lists(st.sampled_from([0.0, 1.0]), max_size=50), weight=st.floats(0.01, 1))
def test_the_ewma_is_a_weighted_mean_of_the_past(series: list[float], weight: float) -> None:
    found = charts.ewma(series, target=0.7, sigma=0.4, weight=weight, width=3)
    for place, value in enumerate(found.values):
        parts = [weight * (1 - weight) ** (place - at) * series[at] for at in range(place + 1)]
        assert value == pytest.approx(sum(parts) + (1 - weight) ** (place + 1) * 0.7)
