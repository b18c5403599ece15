"""What a policy demands of a batch, as clients read it."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

import strawberry

from labeltrail.events.streams import policy
from labeltrail.events.streams.policy import Bound, Comparison, IntervalBy, Metric, Severity
from labeltrail.events.streams.policy import Scope as RequirementScope
from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.statistics.coefficient import Coefficient


@strawberry.type(description="One demand on a batch.")
class Requirement(Scoped):
    metric: Metric = strawberry.field(description="What is measured.")
    task: str | None = strawberry.field(description="The task, for metrics of a task.")
    comparison: Comparison = strawberry.field(description="Which side of the threshold passes.")
    threshold: Decimal = strawberry.field(description="What it is held against.")
    bound: Bound = strawberry.field(description="Which end of the evidence is held against it.")
    items_min: int = strawberry.field(description="How many cases count as evidence at least.")
    severity: Severity = strawberry.field(description="Whether it blocks or warns.")
    of_each: RequirementScope = strawberry.field(
        name="scope", description="What must meet it, each by itself."
    )
    category: str | None = strawberry.field(description="The class, if it is about one.")
    annotator: str | None = strawberry.field(description="The annotator, if it is about one.")
    attribute: str | None = strawberry.field(description="What slices are made by.")
    attribute_value: str | None = strawberry.field(description="The slice, if it is about one.")
    coefficient: Coefficient | None = strawberry.field(description="Of agreement.")
    interval_by: IntervalBy = strawberry.field(description="How a coefficient's interval is found.")
    level: Decimal = strawberry.field(description="The interval's level of confidence.")
    resamples: int = strawberry.field(description="How often the bootstrap draws.")
    seed: int = strawberry.field(description="What the bootstrap draws from.")
    reference: strawberry.ID | None = strawberry.field(
        description="The id of the batch that this one is compared with."
    )
    parts: list[Requirement] = strawberry.field(
        description="The requirements of which so many must pass; of the metric PARTS_PASSED."
    )

    @classmethod
    def of(cls, scope: Scope, required: policy.Requirement) -> Self:
        named, reference = required.coefficient, required.reference
        return cls(
            scope=scope,
            metric=required.metric,
            task=required.task,
            comparison=required.comparison,
            threshold=required.threshold,
            bound=required.bound,
            items_min=required.items_min,
            severity=required.severity,
            of_each=required.scope,
            category=required.category,
            annotator=required.annotator,
            attribute=required.attribute,
            attribute_value=required.attribute_value,
            coefficient=Coefficient(named.value) if named is not None else None,
            interval_by=required.interval_by,
            level=required.level,
            resamples=required.resamples,
            seed=required.seed,
            reference=strawberry.ID(reference) if reference is not None else None,
            parts=[cls.of(scope, one) for one in required.parts],
        )
