"""The recorded event and its envelope, the exact bytes that its leaf hash commits to.

Envelope version 1 is frozen: `ledger.leaf_v1` computes the same in the database, the golden
vectors hold both to it, and another layout is another version beside this one.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from uuid import UUID

import msgspec

TAG_V1 = b"labeltrail.event.v1"

_NULL = b"\xff\xff\xff\xff"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class _Fact:
    """Decodes once, as functools.cached_property does, but without its lock: folds ask a lot."""

    def __get__(self, event: RecordedEvent, owner: type[RecordedEvent]) -> msgspec.Struct:
        decode = _catalogue_decode()
        fact = decode(event.type, event.schema_version, event.body)
        event.__dict__["fact"] = fact  # found there before this is asked again
        return fact


@cache
def _catalogue_decode() -> Callable[[str, int, bytes], msgspec.Struct]:
    from labeltrail.events.catalogue import decode  # which knows every stream, and those know us

    return decode


class RecordedEvent(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One fact as the ledger keeps it.

    project_id      the project whose ledger holds it
    position        1, 2, 3 … without a gap in the project; commit order is position order
    stream          what it is about inside the project: `item/…`, `batch/…`, `guideline` …
    version         1, 2, 3 … without a gap in the stream
    event_id        given by the caller, unique in the project
    type            the fact's name, a past participle: `LabelSubmitted`
    schema_version  the shape of `body` that this type had when it was written
    occurred_at     when it happened, as the caller says; for windows and analytics
    recorded_at     when the database took it; strictly increasing along positions
    actor           who called, by opaque id; who judged is in the fact
    command_id      the request that led to it; a resend with the same id is not stored again
    causation_id    the event that led to it, if one did
    correlation_id  inherited from the cause: one id along a whole chain of acts
    trace_id        the OpenTelemetry trace of the request, if tracing was on
    body            the fact as JSON, byte for byte as it was written
    leaf            RFC 9162 leaf hash of the envelope, computed by the database
    """

    project_id: str
    position: int
    stream: str
    version: int
    event_id: UUID
    type: str
    schema_version: int
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    command_id: UUID
    causation_id: UUID | None
    correlation_id: UUID
    trace_id: str | None
    body: bytes
    leaf: bytes

    fact = _Fact()
    """The typed fact. Raises UnknownEventType here, so that reading the rest still works."""


def envelope_v1(event: RecordedEvent) -> bytes:
    """Every stored column but the leaf, in this order, each as its length and its bytes.

    Length: four bytes, big-endian; ffffffff stands for NULL, which is not the empty text.
    Text: UTF-8. Integers and times: eight bytes, signed, big-endian; times count microseconds
    since 1970-01-01T00:00Z. Ids: sixteen bytes. The body: the SHA-256 digest of its bytes.
    """
    return b"".join(
        (
            _field(TAG_V1),
            _field(event.project_id.encode()),
            _field(_integer(event.position)),
            _field(event.stream.encode()),
            _field(_integer(event.version)),
            _field(event.event_id.bytes),
            _field(event.type.encode()),
            _field(_integer(event.schema_version)),
            _field(_integer(_microseconds(event.occurred_at))),
            _field(_integer(_microseconds(event.recorded_at))),
            _field(event.actor.encode()),
            _field(event.command_id.bytes),
            _field(None if event.causation_id is None else event.causation_id.bytes),
            _field(event.correlation_id.bytes),
            _field(None if event.trace_id is None else event.trace_id.encode()),
            _field(sha256(event.body).digest()),
        )
    )


def leaf_v1(event: RecordedEvent) -> bytes:
    """RFC 9162 section 2.1.1: SHA-256 of a zero byte and the leaf's bytes."""
    return sha256(b"\x00" + envelope_v1(event)).digest()


def _field(content: bytes | None) -> bytes:
    return _NULL if content is None else struct.pack(">i", len(content)) + content


def _integer(number: int) -> bytes:
    return struct.pack(">q", number)


def _microseconds(time: datetime) -> int:
    return (time - _EPOCH) // _MICROSECOND
