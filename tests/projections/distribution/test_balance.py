"""How evenly items fall into classes: figures by hand, edges by name, and published intervals."""

from __future__ import annotations

from fractions import Fraction
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.projections.distribution.balance import balance, class_shares, imbalance
from labeltrail.projections.distribution.figure import Figure, Why
from labeltrail.projections.distribution.proportions import goodman, newcombe, wilson
from labeltrail.projections.distribution.sample import Sample
from labeltrail.projections.statistics.score import Status
from tests.projections.distribution.samples import counts, sample


def why(figure: Figure) -> Why | None:
    assert (figure.value is None) == (figure.status is not Status.COMPUTED)
    assert (figure.value is None) == (figure.reason is not None)
    return figure.reason.code if figure.reason is not None else None


def test_figures_by_hand() -> None:
    found = balance(sample(4, 2, 2))
    # H = 1/2 ln 2 + 1/4 ln 4 + 1/4 ln 4 = 3/2 ln 2, so exp(H) = 2^(3/2)
    assert found.effective_number.value == pytest.approx(2**1.5, abs=1e-12)
    # 1 / (1/4 + 1/16 + 1/16) = 8/3
    assert found.inverse_simpson.value == pytest.approx(8 / 3, abs=1e-12)
    assert found.normalised_entropy.value == pytest.approx(1.5 * log(2) / log(3), abs=1e-12)
    assert found.imbalance.value == found.imbalance_observed.value == 2
    assert [one.share for one in found.classes] == [0.5, 0.25, 0.25]


def test_even_classes_are_as_effective_as_there_are() -> None:
    found = balance(sample(5, 5, 5, 5))
    assert found.effective_number.value == found.inverse_simpson.value == 4
    assert found.normalised_entropy.value == found.imbalance.value == 1


def test_no_items() -> None:
    found = balance(sample(0, 0))
    assert found.missing == ("cat", "cow")
    assert {why(one) for one in (found.effective_number, found.inverse_simpson)} == {Why.NO_ITEMS}
    assert why(found.imbalance) is why(found.imbalance_observed) is Why.NO_ITEMS
    assert why(found.normalised_entropy) is Why.NO_ITEMS
    assert [(one.n, one.share, one.interval) for one in found.classes] == [(0, None, None)] * 2


def test_a_class_without_items_leaves_imbalance_undefined_and_is_named() -> None:
    found = balance(sample(30, 10, 0))
    assert found.missing == ("dog",)
    assert why(found.imbalance) is Why.EMPTY_CLASS
    assert found.imbalance.status is Status.UNDEFINED
    assert found.imbalance_observed.value == 3
    assert found.classes[2].interval is not None
    assert found.classes[2].interval.low == 0


def test_one_class_observed() -> None:
    found = balance(sample(7, 0))
    assert found.effective_number.value == found.inverse_simpson.value == 1
    assert found.normalised_entropy.value == 0
    assert why(found.imbalance_observed) is Why.ONE_CLASS


def test_one_class_listed() -> None:
    found = balance(sample(7))
    assert why(found.normalised_entropy) is why(found.imbalance) is Why.ONE_CLASS


def test_no_class_listed() -> None:
    found = balance(sample())
    assert why(found.normalised_entropy) is why(found.imbalance) is Why.NO_CLASSES


def test_one_item() -> None:
    found = balance(sample(0, 1))
    assert found.effective_number.value == 1
    assert found.classes[1].interval is not None
    assert found.classes[1].interval.high == 1


def test_a_class_that_is_not_listed_is_refused() -> None:
    with pytest.raises(KeyError, match="yak"):
        Sample.of([("i1", "yak")], ["cat"])


@given(counts(4))
def test_the_order_of_classes_and_of_rows_plays_no_part(drawn: list[int]) -> None:
    forth, back = balance(sample(*drawn)), balance(sample(*reversed(drawn)))
    for name in ("effective_number", "inverse_simpson", "normalised_entropy", "imbalance"):
        assert getattr(forth, name) == getattr(back, name)
    rows = [(f"{place}-{n}", str(place)) for place, most in enumerate(drawn) for n in range(most)]
    named = [str(place) for place in range(4)]
    assert balance(Sample.of(rows, named)) == balance(Sample.of(rows[::-1], named))


@given(counts(4))
def test_figures_equal_a_naive_second_implementation(drawn: list[int]) -> None:
    found, total = balance(sample(*drawn)), sum(drawn)
    shares = [Fraction(n, total) for n in drawn]
    assert found.inverse_simpson.value == pytest.approx(float(1 / sum(p * p for p in shares)))
    product = 1.0
    for p in shares:
        product *= float(p) ** -float(p) if p else 1.0
    assert found.effective_number.value == pytest.approx(product)
    if min(drawn):
        assert found.imbalance.value == pytest.approx(max(drawn) / min(drawn))


@pytest.mark.parametrize(
    ("n", "total", "low", "high"),
    [  # Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_published(n: int, total: int, low: float, high: float) -> None:
    found = wilson(n, total)
    assert [found.low, found.high] == pytest.approx([low, high], abs=5e-5)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [  # Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 10), 0.6075, 1.0),
        ((5, 56), (0, 29), -0.0381, 0.1926),
    ],
)
def test_newcombe_as_published(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    later, earlier = [(n / total, wilson(n, total)) for n, total in (one, other)]
    found = newcombe(earlier, later)
    assert [found.low, found.high] == pytest.approx([low, high], abs=5e-5)


@pytest.mark.reference
@settings(deadline=None)  # the first call imports the judge
@given(counts(3), st.sampled_from([0.8, 0.95, 0.99]))
def test_intervals_equal_statsmodels(drawn: list[int], level: float) -> None:
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    total = sum(drawn)
    for n in drawn:
        low, high = proportion.proportion_confint(n, total, 1 - level, method="wilson")
        found = wilson(n, total, level)
        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)
    whole = proportion.multinomial_proportions_confint(drawn, 1 - level, method="goodman")
    ours = [(one.low, one.high) for one in goodman(drawn, level)]
    assert np.array(ours) == pytest.approx(whole, abs=1e-9)


def test_readings_of_one_item_that_always_agree_count_once() -> None:
    plain = sample(12, 8)
    thrice = Sample.of_codes(
        np.repeat(plain.item, 3), np.repeat(plain.category, 3), plain.categories
    )
    one, many = class_shares(plain)[0], class_shares(thrice)[0]
    assert (many.n, many.share) == (36, one.share)
    assert one.interval is not None
    assert many.interval is not None
    # k / (k - 1) of 20 items: as if there were 19
    assert many.interval == wilson(0.6 * 19, 19)
    assert many.interval.high - many.interval.low > one.interval.high - one.interval.low
    assert many.simultaneous is None


def test_readings_of_one_item_never_count_more_than_they_are() -> None:
    split = Sample.of(
        [(f"i{n}", kind) for n in range(9) for kind in ("cat", "dog")], ["cat", "dog"]
    )
    found = class_shares(split)[0]
    assert found.interval == wilson(4.5, 9)  # nothing varies between items: nine of them


def test_imbalance_of_equal_classes_is_one() -> None:
    assert imbalance([3, 3, 3], 9).value == 1
