"""The row versions that a page of steps makes: each holds from the position of its event on.

Pure. A version is made only where something it says has changed, so that how pages are cut leaves
no trace in the rows. What is attested of them goes by step, which no cut parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.streams.item.state import Escalation, Item
from labeltrail.projections.along import Shared
from labeltrail.projections.attestation import PLACE, Attested
from labeltrail.projections.counted import Counted
from labeltrail.projections.fold import BatchStep, Folded, ItemStep
from labeltrail.projections.gold.versions import GoldVersion, gold_versions
from labeltrail.projections.reading_versions import (
    ReadingVersion,
    RegisteredVersion,
    reading_versions,
    registered_version,
)

_NO_ITEM = Item()


class CountsVersion(msgspec.Struct, frozen=True, gc=False):
    """What lists and evidence ask of an item, whatever the terms.

    `follows` tells, here and below, whether a version of before ends where this one begins.
    """

    item_id: ItemId
    position: int
    counts: Counted
    follows: bool


class EscalationVersion(msgspec.Struct, frozen=True, gc=False):
    item_id: ItemId
    position: int
    escalation: Escalation
    follows: bool


class PageRows(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What holds under any terms. `attested` tells all but batches and memberships."""

    counts: Sequence[CountsVersion]
    escalations: Sequence[EscalationVersion]
    batches: Sequence[BatchStep]
    joined: Sequence[tuple[BatchId, ItemId, int]]
    golds: Sequence[GoldVersion]
    readings: Sequence[ReadingVersion]
    registered: Sequence[RegisteredVersion]
    attested: Sequence[Attested]


def page_rows(folded: Folded, along: Iterable[Shared]) -> PageRows:
    """What holds under any terms, from the shares under some."""
    rows = _Page()
    for one in along:
        step = one.step
        former = step.former
        if former is not None and former.state is step.now.state:
            rows.joined += [(name, step.item_id, step.position) for name in sorted(step.joined)]
        else:
            rows.take(one, former.state if former is not None else _NO_ITEM)
    return PageRows(
        counts=rows.counts,
        escalations=rows.escalations,
        batches=folded.batches,
        joined=[
            *rows.joined,
            *((one.batch_id, one.item_id, one.position) for one in folded.missed),
        ],
        golds=rows.golds,
        readings=rows.readings,
        registered=rows.registered,
        attested=rows.attested,
    )


def counts_rows(along: Iterable[Shared]) -> list[CountsVersion]:
    """Of the steps; the same as in `page_rows`."""
    return [
        _counts_version(one)
        for one in along
        if one.known is None or one.known.counts != one.now.counts
    ]


def _counts_version(one: Shared) -> CountsVersion:
    return CountsVersion(one.step.item_id, one.step.position, one.now.counts, one.known is not None)


class _Page:
    """Rows under construction, never handed out."""

    def __init__(self) -> None:
        self.counts: list[CountsVersion] = []
        self.escalations: list[EscalationVersion] = []
        self.joined: list[tuple[BatchId, ItemId, int]] = []
        self.golds: list[GoldVersion] = []
        self.readings: list[ReadingVersion] = []
        self.registered: list[RegisteredVersion] = []
        self.attested: list[Attested] = []

    def take(self, one: Shared, former: Item) -> None:
        """What a step that changes an item says anew."""
        step, item = one.step, one.step.now.state
        told: list[object] = [step.item_id, step.position]
        if one.known is None or one.known.counts != one.now.counts:
            self.counts.append(_counts_version(one))
            told.append(("item_counts", *one.now.counts))
        if item.labels is not former.labels:
            for reading in reading_versions(step, former):
                self.readings.append(reading)
                told.append(("readings", reading.task, reading.label_id, *(reading.said or ())))
        if item.registered is not former.registered:
            for registered in registered_version(step, former):
                self.registered.append(registered)
                told.append(("registered_items", *msgspec.structs.astuple(registered)))
        if item.escalations is not former.escalations:
            for escalation in _escalation_versions(step, former):
                self.escalations.append(escalation)
                told.append(("escalations", escalation.escalation))
        if item.golds is not former.golds:
            for gold in gold_versions(step):
                self.golds.append(gold)
                told.append(("gold", gold.gold))
        if len(told) > PLACE:
            self.attested.append(tuple(told))


def attested_page(rows: PageRows) -> Iterator[Attested]:
    """Everything that the rows say, by step, by batch and by membership."""
    yield from rows.attested
    for step in rows.batches:
        yield ("batches", step.batch_id, step.position, step.now)
    for membership in rows.joined:
        yield ("batch_items", *membership)


def _escalation_versions(step: ItemStep, former: Item) -> Iterator[EscalationVersion]:
    known = former.escalations
    for escalation_id, escalation in step.now.state.escalations.items():
        was = known.get(escalation_id)
        if was is not escalation:
            yield EscalationVersion(step.item_id, step.position, escalation, was is not None)
