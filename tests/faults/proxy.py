"""A proxy before PostgreSQL that cuts connections when it is told to, at the byte it is told.

It speaks TCP to the application and carries bytes to the server's socket. `ANSWER` is the cruel
cut: the server has committed an append, and what it says of that never arrives.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from enum import StrEnum
from pathlib import Path

import msgspec

OF_AN_APPEND = b"LabelSubmitted"  # only an append names the types of its events
READY_FOR_QUERY = b"Z\0\0\0\5I"  # the transaction is over, and not aborted
CHUNK_BYTES_MAX = 65_536


class Way(StrEnum):
    REQUEST = "request"
    RESULT = "result"
    ANSWER = "answer"


class Cut(msgspec.Struct):
    """`bytes_left` pass in this direction, then everything ends; ANSWER counts none."""

    way: Way
    bytes_left: int = 0


class Proxy:
    """Cuts one connection for each cut that it is armed with."""

    def __init__(self, server: Path) -> None:
        self._server = server
        self._armed: Cut | None = None
        self._carrying: set[asyncio.Task[None]] = set()
        self.made: Counter[Way] = Counter()

    def arm(self, cut: Cut) -> None:
        self._armed = cut

    @property
    def is_armed(self) -> bool:
        return self._armed is not None

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[int]:
        """The port that it listens on."""
        listening = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        try:
            yield listening.sockets[0].getsockname()[1]
        finally:
            listening.close()
            for carrying in self._carrying:
                carrying.cancel()
            await asyncio.gather(*self._carrying, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        carrying = asyncio.create_task(self._carry(reader, writer))
        self._carrying.add(carrying)
        carrying.add_done_callback(self._carrying.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            from_server, to_server = await asyncio.open_unix_connection(self._server)
        except OSError:
            writer.transport.abort()
            return
        deaf = asyncio.Event()
        pumps = [
            asyncio.create_task(self._requests(reader, to_server, deaf)),
            asyncio.create_task(self._results(from_server, writer, deaf)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            writer.transport.abort()
            to_server.transport.abort()
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)

    async def _requests(
        self, reader: asyncio.StreamReader, to_server: asyncio.StreamWriter, deaf: asyncio.Event
    ) -> None:
        while chunk := await reader.read(CHUNK_BYTES_MAX):
            if self._armed is not None and self._armed.way is Way.ANSWER and OF_AN_APPEND in chunk:
                self._disarm()
                deaf.set()
            passed = self._passed(chunk, Way.REQUEST)
            to_server.write(passed)
            await to_server.drain()
            if len(passed) < len(chunk):
                return

    async def _results(
        self, from_server: asyncio.StreamReader, writer: asyncio.StreamWriter, deaf: asyncio.Event
    ) -> None:
        unheard = b""
        while chunk := await from_server.read(CHUNK_BYTES_MAX):
            if deaf.is_set():
                unheard += chunk
                if READY_FOR_QUERY in unheard:
                    return
                continue
            passed = self._passed(chunk, Way.RESULT)
            writer.write(passed)
            await writer.drain()
            if len(passed) < len(chunk):
                return

    def _passed(self, chunk: bytes, way: Way) -> bytes:
        """As much of the chunk as passes; less than the whole means the end."""
        cut = self._armed
        if cut is None or cut.way is not way:
            return chunk
        if cut.bytes_left >= len(chunk):
            cut.bytes_left -= len(chunk)
            return chunk
        self._disarm()
        return chunk[: cut.bytes_left]

    def _disarm(self) -> None:
        assert self._armed is not None
        self.made[self._armed.way] += 1
        self._armed = None
