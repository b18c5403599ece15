"""What an automatic rule is: it reads a moment of the project and asks for commands.

A rule decides nothing finally and writes nothing: the command that it asks for is decided like
any other, on the state as it is by then. Asked again for the same, nothing happens again: what
is asked for is known by its rule, its cause and its key.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

import msgspec

from labeltrail.events.decisions import Command
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.streams.policy import AutomaticRule
from labeltrail.projections.snapshot import Snapshot

_NAMESPACE = UUID("5d0f9a0e-6f1b-4b43-9a86-2a3f8a7c1e52")
"""Drawn once: every command id of a rule is derived from it."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """
    cause  id of the event that brought this about; a time that runs out counts for the event
           that set it
    key    tells several consequences of one cause apart; the same for ever for the same one
    why    in words, with the figures that the rule rests on
    """

    rule: AutomaticRule
    cause: UUID
    key: str
    command: Command
    why: str

    @property
    def command_id(self) -> UUID:
        """The same whoever asks, and whenever: so it is carried out once."""
        return uuid5(_NAMESPACE, f"{self.rule} {self.cause} {self.key}")

    @property
    def watched_id(self) -> UUID:
        """That of the note that a watched rule leaves: once it is on, it may still act."""
        return uuid5(self.command_id, "observed")


class Automatic(ABC):
    """One rule. It belongs to no project and keeps nothing between calls."""

    rule: AutomaticRule

    @abstractmethod
    async def asks(
        self, view: Snapshot, events: Sequence[RecordedEvent], now: datetime
    ) -> list[Asked]:
        """What is to be done. `events` were folded since the last call, none of them beyond
        `view`; there may be none, when only time has passed. `now` is the database's clock.
        """

    async def wakes_at(self, view: Snapshot, now: datetime) -> datetime | None:
        """The next moment that may bring something about without any event, if there is one."""
        return None
