"""Quotas of classes and what errors cost."""

from decimal import Decimal
from fractions import Fraction
from typing import Self

import strawberry

from labeltrail.events.streams.policy.quotas import QuotaScope
from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.scores import Score, ScoreInterval
from labeltrail.projections.slices import costs, people, quotas
from labeltrail.projections.slices.quotas import QuotaStatus
from labeltrail.projections.statistics import Status


@strawberry.type(description="How far a quota is met, in one batch or in the project.")
class QuotaProgress(Scoped):
    task: str = strawberry.field(description="The task.")
    class_id: str = strawberry.field(description="The class.")
    counted_in: QuotaScope = strawberry.field(description="Within what it counts.")
    batch_id: strawberry.ID | None = strawberry.field(description="The batch; null: the project.")
    status: QuotaStatus = strawberry.field(description="Whether it is met.")
    have: int = strawberry.field(description="Items whose ground truth is the class or holds it.")
    items: int = strawberry.field(description="Items with ground truth in the task.")
    share: float | None = strawberry.field(description="have / items; null where there are none.")
    items_min: int | None = strawberry.field(description="At least so many are wanted.")
    items_max: int | None = strawberry.field(description="At most so many are wanted.")
    share_min: Decimal | None = strawberry.field(description="At least this share is wanted.")
    share_max: Decimal | None = strawberry.field(description="At most this share is wanted.")
    missing: int | None = strawberry.field(
        description="Items of the class to add at least; null where no number would do."
    )
    over: int | None = strawberry.field(description="Items of the class too many.")
    filled: float | None = strawberry.field(
        description="How far it is, 0 to 1; null where nothing is wanted at least."
    )

    @classmethod
    def of(cls, scope: Scope, found: quotas.QuotaProgress) -> Self:
        quota = found.quota
        return cls(
            scope=scope,
            task=quota.task,
            class_id=quota.class_id,
            counted_in=quota.scope,
            batch_id=strawberry.ID(found.within) if found.within is not None else None,
            status=found.status,
            have=found.have,
            items=found.items,
            share=number(found.share),
            items_min=quota.items_min,
            items_max=quota.items_max,
            share_min=quota.share_min,
            share_max=quota.share_max,
            missing=found.missing,
            over=found.over,
            filled=number(found.filled),
        )


@strawberry.type(description="How far the quotas of the policy are met.")
class QuotaReport(Scoped):
    quotas: list[QuotaProgress] = strawberry.field(
        description="In the order of the policy, each batch by batch."
    )
    worst: QuotaProgress | None = strawberry.field(description="The furthest from being met.")
    as_of: AsOf = strawberry.field(description="What the answer holds for.")


@strawberry.type(description="What errors on items of one class cost.")
class ClassCost(Scoped):
    category: str = strawberry.field(description="What the items are.")
    items: int = strawberry.field(description="How many there are.")
    errors: int = strawberry.field(description="How many are called something else.")
    cost: float = strawberry.field(description="What that costs in all, in the policy's unit.")


@strawberry.type(description="What errors cost, weighed by the policy.")
class ErrorCosts(Scoped):
    expected_cost: float | None = strawberry.field(
        description="Per item, in the policy's unit; null: see `reason`."
    )
    weighted_error: float | None = strawberry.field(
        description="As a share of what the dearest errors would cost: 0 all right, 1 as dear as"
        " can be."
    )
    status: Status = strawberry.field(description="Whether there is a value, and if not, why not.")
    reason: str | None = strawberry.field(description="Why there is no value.")
    items: int = strawberry.field(description="Answers, or items, that it rests on.")
    errors: int = strawberry.field(description="How many of them are wrong.")
    classes: list[ClassCost] = strawberry.field(description="The dearest class first.")
    interval: ScoreInterval | None = strawberry.field(
        description="Of the expected cost; null without resamples."
    )
    agreement: Score | None = strawberry.field(
        description="Krippendorff's alpha with costs as distances; null where truth is asked about."
    )
    method: str = strawberry.field(description="The algorithm's name.")
    method_version: int = strawberry.field(
        description="Rises whenever the same labels could give another value."
    )
    as_of: AsOf = strawberry.field(description="What the answer holds for.")

    @classmethod
    def of(cls, scope: Scope, found: people.ErrorCosts) -> Self:
        expected = found.expected
        return cls(
            scope=scope,
            expected_cost=number(expected.value),
            weighted_error=number(expected.weighted_error),
            status=expected.status,
            reason=expected.reason,
            items=expected.items,
            errors=expected.errors,
            classes=[_of_class(scope, one) for one in expected.classes],
            interval=None
            if expected.interval is None
            else ScoreInterval.of(scope, expected.interval),
            agreement=None
            if found.agreement is None
            else Score.of(scope, found.agreement, n_values=found.values),
            method=expected.algorithm.name,
            method_version=expected.algorithm.version,
            as_of=AsOf.of(scope, found.holds_for),
        )


def _of_class(scope: Scope, one: costs.ClassCost) -> ClassCost:
    return ClassCost(
        scope=scope,
        category=one.category,
        items=one.items,
        errors=one.errors,
        cost=float(one.cost),
    )


def number(exact: Fraction | None) -> float | None:
    return None if exact is None else float(exact)
