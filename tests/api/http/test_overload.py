"""More than the process takes: refused with OVERLOADED and when to come back, never a 500."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import httpx
import msgspec
import pytest

from labeltrail.backend.app import create_app
from labeltrail.backend.composition import composed
from labeltrail.backend.door import Door
from labeltrail.backend.serving import serving
from labeltrail.backend.settings import Settings
from labeltrail.events.execute import Executor
from labeltrail.events.ledger.append import Ledger, Limits
from labeltrail.events.ledger.errors import LedgerClosed, Overloaded
from tests.api.townhall import PROJECT, Answer, TownHall, founded, labeling

SUBMIT = "mutation ($input: SubmitLabelInput!) { submitLabel(input: $input) { __typename } }"
REGISTER = "mutation ($input: RegisterItemInput!) { registerItem(input: $input) { __typename } }"
SUCCESS = {"__typename": "SubmitLabelSuccess"}
CONNECTIONS = 3
LOCK = "SELECT FROM ledger.projects WHERE project_id = $1 FOR UPDATE"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@contextlib.asynccontextmanager
async def small(
    url: str, *, connections: int = CONNECTIONS, requests_max: int = 8, queue_max: int | None = 8
) -> AsyncIterator[TownHall]:
    """A town hall in a process that takes little."""
    settings = Settings(
        database_url=url,
        pool_size_max=connections,
        pool_wait_seconds_max=0.3,
        requests_max=requests_max,
    )
    async with composed(settings, folds=False) as whole:
        parts = whole
        if queue_max is not None:
            ledger = Ledger(whole.pool, Limits(project_appends_max=queue_max))
            executor = Executor(whole.pool, ledger, whole.directory)
            parts = msgspec.structs.replace(whole, ledger=ledger, executor=executor)
        async with (
            serving(create_app(parts), "127.0.0.1", 0) as address,
            httpx.AsyncClient(base_url=address, timeout=20) as client,
        ):
            yield await founded(TownHall(parts, address, client))
        await parts.ledger.aclose()


def given(number: int) -> dict[str, object]:
    """One of several labels, always the same under the same number."""
    command_id = str(UUID(int=number))
    labels = labeling(f"letter-{number + 1}")
    return {"input": {"project": PROJECT, "commandId": command_id, **labels}}


def arrived(number: int) -> dict[str, object]:
    """One of any number of new letters."""
    letter = {"itemId": f"letter-{number + 100}", "modality": "TEXT"}
    return {"input": {"project": PROJECT, "commandId": str(UUID(int=number)), **letter}}


def told_to_return(answer: Answer) -> dict[str, object]:
    """The extensions of an answer that says to come back."""
    extensions: dict[str, object] = answer.body["errors"][0]["extensions"]
    assert extensions["code"] == "OVERLOADED"
    assert answer.headers["retry-after"] == str(extensions["retryAfterSeconds"])
    return extensions


async def test_exhausted_pool_is_told_with_a_time_and_passes(database_url: str) -> None:
    async with small(database_url) as town:
        await town.key("bo")
        held = [await town.parts.pool.acquire() for _ in range(CONNECTIONS)]
        answer = await town.ask("bo", SUBMIT, given(0))
        assert answer.status == 503
        assert told_to_return(answer)["limit"] == "connections"
        for connection in held:
            await town.parts.pool.release(connection)
        again = await town.ask("bo", SUBMIT, given(0))
        assert again.told["submitLabel"] == SUCCESS


async def test_operation_that_finds_no_room_is_told_and_may_be_sent_again(
    database_url: str,
) -> None:
    async with small(database_url, queue_max=1) as town:
        await town.key("bo")
        async with town.parts.pool.acquire() as connection, connection.transaction():
            await connection.execute(LOCK, PROJECT)
            first = [asyncio.create_task(town.ask("bo", SUBMIT, given(0)))]
            while not await connection.fetchval(WAITING):
                await asyncio.sleep(0.01)
            first += [asyncio.create_task(town.ask("bo", SUBMIT, given(n))) for n in (1, 2)]
            done, _ = await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
            answer = done.pop().result()
        assert (answer.status, answer.body["data"]) == (200, None)
        assert told_to_return(answer)["limit"] == "project_appends"
        assert "same command id" in answer.body["errors"][0]["message"]
        told = [answer.body["data"] for answer in await asyncio.gather(*first)]
        assert told.count(None) == 1
        again = await asyncio.gather(*(town.ask("bo", SUBMIT, given(n)) for n in range(3)))
        assert all(answer.told["submitLabel"] == SUCCESS for answer in again)


async def test_requests_under_way_are_bounded_and_then_let_in_again(database_url: str) -> None:
    async with small(database_url, requests_max=1) as town:
        await town.key("bo")
        async with town.parts.pool.acquire() as connection, connection.transaction():
            await connection.execute(LOCK, PROJECT)
            under_way = asyncio.create_task(town.ask("bo", SUBMIT, given(0)))
            while not await connection.fetchval(WAITING):
                await asyncio.sleep(0.01)
            answer = await town.ask("bo", "{ viewer { actor } }")
            assert answer.status == 503
            assert told_to_return(answer)["limit"] == "requests"
        assert (await under_way).told["submitLabel"] == SUCCESS
        assert (await town.ask("bo", "{ viewer { actor } }")).status == 200


def under_way(tasks: Sequence[asyncio.Task[Answer]]) -> int:
    return sum(not one.done() for one in tasks)


async def test_project_that_is_stuck_leaves_the_door_open_for_others(database_url: str) -> None:
    async with small(database_url, connections=6, requests_max=12, queue_max=None) as town:
        await town.key("quill")
        await town.accepted("ada", "createProject", {"title": "Maps", "project": "maps"})
        async with town.parts.pool.acquire() as connection, connection.transaction():
            await connection.execute(LOCK, PROJECT)
            stuck = [asyncio.create_task(town.ask("quill", REGISTER, arrived(0)))]
            while not await connection.fetchval(WAITING):
                await asyncio.sleep(0.01)
            stuck += [
                asyncio.create_task(town.ask("quill", REGISTER, arrived(n))) for n in range(1, 40)
            ]
            while under_way(stuck) > 1 + 12 // 2:  # one being committed, half of all waiting
                await asyncio.sleep(0.01)
            item = {"project": "maps", "itemId": "map-1", "modality": "IMAGE"}
            await town.accepted("ada", "registerItem", item)
            told = [one.result().code for one in stuck if one.done()]
            assert set(told) == {"OVERLOADED"}
            assert len(told) < len(stuck)
        await asyncio.gather(*stuck)


async def test_closed_door_answers_those_inside_and_sends_the_others_away(
    database_url: str,
) -> None:
    async with small(database_url) as town:
        await town.key("bo")
        async with town.parts.pool.acquire() as connection, connection.transaction():
            await connection.execute(LOCK, PROJECT)
            under_way = asyncio.create_task(town.ask("bo", SUBMIT, given(0)))
            while not await connection.fetchval(WAITING):
                await asyncio.sleep(0.01)
            town.parts.door.close()
            answer = await town.ask("bo", "{ viewer { actor } }")
            assert (answer.status, answer.code) == (503, "UNAVAILABLE")
            assert answer.headers["connection"] == "close"
            assert answer.headers["retry-after"] == "1"
            ready = await town.send("GET", "/health/ready")
            assert (ready.status, ready.body["status"]) == (503, "ending")
            assert await town.parts.door.emptied(0.05) == 1
        assert (await under_way).told["submitLabel"] == SUCCESS
        assert await town.parts.door.emptied(5) == 0


def test_door_counts_requests_and_bytes() -> None:
    door = Door(requests_max=2, bytes_max=1_000)
    with door.entered(900):
        with pytest.raises(Overloaded, match="request_bytes: 900 bytes are under way"):
            door.entered(200).__enter__()
        with (
            door.entered(100),
            pytest.raises(Overloaded, match="requests: 2 are under way"),
        ):
            door.entered(0).__enter__()
    with door.entered(5_000):  # alone, whatever its size: what is too large is refused elsewhere
        pass
    door.close()
    with pytest.raises(LedgerClosed):
        door.entered(0).__enter__()
