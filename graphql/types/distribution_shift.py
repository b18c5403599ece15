"""How far two sets of items are apart, and whether chance would do."""

from typing import Self

import strawberry

from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.distribution_figures import ClassShare, Figure, interval_of
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.scores import ScoreInterval
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.distribution import shift
from labeltrail.projections.distribution.survey import Basis

CLASSES_TOLD_MAX = 1_000


@strawberry.type(description="One class on both sides.")
class ClassDifference(Scoped):
    before: ClassShare = strawberry.field(description="In the first set.")
    after: ClassShare = strawberry.field(description="In the second set.")
    change: float | None = strawberry.field(description="The second share less the first.")
    interval: ScoreInterval | None = strawberry.field(
        description="Newcombe's, of the change; null where items are in both sets."
    )

    @classmethod
    def of(cls, scope: Scope, found: shift.ClassDifference) -> Self:
        return cls(
            scope=scope,
            before=ClassShare.of(scope, found.first),
            after=ClassShare.of(scope, found.second),
            change=found.change,
            interval=interval_of(scope, found.interval),
        )


@strawberry.type(
    description="How far two sets of items are apart. Numbers are compared by the tenths of the"
    " first set; sets and rankings as wholes, and told member by member."
)
class DistributionShift(Scoped):
    task: str = strawberry.field(description="The task's name.")
    basis: Basis = strawberry.field(description="Whose word counts.")
    n_before: int = strawberry.field(description="Items of the first set with a value.")
    n_after: int = strawberry.field(description="Items of the second set with a value.")
    n_shared: int = strawberry.field(description="Items that are in both.")
    resamples: int = strawberry.field(description="Draws for intervals, and splits for the test.")
    seed: int = strawberry.field(description="Of the random numbers.")
    divergence: Figure = strawberry.field(
        description="Jensen-Shannon's in bits, 0 to 1; too large on small sets, see `byChance`."
    )
    distance: Figure = strawberry.field(description="Its square root, a distance.")
    by_chance: Figure = strawberry.field(
        description="The mean divergence of random splits of the same items."
    )
    corrected: Figure = strawberry.field(description="The divergence less that; at least 0.")
    p_value: Figure = strawberry.field(
        description="How often a random split is as far apart: (b + 1) / (m + 1)."
    )
    psi: Figure = strawberry.field(
        description="The population stability index in nats; undefined where a class is empty on"
        " one side."
    )
    psi_smoothed: Figure = strawberry.field(
        description="The same with `smoothing` items more in each class of both sets."
    )
    psi_custom: str | None = strawberry.field(
        description="How the smoothed index is named by custom (bounds .1 and .25): no verdict."
    )
    smoothing: float = strawberry.field(description="Items added to each class for the index.")
    total_variation: Figure = strawberry.field(
        description="Half the sum of the differences of shares."
    )
    classes: list[ClassDifference] = strawberry.field(
        description="Class by class, in the order of the taxonomy; the first 1,000."
    )
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(
        cls, scope: Scope, task: str, basis: Basis, found: shift.Shift, holds_for: HoldsFor
    ) -> Self:
        return cls(
            scope=scope,
            task=task,
            basis=basis,
            n_before=found.n_first,
            n_after=found.n_second,
            n_shared=found.n_shared,
            resamples=found.resampling.resamples,
            seed=found.resampling.seed,
            divergence=Figure.of(scope, found.divergence),
            distance=Figure.of(scope, found.distance),
            by_chance=Figure.of(scope, found.by_chance),
            corrected=Figure.of(scope, found.corrected),
            p_value=Figure.of(scope, found.p_value),
            psi=Figure.of(scope, found.psi),
            psi_smoothed=Figure.of(scope, found.psi_smoothed),
            psi_custom=found.custom,
            smoothing=found.smoothing,
            total_variation=Figure.of(scope, found.total_variation),
            classes=[ClassDifference.of(scope, one) for one in found.classes[:CLASSES_TOLD_MAX]],
            as_of=AsOf.of(scope, holds_for),
        )
