"""The handbook's own story, from its stream: who drafted, published and clarified what, and when.

Read from the ledger, as of any position: the stream is short.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import MemberId
from labeltrail.events.ledger.read import Connection, read_streams
from labeltrail.events.streams.guideline import (
    STREAM,
    Clause,
    Demand,
    GuidelineClauseClarified,
    GuidelinePublished,
    GuidelineRevised,
)


class Clarified(msgspec.Struct, frozen=True, kw_only=True):
    """A clarification with where and when it was recorded."""

    said: GuidelineClauseClarified
    position: int
    recorded_at: datetime


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """`published_position` is where it takes effect, None while it is a draft."""

    number: int
    clauses: tuple[Clause, ...]
    change_note: str
    answers: tuple[Demand, ...]
    drafted_by: MemberId
    drafted_at: datetime
    drafted_position: int
    published_by: MemberId | None = None
    published_at: datetime | None = None
    published_position: int | None = None


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """`revisions` in the order of their numbers, `published` in that of their publication."""

    revisions: tuple[Revision, ...] = ()
    published: tuple[int, ...] = ()
    clarifications: tuple[Clarified, ...] = ()

    @property
    def in_force(self) -> int:
        return self.published[-1] if self.published else 0

    def revision(self, number: int) -> Revision | None:
        return self.revisions[number - 1] if 1 <= number <= len(self.revisions) else None

    def before(self, number: int) -> Revision | None:
        """The revision that was in force until this one was published."""
        place = self.published.index(number) if number in self.published else 0
        return self.revision(self.published[place - 1]) if place else None

    def after(self, number: int) -> Revision | None:
        """The revision that came into force next after this one, if one did."""
        place = self.published.index(number) + 1 if number in self.published else 0
        return self.revision(self.published[place]) if 0 < place < len(self.published) else None

    def clarified(self, number: int, clause: str) -> tuple[Clarified, ...]:
        key = (number, clause)
        found = self.clarifications
        return tuple(one for one in found if (one.said.guideline_revision, one.said.clause) == key)

    def answered_by(self, demand: Demand) -> int | None:
        """The first published revision that answers the demand."""
        known = (self.revisions[number - 1] for number in self.published)
        return next((one.number for one in known if demand in one.answers), None)


async def life(connection: Connection, project_id: str, position: int | None = None) -> Life:
    """Up to a position; None: up to now."""
    return told(await read_streams(connection, project_id, (STREAM,), up_to=position))


def told(events: Iterable[RecordedEvent]) -> Life:
    """Of the guideline's stream. Pure."""
    revisions: list[Revision] = []
    published: list[int] = []
    clarifications: list[Clarified] = []
    for event in events:
        match event.fact:
            case GuidelineRevised() as fact:
                revisions.append(
                    Revision(
                        number=fact.guideline_revision,
                        clauses=fact.clauses,
                        change_note=fact.change_note,
                        answers=fact.answers,
                        drafted_by=MemberId(event.actor),
                        drafted_at=event.recorded_at,
                        drafted_position=event.position,
                    )
                )
            case GuidelinePublished() as fact:
                place = fact.guideline_revision - 1
                revisions[place] = msgspec.structs.replace(
                    revisions[place],
                    published_by=MemberId(event.actor),
                    published_at=event.recorded_at,
                    published_position=event.position,
                )
                published.append(fact.guideline_revision)
            case GuidelineClauseClarified() as fact:
                clarifications.append(
                    Clarified(said=fact, position=event.position, recorded_at=event.recorded_at)
                )
    return Life(
        revisions=tuple(revisions),
        published=tuple(published),
        clarifications=tuple(clarifications),
    )
