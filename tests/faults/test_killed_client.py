"""A client killed with -9 in the middle of its work: what it was told stands, the rest is whole."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import asyncpg

from tests.execute.desk import accepted, opened
from tests.faults.writer import LABELS, request

ROOT = Path(__file__).parents[2]
KILLED_AFTER = 120  # acknowledged commands
SECONDS_MAX = 30.0


async def killed_writer(url: str) -> dict[int, int]:
    """The commands a process was told about before it was killed, and their positions."""
    client = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.writer", url, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert client.stdout is not None
    told: dict[int, int] = {}
    async for line in client.stdout:
        number, position = map(int, line.split())
        told[number] = position
        if len(told) == KILLED_AFTER:
            client.kill()
    await client.wait()
    return told


async def test_killed_client_leaves_whole_commands_only(
    pool: asyncpg.Pool, database_url: str
) -> None:
    async with asyncio.timeout(SECONDS_MAX), opened(pool) as desk:
        await desk.found()
        founded = await desk.head()
        told = await killed_writer(database_url)
        assert KILLED_AFTER <= len(told) < LABELS
        resent = {
            number: accepted(await desk.ask(request(desk, number)))
            for number in range(1, LABELS + 1)
        }
        events = await desk.events()
    assert all(resent[number].position == position for number, position in told.items())
    assert all(resent[number].is_duplicate for number in told)
    assert not resent[LABELS].is_duplicate
    assert [event.position for event in events] == list(range(1, founded + LABELS + 1))
    commands = [event.command_id for event in events[founded:]]
    assert commands == [one.command_id for one in resent.values()]
