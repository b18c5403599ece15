"""Larger collections of published tables and real crowds, where they lie beside the repository.

Every check of every table is answered, but those that their collector marks as informational
(packages or versions disagree); the last test prints those.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from math import prod, sqrt
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from labeltrail.projections.statistics import (
    AgreementWeights,
    Difference,
    Distance,
    Pooling,
    Score,
    Weights,
    agreement_weights,
    custom_difference,
    custom_weights,
    disagreements,
    fleiss_z,
    sets,
)
from labeltrail.projections.statistics.coefficient import (
    Coefficient,
    IntervalAsked,
    IntervalMethod,
)
from labeltrail.projections.statistics.cohen import cohen_kappa_max
from labeltrail.projections.statistics.compute import compute
from labeltrail.projections.statistics.conger import values_by_annotator
from labeltrail.projections.statistics.icc import complete_numbers, mean_squares
from labeltrail.projections.statistics.intervals import quantile
from labeltrail.projections.statistics.marginals import bhapkar, bias, stuart_maxwell
from labeltrail.projections.statistics.pairs import PairCounts, pair_counts
from labeltrail.projections.statistics.patterns import counts_of
from labeltrail.projections.statistics.per_item import agreement_per_item, specific_agreement
from labeltrail.projections.statistics.table import ReadingTable

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
TABLES = sorted((SHARED / "agreement").glob("*.json"))

Value = str | int | float | list[str] | None
Found = float | list[float] | None


class Check(msgspec.Struct, frozen=True):
    id: str
    metric: str
    quantity: str
    expected: float | list[float] | None
    tolerance: float
    weights: str | None = None
    informational: str | None = None
    interval: str | None = None
    category: Value = None
    matrix: list[list[float]] = []
    agreement_matrix: list[list[float]] = []
    pair: list[list[str]] = []


class Table(msgspec.Struct, frozen=True, rename={"ratings": "data", "cells": "table"}):
    """Units x raters; see METRICS.md beside the tables."""

    name: str
    checks: list[Check]
    level: str
    categories: list[Value] | None = None
    ratings: list[list[Value]] | None = None
    cells: Any = None

    def readings(self) -> ReadingTable:
        rows = [
            (f"unit {unit:05d}", f"rater {rater:02d}", text(value))
            for unit, values in enumerate(self.ratings or [])
            for rater, value in enumerate(values)
            if value is not None
        ]
        listed = None if self.categories is None else [text(value) for value in self.categories]
        return ReadingTable.of(rows, listed)

    def numbered(self) -> ReadingTable:
        """The same with categories that are no numbers replaced by their ranks."""
        table = self.readings()
        if all(isinstance(value, int | float) for value in self.categories or []):
            return table
        ranks = tuple(str(rank) for rank in range(1, len(table.categories) + 1))
        return msgspec.structs.replace(table, categories=ranks)

    def pair(self) -> PairCounts:
        """Of the two raters; from the printed table where there are no rows."""
        if self.ratings is None:
            names = [text(value) for value in self.categories or []]
            rows = zip(names, self.cells, strict=True)
            return PairCounts({name: dict(zip(names, row, strict=True)) for name, row in rows})
        (counts,) = pair_counts(self.readings()).values()
        return counts


def text(value: Value) -> str:
    return msgspec.json.encode(sorted(value)).decode() if isinstance(value, list) else str(value)


def weights_of(table: ReadingTable, check: Check) -> AgreementWeights:
    name = check.weights or "identity"
    if name == "disagreement_matrix":
        most = max(max(row) for row in check.matrix)
        nearness = [[1 - Fraction(d) / Fraction(most) for d in row] for row in check.matrix]
        return custom_weights(table.categories, nearness)
    if name == "irrcac_custom":
        return custom_weights(table.categories, check.agreement_matrix)
    plain = {"nominal": "identity", "interval": "quadratic"}.get(name, name)
    return agreement_weights(Weights(plain.removeprefix("irrcac_").upper()), table.categories)


def distance_of(table: Table, check: Check) -> tuple[ReadingTable, Distance | Difference]:
    readings = table.readings()
    if check.weights == "disagreement_matrix":
        return readings, custom_difference(readings.categories, check.matrix)
    if check.weights in ("passonneau_2004", "masi_dkpro"):
        return readings, Difference(Distance.CUSTOM, partial(between_sets, check.weights))
    if check.weights in ("ordinal", "ratio", "interval"):
        return readings, Distance(check.weights.upper())
    if check.weights in ("quadratic", "irrcac_quadratic"):
        return table.numbered(), Distance.INTERVAL
    if check.weights == "irrcac_ratio":
        return table.numbered(), Distance.RATIO
    if check.weights in (None, "irrcac_identity"):
        return readings, Distance.NOMINAL
    rows = weights_of(readings, check).rows
    assert rows is not None
    return readings, custom_difference(
        readings.categories, [[1 - w for w in row.values()] for row in rows.values()]
    )


def between_sets(kind: str, c: str, k: str) -> Fraction:
    a, b = sets.set_of(c), sets.set_of(k)
    farther = sets.passonneau(a, b)
    return farther * sets.jaccard(a, b) if kind == "masi_dkpro" else farther


def ordered_alpha(table: Table, check: Check) -> Found:
    """irrCAC's for two raters in an order, with w_ck of first and second (Gwet 2014); we take
    annotators as interchangeable and would average w_ck and w_kc."""
    weights = np.array(check.agreement_matrix)
    names = table.readings().categories
    cells = np.array([[table.pair().cells.get(c, {}).get(k, 0) for k in names] for c in names])
    n = int(cells.sum())
    shares, either = cells / n, (cells.sum(axis=0) + cells.sum(axis=1)) / (2 * n)
    observed, chance = float((weights * shares).sum()), float(either @ weights @ either)
    plain = (observed - chance) / (1 - chance)
    if check.quantity == "value":
        return float(plain + (1 - observed) / (2 * n) / (1 - chance))
    met = (weights.T @ (cells.sum(axis=0) / n) + weights.T @ (cells.sum(axis=1) / n)) / 2
    linear = weights - (1 - plain) * (met[:, None] + met)
    variance = float((shares * linear**2).sum()) - (observed - 2 * (1 - plain) * chance) ** 2
    error = sqrt(variance / n) / (1 - chance)
    reach = error * quantile(IntervalMethod.STUDENT, 0.95, n - 1)
    value = plain + (1 - observed) / (2 * n) / (1 - chance)
    return {"se": error, "ci_low": value - reach, "ci_high": min(1.0, value + reach)}[
        check.quantity
    ]


def alpha(table: Table, check: Check) -> Found:
    if check.agreement_matrix and table.cells is not None:
        return ordered_alpha(table, check)
    readings, distance = distance_of(table, check)
    if check.quantity in ("value", "se", "ci_low", "ci_high"):
        asked = None if check.quantity == "value" else interval_of(check)
        score = compute(readings, Coefficient.KRIPPENDORFF_ALPHA, distance=distance, interval=asked)
        return part_of(score, check)
    counts = counts_of(readings)
    both = disagreements(
        counts, readings.categories, n_annotators=len(readings.annotators), distance=distance
    )
    assert both is not None
    term = both.observed if check.quantity.startswith("observed") else both.expected
    if check.quantity.endswith("_disagreement"):
        return float(term)
    # irrCAC states alpha as (p_a - p_e) / (1 - p_e), with the correction for small samples inside:
    # 1 - D_o (n - 1) / n and 1 - D_e (n - 1) / n, where the farthest pair is 1 apart.
    n = counts.n_values(values_min=2)
    farthest = {"quadratic": spread, "irrcac_quadratic": spread, "irrcac_ratio": ratio}
    scale = farthest.get(check.weights or "", lambda _: Fraction(1))(readings.categories)
    return float(1 - term / scale * (n - 1) / n)


def spread(categories: tuple[str, ...]) -> Fraction:
    numbers = [Fraction(category) for category in categories]
    return (max(numbers) - min(numbers)) ** 2


def ratio(categories: tuple[str, ...]) -> Fraction:
    numbers = [Fraction(category) for category in categories]
    return ((max(numbers) - min(numbers)) / (max(numbers) + min(numbers))) ** 2


def corrected(coefficient: Coefficient, table: Table, check: Check) -> Found:
    readings = table.readings()
    if check.quantity == "z_h0":
        counts = counts_of(readings)
        return fleiss_z(counts, readings.categories, n_annotators=len(readings.annotators)).value
    is_plain = coefficient is Coefficient.GWET_AC1
    category = text(check.category) if check.quantity == "category" else None
    score = compute(
        readings,
        coefficient,
        weights=Weights.IDENTITY if is_plain else weights_of(readings, check),
        category=category,
        interval=interval_of(check) if check.quantity in ("se", "ci_low", "ci_high") else None,
    )
    return part_of(score, check)


def kappa(table: Table, check: Check) -> Found:
    if check.quantity.startswith("max_"):
        found = cohen_kappa_max(table.pair(), table.readings().categories)
        return found.value if check.quantity == "max_value" else found.observed
    if not check.quantity.endswith("_disagreement"):
        return corrected(Coefficient.COHEN_KAPPA, table, check)
    readings = table.readings()
    score = compute(readings, Coefficient.COHEN_KAPPA, weights=weights_of(readings, check))
    term = score.observed if check.quantity.startswith("observed") else score.chance
    assert term is not None
    return (1 - term) * max(max(row) for row in check.matrix)


def percent(table: Table, check: Check) -> Found:
    readings = table.readings()
    is_weighted = check.quantity == "rating_weighted"
    score = compute(
        readings,
        Coefficient.OBSERVED_AGREEMENT,
        pooling=Pooling.KRIPPENDORFF if is_weighted else Pooling.ITEMS,
        weights=weights_of(readings, check),
        interval=interval_of(check) if check.quantity not in PLAIN else None,
    )
    if check.quantity == "unit_mean_se":
        return score.standard_error
    return part_of(score, check)


PLAIN = ("value", "unit_mean", "rating_weighted")


def interval_of(check: Check) -> IntervalAsked:
    conventions = {"normal": IntervalMethod.NORMAL, "t(n-1)": IntervalMethod.STUDENT}
    method = conventions.get(check.interval or "", IntervalMethod.PUBLISHED)
    return IntervalAsked(method=method)


def part_of(score: Score, check: Check) -> Found:
    if check.quantity in ("observed", "chance"):
        return score.observed if check.quantity == "observed" else score.chance
    if check.quantity == "se":
        return score.standard_error
    if check.quantity in ("ci_low", "ci_high"):
        assert score.interval is not None
        return score.interval.low if check.quantity == "ci_low" else score.interval.high
    return score.value


def light(table: Table, check: Check) -> Found:
    """z as R irr has it: by a standard error of its own, from all pairs' chance at once."""
    readings = table.readings()
    value = compute(readings, Coefficient.LIGHT_KAPPA).value
    if check.quantity == "value":
        return value
    assert value is not None
    n, given = len(readings.items), values_by_annotator(readings).tolist()
    apart = [
        n * n - sum(a * b for a, b in zip(given[g], given[h], strict=True))
        for g in range(len(given))
        for h in range(g)
    ]
    chance = 1 - Fraction(len(apart) * prod(apart), n ** (2 * len(apart)))
    return float(value / sqrt(chance / (n * (1 - chance))))


