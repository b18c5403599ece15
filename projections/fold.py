"""One page of events folded into items, batches and rules, step by step.

Pure. A page in any cut gives the same steps, and every step becomes rows that hold from its
position on (`versions.py`), so that the past can be asked for as the present is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.streams import batch, inference, policy, rules, standing, taxonomy
from labeltrail.events.streams.apart import APART
from labeltrail.events.streams.batch import BatchKind
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item import state
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.rules import Rules

PROJECT_SCOPE = ""
"""The scope of the whole project; no batch id is empty."""


class KeptItem(msgspec.Struct, frozen=True, gc=False):
    """`batches` are those that the item is in, `edition` the newest that has rows for it."""

    position: int
    state: Item
    batches: frozenset[BatchId]
    edition: int


class KeptBatch(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    title: str
    batch_kind: BatchKind
    is_closed: bool
    items: int
    opened_position: int


class Kept(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The part of the read model that a page touches."""

    rules: Rules
    items: Mapping[ItemId, KeptItem]
    batches: Mapping[BatchId, KeptBatch]


class ItemStep(msgspec.Struct, frozen=True, gc=False):
    """What one event made of an item: it changed, or it joined a batch and its state is the same.

    `former` is None for an item that is new.
    """

    position: int
    item_id: ItemId
    former: KeptItem | None
    now: KeptItem

    @property
    def joined(self) -> frozenset[BatchId]:
        """The batches that the item became part of."""
        return self.now.batches - self.former.batches if self.former else self.now.batches

    @property
    def is_same(self) -> bool:
        return self.former is not None and self.former.state is self.now.state


class BatchStep(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What one event made of a batch."""

    position: int
    batch_id: BatchId
    now: KeptBatch

    @property
    def follows(self) -> bool:
        """Whether the batch was there before."""
        return self.position != self.now.opened_position


class Missed(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An item joined a batch that no row tells of, since its stream is parked from the start."""

    position: int
    item_id: ItemId
    batch_id: BatchId


class Folded(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A page: what it leaves, and every step on the way, in order."""

    kept: Kept
    items: tuple[ItemStep, ...]
    batches: tuple[BatchStep, ...]
    missed: tuple[Missed, ...] = ()


class Touched(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What must be known to fold a page of events."""

    items: frozenset[ItemId]
    batches: frozenset[BatchId]


def touched(events: Iterable[RecordedEvent]) -> Touched:
    """The items and batches that these events are about."""
    items: set[ItemId] = set()
    batches: set[BatchId] = set()
    for event in events:
        stream = event.stream
        if stream.startswith(ITEM):
            items.add(ItemId(stream[_ITEM_ID]))
        elif stream.startswith(batch.PREFIX):
            batches.add(batch_of(event))
            if isinstance(event.fact, batch.ItemsAddedToBatch):
                items.update(event.fact.item_ids)
    return Touched(items=frozenset(items), batches=frozenset(batches))


def within(events: Sequence[RecordedEvent], items_max: int) -> Sequence[RecordedEvent]:
    """The first events, as many as touch at most so many items; always at least one."""
    if len(touched(events).items) <= items_max:
        return events
    items: set[ItemId] = set()
    for count, event in enumerate(events):
        items |= touched((event,)).items
        if count and len(items) > items_max:
            return events[:count]
    return events


def up_to_new_terms(events: Sequence[RecordedEvent]) -> Sequence[RecordedEvent]:
    """The events up to and with the first that brings new terms: they hold from there on."""
    for count, event in enumerate(events, start=1):
        if brings_new_terms(event):
            return events[:count]
    return events


def brings_new_terms(event: RecordedEvent) -> bool:
    """Or may bring them: a run that the policy does not ask for changes nothing, nor does a
    suspension where suspended annotators vote.
    """
    return event.stream in _OF_TERMS


def fold(
    events: Iterable[RecordedEvent], kept: Kept, edition: int, parked: Collection[str] = ()
) -> Folded:
    """The page of these events, in order, none of a parked stream.

    `edition` is the newest that is being kept.
    """
    known = kept.rules
    items, batches = dict(kept.items), dict(kept.batches)
    steps: list[ItemStep] = []
    batch_steps: list[BatchStep] = []
    missed: list[Missed] = []
    for event in events:
        stream, position = event.stream, event.position
        if stream.startswith(ITEM):
            item_id = ItemId(stream[_ITEM_ID])
            former = items.get(item_id)
            if former is None:
                now = KeptItem(position, state.evolve(_NO_ITEM, event), _IN_NONE, edition)
            else:
                item = state.evolve(former.state, event)
                now = KeptItem(position, item, former.batches, edition)
            steps.append(ItemStep(position, item_id, former, now))
            items[item_id] = now
        elif stream.startswith(batch.PREFIX):
            batch_id = batch_of(event)
            kept_batch = batches[batch_id] = _batch_after(event, batches.get(batch_id))
            batch_steps.append(BatchStep(position=position, batch_id=batch_id, now=kept_batch))
            if isinstance(event.fact, batch.ItemsAddedToBatch):
                for item_id in event.fact.item_ids:
                    if item_id not in items and ITEM + item_id in parked:
                        missed.append(Missed(position=position, item_id=item_id, batch_id=batch_id))
                        continue
                    former = items[item_id]
                    now = items[item_id] = _with_batch(former, batch_id, edition)
                    steps.append(ItemStep(position, item_id, former, now))
        elif stream in rules.STREAMS:
            known = rules.evolve(known, event)
        elif not stream.startswith(APART):
            raise ValueError(f"no projection knows stream {stream!r}")
    after = Kept(rules=known, items=items, batches=batches)
    return Folded(kept=after, items=tuple(steps), batches=tuple(batch_steps), missed=tuple(missed))


def item_of(event: RecordedEvent) -> ItemId:
    return ItemId(event.stream[_ITEM_ID])


def batch_of(event: RecordedEvent) -> BatchId:
    return BatchId(event.stream.removeprefix(batch.PREFIX))


def _with_batch(item: KeptItem, batch_id: BatchId, edition: int) -> KeptItem:
    batches = item.batches | {batch_id}
    return KeptItem(item.position, item.state, batches, edition)


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


_OF_TERMS = (policy.STREAM, taxonomy.STREAM, inference.STREAM, standing.STREAM)
_ITEM_ID = slice(len(ITEM), None)
_NO_ITEM = Item()
_IN_NONE = frozenset[BatchId]()
