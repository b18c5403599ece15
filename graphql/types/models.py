"""Models and labeling functions: versions, evaluations, and whether one may label alone."""

from decimal import Decimal
from typing import Self

import strawberry

from labeltrail.events.streams import model as models
from labeltrail.events.streams.model import Against
from labeltrail.events.streams.policy.validation import SoleLabeler, ValidationMetric
from labeltrail.events.streams.project import MemberKind
from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.annotator_figures import LabelShare, LabelShareDifference
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.models import figures, validation
from labeltrail.projections.models.figures import impact, performance
from labeltrail.projections.models.validation import ValidationStatus, validated


@strawberry.type(description="A version of a model.")
class ModelVersion(Scoped):
    version: str = strawberry.field(description="Its name.")
    name: str = strawberry.field(description="What people call the model.")
    model_kind: MemberKind = strawberry.field(description="A model or a labeling function.")
    member: strawberry.ID | None = strawberry.field(description="Who labels in its name.")
    trained_on: list[str] = strawberry.field(description="Releases, by their ids.")

    @classmethod
    def of(cls, scope: Scope, found: models.ModelRegistered) -> Self:
        return cls(
            scope=scope,
            version=found.version,
            name=found.name,
            model_kind=found.model_kind,
            member=strawberry.ID(found.member) if found.member is not None else None,
            trained_on=list(found.trained_on),
        )


@strawberry.type(description="How a model does on one class.")
class ModelClassFigures(Scoped):
    category: str = strawberry.field(description="The class.")
    precision: LabelShare = strawberry.field(description="Right of those called so.")
    recall: LabelShare = strawberry.field(description="Right of those that are so.")
    f1: float | None = strawberry.field(
        description="Harmonic mean of both; null where the class neither is nor was called."
    )

    @classmethod
    def of(cls, scope: Scope, found: figures.ClassPerformance) -> Self:
        return cls(
            scope=scope,
            category=found.category,
            precision=LabelShare.of(scope, found.precision),
            recall=LabelShare.of(scope, found.recall),
            f1=found.f1,
        )


@strawberry.type(description="So many items of one class were called another.")
class ModelConfusion(Scoped):
    truth: str = strawberry.field(description="What they are.")
    said: str | None = strawberry.field(description="What they were called; null: nothing.")
    items: int = strawberry.field(description="How many.")


@strawberry.type(description="How a version of a model did.")
class ModelEvaluation(Scoped):
    version: str = strawberry.field(description="The version.")
    task: str = strawberry.field(description="The task.")
    against: Against = strawberry.field(description="What it was held against.")
    release: str | None = strawberry.field(description="The release, where it was one.")
    batch_id: strawberry.ID | None = strawberry.field(description="Only items of this batch.")
    is_computed: bool = strawberry.field(
        description="From its labels in this ledger; else counted by a client."
    )
    taxonomy_version: int = strawberry.field(description="Whose classes they are.")
    held_at: BigInt | None = strawberry.field(description="The position that labels are as of.")
    position: BigInt = strawberry.field(description="Where the evaluation is recorded.")
    accuracy: LabelShare = strawberry.field(description="Right of all items.")
    unanswered: int = strawberry.field(description="Items without an answer that counts.")
    classes: list[ModelClassFigures] = strawberry.field(description="Class by class.")
    confusion: list[ModelConfusion] = strawberry.field(description="All cells that hold an item.")

    @classmethod
    def of(cls, scope: Scope, found: models.Evaluation) -> Self:
        result, told = found.result, performance(found.result)
        return cls(
            scope=scope,
            version=found.version,
            task=result.task,
            against=result.against,
            release=result.release,
            batch_id=strawberry.ID(result.batch_id) if result.batch_id is not None else None,
            is_computed=result.is_computed,
            taxonomy_version=result.taxonomy_version,
            held_at=BigInt(result.position) if result.position is not None else None,
            position=BigInt(found.position),
            accuracy=LabelShare.of(scope, told.accuracy),
            unanswered=told.unanswered,
            classes=[ModelClassFigures.of(scope, one) for one in told.classes],
            confusion=[
                ModelConfusion(scope=scope, truth=one.truth, said=one.said, items=one.items)
                for one in result.confusion
            ],
        )


