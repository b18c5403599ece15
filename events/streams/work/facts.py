"""What an annotator was given, and where that leaves them."""

from datetime import datetime

import msgspec

from labeltrail.events.identifiers import ItemId


class HeldItem(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An item that the annotator holds; `repeat` is the number of the label to come."""

    item_id: ItemId
    repeat: int
    lease_until: datetime


class WorkTaken(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The annotator was given an item, the last of `held`.

    number              of this claim among the annotator's, which is its version in the stream
    done                items of earlier claims that they had labeled when they were looked at
    held                what they hold, this one included; among the others may be some that they
                        have let go of since they were last looked at
    session_began_at    they have worked since then without a rest
    session_items       and were given so many items, this one included
    """

    number: int
    taken_at: datetime
    done: int
    held: tuple[HeldItem, ...]
    session_began_at: datetime
    session_items: int
