"""Label values as clients read them: a typed union, and the same as plain JSON beside it."""

from decimal import Decimal
from typing import Annotated, Self, assert_never

import msgspec
import strawberry
from strawberry.scalars import JSON

from labeltrail.events import values
from labeltrail.events.values import Answers, PreferenceOutcome
from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.scoped import Scoped


@strawberry.type(description="One class of a binary or multiclass task.")
class ChoiceValue(Scoped):
    class_id: str = strawberry.field(description="The class's id in the taxonomy.")


@strawberry.type(description="One rank of an ordinal task's scale.")
class RatingValue(Scoped):
    rank: int = strawberry.field(description="The rank.")


@strawberry.type(description="Classes of a multilabel task; none is an answer, too.")
class ClassSetValue(Scoped):
    classes: list[str] = strawberry.field(description="The classes' ids, in their own order.")


@strawberry.type(description="A way down the classes of a hierarchical task.")
class PathValue(Scoped):
    path: list[str] = strawberry.field(
        description="The classes' ids from the top down, each the parent of the next."
    )


@strawberry.type(description="An exact number, in the unit of its numeric task.")
class NumberValue(Scoped):
    number: Decimal = strawberry.field(description="The number.")


@strawberry.type(description="An order of the candidates of a ranking task.")
class RankingValue(Scoped):
    ranking: list[list[str]] = strawberry.field(
        description="The candidates from best to worst; those of one list share a place."
    )


@strawberry.type(description="Which of two candidates is better.")
class PreferenceValue(Scoped):
    first: str = strawberry.field(
        description="The candidate with the lower id, in whatever order the two were shown."
    )
    second: str = strawberry.field(description="The other candidate.")
    outcome: PreferenceOutcome = strawberry.field(description="What the comparison found.")


@strawberry.type(description="The annotator looked and could not tell.")
class CannotTellValue(Scoped):
    cannot_tell: bool = strawberry.field(description="Always true.")


Value = Annotated[
    ChoiceValue
    | RatingValue
    | ClassSetValue
    | PathValue
    | NumberValue
    | RankingValue
    | PreferenceValue
    | CannotTellValue,
    strawberry.union("Value", description="A label value, by the kind of its task."),
]


@strawberry.type(description="The answer to one task.")
class Answer(Scoped):
    task: str = strawberry.field(description="The task's name.")
    value: Value = strawberry.field(description="The value that answers it.")
    json: JSON = strawberry.field(description="The same value as it stands in the ledger.")
    confidence: float | None = strawberry.field(
        description="The annotator's own confidence, from 0 to 1."
    )

    @classmethod
    def listed(cls, scope: Scope, answers: Answers) -> list[Self]:
        return [
            cls(
                scope=scope,
                task=task,
                value=value_of(scope, answer.value),
                json=json_of(answer.value),
                confidence=answer.confidence,
            )
            for task, answer in answers.items()
        ]


def value_of(scope: Scope, value: values.Value) -> Value:
    match value:
        case values.Choice():
            return ChoiceValue(scope=scope, class_id=value.class_id)
        case values.Rating():
            return RatingValue(scope=scope, rank=value.rank)
        case values.ClassSet():
            return ClassSetValue(scope=scope, classes=list(value.class_ids))
        case values.Path():
            return PathValue(scope=scope, path=list(value.class_ids))
        case values.Number():
            return NumberValue(scope=scope, number=Decimal(value.number))
        case values.Ranking():
            return RankingValue(scope=scope, ranking=[list(group) for group in value.groups])
        case values.Preference():
            return PreferenceValue(
                scope=scope, first=value.first, second=value.second, outcome=value.outcome
            )
        case values.CannotTell():
            return CannotTellValue(scope=scope, cannot_tell=True)
        case _:
            assert_never(value)


def json_of(value: values.Value) -> JSON:
    plain: JSON = msgspec.to_builtins(value)
    return plain
