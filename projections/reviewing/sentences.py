"""What is told of reviews and adjudications: who wanted them, by which rule, and what was said."""

from __future__ import annotations

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import SYSTEM
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item import facts, review_facts
from labeltrail.events.streams.policy import FourEyes
from labeltrail.events.values import Answers, category
from labeltrail.projections.sentences import told

WHY = {
    facts.ReviewCause.TIE: "its votes tie",
    facts.ReviewCause.DISAGREEMENT: "its votes differ",
    facts.ReviewCause.REQUESTED: "a review is wanted",
    facts.ReviewCause.ROUTED: "the rule fired",
    facts.ReviewCause.SAMPLED: "the rule fired, and it was drawn",
    facts.ReviewCause.RETURNED: "its author has revised what was returned",
    facts.ReviewCause.SECOND_LEVEL: "its review was drawn for a second look",
    facts.ReviewCause.REOPENED: "what an adjudication had judged has changed",
    facts.ReviewCause.ESCALATED: "the answer to a question was that an expert is to decide it",
}
BECOMES = {
    facts.RejectAction.DROP: "it counts no more",
    facts.RejectAction.RETURN: "its author is to revise it",
    facts.RejectAction.REASSIGN: "another annotator is to label the item",
}
RELAXED = {
    FourEyes.REVIEWER_IS_AUTHOR: "reviewers judge labels of their own",
    FourEyes.ADJUDICATOR_LABELED_ITEM: "adjudicators decide items that they have labeled",
}


@told.register
def _(fact: facts.ReviewRequested, event: RecordedEvent) -> str:
    what, task = f"item {_item(event)}{_on(None, fact.annotator, fact.repeat)}", _on(fact.task)
    if fact.requested_by != SYSTEM:
        return f"{_by(fact.requested_by, event)} asked for a review of {what}{task}."
    if fact.rule is not None:
        who = f"Rule {fact.rule} of policy version {fact.policy_version}"
    elif fact.policy_version is not None:
        who = f"Policy version {fact.policy_version}"
    else:
        return f"{_capital(what)} goes to review again: {WHY[fact.cause]}."
    again = "a second " if fact.level > 1 else ""
    return f"{who} sent {what} to {again}review{task}: {WHY[fact.cause]}."


@told.register
def _(fact: review_facts.AdjudicationRequested, event: RecordedEvent) -> str:
    what = f"item {_item(event)}{_on(fact.task, fact.annotator, fact.repeat)}"
    return f"Rule {fact.rule} of policy version {fact.policy_version} sent {what} to adjudication."


@told.register
def _(fact: review_facts.EscalationRouted, event: RecordedEvent) -> str:
    what = f"item {_item(event)}{_on(fact.task, fact.annotator, fact.repeat)}"
    settler = fact.owner or (f"any {fact.owner_role}" if fact.owner_role is not None else None)
    owner = f", owned by {settler}" if settler is not None else ""
    due = f", due {fact.due_at.isoformat()}" if fact.due_at is not None else ""
    return (
        f"Rule {fact.rule} of policy version {fact.policy_version} escalated {what} to level"
        f" {fact.level}{owner}{due}, under guideline revision {fact.guideline_revision}."
    )


@told.register
def _(fact: facts.LabelReviewed, event: RecordedEvent) -> str:
    to = f" to {_answers(fact.answers)}" if fact.answers is not None else ""
    reason = f" ({fact.reason.replace('_', ' ')})" if fact.reason is not None else ""
    second = f", looking again at review {fact.second_of}" if fact.second_of is not None else ""
    becomes = f"; {BECOMES[fact.action]}" if fact.action is not None else ""
    return (
        f"{_by(fact.reviewer, event)} {fact.verdict} label {fact.label_id} of item {_item(event)}"
        f" as it stood in event {fact.judged}{to}{reason}{second},"
        f" {_under(fact.guideline_revision, fact.clause)}{becomes}.{_relaxed(fact.relaxed)}"
    )


@told.register
def _(fact: facts.ItemAdjudicated, event: RecordedEvent) -> str:
    judged = f"{len(fact.judged)} label{'s' if len(fact.judged) > 1 else ''}"
    return (
        f"{_by(fact.adjudicator, event)} adjudicated item {_item(event)} as"
        f" {_answers(fact.answers)}, under taxonomy version {fact.taxonomy_version} and"
        f" {_revision(fact.guideline_revision, fact.clause)}, having judged {judged}."
        f"{_relaxed(fact.relaxed)}"
    )


@told.register
def _(fact: facts.AdjudicationReopened, event: RecordedEvent) -> str:
    return (
        f"Adjudication {fact.adjudication} of item {_item(event)} was re-opened, since label"
        f" {fact.changed_label}, which it had judged, changed."
    )


@told.register
def _(fact: review_facts.ReviewClaimed, event: RecordedEvent) -> str:
    until = fact.until.isoformat()
    return f"{_by(fact.claimed_by, event)} took on item {_item(event)} to judge it until {until}."


@told.register
def _(fact: review_facts.ReviewClaimReleased, event: RecordedEvent) -> str:
    return f"{_by(fact.released_by, event)} let go of item {_item(event)} without a judgment."


@told.register
def _(fact: review_facts.SecondLookTaken, event: RecordedEvent) -> str:
    agrees = "they agree" if fact.agrees else "they do not agree"
    return (
        f"{fact.second_reviewer} looked again at review {fact.review} of item {fact.item_id} and"
        f" {fact.second_verdict} what {fact.reviewer} had {fact.verdict}: {agrees}."
    )


def _on(task: str | None, annotator: str | None = None, repeat: int | None = None) -> str:
    of_label = f", label {repeat} of {annotator}" if annotator is not None else ""
    return f"{of_label}{f' on task {task}' if task is not None else ''}"


def _relaxed(rules: tuple[FourEyes, ...]) -> str:
    """An act that the policy had to allow first."""
    return "".join(f" The policy lets it: {RELAXED[one]}." for one in rules)


def _answers(answers: Answers) -> str:
    return ", ".join(
        f"{task} = {category(answer.value) or 'cannot tell'}"
        + (f" (confidence {answer.confidence:g})" if answer.confidence is not None else "")
        for task, answer in answers.items()
    )


def _by(person: str, event: RecordedEvent) -> str:
    return person if event.actor == person else f"{person} (through {event.actor})"


def _under(revision: int, clause: str | None) -> str:
    return f"under {_revision(revision, clause)}"


def _revision(revision: int, clause: str | None) -> str:
    return f"guideline revision {revision}{f', clause {clause}' if clause is not None else ''}"


def _item(event: RecordedEvent) -> str:
    return event.stream.removeprefix(ITEM)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
