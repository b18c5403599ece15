"""Scorecards of annotators, and what annotators read of their own work."""

from datetime import datetime
from typing import Self

import strawberry

from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.annotator_charts import Drift, time_of
from labeltrail.graphql.types.annotator_figures import LabelFigure, LabelShare
from labeltrail.graphql.types.annotator_sections import (
    AgreementWithOthers,
    AnnotatorAccuracy,
    AnswerRun,
    Fatigue,
    Monotony,
    Pace,
    SelfConsistency,
    SuggestionUse,
    WorkingTime,
)
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.paging import Connection
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.scores import Exclusion
from labeltrail.projections.annotators.own import BLOCK
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.scorecards import CardRow, OwnRow


@strawberry.type(
    description="What an annotator's labels of one task tell of the annotator. Labels that count"
    " are first readings, as they were before anything about their item was reviewed."
)
class Scorecard(Scoped):
    annotator: strawberry.ID = strawberry.field(description="The annotator's member id.")
    is_person: bool = strawberry.field(description="Or a model, or a labeling function.")
    labels: int = strawberry.field(description="Labels that stand.")
    items: int = strawberry.field(description="Items that they are of.")
    counted: int = strawberry.field(description="Labels that count.")
    exclusions: list[Exclusion] = strawberry.field(description="Labels left out, by cause.")
    first_at: datetime | None = strawberry.field(description="When the first occurred.")
    last_at: datetime | None = strawberry.field(description="When the last occurred.")
    accuracy: list[AnnotatorAccuracy] = strawberry.field(
        description="Against each thing that labels can be held against."
    )
    agreement_with_others: AgreementWithOthers = strawberry.field(
        description="Beside all the others."
    )
    self_consistency: SelfConsistency = strawberry.field(description="On repeats.")
    pace: Pace = strawberry.field(description="Seconds spent.")
    working_time: WorkingTime = strawberry.field(description="Sessions.")
    fatigue: Fatigue = strawberry.field(description="Within sessions.")
    drift: Drift = strawberry.field(description="Over time, with guideline revisions marked.")
    monotony: Monotony = strawberry.field(description="Straight-lining.")
    suggestion_use: SuggestionUse = strawberry.field(description="Anchoring on proposals.")
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(cls, scope: Scope, row: CardRow, holds_for: HoldsFor) -> Self:
        card = row.card
        return cls(
            scope=scope,
            annotator=strawberry.ID(card.annotator),
            is_person=card.is_person,
            labels=card.labels,
            items=card.items,
            counted=card.counted,
            exclusions=[
                Exclusion(scope=scope, cause=cause, labels=n)
                for cause, n in sorted(card.exclusions.items())
            ],
            first_at=None if card.first_at is None else time_of(card.first_at),
            last_at=None if card.last_at is None else time_of(card.last_at),
            accuracy=[AnnotatorAccuracy.of(scope, one) for one in card.accuracy.values()],
            agreement_with_others=AgreementWithOthers.of(scope, card.rest),
            self_consistency=SelfConsistency.of(scope, card.repeats, holds_for.position),
            pace=Pace.of(scope, card.pace),
            working_time=WorkingTime.of(scope, card.work),
            fatigue=Fatigue.of(scope, card.fatigue),
            drift=Drift.of(scope, row),
            monotony=Monotony.of(scope, card.monotony, row.categories),
            suggestion_use=SuggestionUse.of(scope, card.suggestions),
            as_of=AsOf.of(scope, holds_for),
        )


@strawberry.type(description="A page of scorecards, in the order of annotators' ids.")
class ScorecardConnection(Connection[Scorecard]):
    scope: strawberry.Private[Scope]
    as_of: AsOf = strawberry.field(description="What the page holds for.")


@strawberry.type(
    description="Your own work, after the fact. Right is told against gold, adjudication and"
    f" review, for your earliest labels in whole blocks of {BLOCK}: no single label's is."
)
class OwnScorecard(Scoped):
    labels: int = strawberry.field(description="Your labels that stand.")
    items: int = strawberry.field(description="Items that they are of.")
    right: LabelShare = strawberry.field(description="Right, of the blocks told.")
    consistency: LabelShare = strawberry.field(
        description="Later answers equal to your first one of the same item."
    )
    seconds: LabelFigure = strawberry.field(description="Median of the seconds you spent.")
    working_time: WorkingTime = strawberry.field(description="Your sessions.")
    longest_run: AnswerRun | None = strawberry.field(description="Of one answer.")
    accepted: LabelShare = strawberry.field(description="Suggestions shown that you accepted.")
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(cls, scope: Scope, row: OwnRow, holds_for: HoldsFor) -> Self:
        card = row.card
        return cls(
            scope=scope,
            labels=card.labels,
            items=card.items,
            right=LabelShare.of(scope, card.right),
            consistency=LabelShare.of(scope, card.consistency),
            seconds=LabelFigure.of(scope, card.seconds),
            working_time=WorkingTime.of(scope, card.work),
            longest_run=AnswerRun.of(scope, card.longest_run, row.categories),
            accepted=LabelShare.of(scope, card.accepted),
            as_of=AsOf.of(scope, holds_for),
        )
