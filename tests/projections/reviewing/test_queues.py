"""What waits for whom: the queues of reviewers and adjudicators, from items made of facts alone."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from labeltrail.events.identifiers import SYSTEM, BatchId, EscalationId, ItemId, LabelId, MemberId
from labeltrail.events.streams.item import facts, review_facts
from labeltrail.events.streams.item.facts import RejectAction, ReviewCause, Verdict
from labeltrail.events.streams.policy import Origin, Policy
from labeltrail.events.values import Answer, CannotTell
from labeltrail.projections.reviewing.queue_reads import holder
from labeltrail.projections.reviewing.queues import (
    EVERYTHING,
    QueueFilter,
    Reason,
    ToAdjudicate,
    ToReview,
    Undecided,
    matches,
    to_adjudicate,
    to_review,
)
from labeltrail.projections.terms import Terms
from tests.projections.herbarium import CONDITION, GENUS, TREES, condition, genus, grade, tree
from tests.projections.sheet import SPRING, WORDS, Sheet, terms

POLICY = Policy(overlap=2, quorum=2)
PAIR = terms(genus(*TREES), condition(1, 2, 3, 4), policy=POLICY)
ONE = ItemId("sheet/1847-03")
CABINETS = (BatchId("cabinet-a"), BatchId("cabinet-b"))


def labeled(*trees: str) -> tuple[Sheet, list[LabelId]]:
    sheet = Sheet()
    voters = ("noor", "jiri", "petr", "olga")
    return sheet, [sheet.label(who, tree(one)) for who, one in zip(voters, trees, strict=False)]


def wish(sheet: Sheet, annotator: str | None = None, **more: object) -> None:
    given: dict[str, object] = {"cause": ReviewCause.ROUTED, "requested_by": SYSTEM, "rule": "r"}
    if annotator is not None:
        given |= {"annotator": annotator, "repeat": 1}
    sheet.happened(msgspec.convert(given | more, facts.ReviewRequested), "system")


def waiting(sheet: Sheet, under: Terms = PAIR) -> list[ToReview]:
    return list(to_review(ONE, sheet.item, CABINETS, under))


def decided(sheet: Sheet, under: Terms = PAIR) -> ToAdjudicate | None:
    return to_adjudicate(ONE, sheet.item, CABINETS, under)


def reasons(sheet: Sheet, under: Terms = PAIR) -> list[tuple[Undecided, str | None]]:
    found = decided(sheet, under)
    return [(one.why, one.task) for one in found.reasons] if found is not None else []


# To review


def test_nothing_waits_that_nobody_asked_for() -> None:
    sheet, _ = labeled("birch", "alder")
    assert waiting(sheet) == []


def test_wish_about_votes_weighs_as_many_as_do_not_side_with_the_first_class() -> None:
    sheet, _ = labeled("birch", "birch", "alder", "willow")
    wish(sheet, task=GENUS)
    (one,) = waiting(sheet)
    assert (one.weight, one.label, one.classes) == (
        500,
        None,
        frozenset({"birch", "alder", "willow"}),
    )


def test_wish_about_a_label_weighs_as_many_as_say_something_else() -> None:
    sheet, labels = labeled("birch", "birch", "alder", "birch")
    wish(sheet, "petr", task=GENUS)
    wish(sheet, "noor", task=GENUS)
    petr, noor = waiting(sheet)
    assert petr.label is not None
    assert (petr.label.label_id, petr.weight, petr.classes) == (
        labels[2],
        1_000,
        frozenset({"alder"}),
    )
    assert noor.weight == 333


def test_only_answer_weighs_nothing() -> None:
    sheet, _ = labeled("birch")
    wish(sheet, "noor")
    assert [one.weight for one in waiting(sheet)] == [0]


def test_wish_without_a_task_weighs_as_the_worst_task() -> None:
    sheet = Sheet()
    sheet.label("noor", tree("birch") | grade(1))
    sheet.label("jiri", tree("birch") | grade(4))
    wish(sheet)
    assert [one.weight for one in waiting(sheet)] == [500]


def test_heaviest_comes_first_and_then_the_oldest() -> None:
    sheet, _ = labeled("birch", "birch", "alder", "birch")
    for name in ("noor", "jiri", "petr"):
        wish(sheet, name, task=GENUS)
    keys = sorted((one.key, one.label.annotator if one.label else "") for one in waiting(sheet))
    assert [name for _, name in keys] == ["petr", "noor", "jiri"]


# To adjudicate


@pytest.mark.parametrize(
    ("trees", "expected"),
    [
        (("birch",), []),
        (("birch", "birch"), []),
        (("birch", "alder"), [(Undecided.TIE, GENUS)]),
        (("birch", "alder", "birch"), []),
    ],
)
def test_tie_waits_once_the_overlap_is_reached(
    trees: tuple[str, ...], expected: list[tuple[Undecided, str]]
) -> None:
    assert reasons(labeled(*trees)[0]) == expected


def test_tie_below_the_overlap_waits_for_labels() -> None:
    three = terms(genus(*TREES), policy=Policy(overlap=3, quorum=2))
    assert reasons(labeled("birch", "alder")[0], three) == []


def test_quorum_that_failed_after_the_overlap_waits() -> None:
    wide = terms(genus(*TREES), condition(1, 2), policy=Policy(overlap=2, quorum=2))
    sheet, _ = labeled("birch")
    assert reasons(sheet, wide) == []
    sheet.label("jiri", {GENUS: Answer(value=CannotTell())})
    assert reasons(sheet, wide) == [(Undecided.BELOW_QUORUM, GENUS)]


def test_reviews_that_say_different_things_wait_at_once() -> None:
    sheet, labels = labeled("birch", "alder")
    sheet.review(labels[0], Verdict.APPROVED)
    assert reasons(sheet) == []
    sheet.review(labels[1], Verdict.APPROVED)
    assert reasons(sheet) == [(Undecided.CONTESTED, GENUS)]


def test_decision_for_a_class_that_is_gone_waits() -> None:
    sheet, _ = labeled("birch", "birch")
    sheet.adjudicate(tree("willow"))
    without = terms(genus("birch", "alder"), policy=POLICY)
    assert reasons(sheet) == []
    assert reasons(sheet, without) == [(Undecided.OUTSIDE_TAXONOMY, GENUS)]


def test_reopened_decision_waits_whatever_else_is_true() -> None:
    sheet, labels = labeled("birch", "birch")
    sheet.adjudicate(tree("willow"))
    sheet.revise(labels[0], tree("birch"))
    sheet.reopen(labels[0])
    assert reasons(sheet) == [(Undecided.REOPENED, None)]
    sheet.adjudicate(tree("birch"))
    assert reasons(sheet) == []


def test_item_that_a_rule_or_a_resolution_sends_waits() -> None:
    sheet, _ = labeled("birch", "birch")
    sheet.happened(
        review_facts.AdjudicationRequested(
            rule="rare", policy_version=1, requested_by=SYSTEM, task=GENUS
        ),
        "system",
    )
    raised = sheet.escalate()
    sheet.happened(
        facts.EscalationResolved(
            escalation_id=EscalationId(raised),
            resolved_by=MemberId("ines"),
            decision=facts.EscalationDecision.ADJUDICATE,
            rationale=WORDS,
            guideline_revision=1,
        ),
        "ines",
    )
    assert reasons(sheet) == [(Undecided.ROUTED, GENUS), (Undecided.ESCALATED, None)]
    found = decided(sheet)
    assert found is not None
    assert (found.reasons[0].rule, found.reasons[0].policy_version) == ("rare", 1)


def test_adjudicator_waits_for_the_reviewer_who_was_asked_first() -> None:
    sheet, labels = labeled("birch", "alder")
    wish(sheet, task=GENUS)
    assert reasons(sheet) == []
    rejected = facts.LabelReviewed(
        label_id=labels[0],
        judged=sheet.item.labels[labels[0]].current,
        reviewer=MemberId("tomas"),
        verdict=Verdict.APPROVED,
        guideline_revision=1,
    )
    sheet.happened(rejected, "tomas")
    assert reasons(sheet) == [], "approved, so alder's vote does not count against it"


def test_adjudicator_waits_for_the_author_of_what_was_returned() -> None:
    sheet, labels = labeled("birch", "alder", "willow")
    returned = facts.LabelReviewed(
        label_id=labels[2],
        judged=sheet.item.labels[labels[2]].current,
        reviewer=MemberId("tomas"),
        verdict=Verdict.REJECTED,
        reason=facts.ReviewReason.CARELESS,
        action=RejectAction.RETURN,
        guideline_revision=1,
    )
    assert reasons(sheet) == [(Undecided.TIE, GENUS)]
    sheet.happened(returned, "tomas")
    assert reasons(sheet) == []
    dropped = msgspec.structs.replace(returned, action=RejectAction.DROP)
    sheet.happened(dropped, "tomas")
    assert reasons(sheet) == [(Undecided.TIE, GENUS)]


def test_policy_without_adjudication_sends_nothing_undecided_there() -> None:
    order = (Origin.GOLD, Origin.REVIEW, Origin.CONSENSUS)
    policy = msgspec.structs.replace(POLICY, truth_order=order)
    assert reasons(labeled("birch", "alder")[0], terms(genus(*TREES), policy=policy)) == []


def test_item_weighs_as_its_heaviest_reason_and_is_as_old_as_its_oldest() -> None:
    sheet = Sheet()
    for name, kind, grading in (("noor", "birch", 1), ("jiri", "alder", 2), ("petr", "willow", 1)):
        sheet.label(name, tree(kind) | grade(grading))
    found = decided(sheet)
    assert found is not None
    assert found.reasons == (Reason(why=Undecided.TIE, task=GENUS, position=4, weight=666),)
    assert found.key == (-666, 4, ONE)
    assert found.classes == {"birch", "alder", "willow"}


# Filters


def filtered(where: QueueFilter, claimed_by: str | None = None) -> bool:
    sheet, _ = labeled("birch", "alder")
    wish(sheet, "jiri", task=GENUS)
    (one,) = waiting(sheet)
    return matches(one, where, MemberId(claimed_by) if claimed_by is not None else None)


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({}, True),
        ({"batch_id": "cabinet-b"}, True),
        ({"batch_id": "cabinet-z"}, False),
        ({"task": GENUS}, True),
        ({"task": CONDITION}, False),
        ({"cause": ReviewCause.ROUTED}, True),
        ({"cause": ReviewCause.TIE}, False),
        ({"rule": "r"}, True),
        ({"rule": "q"}, False),
        ({"class_id": "alder"}, True),
        ({"class_id": "birch"}, False),
        ({"level": 1}, True),
        ({"level": 2}, False),
        ({"claimed_by": "tomas"}, False),
        ({"is_claimed": False}, True),
        ({"is_claimed": True}, False),
    ],
)
def test_filter_keeps_what_it_names(where: dict[str, object], found: bool) -> None:
    assert filtered(msgspec.convert(where, QueueFilter)) is found


def test_filter_by_who_holds_the_claim() -> None:
    mine = QueueFilter(claimed_by=MemberId("tomas"))
    assert filtered(mine, "tomas")
    assert not filtered(mine, "greta")
    assert filtered(QueueFilter(is_claimed=True), "greta")


def test_filter_of_adjudications_by_why() -> None:
    found = decided(labeled("birch", "alder")[0])
    assert found is not None
    assert matches(found, EVERYTHING, None)
    assert matches(found, QueueFilter(why=Undecided.TIE, task=GENUS), None)
    assert not matches(found, QueueFilter(why=Undecided.REOPENED), None)
    assert not matches(found, QueueFilter(rule="rare"), None)


def test_claim_holds_until_it_runs_out() -> None:
    sheet, _ = labeled("birch", "alder")
    until = SPRING + timedelta(hours=1)
    sheet.happened(review_facts.ReviewClaimed(claimed_by=MemberId("tomas"), until=until), "tomas")
    assert holder(sheet.item.review_claim, SPRING) == "tomas"
    assert holder(sheet.item.review_claim, until) is None
    assert holder(None, SPRING) is None
