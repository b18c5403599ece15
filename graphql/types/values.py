"""Label values as clients read them: a typed union, and the same as plain JSON beside it."""

from typing import Annotated, Self, assert_never

import msgspec
import strawberry
from strawberry.scalars import JSON

from labeltrail.events import values
from labeltrail.events.values import Answers
from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.scoped import Scoped


@strawberry.type(description="One class of a binary or multiclass task.")
class ChoiceValue(Scoped):
    class_id: str = strawberry.field(description="The class's id in the taxonomy.")


@strawberry.type(description="One rank of an ordinal task's scale.")
class RatingValue(Scoped):
    rank: int = strawberry.field(description="The rank.")


@strawberry.type(description="The annotator looked and could not tell.")
class CannotTellValue(Scoped):
    cannot_tell: bool = strawberry.field(description="Always true.")


Value = Annotated[
    ChoiceValue | RatingValue | CannotTellValue,
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
        case values.CannotTell():
            return CannotTellValue(scope=scope, cannot_tell=True)
        case _:
            assert_never(value)


def json_of(value: values.Value) -> JSON:
    plain: JSON = msgspec.to_builtins(value)
    return plain
