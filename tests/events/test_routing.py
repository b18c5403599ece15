"""Routing to review: a tie or a disagreement of the votes, as the policy in force asks."""

from __future__ import annotations

import msgspec

from labeltrail.events.identifiers import SYSTEM, EventId
from labeltrail.events.streams.item.commands import RetractLabel
from labeltrail.events.streams.item.facts import (
    ItemFact,
    LabelRetracted,
    LabelReviewed,
    RetractReason,
    ReviewCause,
    ReviewReason,
    ReviewRequested,
    Verdict,
)
from labeltrail.events.streams.outcome import Emitted
from labeltrail.events.streams.policy import Policy
from labeltrail.events.streams.project import MemberKind
from tests.events.history import ITEM, by_rule, happened
from tests.events.owls import (
    BIRDNET,
    LENA,
    OSKAR,
    RUTH,
    SPECIES,
    TOMEK,
    UNSURE,
    clarity,
    label_id,
    labeled,
    owl,
    revise,
    revised,
    submit,
    submitted,
    with_policy,
)

TIES = Policy(overlap=2, quorum=2, review_ties=True)
DIFFERENCES = Policy(overlap=2, quorum=2, review_disagreements=True)
TAWNY_AND_LITTLE = (labeled(1, OSKAR, owl("tawny")), labeled(2, LENA, owl("little")))
REJECTED = LabelReviewed(
    label_id=label_id(1),
    judged=EventId(label_id(1)),
    reviewer=RUTH,
    verdict=Verdict.REJECTED,
    guideline_revision=1,
    reason=ReviewReason.WRONG_CLASS,
)


def asked(cause: ReviewCause, task: str = SPECIES) -> Emitted[ItemFact]:
    return by_rule(ReviewRequested(cause=cause, requested_by=SYSTEM, task=task, policy_version=1))


def test_tie_at_full_overlap_is_routed() -> None:
    history = with_policy(TIES, labeled(1, OSKAR, owl("tawny")))
    history.when(submit(owl("little")), by=LENA).then(
        submitted(LENA, owl("little")), asked(ReviewCause.TIE)
    )


def test_agreement_is_not_routed() -> None:
    history = with_policy(TIES, labeled(1, OSKAR, owl("tawny")))
    history.when(submit(owl("tawny")), by=LENA).then(submitted(LENA, owl("tawny")))


def test_votes_below_the_overlap_are_not_routed() -> None:
    three = msgspec.structs.replace(TIES, overlap=3)
    history = with_policy(three, labeled(1, OSKAR, owl("tawny")))
    history.when(submit(owl("little")), by=LENA).then(submitted(LENA, owl("little")))


def test_disagreement_with_a_winner_is_routed_only_where_asked_for() -> None:
    two_tawny = (labeled(1, OSKAR, owl("tawny")), labeled(2, LENA, owl("tawny")))
    little = submitted(TOMEK, owl("little"))
    with_policy(TIES, *two_tawny).when(submit(owl("little")), by=TOMEK).then(little)
    with_policy(DIFFERENCES, *two_tawny).when(submit(owl("little")), by=TOMEK).then(
        little, asked(ReviewCause.DISAGREEMENT)
    )


def test_each_question_is_routed_by_itself() -> None:
    history = with_policy(TIES, labeled(1, OSKAR, owl("tawny") | clarity(1)))
    answers = owl("tawny") | clarity(3)
    history.when(submit(answers), by=LENA).then(
        submitted(LENA, answers), asked(ReviewCause.TIE, "quality")
    )


def test_cannot_tell_ties_with_nothing() -> None:
    history = with_policy(TIES, labeled(1, OSKAR, owl("tawny")))
    history.when(submit(UNSURE), by=LENA).then(submitted(LENA, UNSURE))


