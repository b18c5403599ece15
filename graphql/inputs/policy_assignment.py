"""The policy's section about how work is given out, as clients give it."""

from decimal import Decimal

import strawberry
from msgspec import UNSET, UnsetType

from labeltrail.events.identifiers import BatchId
from labeltrail.events.streams.policy import AssignmentRules


@strawberry.input(description="How urgent the items of a batch are.")
class BatchPriorityInput:
    batch_id: strawberry.ID = strawberry.field(description="The batch's own id.")
    priority: int = strawberry.field(description="0 is that of batches that are not named.")


@strawberry.input(description="How work is given out.")
class AssignmentPolicyInput:
    lease_minutes: int = strawberry.field(default=30, description="How long a claim holds.")
    is_required: bool = strawberry.field(
        default=False, description="Whether a label without an assignment of its own is refused."
    )
    items_max: int | None = strawberry.field(
        default=None, description="Items that one annotator labels or holds, at most."
    )
    open_max: int = strawberry.field(
        default=1, description="Items that one annotator holds at a time, at most."
    )
    extra_annotators_max: int = strawberry.field(
        default=0, description="Beyond the overlap, one at a time while annotators do not agree."
    )
    agreement_min: Decimal = strawberry.field(
        default=Decimal(1),
        description="Annotators agree when one answer has at least this share of their votes, and"
        " no tie; in steps of 0.01.",
    )
    gold_percent: int = strawberry.field(
        default=0, description="Claims in 100 that get an item whose gold is in force."
    )
    repeat_percent: int = strawberry.field(
        default=0, description="Claims in 100 that get an item that the annotator has labeled."
    )
    repeat_distance: int = strawberry.field(
        default=20, description="At least so many claims before a repeat."
    )
    session_minutes_max: int | None = strawberry.field(
        default=None, description="Minutes of work until a rest is due."
    )
    session_items_max: int | None = strawberry.field(
        default=None, description="Items until a rest is due."
    )
    rest_minutes: int = strawberry.field(default=10, description="Minutes that count as a rest.")
    seed: int = strawberry.field(
        default=0,
        description="Of the draw which claims get gold or a repeat. Who guesses it can compute"
        " which: give one of your own.",
    )
    batch_priorities: list[BatchPriorityInput] = strawberry.field(
        default_factory=list, description="Batches whose items go before or after others."
    )
    priority_attribute: str | None = strawberry.field(
        default=None, description="An attribute of items whose whole number adds to the priority."
    )


def assignment(given: AssignmentPolicyInput | None) -> AssignmentRules | UnsetType:
    """UNSET where nothing is given out."""
    if given is None:
        return UNSET
    return AssignmentRules(
        lease_minutes=given.lease_minutes,
        is_required=given.is_required,
        items_max=given.items_max,
        open_max=given.open_max,
        extra_annotators_max=given.extra_annotators_max,
        agreement_min=given.agreement_min,
        gold_percent=given.gold_percent,
        repeat_percent=given.repeat_percent,
        repeat_distance=given.repeat_distance,
        session_minutes_max=given.session_minutes_max,
        session_items_max=given.session_items_max,
        rest_minutes=given.rest_minutes,
        seed=given.seed,
        batch_priorities={BatchId(one.batch_id): one.priority for one in given.batch_priorities},
        priority_attribute=given.priority_attribute,
    )
