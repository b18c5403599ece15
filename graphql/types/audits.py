"""Audits: how samples were drawn, and the error rates that they show."""

from decimal import Decimal
from typing import Self

import strawberry

from labeltrail.events.streams.audits import StratifiedBy
from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.scores import ScoreInterval
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.audits import answers, estimate
from labeltrail.projections.statistics import Status

MISTAKES_TOLD_MAX = 100


@strawberry.type(description="A part of an audit's population.")
class AuditStratum(Scoped):
    key: str = strawberry.field(description="The class, or the origin.")
    items: int = strawberry.field(description="Items that it has.")
    sampled: int = strawberry.field(description="Items that were drawn.")


@strawberry.type(description="How often what was accepted is wrong, by an audit.")
class AuditErrorRate(Scoped):
    key: str = strawberry.field(description="The class or stratum; empty: all.")
    value: float | None = strawberry.field(description="Share that is wrong; null: see `reason`.")
    status: Status = strawberry.field(description="Whether there is a value, and if not, why not.")
    reason: str | None = strawberry.field(description="Why there is no value.")
    wrong: int = strawberry.field(description="Items audited as something else.")
    audited: int = strawberry.field(description="Items with a verdict that decides.")
    undecided: int = strawberry.field(description='Items audited as "cannot tell".')
    sampled: int = strawberry.field(description="Items that were drawn.")
    interval: ScoreInterval | None = strawberry.field(
        description="Clopper and Pearson's; over several strata that of Yan and Su."
    )
    method: str = strawberry.field(description="The algorithm's name.")
    method_version: int = strawberry.field(
        description="Rises whenever the same verdicts could give another value."
    )

    @classmethod
    def of(cls, scope: Scope, found: estimate.ErrorRate) -> Self:
        interval = found.interval
        return cls(
            scope=scope,
            key=found.key,
            value=found.value,
            status=found.status,
            reason=found.reason,
            wrong=found.wrong,
            audited=found.audited,
            undecided=found.undecided,
            sampled=found.sampled,
            interval=None if interval is None else ScoreInterval.of(scope, interval),
            method=found.algorithm.name,
            method_version=found.algorithm.version,
        )


@strawberry.type(description="An item that was accepted as one thing and audited as another.")
class AuditMistake(Scoped):
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    accepted: str = strawberry.field(description="What was accepted.")
    audited: str = strawberry.field(description="What the auditor says.")
    auditor: strawberry.ID = strawberry.field(description="Who audited it.")


@strawberry.type(description="A random sample of what was accepted, judged once more.")
class Audit(Scoped):
    batch_id: strawberry.ID = strawberry.field(description="The batch of the sample.")
    task: str = strawberry.field(description="The task that is audited.")
    of_batch: strawberry.ID | None = strawberry.field(
        description="Whose items were drawn from; null: the project's."
    )
    drawn_at: BigInt = strawberry.field(description="The position that truths were looked at.")
    planned_position: BigInt = strawberry.field(description="Where the plan is recorded.")
    population: int = strawberry.field(description="Items that were drawn from.")
    size: int = strawberry.field(description="Items that were drawn.")
    stratified_by: StratifiedBy = strawberry.field(description="What the population was cut by.")
    strata: list[AuditStratum] = strawberry.field(description="Its parts, by key.")
    seed: BigInt = strawberry.field(description="The same seed draws the same again.")
    level: Decimal = strawberry.field(description="The confidence level of the plan.")
    expected_error: Decimal = strawberry.field(description="What the size rests on.")
    expected_half_width: Decimal = strawberry.field(
        description="Of the interval, if the error rate is as expected."
    )
    overall: AuditErrorRate = strawberry.field(
        description="Over all, with strata weighed as the population has them."
    )
    classes: list[AuditErrorRate] = strawberry.field(description="By the accepted class.")
    by_stratum: list[AuditErrorRate] = strawberry.field(description="By stratum.")
    strata_left_out: list[str] = strawberry.field(
        description="Nothing of them is audited yet, so they have no part in the overall rate."
    )
    mistakes: list[AuditMistake] = strawberry.field(
        description=f"By item; at most {MISTAKES_TOLD_MAX}."
    )
    item_ids: list[strawberry.ID] = strawberry.field(description="The sample.")
    to_audit: list[strawberry.ID] = strawberry.field(description="Items without a verdict yet.")
    as_of: AsOf = strawberry.field(description="What the answer holds for.")

    @classmethod
    def of(
        cls, scope: Scope, found: answers.Audit, holds_for: HoldsFor, level: float | None = None
    ) -> Self:
        plan, sample = found.planned.plan, found.planned.sample
        result = found.result(level=level)
        done = {one.item_id for one in found.audited}
        return cls(
            scope=scope,
            batch_id=strawberry.ID(found.batch_id),
            task=plan.task,
            of_batch=strawberry.ID(plan.batch_id) if plan.batch_id is not None else None,
            drawn_at=BigInt(plan.position),
            planned_position=BigInt(found.position),
            population=plan.items,
            size=len(sample),
            stratified_by=plan.stratified_by,
            strata=[
                AuditStratum(scope=scope, key=one.key, items=one.items, sampled=one.sampled)
                for one in plan.strata
            ],
            seed=BigInt(plan.seed),
            level=plan.level,
            expected_error=plan.expected_error,
            expected_half_width=plan.half_width,
            overall=AuditErrorRate.of(scope, result.overall),
            classes=[AuditErrorRate.of(scope, one) for one in result.classes],
            by_stratum=[AuditErrorRate.of(scope, one) for one in result.strata],
            strata_left_out=list(result.strata_left_out),
            mistakes=[_mistake(scope, one) for one in result.mistakes[:MISTAKES_TOLD_MAX]],
            item_ids=[strawberry.ID(one.item_id) for one in sample],
            to_audit=[strawberry.ID(one.item_id) for one in sample if one.item_id not in done],
            as_of=AsOf.of(scope, holds_for),
        )


def _mistake(scope: Scope, one: estimate.Mistake) -> AuditMistake:
    return AuditMistake(
        scope=scope,
        item_id=strawberry.ID(one.item),
        accepted=one.accepted,
        audited=one.audited,
        auditor=strawberry.ID(one.auditor),
    )
