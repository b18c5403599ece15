"""What an annotator learns of their own errors: after the fact, and nothing of gold in use."""

from __future__ import annotations

from typing import Any

from labeltrail.events.identifiers import ClassId, EventId, GoldId, ItemId
from labeltrail.events.streams.item import facts
from labeltrail.events.streams.item.gold_facts import (
    ContestReason,
    GoldActivated,
    GoldContested,
    GoldProposed,
    GoldRetired,
    RetireReason,
)
from labeltrail.events.values import Choice
from labeltrail.projections.people.feedback import Feedback, FeedbackCause, feedback
from tests.events.history import ITEM, given, happened
from tests.events.owls import (
    INES,
    LENA,
    MIRA,
    OSKAR,
    RUTH,
    SPECIES,
    clarity,
    event_id,
    label_id,
    labeled,
    owl,
    revised,
    words,
)

GOLD = GoldId(event_id(7))
LITTLE = Choice(class_id=ClassId("little"))
WRONG = labeled(1, OSKAR, owl("tawny"))


def told(*past: Any, shows_gold: bool = False) -> list[Feedback]:
    return feedback(ItemId(ITEM), given(*past).events(), OSKAR, shows_gold=shows_gold)


def review(verdict: facts.Verdict, number: int = 1, **more: Any) -> Any:
    fact = facts.LabelReviewed(
        label_id=label_id(number),
        judged=EventId(label_id(number)),
        reviewer=RUTH,
        verdict=verdict,
        guideline_revision=1,
        **more,
    )
    return happened(fact, event_id(number))


CORRECTED = review(
    facts.Verdict.CORRECTED,
    answers=owl("little"),
    reason=facts.ReviewReason.WRONG_CLASS,
    clause="2",
    note=words(),
)
PROPOSED = happened(
    GoldProposed(
        proposed_by=INES,
        task=SPECIES,
        value=LITTLE,
        taxonomy_version=1,
        guideline_revision=1,
        rationale=words(),
    ),
    GOLD,
)
ACTIVATED = happened(
    GoldActivated(
        gold=GOLD,
        approved_by=MIRA,
        task=SPECIES,
        value=LITTLE,
        taxonomy_version=1,
        guideline_revision=1,
    ),
    event_id(8),
)
RETIRED = GoldRetired(gold=GOLD, retired_by=MIRA, task=SPECIES, reason=RetireReason.EXPOSED)
CONTESTED = GoldContested(
    gold=GOLD, contested_by=INES, task=SPECIES, reason=ContestReason.WRONG_VALUE
)


def adjudicated(name: str) -> facts.ItemAdjudicated:
    return facts.ItemAdjudicated(
        adjudicator=INES,
        answers=owl(name),
        judged=(EventId(label_id(1)),),
        rationale=words(2),
        taxonomy_version=1,
        guideline_revision=1,
        clause="1",
    )


def test_corrected_label_is_told_with_clause_reason_and_words() -> None:
    (found,) = told(WRONG, CORRECTED)
    assert (found.cause, found.decided, found.clause) == (FeedbackCause.CORRECTED, LITTLE, "2")
    assert (found.reason, found.note) == (facts.ReviewReason.WRONG_CLASS, words())
    assert found.said == Choice(class_id=ClassId("tawny"))
    assert found.position == 2


def test_rejected_label_is_told_without_a_value() -> None:
    reason = facts.ReviewReason.WRONG_CLASS
    (found,) = told(WRONG, review(facts.Verdict.REJECTED, reason=reason, clause="1"))
    assert (found.cause, found.decided, found.clause) == (FeedbackCause.REJECTED, None, "1")


def test_approved_labels_and_corrections_that_agree_are_no_errors() -> None:
    assert told(WRONG, review(facts.Verdict.APPROVED)) == []
    assert told(WRONG, review(facts.Verdict.CORRECTED, answers=owl("tawny"))) == []
    assert told(WRONG, review(facts.Verdict.CORRECTED, answers=clarity(2))) == []


def test_nobody_is_told_before_anything_was_decided() -> None:
    assert told(WRONG) == []
    assert told() == []


def test_others_labels_are_not_told() -> None:
    assert told(labeled(1, LENA, owl("tawny")), CORRECTED) == []


def test_review_of_what_was_said_before_a_revision_is_history() -> None:
    assert told(WRONG, CORRECTED, revised(1, owl("long-eared"))) == []


def test_label_that_was_taken_back_is_told_of_no_more() -> None:
    gone = facts.LabelRetracted(label_id=label_id(1), reason=facts.RetractReason.WRONG_ITEM)
    assert told(WRONG, CORRECTED, gone) == []


def test_adjudication_that_decides_otherwise_is_told_with_its_clause() -> None:
    (found,) = told(WRONG, adjudicated("little"))
    assert (found.cause, found.decided, found.clause) == (FeedbackCause.ADJUDICATED, LITTLE, "1")
    assert told(WRONG, adjudicated("tawny")) == []


def test_adjudication_that_was_reopened_is_not_told() -> None:
    reopened = facts.AdjudicationReopened(adjudication=event_id(5), changed_label=label_id(1))
    decided = happened(adjudicated("little"), event_id(5))
    assert told(WRONG, decided, reopened) == []


def test_gold_in_use_is_told_nobody() -> None:
    assert told(WRONG, PROPOSED, ACTIVATED) == []
    assert told(WRONG, PROPOSED, ACTIVATED, CONTESTED) == []
    assert told(WRONG, PROPOSED) == []


def test_gold_is_told_once_it_is_retired() -> None:
    (found,) = told(WRONG, PROPOSED, ACTIVATED, RETIRED)
    assert (found.cause, found.decided) == (FeedbackCause.GOLD, LITTLE)
    assert told(labeled(1, OSKAR, owl("little")), PROPOSED, ACTIVATED, RETIRED) == []


def test_proposal_that_nobody_approved_says_nothing() -> None:
    assert told(WRONG, PROPOSED, RETIRED) == []


def test_policy_may_show_gold_in_use() -> None:
    (found,) = told(WRONG, PROPOSED, ACTIVATED, shows_gold=True)
    assert (found.cause, found.decided) == (FeedbackCause.GOLD, LITTLE)
    assert told(WRONG, PROPOSED, ACTIVATED, CONTESTED, shows_gold=True) == []


def test_last_word_is_told_of_a_label_and_task() -> None:
    (found,) = told(WRONG, CORRECTED, adjudicated("long-eared"))
    assert found.cause is FeedbackCause.ADJUDICATED