def lungs(table: Table, check: Check) -> Found:
    numbers, _ = complete_numbers(table_of_numbers(table))
    squares = mean_squares(numbers)
    if check.metric == "icc_1k":
        return compute(table_of_numbers(table), Coefficient.ICC_1_K).value
    is_between = check.metric == "icc_subject_variance"
    return squares.variance_between_items() if is_between else squares.within_items


def table_of_numbers(table: Table) -> ReadingTable:
    return msgspec.structs.replace(table, categories=None).readings()


def van_oest(table: Table, check: Check) -> Found:
    """Chance from shares that begin with one value of every category; pairs pooled."""
    readings = table.readings()
    totals = counts_of(readings).totals()
    whole = sum(totals.values()) + len(readings.categories)
    chance = sum(((1 + totals.get(c, 0)) / whole) ** 2 for c in readings.categories)
    observed = compute(readings, Coefficient.OBSERVED_AGREEMENT, pooling=Pooling.PAIRS).value
    assert observed is not None
    return (observed - chance) / (1 - chance)


def overlap(table: Table, check: Check) -> Found:
    """DKPro's, which takes two empty sets for no overlap; for us they are equal."""
    shares = []
    for first, second in table.ratings or []:
        a, b = sets.set_of(text(first)), sets.set_of(text(second))
        is_dice = check.metric == "dice_agreement"
        near = 1 - sets.jaccard(a, b)
        shares.append((2 * near / (1 + near) if is_dice else Fraction(near > 0)) * bool(a or b))
    return float(sum(shares, Fraction(0)) / len(shares))


