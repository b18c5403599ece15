"""The read side of the ledger.

Every read is one statement, so it sees one moment; whoever has seen position N has seen all up
to N. Bodies come back byte for byte. An event of a type that this code does not know is read
like any other: only its `fact` cannot be had.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.ledger.errors import translated
from labeltrail.events.sql import load

POSITION_MAX = 2**63 - 1
HIGHEST = "\U0010ffff"
"""Comes after every character that a stream's name may hold."""

_SQL = load(__package__, "read.sql")
_TAILS = load(__package__, "tails.sql")

Connection = asyncpg.Connection | PoolConnectionProxy | asyncpg.Pool
"""A read needs no transaction, so a pool will do."""


class FoundCommand(msgspec.Struct, frozen=True, kw_only=True):
    """A command that was answered before, and where its events are."""

    request_sha: bytes
    first_position: int
    last_position: int


async def head(connection: Connection, project_id: str) -> int:
    """The last position, 0 when nothing is recorded."""
    with translated():
        position: int = await connection.fetchval(_SQL.head, project_id)
    return position


async def tenant_of(connection: Connection, project_id: str) -> str | None:
    """Whose project it is, or None when it was never opened."""
    with translated():
        tenant: str | None = await connection.fetchval(_SQL.tenant_of, project_id)
    return tenant


async def read_project(
    connection: Connection, project_id: str, *, after: int, limit: int, up_to: int | None = None
) -> list[RecordedEvent]:
    """At most `limit` events after a position, up to and with another, in order of position."""
    last = POSITION_MAX if up_to is None else up_to
    with translated():
        return recorded_events(
            await connection.fetch(_SQL.project_page, project_id, after, last, limit)
        )


async def read_stream(
    connection: Connection, project_id: str, stream: str, *, after_version: int = 0, limit: int
) -> list[RecordedEvent]:
    """At most `limit` events of one stream after a version, in order of version."""
    with translated():
        return recorded_events(
            await connection.fetch(_SQL.stream_page, project_id, stream, after_version, limit)
        )


async def read_streams(
    connection: Connection, project_id: str, streams: Iterable[str], *, up_to: int | None = None
) -> list[RecordedEvent]:
    """All events of a few short streams, up to and with a position, in order of position."""
    last = POSITION_MAX if up_to is None else up_to
    with translated():
        return recorded_events(
            await connection.fetch(_SQL.streams, project_id, list(streams), last)
        )


async def read_prefixed(
    connection: Connection, project_id: str, prefix: str, *, up_to: int | None = None
) -> dict[str, list[RecordedEvent]]:
    """All events of the few short streams whose names begin so, by stream, in order of version.

    For streams that are not folded into rows: models, precedents, what rules would have done.
    """
    last = POSITION_MAX if up_to is None else up_to
    with translated():
        rows = await connection.fetch(_SQL.prefixed, project_id, prefix, prefix + HIGHEST, last)
    found: dict[str, list[RecordedEvent]] = {}
    for event in recorded_events(rows):
        found.setdefault(event.stream, []).append(event)
    return found


async def read_state(
    connection: Connection,
    project_id: str,
    command_id: UUID,
    streams: Sequence[str],
    tails: Sequence[str] = (),
) -> tuple[FoundCommand | None, list[RecordedEvent]]:
    """What a decision needs, in one round trip: the earlier answer, the streams, and the last
    event of each of `tails`.
    """
    asked = (project_id, command_id, list(streams))
    with translated():
        if tails:
            statement = _TAILS.command_streams_and_tails
            rows = await connection.fetch(statement, *asked, list(tails))
        else:
            rows = await connection.fetch(_SQL.command_and_streams, *asked)
    return _found(rows[0]), recorded_events(row for row in rows if row["position"] is not None)


async def read_last(
    connection: Connection, project_id: str, streams: Sequence[str]
) -> list[RecordedEvent]:
    """The last event of each of the streams that hold one."""
    if not streams:
        return []
    with translated():
        return recorded_events(await connection.fetch(_TAILS.last_events, project_id, streams))


async def existing_streams(
    connection: Connection, project_id: str, streams: Iterable[str]
) -> frozenset[str]:
    """Those of the streams that hold an event."""
    with translated():
        rows = await connection.fetch(_SQL.existing_streams, project_id, list(streams))
    return frozenset(row["stream"] for row in rows)


async def find_command(
    connection: Connection, project_id: str, command_id: UUID
) -> FoundCommand | None:
    """The command, if it was answered before."""
    with translated():
        row = await connection.fetchrow(_SQL.command, project_id, command_id)
    return None if row is None else _found(row)


async def find_event(
    connection: Connection, project_id: str, event_id: UUID
) -> RecordedEvent | None:
    """The event with this id, if there is one."""
    with translated():
        rows = await connection.fetch(_SQL.event, project_id, event_id)
    return next(iter(recorded_events(rows)), None)


async def position_at(connection: Connection, project_id: str, time: datetime) -> int:
    """The last position that was recorded at `time` or before, 0 when there is none."""
    with translated():
        position: int = await connection.fetchval(_SQL.position_at, project_id, time)
    return position


def _found(row: asyncpg.Record) -> FoundCommand | None:
    if row["first_position"] is None:
        return None
    return FoundCommand(
        request_sha=row["request_sha"],
        first_position=row["first_position"],
        last_position=row["last_position"],
    )


def recorded_events(rows: Iterable[asyncpg.Record]) -> list[RecordedEvent]:
    """The events of rows that hold every stored column, the body as `json_send` gives it."""
    return [
        RecordedEvent(
            project_id=row["project_id"],
            position=row["position"],
            stream=row["stream"],
            version=row["version"],
            event_id=row["event_id"],
            type=row["type"],
            schema_version=row["schema_version"],
            occurred_at=row["occurred_at"],
            recorded_at=row["recorded_at"],
            actor=row["actor"],
            command_id=row["command_id"],
            causation_id=row["causation_id"],
            correlation_id=row["correlation_id"],
            trace_id=row["trace_id"],
            body=row["body"],
            leaf=row["leaf"],
        )
        for row in rows
    ]
