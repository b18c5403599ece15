"""Hints are few: a NOTIFY in every append would make all commits of the cluster take turns."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import asyncpg

from labeltrail.events.ledger.append import Append, Ledger
from labeltrail.events.ledger.hints import CHANNEL, HINT_SECONDS_MIN

Submission = Callable[..., Append]


async def test_many_appends_send_few_hints(
    ledger: Ledger, project: str, pool: asyncpg.Pool, submission: Submission
) -> None:
    told: list[str] = []
    async with pool.acquire() as listening:
        await listening.add_listener(CHANNEL, lambda *hint: told.append(str(hint[3])))
        loop = asyncio.get_running_loop()
        started = loop.time()
        for number in range(200):
            await ledger.append(project, submission(f"item/patient-{number}"))
        took = loop.time() - started
        await ledger.aclose()
        await listening.fetchval("SELECT 1")  # what was sent before has arrived with it
        await listening.reset()
    assert set(told) == {project}
    assert 1 <= len(told) <= 2 + took / HINT_SECONDS_MIN
