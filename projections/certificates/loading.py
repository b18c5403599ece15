"""What a certificate rests on, read from the ledger itself as of a position: no row is believed.

A few statements for the rules, the batch and what stands apart, and one for some items at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.ledger import read
from labeltrail.events.ledger.read import Connection
from labeltrail.events.streams import batch, certificate, item, rules
from labeltrail.projections.certificates.gathering import Gathering
from labeltrail.projections.readiness.material import KEPT_APART

ITEMS_PAGE = 500


async def gathered(
    connection: Connection, project_id: str, batch_id: BatchId, position: int
) -> Gathering:
    """Up to and with the position: rules, the batch and those it is compared with, all items."""
    found = Gathering()
    own = (batch.PREFIX + batch_id, certificate.PREFIX + batch_id)
    streams = (*rules.STREAMS, *own)
    found.take(await read.read_streams(connection, project_id, streams, up_to=position))
    for prefix in KEPT_APART:
        by_stream = await read.read_prefixed(connection, project_id, prefix, up_to=position)
        for events in by_stream.values():
            found.take(events)
    others = [batch.PREFIX + one for one in sorted(found.references() - {batch_id})]
    if others:
        found.take(await read.read_streams(connection, project_id, others, up_to=position))
    wanted = {
        one: None
        for each in (batch_id, *sorted(found.references()))
        for one in found.batch(each).item_ids
    }
    await take_items(connection, project_id, found, list(wanted), position)
    return found


async def take_items(
    connection: Connection,
    project_id: str,
    found: Gathering,
    item_ids: Sequence[ItemId],
    position: int,
) -> None:
    for some in _cut(item_ids):
        streams = [item.PREFIX + one for one in some]
        events = await read.read_streams(connection, project_id, streams, up_to=position)
        await asyncio.to_thread(found.take, events)


def _cut(ids: Sequence[ItemId]) -> Iterator[Sequence[ItemId]]:
    for start in range(0, len(ids), ITEMS_PAGE):
        yield ids[start : start + ITEMS_PAGE]
