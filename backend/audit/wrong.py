"""What can be wrong with a ledger, and where: every fault that an audit finds is one of these."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Fault(StrEnum):
    BUNDLE = "BUNDLE"
    """The file is damaged, or holds other files than its manifest says."""
    MALFORMED = "MALFORMED"
    POSITION = "POSITION"
    LEAF = "LEAF"
    """A column is not what was hashed when the event was recorded."""
    RECORDED_AT = "RECORDED_AT"
    VERSION = "VERSION"
    EVENT_ID = "EVENT_ID"
    COMMAND = "COMMAND"
    """A request's events stand apart, which one append cannot bring about."""
    SCOPE = "SCOPE"
    ROOT = "ROOT"
    INCLUSION = "INCLUSION"
    CHECKPOINT = "CHECKPOINT"
    SIGNATURE = "SIGNATURE"
    UNSEALED = "UNSEALED"
    """The last events are under no trusted signature, so they may be anything that fits."""
    CONSISTENCY = "CONSISTENCY"
    """Something older does not lead to what the bundle holds."""
    EPOCH = "EPOCH"
    """The database is said to have been set back, and no trusted key has signed that."""
    CERTIFICATE = "CERTIFICATE"
    """A certificate or release is not what the events before it come to."""


class Wrong(msgspec.Struct, frozen=True, kw_only=True):
    """The first thing that is wrong, and why.

    From `position` all is wrong or may be. With `to_position` it is at one of the positions
    between, both included; without any position it is in no event.
    """

    fault: Fault
    message: str
    position: int | None = None
    to_position: int | None = None

    def before(self, other: Wrong) -> bool:
        """Whether this is the one to name: the earlier, or at one place the more exact."""
        return self._place() < other._place()

    def _place(self) -> tuple[int, bool]:
        last = self.to_position or self.position or 0
        return last, self.to_position is not None


class Refused(Exception):
    """Ends an audit with what is wrong."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.message)
        self.wrong = wrong


def refused(fault: Fault, message: str, position: int | None = None) -> Refused:
    return Refused(Wrong(fault=fault, message=message, position=position))


def counted(number: int, noun: str) -> str:
    """In words that agree: 1 stream, 2 streams."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
