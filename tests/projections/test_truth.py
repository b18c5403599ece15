"""Ground truth of one item: which facts decide, and why there is sometimes none."""

from __future__ import annotations

import pytest

from labeltrail.events.streams.item.facts import Verdict
from labeltrail.events.streams.policy import Policy, TruthMethod
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import Answer, CannotTell, Choice
from labeltrail.projections.explanation import NoVote, ground_truth, ground_truths
from labeltrail.projections.truth import (
    Absence,
    Absent,
    InForce,
    Origin,
    Outcome,
    TruthStatus,
    outcome,
)
from tests.projections.herbarium import CONDITION, GENUS, TREES, condition, genus, grade, tree
from tests.projections.sheet import Sheet, terms

PAIR = terms(genus(*TREES), condition(1, 2, 3, 4), policy=Policy(overlap=2, quorum=2))
UNSURE = {GENUS: Answer(value=CannotTell())}


def of(sheet: Sheet) -> Outcome:
    return outcome(sheet.item, GENUS, PAIR)


def sentence(sheet: Sheet) -> str:
    return ground_truth(sheet.item, GENUS, PAIR).explanation.sentence


def is_(name: str, origin: Origin) -> InForce:
    value = tree(name)[GENUS].value
    assert isinstance(value, Choice)
    return InForce(origin=origin, category=name, value=value)


def test_two_equal_votes_are_a_consensus() -> None:
    sheet = Sheet()
    sheet.label("noor", tree("birch"))
    sheet.label("jiri", tree("birch"))
    assert of(sheet) == is_("birch", Origin.CONSENSUS)
    assert sentence(sheet) == "birch has 2 of 2 votes: the plurality under policy version 1."


def test_nobody_has_answered() -> None:
    assert of(Sheet()) == Absent(reason=Absence.NO_LABELS)


def test_only_another_task_was_answered() -> None:
    sheet = Sheet()
    sheet.label("noor", grade(3))
    assert of(sheet) == Absent(reason=Absence.NO_LABELS)
    assert [one.status for one in ground_truths(sheet.item, PAIR)] == [TruthStatus.NONE] * 2


def test_no_policy_elects_nobody() -> None:
    sheet = Sheet()
    sheet.label("noor", tree("birch"))
    found = outcome(sheet.item, GENUS, terms(genus(*TREES)))
    assert found == Absent(reason=Absence.NO_POLICY)


def test_tie_is_never_broken_by_order() -> None:
    for first, second in (("birch", "alder"), ("alder", "birch")):
        sheet = Sheet()
        sheet.label("noor", tree(first))
        sheet.label("jiri", tree(second))
        assert of(sheet) == Absent(reason=Absence.TIE)
        assert sentence(sheet) == "alder and birch tie with 1 vote each."


def test_one_vote_is_below_a_quorum_of_two() -> None:
    sheet = Sheet()
    sheet.label("noor", tree("birch"))
    assert of(sheet) == Absent(reason=Absence.BELOW_QUORUM)
    assert sentence(sheet) == "1 vote counted, and policy version 1 wants at least 2."


def test_plurality_is_no_majority() -> None:
    sheet = Sheet()
    for name, voted in (("a", "birch"), ("b", "birch"), ("c", "alder"), ("d", "willow")):
        sheet.label(name, tree(voted))
    assert of(sheet) == is_("birch", Origin.CONSENSUS)
    majority = Policy(overlap=2, quorum=2, truth_method=TruthMethod.MAJORITY)
    strict = terms(genus(*TREES), policy=majority)
    assert outcome(sheet.item, GENUS, strict) == Absent(reason=Absence.NO_MAJORITY)


def test_person_votes_once_with_the_first_repeat_that_stands() -> None:
    sheet = Sheet()
    first = sheet.label("noor", tree("birch"))
    sheet.label("noor", tree("alder"), repeat=2)
    sheet.label("jiri", tree("alder"))
    assert of(sheet) == Absent(reason=Absence.TIE)
    sheet.retract(first)
    assert of(sheet) == is_("alder", Origin.CONSENSUS)


def test_cannot_tell_is_no_vote_but_an_answer() -> None:
    sheet = Sheet()
    sheet.label("noor", UNSURE)
    assert of(sheet) == Absent(reason=Absence.BELOW_QUORUM)


def test_machine_votes_only_where_the_policy_says_so() -> None:
    sheet = Sheet()
    sheet.label("noor", tree("birch"))
    sheet.label("leafnet-2", tree("birch"), kind=MemberKind.MODEL)
    assert of(sheet) == Absent(reason=Absence.BELOW_QUORUM)
    machines = terms(genus(*TREES), policy=Policy(overlap=2, quorum=2, models_vote=True))
    assert outcome(sheet.item, GENUS, machines) == is_("birch", Origin.CONSENSUS)


def test_approved_label_is_true_by_review() -> None:
    sheet = Sheet()
    label = sheet.label("noor", tree("birch"))
    sheet.review(label, Verdict.APPROVED)
    assert of(sheet) == is_("birch", Origin.REVIEW)
    assert sentence(sheet) == "tomas approved noor's birch, so birch is true by review."


def test_correction_is_truth_and_never_a_vote() -> None:
    sheet = Sheet()
    label = sheet.label("noor", tree("birch"))
    sheet.label("jiri", tree("birch"))
    sheet.review(label, Verdict.CORRECTED, answers=tree("willow"))
    assert of(sheet) == is_("willow", Origin.REVIEW)
    found = ground_truth(sheet.item, GENUS, PAIR).explanation
    assert [vote.annotator for vote in found.votes] == ["jiri"]
    assert [(one.annotator, one.cause) for one in found.left_out] == [("noor", NoVote.CORRECTED)]


