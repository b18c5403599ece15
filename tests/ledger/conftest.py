"""What the ledger's tests share: a ledger, an open project and submissions to append to it."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID, uuid4

import asyncpg
import pytest

from labeltrail.events.ledger.append import Append, Ledger, NewEvent

NINE_FIFTEEN = datetime(2024, 3, 1, 9, 15, tzinfo=UTC)


@pytest.fixture
async def ledger(pool: asyncpg.Pool) -> AsyncIterator[Ledger]:
    opened = Ledger(pool)
    yield opened
    await opened.aclose()


@pytest.fixture
async def project(ledger: Ledger) -> str:
    await ledger.open_project("patients-1979", "hospital")
    return "patients-1979"


@pytest.fixture
def submission() -> Callable[..., Append]:
    """Makes an append: `events` labels in one stream, by default on an item not seen before."""

    def make(
        stream: str = "item/patient-7",
        version: int | None = 0,
        *,
        events: int = 1,
        value: int = 1,
        command_id: UUID | None = None,
        also_read: dict[str, int] | None = None,
        body: bytes | None = None,
        event_id: UUID | None = None,
        occurred_at: datetime = NINE_FIFTEEN,
        trace_id: str | None = None,
        actor: str = "observer-1",
    ) -> Append:
        body = b'{"annotator":"observer-1","value":%d}' % value if body is None else body
        command_id = command_id or uuid4()
        return Append(
            command_id=command_id,
            request_sha=sha256(b"%r %d %s" % (stream, events, body)).digest(),
            correlation_id=command_id,
            trace_id=trace_id,
            expected={} if version is None else {stream: version, **(also_read or {})},
            events=tuple(
                NewEvent(
                    stream=stream,
                    event_id=event_id or uuid4(),
                    type="LabelSubmitted",
                    schema_version=1,
                    occurred_at=occurred_at,
                    actor=actor,
                    body=body,
                )
                for _ in range(events)
            ),
        )

    return make
