"""The material of a certificate, gathered from the ledger's events alone.

Pure. The same whether the events come from the database or from an auditor's bundle, and whether or
not events of other items are among them. Events of one stream come in order; streams in any.
"""

from __future__ import annotations

from collections.abc import Iterable

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.streams import batch, certificate, item, rules
from labeltrail.events.streams.apart import CERTIFICATE
from labeltrail.events.streams.batch import Batch
from labeltrail.events.streams.certificate import Certification
from labeltrail.events.streams.item import state
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.rules import Rules
from labeltrail.projections.readiness.material import KEPT_APART, Material, referred


class Gathering:
    """What certificates of some batches rest on, as far as it was taken in."""

    def __init__(self) -> None:
        self.rules = Rules()
        self.versions: dict[str, int] = {}
        """Of every stream that was taken in, but those of the rules."""
        self._batches: dict[BatchId, Batch] = {}
        self._certified: dict[BatchId, Certification] = {}
        self._items: dict[ItemId, Item] = {}
        self._apart: list[RecordedEvent] = []

    def take(self, events: Iterable[RecordedEvent]) -> None:
        for event in events:
            self.take_one(event)

    def take_one(self, event: RecordedEvent) -> None:
        """Events of streams that no certificate rests on change nothing."""
        stream = event.stream
        if stream.startswith(item.PREFIX):
            item_id = ItemId(stream.removeprefix(item.PREFIX))
            self._items[item_id] = state.evolve(self._items.get(item_id, Item()), event)
        elif stream.startswith(batch.PREFIX):
            batch_id = BatchId(stream.removeprefix(batch.PREFIX))
            self._batches[batch_id] = batch_after(self._batches.get(batch_id, Batch()), event)
        elif stream.startswith(CERTIFICATE):
            batch_id = BatchId(stream.removeprefix(CERTIFICATE))
            known = self._certified.get(batch_id, Certification())
            self._certified[batch_id] = certificate.evolve(known, event)
        elif stream.startswith(KEPT_APART):
            self._apart.append(event)
        else:
            self.rules = rules.evolve(self.rules, event)
            return
        self.versions[stream] = event.version

    def copy(self) -> Gathering:
        """Goes its own way from here; what it holds is never changed, only replaced."""
        other = Gathering()
        other.rules = self.rules
        other.versions = self.versions.copy()
        other._batches = self._batches.copy()
        other._certified = self._certified.copy()
        other._items = self._items.copy()
        other._apart = self._apart.copy()
        return other

    def batch(self, batch_id: BatchId) -> Batch:
        return self._batches.get(batch_id, Batch())

    def certification(self, batch_id: BatchId) -> Certification:
        return self._certified.get(batch_id, Certification())

    def references(self) -> frozenset[BatchId]:
        """Other batches that the policy in force compares with."""
        return referred(self.rules.policy.current())

    def material(self, batch_id: BatchId, position: int) -> Material:
        """Of a batch, when all that concerns it up to the position was taken in."""
        return Material(
            position=position,
            ruled=self.rules,
            batch_id=batch_id,
            states=self._states(batch_id),
            references={
                one: self._states(one) for one in sorted(self.references()) if one in self._batches
            },
            apart=tuple(sorted(self._apart, key=lambda event: event.position)),
        )

    def _states(self, batch_id: BatchId) -> dict[ItemId, Item]:
        members = self.batch(batch_id).item_ids
        return {one: self._items[one] for one in members if one in self._items}


def batch_after(known: Batch, event: RecordedEvent) -> Batch:
    match event.fact:
        case batch.BatchOpened() | batch.ItemsAddedToBatch() | batch.BatchClosed() as fact:
            return batch.evolve(known, fact)
        case _:
            raise TypeError(f"{event.type} at position {event.position} is no event of a batch")
