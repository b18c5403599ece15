"""Readiness under other policies or without some labels, dry runs of policies, and trends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from labeltrail.events.identifiers import BatchId, LabelId, MemberId
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams.policy import Policy
from labeltrail.events.streams.policy.stream import policy_fault
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import bad_input
from labeltrail.graphql.inputs.policy import PolicyInput
from labeltrail.graphql.reading import rules_seen
from labeltrail.graphql.refusals import UserError, refusal
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.readiness import Readiness
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.work import MaterialOnce, judged_within
from labeltrail.projections.readiness import supposing
from labeltrail.projections.readiness.supposing import BATCHES_MAX, DryRunOfBatch
from labeltrail.projections.readiness.trend import POINTS_MAX, TrendPoint, positions, trend
from labeltrail.projections.readiness.what_if import LEFT_OUT_MAX, NOTHING, Without

if TYPE_CHECKING:
    from labeltrail.graphql.types.batch import Batch

LazyBatch = Annotated["Batch", strawberry.lazy("labeltrail.graphql.types.batch")]


@strawberry.input(description="Labels that are taken as not given: each that any of these names.")
class WithoutInput:
    labels: list[UUID] = strawberry.field(default_factory=list, description="By their ids.")
    annotators: list[str] = strawberry.field(default_factory=list, description="By whom.")
    guideline_revisions: list[int] = strawberry.field(
        default_factory=list, description="By the revision that their annotators saw."
    )

    def without(self) -> Without:
        named = len(self.labels) + len(self.annotators) + len(self.guideline_revisions)
        if named > LEFT_OUT_MAX:
            raise bad_input(f"a question leaves out at most {LEFT_OUT_MAX} labels or names")
        return Without(
            labels=frozenset(map(LabelId, self.labels)),
            annotators=frozenset(map(MemberId, self.annotators)),
            guideline_revisions=frozenset(self.guideline_revisions),
        )


@strawberry.type(description="What readiness is, and what it would be. Nothing was written.")
class SupposedReadiness(Scoped):
    actual: Readiness = strawberry.field(description="As things are.")
    supposed: Readiness | None = strawberry.field(
        description="As supposed; null where the policy could not be published, see `refusal`."
    )
    refusal: UserError | None = strawberry.field(
        description="Why the policy could not be published, with the path of the fault."
    )
    left_out: int = strawberry.field(
        description="How many labels that stand were taken as not given."
    )
    as_of: AsOf = strawberry.field(description="What both hold for.")


@strawberry.type(description="A batch under the policy in force, and under another one.")
class BatchDryRun(Scoped):
    batch: LazyBatch = strawberry.field(description="The batch.")
    actual: Readiness = strawberry.field(description="As things are.")
    supposed: Readiness = strawberry.field(description="Under the other policy.")


@strawberry.type(description="What today's batches would be under a policy. Nothing was written.")
class PolicyDryRun(Scoped):
    refusal: UserError | None = strawberry.field(
        description="Why it could not be published, with the path of the fault; then no batch is"
        " judged."
    )
    batches: list[BatchDryRun] = strawberry.field(
        description="In the order of their ids; at most 20."
    )
    has_more: bool = strawberry.field(description="Whether more batches follow the last.")
    as_of: AsOf = strawberry.field(description="What it holds for.")


@strawberry.type(description="Readiness as of one position, under the policy in force there.")
class ReadinessTrendPoint(Scoped):
    readiness: Readiness | None = strawberry.field(
        description="As it was answered then; null before the batch was opened."
    )
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(cls, scope: Scope, sums_of: str, point: TrendPoint) -> Self:
        found, held = point.readiness, point.holds_for
        material = MaterialOnce(scope, sums_of, held.position)
        return cls(
            scope=scope,
            readiness=None if found is None else Readiness.judged(scope, found, held, material),
            as_of=AsOf.of(scope, held),
        )


async def supposed_readiness(
    scope: Scope,
    sums_of: str,
    given: PolicyInput | None,
    without: WithoutInput | None,
    position: int | None,
) -> SupposedReadiness | None:
    """Raises coded errors."""
    policy = given.policy() if given is not None else None
    fault = await _fault(scope, policy, position)
    left_out = without.without() if without is not None else NOTHING
    with judged_within():
        found = await supposing.supposed(
            scope.pool,
            scope.project_id,
            sums_of,
            policy=policy if fault is None else None,
            without=left_out,
            position=position,
        )
    if found is None:
        return None
    held = found.holds_for
    as_is = MaterialOnce(scope, sums_of, held.position)
    as_if = MaterialOnce(scope, sums_of, held.position, policy=policy, without=left_out)
    return SupposedReadiness(
        scope=scope,
        actual=Readiness.judged(scope, found.what_if.actual, held, as_is),
        supposed=Readiness.judged(scope, found.what_if.supposed, held, as_if)
        if fault is None
        else None,
        refusal=None if fault is None else refusal(fault, given, ()),
        left_out=found.what_if.left_out,
        as_of=AsOf.of(scope, held),
    )


async def policy_dry_run(
    scope: Scope,
    given: PolicyInput,
    first: int,
    after: str | None,
    position: int | None,
) -> PolicyDryRun:
    """Raises coded errors."""
    from labeltrail.graphql.types.batch import Batch

    if not 1 <= first <= BATCHES_MAX:
        raise bad_input(f"a dry run tells of 1 to {BATCHES_MAX} batches, not {first}")
    policy = given.policy()
    fault = await _fault(scope, policy, position)
    with judged_within():
        if fault is not None:
            seen = await supposing.seen_at(scope.pool, scope.project_id, position)
            return PolicyDryRun(
                scope=scope,
                refusal=refusal(fault, given, ()),
                batches=[],
                has_more=False,
                as_of=AsOf.of(scope, seen.holds_for),
            )
        found = await supposing.dry_run(
            scope.pool,
            scope.project_id,
            policy,
            position=position,
            limit=first,
            after=BatchId(after) if after is not None else None,
        )
    held = found.holds_for

    def told(one: DryRunOfBatch) -> BatchDryRun:
        sums_of = one.batch.batch_id
        as_is = MaterialOnce(scope, sums_of, held.position)
        as_if = MaterialOnce(scope, sums_of, held.position, policy=policy)
        return BatchDryRun(
            scope=scope,
            batch=Batch.of(scope, one.batch, position),
            actual=Readiness.judged(scope, one.actual, held, as_is),
            supposed=Readiness.judged(scope, one.supposed, held, as_if),
        )

    return PolicyDryRun(
        scope=scope,
        refusal=None,
        batches=[told(one) for one in found.batches],
        has_more=found.has_more,
        as_of=AsOf.of(scope, held),
    )


async def readiness_trend(
    scope: Scope, sums_of: str, points: int, position: int | None
) -> list[ReadinessTrendPoint]:
    """Raises coded errors."""
    if not 1 <= points <= POINTS_MAX:
        raise bad_input(f"a trend has 1 to {POINTS_MAX} points, not {points}")
    with judged_within():
        seen = await supposing.seen_at(scope.pool, scope.project_id, position)
        wanted = positions(1, seen.ledger.position, points)
        found = await trend(scope.pool, scope.project_id, sums_of, wanted)
    return [ReadinessTrendPoint.of(scope, sums_of, one) for one in found]


async def _fault(scope: Scope, policy: Policy | None, position: int | None) -> Rejection | None:
    """Why it could not be published under the taxonomy of the moment asked about."""
    if policy is None:
        return None
    known = (await rules_seen(scope, position)).rules.taxonomy
    return policy_fault(policy, "Supposed.", known.tasks(known.in_force))
