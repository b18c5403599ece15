"""Larger collections of published tables and real crowds, where they lie beside the repository."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from functools import partial
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

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
TABLES = sorted((SHARED / "agreement").glob("*.json"))

Value = str | int | float | list[str] | None


class Check(msgspec.Struct, frozen=True):
    id: str
    metric: str
    quantity: str
    expected: float | list[float] | None
    tolerance: float
    weights: str | None = None
    informational: str | None = None


class Table(msgspec.Struct, frozen=True, rename={"ratings": "data"}):
    """Units x raters; see METRICS.md beside the tables."""

    name: str
    checks: list[Check]
    categories: list[Value] | None = None
    ratings: list[list[Value]] | None = None

    def rows(self) -> list[list[str]]:
        return [[name(v) for v in row if v is not None] for row in self.ratings or []]

    def counts(self) -> AgreementCounts:
        return AgreementCounts.total(AgreementCounts.of_item(row) for row in self.rows())

    def listed(self) -> list[str]:
        if self.categories is None:
            return list(self.counts().categories())
        return [name(value) for value in self.categories]

    def numbered(self) -> Table:
        """The same with categories that are no numbers replaced by their ranks."""
        listed = self.listed()
        if all(isinstance(value, int | float) for value in self.categories or []):
            return self
        rank = {category: position for position, category in enumerate(listed, start=1)}
        ranked: list[list[Value]] = [[rank[value] for value in row] for row in self.rows()]
        return Table(self.name, self.checks, list(rank.values()), ranked)

    def n_annotators(self) -> int:
        return max(len(row) for row in self.ratings or [[]])


def name(value: Value) -> str:
    return " ".join(sorted(value)) if isinstance(value, list) else str(value)


def alpha(table: Table, distance: Distance) -> float | None:
    return krippendorff_alpha(
        table.counts(), table.listed(), n_annotators=table.n_annotators(), distance=distance
    ).value


def observed(table: Table, pooling: Pooling) -> float | None:
    return observed_agreement(
        table.counts(), table.listed(), n_annotators=table.n_annotators(), pooling=pooling
    ).value


def disagreement(table: Table, term: str, distance: Distance) -> float:
    both = disagreements(
        table.counts(), table.listed(), n_annotators=table.n_annotators(), distance=distance
    )
    assert both is not None
    return float(both.observed if term == "observed_disagreement" else both.expected)


def irrcac_term(table: Table, term: str) -> float:
    """irrCAC states alpha as (p_a - p_e) / (1 - p_e), with the correction for small samples
    inside p_a and p_e: 1 - D_o (n - 1) / n and 1 - D_e (n - 1) / n."""
    n = table.counts().n_values(values_min=2)
    which = "observed_disagreement" if term == "observed" else "expected_disagreement"
    return 1 - disagreement(table, which, Distance.NOMINAL) * (n - 1) / n


def ac1(table: Table) -> Score:
    return gwet_ac1(table.counts(), table.listed(), n_annotators=table.n_annotators())


def percent(table: Table) -> float | None:
    """Printed without a pooling where all units have as many ratings: then poolings agree."""
    by_pooling = {observed(table, pooling) for pooling in Pooling}
    assert len(by_pooling) == 1
    return by_pooling.pop()


def chance(table: Table) -> float:
    share = chance_agreement(table.counts(), table.listed(), n_annotators=table.n_annotators())
    assert share is not None
    return float(share)


Question = tuple[str, str, str | None]

ANSWERS: dict[Question, Callable[[Table], float | None]] = {
    ("krippendorff_alpha", "value", None): lambda t: alpha(t, Distance.NOMINAL),
    ("krippendorff_alpha", "value", "irrcac_identity"): lambda t: alpha(t, Distance.NOMINAL),
    ("krippendorff_alpha", "value", "ordinal"): lambda t: alpha(t, Distance.ORDINAL),
    ("krippendorff_alpha", "value", "ratio"): lambda t: alpha(t, Distance.RATIO),
    ("krippendorff_alpha", "observed", None): lambda t: irrcac_term(t, "observed"),
    ("krippendorff_alpha", "chance", None): lambda t: irrcac_term(t, "chance"),
    ("gwet_ac1", "value", None): lambda t: ac1(t).value,
    ("gwet_ac1", "observed", None): lambda t: observed(t, Pooling.ITEMS),
    ("gwet_ac1", "chance", None): chance,
    ("fleiss_kappa", "observed", None): lambda t: observed(t, Pooling.ITEMS),
    ("percent_agreement", "value", None): percent,
    ("percent_agreement", "rating_weighted", None): lambda t: observed(t, Pooling.KRIPPENDORFF),
    ("percent_agreement", "unit_mean", None): lambda t: observed(t, Pooling.ITEMS),
}
for weights in ("interval", "quadratic", "irrcac_quadratic"):
    ANSWERS["krippendorff_alpha", "value", weights] = lambda t: alpha(
        t.numbered(), Distance.INTERVAL
    )
ANSWERS["krippendorff_alpha", "value", "irrcac_ratio"] = lambda t: alpha(
    t.numbered(), Distance.RATIO
)
for term in ("observed_disagreement", "expected_disagreement"):
    for weights_or_none, distance in ((None, Distance.NOMINAL), ("interval", Distance.INTERVAL)):
        ANSWERS["krippendorff_alpha", term, weights_or_none] = partial(
            disagreement, term=term, distance=distance
        )


def applicable_checks() -> list[object]:
    cases: list[object] = []
    for path in TABLES:
        table = msgspec.json.decode(path.read_bytes(), type=Table)
        for check in table.checks if table.ratings else []:
            question = (check.metric, check.quantity, check.weights)
            if question in ANSWERS and not check.informational:
                cases.append(pytest.param(table, check, id=check.id))
    absent = pytest.mark.skip(reason=f"{SHARED / 'agreement'} is absent")
    return cases or [pytest.param(None, None, marks=absent, id="absent")]


@pytest.mark.parametrize(("table", "check"), applicable_checks())
def test_the_table_gives_its_expected_value(table: Table, check: Check) -> None:
    computed = ANSWERS[check.metric, check.quantity, check.weights](table)
    if check.expected is None:
        assert computed is None
    else:
        assert computed == pytest.approx(check.expected, abs=check.tolerance, rel=0)


@pytest.mark.parametrize(
    ("crowd", "expected"),
    [
        ("snow_rte", 0.2415),
        ("snow_temporal", 0.2234),
        ("masc_sense_add_v", 0.4650),
        ("act_weather_amt", 0.5212),
        ("act_sentence_polarity_amt", 0.7377),
    ],
)
def test_a_real_crowd_has_the_alpha_of_the_reference(crowd: str, expected: float) -> None:
    labels = SHARED / "crowd" / crowd / "labels.csv"
    if not labels.exists():
        pytest.skip(f"{labels} is absent")
    by_item: defaultdict[str, list[str]] = defaultdict(list)
    workers = set()
    with labels.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            by_item[row["item"]].append(row["label"])
            workers.add(row["worker"])
    counts = AgreementCounts.total(map(AgreementCounts.of_item, by_item.values()))
    score = krippendorff_alpha(counts, counts.categories(), n_annotators=len(workers))
    assert score.value == pytest.approx(expected, abs=0.00005)
