"""Messages to the outside: written with the rows, told in order and at least once, never twice
by a rebuild."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from urllib.parse import unquote

import asyncpg
import httpx
import pytest

from labeltrail.backend import delivery
from labeltrail.backend.delivery import Delivery
from labeltrail.projections import outbox
from labeltrail.projections.rebuild import rebuild
from tests.projections.herbarium import ANNOTATORS, HERBARIUM, Herbarium, tree
from tests.projections.histories import CABINETS

LEFT = "SELECT count(*) FROM read.outbox WHERE NOT is_dead"
PUT = (
    "INSERT INTO read.outbox (project_id, position, kind, scope, items)"
    " VALUES ($1, $2, 'ground_truth_changed', $3, 1)"
)


class Receiver:
    """Listens, and answers with `status`."""

    def __init__(self) -> None:
        self.status = 204
        self.misbehaves: Callable[[asyncio.StreamWriter], Awaitable[None]] | None = None
        self.heard: list[tuple[str, dict[str, object]]] = []
        self.url = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                fields = dict(
                    line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line
                )
                body = await reader.readexactly(int(fields["content-length"]))
                self.heard.append((fields["idempotency-key"], json.loads(body)))
                if self.misbehaves is not None:
                    await self.misbehaves(writer)
                    break
                writer.write(f"HTTP/1.1 {self.status} x\r\ncontent-length: 0\r\n\r\n".encode())
                await writer.drain()
        writer.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    one = Receiver()
    server = await asyncio.start_server(one.answer, "127.0.0.1", 0)
    one.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    yield one
    server.close()


@pytest.fixture
async def herbarium(pool: asyncpg.Pool) -> AsyncIterator[Herbarium]:
    one = Herbarium(pool)
    yield one
    await one.ledger.aclose()


async def labeled(herbarium: Herbarium) -> None:
    """Two sheets in a cabinet, one with a consensus."""
    await herbarium.found()
    sheets = await herbarium.register("sheet/1847-03", "sheet/1901-11")
    await herbarium.open_batch(CABINETS[0], sheets)
    await herbarium.fold()
    for annotator in ANNOTATORS[:2]:
        await herbarium.label(sheets[0], annotator, tree("birch"))
    await herbarium.fold()


async def waits_one(herbarium: Herbarium) -> None:
    """Somebody wants to be told, and there is one message, of a batch with such a name."""
    await herbarium.found()
    await herbarium.fold()
    await outbox.want(herbarium.pool, "url")
    await herbarium.pool.execute(PUT, HERBARIUM, 1, "Stapel-ä")


async def deliver_all(pool: asyncpg.Pool, receiver: Receiver) -> None:
    async with httpx.AsyncClient() as client:
        while await Delivery(pool, receiver.url).deliver(client):
            pass


async def test_nothing_is_kept_while_nobody_listens(herbarium: Herbarium) -> None:
    await labeled(herbarium)
    assert await herbarium.pool.fetchval(LEFT) == 0


async def test_changes_are_told_in_order_with_the_verdict(
    herbarium: Herbarium, receiver: Receiver
) -> None:
    await outbox.want(herbarium.pool, "url")
    await labeled(herbarium)
    waiting = await herbarium.pool.fetchval(LEFT)
    await rebuild(herbarium.pool, HERBARIUM)
    assert await herbarium.pool.fetchval(LEFT) == waiting, "a rebuild told somebody"
    await deliver_all(herbarium.pool, receiver)
    assert await herbarium.pool.fetchval(LEFT) == 0
    positions = [int(str(told["position"])) for _, told in receiver.heard]
    assert positions == sorted(positions)
    assert len({key for key, _ in receiver.heard}) == len(receiver.heard)
    kinds = [told["kind"] for _, told in receiver.heard]
    assert "terms_applied" in kinds
    *_, project, batch = (told for _, told in receiver.heard)
    assert (project["batch"], batch["batch"]) == (None, CABINETS[0])
    assert (batch["kind"], batch["items"]) == ("ground_truth_changed", 1)
    assert batch["verdict"] == "NOT_READY"
    assert batch["position"] == await herbarium.head()


async def test_rebuild_that_comes_to_other_answers_is_told(
    herbarium: Herbarium, receiver: Receiver
) -> None:
    await labeled(herbarium)
    await outbox.want(herbarium.pool, "url")
    for _ in range(2):  # twice at one position, and no receiver takes them for the same
        await herbarium.pool.execute("UPDATE read.items SET position = position + 1")
        assert not (await rebuild(herbarium.pool, HERBARIUM)).is_equal
        await deliver_all(herbarium.pool, receiver)
    (first, told), (second, again) = receiver.heard
    assert told == again
    assert (told["kind"], told["batch"], told["items"]) == ("answers_rebuilt", None, 0)
    assert (told["position"], told["verdict"]) == (await herbarium.head(), "NOT_READY")
    assert first != second
    assert await herbarium.pool.fetchval(LEFT) == 0


async def test_rebuild_while_the_last_one_is_being_told_is_told_too(herbarium: Herbarium) -> None:
    await labeled(herbarium)
    await outbox.want(herbarium.pool, "url")
    head = await herbarium.head()
    await outbox.put_rebuilt(herbarium.pool, HERBARIUM, head)
    (taken,) = await outbox.take(herbarium.pool, hold_for=timedelta(minutes=1))
    await outbox.put_rebuilt(herbarium.pool, HERBARIUM, head)
    await outbox.told(herbarium.pool, taken)
    (later,) = await outbox.take(herbarium.pool, hold_for=timedelta(minutes=1))
    assert later.key != taken.key


async def test_failed_message_holds_up_the_later_ones_until_it_is_given_up(
    herbarium: Herbarium, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    await outbox.want(herbarium.pool, "url")
    await labeled(herbarium)
    waiting = await herbarium.pool.fetchval(LEFT)
    receiver.status = 503
    await deliver_all(herbarium.pool, receiver)
    first, body = receiver.heard[0]
    assert len(receiver.heard) == 1, "a later message overtook"
    await herbarium.pool.execute("UPDATE read.outbox SET due_at = '-infinity'")
    await deliver_all(herbarium.pool, receiver)
    assert receiver.heard == [(first, body), (first, body)]
    await herbarium.pool.execute(
        "UPDATE read.outbox SET due_at = '-infinity', attempts = $1 WHERE attempts > 0",
        delivery.ATTEMPTS_MAX - 1,
    )
    receiver.status = 200
    receiver.heard.clear()
    (taken,) = await outbox.take(herbarium.pool, hold_for=timedelta(minutes=1))
    assert await outbox.take(herbarium.pool, hold_for=timedelta(minutes=1)) == [], "taken twice"
    await outbox.failed(herbarium.pool, taken, "HTTPStatusError: 503", None)
    await deliver_all(herbarium.pool, receiver)
    assert len(receiver.heard) == waiting - 1
    (dead,) = await outbox.untold(herbarium.pool, limit=10)
    assert (dead.key, dead.is_dead, dead.failure) == (taken.key, True, "HTTPStatusError: 503")
    assert await outbox.retry(herbarium.pool) == 1
    await deliver_all(herbarium.pool, receiver)
    assert receiver.heard[-1][0] == first
    assert await outbox.untold(herbarium.pool, limit=10) == []


@pytest.mark.parametrize("batch", ["Stapel-ä", "пачка 7/ő", "stack\r\nx-evil: 1", "束%2F"])
async def test_batch_of_any_name_is_told(
    herbarium: Herbarium, receiver: Receiver, batch: str
) -> None:
    await outbox.want(herbarium.pool, "url")
    await labeled(herbarium)
    await herbarium.pool.execute("DELETE FROM read.outbox")
    for position, scope in ((3, batch), (4, CABINETS[0])):
        await herbarium.pool.execute(PUT, HERBARIUM, position, scope)
    await deliver_all(herbarium.pool, receiver)
    assert await herbarium.pool.fetchval(LEFT) == 0
    (key, told), (_, later) = receiver.heard
    assert (told["batch"], later["batch"]) == (batch, CABINETS[0])
    assert key.isascii()
    assert unquote(key) == f"{HERBARIUM}/3/ground_truth_changed/{batch}".lower()


async def nonsense(writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x00\xff SMTP ready\r\n\r\n")


async def hanging_up(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def half_an_answer(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 x\r\ncontent-length: 10\r\n\r\nhal")


async def sending_on(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 302 x\r\nlocation: http://[::bad\r\ncontent-length: 0\r\n\r\n")


async def trickling(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"1\r\nx\r\n")
        await writer.drain()
        await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("way", "failure"),
    [
        (nonsense, "RemoteProtocolError: "),
        (hanging_up, ("ReadError: ", "RemoteProtocolError: ")),
        (half_an_answer, "RemoteProtocolError: "),
        (sending_on, "RemoteProtocolError: "),
        (trickling, "TimeoutError: "),
    ],
)
async def test_receiver_that_misbehaves_is_a_failed_attempt_with_its_reason(
    herbarium: Herbarium,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    way: Callable[[asyncio.StreamWriter], Awaitable[None]],
    failure: str | tuple[str, ...],
) -> None:
    monkeypatch.setattr(delivery, "ATTEMPT_SECONDS_MAX", 0.5)
    await waits_one(herbarium)
    receiver.misbehaves = way
    await deliver_all(herbarium.pool, receiver)
    (failed,) = await outbox.untold(herbarium.pool, limit=10)
    assert (failed.failure or "").startswith(failure)
    async with herbarium.pool.acquire() as connection:
        waits = await outbox.waiting(connection)
    assert (waits.messages, waits.given_up) == (1, 0)
    assert 0 < waits.oldest_seconds_ago < 60
    receiver.misbehaves = None
    await herbarium.pool.execute("UPDATE read.outbox SET due_at = '-infinity'")
    await deliver_all(herbarium.pool, receiver)
    async with herbarium.pool.acquire() as connection:
        assert (await outbox.waiting(connection)).messages == 0


async def test_endless_answer_arrived(herbarium: Herbarium, receiver: Receiver) -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 x\r\ncontent-length: 999999999999\r\n\r\n")
        while True:
            writer.write(bytes(65_536))
            await writer.drain()

    receiver.misbehaves = endless
    await waits_one(herbarium)
    async with asyncio.timeout(10):
        await deliver_all(herbarium.pool, receiver)
    assert await herbarium.pool.fetchval(LEFT) == 0


async def test_nonsense_for_an_address_is_a_failed_attempt(herbarium: Herbarium) -> None:
    await waits_one(herbarium)
    async with httpx.AsyncClient() as client:
        assert await Delivery(herbarium.pool, "http://[::bad").deliver(client)
    (failed,) = await outbox.untold(herbarium.pool, limit=10)
    assert "InvalidURL" in (failed.failure or "")


async def test_nobody_is_told_any_more(herbarium: Herbarium) -> None:
    await outbox.want(herbarium.pool, "url")
    await labeled(herbarium)
    assert await herbarium.pool.fetchval(LEFT) > 0
    await outbox.end(herbarium.pool)
    assert await herbarium.pool.fetchval(LEFT) == 0
    await herbarium.register("sheet/1911-02")
    await herbarium.fold()
    assert await herbarium.pool.fetchval(LEFT) == 0


async def test_loop_ends_and_survives_a_receiver_that_is_away(
    herbarium: Herbarium, receiver: Receiver
) -> None:
    await outbox.want(herbarium.pool, "url")
    await labeled(herbarium)
    stop = asyncio.Event()
    nowhere = Delivery(herbarium.pool, "http://127.0.0.1:9/hook", poll_seconds=0.01)
    running = asyncio.create_task(nowhere.run_forever(stop))
    async with asyncio.timeout(20):
        while not await outbox.untold(herbarium.pool, limit=1):
            await asyncio.sleep(0.01)
    stop.set()
    await running
    (failed,) = await outbox.untold(herbarium.pool, limit=10)
    assert "Connect" in (failed.failure or "")
    await herbarium.pool.execute("UPDATE read.outbox SET due_at = '-infinity'")
    await deliver_all(herbarium.pool, receiver)
    assert await herbarium.pool.fetchval(LEFT) == 0
