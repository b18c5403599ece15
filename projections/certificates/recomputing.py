"""Certificates and releases computed again from a project's events, and compared byte by byte.

Pure. Needs two looks at the events: one to find what was certified, from which items and up to
which position; one to gather exactly that. Memory: the items of certified batches and of those
they are compared with, whatever else the project holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

import msgspec

from labeltrail.events import catalogue
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.streams import batch, item, rules
from labeltrail.events.streams.apart import CERTIFICATE
from labeltrail.events.streams.certificate import Assessment, BatchCertified, BatchReleased
from labeltrail.events.streams.policy import PolicyPublished
from labeltrail.projections.certificates.assessing import assessed
from labeltrail.projections.certificates.gathering import Gathering
from labeltrail.projections.readiness.material import KEPT_APART, Material, referred

Judged = BatchCertified | BatchReleased

JUDGED = (BatchCertified.__name__, BatchReleased.__name__)


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded certificate or release that is to be computed again."""

    batch_id: BatchId
    event: RecordedEvent
    fact: Judged

    @property
    def title(self) -> str:
        kind = "release" if isinstance(self.fact, BatchReleased) else "certificate"
        return f"{kind} {self.fact.number} of batch {self.batch_id}"


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """What the first look found: certificates by the position they hold for, and whose items they
    rest on."""

    due: tuple[Due, ...]
    items: frozenset[ItemId]

    def concerns(self, stream: str) -> bool:
        """Whether events of the stream have to be gathered."""
        if stream.startswith(item.PREFIX):
            return stream.removeprefix(item.PREFIX) in self.items
        return stream in rules.STREAMS or stream.startswith(_SOUGHT_STREAMS)


class Recomputed(msgspec.Struct, frozen=True, kw_only=True):
    """`differs` names what is other than was recorded; None: every byte is equal."""

    due: Due
    computed: Assessment
    differs: str | None


_SOUGHT_STREAMS = (batch.PREFIX, CERTIFICATE, *KEPT_APART)

Check = Callable[[Due, Material, Gathering], str | None]
"""What else of a certificate or release differs, when all before its position was gathered."""


def is_sought(stream: str, type_name: str) -> bool:
    """Whether the first look needs the event."""
    if stream.startswith(batch.PREFIX):
        return True
    return type_name in JUDGED or type_name == PolicyPublished.__name__


def sought(events: Iterable[RecordedEvent]) -> Sought:
    """The first look; events that are not `is_sought` may be left out."""
    due: list[Due] = []
    members: dict[BatchId, list[ItemId]] = {}
    named: set[BatchId] = set()
    for event in events:
        fact = event.fact if is_sought(event.stream, event.type) else None
        if isinstance(fact, batch.ItemsAddedToBatch):
            batch_id = BatchId(event.stream.removeprefix(batch.PREFIX))
            members.setdefault(batch_id, []).extend(fact.item_ids)
        elif isinstance(fact, PolicyPublished):
            named |= referred(fact.policy)
        elif isinstance(fact, BatchCertified | BatchReleased):
            batch_id = BatchId(event.stream.removeprefix(CERTIFICATE))
            due.append(Due(batch_id=batch_id, event=event, fact=fact))
    judged = {one.batch_id for one in due} | (named if due else set())
    return Sought(
        due=tuple(sorted(due, key=lambda one: (one.fact.assessment.position, one.event.position))),
        items=frozenset(one for batch_id in judged for one in members.get(batch_id, ())),
    )


def recomputed(
    found: Sought, events: Iterable[RecordedEvent], check: Check | None = None
) -> Iterator[Recomputed]:
    """The second look: events that `found` concerns, in order of position; others may be left out.

    In the order of the positions that they hold for.
    """
    gathering, moment = Gathering(), None
    waiting = list(found.due)
    for event in events:
        while waiting and waiting[0].fact.assessment.position < event.position:
            yield _compared(waiting.pop(0), gathering, moment, check)
        moment = (event.position, event.recorded_at)
        if found.concerns(event.stream):
            gathering.take_one(event)
    for one in waiting:
        yield _compared(one, gathering, moment, check)


def _compared(
    due: Due,
    gathering: Gathering,
    last: tuple[int, datetime] | None,
    check: Check | None,
) -> Recomputed:
    recorded = due.fact.assessment
    material = gathering.material(due.batch_id, recorded.position)
    known = gathering.certification(due.batch_id)
    computed = assessed(material, known, recorded.moment).assessment
    differs = _difference(recorded, computed)
    if last is not None and last[0] == recorded.position and last[1] != recorded.moment:
        differs = "moment"
    if differs is None and check is not None:
        differs = check(due, material, gathering)
    return Recomputed(due=due, computed=computed, differs=differs)


def _difference(recorded: Assessment, computed: Assessment) -> str | None:
    if catalogue.encode(recorded) == catalogue.encode(computed):
        return None
    return next(
        name
        for name in Assessment.__struct_fields__
        if getattr(recorded, name) != getattr(computed, name)
    )
