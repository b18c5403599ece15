"""Events that no command makes: what a fault, a fixed mistake or newer code might have left."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from uuid import uuid4

import asyncpg

from labeltrail.events.ledger.append import Append, Appended, Ledger, NewEvent
from tests.projections.herbarium import Herbarium

LAST_VERSION = """
SELECT coalesce(max(version), 0) FROM ledger.events WHERE project_id = $1 AND stream = $2
"""
BROKEN = b'{"annotator":7}'


async def recorded(
    herbarium: Herbarium, stream: str, type_: str, body: bytes = BROKEN, *, schema_version: int = 1
) -> int:
    """Append it as it is. Its position."""
    return await recorded_in(
        herbarium.ledger,
        herbarium.pool,
        herbarium.project_id,
        (stream, type_, body),
        schema_version=schema_version,
    )


async def recorded_in(
    ledger: Ledger,
    pool: asyncpg.Pool,
    project_id: str,
    what: tuple[str, str, bytes],
    *,
    schema_version: int = 1,
) -> int:
    """Append a stream's event of a type with a body, as it is. Its position."""
    stream, type_, body = what
    version = await pool.fetchval(LAST_VERSION, project_id, stream)
    event = NewEvent(
        stream=stream,
        event_id=uuid4(),
        type=type_,
        schema_version=schema_version,
        occurred_at=datetime.now(UTC),
        actor="maud",
        causation_id=None,
        body=body,
    )
    command_id = uuid4()
    outcome = await ledger.append(
        project_id,
        Append(
            command_id=command_id,
            request_sha=sha256(body).digest(),
            correlation_id=command_id,
            trace_id=None,
            expected={stream: version},
            events=(event,),
        ),
    )
    assert isinstance(outcome, Appended)
    return outcome.last_position
