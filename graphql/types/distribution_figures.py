"""Figures of distributions: records with a value or its reason, and the shares of classes."""

from collections.abc import Mapping
from typing import Self

import strawberry

from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.scores import ScoreInterval
from labeltrail.projections.distribution import balance, figure
from labeltrail.projections.distribution.figure import Why
from labeltrail.projections.statistics import Interval, Status


def interval_of(scope: Scope, found: Interval | None) -> ScoreInterval | None:
    return None if found is None else ScoreInterval.of(scope, found)


@strawberry.type(name="DistributionReason", description="Why a figure has no value.")
class FigureReason(Scoped):
    code: Why = strawberry.field(description="Stable, to branch on.")
    sentence: str = strawberry.field(description="For people.")

    @classmethod
    def of(cls, scope: Scope, found: figure.Lack) -> Self:
        return cls(scope=scope, code=found.code, sentence=found.sentence)


@strawberry.type(
    name="DistributionFigure",
    description="A figure: a value, or why there is none, and what it rests on.",
)
class Figure(Scoped):
    value: float | None = strawberry.field(description="The figure; null: see `reason`.")
    status: Status = strawberry.field(description="Whether there is a value, and if not, why not.")
    reason: FigureReason | None = strawberry.field(description="Why there is no value.")
    n_items: int = strawberry.field(description="Items that it rests on.")
    interval: ScoreInterval | None = strawberry.field(description="Null where none is computed.")
    method: str = strawberry.field(description="The algorithm's name.")
    method_version: int = strawberry.field(
        description="Rises whenever the same items could give another value."
    )

    @classmethod
    def of(cls, scope: Scope, found: figure.Figure) -> Self:
        reason = found.reason
        return cls(
            scope=scope,
            value=found.value,
            status=found.status,
            reason=None if reason is None else FigureReason.of(scope, reason),
            n_items=found.n_items,
            interval=interval_of(scope, found.interval),
            method=found.algorithm.name,
            method_version=found.algorithm.version,
        )


@strawberry.type(description="So many items or labels play no part, for one cause.")
class LeftOut(Scoped):
    cause: str = strawberry.field(description="Why they are left out.")
    n: int = strawberry.field(description="How many there are.")

    @classmethod
    def listed(cls, scope: Scope, found: Mapping[str, int]) -> list[Self]:
        return [cls(scope=scope, cause=cause, n=n) for cause, n in sorted(found.items())]


@strawberry.type(description="How many values a class has, and their share.")
class ClassShare(Scoped):
    category: str = strawberry.field(description="The class, or the value as statistics name it.")
    n: int = strawberry.field(description="Values of this class.")
    share: float | None = strawberry.field(description="Of all values; null where there is none.")
    interval: ScoreInterval | None = strawberry.field(
        description="Wilson's, of this share alone. Where items have several values, which resemble"
        " each other, it is as wide as so many independent ones would make it."
    )
    simultaneous: ScoreInterval | None = strawberry.field(
        description="Goodman's, of all classes at once; null where items have several values."
    )

    @classmethod
    def of(cls, scope: Scope, found: balance.ClassShare) -> Self:
        return cls(
            scope=scope,
            category=found.category,
            n=found.n,
            share=found.share,
            interval=interval_of(scope, found.interval),
            simultaneous=interval_of(scope, found.simultaneous),
        )


@strawberry.type(description="How evenly values fall into classes.")
class ClassBalance(Scoped):
    classes: list[ClassShare] = strawberry.field(description="All classes listed, empty ones too.")
    missing: list[str] = strawberry.field(description="Classes that no value has.")
    effective_number: Figure = strawberry.field(
        description="exp of Shannon's entropy: so many classes of equal size are as uneven."
    )
    inverse_simpson: Figure = strawberry.field(
        description="1 over the sum of squared shares: the same, moved less by rare classes."
    )
    normalised_entropy: Figure = strawberry.field(
        description="Entropy as a share of that of classes of equal size: 1 is even."
    )
    imbalance: Figure = strawberry.field(
        description="The largest class over the smallest; undefined where one is empty."
    )
    imbalance_observed: Figure = strawberry.field(
        description="The same among the classes that are not empty."
    )

    @classmethod
    def of(cls, scope: Scope, found: balance.Balance) -> Self:
        return cls(
            scope=scope,
            classes=[ClassShare.of(scope, one) for one in found.classes],
            missing=list(found.missing),
            effective_number=Figure.of(scope, found.effective_number),
            inverse_simpson=Figure.of(scope, found.inverse_simpson),
            normalised_entropy=Figure.of(scope, found.normalised_entropy),
            imbalance=Figure.of(scope, found.imbalance),
            imbalance_observed=Figure.of(scope, found.imbalance_observed),
        )
