"""The assignments of one item as its events leave them, and how many more annotators it wants.

Pure. A lease that has run out holds nothing, whether an event has said so or not: every question
here names the time that it is asked for.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import AssignmentId, BatchId, MemberId
from labeltrail.events.streams.item.assignment_facts import (
    AssignmentFact,
    AssignmentReleased,
    ItemAssigned,
    Purpose,
    ReleaseReason,
)


class Ending(StrEnum):
    """How an assignment ended."""

    LABELED = "labeled"
    SKIPPED = "skipped"
    EXPIRED = "expired"
    RETURNED = "returned"
    RECALLED = "recalled"


class Assignment(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """`ended_at` is when its end was recorded."""

    annotator: MemberId
    repeat: int
    number: int
    purpose: Purpose
    assigned_at: datetime
    lease_until: datetime
    position: int
    batch_id: BatchId | None = None
    ending: Ending | None = None
    ended_at: datetime | None = None
    ended_position: int | None = None

    def holds_at(self, now: datetime) -> bool:
        """Whether the annotator holds the item at a time."""
        return self.ending is None and now < self.lease_until


Held = dict[AssignmentId, Assignment]
"""By id, in the order in which they were given."""


def standing(assignments: Held) -> Held:
    """Those that no event has ended; the leases of some may have run out."""
    return {one_id: one for one_id, one in assignments.items() if one.ending is None}


def standing_of(assignments: Held, annotator: MemberId) -> AssignmentId | None:
    """The one of an annotator that no event has ended; there is never more than one."""
    for one_id, one in assignments.items():
        if one.ending is None and one.annotator == annotator:
            return one_id
    return None


def after(assignments: Held, event: RecordedEvent, fact: AssignmentFact) -> Held:
    """The assignments after an event of one of `STEPS`."""
    return STEPS[type(fact)](assignments, event, fact)


def _given(assignments: Held, event: RecordedEvent, fact: ItemAssigned) -> Held:
    assignment = Assignment(
        annotator=fact.annotator,
        repeat=fact.repeat,
        number=fact.number,
        purpose=fact.purpose,
        assigned_at=fact.assigned_at,
        lease_until=fact.lease_until,
        position=event.position,
        batch_id=fact.batch_id,
    )
    return {**assignments, AssignmentId(event.event_id): assignment}


def _released(assignments: Held, event: RecordedEvent, fact: AssignmentReleased) -> Held:
    return ended(assignments, event, fact.assignment, _ENDINGS[fact.reason])


def skipped(assignments: Held, event: RecordedEvent, annotator: MemberId) -> Held:
    """After the annotator skipped the item."""
    held = standing_of(assignments, annotator) if assignments else None
    return assignments if held is None else ended(assignments, event, held, Ending.SKIPPED)


def ended(assignments: Held, event: RecordedEvent, one_id: AssignmentId, ending: Ending) -> Held:
    """One that is not there stays away: events may be folded in the order they happened in."""
    found = assignments.get(one_id)
    if found is None or found.ending is not None:
        return assignments
    over = replace(found, ending=ending, ended_at=event.recorded_at, ended_position=event.position)
    return {**assignments, one_id: over}


_ENDINGS = {
    ReleaseReason.EXPIRED: Ending.EXPIRED,
    ReleaseReason.RETURNED: Ending.RETURNED,
    ReleaseReason.RECALLED: Ending.RECALLED,
}

STEPS: dict[type[msgspec.Struct], Callable[..., Held]] = {
    ItemAssigned: _given,
    AssignmentReleased: _released,
}
