"""A range of a project, read whole and fast: COPY, line by line, straight into structs.

For rebuilds, audits and measurements, which read much: pages of thousands of events, each page a
short transaction of its own, memory for one page at a time. Positions are checked to be dense on
the way. Who reads one page of a thousand or less takes `read.py`, which asks the server less.

Every line is one JSON array, so a whole chunk of lines is decoded in one call. COPY doubles each
backslash and writes white space inside a body as an escape: both are undone, and bodies come byte
for byte.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Generic, Protocol, TypeVar, Union
from uuid import UUID

import asyncpg
import msgspec

from labeltrail.events import catalogue
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.ledger.errors import LedgerFault, translated
from labeltrail.events.ledger.read import head, read_project
from labeltrail.events.sql import load

PAGE_EVENTS = 10_000
"""One COPY, one transaction, one list in memory."""

_SQL = load(__package__, "replay.sql")
_ESCAPES = ((b"\\n", b"\n"), (b"\\r", b"\r"), (b"\\t", b"\t"), (b"\\b", b"\b"), (b"\\f", b"\f"))


class OrderBroken(LedgerFault):
    """A position is missing or in the wrong place, which no append can bring about."""


class ReplayedFact(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a fold asks of an event, named as in `RecordedEvent`; the fact is typed already."""

    position: int
    stream: str
    version: int
    event_id: UUID
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    fact: msgspec.Struct

    @property
    def type(self) -> str:
        return type(self.fact).__name__


