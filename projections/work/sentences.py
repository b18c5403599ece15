"""What is told of work: items given out, and assignments that ended without a label."""

from __future__ import annotations

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import SYSTEM
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item import assignment_facts as facts
from labeltrail.events.streams.work import WORK, WorkTaken
from labeltrail.projections.sentences import told


@told.register
def _(fact: facts.ItemAssigned, event: RecordedEvent) -> str:
    # Not what for: its annotator reads this, and is not to tell gold from other work.
    inside = f" of batch {fact.batch_id}" if fact.batch_id is not None else ""
    return (
        f"Item {_item(event)}{inside} was given to {fact.annotator} until"
        f" {fact.lease_until.isoformat()}, under policy version {fact.policy_version}."
    )


@told.register
def _(fact: facts.AssignmentReleased, event: RecordedEvent) -> str:
    what = f"item {_item(event)}"
    match fact.reason:
        case facts.ReleaseReason.RETURNED:
            return f"{fact.annotator} gave {what} back."
        case facts.ReleaseReason.RECALLED:
            return f"{fact.released_by} took {what} back from {fact.annotator}."
        case facts.ReleaseReason.EXPIRED:
            by = "" if fact.released_by == SYSTEM else f", as {fact.released_by} found"
            return f"The lease of {fact.annotator} on {what} ran out{by}."


@told.register
def _(fact: WorkTaken, event: RecordedEvent) -> str:
    who = event.stream.removeprefix(WORK)
    taken = fact.held[-1].item_id
    return (
        f"{who} made claim {fact.number} and got {taken}; held or not looked at since"
        f" {len(fact.held)}, done {fact.done}, given since the last rest {fact.session_items}."
    )


def _item(event: RecordedEvent) -> str:
    return event.stream.removeprefix(ITEM)
