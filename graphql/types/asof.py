"""The point in a project's history that an answer holds for."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.answers import HoldsFor


@strawberry.input(one_of=True, description="A point in the past: exactly one field.")
class AsOfInput:
    position: BigInt | None = strawberry.field(
        default=strawberry.UNSET, description="As it stood when this position was recorded."
    )
    time: datetime | None = strawberry.field(
        default=strawberry.UNSET,
        description="As it stood at this moment, by when events were recorded.",
    )


OccurredBy = Annotated[
    datetime | None,
    strawberry.argument(
        name="occurredBy",
        description="Only what had happened by then, by the time that its source gave, in the order"
        " of happening; `asOf` says up to where it was known.",
    ),
]


@strawberry.type(
    description="What an answer holds for. Asked again as of this position, it is the same."
)
class AsOf(Scoped):
    project: strawberry.ID = strawberry.field(description="The project's own id.")
    position: BigInt = strawberry.field(description="All events up to here are in the answer.")
    recorded_at: datetime | None = strawberry.field(
        description="When that position was recorded; null at position 0."
    )
    taxonomy_version: int = strawberry.field(
        description="The taxonomy version applied; 0: none was published."
    )
    guideline_revision: int = strawberry.field(
        description="The guideline revision in force; 0: none was published."
    )
    policy_version: int = strawberry.field(
        description="The policy version applied; 0: none was published."
    )
    inference_version: int = strawberry.field(
        description="How many recorded runs of truth inference had come into force where the policy"
        " asks for them; 0: none."
    )
    standing_version: int = strawberry.field(
        description="How many suspensions and reinstatements had changed who votes, where the"
        " policy drops the votes of suspended annotators; 0: none."
    )

    @classmethod
    def of(cls, scope: Scope, holds_for: HoldsFor) -> Self:
        return cls(
            scope=scope,
            project=strawberry.ID(scope.project_id),
            position=BigInt(holds_for.position),
            recorded_at=holds_for.recorded_at,
            taxonomy_version=holds_for.taxonomy_version,
            guideline_revision=holds_for.guideline_revision,
            policy_version=holds_for.policy_version,
            inference_version=holds_for.inference_version,
            standing_version=holds_for.standing_version,
        )
