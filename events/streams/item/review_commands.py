"""What is asked of an item's reviews beside verdicts."""

from uuid import UUID

import msgspec

from labeltrail.events.identifiers import ItemId, TaskName


class ClaimReview(msgspec.Struct, frozen=True, kw_only=True):
    """Take the item on, so that nobody else judges it meanwhile; again, to hold it longer."""

    item_id: ItemId


class ReleaseReview(msgspec.Struct, frozen=True, kw_only=True):
    """Let go of the item without having judged it."""

    item_id: ItemId


class RouteInferred(msgspec.Struct, frozen=True, kw_only=True):
    """Ask the policy's routing rules about what a complete run told of the item. By the system."""

    item_id: ItemId
    task: TaskName
    run_id: UUID


ReviewCommand = ClaimReview | ReleaseReview | RouteInferred
