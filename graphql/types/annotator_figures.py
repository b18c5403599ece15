"""Figures of scorecards: records with a value or its lack, and what they rest on."""

from typing import Self

import strawberry

from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.scores import ScoreInterval
from labeltrail.projections.annotators import figures
from labeltrail.projections.annotators.figures import LackCode
from labeltrail.projections.statistics import Interval, Status

_VALUE = "Null: see `lack`."
_STATUS = "Whether there is a value, and if not, what kind of absence that is."
_LACK = "Why there is no value."
_METHOD = "The algorithm's name."
_VERSION = "Rises whenever the same labels could give another value."


@strawberry.type(description="Why a figure has no value.")
class LabelFigureLack(Scoped):
    code: LackCode = strawberry.field(description="Stable, to branch on.")
    sentence: str = strawberry.field(description="For people.")

    @classmethod
    def of(cls, scope: Scope, found: figures.Lack | None) -> Self | None:
        return None if found is None else cls(scope=scope, code=found.code, sentence=found.sentence)


@strawberry.type(description="So many labels of so many.")
class LabelShare(Scoped):
    value: float | None = strawberry.field(description=f"hits / n. {_VALUE}")
    status: Status = strawberry.field(description=_STATUS)
    lack: LabelFigureLack | None = strawberry.field(description=_LACK)
    hits: int = strawberry.field(description="Those that hit.")
    n: int = strawberry.field(description="All that could.")
    interval: ScoreInterval | None = strawberry.field(description="Wilson's.")
    method: str = strawberry.field(description=_METHOD)
    method_version: int = strawberry.field(description=_VERSION)

    @classmethod
    def of(cls, scope: Scope, found: figures.Share) -> Self:
        return cls(
            scope=scope,
            value=found.value,
            status=found.status,
            lack=LabelFigureLack.of(scope, found.lack),
            hits=found.hits,
            n=found.n,
            interval=_interval(scope, found.interval),
            method=found.algorithm.name,
            method_version=found.algorithm.version,
        )


@strawberry.type(description="One number of its own unit.")
class LabelFigure(Scoped):
    value: float | None = strawberry.field(description=_VALUE)
    status: Status = strawberry.field(description=_STATUS)
    lack: LabelFigureLack | None = strawberry.field(description=_LACK)
    n: int = strawberry.field(description="How many labels, or pairs of labels, it rests on.")
    method: str = strawberry.field(description=_METHOD)
    method_version: int = strawberry.field(description=_VERSION)

    @classmethod
    def of(cls, scope: Scope, found: figures.Figure) -> Self:
        return cls(
            scope=scope,
            value=found.value,
            status=found.status,
            lack=LabelFigureLack.of(scope, found.lack),
            n=found.n,
            method=found.algorithm.name,
            method_version=found.algorithm.version,
        )


@strawberry.type(description="A difference of two shares of different labels.")
class LabelShareDifference(Scoped):
    value: float | None = strawberry.field(description=f"First minus second. {_VALUE}")
    status: Status = strawberry.field(description=_STATUS)
    lack: LabelFigureLack | None = strawberry.field(description=_LACK)
    first: LabelShare = strawberry.field(description="What is subtracted from.")
    second: LabelShare = strawberry.field(description="What is subtracted.")
    interval: ScoreInterval | None = strawberry.field(description="Newcombe's.")
    method: str = strawberry.field(description=_METHOD)
    method_version: int = strawberry.field(description=_VERSION)

    @classmethod
    def of(cls, scope: Scope, found: figures.Contrast) -> Self:
        return cls(
            scope=scope,
            value=found.value,
            status=found.status,
            lack=LabelFigureLack.of(scope, found.lack),
            first=LabelShare.of(scope, found.first),
            second=LabelShare.of(scope, found.second),
            interval=_interval(scope, found.interval),
            method=found.algorithm.name,
            method_version=found.algorithm.version,
        )


@strawberry.type(description="Whether answers change with something, and what chance would do.")
class LabelTrend(Scoped):
    value: float | None = strawberry.field(
        description=f"-1 to 1; below 0: fewer are right as it goes on. {_VALUE}"
    )
    status: Status = strawberry.field(description=_STATUS)
    lack: LabelFigureLack | None = strawberry.field(description=_LACK)
    p_value: float | None = strawberry.field(
        description="How often chance alone comes as far from 0, on either side."
    )
    n: int = strawberry.field(description="Labels that it rests on.")
    test: str = strawberry.field(description="Where the p-value comes from: permutation or normal.")
    resamples: int | None = strawberry.field(description="Permutations drawn, if any were.")
    seed: int | None = strawberry.field(description="Of the permutations.")
    method: str = strawberry.field(description=_METHOD)
    method_version: int = strawberry.field(description=_VERSION)

    @classmethod
    def of(cls, scope: Scope, found: figures.Trend) -> Self:
        return cls(
            scope=scope,
            value=found.value,
            status=found.status,
            lack=LabelFigureLack.of(scope, found.lack),
            p_value=found.p_value,
            n=found.n,
            test=found.method,
            resamples=found.resamples,
            seed=found.seed,
            method=found.algorithm.name,
            method_version=found.algorithm.version,
        )


def _interval(scope: Scope, found: Interval | None) -> ScoreInterval | None:
    return None if found is None else ScoreInterval.of(scope, found)
