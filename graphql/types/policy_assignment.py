"""The policy's section about how work is given out."""

from decimal import Decimal
from typing import Self

import strawberry
from msgspec import UNSET

from labeltrail.events.streams import policy
from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.scoped import Scoped


@strawberry.type(description="How urgent the items of a batch are.")
class BatchPriority(Scoped):
    batch_id: strawberry.ID = strawberry.field(description="The batch's own id.")
    priority: int = strawberry.field(description="0 is that of batches that are not named.")


@strawberry.type(description="How work is given out. What draws gold is not for annotators.")
class AssignmentPolicy(Scoped):
    lease_minutes: int = strawberry.field(description="How long a claim holds.")
    is_required: bool = strawberry.field(
        description="Whether a label without an assignment of its own is refused."
    )
    items_max: int | None = strawberry.field(
        description="Items that one annotator labels or holds, at most."
    )
    open_max: int = strawberry.field(
        description="Items that one annotator holds at a time, at most."
    )
    extra_annotators_max: int = strawberry.field(
        description="Beyond the overlap, one at a time while annotators do not agree."
    )
    agreement_min: Decimal = strawberry.field(
        description="The share of votes for one answer at which annotators agree."
    )
    gold_percent: int = strawberry.field(description="Claims in 100 that get gold.")
    repeat_percent: int = strawberry.field(description="Claims in 100 that are repeats.")
    repeat_distance: int = strawberry.field(description="At least so many claims before a repeat.")
    session_minutes_max: int | None = strawberry.field(
        description="Minutes of work until a rest is due."
    )
    session_items_max: int | None = strawberry.field(description="Items until a rest is due.")
    rest_minutes: int = strawberry.field(description="Minutes that count as a rest.")
    seed: BigInt = strawberry.field(description="Of the draw which claims get gold or a repeat.")
    batch_priorities: list[BatchPriority] = strawberry.field(
        description="Batches whose items go before or after others."
    )
    priority_attribute: str | None = strawberry.field(
        description="An attribute of items whose whole number adds to the priority."
    )

    @classmethod
    def of(cls, scope: Scope, found: policy.Policy) -> Self | None:
        section = found.assignment
        if section is UNSET:
            return None
        return cls(
            scope=scope,
            lease_minutes=section.lease_minutes,
            is_required=section.is_required,
            items_max=section.items_max,
            open_max=section.open_max,
            extra_annotators_max=section.extra_annotators_max,
            agreement_min=section.agreement_min,
            gold_percent=section.gold_percent,
            repeat_percent=section.repeat_percent,
            repeat_distance=section.repeat_distance,
            session_minutes_max=section.session_minutes_max,
            session_items_max=section.session_items_max,
            rest_minutes=section.rest_minutes,
            seed=BigInt(section.seed),
            batch_priorities=[
                BatchPriority(scope=scope, batch_id=strawberry.ID(batch_id), priority=priority)
                for batch_id, priority in section.batch_priorities.items()
            ],
            priority_attribute=section.priority_attribute,
        )
