"""Inputs about tasks, their classes, and constraints between their answers."""

from decimal import Decimal

import strawberry
from msgspec import UNSET

from labeltrail.events.constraints import Constraint
from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.values import (
    ClassDefinition,
    NumberRule,
    NumberUnusable,
    PathRule,
    RankingRule,
    SetRule,
    Task,
    TaskKind,
    TaskRule,
    number_text,
)


@strawberry.input(description="One class of a task, as annotators read it.")
class ClassInput:
    class_id: str = strawberry.field(description="The class's id, as labels name it.")
    definition: str = strawberry.field(description="What the class means.")
    inclusion: list[str] = strawberry.field(default_factory=list, description="What belongs to it.")
    exclusion: list[str] = strawberry.field(
        default_factory=list, description="What does not belong to it."
    )
    examples: list[str] = strawberry.field(default_factory=list, description="Examples.")
    counterexamples: list[str] = strawberry.field(
        default_factory=list, description="What looks like one and is none."
    )
    rank: int | None = strawberry.field(
        default=None, description="Its place on the scale of an ordinal task."
    )

    parent: str | None = strawberry.field(
        default=None, description="The id of the class above it, on a hierarchical task."
    )
    hotkey: str | None = strawberry.field(
        default=None,
        description="The key that chooses it in an annotation tool; another for each class.",
    )

    def definition_of_class(self) -> ClassDefinition:
        return ClassDefinition(
            class_id=ClassId(self.class_id),
            definition=self.definition,
            inclusion=tuple(self.inclusion),
            exclusion=tuple(self.exclusion),
            examples=tuple(self.examples),
            counterexamples=tuple(self.counterexamples),
            rank=self.rank,
            parent=ClassId(self.parent) if self.parent is not None else None,
            hotkey=self.hotkey,
        )


@strawberry.input(
    description="How many classes of a multilabel task, and which exclude each other."
)
class SetRuleInput:
    selected_min: int = strawberry.field(
        default=0, description="How many classes are chosen at least."
    )
    selected_max: int | None = strawberry.field(
        default=None, description="How many classes are chosen at most. Left out: all of them."
    )
    exclusive: list[list[str]] = strawberry.field(
        default_factory=list,
        description="Groups of classes, of each of which one is chosen at most.",
    )

    def rule(self) -> TaskRule:
        return SetRule(
            selected_min=self.selected_min,
            selected_max=self.selected_max,
            exclusive=tuple(tuple(map(ClassId, group)) for group in self.exclusive),
        )


@strawberry.input(description="How far down a path of a hierarchical task goes.")
class PathRuleInput:
    leaf_required: bool = strawberry.field(
        default=False, description="Whether a path must end at a class without children."
    )

    def rule(self) -> TaskRule:
        return PathRule(leaf_required=self.leaf_required)


@strawberry.input(description="Unit and bounds of a numeric task.")
class NumberRuleInput:
    unit: str | None = strawberry.field(default=None, description="The unit of the numbers.")
    minimum: Decimal | None = strawberry.field(
        default=None, description="The least number that answers."
    )
    maximum: Decimal | None = strawberry.field(
        default=None, description="The greatest number that answers."
    )
    step: Decimal | None = strawberry.field(
        default=None,
        description="Numbers lie whole steps above the minimum, or from 0 where there is none.",
    )

    def rule(self) -> TaskRule:
        return NumberRule(
            unit=self.unit,
            minimum=_number(self.minimum),
            maximum=_number(self.maximum),
            step=_number(self.step),
        )


@strawberry.input(description="How the candidates of a ranking task may be ordered.")
class RankingRuleInput:
    allows_ties: bool = strawberry.field(
        default=False, description="Whether candidates may share a place."
    )

    def rule(self) -> TaskRule:
        return RankingRule(allows_ties=self.allows_ties)


@strawberry.input(
    one_of=True,
    description="What a task demands of its answers beside its classes: exactly one field, by the"
    " kind of the task.",
)
class TaskRuleInput:
    set: SetRuleInput | None = strawberry.field(
        default=strawberry.UNSET, description="Of a multilabel task."
    )
    path: PathRuleInput | None = strawberry.field(
        default=strawberry.UNSET, description="Of a hierarchical task."
    )
    number: NumberRuleInput | None = strawberry.field(
        default=strawberry.UNSET, description="Of a numeric task."
    )
    ranking: RankingRuleInput | None = strawberry.field(
        default=strawberry.UNSET, description="Of a ranking task."
    )

    def given(self) -> str:
        """The name of the one field."""
        return next(name for name in RULES if getattr(self, name))

    def rule(self) -> TaskRule:
        given: SetRuleInput | PathRuleInput | NumberRuleInput | RankingRuleInput
        given = getattr(self, self.given())
        return given.rule()


RULES = ("set", "path", "number", "ranking")


def _number(given: Decimal | None) -> str | None:
    """Its canonical text; what is none is left for the decision to refuse at its place."""
    if given is None:
        return None
    try:
        return number_text(given)
    except NumberUnusable:
        return str(given)


@strawberry.input(description="A question asked of every item.")
class TaskInput:
    name: str = strawberry.field(description="The task's name, as answers name it.")
    kind: TaskKind = strawberry.field(description="What shape of value answers it.")
    question: str = strawberry.field(description="The question in words.")
    classes: list[ClassInput] = strawberry.field(
        description="The classes, in the order that scores report; the candidates of a ranking or"
        " preference task; none of a numeric task."
    )
    allows_cannot_tell: bool = strawberry.field(
        default=False, description="Whether an annotator may say that it cannot be told."
    )
    rule: TaskRuleInput | None = strawberry.field(
        default=None, description="What it demands of its answers beside its classes."
    )

    def task(self) -> Task:
        return Task(
            name=TaskName(self.name),
            kind=self.kind,
            question=self.question,
            classes=tuple(one.definition_of_class() for one in self.classes),
            allows_cannot_tell=self.allows_cannot_tell,
            rule=self.rule.rule() if self.rule is not None else UNSET,
        )


@strawberry.input(
    description="Answers that cannot be together. An annotator who gives them is told the message."
)
class ConstraintInput:
    constraint_id: str = strawberry.field(description="The constraint's id, of your choice.")
    tasks: list[str] = strawberry.field(description="The tasks whose answers the expression reads.")
    expression: str = strawberry.field(
        description="What must be true, in the Common Expression Language (cel.dev), of `answers`"
        " by task and of `item`, which has `modality`, `source` and `attributes`. A class or"
        " outcome is a string, a rank an int, a number a double, a set, path or ranking a list,"
        " cannot tell null. An unanswered task has no entry: reading one admits the label; demand"
        " an answer with has(answers.task)."
    )
    message: str = strawberry.field(description="What the annotator is told, and how to mend it.")

    def constraint(self) -> Constraint:
        return Constraint(
            constraint_id=self.constraint_id,
            tasks=tuple(map(TaskName, self.tasks)),
            expression=self.expression,
            message=self.message,
        )
