"""Certificates and releases in a bundle, computed again from the bundle's events alone.

No database and no server: what the events say is gathered as of each certificate's position, judged
by the same pure functions, and its bytes compared with those that were recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from labeltrail.backend.audit.bundle import Bundle
from labeltrail.backend.audit.rows import Row, rows_of
from labeltrail.backend.audit.signatures import Signed
from labeltrail.backend.audit.wrong import Fault, refused
from labeltrail.events import catalogue
from labeltrail.events.envelope import RecordedEvent
from labeltrail.projections.certificates.recomputing import (
    JUDGED,
    Due,
    is_sought,
    recomputed,
    sought,
)
from labeltrail.projections.releases.manifest import check_manifest

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MARKS = tuple(f'"{name}"'.encode() for name in JUDGED)


def verify_certificates(
    bundle: Bundle, signed: Sequence[Signed], *, has_every_checkpoint: bool
) -> int:
    """How many there are, all of them equal. Raises Refused with the first that is not.

    `signed` are the bundle's checkpoints; where all of them are there, each certificate's is too.
    """
    if not any(mark in lines for lines in _chunks(bundle) for mark in _MARKS):
        return 0
    project_id = bundle.manifest.project_id
    try:
        found = sought(_events(bundle, project_id, lambda row: is_sought(row[1], row[4])))
        positions = {one.fact.assessment.position for one in found.due}
        events = _events(
            bundle, project_id, lambda row: row[0] in positions or found.concerns(row[1])
        )
        count = 0
        for one in recomputed(found, events, check_manifest):
            if one.differs is not None:
                message = f"{one.due.title}, computed again, has another {_spaced(one.differs)}"
                raise refused(Fault.CERTIFICATE, message, one.due.event.position)
            if has_every_checkpoint:
                _check_sealed(one.due, signed)
            count += 1
    except catalogue.UnknownEventType as unknown:
        message = f"certificates cannot be computed again: {unknown}"
        raise refused(Fault.CERTIFICATE, message) from None
    return count


def events_of(bundle: Bundle) -> Iterator[RecordedEvent]:
    """All events, in order of position; verify the bundle before."""
    return _events(bundle, bundle.manifest.project_id, lambda _: True)


def _check_sealed(due: Due, signed: Sequence[Signed]) -> None:
    tree = due.fact.checkpoint
    sealed = {(str(one.origin), one.size, one.checkpoint.root.hex()) for one in signed}
    if tree.size != due.fact.assessment.position or (
        (tree.origin, tree.size, tree.root) not in sealed
    ):
        message = f"{due.title} names a checkpoint that no key has signed"
        raise refused(Fault.CERTIFICATE, message, due.event.position)


def _chunks(bundle: Bundle) -> Iterator[bytes]:
    for number in range(len(bundle.manifest.segments)):
        yield from bundle.event_lines(number)


def _events(
    bundle: Bundle, project_id: str, wanted: Callable[[Row], bool]
) -> Iterator[RecordedEvent]:
    """In order of position; a bundle of a part has them stream by stream."""
    rows = (row for lines in _chunks(bundle) for row in rows_of(lines) if wanted(row))
    is_whole = bundle.manifest.subject is None
    for row in rows if is_whole else sorted(rows, key=lambda row: row[0]):
        yield event_of(project_id, row)


def event_of(project_id: str, row: Row) -> RecordedEvent:
    """The recorded event of a line, whose leaf was verified before."""
    return RecordedEvent(
        project_id=project_id,
        position=row[0],
        stream=row[1],
        version=row[2],
        event_id=UUID(row[3]),
        type=row[4],
        schema_version=row[5],
        occurred_at=_EPOCH + timedelta(microseconds=row[6]),
        recorded_at=_EPOCH + timedelta(microseconds=row[7]),
        actor=row[8],
        command_id=UUID(row[9]),
        causation_id=None if row[10] is None else UUID(row[10]),
        correlation_id=UUID(row[11]),
        trace_id=row[12],
        body=row[13].encode(),
        leaf=b"",
    )


def _spaced(name: str) -> str:
    return name.replace("_", " ")
