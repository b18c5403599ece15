"""What it would take: doing the work that is told turns the requirement, and less does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from labeltrail.events.streams.policy import (
    Bound,
    Coefficient,
    Metric,
    Policy,
    Requirement,
    Scope,
)
from labeltrail.projections.readiness import MET, Material, judged, material_of
from labeltrail.projections.readiness.judge import verdict_of
from labeltrail.projections.readiness.takes.turning import grown, is_met, turned
from labeltrail.projections.readiness.what_it_takes import what_it_takes
from labeltrail.projections.readiness.work import Step, Sureness, Work, WorkKind
from tests.projections.herbarium import CONDITION, GENUS, grade, tree
from tests.projections.readiness.shelves import (
    EVERY_DEMAND,
    EVERYTHING,
    LEAST,
    MOST,
    UPPER,
    Shelves,
    at_random,
    demand,
)


def held(shelves: Shelves) -> Material:
    found = material_of(shelves.events, UPPER)
    assert found is not None
    return found


def is_turned(shelves: Shelves, wanted: Requirement) -> bool:
    return verdict_of(held(shelves), wanted, 0).status in MET


def given(seed: int) -> Shelves:
    return at_random(seed, Policy(overlap=3, quorum=1), steps=30)


def label(shelves: Shelves, step: Step) -> None:
    assert step.item_id is not None
    for n in range(step.times):
        shelves.label(step.item_id, f"newcomer-{n}", tree("birch"))


def review(shelves: Shelves, step: Step) -> None:
    assert step.item_id is not None
    waiting = [
        one for one in shelves.items[step.item_id].active_labels() if one.review_in_force() is None
    ]
    for one in waiting[: step.times]:
        shelves.review(step.item_id, one.label_id)


def adjudicate(shelves: Shelves, step: Step) -> None:
    assert step.item_id is not None
    shelves.adjudicate(step.item_id, tree("birch"))


def decide(shelves: Shelves, step: Step) -> None:
    (adjudicate if step.kind is WorkKind.ADJUDICATE else label)(shelves, step)


def rewrite(shelves: Shelves, step: Step) -> None:
    assert step.item_id is not None
    in_force = held(shelves).rules.guideline.in_force
    stale = [
        one
        for one in shelves.items[step.item_id].active_labels()
        if one.guideline_revision < in_force
    ]
    for one in stale[: step.times]:
        shelves.retract(step.item_id, one.label_id)
        shelves.label(step.item_id, one.annotator, tree("alder"), guideline_revision=in_force)


EXACT: tuple[tuple[Requirement, Callable[[Shelves, Step], None]], ...] = (
    (demand(Metric.COVERAGE, LEAST, "1"), label),
    (demand(Metric.OVERLAP, LEAST, "0.8"), label),
    (demand(Metric.OVERLAP, LEAST, "0.4", bound=Bound.INTERVAL), label),
    (demand(Metric.REVIEW_COVERAGE, LEAST, "0.6"), review),
    (demand(Metric.REVIEW_COVERAGE, LEAST, "0.5", bound=Bound.INTERVAL), review),
    (demand(Metric.ADJUDICATION_RATE, LEAST, "0.7", task=GENUS), adjudicate),
    (demand(Metric.ITEMS_WITHOUT_GROUND_TRUTH, MOST, "0", task=GENUS), decide),
    (demand(Metric.STALE_LABELS, MOST, "0.2"), rewrite),
)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("wanted", "work_at"), EXACT, ids=lambda one: getattr(one, "metric", ""))
def test_exact_work_turns_it_and_one_step_less_does_not(
    wanted: Requirement, work_at: Callable[[Shelves, Step], None], seed: int
) -> None:
    shelves = given(seed)
    if wanted.metric is Metric.STALE_LABELS:
        shelves.publish_guideline()
    told = what_it_takes(held(shelves), wanted)
    if told.sureness is Sureness.NOT_COMPUTABLE or not told.steps:
        return
    assert told.sureness is Sureness.EXACT
    *all_but_one, last = told.steps
    carry_out(shelves, all_but_one, work_at)
    assert not is_turned(shelves, wanted)
    carry_out(shelves, (last,), work_at)
    assert is_turned(shelves, wanted)


def carry_out(
    shelves: Shelves, steps: Iterable[Step], work_at: Callable[[Shelves, Step], None]
) -> None:
    for step in steps:
        work_at(shelves, step)


@pytest.mark.parametrize("seed", range(6))
def test_agreement_is_met_once_the_annotators_of_the_items_told_agree(seed: int) -> None:
    shelves = given(seed)
    wanted = demand(
        Metric.AGREEMENT, LEAST, "0.7", task=GENUS, coefficient=Coefficient.OBSERVED_AGREEMENT
    )
    told = what_it_takes(held(shelves), wanted)
    assert told.sureness in (Sureness.GREEDY, Sureness.NOT_COMPUTABLE, Sureness.EXACT)
    assert {step.kind for step in told.steps} <= {WorkKind.AGREE, WorkKind.LABEL}


def test_agreement_names_the_items_whose_annotators_differ_most() -> None:
    shelves = Shelves(Policy(overlap=2, quorum=1))
    for n, said in enumerate((("birch", "birch"), ("alder", "willow"), ("alder", "birch"))):
        item = shelves.register(f"sheet/{n}")
        for who, name in zip(("ada", "bo"), said, strict=True):
            shelves.label(item, who, tree(name))
    wanted = demand(
        Metric.AGREEMENT, LEAST, "0.6", task=GENUS, coefficient=Coefficient.OBSERVED_AGREEMENT
    )
    told = what_it_takes(held(shelves), wanted)
    assert told.sureness is Sureness.GREEDY
    assert [(one.kind, one.item_id, one.times) for one in told.steps] == [
        (WorkKind.AGREE, "sheet/1", 1)
    ]


def test_escalations_in_excess_of_the_threshold_are_to_be_resolved() -> None:
    shelves = Shelves(Policy(overlap=1, quorum=1))
    first, second = shelves.register("sheet/1"), shelves.register("sheet/2")
    for item in (first, first, second):
        shelves.escalate(item)
    told = what_it_takes(held(shelves), demand(Metric.OPEN_ESCALATIONS, MOST, "1"))
    assert told.total == 2
    assert [(one.item_id, one.times) for one in told.steps] == [("sheet/1", 2)]
    assert told.sentence == "2 escalations need a resolution."


def test_classes_that_lack_items_are_named_with_how_many() -> None:
    shelves = Shelves(Policy(overlap=1, quorum=1))
    for n, name in enumerate(("birch", "birch", "birch", "birch", "alder")):
        shelves.label(shelves.register(f"sheet/{n}"), "ada", tree(name))
    least = demand(Metric.CLASS_ITEMS, LEAST, "2", task=GENUS, scope=Scope.EACH_CLASS)
    told = what_it_takes(held(shelves), least)
    assert {(one.category, one.times) for one in told.steps} == {("alder", 1), ("willow", 2)}
    assert told.sureness is Sureness.AT_LEAST
    assert told.sentence == "For each class that falls short: alder, willow."
    (verdict,) = judged(
        held(shelves), Policy(overlap=1, quorum=1, requirements=(least,))
    ).requirements
    assert verdict.sentence == (
        "The number of items of a class of genus is at least 2 for 1 of 3 classes;"
        " class willow is furthest off: 0, on 5 items."
    )
    even = what_it_takes(held(shelves), demand(Metric.IMBALANCE_RATIO, MOST, "2", task=GENUS))
    assert {(one.category, one.times) for one in even.steps} == {("alder", 1), ("willow", 2)}


def test_gold_accuracy_counts_right_answers_and_names_who_was_wrong() -> None:
    shelves = Shelves(Policy(overlap=2, quorum=1))
    for n, said in enumerate(("birch", "alder", "birch")):
        item = shelves.register(f"sheet/{n}")
        shelves.gold(item, tree("birch"))
        shelves.label(item, "ada", tree("birch"))
        shelves.label(item, "bo", tree(said))
    wanted = demand(Metric.GOLD_ACCURACY, LEAST, "0.9", task=GENUS)
    told = what_it_takes(held(shelves), wanted)
    checked, right = told.steps
    assert (checked.kind, checked.annotator) == (WorkKind.CHECK_ANNOTATOR, "bo")
    assert (right.kind, right.times) == (WorkKind.ANSWER_GOLD, 4)
    assert is_met(5 + 4, 6 + 4, wanted)
    assert not is_met(5 + 3, 6 + 3, wanted)


def test_a_share_that_must_be_whole_is_not_reached_by_more_cases() -> None:
    whole = demand(Metric.APPROVAL_RATE, LEAST, "1")
    assert grown(9, 10, whole) is None
    assert turned(9, 10, whole) == 1


def test_of_parts_the_cheapest_are_told() -> None:
    shelves = Shelves(Policy(overlap=1, quorum=1))
    for n in range(4):
        shelves.register(f"sheet/{n}")
    shelves.escalate(shelves.register("sheet/9"))
    parts = (demand(Metric.COVERAGE, LEAST, "1"), demand(Metric.OPEN_ESCALATIONS, MOST, "0"))
    told = what_it_takes(held(shelves), demand(Metric.PARTS_PASSED, LEAST, "1", parts=parts))
    assert [one.kind for one in told.steps] == [WorkKind.RESOLVE_ESCALATION]
    both = what_it_takes(held(shelves), demand(Metric.PARTS_PASSED, LEAST, "2", parts=parts))
    assert {one.kind for one in both.steps} == {WorkKind.RESOLVE_ESCALATION, WorkKind.LABEL}


@pytest.mark.parametrize("seed", range(6))
def test_every_metric_has_an_answer_and_none_where_it_is_met(seed: int) -> None:
    material = held(at_random(seed, EVERYTHING))
    for wanted in EVERY_DEMAND:
        told: Work = what_it_takes(material, wanted)
        if verdict_of(material, wanted, 0).status in MET:
            assert told.total == 0
        elif told.sureness is not Sureness.NOT_COMPUTABLE:
            assert told.total > 0, wanted


def test_labels_that_agree_on_grades_are_told_by_the_ordinal_alpha_too() -> None:
    shelves = Shelves(Policy(overlap=2, quorum=1))
    for n, ranks in enumerate(((1, 1), (2, 2), (4, 4), (1, 4))):
        item = shelves.register(f"sheet/{n}")
        for who, rank in zip(("ada", "bo"), ranks, strict=True):
            shelves.label(item, who, grade(rank))
    told = what_it_takes(held(shelves), demand(Metric.ALPHA_ORDINAL, LEAST, "0.9", task=CONDITION))
    assert [one.item_id for one in told.steps] == ["sheet/3"]
