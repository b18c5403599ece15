"""Reviews and adjudications: of what was seen, by somebody who did not stand behind it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from labeltrail.events.identifiers import EventId, MemberId
from labeltrail.events.limits import ITEMS_PER_COMMAND_MAX
from labeltrail.events.rejections import Rule
from labeltrail.events.streams.item.commands import (
    AdjudicateItem,
    RequestReview,
    RetractLabel,
    ReviewLabel,
)
from labeltrail.events.streams.item.facts import (
    AdjudicationReopened,
    ItemAdjudicated,
    LabelRetracted,
    LabelReviewed,
    RetractReason,
    ReviewCause,
    ReviewReason,
    ReviewRequested,
    Verdict,
)
from labeltrail.events.streams.project import MemberRemoved, MemberRolesChanged, Role
from tests.events.history import ITEM, by_rule, happened
from tests.events.owls import (
    DESK,
    INES,
    LENA,
    OSKAR,
    RUTH,
    TOMEK,
    archive,
    clarity,
    event_id,
    label_id,
    labeled,
    owl,
    revise,
    revised,
    submit,
    submitted,
    words,
)

OSKARS = EventId(label_id(1))
LENAS = EventId(label_id(2))
TWO_LABELS = (labeled(1, OSKAR, owl("tawny")), labeled(2, LENA, owl("little")))


def verdict(kind: Verdict = Verdict.APPROVED, **more: Any) -> ReviewLabel:
    """Ruth's kind of verdict on Oskar's label, unless `more` says otherwise."""
    return ReviewLabel(
        **{"item_id": ITEM, "label_id": label_id(1), "judged": OSKARS, "verdict": kind, **more}
    )


def reviewed(reviewer: MemberId = RUTH, kind: Verdict = Verdict.APPROVED) -> LabelReviewed:
    return LabelReviewed(
        label_id=label_id(1), judged=OSKARS, reviewer=reviewer, verdict=kind, guideline_revision=1
    )


def decision(*judged: EventId, **more: Any) -> AdjudicateItem:
    return AdjudicateItem(
        **{
            "item_id": ITEM,
            "answers": owl("tawny"),
            "judged": judged,
            "rationale": words(),
            **more,
        }
    )


ADJUDICATED = ItemAdjudicated(
    adjudicator=INES,
    answers=owl("tawny"),
    judged=(OSKARS, LENAS),
    rationale=words(),
    taxonomy_version=1,
    guideline_revision=1,
)


def test_reviewer_approves_a_label_of_somebody_else() -> None:
    archive(*TWO_LABELS).when(verdict(), by=RUTH).then(reviewed(), cause=OSKARS)


def test_correction_is_kept_with_reason_and_clause() -> None:
    given_answers = {"reason": ReviewReason.WRONG_CLASS, "answers": owl("little"), "clause": "2"}
    expected = msgspec.structs.replace(reviewed(kind=Verdict.CORRECTED), **given_answers)
    command = verdict(Verdict.CORRECTED, **given_answers)
    archive(*TWO_LABELS).when(command, by=RUTH).then(expected, cause=OSKARS)


def test_author_cannot_review_own_label() -> None:
    history = archive(labeled(1, TOMEK, owl("tawny")))
    history.when(verdict(), by=TOMEK).refuses(Rule.REVIEWER_IS_AUTHOR, ("reviewer",), "another")


def test_author_cannot_review_own_label_through_a_service() -> None:
    history = archive(labeled(1, TOMEK, owl("tawny"), via=DESK))
    history.when(verdict(), by=TOMEK, via=DESK).refuses(Rule.REVIEWER_IS_AUTHOR, ("reviewer",))


def test_caller_who_once_labeled_cannot_carry_the_review() -> None:
    oskar_is_a_service = MemberRolesChanged(member=OSKAR, roles=(Role.SERVICE,))
    history = archive(labeled(1, OSKAR, owl("tawny")), oskar_is_a_service)
    history.when(verdict(), by=RUTH, via=OSKAR).refuses(Rule.REVIEWER_IS_AUTHOR, ("reviewer",))


def test_service_that_reviews_stands_behind_what_it_carried() -> None:
    both = MemberRolesChanged(member=RUTH, roles=(Role.REVIEWER, Role.SERVICE))
    history = archive(labeled(1, OSKAR, owl("tawny"), via=RUTH), both)
    history.when(verdict(), by=RUTH).refuses(Rule.REVIEWER_IS_AUTHOR, ("reviewer",))


def test_service_stands_behind_no_label_that_it_carried() -> None:
    history = archive(labeled(1, OSKAR, owl("tawny"), via=DESK))
    history.when(verdict(), by=RUTH, via=DESK).then(reviewed(), cause=OSKARS)


def test_label_of_a_removed_member_is_still_reviewed() -> None:
    history = archive(*TWO_LABELS, MemberRemoved(member=OSKAR))
    history.when(verdict(), by=RUTH).then(reviewed(), cause=OSKARS)


def test_review_of_no_label_is_refused() -> None:
    command = verdict(label_id=label_id(9), judged=event_id(9))
    archive(*TWO_LABELS).when(command, by=RUTH).refuses(Rule.LABEL_UNKNOWN, ("label_id",))


def test_review_of_a_retracted_label_is_refused() -> None:
    gone = LabelRetracted(label_id=label_id(1), reason=RetractReason.MISTAKE)
    archive(*TWO_LABELS, gone).when(verdict(), by=RUTH).refuses(Rule.LABEL_RETRACTED, ("label_id",))


def test_review_of_a_label_that_changed_meanwhile_is_refused() -> None:
    changed = happened(revised(1, owl("little")), event_id(5))
    archive(*TWO_LABELS, changed).when(verdict(), by=RUTH).refuses(
        Rule.LABEL_SUPERSEDED, ("judged",), str(event_id(5))
    )


def test_second_verdict_of_a_reviewer_on_the_same_label_is_refused() -> None:
    history = archive(*TWO_LABELS, reviewed())
    history.when(verdict(), by=RUTH).refuses(Rule.ALREADY_REVIEWED, ("reviewer",))
    history.when(verdict(), by=TOMEK).then(reviewed(TOMEK), cause=OSKARS)


def test_reviewer_judges_again_once_the_label_changed() -> None:
    changed = happened(revised(1, owl("little")), event_id(5))
    history = archive(*TWO_LABELS, reviewed(), changed)
    history.when(verdict(judged=event_id(5)), by=RUTH).admitted()


@pytest.mark.parametrize("kind", [Verdict.REJECTED, Verdict.CORRECTED])
def test_verdict_against_a_label_needs_a_reason(kind: Verdict) -> None:
    history = archive(*TWO_LABELS)
    history.when(verdict(kind, answers=owl("little")), by=RUTH).refuses(
        Rule.NOTHING_GIVEN, ("reason",), kind
    )


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        (Verdict.APPROVED, owl("little")),
        (Verdict.REJECTED, owl("little")),
        (Verdict.CORRECTED, None),
    ],
)
def test_answers_come_with_a_correction_and_only_with_it(kind: Verdict, answers: Any) -> None:
    command = verdict(kind, reason=ReviewReason.WRONG_CLASS, answers=answers)
    archive(*TWO_LABELS).when(command, by=RUTH).refuses(Rule.CORRECTION_MISMATCH, ("answers",))


@pytest.mark.parametrize(
    ("answers", "rule", "path"),
    [
        (owl("barn"), Rule.CLASS_UNKNOWN, ("answers", "species", "value", "class_id")),
        (clarity(9), Rule.RANK_OFF_SCALE, ("answers", "quality", "value", "rank")),
        ({}, Rule.NOTHING_GIVEN, ("answers",)),
    ],
)
def test_correction_and_adjudication_answer_the_tasks_in_force(
    answers: Any, rule: Rule, path: tuple[str, ...]
) -> None:
    correction = verdict(Verdict.CORRECTED, reason=ReviewReason.CARELESS, answers=answers)
    archive(*TWO_LABELS).when(correction, by=RUTH).refuses(rule, path)
    archive(*TWO_LABELS).when(decision(OSKARS, answers=answers), by=INES).refuses(rule, path)


def test_verdicts_cite_a_clause_in_force() -> None:
    history = archive(*TWO_LABELS)
    history.when(verdict(clause="7"), by=RUTH).refuses(Rule.CLAUSE_UNKNOWN, ("clause",), "'7'")
    history.when(decision(OSKARS, clause=""), by=INES).refuses(Rule.CLAUSE_UNKNOWN, ("clause",))


ASK = RequestReview(item_id=ITEM)


def test_member_asks_for_one_review_at_a_time() -> None:
    wish = ReviewRequested(cause=ReviewCause.REQUESTED, requested_by=OSKAR)
    asked = archive(*TWO_LABELS).when(ASK, by=OSKAR).then(wish)
    asked.when(ASK, by=OSKAR).refuses(Rule.REVIEW_ALREADY_REQUESTED, ("item_id",))
    asked.when(ASK, by=LENA).admitted()
    asked.and_given(reviewed()).when(ASK, by=OSKAR).admitted()


def test_adjudicator_decides_and_names_what_was_judged() -> None:
    archive(*TWO_LABELS).when(decision(OSKARS, LENAS), by=INES).then(ADJUDICATED, cause=LENAS)


@pytest.mark.parametrize("via", [None, DESK])
def test_adjudicator_who_labeled_the_item_is_refused(via: MemberId | None) -> None:
    history = archive(*TWO_LABELS, labeled(3, TOMEK, owl("little"), via=via))
    history.when(decision(OSKARS), by=TOMEK, via=via).refuses(
        Rule.ADJUDICATOR_LABELED_ITEM, ("adjudicator",)
    )


def test_adjudicator_who_retracted_their_label_is_refused_still() -> None:
    gone = LabelRetracted(label_id=label_id(3), reason=RetractReason.OTHER)
    history = archive(*TWO_LABELS, labeled(3, TOMEK, owl("little")), gone)
    history.when(decision(OSKARS), by=TOMEK).refuses(
        Rule.ADJUDICATOR_LABELED_ITEM, ("adjudicator",)
    )


def test_caller_who_once_labeled_cannot_carry_the_adjudication() -> None:
    oskar_is_a_service = MemberRolesChanged(member=OSKAR, roles=(Role.SERVICE,))
    history = archive(*TWO_LABELS, oskar_is_a_service)
    history.when(decision(OSKARS, LENAS), by=INES, via=OSKAR).refuses(
        Rule.ADJUDICATOR_LABELED_ITEM, ("adjudicator",)
    )


@pytest.mark.parametrize(
    ("judged", "rule", "path"),
    [
        ((), Rule.NOTHING_GIVEN, ("judged",)),
        ((OSKARS, OSKARS), Rule.DUPLICATE_GIVEN, ("judged", 1)),
        ((OSKARS, event_id(9)), Rule.LABEL_SUPERSEDED, ("judged", 1)),
        ((OSKARS,) * (ITEMS_PER_COMMAND_MAX + 1), Rule.TOO_MANY, ("judged",)),
    ],
)
def test_adjudication_of_nothing_that_stands_is_refused(
    judged: tuple[EventId, ...], rule: Rule, path: tuple[str | int, ...]
) -> None:
    archive(*TWO_LABELS).when(decision(*judged), by=INES).refuses(rule, path)


def test_adjudication_of_an_older_answer_is_refused() -> None:
    changed = happened(revised(1, owl("little")), event_id(5))
    history = archive(*TWO_LABELS, changed)
    history.when(decision(OSKARS), by=INES).refuses(Rule.LABEL_SUPERSEDED, ("judged", 0))
    history.when(decision(event_id(5), LENAS), by=INES).admitted()


REOPENED = AdjudicationReopened(adjudication=event_id(7), changed_label=label_id(1))
RETRACT = RetractLabel(item_id=ITEM, label_id=label_id(1), reason=RetractReason.MISTAKE)


def test_changing_a_judged_label_reopens_the_adjudication() -> None:
    history = archive(*TWO_LABELS, happened(ADJUDICATED, event_id(7)))
    history.when(revise(1, owl("little")), by=OSKAR).then(
        revised(1, owl("little")), by_rule(REOPENED), cause=OSKARS
    )
    gone = LabelRetracted(label_id=label_id(1), reason=RetractReason.MISTAKE)
    history.when(RETRACT, by=OSKAR).then(gone, by_rule(REOPENED), cause=OSKARS)


def test_reopened_adjudication_is_reopened_once() -> None:
    history = archive(*TWO_LABELS, happened(ADJUDICATED, event_id(7)), REOPENED)
    history.when(revise(2, owl("tawny")), by=LENA).then(revised(2, owl("tawny")), cause=LENAS)


def test_new_label_does_not_reopen_the_adjudication() -> None:
    history = archive(*TWO_LABELS, happened(ADJUDICATED, event_id(7)))
    history.when(submit(owl("tawny")), by=TOMEK).then(submitted(TOMEK, owl("tawny")))


def test_label_not_judged_changes_without_reopening() -> None:
    only_oskars = msgspec.structs.replace(ADJUDICATED, judged=(OSKARS,))
    history = archive(*TWO_LABELS, happened(only_oskars, event_id(7)))
    history.when(revise(2, owl("tawny")), by=LENA).then(revised(2, owl("tawny")), cause=LENAS)
