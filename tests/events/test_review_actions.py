"""What becomes of rejected labels, second looks at reviews, separate persons, claims."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from labeltrail.events.identifiers import SYSTEM, EventId, MemberId
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item import facts, review_facts, rework, state
from labeltrail.events.streams.item.commands import RetractLabel
from labeltrail.events.streams.item.facts import (
    RejectAction,
    RetractReason,
    ReviewCause,
    ReviewReason,
    Verdict,
)
from labeltrail.events.streams.item.review_commands import ClaimReview, ReleaseReview
from labeltrail.events.streams.outcome import Emitted
from labeltrail.events.streams.policy import ConditionKind, FourEyes
from labeltrail.events.streams.project import MemberRolesChanged, Role
from tests.events.history import DAWN, ITEM, History, by_rule, happened
from tests.events.owls import (
    INES,
    LENA,
    MIRA,
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
    with_policy,
)
from tests.events.reviewing import asked, condition, reviewed, reviewing, rule, verdict
from tests.events.test_reviews import ADJUDICATED, decision

WRONG = ReviewReason.WRONG_CLASS
OSKARS, LENAS = EventId(label_id(1)), EventId(label_id(2))
TWO = (labeled(1, OSKAR, owl("tawny")), labeled(2, LENA, owl("little")))
ALL_LOOKED_AT_AGAIN = reviewing(second_level_rate=Decimal(1))


def rejected(action: RejectAction | None = None) -> facts.LabelReviewed:
    """Ruth rejected Oskar's label."""
    return reviewed(Verdict.REJECTED, reason=WRONG, action=action)


def item(history: History) -> state.Item:
    return state.fold(history.events(f"item/{ITEM}"))


# What becomes of a rejected label


@pytest.mark.parametrize("action", list(RejectAction))
def test_rejection_says_what_becomes_of_the_label(action: RejectAction) -> None:
    command = verdict(Verdict.REJECTED, reason=WRONG, action=action)
    archive(*TWO).when(command, by=RUTH).then(rejected(action), cause=OSKARS)


@pytest.mark.parametrize("kind", [Verdict.APPROVED, Verdict.CORRECTED])
def test_nothing_becomes_of_a_label_that_is_not_rejected(kind: Verdict) -> None:
    command = verdict(kind, reason=WRONG, action=RejectAction.DROP)
    archive(*TWO).when(command, by=RUTH).refuses(Rule.ACTION_MISMATCH, ("action",), "leave")


@pytest.mark.parametrize("action", [RejectAction.DROP, RejectAction.REASSIGN])
def test_author_cannot_revise_what_was_dropped_or_given_to_another(action: RejectAction) -> None:
    history = archive(*TWO, rejected(action))
    history.when(revise(1, owl("little")), by=OSKAR).refuses(Rule.LABEL_DROPPED, ("label_id",))


def test_author_revises_what_was_returned_and_a_reviewer_looks_again() -> None:
    again = facts.ReviewRequested(
        cause=ReviewCause.RETURNED, requested_by=SYSTEM, annotator=OSKAR, repeat=1
    )
    history = archive(*TWO, rejected(RejectAction.RETURN))
    grown = history.when(revise(1, owl("little")), by=OSKAR).then(
        revised(1, owl("little")), by_rule(again), cause=OSKARS
    )
    (before,), (wish,) = item(history).review_requests, item(grown).review_requests
    assert (before.label_id, before.wanted) == (label_id(1), state.Wanted.AUTHOR)
    assert (wish.label_id, wish.wanted) == (label_id(1), state.Wanted.REVIEW)
    assert rework.returned(item(history)) != []
    assert rework.returned(item(grown)) == []


def test_returned_label_is_not_asked_for_twice_when_a_rule_fires_too() -> None:
    oskar = rule(condition(ConditionKind.ANNOTATOR, OSKAR))
    history = with_policy(reviewing(oskar), *TWO, rejected(RejectAction.RETURN))
    again = facts.ReviewRequested(
        cause=ReviewCause.RETURNED, requested_by=SYSTEM, annotator=OSKAR, repeat=1
    )
    history.when(revise(1, owl("little")), by=OSKAR).then(
        revised(1, owl("little")), by_rule(again), cause=OSKARS
    )