class _Untyped(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A line of facts whose fact is of an older version, or not known at all."""

    shape: str
    position: int
    stream: str
    version: int
    event_id: UUID
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    body: msgspec.Raw

    def typed(self) -> ReplayedFact:
        """Raises what `catalogue.decode` raises."""
        type_name, _, version = self.shape.rpartition("/")
        return ReplayedFact(
            position=self.position,
            stream=self.stream,
            version=self.version,
            event_id=self.event_id,
            occurred_at=self.occurred_at,
            recorded_at=self.recorded_at,
            actor=self.actor,
            fact=catalogue.decode(type_name, int(version), bytes(self.body)),
        )


class _Event(RecordedEvent, frozen=True, kw_only=True, array_like=True):
    """A recorded event as its line has it: the body is a slice of the line until it is copied."""

    body: msgspec.Raw


class _Placed(Protocol):
    @property
    def position(self) -> int: ...


Placed = TypeVar("Placed", bound=_Placed)


async def replay(
    pool: asyncpg.Pool,
    project_id: str,
    *,
    after: int = 0,
    up_to: int | None = None,
    page_events: int = PAGE_EVENTS,
) -> AsyncIterator[list[ReplayedFact]]:
    """Pages of what folds ask, in order of position, up to the head or `up_to`.

    An event that has no typed fact raises as `RecordedEvent.fact` does, when all before it were
    given.
    """
    last = await _last(pool, project_id, up_to)
    while after < last:
        page_last = min(after + page_events, last)
        lines = _Lines(_facts, _fact)
        await _copy(pool, _SQL.copy_facts, (project_id, after, page_last), lines)
        if lines.fault is None:
            yield _dense(lines.found, after, page_last - after)
        else:
            yield _dense(lines.found, after, len(lines.found))
            raise lines.fault
        after = page_last


async def replay_recorded(
    pool: asyncpg.Pool,
    project_id: str,
    *,
    after: int = 0,
    up_to: int | None = None,
    page_events: int = PAGE_EVENTS,
) -> AsyncIterator[list[RecordedEvent]]:
    """Pages of whole events, in order of position, up to the head or `up_to`.

    Equal to those of `read_project` column by column, and of a class of their own.
    """
    last = await _last(pool, project_id, up_to)
    while after < last:
        page_last = min(after + page_events, last)
        lines = _Lines(_events, _event)
        await _copy(pool, _SQL.copy_recorded, (project_id, after, page_last), lines)
        found: Sequence[RecordedEvent] = lines.found
        if lines.fault is not None:  # JSON that the database takes and the decoder does not
            found = await read_project(
                pool, project_id, after=after, limit=page_events, up_to=page_last
            )
        yield _dense(found, after, page_last - after)
        after = page_last


async def _last(pool: asyncpg.Pool, project_id: str, up_to: int | None) -> int:
    at_most = await head(pool, project_id)
    return at_most if up_to is None else min(up_to, at_most)


async def _copy(
    pool: asyncpg.Pool, query: str, arguments: tuple[object, ...], lines: _Lines[Placed]
) -> None:
    with translated():
        async with pool.acquire() as connection, connection.transaction(readonly=True):
            await connection.execute(_SQL.times_as_utc)
            await connection.copy_from_query(query, *arguments, output=lines.take)


def _dense(found: Sequence[Placed], after: int, count: int) -> list[Placed]:
    places = [one.position for one in found]
    if places != list(range(after + 1, after + 1 + count)):
        wrong = next(
            (want for want, place in enumerate(places, after + 1) if want != place),
            after + 1 + len(places),
        )
        raise OrderBroken(f"no event stands at position {wrong}, and one should")
    return list(found)


class _Lines(Generic[Placed]):
    """Takes the chunks of one COPY, which end anywhere, and decodes the lines that are whole.

    What cannot be decoded ends up in `fault`, and `found` holds what came before it.
    """

    def __init__(
        self, many: Callable[[bytes], list[Placed]], one: Callable[[bytes], Placed]
    ) -> None:
        self.found: list[Placed] = []
        self.fault: Exception | None = None
        self._many = many
        self._one = one
        self._rest = b""

    async def take(self, chunk: bytes) -> None:
        end = chunk.rfind(b"\n") + 1
        if not end:
            self._rest += chunk
            return
        text = self._rest + chunk[:end]
        self._rest = chunk[end:]
        if self.fault is None and not self._add_all(text):
            self._add_each(text)

    def _add_all(self, text: bytes) -> bool:
        if b"\\" in text:
            if b"\\" in text.replace(b"\\\\", b""):
                return False  # white space in a body: a line end there would cut the line
            text = text.replace(b"\\\\", b"\\")
        try:
            self.found += self._many(text)
        except (msgspec.DecodeError, RecursionError):
            return False  # one of the lines, and the others must not suffer
        return True

    def _add_each(self, text: bytes) -> None:
        try:
            for line in text.split(b"\n")[:-1]:
                self.found.append(self._one(_unescaped(line)))
        except (msgspec.DecodeError, RecursionError, catalogue.UnknownEventType) as fault:
            self.fault = fault


def _unescaped(line: bytes) -> bytes:
    """A line as it was before COPY escaped it."""
    parts = line.split(b"\\\\")
    for escape, meant in _ESCAPES:
        parts = [part.replace(escape, meant) for part in parts]
    return b"\\".join(parts)


def _facts(text: bytes) -> list[ReplayedFact]:
    return _fact_decoder().decode_lines(text)


def _fact(line: bytes) -> ReplayedFact:
    try:
        return _fact_decoder().decode(line)
    except msgspec.ValidationError:
        return _untyped_decoder.decode(line).typed()


def _events(text: bytes) -> list[RecordedEvent]:
    found: list[RecordedEvent] = []
    for event in _event_decoder.decode_lines(text):
        msgspec.structs.force_setattr(event, "body", bytes(event.body))
        found.append(event)
    return found


def _event(line: bytes) -> RecordedEvent:
    event = _event_decoder.decode(line)
    msgspec.structs.force_setattr(event, "body", bytes(event.body))
    return event


@cache
def _fact_decoder() -> msgspec.json.Decoder[ReplayedFact]:
    """One struct for each event type at today's version, told apart by the first column."""
    shapes = tuple(
        msgspec.defstruct(
            f"Replayed{name}",
            [("fact", fact)],
            bases=(ReplayedFact,),
            tag=f"{name}/{catalogue.SCHEMA_VERSIONS[name]}",
            frozen=True,
            array_like=True,
            gc=False,
        )
        for name, fact in catalogue.EVENTS.items()
    )
    return msgspec.json.Decoder(Union[shapes])  # noqa: UP007 - the shapes are known only now


_event_decoder = msgspec.json.Decoder(_Event)
_untyped_decoder = msgspec.json.Decoder(_Untyped)