def between(table: Table, check: Check) -> Found:
    a, b = (frozenset(one) for one in check.pair)
    if check.weights == "masi_rounded_0.33_0.67":
        rounded = {0: 1.0, 1: 0.67, 2: 0.33, 3: 0.0}[int(3 * sets.passonneau(a, b))]
        return 1 - float(1 - sets.jaccard(a, b)) * rounded
    named = {
        "jaccard_distance": sets.jaccard,
        "masi_distance": sets.masi,
        "passonneau_2004_distance": sets.passonneau,
    }
    return float(named[check.metric](a, b))


def shift(table: Table, check: Check) -> Found:
    categories = [text(value) for value in table.categories or []]
    tests = {"rater_bias": bias, "stuart_maxwell": stuart_maxwell, "bhapkar": bhapkar}
    found = tests[check.metric](table.pair(), categories)
    return {"value": found.share, "chi2": found.chi2, "p_value": found.p_value}[check.quantity]


def specific(table: Table, check: Check) -> Found:
    return specific_agreement(counts_of(table.readings()), text(check.category))


def items(table: Table, _: Check) -> Found:
    found: list[float] = agreement_per_item(table.readings()).agreeing.tolist()
    return found


Answer = Callable[[Table, Check], Found]
ANSWERS: Mapping[str, Answer] = {
    "krippendorff_alpha": alpha,
    "cohen_kappa": kappa,
    "weighted_kappa": kappa,
    "conger_kappa": partial(corrected, Coefficient.CONGER_KAPPA),
    "hubert_kappa": partial(corrected, Coefficient.CONGER_KAPPA),
    "fleiss_kappa": partial(corrected, Coefficient.FLEISS_KAPPA),
    "scott_pi": partial(corrected, Coefficient.SCOTT_PI),
    "gwet_ac1": partial(corrected, Coefficient.GWET_AC1),
    "gwet_ac2": partial(corrected, Coefficient.GWET_AC2),
    "brennan_prediger": partial(corrected, Coefficient.BRENNAN_PREDIGER),
    "bennett_s": partial(corrected, Coefficient.BRENNAN_PREDIGER),
    "randolph_kappa": partial(corrected, Coefficient.BRENNAN_PREDIGER),
    "light_kappa": light,
    "percent_agreement": percent,
    "specific_agreement": specific,
    "item_agreement": items,
    "van_oest_irsq": van_oest,
    "max_percent_agreement": overlap,
    "dice_agreement": overlap,
    **dict.fromkeys(("icc_1k", "icc_subject_variance", "icc_residual_variance"), lungs),
    **dict.fromkeys(("jaccard_distance", "masi_distance", "passonneau_2004_distance"), between),
    **dict.fromkeys(("rater_bias", "stuart_maxwell", "bhapkar"), shift),
}


