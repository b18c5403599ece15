"""Splits of items, and what has got from one into another."""

from typing import Self

import strawberry

from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.paging import Connection
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.splits import answers, contamination
from labeltrail.projections.splits.contamination import Leak

ITEMS_TOLD_MAX = 50


@strawberry.type(description="How many items a split has.")
class SplitCount(Scoped):
    split: str = strawberry.field(
        description="train, validation, test, benchmark, or what the attribute `split` says."
    )
    items: int = strawberry.field(description="Items in it.")
    given: int = strawberry.field(
        description="Those that were put there; the rest are there by their attribute `split`."
    )


@strawberry.type(description="The splits of a project.")
class Splits(Scoped):
    counts: list[SplitCount] = strawberry.field(description="Those that have items.")
    without: int = strawberry.field(description="Items in no split.")
    grouped_by: str | None = strawberry.field(
        description="The attribute whose values the policy keeps in one split."
    )
    as_of: AsOf = strawberry.field(description="What the answer holds for.")

    @classmethod
    def of(cls, scope: Scope, found: answers.SplitCounts) -> Self:
        return cls(
            scope=scope,
            counts=[
                SplitCount(scope=scope, split=one.split, items=one.items, given=one.given)
                for one in found.counts
            ],
            without=found.without,
            grouped_by=found.grouped_by,
            as_of=AsOf.of(scope, found.holds_for),
        )


@strawberry.type(description="An item, and the split that it is in.")
class ItemInSplit(Scoped):
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    split: str = strawberry.field(description="Its split.")


@strawberry.type(description="What has got from one split into another.")
class Contamination(Scoped):
    kind: Leak = strawberry.field(description="How.")
    key: str = strawberry.field(description="The digest or the group; of a benchmark the item.")
    items: list[ItemInSplit] = strawberry.field(
        description=f"The items, sorted; at most {ITEMS_TOLD_MAX}."
    )
    items_total: int = strawberry.field(description="How many there are.")
    tasks: list[str] = strawberry.field(description="Whose truth changed, of a benchmark.")

    @classmethod
    def of(cls, scope: Scope, found: contamination.Contamination) -> Self:
        pairs = list(zip(found.items, found.splits, strict=True))
        return cls(
            scope=scope,
            kind=found.leak,
            key=found.key,
            items=[
                ItemInSplit(scope=scope, item_id=strawberry.ID(item), split=split)
                for item, split in pairs[:ITEMS_TOLD_MAX]
            ],
            items_total=len(pairs),
            tasks=list(found.tasks),
        )


@strawberry.type(description="A page of contaminations, the worst first.")
class ContaminationConnection(Connection[Contamination]):
    as_of: AsOf = strawberry.field(description="What the page holds for.")
