"""Differences and histories read few rows at a size where a scan or a loop would be felt.

The bounds are above what is needed, and far below what a loop over all rows reads.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from random import Random
from uuid import uuid4

import asyncpg
import pytest

from labeltrail.backend.bench.fold import LARGE, record_project
from labeltrail.events import catalogue
from labeltrail.events.identifiers import BatchId
from labeltrail.events.ledger import read
from labeltrail.events.ledger.append import Append, Appended, Ledger, NewEvent
from labeltrail.events.streams import policy
from labeltrail.projections import differences, history, progress, reads
from labeltrail.projections.answers import Window
from labeltrail.projections.bitemporal import Moment
from labeltrail.projections.turn import CaughtUp, take_turn
from tests.projections.effort import rows_read

ITEMS = 3_000
ROWS_PER_ITEM_MAX = 20
NAME = "weather-reports"


async def reads_few(pool: asyncpg.Pool, act: Callable[[], Awaitable[object]]) -> None:
    assert await rows_read(pool, act) < ROWS_PER_ITEM_MAX * ITEMS


@pytest.fixture
async def stricter(pool: asyncpg.Pool) -> int:
    """A project whose last event is a policy that moves every item. Its position."""
    await record_project(pool, NAME, ITEMS, Random(1979))
    await fold(pool)
    rules = (await reads.rules(pool, NAME)).rules
    fact = policy.PolicyPublished(
        policy_version=rules.policy.in_force + 1,
        policy=policy.Policy(overlap=900, quorum=900),
        change_note="Nothing is a consensus any more.",
    )
    event = NewEvent(
        stream=policy.STREAM,
        event_id=uuid4(),
        type="PolicyPublished",
        schema_version=catalogue.SCHEMA_VERSIONS["PolicyPublished"],
        occurred_at=datetime.now(UTC),
        actor="manager",
        body=catalogue.encode(fact),
    )
    command = Append(
        command_id=uuid4(),
        request_sha=bytes(32),
        correlation_id=uuid4(),
        expected={policy.STREAM: rules.versions[policy.STREAM]},
        events=(event,),
    )
    ledger = Ledger(pool)
    appended = await ledger.append(NAME, command)
    await ledger.aclose()
    assert isinstance(appended, Appended)
    await fold(pool)
    return appended.last_position


async def fold(pool: asyncpg.Pool) -> None:
    await progress.enrol(pool)
    assert isinstance(await take_turn(pool, NAME), CaughtUp)


async def test_differences_and_histories_are_quick(pool: asyncpg.Pool, stricter: int) -> None:
    for earlier, later in ((stricter - 1, stricter), (1, stricter), (stricter - 50, stricter - 1)):
        asked = await differences.compared(pool, NAME, earlier, later)
        page = await differences.items(pool, asked, limit=20)
        assert len(page.rows) == 20
        for batch_id in (None, BatchId(LARGE)):
            items = partial(differences.items, pool, asked, limit=20, batch_id=batch_id)
            await reads_few(pool, items)
        await reads_few(pool, partial(differences.scope, pool, asked, LARGE))
    stream = f"item/{page.rows[0].item_id}"
    window = Window[Moment](limit=50)
    now = datetime.now(UTC)
    await reads_few(pool, lambda: history.happened(pool, NAME, stream, window, occurred_by=now))
    assert await read.head(pool, NAME) == stricter
