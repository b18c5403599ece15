"""How reviews, adjudications and wishes for them change an item. Pure.

A review answers the wishes that it speaks to: those about any label, and those about its own. A
wish for an adjudication is answered by nothing less; an adjudication answers all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import EscalationId, EventId, LabelId, MemberId
from labeltrail.events.streams.item import facts, review_facts
from labeltrail.events.streams.item.parts import (
    Adjudication,
    Escalation,
    Label,
    Review,
    ReviewClaim,
    ReviewRequest,
    Wanted,
)

if TYPE_CHECKING:
    from labeltrail.events.streams.item.state import Item

Requests = tuple[ReviewRequest, ...]
Step = Callable[..., "Item"]


def _reviewed(state: Item, event: RecordedEvent, fact: facts.LabelReviewed) -> Item:
    review = Review(
        event_id=EventId(event.event_id),
        judged=fact.judged,
        reviewer=fact.reviewer,
        verdict=fact.verdict,
        answers=fact.answers,
        position=event.position,
        action=fact.action,
        reason=fact.reason,
        clause=fact.clause,
        second_of=fact.second_of,
        relaxed=fact.relaxed,
    )
    label = state.labels[fact.label_id]
    requests = _unanswered(state.review_requests, fact)
    if fact.action is facts.RejectAction.RETURN:
        requests = (*requests, _returned(event, fact))
    labels = {**state.labels, fact.label_id: replace(label, reviews=(*label.reviews, review))}
    return replace(
        state,
        version=event.version,
        labels=labels,
        review_requests=requests,
        revealed_position=state.revealed_position or event.position,
        review_claim=_claim_after(state.review_claim, fact.reviewer),
    )


def _returned(event: RecordedEvent, fact: facts.LabelReviewed) -> ReviewRequest:
    """The item waits for the label's author."""
    return ReviewRequest(
        event_id=EventId(event.event_id),
        cause=facts.ReviewCause.RETURNED,
        requested_by=fact.reviewer,
        task=None,
        position=event.position,
        label_id=fact.label_id,
        wanted=Wanted.AUTHOR,
        at=event.recorded_at,
    )


def _unanswered(requests: Requests, fact: facts.LabelReviewed) -> Requests:
    return tuple(one for one in requests if not _answers(one, fact))


def _answers(request: ReviewRequest, fact: facts.LabelReviewed) -> bool:
    if request.wanted is Wanted.ADJUDICATION:
        return False
    if request.review is not None:
        return fact.second_of == request.review
    return request.label_id in (None, fact.label_id)


def _requested(state: Item, event: RecordedEvent, fact: facts.ReviewRequested) -> Item:
    request = ReviewRequest(
        event_id=EventId(event.event_id),
        cause=fact.cause,
        requested_by=fact.requested_by,
        task=fact.task,
        position=event.position,
        rule=fact.rule,
        policy_version=fact.policy_version,
        level=fact.level,
        label_id=_label_named(state, fact),
        review=EventId(event.causation_id) if fact.level > 1 and event.causation_id else None,
        at=event.recorded_at,
    )
    return _with_request(state, event, request)


def _adjudication_requested(
    state: Item, event: RecordedEvent, fact: review_facts.AdjudicationRequested
) -> Item:
    request = ReviewRequest(
        event_id=EventId(event.event_id),
        cause=facts.ReviewCause.ROUTED,
        requested_by=fact.requested_by,
        task=fact.task,
        position=event.position,
        rule=fact.rule,
        policy_version=fact.policy_version,
        label_id=_label_named(state, fact),
        wanted=Wanted.ADJUDICATION,
        at=event.recorded_at,
    )
    return _with_request(state, event, request)


def _label_named(
    state: Item, fact: facts.ReviewRequested | review_facts.AdjudicationRequested
) -> LabelId | None:
    """The label that a fact names by its annotator and repeat."""
    if fact.annotator is None:
        return None
    for label in state.labels.values():
        if label.annotator == fact.annotator and label.repeat == fact.repeat:
            return label.label_id
    return None


def _with_request(state: Item, event: RecordedEvent, request: ReviewRequest) -> Item:
    requests = (*state.review_requests, request)
    return replace(state, version=event.version, review_requests=requests)


