"""An item is given to an annotator for a while, and given back by more than a label or a skip."""

from datetime import datetime
from enum import StrEnum

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import AssignmentId, BatchId, MemberId


class Purpose(StrEnum):
    """Why an item was given out. Annotators are not told."""

    WORK = "work"
    """One of the annotators that the policy wants on every item."""
    EXTRA = "extra"
    """One more, since those before did not agree."""
    GOLD = "gold"
    """Its true value is known: the answer is for the annotator's score."""
    REPEAT = "repeat"
    """The annotator labeled it long ago: the answer is for their self-consistency."""


class ReleaseReason(StrEnum):
    EXPIRED = "expired"
    """The lease ran out."""
    RETURNED = "returned"
    """The annotator gave it back."""
    RECALLED = "recalled"
    """A manager took it back, or its holder was suspended or may not annotate any more."""


class ItemAssigned(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The annotator holds the item until `lease_until`, by the clock that `assigned_at` was read
    from. This event's id is the assignment's id. `repeat` is the number of the label to come,
    `number` that of the annotator's claim.
    """

    annotator: MemberId
    repeat: int
    number: int
    purpose: Purpose
    assigned_at: datetime
    lease_until: datetime
    policy_version: int
    batch_id: BatchId | None = None
    """The claim was for work of this batch only."""


class AssignmentReleased(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The assignment ended without a label or a skip."""

    assignment: AssignmentId
    annotator: MemberId
    reason: ReleaseReason
    released_by: MemberId
    note: PersonalText | None = None


AssignmentFact = ItemAssigned | AssignmentReleased
