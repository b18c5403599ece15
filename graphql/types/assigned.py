"""Assignments, and the queue of what is open to be labeled."""

from asyncio import gather
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from labeltrail.events.identifiers import AssignmentId, BatchId, ItemId
from labeltrail.events.streams.item import assignment_state, state
from labeltrail.events.streams.item.assignment_facts import Purpose
from labeltrail.events.streams.item.assignment_state import Ending, standing
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.listing import Listing, listed
from labeltrail.graphql.reading import coded, position_of
from labeltrail.graphql.types import (
    paging,
    work_enums,  # noqa: F401 - declares its enums
)
from labeltrail.graphql.types.asof import AsOf, AsOfInput
from labeltrail.graphql.types.paging import Connection, CursorKey, Edge, Pages
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.answers import Page, Window
from labeltrail.projections.work import queue
from labeltrail.projections.work.queue import OpenItem, OpenKey

if TYPE_CHECKING:
    from labeltrail.graphql.types.item import Item

LazyItem = Annotated["Item", strawberry.lazy("labeltrail.graphql.types.item")]


@strawberry.type(description="An item was given to an annotator for a while.")
class Assignment(Scoped):
    assignment_id: UUID = strawberry.field(description="The event that gave it out.")
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    annotator: strawberry.ID = strawberry.field(description="Who holds it, or held it.")
    assigned_at: datetime = strawberry.field(description="Since when.")
    lease_until: datetime = strawberry.field(description="It holds until then.")
    is_open: bool = strawberry.field(description="Whether it holds, by the server's clock.")
    batch_id: strawberry.ID | None = strawberry.field(
        description="The batch that was asked for, if one was."
    )
    ending: Ending | None = strawberry.field(
        description="How it ended; null while no event has said so."
    )
    ended_at: datetime | None = strawberry.field(description="When that was recorded.")
    purpose: Purpose = strawberry.field(description="Why it was given out.")
    repeat: int = strawberry.field(description="The number of the annotator's label to come.")

    @strawberry.field(description="The item.")
    async def item(self) -> LazyItem | None:
        from labeltrail.graphql.types.item import Item

        return await Item.at(self.scope, ItemId(self.item_id), None)

    @classmethod
    def of(
        cls,
        scope: Scope,
        item_id: ItemId,
        one_id: AssignmentId,
        one: assignment_state.Assignment,
    ) -> Self:
        return cls(
            scope=scope,
            assignment_id=one_id,
            item_id=strawberry.ID(item_id),
            annotator=strawberry.ID(one.annotator),
            assigned_at=one.assigned_at,
            lease_until=one.lease_until,
            is_open=one.holds_at(scope.context.now),
            batch_id=strawberry.ID(one.batch_id) if one.batch_id is not None else None,
            ending=one.ending,
            ended_at=one.ended_at,
            purpose=one.purpose,
            repeat=one.repeat,
        )


@strawberry.type(
    description="An item that wants annotators. How many have it is hidden while you may label it."
)
class OpenWork(Scoped):
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    priority: int = strawberry.field(description="The highest is given out first.")
    free: int | None = strawberry.field(
        description="Annotators that it still wants; a lease that ran out counts until its end is"
        " recorded."
    )
    held: int | None = strawberry.field(description="Assignments that are open.")
    held_by: list[strawberry.ID] | None = strawberry.field(description="Whose.")
    lapses_at: datetime | None = strawberry.field(description="When the first lease ends.")


@strawberry.type(description="A page of open items: highest priority, then oldest.")
class OpenWorkConnection(Connection[OpenWork]):
    as_of: AsOf = strawberry.field(description="What the page holds for.")


@strawberry.type(description="How much is open in the project or in a batch. Gold is not counted.")
class WorkCount(Scoped):
    batch_id: strawberry.ID | None = strawberry.field(description="Null for the whole project.")
    open_items: int = strawberry.field(description="Items that want annotators.")
    free: int = strawberry.field(description="How many annotators they want.")
    held: int = strawberry.field(description="Assignments that are open.")
    expired: int = strawberry.field(description="Items with a lease that has run out.")


@strawberry.type(description="How many items a member holds.")
class WorkHolder(Scoped):
    member: strawberry.ID = strawberry.field(description="Who.")
    items: int = strawberry.field(description="How many.")


@strawberry.type(description="How much is open, by batch, and who holds how much of it.")
class WorkSummary(Scoped):
    whole: WorkCount = strawberry.field(description="The project.")
    batches: list[WorkCount] = strawberry.field(description="Batches with open or held items.")
    holders: list[WorkHolder] = strawberry.field(description="Those who hold most first.")
    as_of: AsOf = strawberry.field(description="What it holds for.")


