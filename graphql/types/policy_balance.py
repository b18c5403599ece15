"""The policy's sections about quotas, costs, splits and models."""

from decimal import Decimal
from typing import Self

import strawberry

from labeltrail.events.streams.policy import Bound
from labeltrail.events.streams.policy.quotas import ErrorCost, Quota, QuotaScope
from labeltrail.events.streams.policy.splitting import BenchmarkChanges, Splitting
from labeltrail.events.streams.policy.validation import SoleLabeler, ValidationMetric
from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.scoped import Scoped


@strawberry.type(description="How many items of a class are wanted.")
class ClassQuota(Scoped):
    task: str = strawberry.field(description="The task.")
    class_id: str = strawberry.field(description="The class.")
    counted_in: QuotaScope = strawberry.field(description="Within what it counts.")
    items_min: int | None = strawberry.field(description="At least so many.")
    items_max: int | None = strawberry.field(description="At most so many.")
    share_min: Decimal | None = strawberry.field(description="At least this share.")
    share_max: Decimal | None = strawberry.field(description="At most this share.")

    @classmethod
    def of(cls, scope: Scope, found: Quota) -> Self:
        return cls(
            scope=scope,
            task=found.task,
            class_id=found.class_id,
            counted_in=found.scope,
            items_min=found.items_min,
            items_max=found.items_max,
            share_min=found.share_min,
            share_max=found.share_max,
        )


@strawberry.type(description="What an error costs.")
class ErrorCostStated(Scoped):
    task: str = strawberry.field(description="The task.")
    truth: str = strawberry.field(description="The class that an item is.")
    said: str | None = strawberry.field(description="What it is called; null: any other.")
    cost: Decimal = strawberry.field(description="In the policy's unit.")

    @classmethod
    def of(cls, scope: Scope, found: ErrorCost) -> Self:
        return cls(
            scope=scope, task=found.task, truth=found.truth, said=found.said, cost=found.cost
        )


@strawberry.type(description="What keeps splits apart.")
class SplittingRules(Scoped):
    benchmark_changes: BenchmarkChanges = strawberry.field(
        description="What happens to acts that change what is said of the benchmark."
    )
    grouped_by: str | None = strawberry.field(
        description="The attribute of items whose values belong into one split."
    )

    @classmethod
    def of(cls, scope: Scope, found: Splitting) -> Self:
        return cls(
            scope=scope,
            benchmark_changes=found.benchmark_changes,
            grouped_by=found.grouped_by,
        )


@strawberry.type(description="What a model must have shown before it may label alone.")
class SoleLabelerRule(Scoped):
    task: str = strawberry.field(description="The task.")
    metric: ValidationMetric = strawberry.field(description="What it must show.")
    threshold: Decimal = strawberry.field(description="At least this.")
    items_min: int = strawberry.field(description="Items that count as evidence, at least.")
    bound: Bound = strawberry.field(description="Which end of the evidence is held against it.")
    level: Decimal = strawberry.field(description="Of the interval.")

    @classmethod
    def of(cls, scope: Scope, found: SoleLabeler) -> Self:
        return cls(
            scope=scope,
            task=found.task,
            metric=found.metric,
            threshold=found.threshold,
            items_min=found.items_min,
            bound=found.bound,
            level=found.level,
        )
