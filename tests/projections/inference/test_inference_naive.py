"""Random small tables: every method equals its formula in loops, and its objective only climbs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.projections.inference import (
    DawidSkene,
    Glad,
    Inferred,
    Mace,
    MaceFit,
    MaceStart,
    Method,
    OneCoinDawidSkene,
    Parameters,
    infer,
)
from labeltrail.projections.inference.model import information, information_of_coins
from labeltrail.projections.statistics.sampler import uniform
from labeltrail.projections.statistics.table import ReadingTable
from tests.projections.inference import naive

CLASSES = ("barn owl", "little owl", "tawny owl")
CLOSE = 1e-8
AS_LONG = 1e-9

ROW = st.tuples(
    st.sampled_from([f"night {n}" for n in range(7)]),
    st.sampled_from([f"observer {n}" for n in range(4)]),
    st.sampled_from(CLASSES),
)
ROWS = st.lists(ROW, min_size=1, max_size=40, unique_by=lambda row: row[:2])
GOLD = st.dictionaries(
    st.sampled_from([f"night {n}" for n in range(7)]), st.sampled_from(CLASSES), max_size=2
)
PRIOR = st.sampled_from([0.0, 0.2, 1.0, 4.0])

quick = settings(max_examples=40, deadline=None, derandomize=True)
quicker = settings(max_examples=20, deadline=None, derandomize=True)


def close(inferred: Inferred, judged: naive.Posterior) -> bool:
    items = [one for one in inferred.items if inferred.of(one).n_votes]
    expected = [[judged[one][k] for k in CLASSES] for one in items]
    return bool(np.allclose(inferred.fitted.posterior, expected, atol=CLOSE, rtol=0))


@quick
@given(rows=ROWS, gold=GOLD, correct=PRIOR, wrong=PRIOR, pseudo=PRIOR)
def test_dawid_skene_equals_its_formula(
    rows: list[naive.Row], gold: dict[str, str], correct: float, wrong: float, pseudo: float
) -> None:
    parameters = DawidSkene(
        iterations_max=6,
        tolerance=0.0,
        prior_correct=correct,
        prior_wrong=wrong,
        prior_class=pseudo or 0.1,
        learn_from_single_votes=True,
    )
    inferred = infer(ReadingTable.of(rows, CLASSES), Method.DAWID_SKENE, parameters, gold=gold)
    judged = naive.dawid_skene(
        rows,
        CLASSES,
        gold,
        iterations=6,
        correct=correct,
        wrong=wrong,
        pseudo=pseudo or 0.1,
    )
    assert close(inferred, judged)


@quick
@given(rows=ROWS, gold=GOLD, prior=PRIOR)
def test_one_coin_equals_its_formula(
    rows: list[naive.Row], gold: dict[str, str], prior: float
) -> None:
    parameters = OneCoinDawidSkene(
        iterations_max=6,
        tolerance=0.0,
        prior_correct=prior + 0.1,
        prior_wrong=0.5,
        learn_from_single_votes=True,
    )
    inferred = infer(
        ReadingTable.of(rows, CLASSES), Method.ONE_COIN_DAWID_SKENE, parameters, gold=gold
    )
    judged = naive.one_coin(
        rows, CLASSES, gold, iterations=6, correct=prior + 0.1, wrong=0.5, pseudo=1.0
    )
    assert close(inferred, judged)


@quick
@given(rows=ROWS, gold=GOLD, seed=st.integers(0, 5))
def test_mace_equals_its_formula(rows: list[naive.Row], gold: dict[str, str], seed: int) -> None:
    parameters = Mace(restarts=1, iterations_max=5, tolerance=0.0)
    inferred = infer(ReadingTable.of(rows, CLASSES), Method.MACE, parameters, seed, gold=gold)
    spamming, knowing = (1 + 1.5 * uniform(seed, 0, 2)).tolist()
    total = spamming + knowing
    judged = naive.mace(
        rows,
        CLASSES,
        gold,
        iterations=5,
        states=(spamming / total, knowing / total),
        priors=(0.5, 0.5, 10.0),
    )
    assert close(inferred, judged)


@quicker
@given(rows=ROWS, gold=GOLD)
def test_glad_climbs_to_where_no_parameter_can_be_bettered(
    rows: list[naive.Row], gold: dict[str, str]
) -> None:
    parameters = Glad(iterations_max=300, tolerance=1e-12, steps_max=50, step_tolerance=1e-9)
    inferred = infer(ReadingTable.of(rows, CLASSES), Method.GLAD, parameters, gold=gold)
    fitted = inferred.fitted
    assert fitted.ability is not None
    assert fitted.easiness is not None
    ability = dict(zip(inferred.annotators, fitted.ability.tolist(), strict=True))
    easiness = dict(zip(inferred.items, np.log(fitted.easiness).tolist(), strict=True))
    told, judged = naive.glad_objective(rows, CLASSES, gold, ability, easiness)
    assert close(inferred, judged)
    if not inferred.convergence.is_converged:
        return
    for changed, other in ((ability, easiness), (easiness, ability)):
        for one in changed:
            for step in (-0.05, 0.05):
                bettered = {**changed, one: changed[one] + step}
                tried = (bettered, other) if changed is ability else (other, bettered)
                assert naive.glad_objective(rows, CLASSES, gold, *tried)[0] <= told + 1e-4


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        (Method.DAWID_SKENE, DawidSkene(tolerance=0.0, iterations_max=40)),
        (Method.ONE_COIN_DAWID_SKENE, OneCoinDawidSkene(tolerance=0.0, iterations_max=40)),
        (Method.MACE, Mace(tolerance=0.0, restarts=2, start=MaceStart.DRAWN)),
        (Method.MACE, Mace(tolerance=0.0, restarts=2, fit=MaceFit.EM)),
        (Method.GLAD, Glad(tolerance=0.0, iterations_max=20)),
    ],
)
def test_the_objective_never_decreases(method: Method, parameters: Parameters) -> None:
    @quicker
    @given(rows=ROWS, gold=GOLD)
    def judge(rows: list[naive.Row], gold: dict[str, str]) -> None:
        inferred = infer(ReadingTable.of(rows, CLASSES), method, parameters, gold=gold)
        climbed = np.diff(inferred.fitted.fit.objective)
        scale = 1 + abs(inferred.fitted.fit.objective[-1]) if len(climbed) else 1.0
        assert (climbed >= -AS_LONG * scale).all()

    judge()


def test_what_a_coin_tells_is_what_its_confusions_tell() -> None:
    """Two forms of mutual information: closed for coins, and over the whole matrix."""
    prior = np.array([0.5, 0.3, 0.2])
    right = 0.6 + 0.3 * uniform(1, 0, 12).reshape(4, 3)
    wrong = 0.1 * uniform(1, 1, 12).reshape(4, 3) + 0.01
    answers = np.repeat(wrong[:, :, None], 3, axis=2)
    answers[:, range(3), range(3)] = right
    found = information_of_coins(prior, right, wrong)
    assert found == pytest.approx(information(prior, answers), abs=1e-12)
