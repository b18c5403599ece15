"""The policy's section about what must be there before production, as clients give it."""

import strawberry
from msgspec import UNSET, UnsetType

from labeltrail.events.streams.policy import Demands, TaxonomyApproval


@strawberry.input(description="What must be there before labeling grows.")
class DemandsInput:
    taxonomy_approval: TaxonomyApproval = strawberry.field(
        default=TaxonomyApproval.NOT_DEMANDED,
        description="When a domain expert must have approved the taxonomy.",
    )
    pilot: bool = strawberry.field(
        default=False,
        description="Whether production waits until a pilot of the taxonomy version has passed.",
    )
    pilot_items_min: int = strawberry.field(
        default=0, description="Items that such a pilot has at least; 50 to 100 are recommended."
    )
    pilot_overlap_min: int = strawberry.field(
        default=0, description="Independent answers that each of these items has at least."
    )


def demands(given: DemandsInput | None) -> Demands | UnsetType:
    if given is None:
        return UNSET
    return Demands(
        taxonomy_approval=given.taxonomy_approval,
        pilot=given.pilot,
        pilot_items_min=given.pilot_items_min,
        pilot_overlap_min=given.pilot_overlap_min,
    )
