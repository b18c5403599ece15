"""The material of a verdict, read back from the ledger as of a snapshot's position.

The same events and the same functions as `material_of`, so equal material; only which rules are in
force comes from the snapshot. Raises ReplayTooLong for more than one answer may fold. Folding is
done in a thread, some items at a time, so that the event loop stays free.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.ledger import read
from labeltrail.events.streams import batch
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item import state
from labeltrail.events.streams.item.state import Item
from labeltrail.projections.errors import ReplayTooLong
from labeltrail.projections.fold import PROJECT_SCOPE, item_of
from labeltrail.projections.readiness.material import KEPT_APART, Material, States, referred
from labeltrail.projections.snapshot import Snapshot

MATERIAL_ITEMS_MAX = 50_000
"""Of a batch, or of all batches that are compared with it."""
MATERIAL_EVENTS_MAX = 500_000
"""Of a project, where the whole of it is asked about."""
PAGE_ITEMS = 1_000
PAGE_EVENTS = 5_000


async def load_material(
    view: Snapshot,
    scope: str,
    *,
    references: Collection[BatchId] | None = None,
    items_max: int = MATERIAL_ITEMS_MAX,
) -> Material | None:
    """Of a batch, or of the project under PROJECT_SCOPE; None where there is no such batch.

    `references`: the batches to compare with; None: those that the policy in force names.
    """
    named = referred(view.rules.policy.current()) if references is None else references
    if scope == PROJECT_SCOPE:
        states: States | None = await _of_project(view)
    else:
        states = await _of_batch(view, BatchId(scope), items_max)
    if states is None:
        return None
    compared: dict[BatchId, States] = {}
    for one in sorted(named):
        left = items_max - sum(map(len, compared.values()))
        found = await _of_batch(view, one, left)
        if found is not None:
            compared[one] = found
    return Material(
        position=view.position,
        ruled=view.rules,
        batch_id=None if scope == PROJECT_SCOPE else BatchId(scope),
        states=states,
        references=compared,
        apart=await _apart(view),
    )


async def _of_batch(view: Snapshot, batch_id: BatchId, items_max: int) -> States | None:
    project_id = view.rows.project_id
    stream = batch.PREFIX + batch_id
    events = await read.read_streams(view.connection, project_id, (stream,), up_to=view.position)
    if not events:
        return None
    members = batch.fold(events).item_ids
    if len(members) > items_max:
        raise ReplayTooLong("items of a batch", items_max)
    found: dict[ItemId, Item] = {}
    for start in range(0, len(members), PAGE_ITEMS):
        page = members[start : start + PAGE_ITEMS]
        streams = [ITEM + item_id for item_id in page]
        events = await read.read_streams(view.connection, project_id, streams, up_to=view.position)
        found |= await asyncio.to_thread(_folded, events, _ends(view))
    return found


async def _of_project(view: Snapshot) -> States:
    if view.position > MATERIAL_EVENTS_MAX:
        raise ReplayTooLong("events of a project", MATERIAL_EVENTS_MAX)
    found: dict[ItemId, Item] = {}
    after = 0
    while page := await read.read_project(
        view.connection,
        view.rows.project_id,
        after=after,
        limit=PAGE_EVENTS,
        up_to=view.position,
    ):
        await asyncio.to_thread(_evolve, page, found, _ends(view))
        after = page[-1].position
    return found


async def _apart(view: Snapshot) -> tuple[RecordedEvent, ...]:
    """In order of position."""
    found: list[RecordedEvent] = []
    for prefix in KEPT_APART:
        by_stream = await read.read_prefixed(
            view.connection, view.rows.project_id, prefix, up_to=view.position
        )
        found.extend(event for events in by_stream.values() for event in events)
    return tuple(sorted(found, key=lambda event: event.position))


def _ends(view: Snapshot) -> Mapping[str, int]:
    """Where streams that were set aside end, as in the rows."""
    return {one.stream: one.position for one in view.holds_for.parked}


def _folded(events: Sequence[RecordedEvent], ends: Mapping[str, int]) -> dict[ItemId, Item]:
    found: dict[ItemId, Item] = {}
    _evolve(events, found, ends)
    return found


def _evolve(
    events: Iterable[RecordedEvent], states: dict[ItemId, Item], ends: Mapping[str, int]
) -> None:
    for event in events:
        is_read = event.position < ends.get(event.stream, read.POSITION_MAX)
        if is_read and event.stream.startswith(ITEM):
            item_id = item_of(event)
            states[item_id] = state.evolve(states.get(item_id, Item()), event)
