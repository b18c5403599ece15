"""A precedent as its events leave it."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId, PrecedentId
from labeltrail.events.streams.apart import PRECEDENT
from labeltrail.events.streams.precedent.facts import (
    PrecedentFollowed,
    PrecedentRecorded,
    PrecedentSuperseded,
)


class Precedent(msgspec.Struct, frozen=True, kw_only=True):
    """`followed` and `superseded` keep the events, in order; `position` is where it began."""

    precedent_id: PrecedentId
    recorded: PrecedentRecorded
    position: int
    followed: tuple[RecordedEvent, ...] = ()
    superseded: RecordedEvent | None = None

    @property
    def supersession(self) -> PrecedentSuperseded | None:
        fact = self.superseded.fact if self.superseded is not None else None
        return fact if isinstance(fact, PrecedentSuperseded) else None

    def affected(self) -> tuple[ItemId, ...]:
        """The items whose decisions followed it, in order of their ids."""
        facts = (one.fact for one in self.followed)
        return tuple(sorted({one.item_id for one in facts if isinstance(one, PrecedentFollowed)}))


def precedent_of(event: RecordedEvent) -> PrecedentId:
    return PrecedentId(UUID(event.stream.removeprefix(PRECEDENT)))


def stream_of_precedent(precedent_id: PrecedentId) -> str:
    return f"{PRECEDENT}{precedent_id}"


def fold(events: Iterable[RecordedEvent]) -> Precedent | None:
    """Of one stream; None while nothing is recorded there."""
    found: Precedent | None = None
    followed: list[RecordedEvent] = []
    for event in events:
        match event.fact:
            case PrecedentRecorded() as fact:
                found = Precedent(
                    precedent_id=precedent_of(event), recorded=fact, position=event.position
                )
            case PrecedentFollowed():
                followed.append(event)
            case PrecedentSuperseded() if found is not None:
                found = msgspec.structs.replace(found, superseded=event)
            case _:
                raise TypeError(f"{event.type} at position {event.position} is no such event")
    return msgspec.structs.replace(found, followed=tuple(followed)) if found is not None else None
