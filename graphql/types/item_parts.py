"""Smaller things that an item holds."""

from typing import Self
from uuid import UUID

import strawberry

from labeltrail.events.streams.item import state
from labeltrail.events.streams.item.facts import ReviewCause, SkipReason
from labeltrail.events.streams.item.state import Wanted
from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.scoped import Scoped


@strawberry.type(description="A name and a value to slice items by.")
class ItemAttribute(Scoped):
    name: str = strawberry.field(description="The attribute's name.")
    value: str = strawberry.field(description="Its value on this item.")


@strawberry.type(description="An annotator did not answer the item.")
class Skip(Scoped):
    annotator: strawberry.ID = strawberry.field(description="Who skipped it.")
    reason: SkipReason = strawberry.field(description="Why.")


@strawberry.type(description="The item waits for somebody who is to look at it.")
class ReviewRequest(Scoped):
    event_id: UUID = strawberry.field(description="The event that recorded it.")
    cause: ReviewCause = strawberry.field(description="Why it waits.")
    requested_by: strawberry.ID = strawberry.field(description="Who asked; `system` for a rule.")
    task: str | None = strawberry.field(description="The task, where a rule asked about one.")
    position: BigInt = strawberry.field(description="Where it stands in the ledger.")
    wanted: Wanted = strawberry.field(description="Who is to look at it.")
    rule: strawberry.ID | None = strawberry.field(description="The routing rule that fired.")
    policy_version: int | None = strawberry.field(description="The policy that asked, if one did.")
    level: int = strawberry.field(description="2: a second look at a review.")
    label_id: UUID | None = strawberry.field(description="The label to look at; null: any.")
    review_event_id: UUID | None = strawberry.field(description="The review to look at again.")

    @classmethod
    def of(cls, scope: Scope, request: state.ReviewRequest) -> Self:
        return cls(
            scope=scope,
            event_id=request.event_id,
            cause=request.cause,
            requested_by=strawberry.ID(request.requested_by),
            task=request.task,
            position=BigInt(request.position),
            wanted=request.wanted,
            rule=strawberry.ID(request.rule) if request.rule is not None else None,
            policy_version=request.policy_version,
            level=request.level,
            label_id=request.label_id,
            review_event_id=request.review,
        )
