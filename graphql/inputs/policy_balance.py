"""The policy's sections about quotas, costs, splits and models, as clients give them."""

from decimal import Decimal

import strawberry

from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.streams.policy import Bound
from labeltrail.events.streams.policy.quotas import ErrorCost, Quota, QuotaScope
from labeltrail.events.streams.policy.splitting import BenchmarkChanges, Splitting
from labeltrail.events.streams.policy.validation import SoleLabeler, ValidationMetric


@strawberry.input(description="How many items of a class are wanted; give one bound at least.")
class QuotaInput:
    task: str = strawberry.field(description="The task.")
    class_id: str = strawberry.field(description="The class.")
    counted_in: QuotaScope = strawberry.field(
        default=QuotaScope.BATCH, description="Within what it counts."
    )
    items_min: int | None = strawberry.field(default=None, description="At least so many.")
    items_max: int | None = strawberry.field(default=None, description="At most so many.")
    share_min: Decimal | None = strawberry.field(default=None, description="At least this share.")
    share_max: Decimal | None = strawberry.field(default=None, description="At most this share.")

    def quota(self) -> Quota:
        return Quota(
            task=TaskName(self.task),
            class_id=ClassId(self.class_id),
            scope=self.counted_in,
            items_min=self.items_min,
            items_max=self.items_max,
            share_min=self.share_min,
            share_max=self.share_max,
        )


@strawberry.input(description="What an error costs; 1 where nothing is stated.")
class ErrorCostInput:
    task: str = strawberry.field(description="The task.")
    truth: str = strawberry.field(description="The class that an item is.")
    cost: Decimal = strawberry.field(description="In a unit of your choice.")
    said: str | None = strawberry.field(
        default=None,
        description="What it is called; left out: whatever has no cost of its own.",
    )

    def error_cost(self) -> ErrorCost:
        return ErrorCost(
            task=TaskName(self.task),
            truth=ClassId(self.truth),
            said=ClassId(self.said) if self.said is not None else None,
            cost=self.cost,
        )


@strawberry.input(description="What keeps splits apart.")
class SplittingInput:
    benchmark_changes: BenchmarkChanges = strawberry.field(
        default=BenchmarkChanges.WARN,
        description="What happens to acts that change what is said of the benchmark.",
    )
    grouped_by: str | None = strawberry.field(
        default=None, description="The attribute of items whose values belong into one split."
    )

    def splitting(self) -> Splitting:
        return Splitting(benchmark_changes=self.benchmark_changes, grouped_by=self.grouped_by)


@strawberry.input(description="What a model must have shown before it may label alone.")
class SoleLabelerInput:
    task: str = strawberry.field(description="The task.")
    threshold: Decimal = strawberry.field(description="At least this.")
    metric: ValidationMetric = strawberry.field(
        default=ValidationMetric.ACCURACY, description="What it must show."
    )
    items_min: int = strawberry.field(
        default=30, description="The least number of items that count as evidence."
    )
    bound: Bound = strawberry.field(
        default=Bound.INTERVAL, description="Which end of the evidence is held against it."
    )
    level: Decimal = strawberry.field(
        default=Decimal("0.95"), description="Of the interval, 0 to 1."
    )

    def sole_labeler(self) -> SoleLabeler:
        return SoleLabeler(
            task=TaskName(self.task),
            metric=self.metric,
            threshold=self.threshold,
            items_min=self.items_min,
            bound=self.bound,
            level=self.level,
        )