def test_model_ties_only_where_models_vote() -> None:
    voting = msgspec.structs.replace(TIES, models_vote=True)
    past = labeled(1, OSKAR, owl("tawny"))
    proposed = submitted(BIRDNET, owl("little"), kind=MemberKind.MODEL)
    with_policy(TIES, past).when(submit(owl("little")), by=BIRDNET).then(proposed)
    with_policy(voting, past).when(submit(owl("little")), by=BIRDNET).then(
        proposed, asked(ReviewCause.TIE)
    )


def test_second_reading_of_a_voter_changes_no_vote() -> None:
    agreed = (labeled(1, OSKAR, owl("tawny")), labeled(2, LENA, owl("tawny")))
    again = submitted(OSKAR, owl("little"), repeat=2)
    with_policy(TIES, *agreed).when(submit(owl("little"), repeat=2), by=OSKAR).then(again)


def test_revised_second_reading_changes_no_vote() -> None:
    agreed = (labeled(1, OSKAR, owl("tawny")), labeled(2, LENA, owl("tawny")))
    history = with_policy(TIES, *agreed, labeled(3, OSKAR, owl("tawny"), repeat=2))
    history.when(revise(3, owl("little")), by=OSKAR).then(
        revised(3, owl("little")), cause=label_id(3)
    )


def test_revision_into_a_tie_is_routed() -> None:
    agreed = (labeled(1, OSKAR, owl("tawny")), labeled(2, LENA, owl("tawny")))
    with_policy(TIES, *agreed).when(revise(1, owl("little")), by=OSKAR).then(
        revised(1, owl("little")), asked(ReviewCause.TIE), cause=label_id(1)
    )


def test_revision_to_cannot_tell_that_leaves_a_tie_is_routed() -> None:
    history = with_policy(TIES, *TAWNY_AND_LITTLE, labeled(3, TOMEK, owl("tawny")))
    # Tomek also reviews, so what others said was shown to him once he had labeled.
    unsure = msgspec.structs.replace(revised(3, UNSURE), saw_others=True)
    history.when(revise(3, UNSURE), by=TOMEK).then(
        unsure, asked(ReviewCause.TIE), cause=label_id(3)
    )


def test_retraction_that_leaves_a_tie_is_routed() -> None:
    retract = RetractLabel(item_id=ITEM, label_id=label_id(3), reason=RetractReason.MISTAKE)
    history = with_policy(TIES, *TAWNY_AND_LITTLE, labeled(3, TOMEK, owl("tawny")))
    history.when(retract, by=TOMEK).then(
        LabelRetracted(label_id=label_id(3), reason=RetractReason.MISTAKE),
        asked(ReviewCause.TIE),
        cause=label_id(3),
    )


def test_revision_of_a_rejected_label_votes_again() -> None:
    history = with_policy(TIES, *TAWNY_AND_LITTLE, REJECTED)
    history.when(revise(1, owl("long-eared")), by=OSKAR).then(
        revised(1, owl("long-eared")), asked(ReviewCause.TIE), cause=label_id(1)
    )


def test_revision_that_changes_no_vote_is_not_routed_again() -> None:
    history = with_policy(TIES, *TAWNY_AND_LITTLE)
    history.when(revise(1, owl("tawny")), by=OSKAR).then(
        revised(1, owl("tawny")), cause=label_id(1)
    )


def test_tie_that_waits_for_review_is_not_routed_twice() -> None:
    waiting = happened(asked(ReviewCause.TIE).fact, actor=SYSTEM)
    history = with_policy(TIES, *TAWNY_AND_LITTLE, waiting)
    history.when(revise(1, owl("long-eared")), by=OSKAR).then(
        revised(1, owl("long-eared")), cause=label_id(1)
    )


def test_new_tie_after_the_review_is_routed_again() -> None:
    waiting = happened(asked(ReviewCause.TIE).fact, actor=SYSTEM)
    history = with_policy(TIES, *TAWNY_AND_LITTLE, waiting, REJECTED)
    history.when(submit(owl("long-eared")), by=TOMEK).then(
        submitted(TOMEK, owl("long-eared")), asked(ReviewCause.TIE)
    )