def test_author_still_revises_a_label_rejected_without_a_word_about_it() -> None:
    archive(*TWO, rejected()).when(revise(1, owl("little")), by=OSKAR).then(
        revised(1, owl("little")), cause=OSKARS
    )


@pytest.mark.parametrize(
    ("action", "gives_up"),
    [
        (None, True),
        (RejectAction.REASSIGN, True),
        (RejectAction.RETURN, False),
        (RejectAction.DROP, False),
    ],
)
def test_only_what_is_given_to_another_frees_a_seat(
    action: RejectAction | None, gives_up: bool
) -> None:
    label = item(archive(*TWO, rejected(action))).labels[label_id(1)]
    assert rework.gives_up_seat(label) is gives_up
    assert not rework.gives_up_seat(item(archive(*TWO)).labels[label_id(1)])


# Which wishes a review answers


def test_review_answers_the_wish_about_its_own_label_and_not_another() -> None:
    history = with_policy(reviewing(), *TWO).and_given(
        asked(task=None, of=OSKAR).fact, asked(task=None, of=LENA).fact
    )
    assert len(item(history).review_requests) == 2
    (left,) = item(history.and_given(reviewed())).review_requests
    assert left.label_id == label_id(2)


def test_any_review_answers_a_wish_about_the_votes() -> None:
    history = with_policy(reviewing(), *TWO).and_given(asked().fact)
    assert item(history.and_given(reviewed(number=2))).review_requests == ()


def test_no_review_answers_a_wish_for_an_adjudicator() -> None:
    wish = review_facts.AdjudicationRequested(rule="r", policy_version=1, requested_by=SYSTEM)
    history = with_policy(reviewing(), *TWO).and_given(wish, reviewed(), reviewed(number=2))
    (left,) = item(history).review_requests
    assert left.wanted is state.Wanted.ADJUDICATION
    assert item(history.and_given(ADJUDICATED)).review_requests == ()


def test_wish_about_a_label_goes_with_the_label() -> None:
    history = with_policy(reviewing(), *TWO).and_given(asked(task=None, of=OSKAR).fact)
    command = RetractLabel(item_id=ITEM, label_id=label_id(1), reason=RetractReason.MISTAKE)
    assert item(history.when(command, by=OSKAR).admitted()).review_requests == ()


# Second looks


def second_wanted() -> facts.ReviewRequested:
    return facts.ReviewRequested(
        cause=ReviewCause.SECOND_LEVEL,
        requested_by=SYSTEM,
        policy_version=1,
        level=2,
        annotator=OSKAR,
        repeat=1,
    )


def test_drawn_review_is_looked_at_again() -> None:
    history = with_policy(ALL_LOOKED_AT_AGAIN, *TWO)
    history.when(verdict(), by=RUTH).then(reviewed(), by_rule(second_wanted()), cause=OSKARS)


FIRST = happened(reviewed(), event_id(1), actor=RUTH)
LOOKED_AT = (*TWO, FIRST)
AGAIN = verdict(second_of=event_id(1))


def looked(
    second: Verdict = Verdict.APPROVED, *, by: MemberId = INES, agrees: bool = True
) -> Emitted[review_facts.SecondLookTaken]:
    """What is kept of a second look at Ruth's approval."""
    taken = review_facts.SecondLookTaken(
        item_id=ITEM,
        review=event_id(1),
        reviewer=RUTH,
        verdict=Verdict.APPROVED,
        second_reviewer=by,
        second_verdict=second,
        agrees=agrees,
    )
    return Emitted(fact=taken, after=0, stream="second-look/ruth")