@strawberry.type(description="What changed for a class: after minus before.")
class ModelClassImpact(Scoped):
    category: str = strawberry.field(description="The class.")
    precision: LabelShareDifference = strawberry.field(description="Of precision.")
    recall: LabelShareDifference = strawberry.field(description="Of recall.")


@strawberry.type(description="What changed from one evaluation to another, in the same task.")
class ModelImpact(Scoped):
    before: ModelEvaluation = strawberry.field(description="The earlier one.")
    after: ModelEvaluation = strawberry.field(description="The later one.")
    trained_on_before: list[str] = strawberry.field(description="Releases, before.")
    trained_on_after: list[str] = strawberry.field(description="Releases, after.")
    accuracy: LabelShareDifference = strawberry.field(description="After minus before.")
    classes: list[ModelClassImpact] = strawberry.field(description="The greatest loss first.")

    @classmethod
    def of(cls, scope: Scope, model: models.Model, at: tuple[int, int]) -> Self:
        before, after = (model.evaluations[place] for place in at)
        found = impact(before.result, after.result)
        trained = {one.version: list(one.trained_on) for one in model.versions}
        return cls(
            scope=scope,
            before=ModelEvaluation.of(scope, before),
            after=ModelEvaluation.of(scope, after),
            trained_on_before=trained.get(before.version, []),
            trained_on_after=trained.get(after.version, []),
            accuracy=LabelShareDifference.of(scope, found.accuracy),
            classes=[
                ModelClassImpact(
                    scope=scope,
                    category=one.category,
                    precision=LabelShareDifference.of(scope, one.precision),
                    recall=LabelShareDifference.of(scope, one.recall),
                )
                for one in found.classes
            ],
        )


@strawberry.type(description="Whether a model may be the only one to label, in one task.")
class ModelValidation(Scoped):
    task: str = strawberry.field(description="The task.")
    metric: ValidationMetric = strawberry.field(description="What the policy wants it to show.")
    status: ValidationStatus = strawberry.field(description="Whether it has.")
    observed: Decimal | None = strawberry.field(description="What is held against the threshold.")
    threshold: Decimal = strawberry.field(description="What the policy wants at least.")
    n: int = strawberry.field(description="Items that it rests on.")
    category: str | None = strawberry.field(description="The class where it is worst.")
    sentence: str = strawberry.field(description="The finding for people.")

    @classmethod
    def of(cls, scope: Scope, found: validation.Validation) -> Self:
        return cls(
            scope=scope,
            task=found.wanted.task,
            metric=found.wanted.metric,
            status=found.status,
            observed=found.observed,
            threshold=found.wanted.threshold,
            n=found.n,
            category=found.category,
            sentence=found.sentence,
        )


@strawberry.type(description="A model or a labeling function.")
class Model(Scoped):
    model_id: strawberry.ID = strawberry.field(description="Its own id.")
    versions: list[ModelVersion] = strawberry.field(description="In order; the last is current.")
    evaluations: list[ModelEvaluation] = strawberry.field(description="In order.")
    impacts: list[ModelImpact] = strawberry.field(
        description="Each evaluation against the one before it in the same task."
    )
    validations: list[ModelValidation] = strawberry.field(
        description="Whether it may label alone, in each task that the policy speaks of."
    )
    as_of: AsOf = strawberry.field(description="What the answer holds for.")

    @classmethod
    def of(
        cls,
        scope: Scope,
        model_id: str,
        found: models.Model,
        wanted: tuple[SoleLabeler, ...],
        holds_for: HoldsFor,
    ) -> Self:
        return cls(
            scope=scope,
            model_id=strawberry.ID(model_id),
            versions=[ModelVersion.of(scope, one) for one in found.versions],
            evaluations=[ModelEvaluation.of(scope, one) for one in found.evaluations],
            impacts=[ModelImpact.of(scope, found, at) for at in _pairs(found)],
            validations=[ModelValidation.of(scope, validated(found, one)) for one in wanted],
            as_of=AsOf.of(scope, holds_for),
        )


def _pairs(found: models.Model) -> list[tuple[int, int]]:
    """Places of evaluations that follow each other in the same task."""
    last: dict[str, int] = {}
    pairs = []
    for place, one in enumerate(found.evaluations):
        task = one.result.task
        if task in last:
            pairs.append((last[task], place))
        last[task] = place
    return pairs
