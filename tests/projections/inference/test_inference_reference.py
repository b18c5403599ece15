"""The same iterations from the same start give what crowd-kit gives."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from labeltrail.projections.inference import (
    DawidSkene,
    Glad,
    Inferred,
    Mace,
    MaceFit,
    Method,
    OneCoinDawidSkene,
    WeightedVote,
    WeightsFrom,
    infer,
)
from labeltrail.projections.inference.bradley_terry import strengths
from labeltrail.projections.inference.mace import Trust, fitted_from
from labeltrail.projections.inference.parameters import BradleyTerry
from labeltrail.projections.inference.votes import Votes
from labeltrail.projections.statistics.table import ReadingTable
from tests.projections.inference.crowd import SPECIES, Row, crowd

pytestmark = [
    pytest.mark.reference,
    # crowd-kit writes into frames that pandas may have copied, in ways that pandas warns of
    pytest.mark.filterwarnings(r"ignore::FutureWarning"),
    pytest.mark.filterwarnings(r"ignore:\s*A value is trying to be set on a copy"),
    pytest.mark.filterwarnings(r"ignore::DeprecationWarning"),
]

PLAIN: dict[str, Any] = {
    "prior_correct": 0.0,
    "prior_wrong": 0.0,
    "prior_class": 0.0,
    "tolerance": 0.0,
    "learn_from_single_votes": True,
}
ITERATIONS = 12
SEEDS = range(2)


@pytest.fixture(scope="module")
def theirs() -> ModuleType:
    pytest.importorskip("crowdkit", reason="the library crowd-kit is absent")
    import crowdkit.aggregation

    found: ModuleType = crowdkit.aggregation
    return found


def frame(rows: list[Row]) -> Any:
    pandas = pytest.importorskip("pandas", reason="the library pandas is absent")
    return pandas.DataFrame(rows, columns=["task", "worker", "label"])


def drawn(seed: int) -> list[Row]:
    rows, _ = crowd([0.9, 0.8, 0.6, 0.5, 0.4], 40, seed)
    return [row for n, row in enumerate(rows) if n % 7 != seed]


def apart(inferred: Inferred, probabilities: Any) -> float:
    judged = probabilities.sort_index().reindex(columns=list(SPECIES)).to_numpy()
    return float(np.abs(inferred.fitted.posterior - judged).max())


@pytest.mark.parametrize("seed", SEEDS)
def test_majority_equals_crowd_kit_where_nothing_ties(theirs: ModuleType, seed: int) -> None:
    rows = drawn(seed)
    inferred = infer(ReadingTable.of(rows, SPECIES), Method.MAJORITY)
    labels = theirs.MajorityVote().fit_predict(frame(rows))
    decided = [one for one in inferred.items if inferred.of(one).category is not None]
    assert len(decided) > 20
    assert [inferred.of(one).category for one in decided] == [labels[one] for one in decided]


@pytest.mark.parametrize("seed", SEEDS)
def test_given_weights_equal_crowd_kit(theirs: ModuleType, seed: int) -> None:
    import pandas

    rows = drawn(seed)
    weights = {f"observer {n}": 1.0 / n for n in range(1, 6)}
    given = WeightedVote(weights_from=WeightsFrom.GIVEN, weights=weights)
    inferred = infer(ReadingTable.of(rows, SPECIES), Method.WEIGHTED_VOTE, given)
    judged = theirs.MajorityVote().fit_predict_proba(frame(rows), pandas.Series(weights))
    assert apart(inferred, judged) < 1e-12


@pytest.mark.parametrize("seed", SEEDS)
def test_dawid_skene_equals_crowd_kit(theirs: ModuleType, seed: int) -> None:
    rows = drawn(seed)
    parameters = DawidSkene(iterations_max=ITERATIONS, **PLAIN)
    inferred = infer(ReadingTable.of(rows, SPECIES), Method.DAWID_SKENE, parameters)
    judge = theirs.DawidSkene(n_iter=ITERATIONS, tol=-np.inf).fit(frame(rows))
    assert apart(inferred, judge.probas_) < 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_dawid_skene_with_gold_equals_crowd_kit(theirs: ModuleType, seed: int) -> None:
    import pandas

    rows = drawn(seed)
    gold = {f"night {n:04}": SPECIES[n % 3] for n in range(0, 40, 5)}
    parameters = DawidSkene(iterations_max=ITERATIONS, **PLAIN)
    table = ReadingTable.of(rows, SPECIES)
    inferred = infer(table, Method.DAWID_SKENE, parameters, gold=gold)
    judge = theirs.DawidSkene(n_iter=ITERATIONS, tol=-np.inf)
    judged = judge.fit(frame(rows), true_labels=pandas.Series(gold)).probas_
    # crowd-kit's bound writes its floor of 1e-10 into the posterior that it returns
    assert apart(inferred, judged) < 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_one_coin_equals_crowd_kit(theirs: ModuleType, seed: int) -> None:
    rows = drawn(seed)
    parameters = OneCoinDawidSkene(iterations_max=ITERATIONS, **PLAIN)
    inferred = infer(ReadingTable.of(rows, SPECIES), Method.ONE_COIN_DAWID_SKENE, parameters)
    judge = theirs.OneCoinDawidSkene(n_iter=ITERATIONS, tol=-np.inf).fit(frame(rows))
    assert apart(inferred, judge.probas_) < 1e-6


def _renamed(rows: list[Row]) -> list[Row]:
    """crowd-kit numbers annotators and labels as they come, but sums by name: it is right only
    where they come in order of their names."""
    annotators = list(dict.fromkeys(who for _, who, _ in rows))
    labels = list(dict.fromkeys(said for _, _, said in rows))
    return [(one, f"w{annotators.index(who)}", f"c{labels.index(said)}") for one, who, said in rows]


@pytest.mark.parametrize(("fit", "method"), [(MaceFit.VARIATIONAL, "vb"), (MaceFit.EM, "em")])
def test_mace_equals_crowd_kit_from_the_same_starting_values(
    theirs: ModuleType, fit: MaceFit, method: str
) -> None:
    rows = _renamed(sorted(crowd([0.9, 0.8, 0.6, 0.5, 0.4], 40, seed=0)[0]))
    table = ReadingTable.of(rows)
    ordered = frame(rows)
    judge = theirs.MACE(n_restarts=1, n_iter=ITERATIONS, method=method)
    judge._initialize(len(table.annotators), len(table.categories))
    start = Trust(judge.spamming_[:, 0], judge.spamming_[:, 1], judge.thetas_)
    parameters = Mace(fit=fit, iterations_max=ITERATIONS, tolerance=0.0)
    _, posterior, _ = fitted_from(Votes.of(table, {}), start, parameters)
    judged = judge.fit(ordered).probas_.sort_index().reindex(columns=list(table.categories))
    assert np.abs(posterior - judged.to_numpy()).max() < 1e-6


def test_glad_equals_crowd_kit_where_both_finish_each_step(theirs: ModuleType) -> None:
    """Both climb the same objective by other means, so only finished steps can be compared."""
    rows, _ = crowd([0.9, 0.7, 0.4], 15, seed=1)
    parameters = Glad(iterations_max=2, tolerance=0.0, steps_max=1000, step_tolerance=1e-10)
    inferred = infer(ReadingTable.of(rows, SPECIES), Method.GLAD, parameters)
    judge = theirs.GLAD(n_iter=2, tol=-np.inf, m_step_max_iter=300, m_step_tol=1e-8)
    assert apart(inferred, judge.fit(frame(rows)).probas_) < 1e-5


def test_bradley_terry_nears_crowd_kit_as_its_prior_fades(theirs: ModuleType) -> None:
    """crowd-kit has no prior, so its strengths are known up to a shift, for connected graphs only;
    its tolerance must be 0: it compares an array with itself, so any other ends the second round.
    """
    pandas = pytest.importorskip("pandas", reason="the library pandas is absent")
    won = [("a", "b", 7), ("b", "a", 3), ("b", "c", 6), ("c", "b", 4), ("a", "c", 8), ("c", "a", 2)]
    games = [(one, other, one) for one, other, n in won for _ in range(n)]
    judge = theirs.BradleyTerry(n_iter=5000, tol=0)
    judged = np.log(judge.fit_predict(pandas.DataFrame(games, columns=["left", "right", "label"])))
    wins = np.zeros((1, 3, 3))
    for one, other, n in won:
        wins[0, "abc".index(one), "abc".index(other)] += n
    found = strengths(wins, BradleyTerry(prior_draws=1e-6)).strength[0]
    assert found - found.mean() == pytest.approx(judged - judged.mean(), abs=1e-5)
