"""How each event about an escalated question changes it. Pure."""

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import EscalationId, EventId
from labeltrail.events.streams.item import escalation_facts, facts
from labeltrail.events.streams.item.parts import Comment, Escalation

Escalations = dict[EscalationId, Escalation]


def after(escalations: Escalations, event: RecordedEvent, fact: msgspec.Struct) -> Escalations:
    """The questions of an item after an event about one of them."""
    changed = STEPS[type(fact)](escalations, event, fact)
    return {**escalations, changed.escalation_id: changed}


def _raised(_: Escalations, event: RecordedEvent, fact: facts.EscalationRaised) -> Escalation:
    return Escalation(
        escalation_id=EscalationId(event.event_id),
        raised_by=fact.raised_by,
        level=fact.level,
        question=fact.question,
        clause=fact.clause,
        owner=fact.owner,
        due_at=fact.due_at,
        raised_at=event.recorded_at,
        raised_position=event.position,
        owner_role=fact.owner_role,
        due_since=EventId(event.event_id) if fact.due_at is not None else None,
    )


def _assigned(
    known: Escalations, event: RecordedEvent, fact: escalation_facts.EscalationAssigned
) -> Escalation:
    former = known[fact.escalation_id]
    if fact.due_at is None:
        return replace(former, owner=fact.owner, owner_role=None)
    return replace(
        former,
        owner=fact.owner,
        owner_role=None,
        due_at=fact.due_at,
        due_since=EventId(event.event_id),
    )


def _commented(
    known: Escalations, event: RecordedEvent, fact: escalation_facts.EscalationCommented
) -> Escalation:
    former = known[fact.escalation_id]
    comment = Comment(
        event_id=EventId(event.event_id),
        commented_by=fact.commented_by,
        comment=fact.comment,
        recorded_at=event.recorded_at,
        position=event.position,
    )
    return replace(former, comments=(*former.comments, comment))


def _lifted(
    known: Escalations, event: RecordedEvent, fact: escalation_facts.EscalationLifted
) -> Escalation:
    return replace(
        known[fact.escalation_id],
        level=fact.level,
        owner=fact.owner,
        owner_role=fact.owner_role,
        due_at=fact.due_at,
        due_since=EventId(event.event_id),
    )


def _resolved(
    known: Escalations, event: RecordedEvent, fact: facts.EscalationResolved
) -> Escalation:
    return replace(
        known[fact.escalation_id],
        closed_position=event.position,
        decision=fact.decision,
        rationale=fact.rationale,
        resolved_by=fact.resolved_by,
        resolution_clause=fact.clause,
        resolution_revision=fact.guideline_revision,
        demand=fact.demand,
    )


def _withdrawn(
    known: Escalations, event: RecordedEvent, fact: facts.EscalationWithdrawn
) -> Escalation:
    return replace(known[fact.escalation_id], closed_position=event.position)


STEPS: dict[type[msgspec.Struct], Callable[..., Escalation]] = {
    facts.EscalationRaised: _raised,
    escalation_facts.EscalationAssigned: _assigned,
    escalation_facts.EscalationCommented: _commented,
    escalation_facts.EscalationLifted: _lifted,
    facts.EscalationResolved: _resolved,
    facts.EscalationWithdrawn: _withdrawn,
}
