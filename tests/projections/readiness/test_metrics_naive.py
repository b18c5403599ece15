"""Every metric that is counted equals a naive second count, on random histories."""

from __future__ import annotations

from collections import Counter

import pytest

from labeltrail.events.streams.policy import Coefficient, Metric, Policy, Requirement
from labeltrail.projections.readiness import material_of
from labeltrail.projections.readiness.judge import measured
from labeltrail.projections.readiness.metrics.registry import METRICS
from tests.projections.herbarium import CONDITION, GENUS
from tests.projections.model import Model
from tests.projections.readiness import naive
from tests.projections.readiness.shelves import LOWER, MODEL, MOST, PEOPLE, UPPER, at_random, demand

NOT_COUNTED = {Metric.SUSPECTED_LEAKAGE, Metric.DRIFT_ALARMS, Metric.DISTRIBUTION_SHIFT}
"""Computed by statistics that have judges of their own."""
OF_GENUS = (
    Metric.GOLD_ACCURACY,
    Metric.ADJUDICATION_RATE,
    Metric.CLASS_ITEMS,
    Metric.IMBALANCE_RATIO,
    Metric.SELF_CONSISTENCY,
    Metric.CANNOT_TELL_RATE,
    Metric.ALPHA_NOMINAL,
    Metric.ITEMS_WITHOUT_GROUND_TRUTH,
)
OF_ITEMS = (
    Metric.COVERAGE,
    Metric.OVERLAP,
    Metric.OPEN_ESCALATIONS,
    Metric.REVIEW_COVERAGE,
    Metric.APPROVAL_RATE,
    Metric.STALE_LABELS,
    Metric.ANNOTATOR_CONCENTRATION,
    Metric.DUPLICATE_ITEMS,
)
OF_PEOPLE = (
    demand(Metric.REVIEW_COVERAGE),
    demand(Metric.APPROVAL_RATE),
    demand(Metric.STALE_LABELS, MOST),
    demand(Metric.ANNOTATOR_CONCENTRATION, MOST),
    demand(Metric.GOLD_ACCURACY, task=GENUS),
    demand(Metric.SELF_CONSISTENCY, task=GENUS),
    demand(Metric.CANNOT_TELL_RATE, MOST, task=GENUS),
)
COEFFICIENTS = (
    Coefficient.OBSERVED_AGREEMENT,
    Coefficient.GWET_AC1,
    Coefficient.KRIPPENDORFF_ALPHA,
)


def wanted() -> list[Requirement]:
    found = [demand(one, task=GENUS) for one in OF_GENUS]
    found += [demand(one) for one in OF_ITEMS]
    found += [demand(Metric.ALPHA_ORDINAL, task=CONDITION)]
    found += [demand(Metric.GOLD_ACCURACY, task=CONDITION)]
    found += [demand(Metric.DUPLICATE_ITEMS, MOST, reference=LOWER)]
    for name in ("alder", "birch"):
        found += [
            demand(one, task=GENUS, category=name)
            for one in (Metric.GOLD_ACCURACY, Metric.CLASS_ITEMS)
        ]
    for coefficient in COEFFICIENTS:
        agreed = demand(Metric.AGREEMENT, task=GENUS, coefficient=coefficient)
        found += [agreed, demand(Metric.AGREEMENT, task=GENUS, coefficient=coefficient)]
        found += [
            demand(Metric.AGREEMENT, task=GENUS, coefficient=coefficient, category="birch"),
            demand(Metric.AGREEMENT, task=GENUS, coefficient=coefficient, annotator=PEOPLE[0]),
        ]
    for who in (*PEOPLE[:2], MODEL):
        found += [_by(one, who) for one in OF_PEOPLE]
    return found


def _by(one: Requirement, who: str) -> Requirement:
    return demand(one.metric, one.comparison, task=one.task, annotator=who)


def test_every_counted_metric_has_a_second_count() -> None:
    assert {Metric(one) for one in naive.NAIVE} | NOT_COUNTED <= set(METRICS)
    asked = Counter(
        one.metric
        for seed in range(4)
        for one in wanted()
        if naive.measured(Model(at_random(seed, None).events), UPPER, one)[0] is not None
    )
    assert set(asked) == {Metric(one) for one in naive.NAIVE} - {Metric.COVERAGE, Metric.OVERLAP}


@pytest.mark.parametrize("seed", range(25))
def test_metrics_equal_a_naive_count(seed: int) -> None:
    the_policy = Policy(overlap=2, quorum=1, models_vote=bool(seed % 3 == 2))
    shelves = at_random(seed, the_policy)
    material, model = material_of(shelves.events, UPPER, references=(LOWER,)), Model(shelves.events)
    assert material is not None
    for one in wanted():
        if one.metric is Metric.GOLD_ACCURACY and the_policy.models_vote:
            continue  # then models' answers count as well
        found = measured(material, one)
        value, n = naive.measured(model, UPPER, one)
        assert found.value == value, one
        assert found.n == n or value is None, one
