"""The client comes back when it is told to come back, not sooner, and not for ever."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from time import monotonic

import pytest

from labeltrail.backend import client as client_module
from labeltrail.backend.client import Client, ServerUnreachable

Answer = tuple[int, str, bytes]
OVERLOADED = b'{"errors":[{"message":"too much at once","extensions":{"code":"OVERLOADED"}}]}'
VIEWER = b'{"data":{"viewer":{"actor":"bo"}}}'
AT_THE_DOOR = (503, "Retry-After: 1\r\n", OVERLOADED)
IN_THE_OPERATION = (200, "Retry-After: 1\r\n", OVERLOADED)
DONE = (200, "", VIEWER)


@contextlib.asynccontextmanager
async def answering(answers: list[Answer]) -> AsyncIterator[tuple[str, list[float]]]:
    """A server that gives these answers, the last one again and again, and when it was asked."""
    asked: list[float] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length")
        )
        await reader.readexactly(length)
        status, headers, body = answers[min(len(asked), len(answers) - 1)]
        asked.append(monotonic())
        told = f"HTTP/1.1 {status} X\r\n{headers}Connection: close\r\nContent-Length: {len(body)}"
        writer.write(f"{told}\r\nContent-Type: application/json\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked


@pytest.mark.parametrize("first", [AT_THE_DOOR, IN_THE_OPERATION], ids=["at the door", "inside"])
async def test_overloaded_server_is_asked_again_after_the_time_it_names(first: Answer) -> None:
    async with answering([first, DONE]) as (url, asked), Client(url, "lt_key") as client:
        assert await client.run("item_story", {}) == {"viewer": {"actor": "bo"}}
    assert len(asked) == 2
    assert asked[1] - asked[0] >= 1.0


async def test_server_that_stays_overloaded_is_given_up_with_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client_module, "PAUSE_SECONDS_MAX", 0.01)
    async with answering([AT_THE_DOOR]) as (url, asked), Client(url, "lt_key") as client:
        with pytest.raises(ServerUnreachable, match="too much at once"):
            await client.run("item_story", {})
    assert len(asked) == client_module.ATTEMPTS_MAX


async def test_gateway_without_graphql_is_tried_again_too() -> None:
    answers = [(502, "", b"<html>bad gateway</html>"), DONE]
    async with answering(answers) as (url, asked), Client(url, "lt_key") as client:
        assert await client.run("item_story", {}) == {"viewer": {"actor": "bo"}}
    assert len(asked) == 2
