"""PostgreSQL killed with -9 under load: nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import msgspec

from labeltrail.backend.migrations import migrate
from labeltrail.backend.postgres import embedded
from labeltrail.events.envelope import leaf_v1
from labeltrail.events.identifiers import ItemId
from labeltrail.events.ledger.errors import LedgerUnavailable
from labeltrail.events.requests import Accepted, Request
from labeltrail.events.streams.item.commands import RegisterItem
from labeltrail.events.streams.item.facts import Modality
from tests.events.owls import OSKAR, owl, submit
from tests.execute.desk import Desk, accepted, opened

SUBMITTERS = 48
LABELS_EACH = 12
KILLED_AFTER = (100, 300, 450)  # acknowledged commands
PAUSE_SECONDS = 0.02
SECONDS_MAX = 60.0


@contextlib.asynccontextmanager
async def durable(folder: Path) -> AsyncIterator[str]:
    """A server that keeps its promise to disk, of this test alone."""
    server = embedded(folder, durable=True)
    url = await asyncio.to_thread(server.__enter__)
    try:
        await migrate(url)
        yield url
    finally:
        await asyncio.to_thread(server.__exit__, None, None, None)


def kill_server(folder: Path) -> None:
    """The server's parent process starts it again: recovery is PostgreSQL's own."""
    (found,) = folder.glob("postgres-*/cluster/postmaster.pid")
    os.kill(int(found.read_text().splitlines()[0]), signal.SIGKILL)


async def submit_until_told(desk: Desk, request: Request, load: list[Accepted]) -> int:
    """Bring one command until it is answered. How often nobody answered."""
    outages = 0
    while True:
        try:
            load.append(accepted(await desk.ask(request)))
        except LedgerUnavailable:
            outages += 1
            await asyncio.sleep(PAUSE_SECONDS)
        else:
            return outages


async def submitter(desk: Desk, number: int, load: list[Accepted]) -> int:
    """Registers a recording and labels it again and again, each command until it is answered."""
    item_id = ItemId(f"rec-{number:04}")
    register = RegisterItem(item_id=item_id, modality=Modality.AUDIO)
    outages = await submit_until_told(desk, desk.request(register), load)
    for repeat in range(1, LABELS_EACH + 1):
        label = msgspec.structs.replace(submit(owl("tawny"), repeat=repeat), item_id=item_id)
        outages += await submit_until_told(desk, desk.request(label, OSKAR), load)
    return outages


async def killer(folder: Path, load: list[Accepted]) -> None:
    for enough in KILLED_AFTER:
        while len(load) < enough:
            await asyncio.sleep(0.001)
        kill_server(folder)


async def test_kill_under_load_loses_and_doubles_nothing(tmp_path: Path) -> None:
    load: list[Accepted] = []
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(asyncio.timeout(SECONDS_MAX))
        url = await stack.enter_async_context(durable(tmp_path))
        pools = [
            await stack.enter_async_context(asyncpg.create_pool(url, min_size=1, max_size=10))
            for _ in range(2)
        ]
        desks = [await stack.enter_async_context(opened(pool)) for pool in pools]
        await desks[0].found()
        founded = await desks[0].head()
        outages = await asyncio.gather(
            killer(tmp_path, load),
            *(submitter(desks[number % 2], number, load) for number in range(SUBMITTERS)),
        )
        assert sum(one for one in outages if one is not None) >= len(KILLED_AFTER)
        await hold_true(desks[0], founded, load)


async def hold_true(desk: Desk, founded: int, load: list[Accepted]) -> None:
    """What was told stands in the ledger, each command once, and the ledger is whole."""
    events = await desk.events()
    assert [event.position for event in events] == list(range(1, len(events) + 1))
    assert all(leaf_v1(event) == event.leaf for event in events)
    by_stream = defaultdict(list)
    for event in events:
        by_stream[event.stream].append(event.version)
    assert all(found == list(range(1, len(found) + 1)) for found in by_stream.values())
    commands = Counter(event.command_id for event in events[founded:])
    assert set(commands.values()) == {1}
    assert len(commands) == len(load) == SUBMITTERS * (LABELS_EACH + 1)
    for told in load:
        stored = events[told.position - 1]
        assert (stored.command_id, stored.event_id) == (told.command_id, told.event_ids[0])
        assert (stored.position, stored.version) == (told.first_position, told.version)
