"""What can be asked about assignments of an item. Whoever is to label is the act's person."""

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import AssignmentId, BatchId, ItemId, MemberId
from labeltrail.events.streams.item.assignment_facts import Purpose


class AssignItem(msgspec.Struct, frozen=True, kw_only=True):
    """Give this item to the annotator: claim number `number` of theirs.

    `held` are the other items that they held after the claim before, so that the decision can see
    what became of them; they may be left out while that cannot matter.
    """

    item_id: ItemId
    annotator: MemberId
    number: int
    purpose: Purpose
    held: tuple[ItemId, ...] = ()
    batch_id: BatchId | None = None


class ReturnItem(msgspec.Struct, frozen=True, kw_only=True):
    """Give one's own assignment of this item back."""

    item_id: ItemId
    note: PersonalText | None = None


class ReleaseAssignment(msgspec.Struct, frozen=True, kw_only=True):
    """End somebody's assignment: by a manager, or by the system once its lease ran out."""

    item_id: ItemId
    assignment_id: AssignmentId
    note: PersonalText | None = None


AssignmentCommand = AssignItem | ReturnItem | ReleaseAssignment
