"""The sections of a scorecard, as clients read them."""

from collections.abc import Sequence
from typing import Self

import msgspec
import strawberry

from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.annotator_figures import (
    LabelFigure,
    LabelShare,
    LabelShareDifference,
    LabelTrend,
)
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.scores import Score
from labeltrail.projections.annotators import accuracy as accuracies
from labeltrail.projections.annotators import monotony as runs
from labeltrail.projections.annotators import pace as paces
from labeltrail.projections.annotators import repeats, rest, suggestions
from labeltrail.projections.annotators import sessions as working
from labeltrail.projections.annotators.material import HeldAgainst


@strawberry.type(description="How often answers of one class are right.")
class ClassAccuracy(Scoped):
    category: str = strawberry.field(description="The class, or the value as statistics name it.")
    precision: LabelShare = strawberry.field(description="Of those that say so, those right.")
    recall: LabelShare = strawberry.field(description="Of those that should, those that say so.")


@strawberry.type(description="So many labels said one thing where another, or the same, is right.")
class ConfusionCell(Scoped):
    reference: str = strawberry.field(description="What is right.")
    answer: str = strawberry.field(description="What the labels say.")
    n: int = strawberry.field(description="How many labels.")


@strawberry.type(description="How often an annotator is right.")
class AnnotatorAccuracy(Scoped):
    against: HeldAgainst = strawberry.field(description="What labels are held against.")
    overall: LabelShare = strawberry.field(description="Right, of those held against something.")
    classes: list[ClassAccuracy] = strawberry.field(
        description="By class, in the order of the taxonomy; 100 at most."
    )
    classes_left_out: int = strawberry.field(description="Classes beyond those.")
    confusion: list[ConfusionCell] = strawberry.field(
        description="Cells that are not empty, the largest first; 400 at most."
    )
    labels_left_out: int = strawberry.field(description="Labels in cells beyond those.")
    without_reference: int = strawberry.field(
        description="Labels that count and have nothing to be held against."
    )

    @classmethod
    def of(cls, scope: Scope, found: accuracies.Accuracy) -> Self:
        return cls(
            scope=scope,
            against=found.against,
            overall=LabelShare.of(scope, found.overall),
            classes=[
                ClassAccuracy(
                    scope=scope,
                    category=one.category,
                    precision=LabelShare.of(scope, one.precision),
                    recall=LabelShare.of(scope, one.recall),
                )
                for one in found.classes
            ],
            classes_left_out=found.classes_left_out,
            confusion=[
                ConfusionCell(scope=scope, reference=one.reference, answer=one.answer, n=one.n)
                for one in found.confusion
            ],
            labels_left_out=found.labels_left_out,
            without_reference=found.without_reference,
        )


@strawberry.type(description="An annotator beside all the others, on first readings.")
class AgreementWithOthers(Scoped):
    leader: LabelShare = strawberry.field(
        description="Equal to the others' leading answer, where they have one."
    )
    pairwise: LabelFigure = strawberry.field(description="Share of pairs with others' that agree.")
    kappa: LabelFigure = strawberry.field(description="Cohen's, with the others' leading answer.")
    ties: int = strawberry.field(description="Labels on items where the others tie.")
    others: int = strawberry.field(description="The others' answers on these items.")

    @classmethod
    def of(cls, scope: Scope, found: rest.Rest) -> Self:
        return cls(
            scope=scope,
            leader=LabelShare.of(scope, found.leader),
            pairwise=LabelFigure.of(scope, found.pairwise),
            kappa=LabelFigure.of(scope, found.kappa),
            ties=found.ties,
            others=found.others,
        )


@strawberry.type(description="Whether an annotator answers the same item the same way again.")
class SelfConsistency(Scoped):
    items: int = strawberry.field(description="Items answered at least twice.")
    consistency: LabelShare = strawberry.field(
        description="Later answers equal to the first one of the same item."
    )
    alpha: Score = strawberry.field(
        description="Krippendorff's, with the repeats as if they were annotators."
    )

    @classmethod
    def of(cls, scope: Scope, found: repeats.Repeats, position: int) -> Self:
        n_answers = found.items + found.consistency.n
        alpha = msgspec.structs.replace(found.alpha, position=position)
        return cls(
            scope=scope,
            items=found.items,
            consistency=LabelShare.of(scope, found.consistency),
            alpha=Score.of(scope, alpha, n_values=n_answers),
        )


