"""The material of a verdict, read back from the ledger as of a snapshot's position.

The same events and the same functions as `material_of`, so equal material; only which rules are in
force comes from the snapshot. Raises ReplayTooLong for more than one answer may fold. Folding is
done in a thread, some items at a time, so that the event loop stays free.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from datetime import datetime

import asyncpg
import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.ledger import read
from labeltrail.events.streams import batch
from labeltrail.events.streams.apart import CERTIFICATE
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item import state
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy import Policy
from labeltrail.events.streams.rules import Rules
from labeltrail.projections.aside import aside_until
from labeltrail.projections.errors import ReplayTooLong
from labeltrail.projections.fold import PROJECT_SCOPE, item_of
from labeltrail.projections.readiness.judge import judged
from labeltrail.projections.readiness.material import KEPT_APART, Material, States, referred
from labeltrail.projections.readiness.verdicts import Readiness, Waiver
from labeltrail.projections.readiness.waiving import certified, waivers_of
from labeltrail.projections.snapshot import Snapshot
from labeltrail.projections.statistics.resampling import Stop
from labeltrail.projections.terms import Terms

MATERIAL_ITEMS_MAX = 50_000
"""Of a batch, or of all batches that are compared with it."""
ITEMS_TOGETHER_MAX = 200_000
"""Of all batches that one answer judges."""
MATERIAL_EVENTS_MAX = 500_000
"""Of a project, where the whole of it is asked about."""
JUDGING_SECONDS_MAX = 60.0
PAGE_ITEMS = 1_000
PAGE_EVENTS = 5_000


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """What is read: a project's events up to a position; of a stream that was set aside, those
    before the position in `ends`."""

    connection: read.Connection
    project_id: str
    position: int
    ends: Mapping[str, int] = {}


def ledger_of(view: Snapshot, connection: read.Connection | None = None) -> Ledger:
    return Ledger(
        connection=view.connection if connection is None else connection,
        project_id=view.rows.project_id,
        position=view.position,
        ends={one.stream: one.position for one in view.holds_for.parked},
    )


async def load_material(
    view: Snapshot,
    scope: str,
    *,
    references: Collection[BatchId] | None = None,
    items_max: int = MATERIAL_ITEMS_MAX,
) -> Material | None:
    """Of a batch, or of the project under PROJECT_SCOPE, under the terms that the snapshot applies;
    None where there is no such batch.

    `references`: the batches to compare with; None: those that the policy names.
    """
    return await material_from(
        ledger_of(view), scope, view.rules, view.terms, references=references, items_max=items_max
    )


async def judged_scopes(
    pool: asyncpg.Pool, view: Snapshot, scopes: Collection[str]
) -> AsyncIterator[tuple[str, Readiness]]:
    """Of each under the terms of a snapshot that need not be open any more: what is recorded never
    changes. One after the other, and not more than ITEMS_TOGETHER_MAX items in batches.
    """
    ledger, left = ledger_of(view, pool), ITEMS_TOGETHER_MAX
    for scope in scopes:
        most = min(left, MATERIAL_ITEMS_MAX)
        material = await material_from(ledger, scope, view.rules, view.terms, items_max=most)
        if material is not None:
            left -= 0 if scope == PROJECT_SCOPE else len(material.states)
            yield scope, await judged_aside(material)


async def waivers_at(
    ledger: Ledger, scopes: Collection[str], policy: Policy | None, moment: datetime | None
) -> dict[str, tuple[Waiver, ...]]:
    """In force for each batch when the position was recorded. A project has none."""
    streams = [CERTIFICATE + scope for scope in scopes if scope != PROJECT_SCOPE]
    if policy is None or not streams:
        return {}
    by_batch: dict[str, list[RecordedEvent]] = {}
    for event in await read.read_streams(
        ledger.connection, ledger.project_id, streams, up_to=ledger.position
    ):
        by_batch.setdefault(event.stream.removeprefix(CERTIFICATE), []).append(event)
    return {
        scope: waivers_of(policy, certified(events), moment) for scope, events in by_batch.items()
    }


async def judged_aside(
    material: Material, policy: Policy | None = None, waivers: Sequence[Waiver] = ()
) -> Readiness:
    """`judged`, in a thread of its own. Raises Overloaded, and TooMuchAsked after JUDGING_SECONDS
    or when nobody waits any more.
    """

    def compute(stop: Stop) -> Readiness:
        material.stop = stop
        return judged(material, policy, waivers)

    return await aside_until(compute, seconds_max=JUDGING_SECONDS_MAX)


async def material_from(
    ledger: Ledger,
    scope: str,
    ruled: Rules,
    terms: Terms,
    *,
    references: Collection[BatchId] | None = None,
    items_max: int = MATERIAL_ITEMS_MAX,
) -> Material | None:
    """The same from the ledger, under rules that were folded already."""
    named = referred(terms.policy) if references is None else references
    if scope == PROJECT_SCOPE:
        states: States | None = await _of_project(ledger)
    else:
        states = await _of_batch(ledger, BatchId(scope), items_max)
    if states is None:
        return None
    compared: dict[BatchId, States] = {}
    for one in sorted(named):
        left = items_max - sum(map(len, compared.values()))
        found = await _of_batch(ledger, one, left)
        if found is not None:
            compared[one] = found
    return Material(
        position=ledger.position,
        ruled=ruled,
        batch_id=None if scope == PROJECT_SCOPE else BatchId(scope),
        states=states,
        references=compared,
        apart=await _apart(ledger),
        terms=terms,
    )


async def _of_batch(ledger: Ledger, batch_id: BatchId, items_max: int) -> States | None:
    project_id = ledger.project_id
    stream = batch.PREFIX + batch_id
    events = await read.read_streams(
        ledger.connection, project_id, (stream,), up_to=ledger.position
    )
    if not events:
        return None
    members = batch.fold(events).item_ids
    if len(members) > items_max:
        raise ReplayTooLong("items of a batch", items_max)
    found: dict[ItemId, Item] = {}
    for start in range(0, len(members), PAGE_ITEMS):
        page = members[start : start + PAGE_ITEMS]
        streams = [ITEM + item_id for item_id in page]
        events = await read.read_streams(
            ledger.connection, project_id, streams, up_to=ledger.position
        )
        found |= await asyncio.to_thread(_folded, events, ledger.ends)
    return found


async def _of_project(ledger: Ledger) -> States:
    if ledger.position > MATERIAL_EVENTS_MAX:
        raise ReplayTooLong("events of a project", MATERIAL_EVENTS_MAX)
    found: dict[ItemId, Item] = {}
    after = 0
    while page := await read.read_project(
        ledger.connection,
        ledger.project_id,
        after=after,
        limit=PAGE_EVENTS,
        up_to=ledger.position,
    ):
        await asyncio.to_thread(_evolve, page, found, ledger.ends)
        after = page[-1].position
    return found


async def _apart(ledger: Ledger) -> tuple[RecordedEvent, ...]:
    """In order of position."""
    found: list[RecordedEvent] = []
    for prefix in KEPT_APART:
        by_stream = await read.read_prefixed(
            ledger.connection, ledger.project_id, prefix, up_to=ledger.position
        )
        found.extend(event for events in by_stream.values() for event in events)
    return tuple(sorted(found, key=lambda event: event.position))


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
