"""Material from raw events: the fast path, canonical bytes, waivers, other policies, parts."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from labeltrail.events.streams.policy import Metric, Policy
from labeltrail.projections.evidence import heaviest
from labeltrail.projections.readiness import (
    Readiness,
    RequirementStatus,
    Verdict,
    Waiver,
    canonical,
    judged,
    material_of,
    readiness,
)
from labeltrail.projections.readiness.metrics.registry import METRICS
from labeltrail.projections.readiness.metrics.sums import weighed
from labeltrail.projections.readiness.waiving import with_waivers
from tests.projections.herbarium import EVERY_METRIC
from tests.projections.readiness.shelves import EVERYTHING, LOWER, UPPER, at_random

PLAIN = Policy(overlap=2, quorum=1, requirements=EVERY_METRIC)


def test_every_metric_is_measured_by_a_function_of_its_own() -> None:
    assert set(METRICS) == set(Metric) - {Metric.PARTS_PASSED}


@pytest.mark.parametrize("seed", range(30))
def test_sums_and_items_come_to_the_same(seed: int) -> None:
    material = material_of(at_random(seed, PLAIN).events, UPPER)
    assert material is not None
    evidence = {
        place: heaviest(weighed(material, one)) for place, one in enumerate(PLAIN.requirements)
    }
    by_sums = readiness(material.tally, material.terms, evidence)
    assert judged(material) == by_sums


@pytest.mark.parametrize("seed", range(12))
def test_readiness_is_equal_bytes_and_says_nothing_of_how_events_came(seed: int) -> None:
    shelves = at_random(seed, EVERYTHING)
    first, again = (material_of(events, UPPER) for events in (shelves.events, iter(shelves.events)))
    assert first is not None
    assert again is not None
    found = judged(first)
    assert canonical(found) == canonical(judged(again))
    assert msgspec.json.decode(canonical(found), type=Readiness) == found
    assert b"e-" not in canonical(found).replace(b"free-", b"")
    assert {one.place for one in found.requirements} == set(range(len(EVERYTHING.requirements)))


def test_a_policy_that_is_not_in_force_is_judged_as_if_it_had_been_published_last() -> None:
    shelves = at_random(3, PLAIN)
    before = material_of(shelves.events, UPPER, references=(LOWER,))
    assert before is not None
    what_if = judged(before, EVERYTHING)
    shelves.publish(EVERYTHING)
    after = material_of(shelves.events, UPPER)
    assert after is not None
    assert what_if.requirements == judged(after).requirements
    assert "this policy" in what_if.sentence
    assert judged(before, PLAIN) == judged(before)


def test_there_is_no_material_of_a_batch_that_is_not_there() -> None:
    shelves = at_random(1, PLAIN)
    assert material_of(shelves.events, LOWER) is not None
    assert material_of(shelves.events[:2], LOWER) is None


def test_material_ends_at_the_position_that_is_asked_for() -> None:
    shelves = at_random(5, PLAIN)
    cut = len(shelves.events) // 2
    early = material_of(shelves.events, UPPER, up_to=cut)
    alone = material_of(shelves.events[:cut], UPPER)
    assert early is not None
    assert alone is not None
    assert early.position == cut
    assert canonical(judged(early)) == canonical(judged(alone))


def test_nothing_is_ever_passed_for_want_of_a_value() -> None:
    for seed in range(12):
        material = material_of(at_random(seed, EVERYTHING, steps=4).events, UPPER)
        assert material is not None
        for one in judged(material).requirements:
            if one.observed is None:
                assert one.status in (
                    RequirementStatus.UNDEFINED,
                    RequirementStatus.INSUFFICIENT_EVIDENCE,
                )


@pytest.mark.parametrize("seed", range(4))
def test_waiver_changes_the_status_and_the_verdict_and_no_number(seed: int) -> None:
    material = material_of(at_random(seed, EVERYTHING).events, UPPER)
    assert material is not None
    plain = judged(material)
    waivers = tuple(
        Waiver(requirement=one, sentence="Waived by maud until Easter.")
        for one in EVERYTHING.requirements
    )
    found = judged(material, waivers=waivers)
    assert found == with_waivers(plain, waivers, EVERYTHING, 1)
    assert found.verdict is Verdict.READY
    assert "waived" in found.sentence
    for was, now in zip(plain.requirements, found.requirements, strict=True):
        if was.status is RequirementStatus.PASS:
            assert now == was
            continue
        assert now.status is RequirementStatus.WAIVED
        assert now.sentence.endswith("Waived by maud until Easter.")
        assert (now.observed, now.n, now.interval) == (was.observed, was.n, was.interval)
    other = msgspec.structs.replace(EVERYTHING.requirements[0], threshold=Decimal("0.51"))
    unfit = (Waiver(requirement=other, sentence="Of another threshold."),)
    assert judged(material, waivers=unfit) == plain
