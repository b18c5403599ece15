"""Inputs about what a policy demands of a batch."""

from __future__ import annotations

from decimal import Decimal

import strawberry

from labeltrail.events.identifiers import BatchId, MemberId, TaskName
from labeltrail.events.streams import policy as policies
from labeltrail.events.streams.policy import (
    Bound,
    Comparison,
    IntervalBy,
    Metric,
    Severity,
)
from labeltrail.events.streams.policy import Scope as RequirementScope
from labeltrail.projections.statistics.coefficient import Coefficient


@strawberry.input(description="One demand on a batch.")
class RequirementInput:
    metric: Metric = strawberry.field(description="What is measured.")
    comparison: Comparison = strawberry.field(description="Which side of the threshold passes.")
    threshold: Decimal = strawberry.field(description="What it is held against.")
    task: str | None = strawberry.field(
        default=None, description="The task, for metrics of a task and only for them."
    )
    bound: Bound = strawberry.field(
        default=Bound.POINT, description="Which end of the evidence is held against the threshold."
    )
    items_min: int = strawberry.field(
        default=1, description="The least number of cases that count as evidence."
    )
    severity: Severity = strawberry.field(
        default=Severity.BLOCK, description="Whether it blocks or warns."
    )
    scope: RequirementScope = strawberry.field(
        default=RequirementScope.BATCH, description="What must meet it, each by itself."
    )
    category: str | None = strawberry.field(default=None, description="Only this class.")
    annotator: str | None = strawberry.field(default=None, description="Only this annotator.")
    attribute: str | None = strawberry.field(
        default=None, description="The attribute of items that slices are made by."
    )
    attribute_value: str | None = strawberry.field(
        default=None, description="Only items that were registered with this value of it."
    )
    coefficient: Coefficient | None = strawberry.field(
        default=None, description="Of the metric AGREEMENT, and only of it."
    )
    interval_by: IntervalBy = strawberry.field(
        default=IntervalBy.PUBLISHED, description="How the interval of a coefficient is found."
    )
    level: Decimal = strawberry.field(
        default=Decimal("0.95"), description="The interval's level of confidence."
    )
    resamples: int = strawberry.field(default=1_000, description="How often the bootstrap draws.")
    seed: int = strawberry.field(default=0, description="What the bootstrap draws from.")
    reference: strawberry.ID | None = strawberry.field(
        default=None, description="The id of the batch that this one is compared with."
    )
    parts: list[RequirementInput] = strawberry.field(
        default_factory=list,
        description="Of the metric PARTS_PASSED: the requirements of which so many must pass.",
    )

    def requirement(self) -> policies.Requirement:
        named = self.coefficient
        return policies.Requirement(
            metric=self.metric,
            comparison=self.comparison,
            threshold=self.threshold,
            task=TaskName(self.task) if self.task is not None else None,
            bound=self.bound,
            items_min=self.items_min,
            severity=self.severity,
            scope=self.scope,
            category=self.category,
            annotator=MemberId(self.annotator) if self.annotator is not None else None,
            attribute=self.attribute,
            attribute_value=self.attribute_value,
            coefficient=policies.Coefficient(named.value) if named is not None else None,
            interval_by=self.interval_by,
            level=self.level,
            resamples=self.resamples,
            seed=self.seed,
            reference=BatchId(self.reference) if self.reference is not None else None,
            parts=tuple(one.requirement() for one in self.parts),
        )
