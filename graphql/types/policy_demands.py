"""The policy's section about what must be there before production."""

from typing import Self

import strawberry

from labeltrail.events.streams import policy
from labeltrail.events.streams.policy import TaxonomyApproval
from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.scoped import Scoped


@strawberry.type(description="What must be there before labeling grows.")
class Demands(Scoped):
    taxonomy_approval: TaxonomyApproval = strawberry.field(
        description="When a domain expert must have approved the taxonomy."
    )
    pilot: bool = strawberry.field(
        description="Whether production waits until a pilot of the taxonomy version has passed."
    )
    pilot_items_min: int = strawberry.field(description="Items that such a pilot has at least.")
    pilot_overlap_min: int = strawberry.field(
        description="Independent answers that each of these items has at least."
    )

    @classmethod
    def of(cls, scope: Scope, found: policy.Policy) -> Self:
        demanded = found.demanded
        return cls(
            scope=scope,
            taxonomy_approval=demanded.taxonomy_approval,
            pilot=demanded.pilot,
            pilot_items_min=demanded.pilot_items_min,
            pilot_overlap_min=demanded.pilot_overlap_min,
        )
