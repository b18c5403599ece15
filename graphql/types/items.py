"""Lists of items, narrowed down by what is known of them."""

from collections.abc import Sequence

import strawberry

from labeltrail.events.identifiers import BatchId, ItemId, TaskName
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import bad_input, forbidden
from labeltrail.graphql.listing import Listing, listed
from labeltrail.graphql.reading import coded
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.item import Item, ItemConnection
from labeltrail.graphql.types.paging import CursorKey, Edge, Pages
from labeltrail.projections import reads
from labeltrail.projections.answers import ItemAnswer, ItemFilter, Page, Window
from labeltrail.projections.truth import Absence


@strawberry.input(
    description="What the items have in common; everything named must hold. It asks about others'"
    " judgments, so items that you may still label are never among them."
)
class ItemFilterInput:
    task: str | None = strawberry.field(
        default=None, description="The task that `absence` is about; left out: any task."
    )
    absence: Absence | None = strawberry.field(
        default=None, description="Without ground truth, for this reason."
    )
    needs_review: bool = strawberry.field(default=False, description="Waiting for a reviewer.")
    is_escalated: bool = strawberry.field(
        default=False, description="With an escalation that is open."
    )


async def items(
    scope: Scope,
    pages: Pages,
    where: ItemFilterInput | None,
    position: int | None,
    *,
    batch_id: BatchId | None = None,
) -> ItemConnection:
    """The items of the project or of a batch, by id, as of a position or now."""
    wanted = paging.asked(scope, _listing(batch_id), *pages, position=position)
    narrowed = _narrowed(where, batch_id)
    is_about_judgments = narrowed != ItemFilter(batch_id=batch_id)
    if is_about_judgments and not scope.sight.sees_others:
        raise forbidden("filters about judgments of others")

    async def fetch(window: Window[ItemId]) -> Page[ItemAnswer]:
        return await reads.items_page(
            scope.pool, scope.project_id, window, where=narrowed, position=wanted.position
        )

    async def sees(rows: Sequence[ItemAnswer]) -> list[bool]:
        await scope.loaders.items_now(scope.project_id, [row.item_id for row in rows])
        return [await scope.sees_judgments_of(row.item_id) for row in rows]

    with coded():
        found = await listed(
            Listing(
                fetch=fetch,
                key_of=lambda row: row.item_id,
                key_from=_item_from,
                sees=sees if is_about_judgments and not scope.sight.sees_all else None,
            ),
            wanted,
        )
    scope.loaders.prime(scope.project_id, wanted.position, found.shown.rows)
    return ItemConnection(
        **paging.parts(
            wanted,
            found.shown,
            lambda row: (row.item_id,),
            lambda row: Item.of(scope, row, wanted.position),
            Edge[Item],
        ),
        as_of=AsOf.of(scope, found.holds_for),
    )


def _narrowed(where: ItemFilterInput | None, batch_id: BatchId | None) -> ItemFilter:
    if where is None:
        return ItemFilter(batch_id=batch_id)
    if where.task is not None and where.absence is None:
        raise bad_input("`task` narrows `absence`; give both, or neither")
    return ItemFilter(
        batch_id=batch_id,
        task=TaskName(where.task) if where.task is not None else None,
        absence=where.absence,
        needs_review=where.needs_review,
        is_escalated=where.is_escalated,
    )


def _listing(batch_id: BatchId | None) -> str:
    """A cursor goes on in any list of the same order, whatever it was narrowed down to."""
    return "items" if batch_id is None else f"items of {batch_id}"


def _item_from(key: CursorKey) -> ItemId:
    if len(key) != 1:
        raise ids.bad_cursor()
    return ItemId(key[0])
