"""What is handed to the ledger and what it answers."""

from datetime import datetime
from uuid import UUID

import msgspec


class NewEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A fact to record. `body` is JSON and is kept byte for byte."""

    stream: str
    event_id: UUID
    type: str
    schema_version: int
    occurred_at: datetime
    actor: str
    causation_id: UUID | None = None
    body: bytes


class Append(msgspec.Struct, frozen=True, kw_only=True):
    """The events of one command: all of them are recorded, in this order, or none.

    `expected` holds every stream that the decision has read, written to or not, with the version
    that it saw; 0 says that the stream did not exist. A stream that is not named may be at any.
    `request_sha` tells a resend of the command from another command under the same id.
    """

    command_id: UUID
    request_sha: bytes
    correlation_id: UUID
    trace_id: str | None = None
    expected: dict[str, int]
    events: tuple[NewEvent, ...]


class Appended(msgspec.Struct, frozen=True, kw_only=True):
    """Committed. `recorded_at` is that of the last event, so a reading as of then sees them all."""

    first_position: int
    last_position: int
    recorded_at: datetime


class Duplicate(msgspec.Struct, frozen=True, kw_only=True):
    """The same request was committed before, at these positions; nothing was added now."""

    first_position: int
    last_position: int


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """A stream has moved on since it was read; nothing was added."""

    stream: str
    expected: int
    actual: int


class KeyReused(msgspec.Struct, frozen=True, kw_only=True):
    """The command id belongs to another request, committed from this position on."""

    first_position: int


class ProjectMissing(msgspec.Struct, frozen=True, kw_only=True):
    """The project was never opened."""


Outcome = Appended | Duplicate | Conflict | KeyReused | ProjectMissing
