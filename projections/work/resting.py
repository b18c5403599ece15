"""When the rest that is due to an annotator ends."""

from __future__ import annotations

from datetime import datetime

import asyncpg

from labeltrail.events.acts import Act
from labeltrail.events.identifiers import ItemId, ProjectId
from labeltrail.events.ledger.read import read_streams
from labeltrail.events.streams.item import PREFIX
from labeltrail.events.streams.item.state import fold
from labeltrail.events.streams.policy.assignment import AssignmentRules
from labeltrail.events.streams.work import WorkTaken
from labeltrail.events.streams.work.limits import load_at, rest_until


async def rest_of(
    pool: asyncpg.Pool,
    project_id: ProjectId,
    last: WorkTaken | None,
    section: AssignmentRules,
    act: Act,
) -> datetime | None:
    """None when no rest is due, or any more."""
    if last is None:
        return None
    streams = {PREFIX + one.item_id: one.item_id for one in last.held}
    events = await read_streams(pool, project_id, list(streams))
    items = {
        ItemId(item_id): fold([one for one in events if one.stream == stream])
        for stream, item_id in streams.items()
    }
    return rest_until(section, load_at(last, items, act.person, act.now), act.now)
