"""Answers as of a position, folded from the ledger alone.

The same functions that keep the read models fold the events up to the position, so a replay and
the answer given then are equal. What is recorded never changes, so no lock and no snapshot is
needed. Only which batches an item is in comes from the read models, since membership is for ever;
they are waited for when they are behind the position.

Items are always asked about in this way: their streams are short. Scopes come quicker from the
rows (`reads.py`); here they are counted anew, within bounds, by whoever trusts no row.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import asyncpg

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.ledger import read
from labeltrail.events.sql import load
from labeltrail.events.streams import batch
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item import state
from labeltrail.events.streams.item.state import Item
from labeltrail.projections import snapshot
from labeltrail.projections.answers import (
    BatchFacts,
    ItemAnswer,
    RulesAnswer,
    ScopeAnswer,
    item_answer,
    scope_answer,
    waiving,
)
from labeltrail.projections.contribution import share
from labeltrail.projections.errors import ReplayTooLong
from labeltrail.projections.evidence import Evidence, heaviest, weight
from labeltrail.projections.fold import PROJECT_SCOPE, item_of
from labeltrail.projections.parking import ParkedStream
from labeltrail.projections.readiness.loading import (
    Ledger,
    judged_aside,
    material_from,
    waivers_at,
)
from labeltrail.projections.readiness.tallied import is_answered
from labeltrail.projections.tally import Tally
from labeltrail.projections.terms import Terms, terms_in_force
from labeltrail.projections.waiting import as_of, wait_for

REPLAY_EVENTS_MAX = 500_000
"""Events of the whole project that one answer may fold."""
REPLAY_ITEMS_MAX = 100_000
"""Items of a batch that one answer may fold."""
PAGE_EVENTS = 5_000
PAGE_ITEMS = 1_000

_SQL = load(__package__, "replay.sql")


async def rules(pool: asyncpg.Pool, project_id: str, position: int) -> RulesAnswer:
    """The rules in force at a position. Raises ProjectUnknown and PositionAhead."""
    await as_of(pool, project_id, position=position)
    async with pool.acquire() as connection:
        folded = await snapshot.rules_at(connection, project_id, position)
        terms = terms_in_force(folded)
        holds_for = await snapshot.at(connection, project_id, position, folded, terms)
    return RulesAnswer(holds_for=holds_for, rules=folded)


async def items(
    pool: asyncpg.Pool, project_id: str, item_ids: Collection[ItemId], position: int
) -> dict[ItemId, ItemAnswer]:
    """Those of the items that existed at the position, in the order asked. Raises ReadError."""
    await wait_for(pool, project_id, position)
    ruled = await rules(pool, project_id, position)
    terms = terms_in_force(ruled.rules)
    order = list(dict.fromkeys(item_ids))
    by_item = await _events_of(pool, project_id, order, position, ruled.holds_for.parked)
    rows = await pool.fetch(_SQL.memberships, project_id, order, position)
    joined: dict[str, list[BatchId]] = {}
    for row in rows:
        joined.setdefault(row["item_id"], []).append(BatchId(row["batch_id"]))
    return {
        item_id: item_answer(
            ruled.holds_for,
            item_id,
            by_item[item_id][-1].position,
            state.fold(by_item[item_id]),
            tuple(joined.get(item_id, ())),
            terms,
        )
        for item_id in order
        if item_id in by_item
    }


async def scopes(
    pool: asyncpg.Pool, project_id: str, wanted: Collection[str], position: int
) -> dict[str, ScopeAnswer]:
    """Of batches and of the whole project, those that existed at the position.

    Raises ProjectUnknown, PositionAhead and ReplayTooLong.
    """
    ruled = await rules(pool, project_id, position)
    terms = terms_in_force(ruled.rules)
    answers: dict[str, ScopeAnswer] = {}
    for scope in dict.fromkeys(wanted):
        counted = Counted(terms)
        facts: BatchFacts | None = None
        if scope == PROJECT_SCOPE:
            await count_project(pool, project_id, position, counted)
        else:
            facts = await count_batch(pool, project_id, BatchId(scope), position, counted)
            if facts is None:
                continue
        judged, moment = None, ruled.holds_for.recorded_at
        ledger = Ledger(connection=pool, project_id=project_id, position=position)
        if not is_answered(terms.policy):
            material = await material_from(ledger, scope, ruled.rules, terms)
            judged = None if material is None else await judged_aside(material)
        answer = scope_answer(
            ruled.holds_for, facts, counted.tally, terms, counted.evidence, judged=judged
        )
        waivers = await waivers_at(ledger, (scope,), terms.policy, moment)
        answers[scope] = waiving(answer, waivers.get(scope, ()))
    return answers


class Counted:
    """Items added up under some terms, as the runner's pages do, with the heaviest of them."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self.tally = Tally()
        self.evidence: dict[int, tuple[Evidence, ...]] = {}

    def add(self, states: Mapping[ItemId, Item]) -> None:
        shares = {item_id: share(item, self._terms) for item_id, item in states.items()}
        self.tally = Tally.total((self.tally, *(one.tally() for one in shares.values())))
        requirements = self._terms.policy.requirements if self._terms.policy else ()
        for place, requirement in enumerate(requirements):
            found = [
                Evidence(item_id=item_id, weight=weight(requirement, one, self._terms))
                for item_id, one in shares.items()
            ]
            self.evidence[place] = heaviest((*self.evidence.get(place, ()), *found))


