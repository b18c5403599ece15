"""Events as lines of a bundle, and their leaves recomputed from those lines alone.

A leaf is that of envelope version 1 (events/envelope.py says it column by column); here it is
built for thousands of rows at once, since an audit asks for millions. Tests hold both to the
golden vectors.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

import msgspec

from labeltrail.events.envelope import TAG_V1, RecordedEvent

Row = tuple[
    int,  # position
    str,  # stream
    int,  # version
    str,  # event_id
    str,  # type
    int,  # schema_version
    int,  # occurred_at
    int,  # recorded_at
    str,  # actor
    str,  # command_id
    str | None,  # causation_id
    str,  # correlation_id
    str | None,  # trace_id
    str,  # body
]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ID_LENGTH = 36
_ID_BYTES = 16
_ID_DASHES = (8, 13, 18, 23)

_NULL = b"\xff\xff\xff\xff"
_EIGHT = b"\x00\x00\x00\x08"
_SIXTEEN = b"\x00\x00\x00\x10"
_THIRTY_TWO = b"\x00\x00\x00\x20"
_NO_CAUSE = _NULL + _SIXTEEN
_NO_TRACE = _NULL + _THIRTY_TWO

_encode = msgspec.json.Encoder().encode_lines
_decode = msgspec.json.Decoder(Row).decode_lines
_position_and_length = struct.Struct(">qi").pack
_version_and_id = struct.Struct(">iqi16s").pack
_times = struct.Struct(">iqiq").pack
_length = struct.Struct(">i").pack
_number = struct.Struct(">iq").pack
_ONE_ID = struct.Struct("16s")
_THREE_IDS = struct.Struct("16s16s16s")


class RowsMalformed(Exception):
    """Lines that are no events of a bundle."""


def lines_of(events: Iterable[RecordedEvent]) -> bytes:
    return _encode([_row(event) for event in events])


def leaves_of(events: Iterable[RecordedEvent]) -> bytes:
    """As they are stored, which is what an audit compares with."""
    return b"".join([event.leaf for event in events])


def rows_of(lines: bytes) -> list[Row]:
    try:
        return _decode(lines)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RowsMalformed(str(error)) from None


def ids_of(texts: Sequence[str]) -> bytes:
    """Ids as sixteen bytes each; refused when one is not spelled as UUIDs are."""
    count = len(texts)
    text = "".join(texts)
    digits = text.replace("-", "")
    try:
        ids = bytes.fromhex(digits)
    except ValueError:
        ids = b""
    if (
        ids.hex() != digits
        or len(ids) != count * _ID_BYTES
        or not set(map(len, texts)) <= {_ID_LENGTH}
        or any(text[at::_ID_LENGTH] != "-" * count for at in _ID_DASHES)
    ):
        raise RowsMalformed("an id is not spelled as UUIDs are")
    return ids


def id_words(texts: Sequence[str]) -> array[int]:
    """The last eight bytes of each id, as this machine reads them: to compare, not to keep."""
    return array("Q", ids_of(texts))[1::2]


class Hashed(NamedTuple):
    """Of some rows, in order: RFC 9162 leaf hashes, and `id_words` of event and command ids."""

    leaves: list[bytes]
    event_ids: array[int]
    command_ids: array[int]


class Leaves:
    """Computes the leaves of one project's rows."""

    def __init__(self, project_id: str) -> None:
        self._head = b"\x00" + _field(TAG_V1) + _field(project_id.encode()) + _EIGHT

    def of(self, rows: Sequence[Row]) -> Hashed:
        texts: list[str] = []
        for row in rows:
            texts += (row[3], row[9], row[11])
        ids = ids_of(texts)
        causes = ids_of([row[10] for row in rows if row[10] is not None])
        try:
            leaves = self._hashed(rows, _THREE_IDS.iter_unpack(ids), _ONE_ID.iter_unpack(causes))
        except (struct.error, UnicodeEncodeError) as error:
            raise RowsMalformed(f"a number or a text is out of bounds: {error}") from None
        words = array("Q", ids)
        return Hashed(leaves, words[1::6], words[3::6])

    def _hashed(
        self,
        rows: Sequence[Row],
        ids: Iterator[tuple[bytes, ...]],
        causes: Iterator[tuple[bytes, ...]],
    ) -> list[bytes]:
        """One loop almost without calls of our own: it is the heart of an audit."""
        head, leaves = self._head, []
        for row, (event_id, command_id, correlation_id) in zip(rows, ids, strict=True):
            (
                position, stream_id, version, _, kind, shape, occurred_at, recorded_at,
                actor, _, causation_id, _, trace_id, body,
            ) = row  # fmt: skip
            stream = stream_id.encode()
            envelope = (
                head,
                _position_and_length(position, len(stream)),
                stream,
                _version_and_id(8, version, _ID_BYTES, event_id),
                _type_field(kind, shape),
                _times(8, occurred_at, 8, recorded_at),
                _actor_field(actor),
                command_id,
                _NO_CAUSE if causation_id is None else _SIXTEEN + next(causes)[0] + _SIXTEEN,
                correlation_id,
                _NO_TRACE if trace_id is None else _text_field(trace_id) + _THIRTY_TWO,
                sha256(body.encode()).digest(),
            )
            leaves.append(sha256(b"".join(envelope)).digest())
        return leaves


@lru_cache(maxsize=4096)
def _type_field(type_name: str, schema_version: int) -> bytes:
    return _field(type_name.encode()) + _number(8, schema_version)


@lru_cache(maxsize=4096)
def _actor_field(actor: str) -> bytes:
    """With the length of the id that follows."""
    return _field(actor.encode()) + _SIXTEEN


@lru_cache(maxsize=4096)
def _text_field(text: str) -> bytes:
    return _field(text.encode())


def _field(content: bytes) -> bytes:
    return _length(len(content)) + content


def _row(event: RecordedEvent) -> Row:
    return (
        event.position,
        event.stream,
        event.version,
        str(event.event_id),
        event.type,
        event.schema_version,
        _microseconds(event.occurred_at),
        _microseconds(event.recorded_at),
        event.actor,
        str(event.command_id),
        None if event.causation_id is None else str(event.causation_id),
        str(event.correlation_id),
        event.trace_id,
        event.body.decode(),
    )


def _microseconds(time: datetime) -> int:
    return (time - _EPOCH) // _MICROSECOND
