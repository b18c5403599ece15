"""What happened, in order, one sentence for each event."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import msgspec
import strawberry

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId, MemberId
from labeltrail.events.streams.batch import ItemsAddedToBatch
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item.facts import ItemRegistered
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.listing import Listed, Listing, listed
from labeltrail.graphql.reading import coded
from labeltrail.graphql.scalars import BigInt, time_text
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.paging import Asked, Connection, CursorKey, Edge, Pages, Shown
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections import history
from labeltrail.projections.answers import Page, Window
from labeltrail.projections.bitemporal import Happened, Moment
from labeltrail.projections.reviewing.anonymous import hidden_in, names_of
from labeltrail.projections.timeline import Entry

PUBLIC = {ItemRegistered.__name__, ItemsAddedToBatch.__name__}
"""Types of what every member may know of an item; one that newer code wrote is none of them."""


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
    scope: Scope,
    stream: str,
    pages: Pages,
    position: int | None,
    occurred_by: datetime | None = None,
) -> TimelineConnection:
    """The history of one stream, up to a position, as the caller may see it."""
    is_hidden = stream.startswith(ITEM) and not await scope.sees_judgments_of(
        ItemId(stream.removeprefix(ITEM))
    )

    def is_seen(event: RecordedEvent) -> bool:
        return not is_hidden or event.type in PUBLIC or scope.sight.made(event)

    if occurred_by is not None:
        return await _happened(scope, stream, pages, position, occurred_by, is_seen)
    wanted = paging.asked(scope, f"timeline of {stream}", *pages, position=position)

    async def fetch(window: Window[int]) -> Page[RecordedEvent]:
        return await history.timeline(
            scope.pool, scope.project_id, stream, window, position=wanted.position
        )

    async def sees(events: Sequence[RecordedEvent]) -> list[bool]:
        return [is_seen(one) for one in events]

    with coded():
        found = await listed(
            Listing(
                fetch=fetch,
                key_of=lambda event: event.position,
                key_from=position_from,
                sees=sees if is_hidden else None,
            ),
            wanted,
        )
    return await _told(scope, wanted, found, found.shown.rows, lambda one: (str(one.position),))


async def _happened(
    scope: Scope,
    stream: str,
    pages: Pages,
    position: int | None,
    occurred_by: datetime,
    is_seen: Callable[[RecordedEvent], bool],
) -> TimelineConnection:
    """The same in the order of happening, as had happened by a time."""
    listing = f"history of {stream} by {time_text(occurred_by)}"
    wanted = paging.asked(scope, listing, *pages, position=position)

    async def fetch(window: Window[Moment]) -> Page[Happened]:
        return await history.happened(
            scope.pool,
            scope.project_id,
            stream,
            window,
            occurred_by=occurred_by,
            position=wanted.position,
        )

    async def sees(rows: Sequence[Happened]) -> list[bool]:
        return [is_seen(one.event) for one in rows]

    with coded():
        found = await listed(
            Listing(fetch=fetch, key_of=lambda row: row.moment, key_from=_moment_from, sees=sees),
            wanted,
        )
    moments = {one.event.position: one.moment for one in found.shown.rows}

    def key(entry: Entry) -> CursorKey:
        return time_text(moments[entry.position].at), str(entry.position)

    return await _told(scope, wanted, found, [one.event for one in found.shown.rows], key)


async def _told(
    scope: Scope,
    wanted: Asked,
    found: Listed[Any],
    events: Sequence[RecordedEvent],
    key: Callable[[Entry], CursorKey],
) -> TimelineConnection:
    entries = await history.entries(scope.context.resources.directory, scope.project_id, events)
    if scope.sight.hides_names:
        entries = [await _without_names(scope, one) for one in entries]
    shown = Shown(rows=entries, has_more=found.shown.has_more)
    return TimelineConnection(
        **paging.parts(
            wanted, shown, key, lambda entry: TimelineEntry.of(scope, entry), Edge[TimelineEntry]
        ),
        as_of=AsOf.of(scope, found.holds_for),
    )


async def _without_names(scope: Scope, entry: Entry) -> Entry:
    """Of an item's event, where the policy keeps annotators' names from the caller."""
    if not entry.stream.startswith(ITEM):
        return entry
    item = await scope.item_now(ItemId(entry.stream.removeprefix(ITEM)))
    names = names_of(item, scope.sight.person)
    actor = names.get(MemberId(entry.actor), MemberId(entry.actor))
    return msgspec.structs.replace(entry, actor=actor, sentence=hidden_in(entry.sentence, names))


def position_from(key: CursorKey) -> int:
    """Raises BAD_CURSOR."""
    if len(key) == 1 and key[0].isascii() and key[0].isdigit() and len(key[0]) < 19:
        return int(key[0])
    raise ids.bad_cursor()


def _moment_from(key: CursorKey) -> Moment:
    if len(key) != 2:
        raise ids.bad_cursor()
    try:
        at = datetime.fromisoformat(key[0])
    except ValueError:
        raise ids.bad_cursor() from None
    if at.tzinfo is None:
        raise ids.bad_cursor()
    return Moment(at, position_from(key[1:]))
