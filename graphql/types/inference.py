"""Recorded runs of truth inference, and each computed once more."""

from datetime import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from labeltrail.events.streams.inference import facts
from labeltrail.events.streams.policy import TruthMethod
from labeltrail.graphql.context import Scope
from labeltrail.graphql.reading import coded
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.sums import sees_known_sums
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.inference_runs import listing
from labeltrail.projections.inference_runs.listing import RecordedRun, Verified


@strawberry.type(description="How many items came out so.")
class InferenceOutcome(Scoped):
    outcome: str = strawberry.field(description="decided, gold, tie, below_quorum …")
    items: int = strawberry.field(description="How many.")


@strawberry.type(description="What a run found of one annotator.")
class AnnotatorWeight(Scoped):
    annotator: strawberry.ID = strawberry.field(description="Who.")
    labels: int = strawberry.field(description="Votes of theirs in the run.")
    weight: Decimal | None = strawberry.field(
        description="Of a vote: as counted, or how much an answer tells of the truth in nats."
    )
    accuracy: Decimal | None = strawberry.field(description="Expected share of right answers.")

    @classmethod
    def of(cls, scope: Scope, one: facts.AnnotatorWeight) -> Self:
        return cls(
            scope=scope,
            annotator=strawberry.ID(one.annotator),
            labels=one.labels,
            weight=one.weight,
            accuracy=one.accuracy,
        )


@strawberry.type(description="A run computed once more, from the labels as of its position.")
class InferenceVerification(Scoped):
    is_equal: bool = strawberry.field(description="Whether both digests are those recorded.")
    input_digest: str | None = strawberry.field(description="SHA-256 over votes and gold, now.")
    result_digest: str | None = strawberry.field(description="SHA-256 over what comes out, now.")
    reason: str | None = strawberry.field(description="Why it cannot be computed, if it cannot.")

    @classmethod
    def of(cls, scope: Scope, found: Verified) -> Self:
        return cls(
            scope=scope,
            is_equal=found.is_equal,
            input_digest=found.input_digest,
            result_digest=found.result_digest,
            reason=found.refusal.message if found.refusal is not None else None,
        )


@strawberry.type(description="A recorded run: how it was computed, and what came out.")
class InferenceRun(Scoped):
    held: strawberry.Private[RecordedRun]
    run_id: UUID = strawberry.field(description="The command id that it was recorded with.")
    task: str = strawberry.field(description="The task.")
    method: TruthMethod = strawberry.field(description="The method asked for.")
    applied: TruthMethod = strawberry.field(description="The method taken.")
    parameters: JSON = strawberry.field(description="All parameters of the method asked for.")
    seed: BigInt = strawberry.field(description="Of random starting values.")
    batch_id: strawberry.ID | None = strawberry.field(description="Null: the whole project.")
    input_position: BigInt = strawberry.field(description="Labels up to here are in it.")
    taxonomy_version: int = strawberry.field(description="Whose classes it knows.")
    policy_version: int = strawberry.field(description="That said who votes.")
    items: int = strawberry.field(description="Items with votes.")
    labels: int = strawberry.field(description="Votes.")
    gold: int = strawberry.field(description="Items whose value was given.")
    input_digest: str = strawberry.field(description="SHA-256 over votes and gold.")
    result_digest: str = strawberry.field(
        description="SHA-256 over what came out: equal input, parameters and seed give equal ones."
    )
    outcomes: list[InferenceOutcome] = strawberry.field(description="Items by outcome.")
    iterations: int = strawberry.field(description="Until it ended.")
    has_converged: bool = strawberry.field(description="Whether it had converged by then.")
    objective: Decimal | None = strawberry.field(
        description="That the method raised, in nats: log-likelihood and log prior, or a bound."
    )
    annotators: list[AnnotatorWeight] = strawberry.field(description="By id.")
    items_changed: int = strawberry.field(description="Items that it told of anew.")
    follows_run_id: UUID | None = strawberry.field(description="The run in force before it.")
    position: BigInt = strawberry.field(description="Where it was recorded.")
    completed_position: BigInt | None = strawberry.field(
        description="Where it was complete; null: it was begun and counts for nothing."
    )
    recorded_at: datetime = strawberry.field(description="When it was recorded.")
    recorded_by: strawberry.ID = strawberry.field(description="By whom.")

    @strawberry.field(
        description="Compute it once more from the ledger. One computation at a time in a server;"
        " else the error OVERLOADED."
    )
    async def verify(self) -> InferenceVerification | None:
        with coded():
            found = await listing.verified(self.scope.pool, self.scope.project_id, self.held)
        return InferenceVerification.of(self.scope, found)

    @classmethod
    def of(cls, scope: Scope, held: RecordedRun, completed_position: int | None) -> Self:
        run, given, result = held.run, held.run.computed_from, held.run.result
        at = completed_position
        return cls(
            scope=scope,
            held=held,
            run_id=held.run_id,
            task=run.task,
            method=run.method,
            applied=result.applied,
            parameters=JSON(run.parameters),
            seed=BigInt(run.seed),
            batch_id=strawberry.ID(run.batch_id) if run.batch_id is not None else None,
            input_position=BigInt(given.position),
            taxonomy_version=given.taxonomy_version,
            policy_version=given.policy_version,
            items=given.items,
            labels=given.labels,
            gold=given.gold,
            input_digest=given.digest,
            result_digest=result.digest,
            outcomes=[
                InferenceOutcome(scope=scope, outcome=name, items=number)
                for name, number in sorted(result.outcomes.items())
            ],
            iterations=result.iterations,
            has_converged=result.has_converged,
            objective=result.objective,
            annotators=[AnnotatorWeight.of(scope, one) for one in result.annotators],
            items_changed=run.items_changed,
            follows_run_id=run.follows,
            position=BigInt(held.position),
            completed_position=BigInt(at) if at is not None else None,
            recorded_at=held.recorded_at,
            recorded_by=strawberry.ID(held.recorded_by),
        )


async def run_of(scope: Scope, run_id: UUID) -> InferenceRun | None:
    """The run, complete or not. Raises BLIND for whoever may still label."""
    if not await sees_known_sums(scope, PROJECT_SCOPE, "the run"):
        return None
    found = await listing.runs(scope.pool, scope.project_id, [run_id])
    if run_id not in found:
        return None
    completed = {one.run_id: one.position for one in scope.rules.inference.completed}
    return InferenceRun.of(scope, found[run_id], completed.get(run_id))
