"""Label values as clients write them, and as the domain takes them."""

from collections.abc import Sequence

import strawberry

from labeltrail.events.identifiers import ClassId, MemberId, TaskName
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item.facts import SuggestionShown
from labeltrail.events.values import Answer, Answers, CannotTell, Choice, Rating, Value


@strawberry.input(
    one_of=True, description="A label value: exactly one field, by the kind of the task."
)
class ValueInput:
    choice: str | None = strawberry.field(
        default=strawberry.UNSET, description="The id of one class of a binary or multiclass task."
    )
    rating: int | None = strawberry.field(
        default=strawberry.UNSET, description="One rank of an ordinal task's scale."
    )
    cannot_tell: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="true: the annotator looked and could not tell. Not the same as skipping.",
    )

    def value(self) -> Value | Rejection:
        if self.choice is not strawberry.UNSET and self.choice is not None:
            return Choice(class_id=ClassId(self.choice))
        if self.rating is not strawberry.UNSET and self.rating is not None:
            return Rating(rank=self.rating)
        if self.cannot_tell is True:
            return CannotTell()
        message = "write cannotTell: true, or give a value"
        return Rejection(Rule.VALUE_KIND_MISMATCH, message, ("cannot_tell",))


@strawberry.input(description="The answer to one task.")
class AnswerInput:
    task: str = strawberry.field(description="The name of a task of the taxonomy version.")
    value: ValueInput = strawberry.field(description="The value that answers it.")
    confidence: float | None = strawberry.field(
        default=None, description="The annotator's own confidence, from 0 to 1."
    )


@strawberry.input(description="A value that a model proposed for one task.")
class SuggestedValueInput:
    task: str = strawberry.field(description="The name of a task of the taxonomy version.")
    value: ValueInput = strawberry.field(description="The value proposed.")


@strawberry.input(description="What a model proposed and the annotator saw before answering.")
class SuggestionInput:
    model: strawberry.ID = strawberry.field(description="The model's id.")
    values: list[SuggestedValueInput] = strawberry.field(description="One value per task.")

    def suggestion(self) -> SuggestionShown | Rejection:
        values: dict[str, Value] = {}
        for place, one in enumerate(self.values):
            value = _new(values, one.task, one.value)
            if isinstance(value, Rejection):
                return value.under("values", place)
            values[one.task] = value
        return SuggestionShown(model=MemberId(self.model), values=values)


def answers_of(given: Sequence[AnswerInput]) -> Answers | Rejection:
    """The answers by task; a task that is answered twice is refused, not overwritten."""
    answers: Answers = {}
    for place, one in enumerate(given):
        value = _new(answers, one.task, one.value)
        if isinstance(value, Rejection):
            return value.under(place)
        answers[TaskName(one.task)] = Answer(value=value, confidence=one.confidence)
    return answers


def _new(known: object, task: str, given: ValueInput) -> Value | Rejection:
    if isinstance(known, dict) and task in known:
        message = f"task {task!r} is given twice; leave one of them out"
        return Rejection(Rule.DUPLICATE_GIVEN, message, ("task",))
    value = given.value()
    return value.under("value") if isinstance(value, Rejection) else value
