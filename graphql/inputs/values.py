"""Label values as clients write them, and as the domain takes them."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import strawberry

from labeltrail.events.identifiers import MemberId, TaskName, class_id_of
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item.facts import SuggestionShown
from labeltrail.events.values import (
    Answer,
    Answers,
    CannotTell,
    Choice,
    ClassSet,
    Number,
    NumberUnusable,
    Path,
    Preference,
    PreferenceOutcome,
    Ranking,
    Rating,
    Value,
    number_text,
)


@strawberry.input(description="Which of two candidates is better.")
class PreferenceInput:
    first: str = strawberry.field(description="The id of a candidate.")
    second: str = strawberry.field(description="The id of the other.")
    outcome: PreferenceOutcome = strawberry.field(description="What the comparison found.")


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
    classes: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="The ids of the classes chosen of a multilabel task, in any order; [] for none"
        " of them, which is an answer.",
    )
    path: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="The ids of classes of a hierarchical task, from the top down.",
    )
    number: Decimal | None = strawberry.field(
        default=strawberry.UNSET, description="A number in the unit of a numeric task."
    )
    ranking: list[list[str]] | None = strawberry.field(
        default=strawberry.UNSET,
        description="The candidates of a ranking task from best to worst; those of one list share a"
        " place, where the task allows ties.",
    )
    preference: PreferenceInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="Which of two candidates of a preference task is better.",
    )
    cannot_tell: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="true: the annotator looked and could not tell. Not the same as skipping.",
    )

    def value(self) -> Value | Rejection:
        given = [
            (name, one)
            for name in WAYS
            if (one := getattr(self, name)) is not strawberry.UNSET and one is not None
        ]
        if len(given) == 1 and given[0] != ("cannot_tell", False):
            name, one = given[0]
            return WAYS[name](one)
        message = "write cannotTell: true, or give a value"
        return Rejection(Rule.VALUE_KIND_MISMATCH, message, ("cannot_tell",))


def _number(given: Decimal) -> Value | Rejection:
    try:
        return Number(number=number_text(given))
    except NumberUnusable as error:
        return Rejection(Rule.NUMBER_MALFORMED, str(error), ("number",))


def _preference(given: PreferenceInput) -> Value:
    first, second = class_id_of(given.first), class_id_of(given.second)
    return Preference(first=first, second=second, outcome=given.outcome)


WAYS: dict[str, Callable[[Any], Value | Rejection]] = {
    "choice": lambda one: Choice(class_id=class_id_of(one)),
    "rating": lambda one: Rating(rank=one),
    "classes": lambda some: ClassSet(class_ids=tuple(map(class_id_of, some))),
    "path": lambda some: Path(class_ids=tuple(map(class_id_of, some))),
    "number": _number,
    "ranking": lambda groups: Ranking(
        groups=tuple(tuple(map(class_id_of, group)) for group in groups)
    ),
    "preference": _preference,
    "cannot_tell": lambda _: CannotTell(),
}
"""Field of `ValueInput` -> the value that its content stands for."""


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
