"""What a set of items is made of, kind by kind of task, and how it went over time."""

from typing import Self

import strawberry

from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.distribution_figures import (
    ClassBalance,
    ClassShare,
    Figure,
    LeftOut,
    interval_of,
)
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.scores import ScoreInterval
from labeltrail.projections import distributions
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.distribution import memberships, portrait, preferences, spread, survey
from labeltrail.projections.distribution.survey import Basis


@strawberry.type(description="How many values hold so many classes.")
class SetSize(Scoped):
    size: int = strawberry.field(description="Classes in a set, or candidates that share a place.")
    n: int = strawberry.field(description="Values of this size.")


@strawberry.type(description="The classes that sets hold, or the candidates in first place.")
class Memberships(Scoped):
    classes: list[ClassShare] = strawberry.field(
        description="How many values hold each; the shares do not add up to 1."
    )
    sizes: list[SetSize] = strawberry.field(description="How many classes values hold.")
    missing: list[str] = strawberry.field(description="Classes that no value holds.")

    @classmethod
    def of(cls, scope: Scope, found: memberships.Memberships) -> Self:
        return cls(
            scope=scope,
            classes=[ClassShare.of(scope, one) for one in found.classes],
            sizes=[SetSize(scope=scope, size=size, n=n) for size, n in found.sizes.items()],
            missing=list(found.missing),
        )


@strawberry.type(description="A number that so large a share of the numbers does not exceed.")
class Quantile(Scoped):
    share: float = strawberry.field(description="0 the least, 0.5 the median, 1 the greatest.")
    value: float = strawberry.field(description="The number, between its neighbours in proportion.")


@strawberry.type(
    name="HistogramBin",
    description="Numbers from `low` to below `high`; the last bin holds its end too.",
)
class Bin(Scoped):
    low: float = strawberry.field(description="The lower end.")
    high: float = strawberry.field(description="The upper end.")
    n: int = strawberry.field(description="Numbers between them.")


@strawberry.type(description="How numbers are spread.")
class Spread(Scoped):
    mean: Figure = strawberry.field(description="The arithmetic mean.")
    quantiles: list[Quantile] = strawberry.field(description="From the least to the greatest.")
    histogram: list[Bin] = strawberry.field(
        description="Ten bins of equal width from the least number to the greatest."
    )

    @classmethod
    def of(cls, scope: Scope, found: spread.Spread) -> Self:
        return cls(
            scope=scope,
            mean=Figure.of(scope, found.mean),
            quantiles=[
                Quantile(scope=scope, share=one.share, value=one.value) for one in found.quantiles
            ],
            histogram=[
                Bin(scope=scope, low=one.low, high=one.high, n=one.n) for one in found.histogram
            ],
        )


@strawberry.type(description="How a candidate fared in the comparisons that it took part in.")
class WinShare(Scoped):
    candidate: str = strawberry.field(description="The candidate.")
    comparisons: int = strawberry.field(description="Comparisons with whatever other.")
    wins: int = strawberry.field(description="Those in which it was better.")
    ties: int = strawberry.field(description="Those in which both were equally good.")
    both_bad: int = strawberry.field(description="Those in which neither would do.")
    losses: int = strawberry.field(description="Those in which the other was better.")
    share: float | None = strawberry.field(description="Of wins; null without a comparison.")
    interval: ScoreInterval | None = strawberry.field(description="Wilson's.")

    @classmethod
    def of(cls, scope: Scope, found: preferences.WinShare) -> Self:
        return cls(
            scope=scope,
            candidate=found.candidate,
            comparisons=found.comparisons,
            wins=found.wins,
            ties=found.ties,
            both_bad=found.both_bad,
            losses=found.losses,
            share=found.share,
            interval=interval_of(scope, found.interval),
        )


@strawberry.type(description="The values of a set of items; the parts that its kind of task has.")
class Portrait(Scoped):
    n_items: int = strawberry.field(description="Items with a value.")
    n_values: int = strawberry.field(description="Values; several an item where readings count.")
    left_out: list[LeftOut] = strawberry.field(
        description="Items without truth by reason, or labels that are no reading by cause."
    )
    balance: ClassBalance | None = strawberry.field(
        description="Of tasks with one class an item; null for others."
    )
    levels: list[ClassBalance] = strawberry.field(
        description="Of a hierarchy, rolled up, from the top down; empty for others."
    )
    memberships: Memberships | None = strawberry.field(
        description="Of sets, and of the first places of rankings; null for others."
    )
    spread: Spread | None = strawberry.field(description="Of numbers; null for others.")
    wins: list[WinShare] = strawberry.field(description="Of preferences; empty for others.")

    @classmethod
    def of(cls, scope: Scope, found: portrait.Portrait) -> Self:
        held = found.memberships
        return cls(
            scope=scope,
            n_items=found.n_items,
            n_values=found.n_values,
            left_out=LeftOut.listed(scope, found.left_out),
            balance=None if found.balance is None else ClassBalance.of(scope, found.balance),
            levels=[ClassBalance.of(scope, one) for one in found.levels],
            memberships=None if held is None else Memberships.of(scope, held),
            spread=None if found.spread is None else Spread.of(scope, found.spread),
            wins=[WinShare.of(scope, one) for one in found.wins],
        )


@strawberry.type(description="What a set of items is made of, by two sources.")
class Distribution(Scoped):
    task: str = strawberry.field(description="The task's name.")
    ground_truth: Portrait = strawberry.field(description="By the ground truth in force.")
    first_readings: Portrait = strawberry.field(
        description="By what each person said first, before any review."
    )
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(cls, scope: Scope, task: str, found: distributions.Distribution) -> Self:
        return cls(
            scope=scope,
            task=task,
            ground_truth=Portrait.of(scope, found.truth),
            first_readings=Portrait.of(scope, found.readings),
            as_of=AsOf.of(scope, found.holds_for),
        )


@strawberry.type(description="One week, revision, batch or slice.")
class DistributionPart(Scoped):
    key: str = strawberry.field(
        description="The week's Monday, the revision's number, the batch's id, or the value."
    )
    n_items: int = strawberry.field(description="Items with a value.")
    n_values: int = strawberry.field(description="Values.")
    counts: list[int] = strawberry.field(description="Values by class, as `categories` names them.")
    divergence: Figure = strawberry.field(
        description="Jensen-Shannon's in bits, from the part before, or for slices from all others."
    )
    by_chance: Figure = strawberry.field(
        description="What two sets of these sizes and one origin show on average."
    )


@strawberry.type(description="A set of items part by part; parts without an item are left out.")
class DistributionTrend(Scoped):
    task: str = strawberry.field(description="The task's name.")
    by: str = strawberry.field(description="What the parts are.")
    basis: Basis = strawberry.field(description="Whose word counts.")
    categories: list[str] = strawberry.field(description="The classes, as parts count them.")
    parts: list[DistributionPart] = strawberry.field(description="In their order.")
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(
        cls, scope: Scope, task: str, basis: Basis, found: survey.Trend, holds_for: HoldsFor
    ) -> Self:
        return cls(
            scope=scope,
            task=task,
            by=found.by,
            basis=basis,
            categories=list(found.categories),
            parts=[
                DistributionPart(
                    scope=scope,
                    key=one.key,
                    n_items=one.n_items,
                    n_values=one.n_values,
                    counts=list(one.counts),
                    divergence=Figure.of(scope, one.divergence),
                    by_chance=Figure.of(scope, one.by_chance),
                )
                for one in found.parts
            ],
            as_of=AsOf.of(scope, holds_for),
        )
