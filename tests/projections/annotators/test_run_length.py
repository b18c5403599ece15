"""The CUSUM's promise about false alarms, against formulas, simulation and the best scores."""

from __future__ import annotations

from math import log

import pytest

from labeltrail.projections.annotators import charts
from labeltrail.projections.annotators.run_length import design, odds_times, run_length
from labeltrail.projections.statistics.sampler import uniform

SHARES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.95)


@pytest.mark.parametrize("errors", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_run_of_errors_takes_as_long_as_the_formula_says(errors: float, length: int) -> None:
    """With -length and 1, errors in a row: (1 - p^k) / (q p^k), Feller's mean recurrence time."""
    expected = (1 - errors**length) / ((1 - errors) * errors**length)
    assert run_length(errors, length, 1, length) == pytest.approx(expected)


@pytest.mark.parametrize("errors", SHARES)
def test_false_alarms_are_as_rare_as_asked_and_no_rarer_than_needed(errors: float) -> None:
    found = design(errors, odds_ratio=2.0, labels_min=500)
    assert found.labels_per_false_alarm >= 500
    assert run_length(found.errors, -found.right, found.wrong, found.threshold - 1) < 500
    expected = log(found.out_of_control / errors) / log((1 - errors) / (1 - found.out_of_control))
    assert found.wrong / -found.right == pytest.approx(expected, rel=0.12)


@pytest.mark.parametrize("errors", [0.05, 0.2, 0.5])
def test_simulation_agrees_and_changes_are_found_soon(errors: float) -> None:
    found = design(errors, odds_ratio=2.0, labels_min=500)

    def labels_per_signal(share: float, stream: int) -> float:
        drawn = (uniform(1979, stream, 100_000) < share).tolist()
        scores = [found.wrong if one else found.right for one in drawn]
        return 100_000 / len(charts.cusum(scores, threshold=found.threshold).signals)

    assert labels_per_signal(errors, 1) == pytest.approx(found.labels_per_false_alarm, rel=0.25)
    assert labels_per_signal(found.out_of_control, 2) < 100


def test_shares_at_the_edge_are_held_within() -> None:
    assert design(0.0, odds_ratio=2.0, labels_min=500).errors == 0.01
    assert design(1.0, odds_ratio=2.0, labels_min=500).errors == 0.99
    assert odds_times(0.5, 3) == 0.75
