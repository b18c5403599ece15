"""Bootstrap intervals: the same for ever, true to the definition, honest about missing values."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from labeltrail.projections.statistics import Distance, Interval, Pooling, Weights
from labeltrail.projections.statistics.coefficient import (
    Coefficient,
    IntervalAsked,
    IntervalMethod,
)
from labeltrail.projections.statistics.compute import compute
from labeltrail.projections.statistics.intervals import sample_of
from labeltrail.projections.statistics.question import asked
from labeltrail.projections.statistics.resampling import RESAMPLES_MAX, Sample, bootstrap
from labeltrail.projections.statistics.table import ReadingTable

Options = dict[str, Any]  # of compute

GRADES = ["1", "2", "3", "5"]
RANKINGS = ['[["a"],["b"],["c"]]', '[["b"],["a"],["c"]]', '[["c"],["a","b"]]', '[["a","b","c"]]']
SETS = ["[]", '["a"]', '["a","b"]', '["b","c"]']


def random_table(
    seed: int, *, annotators: int = 3, missing: float = 0.2, categories: list[str] = GRADES
) -> ReadingTable:
    chance = random.Random(seed)
    rows = []
    for item in range(25):
        truth = chance.choice(categories)
        for who in range(annotators):
            if chance.random() >= missing:
                said = truth if chance.random() < 0.6 else chance.choice(categories)
                rows.append((f"item {item:02d}", f"annotator {who}", said))
    return ReadingTable.of(rows, categories)


def drawn_again(table: ReadingTable, item_codes: list[int]) -> ReadingTable:
    """The naive resample: items repeated under new names."""
    rows = [
        (
            f"draw {place:03d}",
            table.annotators[table.annotator[row]],
            table.categories[table.category[row]],
        )
        for place, code in enumerate(item_codes)
        for row in np.flatnonzero(table.item == code)
    ]
    return ReadingTable.of(rows, table.categories)


ASKED: list[tuple[Coefficient, Options]] = [
    (Coefficient.OBSERVED_AGREEMENT, {"pooling": Pooling.KRIPPENDORFF}),
    (Coefficient.OBSERVED_AGREEMENT, {"pooling": Pooling.PAIRS, "weights": Weights.LINEAR}),
    (Coefficient.OBSERVED_AGREEMENT, {"pooling": Pooling.ITEMS}),
    (Coefficient.LIGHT_KAPPA, {}),
    (Coefficient.CONGER_KAPPA, {"weights": Weights.QUADRATIC}),
    (Coefficient.FLEISS_KAPPA, {}),
    (Coefficient.FLEISS_KAPPA, {"category": "1"}),
    (Coefficient.GWET_AC1, {}),
    (Coefficient.GWET_AC2, {"weights": Weights.LINEAR}),
    (Coefficient.BRENNAN_PREDIGER, {}),
    (Coefficient.KRIPPENDORFF_ALPHA, {}),
    (Coefficient.KRIPPENDORFF_ALPHA, {"distance": Distance.ORDINAL}),
    (Coefficient.KRIPPENDORFF_ALPHA, {"distance": Distance.INTERVAL}),
    (Coefficient.KRIPPENDORFF_ALPHA, {"distance": Distance.RATIO}),
    (Coefficient.COHEN_KAPPA, {"annotators": ("annotator 0", "annotator 1")}),
    (Coefficient.COHEN_KAPPA, {"annotators": ("annotator 2", "annotator 1")}),
    (Coefficient.SCOTT_PI, {"annotators": ("annotator 0", "annotator 1")}),
]
NOTHING: Options = {
    "distance": Distance.NOMINAL,
    "weights": Weights.IDENTITY,
    "pooling": Pooling.KRIPPENDORFF,
    "n_categories": None,
    "annotators": None,
    "category": None,
}


def sample(table: ReadingTable, coefficient: Coefficient, options: Options) -> Sample:
    question = asked(table, coefficient, **{**NOTHING, **options}, exclusions={})
    found = sample_of(question)
    assert found is not None
    return found


@pytest.mark.parametrize(("coefficient", "options"), ASKED)
@pytest.mark.parametrize("seed", range(2))
def test_items_as_they_are_give_the_value_itself(
    seed: int, coefficient: Coefficient, options: Options
) -> None:
    table = random_table(seed)
    found = sample(table, coefficient, options)
    value = compute(table, coefficient, **options).value
    assert found.estimate(found.times) == pytest.approx(value, abs=1e-12)


def numbers_and_rankings() -> Iterator[tuple[Coefficient, ReadingTable, Options]]:
    whole = random_table(3, missing=0.0)
    for coefficient in Coefficient:
        if coefficient.startswith("ICC"):
            yield coefficient, whole, {}
    yield Coefficient.KENDALL_TAU_B, random_table(4, categories=RANKINGS), {}
    masi: Options = {"distance": Distance.MASI}
    yield Coefficient.KRIPPENDORFF_ALPHA, random_table(5, categories=SETS), masi
    tau: Options = {"distance": Distance.KENDALL}
    yield Coefficient.KRIPPENDORFF_ALPHA, random_table(4, categories=RANKINGS), tau


@pytest.mark.parametrize(("coefficient", "table", "options"), list(numbers_and_rankings()))
def test_numbers_sets_and_rankings_too(
    coefficient: Coefficient, table: ReadingTable, options: Options
) -> None:
    found = sample(table, coefficient, options)
    value = compute(table, coefficient, **options).value
    assert value is not None
    assert found.estimate(found.times) == pytest.approx(value, abs=1e-12)


BY_ITEM: list[tuple[Coefficient, Options]] = [
    (Coefficient.LIGHT_KAPPA, {}),
    (Coefficient.CONGER_KAPPA, {}),
    (Coefficient.ICC_2_1, {}),
    (Coefficient.ICC_1_K, {}),
]


@pytest.mark.parametrize(("coefficient", "options"), BY_ITEM)
def test_a_resample_is_the_statistic_of_the_items_drawn(
    coefficient: Coefficient, options: Options
) -> None:
    """Where every item is its own pattern, the naive judge can draw the same items."""
    table = random_table(7, missing=0.0)
    found = sample(table, coefficient, options)
    n = len(table.items)
    for seed in range(8):
        chance = random.Random(seed)
        drawn = [chance.randrange(n) for _ in range(n)]
        judged = compute(drawn_again(table, drawn), coefficient)
        times = np.bincount(np.array(drawn), minlength=n)
        assert found.estimate(times) == pytest.approx(judged.value, abs=1e-12)


@pytest.mark.parametrize(("coefficient", "options"), ASKED[5:14])
def test_a_resample_of_patterns_is_the_statistic_of_the_items_drawn(
    coefficient: Coefficient, options: Options
) -> None:
    """Patterns drawn so many times are a table of so many items; a few are never drawn."""
    table = random_table(8)
    found = sample(table, coefficient, options)
    rebuilt = [sample(table.where(table.item == code), coefficient, options) for code in range(3)]
    assert all(len(one.times) <= 1 for one in rebuilt)
    for seed in range(4):
        chance = random.Random(seed)
        drawn = [chance.randrange(len(table.items)) for _ in range(len(table.items))]
        again = drawn_again(table, drawn)
        judged = compute(again, coefficient, **options)
        other = sample(again, coefficient, options)
        assert other.estimate(other.times) == pytest.approx(judged.value, abs=1e-12)
    assert found.estimate(2 * found.times) is not None


BOOTSTRAP = IntervalAsked(resamples=300, seed=20261124)


def interval(table: ReadingTable, asked_for: IntervalAsked = BOOTSTRAP) -> Interval:
    found = compute(table, Coefficient.KRIPPENDORFF_ALPHA, interval=asked_for).interval
    assert found is not None
    return found


def test_the_interval_is_the_same_for_ever() -> None:
    found = interval(random_table(1))
    assert (found.method, found.seed) == ("bootstrap of items, percentile", 20261124)
    assert (found.resamples, found.resamples_undefined) == (300, 0)
    assert (found.low, found.high) == GOLDEN
    assert interval(random_table(1)) == found


GOLDEN = (0.2237920623, 0.6284273721)


def test_names_and_order_of_items_change_no_bit() -> None:
    table = random_table(2)
    rows = [
        (f"item {99 - code}", table.annotators[who], table.categories[said])
        for code, who, said in zip(table.item, table.annotator, table.category, strict=True)
    ]
    assert interval(ReadingTable.of(rows[::-1], GRADES)) == interval(table)


def test_another_seed_is_another_interval_and_a_higher_level_a_wider_one() -> None:
    table = random_table(2)
    other = interval(table, IntervalAsked(resamples=300, seed=1))
    assert other != interval(table)
    wide = interval(table, IntervalAsked(resamples=300, seed=1, level=0.99))
    assert wide.low <= other.low <= other.high <= wide.high


def test_resamples_without_a_value_are_counted_and_never_a_number() -> None:
    """Three items, one of which alone varies: often it is not drawn at all."""
    rows = [(f"item {n}", f"annotator {who}", "1") for n in range(3) for who in range(2)]
    table = ReadingTable.of([*rows[:-1], ("item 2", "annotator 1", "2")], GRADES)
    found = interval(table)
    assert found.resamples_undefined > 50
    assert np.isfinite([found.low, found.high]).all()


def test_the_interval_agrees_with_the_published_one_on_a_large_sample() -> None:
    chance = random.Random(5)
    rows = []
    for item in range(1500):
        truth = chance.choice(GRADES)
        for who in range(3):
            said = truth if chance.random() < 0.7 else chance.choice(GRADES)
            rows.append((f"item {item:04d}", f"annotator {who}", said))
    table = ReadingTable.of(rows, GRADES)
    drawn = interval(table, IntervalAsked(resamples=1000))
    published = interval(table, IntervalAsked(method=IntervalMethod.PUBLISHED))
    assert drawn.low == pytest.approx(published.low, abs=0.006)
    assert drawn.high == pytest.approx(published.high, abs=0.006)


@pytest.mark.parametrize("resamples", [0, 49, RESAMPLES_MAX + 1])
def test_too_few_or_too_many_resamples_are_refused(resamples: int) -> None:
    some = Sample(times=np.array([2]), estimate=lambda _: 1.0)
    with pytest.raises(ValueError, match="resamples"):
        bootstrap(some, resamples=resamples)


def test_no_item_has_no_interval() -> None:
    assert bootstrap(Sample(times=np.array([0]), estimate=lambda _: 1.0)) is None
    assert bootstrap(Sample(times=np.array([2]), estimate=lambda _: None)) is None
    empty = compute(ReadingTable.of([], GRADES), Coefficient.GWET_AC1, interval=BOOTSTRAP)
    assert empty.interval is None