def test_second_look_that_says_something_else_is_kept_as_such() -> None:
    history = with_policy(ALL_LOOKED_AT_AGAIN, *LOOKED_AT)
    given: dict[str, Any] = {"reason": WRONG, "second_of": event_id(1)}
    history.when(verdict(Verdict.REJECTED, **given), by=INES).then(
        reviewed(Verdict.REJECTED, by=INES, **given),
        looked(Verdict.REJECTED, agrees=False),
        cause=event_id(1),
    )


@pytest.mark.parametrize("by", [INES, TOMEK])
def test_second_look_is_given_by_another_reviewer_or_an_adjudicator(by: MemberId) -> None:
    history = with_policy(ALL_LOOKED_AT_AGAIN, *LOOKED_AT)
    history.when(AGAIN, by=by).then(
        reviewed(by=by, second_of=event_id(1)), looked(by=by), cause=event_id(1)
    )


def test_second_look_answers_its_wish_and_first_looks_do_not() -> None:
    wish = happened(second_wanted(), actor=SYSTEM)
    history = with_policy(ALL_LOOKED_AT_AGAIN, *LOOKED_AT)
    first = history.events()[-1]
    requested = msgspec.structs.replace(
        history.and_given(wish).events(f"item/{ITEM}")[-1], causation_id=first.event_id
    )
    waiting = state.evolve(item(history), requested)
    assert waiting.review_requests[0].review == event_id(1)
    third = history.and_given(wish, reviewed(by=TOMEK)).events(f"item/{ITEM}")[-1]
    assert state.evolve(waiting, third).review_requests != ()
    second = reviewed(by=TOMEK, second_of=event_id(1))
    looked = history.and_given(wish, second).events(f"item/{ITEM}")[-1]
    assert state.evolve(waiting, looked).review_requests == ()


def test_second_look_at_no_review_of_the_label_is_refused() -> None:
    history = with_policy(ALL_LOOKED_AT_AGAIN, *LOOKED_AT)
    command = verdict(number=2, second_of=event_id(1))
    history.when(command, by=INES).refuses(Rule.REVIEW_UNKNOWN, ("second_of",))


def test_reviewer_does_not_look_at_their_own_review() -> None:
    history = with_policy(ALL_LOOKED_AT_AGAIN, *LOOKED_AT)
    history.when(AGAIN, by=RUTH).refuses(Rule.REVIEWER_CHECKS_THEMSELF, ("second_of",), "another")


def test_author_does_not_look_at_the_review_of_their_label() -> None:
    tomeks = (labeled(1, TOMEK, owl("tawny")), FIRST)
    history = with_policy(ALL_LOOKED_AT_AGAIN, *tomeks)
    history.when(AGAIN, by=TOMEK).refuses(Rule.REVIEWER_IS_AUTHOR, ("reviewer",))


def test_review_is_looked_at_again_once() -> None:
    looked = happened(reviewed(by=TOMEK, second_of=event_id(1)), event_id(2), actor=TOMEK)
    history = with_policy(ALL_LOOKED_AT_AGAIN, *LOOKED_AT, looked)
    history.when(AGAIN, by=INES).refuses(Rule.REVIEW_CHECKED_ALREADY, ("second_of",))
    at_second = verdict(second_of=event_id(2))
    history.when(at_second, by=INES).refuses(Rule.REVIEW_CHECKED_ALREADY, ("second_of",))


def test_review_that_another_one_replaced_is_not_looked_at_again() -> None:
    later = happened(reviewed(by=TOMEK), event_id(2), actor=TOMEK)
    history = with_policy(ALL_LOOKED_AT_AGAIN, *LOOKED_AT, later)
    history.when(AGAIN, by=INES).refuses(Rule.REVIEW_NOT_IN_FORCE, ("second_of",))


def test_first_look_takes_the_role_reviewer() -> None:
    archive(*TWO).when(verdict(), by=INES).refuses(Rule.ROLE_MISSING, saying="reviewer")


# Separate persons


