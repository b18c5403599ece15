"""The worklist of labels made under a former revision or taxonomy."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from labeltrail.events.identifiers import ItemId, LabelId
from labeltrail.events.streams.policy import StaleLabels
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.listing import Listing, listed
from labeltrail.graphql.reading import coded
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.paging import Connection, CursorKey, Edge, Pages
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.answers import HoldsFor, Page, Window
from labeltrail.projections.guideline import stale
from labeltrail.projections.guideline.stale import Narrowed, StaleKey

if TYPE_CHECKING:
    from labeltrail.graphql.types.item import Item

LazyItem = Annotated["Item", strawberry.lazy("labeltrail.graphql.types.item")]


@strawberry.type(description="A label made under rules that are not in force any more.")
class StaleLabel(Scoped):
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    label_id: UUID = strawberry.field(description="The label.")
    annotator: strawberry.ID = strawberry.field(description="Who judged.")
    guideline_revision: int = strawberry.field(description="The revision it was made under.")
    taxonomy_version: int = strawberry.field(description="The version it was made under.")
    position: BigInt = strawberry.field(description="Where its last answers stand in the ledger.")
    stale_since: int | None = strawberry.field(
        description="The guideline revision that made it stale; null: the guideline did not."
    )
    stale_position: BigInt | None = strawberry.field(description="Where that took effect.")
    changed_clauses: list[str] = strawberry.field(
        description="Clauses that say something else in the revision in force."
    )
    newer_taxonomy: bool = strawberry.field(description="Whether a newer taxonomy is in force.")
    past: strawberry.Private[int | None]

    @strawberry.field(description="The item.")
    async def item(self) -> LazyItem | None:
        from labeltrail.graphql.types.item import Item

        return await Item.at(self.scope, ItemId(self.item_id), self.past)

    @strawberry.field(
        description="Clauses that the label cites and that say something else now; null before"
        " the item was registered."
    )
    async def cited_and_changed(self) -> list[str] | None:
        with coded():
            answer = await self.scope.loaders.item(
                self.scope.project_id, ItemId(self.item_id), self.past
            )
        label = answer.state.labels.get(LabelId(self.label_id)) if answer is not None else None
        if label is None:
            return None
        return [one for one in label.clauses if one in self.changed_clauses]

    @classmethod
    def of(cls, scope: Scope, found: stale.StaleLabel, past: int | None) -> Self:
        since = found.stale_position
        return cls(
            scope=scope,
            item_id=strawberry.ID(found.item_id),
            label_id=found.label_id,
            annotator=strawberry.ID(found.annotator),
            guideline_revision=found.guideline_revision,
            taxonomy_version=found.taxonomy_version,
            position=BigInt(found.position),
            stale_since=found.stale_since,
            stale_position=BigInt(since) if since is not None else None,
            changed_clauses=list(found.changed_clauses),
            newer_taxonomy=found.newer_taxonomy,
            past=past,
        )


@strawberry.type(description="A page of stale labels, by item and label.")
class StaleLabelConnection(Connection[StaleLabel]):
    as_of: AsOf = strawberry.field(description="What the page holds for.")


@strawberry.type(description="How many labels stand under one former revision and version.")
class StaleLabelCount(Scoped):
    guideline_revision: int = strawberry.field(description="The revision.")
    taxonomy_version: int = strawberry.field(description="The taxonomy version.")
    labels: int = strawberry.field(description="Labels made under both.")
    items: int = strawberry.field(description="Items that they are of.")


@strawberry.type(description="How many labels are stale, and what the policy does to new ones.")
class StaleLabelCounts(Scoped):
    policy: StaleLabels | None = strawberry.field(
        description="What happens to a label submitted under former rules; null without a policy."
    )
    counts: list[StaleLabelCount] = strawberry.field(
        description="By the revision and taxonomy version that they were made under."
    )
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(
        cls,
        scope: Scope,
        holds_for: HoldsFor,
        policy: StaleLabels | None,
        found: tuple[stale.StaleCount, ...],
    ) -> Self:
        return cls(
            scope=scope,
            policy=policy,
            counts=[
                StaleLabelCount(
                    scope=scope,
                    guideline_revision=one.guideline_revision,
                    taxonomy_version=one.taxonomy_version,
                    labels=one.labels,
                    items=one.items,
                )
                for one in found
            ],
            as_of=AsOf.of(scope, holds_for),
        )


async def stale_labels(
    scope: Scope, pages: Pages, where: Narrowed, position: int | None
) -> StaleLabelConnection:
    """All that the caller may see; who only annotates sees their own. Raises coded errors."""
    listing = f"stale {where.batch_id} {where.annotator} {where.clause}"
    wanted = paging.asked(scope, listing, *pages, position=position)

    async def fetch(window: Window[StaleKey]) -> Page[stale.StaleLabel]:
        return await stale.stale_page(
            scope.pool, scope.project_id, window, where, position=wanted.position
        )

    async def sees(rows: Sequence[stale.StaleLabel]) -> list[bool]:
        if scope.sight.sees_others:
            await scope.loaders.items_now(scope.project_id, [row.item_id for row in rows])
        return [
            row.annotator == scope.sight.person or await scope.sees_judgments_of(row.item_id)
            for row in rows
        ]

    with coded():
        found = await listed(
            Listing(
                fetch=fetch,
                key_of=lambda row: row.key,
                key_from=_key_from,
                sees=None if scope.sight.sees_all else sees,
            ),
            wanted,
        )
    return StaleLabelConnection(
        **paging.parts(
            wanted,
            found.shown,
            lambda row: (row.item_id, str(row.label_id)),
            lambda row: StaleLabel.of(scope, row, wanted.position),
            Edge[StaleLabel],
        ),
        as_of=AsOf.of(scope, found.holds_for),
    )


def _key_from(key: CursorKey) -> StaleKey:
    if len(key) != 2:
        raise ids.bad_cursor()
    try:
        return StaleKey(ItemId(key[0]), LabelId(UUID(key[1])))
    except ValueError:
        raise ids.bad_cursor() from None
