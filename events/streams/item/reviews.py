"""Decisions of reviewers: nobody judges their own label, or looks again at their own review."""

from collections.abc import Iterator

import msgspec

from labeltrail.events.acts import Act
from labeltrail.events.identifiers import SYSTEM, EventId, MemberId
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.guideline import clause_fault
from labeltrail.events.streams.item import commands, facts, review_facts, separation
from labeltrail.events.streams.item.adjudications import answers_fault, reopened_by_review
from labeltrail.events.streams.item.review_claims import claim_fault
from labeltrail.events.streams.item.review_draws import falls
from labeltrail.events.streams.item.routing import by_system
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.streams.outcome import Decision, Emitted, admitted
from labeltrail.events.streams.project import Role
from labeltrail.events.streams.rules import Rules

SECOND = "second level"
"""Begins what the draw of a second look is about."""


def request_review(
    state: Item, command: commands.RequestReview, act: Act
) -> Decision[facts.ItemFact]:
    mine = [one for one in state.review_requests if one.requested_by == act.person]
    if mine:
        message = f"{act.person!r} has asked for a review that is still to come"
        return Rejection(Rule.REVIEW_ALREADY_REQUESTED, message, ("item_id",))
    return admitted(
        facts.ReviewRequested(
            cause=facts.ReviewCause.REQUESTED, requested_by=act.person, note=command.note
        )
    )


def review(
    state: Item, command: commands.ReviewLabel, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    label = _label_to_review(state, command)
    if isinstance(label, Rejection):
        return label
    relaxed = separation.reviewer(label, act, rules)
    if isinstance(relaxed, Rejection):
        return relaxed
    fault = (
        _level_fault(command, label, act, rules)
        or claim_fault(state, act)
        or _verdict_fault(command, label, act.person)
        or _correction_fault(state, command, rules)
        or clause_fault(rules.guideline, rules.guideline.in_force, command.clause, "clause")
    )
    if fault is not None:
        return fault
    reviewed = facts.LabelReviewed(
        label_id=command.label_id,
        judged=command.judged,
        reviewer=act.person,
        verdict=command.verdict,
        guideline_revision=rules.guideline.in_force,
        reason=command.reason,
        answers=command.answers,
        clause=command.clause,
        note=command.note,
        action=None if command.action is msgspec.UNSET else command.action,
        second_of=_second_of(command),
        relaxed=relaxed,
    )
    follow = (
        *reopened_by_review(state, label, command.verdict, command.answers),
        *_looked_at_again(command, label, act, rules),
        *_second_look(command, label, act),
    )
    return admitted(reviewed, *follow, cause=_second_of(command) or command.judged)


def _second_of(command: commands.ReviewLabel) -> EventId | None:
    return None if command.second_of is msgspec.UNSET else command.second_of


def _looked_at_again(
    command: commands.ReviewLabel, label: Label, act: Act, rules: Rules
) -> Iterator[Emitted[facts.ItemFact]]:
    """A share of reviews, drawn by the label event and the reviewer, is reviewed itself."""
    section = separation.section(rules)
    named = (SECOND, command.item_id, str(command.judged), act.person)
    if _second_of(command) is None and falls(section.second_level_rate, section.seed, *named):
        yield by_system(
            facts.ReviewRequested(
                cause=facts.ReviewCause.SECOND_LEVEL,
                requested_by=SYSTEM,
                policy_version=rules.policy.in_force,
                level=2,
                annotator=label.annotator,
                repeat=label.repeat,
            )
        )


def _second_look(
    command: commands.ReviewLabel, label: Label, act: Act
) -> Iterator[Emitted[facts.ItemFact]]:
    """Whether the reviewers agree, kept beside the first one's other reviews."""
    first = next((one for one in label.reviews if one.event_id == _second_of(command)), None)
    if first is None:
        return
    same = first.verdict is command.verdict and first.answers == command.answers
    taken = review_facts.SecondLookTaken(
        item_id=command.item_id,
        review=first.event_id,
        reviewer=first.reviewer,
        verdict=first.verdict,
        second_reviewer=act.person,
        second_verdict=command.verdict,
        agrees=same,
    )
    stream = review_facts.stream_of_second_looks(first.reviewer)
    yield Emitted(fact=taken, after=0, stream=stream)


def _label_to_review(state: Item, command: commands.ReviewLabel) -> Label | Rejection:
    label = state.labels.get(command.label_id)
    if label is None:
        message = "no label with this id on this item"
        return Rejection(Rule.LABEL_UNKNOWN, message, ("label_id",))
    if label.is_retracted:
        message = "this label was retracted; there is nothing to review"
        return Rejection(Rule.LABEL_RETRACTED, message, ("label_id",))
    if label.current != command.judged:
        message = f"the label changed meanwhile; look at event {label.current} and judge again"
        return Rejection(Rule.LABEL_SUPERSEDED, message, ("judged",))
    return label


def _level_fault(
    command: commands.ReviewLabel, label: Label, act: Act, rules: Rules
) -> Rejection | None:
    """A first look takes a reviewer; a second one a reviewer or adjudicator who is another."""
    wanted = _second_of(command)
    if wanted is None:
        if Role.REVIEWER in rules.project.roles_of(act.person):
            return None
        message = f"{act.person!r} needs the role reviewer for this; only second looks do not"
        return Rejection(Rule.ROLE_MISSING, message)
    first = next((one for one in label.reviews if one.event_id == wanted), None)
    if first is None:
        message = "no review with this id of this label"
        return Rejection(Rule.REVIEW_UNKNOWN, message, ("second_of",))
    if act.person == first.reviewer or act.actor == first.reviewer:
        message = f"{first.reviewer!r} gave this review; another must look at it again"
        return Rejection(Rule.REVIEWER_CHECKS_THEMSELF, message, ("second_of",))
    if first.second_of is not None or any(one.second_of == wanted for one in label.reviews):
        message = "this was looked at a second time already; ask an adjudicator to decide"
        return Rejection(Rule.REVIEW_CHECKED_ALREADY, message, ("second_of",))
    if label.review_in_force() is not first:
        message = "this review does not hold any more; judge the label as it stands"
        return Rejection(Rule.REVIEW_NOT_IN_FORCE, message, ("second_of",))
    return None


def _verdict_fault(
    command: commands.ReviewLabel, label: Label, reviewer: MemberId
) -> Rejection | None:
    for former in label.reviews:
        if former.judged == command.judged and former.reviewer == reviewer:
            message = f"{reviewer!r} has reviewed this label as it stands"
            return Rejection(Rule.ALREADY_REVIEWED, message, ("reviewer",))
    if command.verdict is not facts.Verdict.APPROVED and command.reason is None:
        message = f"say why: a label that is {command.verdict} needs a reason"
        return Rejection(Rule.NOTHING_GIVEN, message, ("reason",))
    if command.action is not msgspec.UNSET and command.verdict is not facts.Verdict.REJECTED:
        message = "only of a rejected label something is to become; leave the action out"
        return Rejection(Rule.ACTION_MISMATCH, message, ("action",))
    return None


def _correction_fault(state: Item, command: commands.ReviewLabel, rules: Rules) -> Rejection | None:
    """Corrected answers come with CORRECTED and only with it."""
    is_correction = command.verdict is facts.Verdict.CORRECTED
    if is_correction != (command.answers is not None):
        message = "give answers with the verdict corrected, and only with it"
        return Rejection(Rule.CORRECTION_MISMATCH, message, ("answers",))
    if command.answers is None:
        return None
    return answers_fault(state, command.answers, rules)
