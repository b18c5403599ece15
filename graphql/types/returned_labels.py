"""Labels that wait for their authors."""

from collections.abc import Sequence
from typing import Self

import strawberry

from labeltrail.events.identifiers import MemberId
from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.asof import AsOf, AsOfInput
from labeltrail.graphql.types.label import Label
from labeltrail.graphql.types.paging import Connection, Edge, Pages
from labeltrail.graphql.types.review_queue import queue_page
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.reviewing import queue_reads as reads
from labeltrail.projections.reviewing.queues import ToRevise


@strawberry.type(description="A label that a review returned: its author is to revise it.")
class ReturnedLabel(Scoped):
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    position: BigInt = strawberry.field(description="Where the review stands in the ledger.")
    batch_ids: list[strawberry.ID] = strawberry.field(description="The batches of the item.")
    label: Label = strawberry.field(description="The label; `rework` says why.")

    @classmethod
    def of(cls, scope: Scope, one: ToRevise, past: int | None) -> Self:
        return cls(
            scope=scope,
            item_id=strawberry.ID(one.item_id),
            position=BigInt(one.request.position),
            batch_ids=[strawberry.ID(batch_id) for batch_id in one.batches],
            label=Label.of(scope, one.item_id, one.label, past),
        )


@strawberry.type(description="A page of returned labels, oldest first.")
class ReturnedLabelConnection(Connection[ReturnedLabel]):
    as_of: AsOf = strawberry.field(description="What the page holds for.")


async def returned_labels(
    scope: Scope, pages: Pages, annotator: str | None, as_of: AsOfInput | None
) -> ReturnedLabelConnection:
    """All or of one author; who sees nothing of others, their own."""
    whose = scope.sight.person if not scope.sight.sees_others else annotator

    async def found(position: int | None) -> tuple[HoldsFor, Sequence[ToRevise]]:
        queue = await reads.returned_labels(
            scope.pool,
            scope.project_id,
            annotator=MemberId(whose) if whose is not None else None,
            position=position,
        )
        return queue.holds_for, queue.entries

    edge = Edge[ReturnedLabel]
    parts = await queue_page(scope, "returned labels", pages, as_of, found, ReturnedLabel.of, edge)
    return ReturnedLabelConnection(**parts)
