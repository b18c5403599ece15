"""Agreement as clients read it: score records, never bare numbers."""

from typing import Self

import strawberry

from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.agreement import tallied as agreement
from labeltrail.projections.answers import ScopeAnswer
from labeltrail.projections.statistics import (
    Distance,
    Interval,
    Pooling,
    Reason,
    ReasonCode,
    Status,
)
from labeltrail.projections.statistics import Score as Computed
from labeltrail.projections.statistics.score import Weights


@strawberry.type(description="Why a statistic has no value.")
class ScoreReason(Scoped):
    code: ReasonCode = strawberry.field(description="Stable, to branch on.")
    sentence: str = strawberry.field(description="For people.")

    @classmethod
    def of(cls, scope: Scope, reason: Reason) -> Self:
        return cls(scope=scope, code=reason.code, sentence=reason.sentence)


@strawberry.type(description="A confidence interval, recomputable from its method and seed.")
class ScoreInterval(Scoped):
    level: float = strawberry.field(description="The confidence level, 0 to 1.")
    method: str = strawberry.field(description="How it was computed.")
    seed: int | None = strawberry.field(description="Of the random numbers, if there are any.")
    low: float = strawberry.field(description="The lower end.")
    high: float = strawberry.field(description="The upper end.")
    resamples: int | None = strawberry.field(description="How often items were drawn again.")
    resamples_undefined: int = strawberry.field(
        description="Of those, how many had no value and play no part."
    )

    @classmethod
    def of(cls, scope: Scope, interval: Interval) -> Self:
        return cls(
            scope=scope,
            level=interval.level,
            method=interval.method,
            seed=interval.seed,
            low=interval.low,
            high=interval.high,
            resamples=interval.resamples,
            resamples_undefined=interval.resamples_undefined,
        )


@strawberry.type(description="So many labels play no part in a statistic, for one cause.")
class Exclusion(Scoped):
    cause: str = strawberry.field(description="Why they are left out.")
    labels: int = strawberry.field(description="How many there are.")


@strawberry.type(description="A statistic: a value, or why there is none, and what it rests on.")
class Score(Scoped):
    value: float | None = strawberry.field(description="The statistic; null: see `reason`.")
    status: Status = strawberry.field(description="Whether there is a value, and if not, why not.")
    reason: ScoreReason | None = strawberry.field(description="Why there is no value.")
    n_items: int = strawberry.field(description="Items with at least two values.")
    n_pairs: int = strawberry.field(description="Pairs of values on those items.")
    n_annotators: int = strawberry.field(description="Annotators whose values count.")
    n_values: int = strawberry.field(description="Values on those items.")
    exclusions: list[Exclusion] = strawberry.field(description="Labels left out, by cause.")
    distance: Distance = strawberry.field(description="How far apart two categories are.")
    n_categories: int = strawberry.field(description="How many categories there are to choose.")
    pooling: Pooling = strawberry.field(description="How items of unequal size weigh.")
    weights: Weights | None = strawberry.field(
        description="How much of an agreement two categories are; null: by distance, or none."
    )
    observed: float | None = strawberry.field(description="The observed term, where there is one.")
    chance: float | None = strawberry.field(description="The same by chance.")
    standard_error: float | None = strawberry.field(
        description="Of the value, where one is published and an interval was asked for."
    )
    annotators: list[strawberry.ID] | None = strawberry.field(description="The two compared.")
    category: str | None = strawberry.field(description="Held against all others together.")
    pairs_undefined: int = strawberry.field(
        description="Pairs that have no value and play no part, in means over pairs."
    )
    interval: ScoreInterval | None = strawberry.field(description="Null where none is computed.")
    method: str = strawberry.field(description="The algorithm's name.")
    method_version: int = strawberry.field(
        description="Rises whenever the same labels could give another value."
    )
    position: BigInt = strawberry.field(description="All events up to here are counted.")

    @classmethod
    def of(cls, scope: Scope, score: Computed, *, n_values: int) -> Self:
        excluded = sorted(score.exclusions.items())
        return cls(
            scope=scope,
            value=score.value,
            status=score.status,
            reason=ScoreReason.of(scope, score.reason) if score.reason else None,
            n_items=score.n_items,
            n_pairs=score.n_pairs,
            n_annotators=score.n_annotators,
            n_values=n_values,
            exclusions=[Exclusion(scope=scope, cause=c, labels=n) for c, n in excluded],
            distance=score.distance,
            n_categories=score.n_categories,
            pooling=score.pooling,
            weights=score.weights,
            observed=score.observed,
            chance=score.chance,
            standard_error=score.standard_error,
            annotators=[strawberry.ID(one) for one in score.annotators]
            if score.annotators
            else None,
            category=score.category,
            pairs_undefined=score.pairs_undefined,
            interval=ScoreInterval.of(scope, score.interval) if score.interval else None,
            method=score.algorithm.name,
            method_version=score.algorithm.version,
            position=BigInt(score.position or 0),
        )


@strawberry.type(description="Agreement on one task: observed, chance-corrected, and robust.")
class Agreement(Scoped):
    task: str = strawberry.field(description="The task's name.")
    observed: Score = strawberry.field(description="Share of equal pairs of values.")
    alpha: Score = strawberry.field(
        description="Krippendorff's alpha by the distance of the task's kind: ranks between, MASI"
        " of sets, path between classes, difference of numbers, tau-b of rankings."
    )
    alpha_nominal: Score = strawberry.field(
        description="Krippendorff's alpha, classes equal or not."
    )
    alpha_ordinal: Score | None = strawberry.field(
        description="Krippendorff's alpha by the ranks between; null for classes without order."
    )
    ac1: Score = strawberry.field(description="Gwet's AC1, robust to prevalence.")
    carries_over: bool = strawberry.field(
        description="Whether answers of older taxonomy versions may read otherwise here, carried"
        " over to their class of today or left out; `agreementReport` counts them by version."
    )
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(cls, scope: Scope, answer: ScopeAnswer, found: agreement.TaskAgreement) -> Self:
        n_values = answer.tally.of_task(found.task).agreement.n_values(values_min=2)

        def score(computed: Computed) -> Score:
            return Score.of(scope, computed, n_values=n_values)

        return cls(
            scope=scope,
            task=found.task,
            observed=score(found.observed),
            alpha=score(found.alpha),
            alpha_nominal=score(found.alpha_nominal),
            alpha_ordinal=score(found.alpha_ordinal) if found.alpha_ordinal else None,
            ac1=score(found.ac1),
            carries_over=answer.terms.carries_over(found.task),
            as_of=AsOf.of(scope, answer.holds_for),
        )
