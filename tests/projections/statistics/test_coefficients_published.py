"""Published tables give the published coefficients: see published_coefficients.json.

`cells` says how often a line of values occurs, one value an annotator, a dot where one is missing.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import msgspec
import numpy as np
import pytest

from labeltrail.projections.statistics import (
    AgreementWeights,
    AnyDistance,
    Distance,
    Pooling,
    Weights,
    agreement_weights,
    custom_difference,
    custom_weights,
)
from labeltrail.projections.statistics.coefficient import (
    ICC_FORMS,
    Coefficient,
    IntervalAsked,
    IntervalMethod,
)
from labeltrail.projections.statistics.cohen import cohen_kappa_max
from labeltrail.projections.statistics.compute import compute
from labeltrail.projections.statistics.icc import complete_numbers, f_interval, mean_squares
from labeltrail.projections.statistics.pairs import pair_counts
from labeltrail.projections.statistics.table import ReadingTable


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    coefficient: Coefficient
    quantity: str
    value: float
    tolerance: float
    weights: str | None = None
    category: str | None = None
    matrix: list[list[float]] = []


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    citation: str
    categories: list[str]
    cells: dict[str, int]
    expected: list[Expected]

    def readings(self) -> ReadingTable:
        lines = [line.split() for line, times in self.cells.items() for _ in range(times)]
        return ReadingTable.of(
            [
                (f"unit {unit:04d}", f"rater {rater:02d}", value)
                for unit, line in enumerate(lines)
                for rater, value in enumerate(line)
                if value != "."
            ],
            self.categories,
        )


TABLES = msgspec.json.decode(
    Path(__file__).with_name("published_coefficients.json").read_bytes(), type=list[Table]
)
CASES = [
    pytest.param(table, expected, id=f"{table.name}-{n}-{expected.coefficient}")
    for table in TABLES
    for n, expected in enumerate(table.expected)
]


@pytest.mark.parametrize(("table", "expected"), CASES)
def test_it_gives_the_published_value(table: Table, expected: Expected) -> None:
    assert answer(table.readings(), expected) == pytest.approx(
        expected.value, abs=expected.tolerance, rel=0
    )


def answer(table: ReadingTable, expected: Expected) -> float | None:
    if expected.quantity.startswith("max_"):
        (counts,) = pair_counts(table).values()
        most = cohen_kappa_max(counts, table.categories)
        return most.value if expected.quantity == "max_value" else most.observed
    is_alpha = expected.coefficient is Coefficient.KRIPPENDORFF_ALPHA
    score = compute(
        table,
        expected.coefficient,
        weights=Weights.IDENTITY if is_alpha else weights_of(table, expected),
        distance=distance_of(table, expected) if is_alpha else Distance.NOMINAL,
        pooling=Pooling.KRIPPENDORFF if "rating" in expected.quantity else Pooling.ITEMS,
        category=expected.category,
        interval=IntervalAsked(method=IntervalMethod.PUBLISHED),
    )
    return {
        "observed": score.observed,
        "chance": score.chance,
        "se": score.standard_error,
    }.get(expected.quantity, score.value)


def weights_of(table: ReadingTable, expected: Expected) -> AgreementWeights:
    if not expected.matrix:
        return agreement_weights(
            Weights((expected.weights or "identity").upper()), table.categories
        )
    most = Fraction(max(max(row) for row in expected.matrix))
    nearness = [[1 - Fraction(apart) / most for apart in row] for row in expected.matrix]
    return custom_weights(table.categories, nearness)


def distance_of(table: ReadingTable, expected: Expected) -> AnyDistance:
    if expected.matrix:
        return custom_difference(table.categories, expected.matrix)
    if expected.weights == "quadratic":  # of three classes in rank order
        ranks = range(len(table.categories))
        return custom_difference(table.categories, [[(a - b) ** 2 for b in ranks] for a in ranks])
    return Distance((expected.weights or "nominal").upper())


def test_every_table_names_its_source() -> None:
    assert len(TABLES) == 18
    assert all(len(table.citation) > 20 for table in TABLES)


SHROUT_FLEISS = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]


@pytest.mark.parametrize(
    ("coefficient", "value", "low", "high"),
    [
        (Coefficient.ICC_1_1, 0.17, -0.13, 0.72),
        (Coefficient.ICC_1_K, 0.44, -0.88, 0.91),
        (Coefficient.ICC_2_1, 0.29, 0.02, 0.76),
        (Coefficient.ICC_2_K, 0.62, 0.07, 0.93),
    ],
)
def test_intraclass_correlations_of_shrout_and_fleiss(
    coefficient: Coefficient, value: float, low: float, high: float
) -> None:
    """Psychological Bulletin 86 (1979) 420-428, tables 2 and 4; ends as R psych prints them."""
    table = ReadingTable.of(
        [
            (f"target {n}", f"judge {k}", str(one))
            for n, row in enumerate(SHROUT_FLEISS)
            for k, one in enumerate(row)
        ]
    )
    score = compute(table, coefficient, interval=IntervalAsked(method=IntervalMethod.PUBLISHED))
    assert score.interval is not None
    assert score.value == pytest.approx(value, abs=0.005)
    assert (score.interval.low, score.interval.high) == pytest.approx((low, high), abs=0.005)
    assert (score.n_items, score.n_pairs, score.n_annotators) == (6, 36, 4)
    numbers, left_out = complete_numbers(table)
    assert (numbers.tolist(), left_out) == (SHROUT_FLEISS, 0)
    wider = f_interval(mean_squares(np.array(SHROUT_FLEISS, float)), ICC_FORMS[coefficient], 0.99)
    assert wider is not None
    assert wider[0] < score.interval.low < score.interval.high < wider[1]
