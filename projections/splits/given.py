"""Which split each item of a project is in, as of the position of a snapshot.

An item that no event put into a split is in the one that its attribute `split` names, if it was
registered with one.
"""

from __future__ import annotations

from labeltrail.events.identifiers import ItemId
from labeltrail.events.ledger.read import read_streams
from labeltrail.events.streams import splits
from labeltrail.events.streams.splits import Splits
from labeltrail.projections.columns.items import ItemColumns
from labeltrail.projections.distribution.columns import texts_of
from labeltrail.projections.distribution.duplicates import SPLIT_ATTRIBUTE
from labeltrail.projections.snapshot import Snapshot


async def splits_of(view: Snapshot) -> Splits:
    """What events put where, as of the snapshot's position."""
    events = await read_streams(
        view.connection, view.rows.project_id, [splits.STREAM], up_to=view.position
    )
    return splits.fold(events)


def in_force(items: ItemColumns, given: Splits) -> list[str | None]:
    """The split of each item, in the order of the columns."""
    column = items.attributes.get(SPLIT_ATTRIBUTE)
    named = texts_of(column) if column is not None else [None] * len(items.items)
    return [
        str(given.split_of[ItemId(item)]) if ItemId(item) in given.split_of else other
        for item, other in zip(items.items, named, strict=True)
    ]
