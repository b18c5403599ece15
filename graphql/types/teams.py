"""Teams and vendors, and what followed when somebody was retrained."""

from typing import Self

import strawberry

from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.annotator_figures import (
    LabelFigure,
    LabelShare,
    LabelShareDifference,
)
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.scores import Score
from labeltrail.projections.annotators.material import HeldAgainst
from labeltrail.projections.slices import people, retraining, teams


@strawberry.type(description="The annotators who share the value of an attribute.")
class Team(Scoped):
    key: str = strawberry.field(description="The value; empty: those who have none.")
    annotators: list[strawberry.ID] = strawberry.field(description="Its people, by id.")
    labels: int = strawberry.field(description="Labels of theirs that stand.")
    gold: LabelShare = strawberry.field(description="Right by the gold of then.")
    truth: LabelShare = strawberry.field(description="Right by what is true of the items.")
    approved: LabelShare = strawberry.field(description="Of their reviewed labels.")
    agreement: list[Score] = strawberry.field(
        description="Among its own people, by coefficients that fit the kind of task."
    )
    pace: LabelFigure = strawberry.field(
        description="Median of seconds over what labels of the item usually take."
    )

    @classmethod
    def of(cls, scope: Scope, found: teams.Team) -> Self:
        return cls(
            scope=scope,
            key=found.key,
            annotators=[strawberry.ID(one) for one in found.annotators],
            labels=found.labels,
            gold=LabelShare.of(scope, found.gold),
            truth=LabelShare.of(scope, found.truth),
            approved=LabelShare.of(scope, found.approved),
            agreement=[Score.of(scope, one, n_values=found.values) for one in found.agreement],
            pace=LabelFigure.of(scope, found.pace),
        )


@strawberry.type(description="Annotators by an attribute of theirs, such as team or vendor.")
class Teams(Scoped):
    teams: list[Team] = strawberry.field(description="By their keys.")
    worst: Team | None = strawberry.field(
        description="With the lowest share right, of those with labels enough."
    )
    as_of: AsOf = strawberry.field(description="What the answer holds for.")

    @classmethod
    def of(cls, scope: Scope, found: people.Teams) -> Self:
        return cls(
            scope=scope,
            teams=[Team.of(scope, one) for one in found.teams],
            worst=None if found.worst is None else Team.of(scope, found.worst),
            as_of=AsOf.of(scope, found.holds_for),
        )


@strawberry.type(description="How often an annotator is right before and after something.")
class RetrainingEffect(Scoped):
    annotator: strawberry.ID = strawberry.field(description="Whose labels.")
    position: BigInt = strawberry.field(description="Where it happened.")
    cause: str = strawberry.field(description="The kind of note, or the guideline revision.")
    against: HeldAgainst = strawberry.field(description="What labels are held against.")
    change: LabelShareDifference = strawberry.field(
        description="After minus before; `first` is after, `second` before. What followed, not"
        " what it was due to."
    )

    @classmethod
    def of(cls, scope: Scope, found: retraining.Effect) -> Self:
        return cls(
            scope=scope,
            annotator=strawberry.ID(found.annotator),
            position=BigInt(found.cause.position),
            cause=found.cause.what,
            against=found.against,
            change=LabelShareDifference.of(scope, found.change),
        )


@strawberry.type(description="What followed when annotators were retrained.")
class RetrainingEffects(Scoped):
    effects: list[RetrainingEffect] = strawberry.field(
        description="By position, then by annotator."
    )
    as_of: AsOf = strawberry.field(description="What the answer holds for.")

    @classmethod
    def of(cls, scope: Scope, found: people.Effects) -> Self:
        return cls(
            scope=scope,
            effects=[RetrainingEffect.of(scope, one) for one in found.effects],
            as_of=AsOf.of(scope, found.holds_for),
        )
