"""The table of 1979 gives what was printed in 1979, and more caution with our priors."""

from __future__ import annotations

import numpy as np
import pytest

from labeltrail.projections.inference import DawidSkene, Inferred, Method, infer
from labeltrail.projections.statistics.table import ReadingTable
from tests.projections.inference.anaesthetists import (
    CLASSES,
    ERROR_RATES,
    LEADING,
    MARGINALS,
    UNSURE,
    patient,
    readings,
)

AS_PRINTED = DawidSkene(
    prior_correct=0.0,
    prior_wrong=0.0,
    prior_class=0.0,
    tolerance=1e-12,
    learn_from_single_votes=True,
)
PRINTED = 0.01


@pytest.fixture(scope="module")
def printed() -> Inferred:
    return infer(ReadingTable.of(readings(), CLASSES), Method.DAWID_SKENE, AS_PRINTED)


def test_the_class_marginals_are_those_printed(printed: Inferred) -> None:
    assert printed.class_prior / 1e6 == pytest.approx(MARGINALS, abs=PRINTED)


@pytest.mark.parametrize("observer", sorted(ERROR_RATES))
def test_the_error_rates_are_those_printed(printed: Inferred, observer: str) -> None:
    assert printed.confusion is not None
    expected = printed.confusion[printed.annotators.index(observer)]
    rates = expected / expected.sum(axis=1, keepdims=True)
    assert rates == pytest.approx(np.array(ERROR_RATES[observer]), abs=PRINTED)


@pytest.mark.parametrize("number", range(1, 46))
def test_the_posterior_is_the_one_printed(printed: Inferred, number: int) -> None:
    found = printed.of(patient(number))
    assert found.category == LEADING[number - 1]
    expected = UNSURE.get(number, {LEADING[number - 1]: 1.0})
    assert {k: float(p) for k, p in found.posterior.items()} == pytest.approx(
        {k: expected.get(k, 0.0) for k in CLASSES}, abs=PRINTED
    )


def test_it_converges_and_says_so(printed: Inferred) -> None:
    assert printed.convergence.is_converged
    assert printed.convergence.iterations < 100


def test_the_default_leads_to_the_same_classes_but_is_never_certain() -> None:
    inferred = infer(ReadingTable.of(readings(), CLASSES), Method.DAWID_SKENE)
    led = "".join(str(inferred.of(patient(n)).category) for n in range(1, 46))
    differing = [n for n in range(1, 46) if led[n - 1] != LEADING[n - 1]]
    assert differing == []
    shared = inferred.fitted.posterior.max(axis=1)
    assert (shared < 1).all()