async def count_batch(
    pool: asyncpg.Pool,
    project_id: str,
    batch_id: BatchId,
    position: int,
    counted: Counted,
    *,
    items_max: int = REPLAY_ITEMS_MAX,
) -> BatchFacts | None:
    """Count a batch's items as of a position; None where there was no such batch."""
    stream = batch.PREFIX + batch_id
    events = await read.read_streams(pool, project_id, (stream,), up_to=position)
    if not events:
        return None
    held = batch.fold(events)
    if len(held.item_ids) > items_max:
        raise ReplayTooLong("items of a batch", items_max)
    for some in _cut(held.item_ids, PAGE_ITEMS):
        by_item = await _events_of(pool, project_id, some, position)
        await asyncio.to_thread(_count, by_item, counted)
    return BatchFacts(
        batch_id=batch_id,
        title=held.title or "",
        batch_kind=held.batch_kind,
        is_closed=held.is_closed,
        items=len(held.item_ids),
        opened_position=events[0].position,
    )


async def count_project(
    pool: asyncpg.Pool,
    project_id: str,
    position: int,
    counted: Counted,
    *,
    events_max: int = REPLAY_EVENTS_MAX,
) -> None:
    """Count all items of a project as of a position."""
    if position > events_max:
        raise ReplayTooLong("events of a project", events_max)
    states: dict[ItemId, Item] = {}
    after = 0
    while page := await read.read_project(
        pool, project_id, after=after, limit=PAGE_EVENTS, up_to=position
    ):
        await asyncio.to_thread(_evolve_all, page, states)
        after = page[-1].position
    for some in _cut(tuple(states), PAGE_ITEMS):
        await asyncio.to_thread(counted.add, {item_id: states[item_id] for item_id in some})


def _evolve_all(events: Iterable[RecordedEvent], states: dict[ItemId, Item]) -> None:
    for event in events:
        if event.stream.startswith(ITEM):
            item_id = item_of(event)
            states[item_id] = state.evolve(states.get(item_id, Item()), event)


def _count(by_item: Mapping[ItemId, list[RecordedEvent]], counted: Counted) -> None:
    counted.add({item_id: state.fold(events) for item_id, events in by_item.items()})


async def _events_of(
    pool: asyncpg.Pool,
    project_id: str,
    item_ids: Sequence[ItemId],
    position: int,
    parked: Iterable[ParkedStream] = (),
) -> dict[ItemId, list[RecordedEvent]]:
    """The streams of items up to a position, of parked ones what the rows hold.

    An item without events is absent.
    """
    streams = [ITEM + item_id for item_id in item_ids]
    ends = {one.stream: one.position for one in parked}
    by_item: dict[ItemId, list[RecordedEvent]] = {}
    for event in await read.read_streams(pool, project_id, streams, up_to=position):
        if event.position < ends.get(event.stream, read.POSITION_MAX):
            by_item.setdefault(item_of(event), []).append(event)
    return by_item


def _cut(ids: Sequence[ItemId], size: int) -> Iterator[Sequence[ItemId]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
