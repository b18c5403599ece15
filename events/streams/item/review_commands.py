"""What reviewers and adjudicators ask of an item beside their verdicts."""

import msgspec

from labeltrail.events.identifiers import ItemId


class ClaimReview(msgspec.Struct, frozen=True, kw_only=True):
    """Take the item on, so that nobody else judges it meanwhile; again, to hold it longer."""

    item_id: ItemId


class ReleaseReview(msgspec.Struct, frozen=True, kw_only=True):
    """Let go of the item without having judged it."""

    item_id: ItemId


ReviewCommand = ClaimReview | ReleaseReview