def test_rejected_label_does_not_vote() -> None:
    sheet = Sheet()
    sheet.label("noor", tree("birch"))
    wrong = sheet.label("jiri", tree("alder"))
    sheet.label("sofia", tree("birch"))
    sheet.review(wrong, Verdict.REJECTED)
    found = ground_truth(sheet.item, GENUS, PAIR)
    assert found.outcome == is_("birch", Origin.CONSENSUS)
    assert [one.cause for one in found.explanation.left_out] == [NoVote.REJECTED]


def test_two_approved_different_labels_are_contested() -> None:
    sheet = Sheet()
    for name, found in (("noor", "birch"), ("jiri", "alder")):
        sheet.review(sheet.label(name, tree(found)), Verdict.APPROVED)
    assert of(sheet) == Absent(reason=Absence.CONTESTED, origin=Origin.REVIEW)
    assert sentence(sheet) == "Reviews in force say alder and birch: somebody must adjudicate."


def test_review_of_a_former_answer_holds_no_more() -> None:
    sheet = Sheet()
    label = sheet.label("noor", tree("birch"))
    sheet.review(label, Verdict.APPROVED)
    sheet.revise(label, tree("alder"))
    assert of(sheet) == Absent(reason=Absence.BELOW_QUORUM)


def test_last_review_of_a_label_is_in_force() -> None:
    sheet = Sheet()
    label = sheet.label("noor", tree("birch"))
    sheet.review(label, Verdict.APPROVED)
    sheet.review(label, Verdict.CORRECTED, reviewer="greta", answers=tree("alder"))
    assert of(sheet) == is_("alder", Origin.REVIEW)


def test_adjudication_is_above_review_and_vote() -> None:
    sheet = Sheet()
    label = sheet.label("noor", tree("birch"))
    sheet.review(label, Verdict.APPROVED)
    event_id = sheet.adjudicate(tree("willow"), clause="1")
    assert of(sheet) == is_("willow", Origin.ADJUDICATION)
    found = ground_truth(sheet.item, GENUS, PAIR).explanation
    assert found.adjudication == event_id
    assert found.sentence == (
        "ines adjudicated it as willow under guideline revision 1, clause 1, having judged 1 label."
    )


def test_adjudication_of_another_task_decides_nothing_here() -> None:
    sheet = Sheet()
    sheet.label("noor", tree("birch") | grade(2))
    sheet.adjudicate(grade(4))
    assert of(sheet) == Absent(reason=Absence.BELOW_QUORUM)
    graded = outcome(sheet.item, CONDITION, PAIR)
    assert isinstance(graded, InForce)
    assert (graded.category, graded.origin) == ("4", Origin.ADJUDICATION)


def test_reopened_adjudication_does_not_count_and_is_told() -> None:
    sheet = Sheet()
    label = sheet.label("noor", tree("birch"))
    event_id = sheet.adjudicate(tree("willow"))
    sheet.revise(label, tree("alder"))
    sheet.reopen(label)
    found = ground_truth(sheet.item, GENUS, PAIR)
    assert found.outcome == Absent(reason=Absence.BELOW_QUORUM)
    assert found.explanation.reopened == event_id
    assert found.explanation.sentence.startswith("The adjudication by ines was re-opened")


@pytest.mark.parametrize("by", ["review", "adjudication"])
def test_experts_may_say_that_it_cannot_be_told(by: str) -> None:
    sheet = Sheet()
    label = sheet.label("noor", tree("birch"))
    if by == "review":
        sheet.review(label, Verdict.CORRECTED, answers=UNSURE)
    else:
        sheet.adjudicate(UNSURE)
    assert of(sheet) == Absent(reason=Absence.CANNOT_TELL, origin=Origin(by))
    assert sentence(sheet) == f"The {by} decided that it cannot be told."


def test_class_that_the_taxonomy_dropped_is_no_truth() -> None:
    sheet = Sheet()
    for name in ("noor", "jiri"):
        sheet.label(name, tree("willow"))
    narrow = terms(genus("alder", "birch"), policy=Policy(overlap=2, quorum=2))
    found = ground_truth(sheet.item, GENUS, narrow)
    assert found.outcome == Absent(reason=Absence.OUTSIDE_TAXONOMY, origin=Origin.CONSENSUS)
    assert "decide again" in found.explanation.sentence


def test_every_label_left_out_has_its_cause() -> None:
    sheet = Sheet()
    taken_back = sheet.label("noor", tree("alder"))
    sheet.retract(taken_back)
    sheet.label("noor", tree("birch"), repeat=2)
    sheet.label("noor", tree("birch"), repeat=3)
    sheet.label("leafnet-2", tree("birch"), kind=MemberKind.MODEL)
    sheet.label("jiri", UNSURE)
    sheet.label("sofia", grade(2))
    found = ground_truth(sheet.item, GENUS, PAIR).explanation
    assert [(one.annotator, one.cause) for one in found.left_out] == [
        ("noor", NoVote.RETRACTED),
        ("noor", NoVote.REPEAT),
        ("leafnet-2", NoVote.MODEL),
        ("jiri", NoVote.CANNOT_TELL),
    ]
