"""Decisions of reviewers and adjudicators: nobody judges their own label."""

from labeltrail.events import checks
from labeltrail.events.acts import Act
from labeltrail.events.identifiers import EventId, MemberId
from labeltrail.events.limits import ITEMS_PER_COMMAND_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.guideline import clause_fault
from labeltrail.events.streams.item import commands, facts
from labeltrail.events.streams.item.constrained import item_facts
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.streams.outcome import Decision, admitted
from labeltrail.events.streams.project import Role
from labeltrail.events.streams.rules import Rules
from labeltrail.events.values import Answers


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
    fault = (
        _author_fault(label, act, rules)
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
    )
    return admitted(reviewed, cause=command.judged)


def adjudicate(
    state: Item, command: commands.AdjudicateItem, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    if any(stands_behind(label, act, rules) for label in state.labels.values()):
        message = f"{act.person!r} stands behind a label of this item; another must decide it"
        return Rejection(Rule.ADJUDICATOR_LABELED_ITEM, message, ("adjudicator",))
    fault = checks.first(
        (
            checks.some(command.judged, "judged"),
            checks.at_most(command.judged, ITEMS_PER_COMMAND_MAX, "judged"),
            checks.distinct(command.judged, "judged"),
            *(_judged_fault(state, one, place) for place, one in enumerate(command.judged)),
            clause_fault(rules.guideline, rules.guideline.in_force, command.clause, "clause"),
        )
    )
    if fault is not None:
        return fault
    fault = _answers_fault(state, command.answers, rules)
    if fault is not None:
        return fault
    adjudicated = facts.ItemAdjudicated(
        adjudicator=act.person,
        answers=command.answers,
        judged=command.judged,
        rationale=command.rationale,
        taxonomy_version=rules.taxonomy.in_force,
        guideline_revision=rules.guideline.in_force,
        clause=command.clause,
    )
    return admitted(adjudicated, cause=command.judged[-1])


def stands_behind(label: Label, act: Act, rules: Rules) -> bool:
    """Whether who judges or who calls now had judged the label, or called and was no service."""
    is_service = Role.SERVICE in rules.project.roles_of(label.actor)
    authors = {label.annotator} if is_service else {label.annotator, label.actor}
    return act.person in authors or act.actor == label.annotator


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


def _author_fault(label: Label, act: Act, rules: Rules) -> Rejection | None:
    if not stands_behind(label, act, rules):
        return None
    message = f"{act.person!r} stands behind this label; another reviewer must judge it"
    return Rejection(Rule.REVIEWER_IS_AUTHOR, message, ("reviewer",))


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
    return None


def _correction_fault(state: Item, command: commands.ReviewLabel, rules: Rules) -> Rejection | None:
    """Corrected answers come with CORRECTED and only with it."""
    is_correction = command.verdict is facts.Verdict.CORRECTED
    if is_correction != (command.answers is not None):
        message = "give answers with the verdict corrected, and only with it"
        return Rejection(Rule.CORRECTION_MISMATCH, message, ("answers",))
    if command.answers is None:
        return None
    return _answers_fault(state, command.answers, rules)


def _answers_fault(state: Item, answers: Answers, rules: Rules) -> Rejection | None:
    taxonomy = rules.taxonomy
    fault = taxonomy.answers_fault(taxonomy.in_force, answers, item_facts(state))
    return fault.under("answers") if fault is not None else None


def _judged_fault(state: Item, judged: EventId, place: int) -> Rejection | None:
    current = {label.current for label in state.active_labels()}
    if judged in current:
        return None
    message = f"{judged} is not the current event of a label of this item; look again"
    return Rejection(Rule.LABEL_SUPERSEDED, message, ("judged", place))