def checks(*, informational: bool) -> list[tuple[Table, Check]]:
    tables = [msgspec.json.decode(path.read_bytes(), type=Table) for path in TABLES]
    return [
        (table, check)
        for table in tables
        for check in table.checks
        if bool(check.informational) is informational
    ]


def cases() -> list[object]:
    found = [
        pytest.param(table, check, id=check.id) for table, check in checks(informational=False)
    ]
    absent = pytest.mark.skip(reason=f"{SHARED / 'agreement'} is absent")
    return [*found] or [pytest.param(None, None, marks=absent, id="absent")]


@pytest.mark.parametrize(("table", "check"), cases())
def test_the_table_gives_its_expected_value(table: Table, check: Check) -> None:
    computed = ANSWERS[check.metric](table, check)
    if check.expected is None:
        assert computed is None
    else:
        assert computed == pytest.approx(check.expected, abs=check.tolerance, rel=0)


def test_only_what_packages_disagree_on_is_left_out() -> None:
    for table, check in checks(informational=True):
        print(f"left out: {table.name} {check.metric} {check.quantity}: {check.informational}")


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
    with labels.open(newline="", encoding="utf-8") as lines:
        rows = [(row["item"], row["worker"], row["label"]) for row in csv.DictReader(lines)]
    score = compute(ReadingTable.of(rows), Coefficient.KRIPPENDORFF_ALPHA)
    assert score.value == pytest.approx(expected, abs=0.00005)