@strawberry.type(description="How long an annotator takes, by the seconds that labels say.")
class Pace(Scoped):
    labels: int = strawberry.field(description="Labels that say how many seconds were spent.")
    without_seconds: int = strawberry.field(description="Labels that do not.")
    median: LabelFigure = strawberry.field(description="Seconds.")
    first_quartile: LabelFigure = strawberry.field(description="Seconds.")
    third_quartile: LabelFigure = strawberry.field(description="Seconds.")
    fast: int = strawberry.field(
        description="Far faster than the annotator's others of the same source (modified z-score of"
        " the logarithm, 3.5)."
    )
    slow: int = strawberry.field(description="Far slower, by the same measure.")
    pace: LabelFigure = strawberry.field(
        description="Median of seconds over everybody's median on the same item; 1: as others."
    )

    @classmethod
    def of(cls, scope: Scope, found: paces.Pace) -> Self:
        return cls(
            scope=scope,
            labels=found.n,
            without_seconds=found.without_seconds,
            median=LabelFigure.of(scope, found.median),
            first_quartile=LabelFigure.of(scope, found.first_quartile),
            third_quartile=LabelFigure.of(scope, found.third_quartile),
            fast=found.fast,
            slow=found.slow,
            pace=LabelFigure.of(scope, found.pace),
        )


@strawberry.type(description="When an annotator works: runs of labels without a long pause.")
class WorkingTime(Scoped):
    sessions: int = strawberry.field(description="How many there are.")
    longest: int = strawberry.field(description="Labels of the longest.")
    active_hours: float = strawberry.field(description="From first to last label, summed up.")
    per_hour: LabelFigure = strawberry.field(description="Labels an active hour.")

    @classmethod
    def of(cls, scope: Scope, found: working.Work) -> Self:
        return cls(
            scope=scope,
            sessions=found.sessions,
            longest=found.longest,
            active_hours=found.active_hours,
            per_hour=LabelFigure.of(scope, found.per_hour),
        )


@strawberry.type(description="Labels by their place in a session.")
class FatigueBin(Scoped):
    first: int = strawberry.field(description="From this label of a session.")
    last: int | None = strawberry.field(description="To this one; null: to its end.")
    right: LabelShare = strawberry.field(description="How many of them are right.")


@strawberry.type(description="Whether answers get worse within sessions.")
class Fatigue(Scoped):
    bins: list[FatigueBin] = strawberry.field(description="By place in a session.")
    trend: LabelTrend = strawberry.field(
        description="Spearman's rho of place and being right, within sessions."
    )

    @classmethod
    def of(cls, scope: Scope, found: working.Fatigue) -> Self:
        return cls(
            scope=scope,
            bins=[
                FatigueBin(
                    scope=scope,
                    first=one.first,
                    last=one.last,
                    right=LabelShare.of(scope, one.right),
                )
                for one in found.bins
            ],
            trend=LabelTrend.of(scope, found.trend),
        )


@strawberry.type(description="A run of one answer, in the order of happening.")
class AnswerRun(Scoped):
    category: str = strawberry.field(description="The answer.")
    length: int = strawberry.field(description="How often in a row.")

    @classmethod
    def of(cls, scope: Scope, found: runs.Run | None, categories: Sequence[str]) -> Self | None:
        if found is None:
            return None
        return cls(scope=scope, category=categories[found.category], length=found.length)


@strawberry.type(description="Straight-lining: the same answer again and again.")
class Monotony(Scoped):
    longest: AnswerRun | None = strawberry.field(description="The longest run of one answer.")
    probability: LabelFigure = strawberry.field(
        description="Of a run at least that long, by the annotator's own class shares."
    )
    modal_category: str | None = strawberry.field(description="The answer given most.")
    modal: LabelShareDifference = strawberry.field(
        description="Its share, minus its share among the others' on the same items."
    )

    @classmethod
    def of(cls, scope: Scope, found: runs.Monotony, categories: Sequence[str]) -> Self:
        modal = found.modal_category
        return cls(
            scope=scope,
            longest=AnswerRun.of(scope, found.longest, categories),
            probability=LabelFigure.of(scope, found.probability),
            modal_category=None if modal is None else categories[modal],
            modal=LabelShareDifference.of(scope, found.modal),
        )


@strawberry.type(description="Anchoring: whether a model's proposal draws the answer to itself.")
class SuggestionUse(Scoped):
    shown: int = strawberry.field(description="Labels that a suggestion was shown with.")
    not_shown: int = strawberry.field(description="Labels without one.")
    acceptance: LabelShare = strawberry.field(description="Labels that say what was suggested.")
    right: LabelShareDifference = strawberry.field(
        description="Right with a suggestion shown, minus right without."
    )
    wrong: LabelShareDifference = strawberry.field(
        description="Wrong suggestions accepted, minus wrong answers without one."
    )

    @classmethod
    def of(cls, scope: Scope, found: suggestions.Suggestions) -> Self:
        return cls(
            scope=scope,
            shown=found.shown,
            not_shown=found.not_shown,
            acceptance=LabelShare.of(scope, found.acceptance),
            right=LabelShareDifference.of(scope, found.right),
            wrong=LabelShareDifference.of(scope, found.wrong),
        )
