"""What readiness would be under another policy, or as if some labels had not come."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from labeltrail.backend.cli.readiness_picture import picture
from labeltrail.events.identifiers import LabelId, MemberId, ProjectId
from labeltrail.events.streams.item import facts
from labeltrail.events.streams.policy import (
    Coefficient,
    Metric,
    Policy,
    Scope,
    TruthMethod,
)
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.readiness import Verdict, canonical, judged, material_of
from labeltrail.projections.readiness.trend import TrendPoint
from labeltrail.projections.readiness.what_if import NOTHING, Without, left_out, what_if
from tests.projections.herbarium import GENUS, tree
from tests.projections.readiness.shelves import (
    EVERYTHING,
    LEAST,
    LOWER,
    MOST,
    PEOPLE,
    UPPER,
    Shelves,
    at_random,
    demand,
)

TRUE = demand(Metric.ITEMS_WITHOUT_GROUND_TRUTH, MOST, "0", task=GENUS)


def three_to_two() -> Shelves:
    """Two sheets: one with a plurality that is no majority of five, one unanimous."""
    shelves = Shelves(Policy(overlap=2, quorum=1, requirements=(TRUE,)))
    first, second = shelves.register("sheet/1"), shelves.register("sheet/2")
    for n, name in enumerate(("birch", "birch", "alder", "willow")):
        shelves.label(first, f"ann-{n}", tree(name))
        shelves.label(second, f"ann-{n}", tree("birch"))
    return shelves


def test_another_method_and_quorum_take_truth_anew() -> None:
    material = material_of(three_to_two().events, UPPER)
    assert material is not None
    for method, quorum, verdict in (
        (TruthMethod.PLURALITY, 1, Verdict.READY),
        (TruthMethod.MAJORITY, 1, Verdict.NOT_READY),
        (TruthMethod.PLURALITY, 5, Verdict.NOT_READY),
    ):
        policy = Policy(overlap=5, quorum=quorum, truth_method=method, requirements=(TRUE,))
        found = what_if(material, policy)
        assert (found.actual.verdict, found.supposed.verdict) == (Verdict.READY, verdict)
        assert found.left_out == 0


@pytest.mark.parametrize("seed", range(8))
def test_without_an_annotator_who_only_labeled_is_as_if_they_had_not_come(seed: int) -> None:
    shelves = at_random(seed, EVERYTHING)
    gone = PEOPLE[1]
    theirs = {
        label.label_id
        for item in shelves.items.values()
        for label in item.labels.values()
        if label.annotator == gone
    }
    alone = [
        event
        for event in shelves.events
        if not (event.event_id in theirs or getattr(event.fact, "label_id", None) in theirs)
    ]
    whole, without = (
        material_of(some, UPPER, references=(LOWER,)) for some in (shelves.events, alone)
    )
    assert whole is not None
    assert without is not None
    supposed = left_out(whole, Without(annotators=frozenset({gone})))
    for item_id, item in supposed.states.items():
        assert set(item.labels) == set(without.states[item_id].labels)
    untouched = [
        item_id
        for item_id in supposed.states
        if not any(
            isinstance(event.fact, facts.LabelReviewed | facts.ItemAdjudicated)
            for event in shelves.events
            if event.stream == f"item/{item_id}"
        )
    ]
    first, second = (one.only(untouched) for one in (supposed, without))
    first.position = second.position
    assert canonical(judged(first)) == canonical(judged(second))


def test_labels_are_left_out_by_id_and_by_the_revision_that_their_annotators_saw() -> None:
    shelves = Shelves(Policy(overlap=1, quorum=1, requirements=(TRUE,)))
    first, second = shelves.register("sheet/1"), shelves.register("sheet/2")
    label = shelves.label(first, "ada", tree("birch"))
    shelves.label(second, "bo", tree("alder"), guideline_revision=2)
    material = material_of(shelves.events, UPPER)
    assert material is not None
    by_id = what_if(material, without=Without(labels=frozenset({LabelId(label)})))
    by_revision = what_if(material, without=Without(guideline_revisions=frozenset({2})))
    nobody = what_if(material, without=Without(annotators=frozenset({MemberId("nobody")})))
    assert (by_id.left_out, by_revision.left_out, nobody.left_out) == (1, 1, 0)
    assert by_id.supposed.verdict is by_revision.supposed.verdict is Verdict.NOT_READY
    assert nobody.supposed == nobody.actual == what_if(material, None, NOTHING).supposed


def test_requirements_of_slices_classes_and_annotators_tell_the_worst() -> None:
    shelves = Shelves()
    for n, (wing, said) in enumerate((("east", "birch"), ("east", "birch"), ("west", "alder"))):
        item = shelves.register(f"sheet/{n}", attributes={"wing": wing})
        shelves.label(item, "ada", tree("birch"))
        shelves.label(item, "bo", tree(said))
    wanted = demand(
        Metric.AGREEMENT,
        LEAST,
        "0.9",
        task=GENUS,
        coefficient=Coefficient.OBSERVED_AGREEMENT,
        scope=Scope.EACH_SLICE,
        attribute="wing",
    )
    material = material_of(shelves.events, UPPER)
    assert material is not None
    (one,) = judged(material, Policy(overlap=1, quorum=1, requirements=(wanted,))).requirements
    assert [(part.subject, part.status) for part in one.parts] == [
        ("west", "fail"),
        ("east", "pass"),
    ]
    assert [(found.kind, found.name) for found in one.culprits] == [("slice", "west")]
    assert one.sentence == (
        "Observed agreement of genus is at least 0.9 for 1 of 2 slices;"
        " slice west is furthest off: 0, on 1 items."
    )


def test_trend_is_drawn_the_same_each_time_and_escapes_what_it_is_told() -> None:
    shelves = three_to_two()
    material = material_of(shelves.events, UPPER)
    assert material is not None
    held = HoldsFor(
        project_id=ProjectId("herbarium"),
        position=material.position,
        recorded_at=datetime(1847, 4, 3, tzinfo=UTC),
        taxonomy_version=1,
        guideline_revision=1,
        policy_version=1,
    )
    points = [
        TrendPoint(holds_for=held, readiness=None),
        TrendPoint(holds_for=held, readiness=judged(material)),
    ]
    drawn = picture("<script>", points)
    assert drawn == picture("<script>", points)
    assert "<script>" not in drawn
    assert drawn.count("<rect") == 1 + 2 * 2
    assert ">READY<" in drawn
    assert ">P 0<" in drawn