GIVEN = (
    "To whom it was given, and how that ended: all, or your own while you may still label it or"
    " only annotate."
)


async def assignments_of(self: "Item") -> list[Assignment]:
    """Of an item, as it is shown."""
    sees_all = await self.scope.sees_judgments_of(self.held.item_id)
    return [
        Assignment.of(self.scope, self.held.item_id, one_id, one)
        for one_id, one in self.held.state.assignments.items()
        if sees_all or one.annotator == self.scope.sight.person
    ]


async def work_queue(
    scope: Scope, pages: Pages, batch_id: BatchId | None, as_of: AsOfInput | None
) -> OpenWorkConnection:
    """Raises coded errors."""
    listing = "work" if batch_id is None else f"work of {batch_id}"
    wanted = paging.asked(scope, listing, *pages, position=await position_of(scope, as_of))

    async def fetch(window: Window[OpenKey]) -> Page[OpenItem]:
        return await queue.queue_page(
            scope.pool, scope.project_id, window, batch_id=batch_id, position=wanted.position
        )

    with coded():
        found = await listed(
            Listing(fetch=fetch, key_of=lambda row: row.key, key_from=_key_from), wanted
        )
    rows = found.shown.rows
    shown = dict(zip((row.item_id for row in rows), await _seen(scope, rows), strict=True))
    return OpenWorkConnection(
        **paging.parts(
            wanted, found.shown, _cursor_key, lambda row: shown[row.item_id], Edge[OpenWork]
        ),
        as_of=AsOf.of(scope, found.holds_for),
    )


async def _seen(scope: Scope, rows: Sequence[OpenItem]) -> list[OpenWork]:
    """Without counts of others' work on items that the caller may still label."""
    if not scope.sight.sees_all:
        await scope.loaders.items_now(scope.project_id, [row.item_id for row in rows])
    sees = await gather(*(scope.sees_judgments_of(row.item_id) for row in rows))
    return [
        OpenWork(
            scope=scope,
            item_id=strawberry.ID(row.item_id),
            priority=row.key.priority,
            free=row.free if is_seen else None,
            held=row.held if is_seen else None,
            held_by=[strawberry.ID(one) for one in row.held_by] if is_seen else None,
            lapses_at=row.lapses_at if is_seen else None,
        )
        for row, is_seen in zip(rows, sees, strict=True)
    ]


async def my_work(scope: Scope, as_of: AsOfInput | None) -> list[Assignment]:
    """The caller's open assignments, the oldest first. Raises coded errors."""
    position = await position_of(scope, as_of)
    person = scope.sight.person
    with coded():
        named = await queue.held_by(scope.pool, scope.project_id, person, position=position)
    items = await gather(*(_item_at(scope, one, position) for one in named))
    return [
        Assignment.of(scope, item_id, one_id, one)
        for item_id, item in zip(named, items, strict=True)
        for one_id, one in standing(item.assignments).items()
        if one.annotator == person
    ]


async def _item_at(scope: Scope, item_id: ItemId, position: int | None) -> state.Item:
    if position is None:
        return await scope.item_now(item_id)
    answer = await scope.loaders.item(scope.project_id, item_id, position)
    return answer.state if answer is not None else state.Item()


async def work_summary(scope: Scope, as_of: AsOfInput | None) -> WorkSummary:
    """Raises coded errors."""
    position = await position_of(scope, as_of)
    with coded():
        found = await queue.summary(
            scope.pool, scope.project_id, scope.context.now, position=position
        )
    return WorkSummary(
        scope=scope,
        whole=_count(scope, found.whole),
        batches=[_count(scope, one) for one in found.batches],
        holders=[
            WorkHolder(scope=scope, member=strawberry.ID(one.member), items=one.items)
            for one in found.holders
        ],
        as_of=AsOf.of(scope, found.holds_for),
    )


def _count(scope: Scope, one: queue.BatchWork) -> WorkCount:
    return WorkCount(
        scope=scope,
        batch_id=strawberry.ID(one.batch_id) if one.batch_id is not None else None,
        open_items=one.open_items,
        free=one.free,
        held=one.held,
        expired=one.expired,
    )


def _cursor_key(row: OpenItem) -> CursorKey:
    return (str(row.key.priority), str(row.key.registered_position))


def _key_from(key: CursorKey) -> OpenKey:
    if len(key) != 2:
        raise ids.bad_cursor()
    try:
        return OpenKey(int(key[0]), int(key[1]))
    except ValueError:
        raise ids.bad_cursor() from None