def after_change(requests: Requests, label: Label) -> Requests:
    """The wishes that stand once a label changed: its reviews are of what it said before."""
    kept = tuple(one for one in requests if not _is_past(one, label))
    return requests if len(kept) == len(requests) else kept


def _is_past(request: ReviewRequest, label: Label) -> bool:
    if request.label_id != label.label_id:
        return False
    return label.is_retracted or request.review is not None or request.wanted is Wanted.AUTHOR


def wished(state: Item, event: RecordedEvent, cause: facts.ReviewCause) -> Item:
    """The item waits for an adjudicator since the event."""
    request = ReviewRequest(
        event_id=EventId(event.event_id),
        cause=cause,
        requested_by=MemberId(event.actor),
        task=None,
        position=event.position,
        wanted=Wanted.ADJUDICATION,
        at=event.recorded_at,
    )
    return _with_request(state, event, request)


def adjudicates(resolved: Step) -> Step:
    """The step of a resolution, after which an expert is to decide the item if it says so."""

    def step(state: Item, event: RecordedEvent, fact: Any) -> Item:
        after = resolved(state, event, fact)
        if fact.decision is not facts.EscalationDecision.ADJUDICATE:
            return after
        return wished(after, event, facts.ReviewCause.ESCALATED)

    return step


def _adjudicated(state: Item, event: RecordedEvent, fact: facts.ItemAdjudicated) -> Item:
    adjudication = Adjudication(
        event_id=EventId(event.event_id),
        adjudicator=fact.adjudicator,
        answers=fact.answers,
        judged=fact.judged,
        rationale=fact.rationale,
        clause=fact.clause,
        guideline_revision=fact.guideline_revision,
        position=event.position,
        relaxed=fact.relaxed,
    )
    return replace(
        state,
        version=event.version,
        adjudication=adjudication,
        review_requests=(),
        revealed_position=state.revealed_position or event.position,
        review_claim=None,
    )


def _reopened(state: Item, event: RecordedEvent, fact: facts.AdjudicationReopened) -> Item:
    former = state.adjudication
    if former is None or former.event_id != fact.adjudication:
        raise ValueError(f"position {event.position} re-opens an adjudication not in force")
    reopened = replace(state, adjudication=replace(former, is_reopened=True))
    return wished(reopened, event, facts.ReviewCause.REOPENED)


def _escalated(state: Item, event: RecordedEvent, fact: review_facts.EscalationRouted) -> Item:
    escalation = Escalation(
        escalation_id=EscalationId(event.event_id),
        raised_by=fact.raised_by,
        level=fact.level,
        question=None,
        clause=None,
        owner=fact.owner,
        due_at=fact.due_at,
        raised_at=event.recorded_at,
        raised_position=event.position,
        owner_role=fact.owner_role,
        due_since=EventId(event.event_id) if fact.due_at is not None else None,
        rule=fact.rule,
    )
    escalations = {**state.escalations, escalation.escalation_id: escalation}
    return replace(state, version=event.version, escalations=escalations)


def _claimed(state: Item, event: RecordedEvent, fact: review_facts.ReviewClaimed) -> Item:
    claim = ReviewClaim(
        event_id=EventId(event.event_id),
        claimed_by=fact.claimed_by,
        until=fact.until,
        position=event.position,
    )
    return replace(state, version=event.version, review_claim=claim)


def _released(state: Item, event: RecordedEvent, fact: review_facts.ReviewClaimReleased) -> Item:
    return replace(state, version=event.version, review_claim=None)


def _claim_after(claim: ReviewClaim | None, reviewer: MemberId) -> ReviewClaim | None:
    """A claim ends when who made it has judged."""
    return None if claim is None or claim.claimed_by == reviewer else claim


STEPS: dict[type[msgspec.Struct], Callable[[Item, RecordedEvent, Any], Item]] = {
    facts.LabelReviewed: _reviewed,
    facts.ReviewRequested: _requested,
    facts.ItemAdjudicated: _adjudicated,
    facts.AdjudicationReopened: _reopened,
    review_facts.AdjudicationRequested: _adjudication_requested,
    review_facts.EscalationRouted: _escalated,
    review_facts.ReviewClaimed: _claimed,
    review_facts.ReviewClaimReleased: _released,
}
