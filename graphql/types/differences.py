"""What changed in items between two moments, and the events that did it."""

from collections.abc import Mapping
from typing import Self
from uuid import UUID

import strawberry

from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.paging import Connection
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.timeline import TimelineEntry
from labeltrail.graphql.types.truth import GroundTruth
from labeltrail.graphql.types.values import Answer
from labeltrail.projections import difference
from labeltrail.projections.difference import LabelChange, TruthChange
from labeltrail.projections.differences import Compared
from labeltrail.projections.timeline import Entry

EVENTS_TOLD_MAX = 100
"""Of one item; its timeline has them all."""

Entries = Mapping[int, Entry]
"""Sentences by position."""


@strawberry.type(description="A label to which something happened.")
class LabelDifference(Scoped):
    label_id: UUID = strawberry.field(description="The label.")
    annotator: strawberry.ID = strawberry.field(description="Who judged.")
    changes: list[LabelChange] = strawberry.field(
        description="What happened, in the order in which each happened first."
    )
    positions: list[BigInt] = strawberry.field(description="The events that did it.")
    before: list[Answer] | None = strawberry.field(
        description="The answers at the earlier moment; null for a label that was not there yet."
    )
    after: list[Answer] = strawberry.field(description="The answers at the later moment.")
    is_retracted: bool = strawberry.field(description="Whether it was taken back by then.")

    @classmethod
    def of(cls, scope: Scope, found: difference.LabelDifference) -> Self:
        before = found.before
        return cls(
            scope=scope,
            label_id=found.label_id,
            annotator=strawberry.ID(found.annotator),
            changes=list(found.changes),
            positions=[BigInt(one) for one in found.positions],
            before=Answer.listed(scope, before.answers) if before is not None else None,
            after=Answer.listed(scope, found.after.answers),
            is_retracted=found.after.is_retracted,
        )


@strawberry.type(description="A task whose ground truth on an item differs.")
class GroundTruthDifference(Scoped):
    task: str = strawberry.field(description="The task's name.")
    change: TruthChange = strawberry.field(description="How it differs.")
    positions: list[BigInt] = strawberry.field(
        description="The events after which the truth was another than before them: of the item,"
        " or of the rules."
    )
    before: GroundTruth | None = strawberry.field(
        description="At the earlier moment; null where the item or the task was not there."
    )
    after: GroundTruth | None = strawberry.field(
        description="At the later moment; null where the taxonomy does not ask the task any more."
    )

    @classmethod
    def of(cls, scope: Scope, asked: Compared, found: difference.TruthDifference) -> Self:
        before, after = found.before, found.after
        return cls(
            scope=scope,
            task=found.task,
            change=found.change,
            positions=[BigInt(one) for one in found.positions],
            before=GroundTruth.of(scope, asked.before, before) if before is not None else None,
            after=GroundTruth.of(scope, asked.after, after) if after is not None else None,
        )


@strawberry.type(description="The item became part of a batch.")
class BatchJoined(Scoped):
    batch_id: strawberry.ID = strawberry.field(description="The batch's own id.")
    position: BigInt = strawberry.field(description="The event that put it there.")


@strawberry.type(description="What changed in one item.")
class ItemDifference(Scoped):
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    is_new: bool = strawberry.field(description="Whether it was registered in between.")
    labels: list[LabelDifference] = strawberry.field(
        description="Labels to which something happened."
    )
    ground_truth: list[GroundTruthDifference] = strawberry.field(
        description="Tasks whose ground truth differs."
    )
    joined: list[BatchJoined] = strawberry.field(description="Batches that it joined.")
    events: list[TimelineEntry] = strawberry.field(
        description="What happened to it in between, in order: the first 100 events."
    )
    event_count: int = strawberry.field(description="How many events there are in all.")

    @classmethod
    def of(
        cls, scope: Scope, asked: Compared, found: difference.ItemDifference, entries: Entries
    ) -> Self:
        return cls(
            scope=scope,
            item_id=strawberry.ID(found.item_id),
            is_new=found.is_new,
            labels=[LabelDifference.of(scope, one) for one in found.labels],
            ground_truth=[GroundTruthDifference.of(scope, asked, one) for one in found.truths],
            joined=[
                BatchJoined(
                    scope=scope,
                    batch_id=strawberry.ID(one.batch_id),
                    position=BigInt(one.position),
                )
                for one in found.joined
            ],
            events=[
                TimelineEntry.of(scope, entries[one.position])
                for one in found.events[:EVENTS_TOLD_MAX]
            ],
            event_count=len(found.events),
        )


@strawberry.type(description="A page of items that changed, in the order of their ids.")
class ItemDifferenceConnection(Connection[ItemDifference]):
    pass
