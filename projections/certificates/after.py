"""The first event, or end of a waiver, after which a certificate holds no more.

Pure. Points are taken in order of time: every event that concerns the batch, and the end of every
waiver that the certificate rests on. After each the batch is judged again, so the cause that is
named is exactly the one, whoever looks and however late. Where so many events came at once that
this would take long, they are judged in groups first, and one by one in the group that undermined
it; what a group takes back itself is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId
from labeltrail.events.streams.certificate import Certificate, RevocationCause, Undermined
from labeltrail.projections.certificates.assessing import assessed
from labeltrail.projections.certificates.gathering import Gathering
from labeltrail.projections.certificates.truths import Line, truth_lines
from labeltrail.projections.certificates.undermining import cause_of, undermined

JUDGED_MAX = 64
"""So many times one certificate is judged before events are taken in groups."""

UNCONCERNED = frozenset(
    {
        "ItemAssigned",
        "AssignmentReleased",
        "EscalationAssigned",
        "EscalationCommented",
        "BatchCertified",
        "BatchReleased",
        "WaiverProposed",
        "AnnotatorNoted",
        "TaxonomyDrafted",
        "TaxonomyReviewed",
        "GuidelineRevised",
        "PolicyProposed",
    }
)
"""Types of events that no verdict and no truth rests on."""


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """`cause` is the event that undermined the certificate, or that set the waiver that ended."""

    cause: UUID
    found: Undermined


class _Point(msgspec.Struct, frozen=True, kw_only=True):
    """`events` are those since the point before; the last one is what the point is about, unless a
    waiver ends."""

    moment: datetime
    cause: UUID
    kind: RevocationCause
    events: tuple[RecordedEvent, ...]


def first_end(
    certificate: Certificate,
    batch_id: BatchId,
    events: Sequence[RecordedEvent],
    *,
    seen: int,
    now: datetime,
) -> Ended | None:
    """None while it is in force. `events` are all that concern the batch, in order of position;
    up to `seen` they were looked at before.
    """
    position = certificate.fact.assessment.position
    gathering = Gathering()
    gathering.take(event for event in events if event.position <= position)
    truths = list(truth_lines(gathering.material(batch_id, position)))
    later = [event for event in events if event.position > position]
    gathering.take(event for event in later if event.position <= seen)
    last = max(position, seen)
    points = list(_points(certificate, batch_id, gathering, later, seen=seen, now=now))
    size = -(-len(points) // JUDGED_MAX)
    for start in range(0, len(points), max(1, size)):
        group = points[start : start + size]
        before = gathering.copy()
        for point in group:
            gathering.take(point.events)
        if _found(certificate, batch_id, gathering, truths, group[-1], last) is None:
            last = _position(group[-1], last)
            continue
        for point in group:
            before.take(point.events)
            found = _found(certificate, batch_id, before, truths, point, last)
            last = _position(point, last)
            if found is not None:
                return Ended(cause=point.cause, found=found)
    return None


def concerns(event: RecordedEvent) -> bool:
    """Whether an event of a stream that a certificate rests on may change anything."""
    return event.type not in UNCONCERNED


def waiver_ends(
    certificate: Certificate, gathering: Gathering, batch_id: BatchId
) -> Iterator[tuple[datetime, UUID]]:
    """When those waivers end that the certificate rests on, with the event that said so."""
    waivers = gathering.certification(batch_id).waivers
    for one in certificate.fact.assessment.findings:
        waiver = waivers.get(one.waiver) if one.waiver is not None else None
        if waiver is not None:
            yield waiver.until, waiver.event


def _points(
    certificate: Certificate,
    batch_id: BatchId,
    gathering: Gathering,
    later: Sequence[RecordedEvent],
    *,
    seen: int,
    now: datetime,
) -> Iterator[_Point]:
    ends = sorted(
        (until, cause)
        for until, cause in waiver_ends(certificate, gathering, batch_id)
        if until <= now
    )
    waiting: list[RecordedEvent] = []
    for event in later:
        if event.position <= seen:
            continue
        while ends and ends[0][0] <= event.recorded_at:
            until, cause = ends.pop(0)
            yield _waiver_point(until, cause, waiting)
            waiting = []
        waiting.append(event)
        if concerns(event):
            yield _Point(
                moment=event.recorded_at,
                cause=event.event_id,
                kind=cause_of(event),
                events=tuple(waiting),
            )
            waiting = []
    for until, cause in ends:
        yield _waiver_point(until, cause, waiting)
        waiting = []


def _waiver_point(until: datetime, cause: UUID, events: list[RecordedEvent]) -> _Point:
    return _Point(moment=until, cause=cause, kind=RevocationCause.WAIVER, events=tuple(events))


def _found(
    certificate: Certificate,
    batch_id: BatchId,
    gathering: Gathering,
    truths: list[Line],
    point: _Point,
    last: int,
) -> Undermined | None:
    material = gathering.material(batch_id, _position(point, last))
    now = assessed(material, gathering.certification(batch_id), point.moment)
    fact = certificate.fact
    return undermined(fact.assessment, truths, now, point.kind, fact.number)


def _position(point: _Point, last: int) -> int:
    return point.events[-1].position if point.events else last
