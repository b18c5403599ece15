"""A history put into a ledger, through the one way in: for measurements of what reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from uuid import uuid4

import asyncpg
import msgspec

from labeltrail.backend.bench.history import MANAGER, Happened, history
from labeltrail.events import catalogue
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.ledger.append import Append, Appended, Ledger, NewEvent

EVENTS_PER_COMMAND = 1_000


async def recorded(
    pool: asyncpg.Pool, *, events: int, advanced: Callable[[], None], seed: int = 1
) -> str:
    """A new project with the first `events` facts of a history; its id."""
    name = f"bench-{uuid4()}"
    ledger = Ledger(pool)
    await ledger.open_project(name, "bench")
    happened = islice(history(items_for(events), seed), events)
    while some := list(islice(happened, EVENTS_PER_COMMAND)):
        outcome = await ledger.append(name, _append(some))
        if not isinstance(outcome, Appended):
            raise RuntimeError(f"an append was answered by {outcome}")
        advanced()
    await ledger.aclose()
    return name


async def record_facts(
    pool: asyncpg.Pool, name: str, told: Iterable[tuple[str, msgspec.Struct]]
) -> None:
    """A project with these facts, each with its stream, in this order."""
    ledger = Ledger(pool)
    await ledger.open_project(name, "bench")
    happened = (
        Happened(stream, uuid4(), MANAGER, datetime.now(UTC), fact) for stream, fact in told
    )
    while some := list(islice(happened, EVENTS_PER_COMMAND)):
        outcome = await ledger.append(name, _append(some))
        if not isinstance(outcome, Appended):
            raise RuntimeError(f"an append was answered by {outcome}")
    await ledger.aclose()


def remembered(*, events: int, seed: int = 1) -> Iterator[RecordedEvent]:
    """The same facts as the ledger would give them back, without a database: for pure folds."""
    versions: dict[str, int] = {}
    some = islice(history(items_for(events), seed), events)
    for position, one in enumerate(some, start=1):
        version = versions[one.stream] = versions.get(one.stream, 0) + 1
        new = _new_event(one)
        yield RecordedEvent(
            project_id="bench",
            position=position,
            stream=new.stream,
            version=version,
            event_id=new.event_id,
            type=new.type,
            schema_version=new.schema_version,
            occurred_at=new.occurred_at,
            recorded_at=new.occurred_at,
            actor=new.actor,
            command_id=new.event_id,
            causation_id=None,
            correlation_id=new.event_id,
            trace_id=None,
            body=new.body,
            leaf=bytes(32),
        )


def commands_for(events: int) -> int:
    return -(-events // EVENTS_PER_COMMAND)


def items_for(events: int) -> int:
    """So many items that their history is at least as long."""
    return 1 + events // 4


def _append(happened: Iterable[Happened]) -> Append:
    command_id = uuid4()
    return Append(
        command_id=command_id,
        request_sha=hashlib.sha256(command_id.bytes).digest(),
        correlation_id=command_id,
        trace_id=None,
        expected={},
        events=tuple(_new_event(one) for one in happened),
    )


def _new_event(happened: Happened) -> NewEvent:
    name = type(happened.fact).__name__
    return NewEvent(
        stream=happened.stream,
        event_id=happened.event_id,
        type=name,
        schema_version=catalogue.SCHEMA_VERSIONS[name],
        occurred_at=happened.occurred_at,
        actor=happened.actor,
        causation_id=None,
        body=catalogue.encode(happened.fact),
    )
