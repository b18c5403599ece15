"""A database out of reach is told as that, never as a fault of ours, and passes by itself."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from labeltrail.backend.migrations import migrate
from labeltrail.backend.postgres import embedded
from tests.api.townhall import PROJECT, TownHall, absent, founded, labeling, opened

QUERY = "mutation ($input: SubmitLabelInput!) { submitLabel(input: $input) { __typename } }"
GIVEN = {"project": PROJECT, "commandId": absent(), **labeling("letter-1")}
RECOVERY_SECONDS_MAX = 10.0


@contextlib.asynccontextmanager
async def running(folder: Path) -> AsyncIterator[str]:
    """A database server of this test alone."""
    server = embedded(folder, durable=False)
    url = await asyncio.to_thread(server.__enter__)
    try:
        yield url
    finally:
        await asyncio.to_thread(server.__exit__, None, None, None)


async def readiness(hall: TownHall) -> tuple[int, str]:
    answer = await hall.send("GET", "/health/ready")
    return answer.status, answer.body["database"]["status"]


async def test_outage_is_told_and_passes(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with contextlib.AsyncExitStack() as stack:
        async with running(tmp_path) as url:
            await migrate(url)
            town = await founded(await stack.enter_async_context(opened(url)))
            key = await town.key("bo")
            assert await readiness(town) == (200, "ok")
        answer = await town.ask("bo", QUERY, {"input": GIVEN})
        assert (answer.status, answer.code) == (503, "UNAVAILABLE")
        assert "same command id" in answer.body["errors"][0]["message"]
        assert await readiness(town) == (503, "out of reach")
        assert (await town.send("GET", "/health/live")).status == 200
        assert not [record for record in caplog.records if record.levelname == "ERROR"]
        async with running(tmp_path):
            assert key == await town.key("bo")
            async with asyncio.timeout(RECOVERY_SECONDS_MAX):
                while await readiness(town) != (200, "ok"):
                    await asyncio.sleep(0.05)
            answer = await town.ask("bo", QUERY, {"input": GIVEN})
            assert answer.told["submitLabel"] == {"__typename": "SubmitLabelSuccess"}


TERMINATE_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


async def test_connection_lost_in_the_midst_of_a_command_is_told(town: TownHall) -> None:
    await town.key("bo")
    async with town.parts.pool.acquire() as connection, connection.transaction():
        await connection.execute("LOCK TABLE ledger.events IN ACCESS EXCLUSIVE MODE")
        asking = asyncio.create_task(town.ask("bo", QUERY, {"input": GIVEN}))
        await asyncio.sleep(0.3)  # the command has its connection, and waits for the table
        await connection.execute(TERMINATE_OTHERS)
    answer = await asking
    assert (answer.status, answer.code) == (200, "UNAVAILABLE")
    assert answer.body["data"] is None
    again = await town.ask("bo", QUERY, {"input": GIVEN})
    assert again.told["submitLabel"] == {"__typename": "SubmitLabelSuccess"}


async def test_database_that_is_not_migrated_is_not_ready(hall: TownHall) -> None:
    await hall.parts.pool.execute("DROP SCHEMA read CASCADE")
    answer = await hall.send("GET", "/health/ready")
    assert answer.status == 503
    assert answer.body["database"]["status"] == "not migrated"
    assert "labeltrail migrate" in answer.body["database"]["reason"]


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [
        (
            "DELETE FROM ledger.migrations WHERE (set_name, number) = ('ledger', 2)",
            "ok",
            None,  # the last number counts; `labeltrail doctor` compares file by file
        ),
        (
            "DELETE FROM ledger.migrations WHERE set_name = 'instance'",
            "not migrated",
            r"instance is at 0 of \d+: run `labeltrail migrate`",
        ),
        (
            "INSERT INTO ledger.migrations VALUES ('read', 99, '0099_later', '')",
            "newer",
            r"read is at 99, this version knows \d+: run a newer one",
        ),
    ],
)
async def test_database_at_other_migrations_than_the_code_is_not_ready(
    change: str, status: str, reason: str | None, hall: TownHall
) -> None:
    await hall.parts.pool.execute(change)
    answer = await hall.send("GET", "/health/ready")
    assert answer.status == (200 if status == "ok" else 503)
    assert answer.body["database"]["status"] == status
    assert reason is None or re.fullmatch(reason, answer.body["database"]["reason"])
