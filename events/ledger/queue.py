"""Appends that wait for their round, bounded in number and in bytes, per project and in total.

What does not fit is refused at once, with the time after which it may: a process that is asked
for more than its database takes says so instead of growing.
"""

import asyncio
from collections import deque
from collections.abc import Iterator

import msgspec
from opentelemetry.trace import SpanContext

from labeltrail.events.ledger.errors import Overloaded
from labeltrail.events.ledger.outcomes import Append, Outcome

EVENT_OVERHEAD_BYTES = 512
"""Of what surrounds an event's body in memory, roughly."""
RETRY_SECONDS_MAX = 30


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much one round takes, how much waits, and how many projects commit at once."""

    group_size_max: int = 256
    group_events_max: int = 2_000
    group_bytes_max: int = 8 * 1024 * 1024
    project_appends_max: int = 4_096
    project_bytes_max: int = 32 * 1024 * 1024
    appends_max: int = 16_384
    bytes_max: int = 128 * 1024 * 1024
    projects_at_once_max: int | None = None
    """By default half of the connections: the other half is for reading."""


class Waiting(msgspec.Struct, frozen=True):
    append: Append
    answer: "asyncio.Future[Outcome]"
    caller: SpanContext
    size_bytes: int


class Room:
    """What waits in a queue or in all of them, against its bounds."""

    def __init__(self, name: str, count_max: int, bytes_max: int) -> None:
        self._name = name
        self._count_max = count_max
        self._bytes_max = bytes_max
        self._count = 0
        self._bytes = 0

    def check(self, size_bytes: int, whose: str, retry_after_seconds: int) -> None:
        """Whether one more fits. Raises Overloaded. An empty room takes any one."""
        if self._count >= self._count_max:
            limit, reason = f"{self._name}_appends", f"{self._count} appends wait for {whose}"
        elif self._count and self._bytes + size_bytes > self._bytes_max:
            limit, reason = f"{self._name}_bytes", f"{self._bytes} bytes wait for {whose}"
        else:
            return
        raise Overloaded(limit, reason, retry_after_seconds=retry_after_seconds)

    def enter(self, size_bytes: int) -> None:
        self._count += 1
        self._bytes += size_bytes

    def leave(self, size_bytes: int) -> None:
        self._count -= 1
        self._bytes -= size_bytes


class Queue:
    """The appends of one project, in the order in which they came. `everybody` is shared."""

    def __init__(self, project_id: str, limits: Limits, everybody: Room) -> None:
        self._project_id = project_id
        self._limits = limits
        self._waiting: deque[Waiting] = deque()
        self._mine = Room("project", limits.project_appends_max, limits.project_bytes_max)
        self._everybody = everybody
        self._round_seconds = 0.0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, waiting: Waiting) -> None:
        """Raises Overloaded."""
        size_bytes, soon = waiting.size_bytes, self._retry_after_seconds()
        self._mine.check(size_bytes, f"project {self._project_id}", soon)
        self._everybody.check(size_bytes, "this process", soon)
        self._mine.enter(size_bytes)
        self._everybody.enter(size_bytes)
        self._waiting.append(waiting)

    def next_group(self, appends_max: int) -> list[Waiting]:
        """What the next round takes: from the front, as much as fits, at least one."""
        taken: list[Waiting] = []
        events, size_bytes = 0, 0
        while self._waiting and len(taken) < min(appends_max, self._limits.group_size_max):
            waiting = self._waiting[0]
            if waiting.answer.done():  # its caller was cancelled
                self._pop()
                continue
            events += len(waiting.append.events)
            size_bytes += waiting.size_bytes
            if taken and events > self._limits.group_events_max:
                break
            if taken and size_bytes > self._limits.group_bytes_max:
                break
            taken.append(self._pop())
        return taken

    def emptied(self) -> Iterator[Waiting]:
        """All that wait, taken out."""
        while self._waiting:
            yield self._pop()

    def took(self, round_seconds: float) -> None:
        """How long the last round took, to tell by when there is room."""
        self._round_seconds = round_seconds

    def _pop(self) -> Waiting:
        waiting = self._waiting.popleft()
        self._mine.leave(waiting.size_bytes)
        self._everybody.leave(waiting.size_bytes)
        return waiting

    def _retry_after_seconds(self) -> int:
        rounds = 1 + len(self._waiting) // self._limits.group_size_max
        return min(RETRY_SECONDS_MAX, 1 + int(rounds * self._round_seconds))


def size_of(append: Append) -> int:
    """What an append takes in memory while it waits, roughly."""
    return sum(EVENT_OVERHEAD_BYTES + len(event.body) for event in append.events)
