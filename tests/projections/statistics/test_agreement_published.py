"""Published tables give the published values; the facts and their citations: published.json."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest

from labeltrail.projections.statistics import (
    AgreementCounts,
    Distance,
    Pooling,
    Score,
    chance_agreement,
    disagreements,
    gwet_ac1,
    krippendorff_alpha,
    observed_agreement,
)


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    statistic: str
    value: float
    tolerance: float
    origin: str | None = None


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`rows`: one line per item, a dot for a missing value; `cells`: the same, with a number."""

    name: str
    citation: str
    categories: list[str]
    expected: list[Expected]
    rows: list[str] = []
    cells: dict[str, int] = {}

    def counts(self) -> AgreementCounts:
        lines = [*self.rows, *(line for line, times in self.cells.items() for _ in range(times))]
        items = [[value for value in line.split() if value != "."] for line in lines]
        return AgreementCounts.total(AgreementCounts.of_item(values) for values in items)

    def n_annotators(self) -> int:
        return max(len(line.split()) for line in [*self.rows, *self.cells])


NUMERIC = (Distance.NOMINAL, Distance.ORDINAL, Distance.INTERVAL, Distance.RATIO)
TABLES = msgspec.json.decode(
    Path(__file__).with_name("published.json").read_bytes(), type=list[Table]
)
CASES = [
    pytest.param(table, expected, id=f"{table.name}-{expected.statistic}")
    for table in TABLES
    for expected in table.expected
]


def value_of(score: Score) -> float:
    assert score.value is not None, score.reason
    return score.value


def exactly(term: Fraction | None) -> float:
    assert term is not None
    return float(term)


def alpha(distance: Distance) -> Callable[[Table], float]:
    return lambda table: value_of(
        krippendorff_alpha(
            table.counts(),
            table.categories,
            n_annotators=table.n_annotators(),
            distance=distance,
        )
    )


def observed(pooling: Pooling) -> Callable[[Table], float]:
    return lambda table: value_of(
        observed_agreement(
            table.counts(), table.categories, n_annotators=table.n_annotators(), pooling=pooling
        )
    )


def disagreement(term: str) -> Callable[[Table], float]:
    def of(table: Table) -> float:
        both = disagreements(table.counts(), table.categories, n_annotators=table.n_annotators())
        assert both is not None
        return float(both.observed if term == "observed" else both.expected)

    return of


STATISTICS: dict[str, Callable[[Table], float]] = {
    **{f"alpha_{distance.lower()}": alpha(distance) for distance in NUMERIC},
    **{f"observed_{pooling.lower()}": observed(pooling) for pooling in Pooling},
    "disagreement_observed": disagreement("observed"),
    "disagreement_expected": disagreement("expected"),
    "ac1": lambda table: value_of(
        gwet_ac1(table.counts(), table.categories, n_annotators=table.n_annotators())
    ),
    "ac1_chance": lambda table: exactly(
        chance_agreement(table.counts(), table.categories, n_annotators=table.n_annotators())
    ),
}


@pytest.mark.parametrize(("table", "expected"), CASES)
def test_it_gives_the_published_value(table: Table, expected: Expected) -> None:
    computed = STATISTICS[expected.statistic](table)
    assert computed == pytest.approx(expected.value, abs=expected.tolerance, rel=0)


def test_every_table_names_its_source() -> None:
    assert len(TABLES) == 10
    assert all(len(table.citation) > 20 for table in TABLES)


def test_ordinal_alpha_is_not_the_plain_difference_of_ranks() -> None:
    """A known mistake of others: |a - b| gives .800 on the four observers' table."""
    table = next(each for each in TABLES if each.name == "krippendorff_2011_four_observers")
    assert round(alpha(Distance.ORDINAL)(table), 3) == 0.815
