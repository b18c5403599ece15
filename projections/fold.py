"""One page of events folded into items, batches and rules, and what that changes in the rows.

Pure. A page in any cut gives the same rows: the sums are exact and the states are folded event
by event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, EscalationId, ItemId, TaskName
from labeltrail.events.streams import batch, rules
from labeltrail.events.streams.batch import BatchKind
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item import state
from labeltrail.events.streams.item.state import Escalation, Item
from labeltrail.events.streams.rules import Rules
from labeltrail.projections.contribution import Share, TaskShare, share
from labeltrail.projections.tally import Tally
from labeltrail.projections.terms import Terms

PROJECT_SCOPE = ""
"""The scope of the whole project; no batch id is empty."""


class KeptItem(msgspec.Struct, frozen=True, kw_only=True):
    """`batches` are those that the item is in."""

    position: int
    state: Item
    batches: frozenset[BatchId]


class KeptBatch(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    batch_kind: BatchKind
    is_closed: bool
    items: int
    opened_position: int


class Joined(msgspec.Struct, frozen=True, kw_only=True):
    """An item became part of a batch."""

    batch_id: BatchId
    item_id: ItemId
    position: int


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The part of the read model that a page touches, before it or after it."""

    rules: Rules
    items: Mapping[ItemId, KeptItem]
    batches: Mapping[BatchId, KeptBatch]
    joined: tuple[Joined, ...] = ()


class Touched(msgspec.Struct, frozen=True, kw_only=True):
    """What must be known to fold a page of events."""

    items: frozenset[ItemId]
    batches: frozenset[BatchId]


class EditionRows(msgspec.Struct, frozen=True, kw_only=True):
    """What a page changes under one edition: shares of changed items, differences of tallies."""

    shares: Mapping[ItemId, Share]
    tallies: Mapping[str, Tally]


def touched(events: Iterable[RecordedEvent]) -> Touched:
    """The items and batches that these events are about."""
    items: set[ItemId] = set()
    batches: set[BatchId] = set()
    for event in events:
        if event.stream.startswith(ITEM):
            items.add(item_of(event))
        elif event.stream.startswith(batch.PREFIX):
            batches.add(batch_of(event))
            if isinstance(event.fact, batch.ItemsAddedToBatch):
                items.update(event.fact.item_ids)
    return Touched(items=frozenset(items), batches=frozenset(batches))


def within(events: Sequence[RecordedEvent], items_max: int) -> Sequence[RecordedEvent]:
    """The first events, as many as touch at most so many items; always at least one."""
    items: set[ItemId] = set()
    for count, event in enumerate(events):
        items |= touched((event,)).items
        if count and len(items) > items_max:
            return events[:count]
    return events


def fold(events: Iterable[RecordedEvent], kept: Kept) -> Kept:
    """The touched part after these events, in order."""
    known = kept.rules
    items, batches = dict(kept.items), dict(kept.batches)
    joined: list[Joined] = []
    for event in events:
        if event.stream.startswith(ITEM):
            item_id = item_of(event)
            items[item_id] = _item_after(event, items.get(item_id))
        elif event.stream.startswith(batch.PREFIX):
            batch_id = batch_of(event)
            batches[batch_id] = _batch_after(event, batches.get(batch_id))
            if isinstance(event.fact, batch.ItemsAddedToBatch):
                for item_id in event.fact.item_ids:
                    items[item_id] = _with_batch(items[item_id], batch_id)
                    joined.append(
                        Joined(batch_id=batch_id, item_id=item_id, position=event.position)
                    )
        elif event.stream in rules.STREAMS:
            known = rules.evolve(known, event)
        else:
            raise ValueError(f"no projection knows stream {event.stream!r}")
    return Kept(rules=known, items=items, batches=batches, joined=tuple(joined))


def edition_rows(before: Kept, after: Kept, terms: Terms) -> EditionRows:
    """What the page changes under these terms, for the items that `after` holds."""
    shares: dict[ItemId, Share] = {}
    parts: dict[str, list[Tally]] = {}
    for item_id, now in after.items.items():
        former = before.items.get(item_id)
        if now is former:
            continue
        its_share = share(now.state, terms)
        new = its_share.tally()
        if former is not None and former.state is now.state:  # it only joined a batch
            for batch_id in now.batches - former.batches:
                parts.setdefault(batch_id, []).append(new)
            continue
        shares[item_id] = its_share
        for scope in (PROJECT_SCOPE, *now.batches):
            parts.setdefault(scope, []).append(new)
        if former is not None:
            old = share(former.state, terms).tally().negated()
            for scope in (PROJECT_SCOPE, *former.batches):
                parts[scope].append(old)
    return EditionRows(
        shares=shares, tallies={scope: Tally.total(found) for scope, found in parts.items()}
    )


def whole_rows(items: Mapping[ItemId, KeptItem], terms: Terms) -> EditionRows:
    """What items add to an edition that does not hold them yet."""
    nothing = Kept(rules=Rules(), items={}, batches={})
    return edition_rows(nothing, Kept(rules=Rules(), items=items, batches={}), terms)


def truths(rows: EditionRows) -> Iterator[tuple[ItemId, TaskName, TaskShare]]:
    """The truth rows of an edition that a page writes."""
    for item_id, found in rows.shares.items():
        for task, task_share in found.tasks.items():
            yield item_id, task, task_share


def changed_escalations(
    before: Kept, after: Kept
) -> Iterator[tuple[ItemId, EscalationId, Escalation]]:
    for item_id, now in after.items.items():
        former = before.items.get(item_id)
        known = former.state.escalations if former is not None else {}
        for escalation_id, escalation in now.state.escalations.items():
            if known.get(escalation_id) is not escalation:
                yield item_id, escalation_id, escalation


def item_of(event: RecordedEvent) -> ItemId:
    return ItemId(event.stream.removeprefix(ITEM))


def batch_of(event: RecordedEvent) -> BatchId:
    return BatchId(event.stream.removeprefix(batch.PREFIX))


def _item_after(event: RecordedEvent, former: KeptItem | None) -> KeptItem:
    evolved = state.evolve(former.state if former is not None else Item(), event)
    batches = former.batches if former is not None else frozenset[BatchId]()
    return KeptItem(position=event.position, state=evolved, batches=batches)


def _with_batch(item: KeptItem, batch_id: BatchId) -> KeptItem:
    return msgspec.structs.replace(item, batches=item.batches | {batch_id})


def _batch_after(event: RecordedEvent, former: KeptBatch | None) -> KeptBatch:
    fact = event.fact
    if isinstance(fact, batch.BatchOpened):
        return KeptBatch(
            title=fact.title,
            batch_kind=fact.batch_kind,
            is_closed=False,
            items=0,
            opened_position=event.position,
        )
    if former is None:
        raise ValueError(f"{event.type} at position {event.position} before its batch was opened")
    match fact:
        case batch.ItemsAddedToBatch():
            return msgspec.structs.replace(former, items=former.items + len(fact.item_ids))
        case batch.BatchClosed():
            return msgspec.structs.replace(former, is_closed=True)
        case _:
            raise TypeError(f"{event.type} at position {event.position} is no event of a batch")
