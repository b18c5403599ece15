"""The door of a process that serves: who is inside is counted, and too many are asked to return.

Guarantees: what is under way never exceeds the bounds in number and in bytes; once the door is
closed nobody enters, and `emptied` returns when the last one has been answered, or its time is up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from labeltrail.events.ledger.errors import LedgerClosed, Overloaded

RETRY_SECONDS = 1


class Door:
    """Belongs to one event loop."""

    def __init__(self, *, requests_max: int, bytes_max: int) -> None:
        self._requests_max = requests_max
        self._bytes_max = bytes_max
        self._inside = 0
        self._bytes = 0
        self._is_closed = False
        self._empty = asyncio.Event()
        self._empty.set()

    @property
    def is_closed(self) -> bool:
        return self._is_closed

    @contextmanager
    def entered(self, size_bytes: int) -> Iterator[None]:
        """One request, while it is under way. Raises Overloaded and LedgerClosed."""
        if self._is_closed:
            raise LedgerClosed("this process takes no more requests")
        if self._inside >= self._requests_max:
            raise _overloaded("requests", f"{self._inside} are under way")
        if self._inside and self._bytes + size_bytes > self._bytes_max:
            raise _overloaded("request_bytes", f"{self._bytes} bytes are under way")
        self._inside += 1
        self._bytes += size_bytes
        self._empty.clear()
        try:
            yield
        finally:
            self._inside -= 1
            self._bytes -= size_bytes
            if not self._inside:
                self._empty.set()

    def close(self) -> None:
        """Let nobody in from now on."""
        self._is_closed = True

    async def emptied(self, seconds_max: float) -> int:
        """How many are still inside when all have left, or after so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds_max):
                await self._empty.wait()
        return self._inside


def _overloaded(limit: str, reason: str) -> Overloaded:
    return Overloaded(limit, reason, retry_after_seconds=RETRY_SECONDS)
