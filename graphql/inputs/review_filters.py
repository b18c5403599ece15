"""Which of what waits for reviewers and adjudicators is asked about."""

import strawberry

from labeltrail.events.identifiers import BatchId, MemberId, TaskName
from labeltrail.events.streams.item.facts import ReviewCause
from labeltrail.projections.reviewing.queues import QueueFilter, Undecided


@strawberry.input(description="Which wishes for a review; all that are given must hold.")
class ReviewQueueFilterInput:
    batch_id: strawberry.ID | None = strawberry.field(
        default=None, description="Of items in this batch."
    )
    task: str | None = strawberry.field(default=None, description="About this task.")
    cause: ReviewCause | None = strawberry.field(default=None, description="For this cause.")
    rule: strawberry.ID | None = strawberry.field(
        default=None, description="Asked for by this routing rule."
    )
    class_id: strawberry.ID | None = strawberry.field(
        default=None, description="Where the label, or one of the labels, names this class."
    )
    level: int | None = strawberry.field(default=None, description="1: first looks; 2: second.")
    claimed_by: strawberry.ID | None = strawberry.field(
        default=None, description="Of items that this member has taken on."
    )
    is_claimed: bool | None = strawberry.field(
        default=None, description="Whether somebody has taken the item on."
    )

    def where(self) -> QueueFilter:
        return QueueFilter(
            batch_id=BatchId(self.batch_id) if self.batch_id is not None else None,
            task=TaskName(self.task) if self.task is not None else None,
            cause=self.cause,
            rule=self.rule,
            class_id=self.class_id,
            level=self.level,
            claimed_by=MemberId(self.claimed_by) if self.claimed_by is not None else None,
            is_claimed=self.is_claimed,
        )


@strawberry.input(description="Which items to adjudicate; all that are given must hold.")
class AdjudicationQueueFilterInput:
    batch_id: strawberry.ID | None = strawberry.field(default=None, description="In this batch.")
    task: str | None = strawberry.field(default=None, description="For a reason in this task.")
    cause: Undecided | None = strawberry.field(default=None, description="For this cause.")
    rule: strawberry.ID | None = strawberry.field(
        default=None, description="Sent by this routing rule."
    )
    class_id: strawberry.ID | None = strawberry.field(
        default=None, description="Where one of the labels names this class."
    )
    claimed_by: strawberry.ID | None = strawberry.field(
        default=None, description="Taken on by this member."
    )
    is_claimed: bool | None = strawberry.field(
        default=None, description="Whether somebody has taken it on."
    )

    def where(self) -> QueueFilter:
        return QueueFilter(
            batch_id=BatchId(self.batch_id) if self.batch_id is not None else None,
            task=TaskName(self.task) if self.task is not None else None,
            why=self.cause,
            rule=self.rule,
            class_id=self.class_id,
            claimed_by=MemberId(self.claimed_by) if self.claimed_by is not None else None,
            is_claimed=self.is_claimed,
        )
