"""What gives labels away, and items that are alike."""

from typing import Self

import strawberry

from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.distribution_figures import Figure, FigureReason, LeftOut
from labeltrail.graphql.types.paging import Connection
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.distribution import duplicates, leak_examples, leakage, runs
from labeltrail.projections.distribution.duplicates import Finding, Likeness

TWINS_TOLD_MAX = 50


@strawberry.type(description="A value of a feature that goes with a class.")
class LeakExample(Scoped):
    value: str = strawberry.field(description="The feature's value.")
    category: str = strawberry.field(description="The class that goes with it.")
    n: int = strawberry.field(description="Items with both.")
    n_value: int = strawberry.field(description="Items with the value.")
    share: float = strawberry.field(description="Of the class among items with the value.")
    elsewhere: float = strawberry.field(description="Of the class among all others.")
    sentence: str = strawberry.field(description="The same for people.")

    @classmethod
    def of(cls, scope: Scope, found: leak_examples.Example) -> Self:
        return cls(
            scope=scope,
            value=found.value,
            category=found.category,
            n=found.n,
            n_value=found.n_value,
            share=found.share,
            elsewhere=found.elsewhere,
            sentence=found.sentence,
        )


@strawberry.type(description="How much of the class a feature of items tells.")
class Leak(Scoped):
    feature: str = strawberry.field(description="The feature, such as `id first word`.")
    n_values: int = strawberry.field(description="Its different values.")
    mutual_information: Figure = strawberry.field(description="With the class, in bits.")
    told: Figure = strawberry.field(description="The same as a share of the class's entropy.")
    told_above_chance: Figure = strawberry.field(
        description="That share above what classes dealt at random would give: the effect."
    )
    adjusted_mutual_information: Figure = strawberry.field(
        description="As scikit-learn has it, by the arithmetic mean of both entropies."
    )
    p_value: float = strawberry.field(
        description="How often classes dealt at random tell as much: (b + 1) / (m + 1)."
    )
    p_adjusted: float = strawberry.field(description="By Holm, for all features together.")
    is_suspected: bool = strawberry.field(
        description="Adjusted p-value at most .05 and an effect of .01 at least: suspicion, no"
        " proof."
    )
    examples: list[LeakExample] = strawberry.field(description="Where it tells most.")

    @classmethod
    def of(cls, scope: Scope, found: leakage.Leak) -> Self:
        return cls(
            scope=scope,
            feature=found.feature,
            n_values=found.n_values,
            mutual_information=Figure.of(scope, found.mutual_information),
            told=Figure.of(scope, found.told),
            told_above_chance=Figure.of(scope, found.told_above_chance),
            adjusted_mutual_information=Figure.of(scope, found.adjusted_mutual_information),
            p_value=found.p_value,
            p_adjusted=found.p_adjusted,
            is_suspected=found.is_suspected,
            examples=[LeakExample.of(scope, one) for one in found.examples],
        )


@strawberry.type(description="Whether equal classes stand together in the order of ids.")
class IdRuns(Scoped):
    n_runs: int = strawberry.field(description="Stretches of one class.")
    expected: float = strawberry.field(description="On average, in a random order.")
    z: Figure = strawberry.field(description="Below 0: fewer, so classes stand together.")
    p_value: float = strawberry.field(description="Of so few or fewer, by dealing classes anew.")
    p_adjusted: float = strawberry.field(description="By Holm, with all features.")

    @classmethod
    def of(cls, scope: Scope, found: runs.Runs) -> Self:
        return cls(
            scope=scope,
            n_runs=found.n_runs,
            expected=found.expected,
            z=Figure.of(scope, found.z),
            p_value=found.p_value,
            p_adjusted=found.p_adjusted,
        )


@strawberry.type(
    description="Whether the ground truth can be read off what comes with items: their ids, file"
    " names, sources and attributes. Of more than 20,000 items so many are drawn at random; fewer"
    " where many permutations or attributes are asked for."
)
class Leakage(Scoped):
    task: str = strawberry.field(description="The task's name.")
    n_items: int = strawberry.field(description="Items tested.")
    n_items_known: int = strawberry.field(description="Items with ground truth.")
    left_out: list[LeftOut] = strawberry.field(description="Items without, by reason.")
    permutations: int = strawberry.field(description="How often classes were dealt anew.")
    seed: int = strawberry.field(description="Of the random numbers.")
    p_least: float = strawberry.field(
        description="The least adjusted p-value that so many permutations can show of so many"
        " features; above .05 nothing can be suspected, ask for more."
    )
    reason: FigureReason | None = strawberry.field(description="Why nothing was tested.")
    entropy: Figure = strawberry.field(description="Of the class, in bits.")
    leaks: list[Leak] = strawberry.field(description="Features, the strongest first.")
    runs: IdRuns | None = strawberry.field(description="Null where nothing was tested.")
    constant: list[str] = strawberry.field(description="Features that are the same for all items.")
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(cls, scope: Scope, task: str, found: leakage.Leakage, holds_for: HoldsFor) -> Self:
        lack, in_order = found.lack, found.runs
        return cls(
            scope=scope,
            task=task,
            n_items=found.n_items,
            n_items_known=found.n_items_known,
            left_out=LeftOut.listed(scope, found.left_out),
            permutations=found.permutations,
            seed=found.seed,
            p_least=found.p_least,
            reason=None if lack is None else FigureReason.of(scope, lack),
            entropy=Figure.of(scope, found.entropy),
            leaks=[Leak.of(scope, one) for one in found.leaks],
            runs=None if in_order is None else IdRuns.of(scope, in_order),
            constant=list(found.constant),
            as_of=AsOf.of(scope, holds_for),
        )


@strawberry.type(description="Items that are alike.")
class Twins(Scoped):
    likeness: Likeness = strawberry.field(description="In what they are alike.")
    key: str = strawberry.field(description="The digest, or the attribute with both digests.")
    distance: int = strawberry.field(description="Bits that differ.")
    item_ids: list[strawberry.ID] = strawberry.field(description="The first 50, by id.")
    n_items: int = strawberry.field(description="How many there are.")
    findings: list[Finding] = strawberry.field(description="What is wrong about it.")
    tasks: list[str] = strawberry.field(description="Tasks whose ground truth differs.")

    @classmethod
    def of(cls, scope: Scope, found: duplicates.Twins) -> Self:
        return cls(
            scope=scope,
            likeness=found.likeness,
            key=found.key,
            distance=found.distance,
            item_ids=[strawberry.ID(one) for one in found.items[:TWINS_TOLD_MAX]],
            n_items=len(found.items),
            findings=list(found.findings),
            tasks=list(found.tasks),
        )


@strawberry.type(description="A page of items that are alike, the most harmful first.")
class TwinsConnection(Connection[Twins]):
    as_of: AsOf = strawberry.field(description="What the page holds for.")
    unreadable: list[LeftOut] = strawberry.field(
        description="Values of attributes that should be digests and are none, by attribute."
    )
