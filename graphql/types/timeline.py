"""What happened, in order, one sentence for each event."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.batch import ItemsAddedToBatch
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item.facts import ItemRegistered
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.listing import Listing, listed
from labeltrail.graphql.reading import coded, position_of
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.asof import AsOf, AsOfInput
from labeltrail.graphql.types.paging import Connection, CursorKey, Edge
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections import history
from labeltrail.projections.answers import Page, Window
from labeltrail.projections.timeline import Entry

PUBLIC = (ItemRegistered, ItemsAddedToBatch)
"""What every member may know of an item."""

Pages = tuple[int | None, str | None, int | None, str | None]
"""first, after, last, before."""


@strawberry.type(description="One event, told for people.")
class TimelineEntry(Scoped):
    position: BigInt = strawberry.field(description="Where the event stands in the ledger.")
    event_id: UUID = strawberry.field(description="The event's id.")
    type: str = strawberry.field(description="What happened, in the past tense.")
    stream: str = strawberry.field(description="What it happened to: item/…, batch/…, or a rule.")
    occurred_at: datetime = strawberry.field(description="When, by the source.")
    recorded_at: datetime = strawberry.field(description="When, by the database.")
    actor: strawberry.ID = strawberry.field(description="Who called; `system` for a rule.")
    command_id: UUID = strawberry.field(description="The command that it came of.")
    causation_id: UUID | None = strawberry.field(description="The event that it follows from.")
    correlation_id: UUID = strawberry.field(description="What belongs together has the same.")
    trace_id: str | None = strawberry.field(description="The trace that recorded it, if traced.")
    sentence: str = strawberry.field(
        description="The event for people, with the words that were written; of erased words it"
        " says so, and when."
    )

    @classmethod
    def of(cls, scope: Scope, entry: Entry) -> Self:
        return cls(
            scope=scope,
            position=BigInt(entry.position),
            event_id=entry.event_id,
            type=entry.type,
            stream=entry.stream,
            occurred_at=entry.occurred_at,
            recorded_at=entry.recorded_at,
            actor=strawberry.ID(entry.actor),
            command_id=entry.command_id,
            causation_id=entry.causation_id,
            correlation_id=entry.correlation_id,
            trace_id=entry.trace_id,
            sentence=entry.sentence,
        )


@strawberry.type(description="A page of a timeline, oldest first.")
class TimelineConnection(Connection[TimelineEntry]):
    as_of: AsOf = strawberry.field(description="Where the timeline ends.")


async def timeline(
    scope: Scope, stream: str, pages: Pages, as_of: AsOfInput | None
) -> TimelineConnection:
    """The history of one stream as the caller may see it."""
    wanted = paging.asked(scope, f"timeline of {stream}", *pages)
    position = await position_of(scope, as_of)

    async def fetch(window: Window[int]) -> Page[RecordedEvent]:
        return await history.timeline(
            scope.pool, scope.project_id, stream, window, position=position
        )

    async def sees(events: Sequence[RecordedEvent]) -> list[bool]:
        return [isinstance(one.fact, PUBLIC) or scope.sight.made(one) for one in events]

    is_hidden = stream.startswith(ITEM) and not await scope.sees_judgments_of(
        ItemId(stream.removeprefix(ITEM))
    )
    with coded():
        found = await listed(
            Listing(
                fetch=fetch,
                key_of=_position,
                key_from=position_from,
                sees=sees if is_hidden else None,
            ),
            wanted,
        )
    entries = await history.entries(
        scope.context.resources.directory, scope.project_id, found.shown.rows
    )
    shown = paging.Shown(rows=entries, has_more=found.shown.has_more)
    return TimelineConnection(
        **paging.parts(
            wanted,
            shown,
            lambda entry: (str(entry.position),),
            lambda entry: TimelineEntry.of(scope, entry),
            Edge[TimelineEntry],
        ),
        as_of=AsOf.of(scope, found.holds_for),
    )


def _position(event: RecordedEvent) -> int:
    return event.position


def position_from(key: CursorKey) -> int:
    """Raises BAD_CURSOR."""
    if len(key) == 1 and key[0].isascii() and key[0].isdigit() and len(key[0]) < 19:
        return int(key[0])
    raise ids.bad_cursor()