def test_policy_may_let_authors_review_and_the_event_says_so() -> None:
    relaxed = reviewing(relaxes=(FourEyes.REVIEWER_IS_AUTHOR,))
    history = with_policy(relaxed, labeled(1, TOMEK, owl("tawny")))
    history.when(verdict(), by=TOMEK).then(
        reviewed(by=TOMEK, relaxed=(FourEyes.REVIEWER_IS_AUTHOR,)), cause=OSKARS
    )
    history.when(verdict(), by=RUTH).then(reviewed(), cause=OSKARS)


def test_policy_may_let_labelers_adjudicate_and_the_event_says_so() -> None:
    relaxed = reviewing(relaxes=(FourEyes.ADJUDICATOR_LABELED_ITEM,))
    history = with_policy(relaxed, labeled(1, TOMEK, owl("tawny")))
    admitted = msgspec.structs.replace(
        ADJUDICATED,
        adjudicator=TOMEK,
        judged=(OSKARS,),
        relaxed=(FourEyes.ADJUDICATOR_LABELED_ITEM,),
    )
    history.when(decision(OSKARS), by=TOMEK).then(admitted, cause=OSKARS)


def test_relaxing_one_rule_leaves_the_other() -> None:
    relaxed = reviewing(relaxes=(FourEyes.REVIEWER_IS_AUTHOR,))
    history = with_policy(relaxed, labeled(1, TOMEK, owl("tawny")))
    history.when(decision(OSKARS), by=TOMEK).refuses(
        Rule.ADJUDICATOR_LABELED_ITEM, ("adjudicator",)
    )


def test_policy_may_want_an_adjudicator_who_reviewed_nothing_of_the_item() -> None:
    both = MemberRolesChanged(member=RUTH, roles=(Role.REVIEWER, Role.ADJUDICATOR))
    strict = reviewing(adjudicator_did_not_review=True)
    past = (*TWO, both, reviewed(number=2))
    with_policy(strict, *past).when(decision(OSKARS), by=RUTH).refuses(
        Rule.ADJUDICATOR_REVIEWED_ITEM, ("adjudicator",), "another"
    )
    with_policy(strict, *past).when(decision(OSKARS, LENAS), by=INES).then(ADJUDICATED, cause=LENAS)
    lenient = with_policy(reviewing(), *past).when(decision(OSKARS, LENAS), by=RUTH)
    lenient.then(msgspec.structs.replace(ADJUDICATED, adjudicator=RUTH), cause=LENAS)


# Later reviews of what an adjudication judged

DECIDED = (*TWO, happened(ADJUDICATED, event_id(9), actor=INES))
REOPENED = facts.AdjudicationReopened(adjudication=event_id(9), changed_label=label_id(1))


def test_rejecting_what_the_adjudicator_followed_reopens_the_decision() -> None:
    history = archive(*DECIDED)
    grown = history.when(verdict(Verdict.REJECTED, reason=WRONG), by=RUTH).then(
        rejected(), by_rule(REOPENED), cause=OSKARS
    )
    (wish,) = item(grown).review_requests
    assert (wish.cause, wish.wanted) == (ReviewCause.REOPENED, state.Wanted.ADJUDICATION)


def test_rejecting_what_the_adjudicator_did_not_follow_leaves_the_decision() -> None:
    command = verdict(Verdict.REJECTED, number=2, reason=WRONG)
    archive(*DECIDED).when(command, by=RUTH).then(
        reviewed(Verdict.REJECTED, number=2, reason=WRONG), cause=LENAS
    )


@pytest.mark.parametrize(("said", "reopens"), [("little", True), ("tawny", False)])
def test_correction_against_the_decision_reopens_it(said: str, reopens: bool) -> None:
    given: dict[str, Any] = {"reason": WRONG, "answers": owl(said)}
    follow = [by_rule(REOPENED)] if reopens else []
    archive(*DECIDED).when(verdict(Verdict.CORRECTED, **given), by=RUTH).then(
        reviewed(Verdict.CORRECTED, **given), *follow, cause=OSKARS
    )


