"""What a recorded run says of one item, as the explanation of its truth tells it."""

from decimal import Decimal
from typing import Self
from uuid import UUID

import strawberry

from labeltrail.events.streams.item.inferred import NoOutcome
from labeltrail.events.streams.item.inferred import VoteEvidence as Weighed
from labeltrail.events.streams.policy import TruthMethod
from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.inference_runs import used


@strawberry.type(description="One vote, and how much it says.")
class VoteEvidence(Scoped):
    annotator: strawberry.ID = strawberry.field(description="Whose vote.")
    category: str = strawberry.field(description="What for: a class id, or a rank.")
    evidence: Decimal | None = strawberry.field(
        description="For the value against the next best, where above 0: the logarithm, to base e,"
        " of how many times likelier the vote is under the value. Of a weighted vote, its weight."
    )

    @classmethod
    def of(cls, scope: Scope, vote: Weighed) -> Self:
        return cls(
            scope=scope,
            annotator=strawberry.ID(vote.annotator),
            category=vote.category,
            evidence=vote.evidence,
        )


@strawberry.type(description="What a recorded run says of an item.")
class InferenceUsed(Scoped):
    event_id: UUID = strawberry.field(description="The event that says so.")
    run_id: UUID = strawberry.field(description="The run that it is of.")
    method: TruthMethod = strawberry.field(description="The run's method.")
    probability: Decimal | None = strawberry.field(description="Of the value, as of that run.")
    reason: NoOutcome | None = strawberry.field(description="Why the run gives no value.")
    against: str | None = strawberry.field(description="The next best category.")
    votes: list[VoteEvidence] = strawberry.field(
        description="The votes that weigh most, heaviest first."
    )
    votes_more: int = strawberry.field(description="Votes that are not among them.")
    confirmed_by_run_id: UUID | None = strawberry.field(
        description="The last run that came to the same; null where none came later."
    )
    input_position: BigInt = strawberry.field(
        description="Of the last of these runs: labels up to here are in it."
    )
    labels_since: int = strawberry.field(
        description="Labels of the item that are later, and in no run yet."
    )

    @classmethod
    def of(cls, scope: Scope, found: used.InferenceUsed) -> Self:
        said = found.said
        return cls(
            scope=scope,
            event_id=found.event_id,
            run_id=said.run_id,
            method=said.method,
            probability=said.probability,
            reason=said.reason,
            against=said.against,
            votes=[VoteEvidence.of(scope, one) for one in said.votes],
            votes_more=said.votes_more,
            confirmed_by_run_id=found.confirmed_by,
            input_position=BigInt(found.run.input_position),
            labels_since=found.labels_since,
        )
