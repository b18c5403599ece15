"""The verdict on a batch, requirement by requirement: what passes, fails, or cannot be said."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.policy import (
    Bound,
    Comparison,
    Metric,
    Policy,
    Requirement,
    Severity,
)
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import Task
from labeltrail.projections.contribution import share
from labeltrail.projections.readiness import (
    Readiness,
    RequirementStatus,
    RequirementVerdict,
    Verdict,
    quantised,
    readiness,
)
from labeltrail.projections.replay import Counted
from tests.projections.herbarium import (
    CONDITION,
    GENUS,
    TREES,
    condition,
    genus,
    grade,
    require,
    tree,
)
from tests.projections.sheet import Sheet, terms

LEAST, MOST = Comparison.AT_LEAST, Comparison.AT_MOST
TASKS = (genus(*TREES), condition(1, 2, 3, 4))


def judged(
    sheets: list[Sheet],
    *requirements: Requirement,
    tasks: tuple[Task, ...] = TASKS,
    overlap: int = 2,
    models_vote: bool = False,
) -> Readiness:
    policy = Policy(
        overlap=overlap, quorum=1, models_vote=models_vote, requirements=tuple(requirements)
    )
    held = terms(*tasks, policy=policy)
    counted = Counted(held)
    counted.add({ItemId(f"sheet/{place}"): one.item for place, one in enumerate(sheets)})
    return readiness(counted.tally, held, counted.evidence)


def only(found: Readiness) -> RequirementVerdict:
    (one,) = found.requirements
    return one


def labeled(*trees: str) -> Sheet:
    """A sheet with one label from each of several annotators."""
    sheet = Sheet()
    for place, name in enumerate(trees):
        sheet.label(f"annotator-{place}", tree(name))
    return sheet


def graded(*grades: int) -> Sheet:
    sheet = Sheet()
    for place, rank in enumerate(grades):
        sheet.label(f"annotator-{place}", grade(rank))
    return sheet


COVERAGE = require(Metric.COVERAGE, LEAST, "1")
OVERLAP = require(Metric.OVERLAP, LEAST, "0.5")
ALPHA = require(Metric.ALPHA_NOMINAL, LEAST, "0.6", task=GENUS)
ORDINAL = require(Metric.ALPHA_ORDINAL, LEAST, "0.6", task=CONDITION)
TRUTHS = require(Metric.ITEMS_WITHOUT_GROUND_TRUTH, MOST, "0", task=GENUS)
QUESTIONS = require(Metric.OPEN_ESCALATIONS, MOST, "0")


@pytest.mark.parametrize("requirement", [COVERAGE, OVERLAP, ALPHA, ORDINAL, TRUTHS, QUESTIONS])
def test_empty_batch_is_no_evidence_of_anything(requirement: Requirement) -> None:
    found = judged([], requirement)
    assert only(found).status is RequirementStatus.INSUFFICIENT_EVIDENCE
    assert only(found).n == 0
    assert found.verdict is Verdict.UNDECIDED


def test_coverage_passes_when_every_item_is_labeled() -> None:
    found = judged([labeled("birch"), labeled("alder")], COVERAGE)
    assert (only(found).status, only(found).observed) == (RequirementStatus.PASS, Decimal(1))
    assert found.verdict is Verdict.READY
    assert found.sentence == "Ready under policy version 1: all 1 blocking requirements pass."


def test_coverage_fails_and_names_the_items_not_labeled() -> None:
    found = judged([labeled("birch"), Sheet(), labeled("alder")], COVERAGE)
    one = only(found)
    assert (one.status, one.observed) == (RequirementStatus.FAIL, Decimal("0.666667"))
    assert [evidence.item_id for evidence in one.evidence] == ["sheet/1"]
    assert one.sentence == "Coverage is 0.666667, wanted at least 1, on 3 items."
    assert found.verdict is Verdict.NOT_READY


def test_overlap_counts_persons_and_not_their_repeats() -> None:
    sheet = labeled("birch")
    sheet.label("annotator-0", tree("birch"), repeat=2)
    found = judged([sheet], OVERLAP)
    assert only(found).observed == 0
    assert only(judged([labeled("birch", "alder")], OVERLAP)).status is RequirementStatus.PASS


def test_machine_covers_only_where_it_votes() -> None:
    sheet = Sheet()
    sheet.label("leafnet-2", tree("birch"), kind=MemberKind.MODEL)
    assert only(judged([sheet], COVERAGE)).status is RequirementStatus.FAIL
    assert only(judged([sheet], COVERAGE, models_vote=True)).status is RequirementStatus.PASS


def test_alpha_fails_and_names_the_items_that_disagree_most() -> None:
    sheets = [labeled("birch", "birch"), labeled("alder", "birch"), labeled("alder", "willow")]
    one = only(judged(sheets, ALPHA))
    assert one.status is RequirementStatus.FAIL
    assert one.n == 3
    assert {evidence.item_id for evidence in one.evidence} == {"sheet/1", "sheet/2"}


def test_alpha_passes_on_its_point() -> None:
    sheets = [labeled("birch", "birch"), labeled("alder", "alder"), labeled("willow", "willow")]
    one = only(judged(sheets, ALPHA))
    assert (one.status, one.observed) == (RequirementStatus.PASS, Decimal(1))
    assert one.sentence == "Nominal alpha of genus is 1, wanted at least 0.6, on 3 items."


def test_unanimous_on_one_class_is_undefined_and_no_pass() -> None:
    found = judged([labeled("birch", "birch"), labeled("birch", "birch")], ALPHA)
    one = only(found)
    assert (one.status, one.observed) == (RequirementStatus.UNDEFINED, None)
    assert "No variation" in one.sentence
    assert found.verdict is Verdict.UNDECIDED


def test_labels_that_nobody_doubled_are_insufficient_evidence() -> None:
    found = judged([labeled("birch"), labeled("alder")], ALPHA)
    assert only(found).status is RequirementStatus.INSUFFICIENT_EVIDENCE


def test_least_number_of_items_is_asked_for_first() -> None:
    wanting = require(Metric.COVERAGE, LEAST, "1", items_min=3)
    one = only(judged([labeled("birch"), labeled("alder")], wanting))
    assert one.status is RequirementStatus.INSUFFICIENT_EVIDENCE
    assert one.sentence == "Coverage rests on 2 items, and at least 3 count as evidence."


def test_ordinal_alpha_weighs_far_grades_more() -> None:
    near = [graded(1, 1), graded(4, 3), graded(2, 2)]
    far = [graded(1, 1), graded(4, 1), graded(2, 2)]
    values = [only(judged(sheets, ORDINAL)).observed for sheets in (near, far)]
    assert values[0] is not None
    assert values[1] is not None
    assert values[0] > values[1]


def test_ordinal_alpha_of_unordered_classes_is_undefined() -> None:
    wanting = require(Metric.ALPHA_ORDINAL, LEAST, "0.6", task=GENUS)
    one = only(judged([labeled("birch", "alder")], wanting))
    assert one.status is RequirementStatus.UNDEFINED
    assert one.sentence.endswith("the classes of task 'genus' have no order.")


def test_task_that_the_taxonomy_dropped_is_undefined() -> None:
    one = only(judged([labeled("birch", "alder")], ALPHA, tasks=(condition(1, 2),)))
    assert one.status is RequirementStatus.UNDEFINED
    assert "taxonomy version 1 has no task 'genus'" in one.sentence


def test_interval_that_is_not_computed_is_undefined() -> None:
    wanting = Requirement(
        metric=Metric.COVERAGE, comparison=LEAST, threshold=Decimal(1), bound=Bound.INTERVAL
    )
    one = only(judged([labeled("birch")], wanting))
    assert one.status is RequirementStatus.UNDEFINED


def test_items_without_ground_truth_are_counted_and_named() -> None:
    sheets = [labeled("birch", "alder"), labeled("birch", "birch"), Sheet()]
    one = only(judged(sheets, TRUTHS))
    assert (one.status, one.observed) == (RequirementStatus.FAIL, Decimal(2))
    assert [evidence.item_id for evidence in one.evidence] == ["sheet/0", "sheet/2"]


def test_open_escalations_are_counted_by_question() -> None:
    sheet = labeled("birch")
    sheet.escalate()
    sheet.escalate()
    one = only(judged([sheet, labeled("alder")], QUESTIONS))
    assert (one.status, one.observed) == (RequirementStatus.FAIL, Decimal(2))
    assert [(evidence.item_id, evidence.weight) for evidence in one.evidence] == [("sheet/0", 2)]


def test_warning_fails_without_blocking() -> None:
    sheet = labeled("birch")
    sheet.escalate()
    warned = require(Metric.OPEN_ESCALATIONS, MOST, "0", severity=Severity.WARN)
    found = judged([sheet], COVERAGE, warned)
    assert [one.status for one in found.requirements] == ["pass", "fail"]
    assert found.verdict is Verdict.READY


def test_a_failure_weighs_more_than_what_cannot_be_said() -> None:
    found = judged([labeled("birch"), Sheet()], COVERAGE, ALPHA)
    assert [one.status for one in found.requirements] == ["fail", "insufficient_evidence"]
    assert found.verdict is Verdict.NOT_READY
    assert found.sentence == "Not ready under policy version 1: 1 of 2 blocking requirements fail."


def test_policy_that_demands_nothing_makes_nothing_ready() -> None:
    found = judged([labeled("birch")])
    assert found.verdict is Verdict.NOT_READY
    assert "no requirement that blocks" in found.sentence


def test_without_policy_nothing_is_ready() -> None:
    held = terms(*TASKS)
    found = readiness(share(Sheet().item, held).tally(), held, {})
    assert found.verdict is Verdict.NOT_READY
    assert found.requirements == ()


def test_threshold_itself_passes_as_shown() -> None:
    sheets = [labeled("birch"), labeled("birch"), Sheet()]
    for threshold, status in (("0.666667", "pass"), ("0.666668", "fail")):
        assert only(judged(sheets, require(Metric.COVERAGE, LEAST, threshold))).status == status


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (Fraction(1, 3), "0.333333"),
        (Fraction(2, 3), "0.666667"),
        (Fraction(5, 10**7), "0.000000"),
        (Fraction(15, 10**7), "0.000002"),
        (Fraction(-1, 3), "-0.333333"),
        (Fraction(1), "1.000000"),
    ],
)
def test_decimals_are_rounded_half_to_even(exact: Fraction, shown: str) -> None:
    assert quantised(exact) == Decimal(shown)


def test_evidence_is_bounded_and_the_same_in_any_order() -> None:
    sheets = [Sheet() for _ in range(30)]
    held = terms(*TASKS, policy=Policy(overlap=1, quorum=1, requirements=(COVERAGE,)))
    ids = [ItemId(f"sheet/{number:02}") for number in range(30)]
    forward, backward = Counted(held), Counted(held)
    for item_id, sheet in zip(ids, sheets, strict=True):
        forward.add({item_id: sheet.item})
    backward.add({item_id: Sheet().item for item_id in reversed(ids)})
    assert forward.evidence == backward.evidence
    assert [one.item_id for one in forward.evidence[0]] == ids[:10]
