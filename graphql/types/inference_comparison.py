"""Methods of truth inference side by side, on the same votes; nothing is written."""

from decimal import Decimal
from typing import Self

import strawberry
from strawberry.scalars import JSON

from labeltrail.events.rejections import Rejection
from labeltrail.events.streams.policy import TruthMethod
from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.inference import InferenceOutcome
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.inference import InferredAnnotator
from labeltrail.projections.inference_runs import comparing
from labeltrail.projections.inference_runs.computing import Computed
from labeltrail.projections.truth import Origin


@strawberry.type(description="On how many items of known truth a method is right.")
class InferenceAccuracy(Scoped):
    against: Origin = strawberry.field(description="Where their truth comes from.")
    n_items: int = strawberry.field(description="Items of known truth that have votes.")
    n_named: int = strawberry.field(description="Of these, with a value by the method.")
    n_right: int = strawberry.field(description="Of these, with the true one.")
    share: float | None = strawberry.field(description="Right among all; null without items.")

    @classmethod
    def of(cls, scope: Scope, one: comparing.Right) -> Self:
        return cls(
            scope=scope,
            against=one.against,
            n_items=one.n_items,
            n_named=one.n_named,
            n_right=one.n_right,
            share=one.share,
        )


@strawberry.type(description="What a method makes of one annotator.")
class InferredAnnotatorFigures(Scoped):
    annotator: strawberry.ID = strawberry.field(description="Who.")
    labels: int = strawberry.field(description="Votes of theirs.")
    accuracy: Decimal | None = strawberry.field(description="Expected share of right answers.")
    ability: Decimal | None = strawberry.field(description="The method's own parameter.")
    weight: Decimal | None = strawberry.field(description="Of a vote.")
    confusion: list[list[Decimal]] | None = strawberry.field(
        description="Expected answers: rows the true category, columns what was said, in the order"
        " of `categories`; null where there are too many."
    )

    @classmethod
    def of(cls, scope: Scope, one: InferredAnnotator) -> Self:
        rows = one.confusion
        return cls(
            scope=scope,
            annotator=strawberry.ID(one.annotator),
            labels=one.n_answers,
            accuracy=one.accuracy,
            ability=one.ability,
            weight=one.weight,
            confusion=[list(row) for row in rows] if rows is not None else None,
        )


@strawberry.type(description="One method's answer, or why it has none.")
class ComparedMethod(Scoped):
    method: TruthMethod = strawberry.field(description="The method asked for.")
    seed: BigInt = strawberry.field(description="Of random starting values.")
    applied: TruthMethod | None = strawberry.field(description="The method taken.")
    choice: str | None = strawberry.field(description="Why that one, in a sentence.")
    parameters: JSON | None = strawberry.field(description="All of its parameters.")
    reason: str | None = strawberry.field(description="Why there is no answer, if there is none.")
    items: int = strawberry.field(description="Items with votes.")
    labels: int = strawberry.field(description="Votes.")
    outcomes: list[InferenceOutcome] = strawberry.field(description="Items by outcome.")
    iterations: int = strawberry.field(description="Until it ended; 0 for a vote.")
    has_converged: bool = strawberry.field(description="Whether it had converged by then.")
    objective: Decimal | None = strawberry.field(description="That the method raised, in nats.")
    input_digest: str | None = strawberry.field(description="SHA-256 over the votes.")
    result_digest: str | None = strawberry.field(description="SHA-256 over what comes out.")
    accuracies: list[InferenceAccuracy] = strawberry.field(
        description="Against gold and against adjudications; neither is given to the method."
    )
    categories: list[str] = strawberry.field(description="In the order of confusions.")
    class_prior: list[Decimal] = strawberry.field(
        description="How often each category is true by the method, in the same order."
    )
    annotators: list[InferredAnnotatorFigures] = strawberry.field(description="By id.")

    @classmethod
    def of(cls, scope: Scope, one: comparing.Compared) -> Self:
        question, answer = one.question, one.answer
        if isinstance(answer, Rejection):
            return cls._without(scope, one, answer)
        return cls._with(scope, one, answer, question.method)

    @classmethod
    def _without(cls, scope: Scope, one: comparing.Compared, refused: Rejection) -> Self:
        return cls(
            scope=scope,
            method=one.question.method,
            seed=BigInt(one.question.seed),
            applied=None,
            choice=None,
            parameters=None,
            reason=refused.message,
            items=0,
            labels=0,
            outcomes=[],
            iterations=0,
            has_converged=False,
            objective=None,
            input_digest=None,
            result_digest=None,
            accuracies=[],
            categories=[],
            class_prior=[],
            annotators=[],
        )

    @classmethod
    def _with(
        cls, scope: Scope, one: comparing.Compared, answer: Computed, asked: TruthMethod
    ) -> Self:
        inferred = answer.inferred
        counted = {str(key).lower(): n for key, n in inferred.counts().items() if n}
        objective = inferred.convergence.objective
        is_counted = inferred.method.name not in TruthMethod.__members__
        annotators = [inferred.annotator(place) for place in range(len(inferred.annotators))]
        return cls(
            scope=scope,
            method=asked,
            seed=BigInt(one.question.seed),
            applied=asked if is_counted else TruthMethod[inferred.method.name],
            choice=inferred.choice,
            parameters=JSON(answer.put.recorded),
            reason=None,
            items=len(inferred.items),
            labels=inferred.n_votes,
            outcomes=[
                InferenceOutcome(scope=scope, outcome=name, items=number)
                for name, number in sorted(counted.items())
            ],
            iterations=inferred.convergence.iterations,
            has_converged=inferred.convergence.is_converged,
            objective=objective[-1] if objective else None,
            input_digest=inferred.input_digest.hex(),
            result_digest=inferred.result_digest.hex(),
            accuracies=[InferenceAccuracy.of(scope, right) for right in one.right],
            categories=list(inferred.categories),
            class_prior=[Decimal(one).scaleb(-6) for one in inferred.class_prior.tolist()],
            annotators=[InferredAnnotatorFigures.of(scope, each) for each in annotators],
        )


@strawberry.type(description="How two methods agree on the items that both name a value of.")
class MethodAgreement(Scoped):
    first: int = strawberry.field(description="Place of the one in `methods`, from 0.")
    second: int = strawberry.field(description="Place of the other.")
    n_items: int = strawberry.field(description="Items that both name a value of.")
    n_equal: int = strawberry.field(description="Of these, the same one.")
    share: float | None = strawberry.field(description="Null without items.")


@strawberry.type(description="Methods side by side. Nothing is written.")
class InferenceComparison(Scoped):
    task: str = strawberry.field(description="The task.")
    methods: list[ComparedMethod] = strawberry.field(description="In the order asked.")
    agreement: list[MethodAgreement] = strawberry.field(description="Of each pair of methods.")
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(cls, scope: Scope, task: str, found: comparing.Comparison) -> Self:
        return cls(
            scope=scope,
            task=task,
            methods=[ComparedMethod.of(scope, one) for one in found.methods],
            agreement=[
                MethodAgreement(
                    scope=scope,
                    first=one.first,
                    second=one.second,
                    n_items=one.n_items,
                    n_equal=one.n_equal,
                    share=one.share,
                )
                for one in found.together
            ],
            as_of=AsOf.of(scope, found.holds_for),
        )
