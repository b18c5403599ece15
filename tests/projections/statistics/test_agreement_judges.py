"""Random tables from scratch score as by the libraries of others: values, standard errors, ends."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from labeltrail.projections.statistics import Distance, Status, Weights, sets
from labeltrail.projections.statistics.coefficient import (
    Coefficient,
    IntervalAsked,
    IntervalMethod,
)
from labeltrail.projections.statistics.compute import compute
from labeltrail.projections.statistics.rankings import kendall_tau_b, ranking_of
from labeltrail.projections.statistics.table import ReadingTable

pytestmark = pytest.mark.reference

GRADES = ["1", "2", "3", "4"]
STUDENT = IntervalAsked(method=IntervalMethod.STUDENT)

Table = list[list[int | None]]


def random_table(seed: int, *, annotators: int = 0, missing: float | None = None) -> Table:
    """Items x annotators; raters agree more or less; every annotator and grade occurs."""
    chance = random.Random(seed)
    width = annotators or chance.randint(2, 5)
    share = chance.random() * 0.5 if missing is None else missing
    noise = 0.2 + chance.random() * 0.6
    table: Table = [[1, 2, *[1] * (width - 2)], [4, 3, *[2] * (width - 2)]]
    for _ in range(chance.randint(6, 40)):
        truth = chance.randint(1, 4)
        given = [chance.randint(1, 4) if chance.random() < noise else truth for _ in range(width)]
        kept = [None if chance.random() < share else one for one in given]
        if any(one is not None for one in kept):
            table.append([*kept])
    return table


def readings(table: Table) -> ReadingTable:
    return ReadingTable.of(
        [
            (f"item {item:03d}", f"rater {rater}", str(value))
            for item, row in enumerate(table)
            for rater, value in enumerate(row)
            if value is not None
        ],
        GRADES,
    )


IRRCAC = {
    Coefficient.GWET_AC2: "gwet",
    Coefficient.FLEISS_KAPPA: "fleiss",
    Coefficient.CONGER_KAPPA: "conger",
    Coefficient.BRENNAN_PREDIGER: "bp",
}
FAMILIES = [weights for weights in Weights if weights is not Weights.CUSTOM]


# irrCAC drops unrated rows, and asks whether all are numbers, in ways that pandas warns of.
@pytest.mark.filterwarnings("ignore:Starting with pandas version 4.0")
@pytest.mark.filterwarnings(r"ignore:\s*A value is trying to be set on a copy")
@pytest.mark.parametrize("weights", FAMILIES)
@pytest.mark.parametrize("seed", range(3))
def test_it_equals_irrcac_with_its_standard_error(seed: int, weights: Weights) -> None:
    library = pytest.importorskip("irrCAC.raw", reason="the library irrCAC is absent")
    pandas = pytest.importorskip("pandas", reason="the library pandas is absent")
    table = random_table(seed, annotators=3 + seed % 2)
    frame = pandas.DataFrame(table, dtype=float)
    judge = library.CAC(frame, weights=weights.lower(), categories=[1.0, 2.0, 3.0, 4.0], digits=12)
    for coefficient, method in IRRCAC.items():
        ours = compute(readings(table), coefficient, weights=weights, interval=STUDENT)
        theirs = getattr(judge, method)()["est"]
        assert ours.interval is not None
        assert ours.value == pytest.approx(theirs["coefficient_value"], abs=1e-9)
        assert ours.standard_error == pytest.approx(theirs["se"], abs=1e-9)
        assert ours.interval.low == pytest.approx(theirs["confidence_interval"][0], abs=1e-9)
        assert ours.interval.high == pytest.approx(theirs["confidence_interval"][1], abs=1e-9)
        assert (ours.observed, ours.chance) == pytest.approx((theirs["pa"], theirs["pe"]), abs=1e-9)


@pytest.mark.filterwarnings(r"ignore:\s*A value is trying to be set on a copy")
@pytest.mark.parametrize(
    ("distance", "weights"),
    [("NOMINAL", "identity"), ("INTERVAL", "quadratic"), ("RATIO", "ratio")],
)
@pytest.mark.parametrize("seed", range(4))
def test_alpha_has_the_standard_error_of_irrcac(seed: int, distance: str, weights: str) -> None:
    library = pytest.importorskip("irrCAC.raw", reason="the library irrCAC is absent")
    pandas = pytest.importorskip("pandas", reason="the library pandas is absent")
    table = random_table(seed, annotators=4)
    judge = library.CAC(
        pandas.DataFrame(table, dtype=float),
        weights=weights,
        categories=[1.0, 2.0, 3.0, 4.0],
        digits=12,
    )
    theirs = judge.krippendorff()["est"]
    ours = compute(
        readings(table),
        Coefficient.KRIPPENDORFF_ALPHA,
        distance=Distance(distance),
        interval=STUDENT,
    )
    assert ours.value == pytest.approx(theirs["coefficient_value"], abs=1e-9)
    assert ours.standard_error == pytest.approx(theirs["se"], abs=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_fleiss_equals_statsmodels_where_numbers_are_equal(seed: int) -> None:
    library = pytest.importorskip("statsmodels.stats.inter_rater")
    table = random_table(seed, missing=0.0)
    counts = np.array([[row.count(int(grade)) for grade in GRADES] for row in table])
    ours = compute(readings(table), Coefficient.FLEISS_KAPPA)
    assert ours.value == pytest.approx(library.fleiss_kappa(counts), abs=1e-12)
    randolph = compute(readings(table), Coefficient.BRENNAN_PREDIGER)
    theirs = library.fleiss_kappa(counts, method="randolph")
    assert randolph.value == pytest.approx(theirs, abs=1e-12)


WEIGHTS = {Weights.IDENTITY: None, Weights.LINEAR: "linear", Weights.QUADRATIC: "quadratic"}


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("seed", range(8))
def test_cohen_equals_scikit_learn_and_statsmodels(seed: int, weights: Weights) -> None:
    learn = pytest.importorskip("sklearn.metrics")
    models = pytest.importorskip("statsmodels.stats.inter_rater")
    table = random_table(seed, annotators=2)
    both = [row for row in table if None not in row]
    first, second = zip(*both, strict=True)
    ours = compute(readings(table), Coefficient.COHEN_KAPPA, weights=weights)
    theirs = learn.cohen_kappa_score(first, second, labels=[1, 2, 3, 4], weights=WEIGHTS[weights])
    assert ours.value == pytest.approx(theirs, abs=1e-12)
    cells = np.zeros((4, 4))
    for a, b in both:
        cells[int(a or 0) - 1, int(b or 0) - 1] += 1
    judge = models.cohens_kappa(cells, wt=WEIGHTS[weights])
    assert ours.standard_error == pytest.approx(float(judge.std_kappa), abs=1e-12)


def random_sets(seed: int) -> list[tuple[str, str, frozenset[str]]]:
    chance = random.Random(seed)
    rows = []
    for item in range(20):
        for coder in "xyz":
            members = frozenset(one for one in "abc" if chance.random() < 0.5)
            rows.append((coder, f"item {item}", members or frozenset("a")))
    return rows


def as_text(members: frozenset[str]) -> str:
    return "[" + ",".join(f'"{one}"' for one in sorted(members)) + "]"


@pytest.mark.parametrize("name", ["masi", "jaccard"])
@pytest.mark.parametrize("seed", range(6))
def test_alpha_of_sets_equals_nltk(seed: int, name: str) -> None:
    agreement = pytest.importorskip("nltk.metrics.agreement")
    distance = pytest.importorskip("nltk.metrics.distance")
    rows = random_sets(seed)
    judge: Any = agreement.AnnotationTask(rows, distance=getattr(distance, f"{name}_distance"))
    table = ReadingTable.of([(item, coder, as_text(members)) for coder, item, members in rows])
    ours = compute(table, Coefficient.KRIPPENDORFF_ALPHA, distance=Distance(name.upper()))
    assert ours.value == pytest.approx(judge.alpha(), abs=1e-9)


@pytest.mark.parametrize("seed", range(40))
def test_distances_of_sets_equal_nltk(seed: int) -> None:
    distance = pytest.importorskip("nltk.metrics.distance")
    chance = random.Random(seed)
    a, b = (frozenset(one for one in "abcd" if chance.random() < 0.5) for _ in range(2))
    if not a and not b:  # nltk divides by zero
        assert sets.masi(a, b) == sets.jaccard(a, b) == 0
        return
    assert float(sets.masi(a, b)) == pytest.approx(distance.masi_distance(a, b), abs=1e-12)
    assert float(sets.jaccard(a, b)) == pytest.approx(distance.jaccard_distance(a, b), abs=1e-12)


@pytest.mark.parametrize("seed", range(40))
def test_tau_b_equals_scipy(seed: int) -> None:
    from scipy.stats import kendalltau

    chance = random.Random(seed)
    places = [[chance.randint(0, 3) for _ in range(6)] for _ in range(2)]
    texts = []
    for each in places:
        groups = [[str(one) for one in range(6) if each[one] == place] for place in range(4)]
        texts.append(str([group for group in groups if group]).replace("'", '"'))
    ours = kendall_tau_b(*map(ranking_of, texts))
    theirs = float(kendalltau(*places).statistic)
    assert (ours is None) == np.isnan(theirs)
    assert ours is None or ours == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("distance", ["NOMINAL", "ORDINAL", "INTERVAL", "RATIO"])
@pytest.mark.parametrize("seed", range(6))
def test_alpha_from_a_table_equals_the_krippendorff_library(seed: int, distance: str) -> None:
    library = pytest.importorskip("krippendorff", reason="the library krippendorff is absent")
    table = random_table(seed)
    ours = compute(readings(table), Coefficient.KRIPPENDORFF_ALPHA, distance=Distance(distance))
    assert ours.status is Status.COMPUTED
    matrix = np.array([[np.nan if one is None else one for one in row] for row in table]).T
    theirs = library.alpha(matrix, level_of_measurement=distance.lower(), value_domain=[1, 2, 3, 4])
    assert ours.value == pytest.approx(float(theirs), abs=1e-12)