def test_correction_of_a_task_that_was_not_decided_leaves_the_decision() -> None:
    given: dict[str, Any] = {"reason": WRONG, "answers": clarity(2)}
    archive(*DECIDED).when(verdict(Verdict.CORRECTED, **given), by=RUTH).then(
        reviewed(Verdict.CORRECTED, **given), cause=OSKARS
    )


def test_approval_leaves_the_decision() -> None:
    archive(*DECIDED).when(verdict(number=2), by=RUTH).then(reviewed(number=2), cause=LENAS)


# Claims

CLAIM, RELEASE = ClaimReview(item_id=ITEM), ReleaseReview(item_id=ITEM)


def claimed(by: MemberId = RUTH, minutes: int = 30) -> review_facts.ReviewClaimed:
    return review_facts.ReviewClaimed(claimed_by=by, until=DAWN + timedelta(minutes=minutes))


def test_claim_holds_as_long_as_the_policy_says() -> None:
    archive(*TWO).when(CLAIM, by=RUTH).then(claimed())
    with_policy(reviewing(claim_minutes=5), *TWO).when(CLAIM, by=INES).then(claimed(INES, 5))


def test_item_that_another_has_claimed_is_left_to_them() -> None:
    history = archive(*TWO, claimed(INES))
    history.when(CLAIM, by=RUTH).refuses(Rule.ITEM_CLAIMED, ("item_id",), "ines")
    history.when(verdict(), by=RUTH).refuses(Rule.ITEM_CLAIMED, ("item_id",))
    history.when(decision(OSKARS), by=TOMEK).refuses(Rule.ITEM_CLAIMED, ("item_id",))
    history.when(CLAIM, by=INES).then(claimed(INES))


def test_claim_that_has_run_out_holds_nobody_up() -> None:
    archive(*TWO, claimed(INES, 0)).when(verdict(), by=RUTH).then(reviewed(), cause=OSKARS)


def test_claim_ends_with_the_review_of_who_made_it() -> None:
    history = archive(*TWO, claimed())
    assert item(history).review_claim is not None
    assert item(history.when(verdict(), by=RUTH).admitted()).review_claim is None


def test_who_may_still_label_is_told_the_same_whatever_others_did() -> None:
    twice = MemberRolesChanged(member=RUTH, roles=(Role.ANNOTATOR, Role.REVIEWER))
    told = set()
    for past in ((), TWO, (*TWO, claimed(INES))):
        rejection = archive(*past).and_given(twice).when(CLAIM, by=RUTH).decision
        assert isinstance(rejection, Rejection)
        told.add((rejection.rule, rejection.message, rejection.path))
    ((rule, message, _),) = told
    assert rule is Rule.NOTHING_TO_JUDGE
    assert "may still label" in message


def test_nothing_is_claimed_where_nobody_has_labeled() -> None:
    archive().when(CLAIM, by=RUTH).refuses(Rule.NOTHING_TO_JUDGE, ("item_id",))


@pytest.mark.parametrize("by", [RUTH, TOMEK])
def test_claim_is_released_by_who_holds_it(by: str) -> None:
    history = archive(*TWO, happened(claimed(), event_id(3), actor=RUTH))
    outcome = history.when(RELEASE, by=by)
    if by == RUTH:
        released = review_facts.ReviewClaimReleased(claim=event_id(3), released_by=RUTH)
        assert item(outcome.then(released, cause=event_id(3))).review_claim is None
    else:
        outcome.refuses(Rule.CLAIM_NOT_HELD, ("item_id",))


def test_manager_takes_a_claim_away() -> None:
    history = archive(*TWO, happened(claimed(), event_id(3), actor=RUTH))
    released = review_facts.ReviewClaimReleased(claim=event_id(3), released_by=MIRA)
    history.when(RELEASE, by=MIRA).then(released, cause=event_id(3))


def test_nothing_is_released_that_nobody_claimed() -> None:
    archive(*TWO).when(RELEASE, by=RUTH).refuses(Rule.CLAIM_NOT_HELD, ("item_id",))
