"""What is told of escalated questions: raised, handed on, and closed."""

from __future__ import annotations

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import SYSTEM
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item import escalation_facts, facts
from labeltrail.projections.sentences import told

DECIDED = {
    facts.EscalationDecision.GUIDELINE_APPLIES: "the guideline answers it as it stands",
    facts.EscalationDecision.GUIDELINE_CLARIFIED: "the guideline was changed to answer it",
    facts.EscalationDecision.ADJUDICATE: "an expert is to decide the item",
    facts.EscalationDecision.ITEM_UNUSABLE: "the item is unusable",
}


@told.register
def _(fact: facts.EscalationRaised, event: RecordedEvent) -> str:
    owned = _owned(fact.owner, fact.owner_role)
    owner = f", owned by {owned}" if owned is not None else ""
    due = f", due {fact.due_at.isoformat()}" if fact.due_at is not None else ""
    given = f" as policy version {fact.policy_version} says" if fact.policy_version else ""
    return (
        f"{_by(fact.raised_by, event)} escalated item {_item(event)} to level {fact.level}{owner}"
        f"{due}{given}, {_under(fact.guideline_revision, fact.clause)}."
    )


@told.register
def _(fact: escalation_facts.EscalationAssigned, event: RecordedEvent) -> str:
    due = f", due {fact.due_at.isoformat()}" if fact.due_at is not None else ""
    return (
        f"{_by(fact.assigned_by, event)} gave escalation {fact.escalation_id} of item"
        f" {_item(event)} to {fact.owner}{due}."
    )


@told.register
def _(fact: escalation_facts.EscalationCommented, event: RecordedEvent) -> str:
    return (
        f"{_by(fact.commented_by, event)} commented on escalation {fact.escalation_id} of item"
        f" {_item(event)}."
    )


@told.register
def _(fact: escalation_facts.EscalationLifted, event: RecordedEvent) -> str:
    owned = _owned(fact.owner, fact.owner_role)
    what = f"Escalation {fact.escalation_id} of item {_item(event)}"
    step = f"from level {fact.former_level} to level {fact.level}"
    how = (
        f"{what} was overdue and rose {step}"
        if fact.lifted_by == SYSTEM
        else f"{_by(fact.lifted_by, event)} lifted {what[0].lower()}{what[1:]} {step}"
    )
    owner = f", owned by {owned}" if owned is not None else ""
    return (
        f"{how}{owner}, due {fact.due_at.isoformat()} as policy version {fact.policy_version} says."
    )


@told.register
def _(fact: facts.EscalationResolved, event: RecordedEvent) -> str:
    demand = f" The guideline is to change: {fact.demand}" if fact.demand is not None else ""
    return (
        f"{_by(fact.resolved_by, event)} resolved escalation {fact.escalation_id} of item"
        f" {_item(event)}: {DECIDED[fact.decision]},"
        f" {_under(fact.guideline_revision, fact.clause)}.{demand}"
    )


@told.register
def _(fact: facts.EscalationWithdrawn, event: RecordedEvent) -> str:
    who = _by(fact.withdrawn_by, event)
    return f"{who} withdrew escalation {fact.escalation_id} of item {_item(event)}."


def _owned(owner: str | None, role: str | None) -> str | None:
    if owner is not None:
        return owner
    return f"whoever is {role}" if role is not None else None


def _by(person: str, event: RecordedEvent) -> str:
    return person if event.actor == person else f"{person} (through {event.actor})"


def _item(event: RecordedEvent) -> str:
    return event.stream.removeprefix(ITEM)


def _under(revision: int, clause: str | None) -> str:
    cited = f", clause {clause}" if clause is not None else ""
    return f"under guideline revision {revision}{cited}"
