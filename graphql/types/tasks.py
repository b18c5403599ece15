"""Tasks and their classes, as annotators read them."""

from typing import Self

import strawberry

from labeltrail.events.values import ClassDefinition, TaskKind
from labeltrail.events.values import Task as DomainTask
from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.task_rules import TaskRule, rule_of


@strawberry.type(name="TaskClass", description="One class of a task.")
class TaskClass(Scoped):
    class_id: str = strawberry.field(description="The class's id, as labels name it.")
    definition: str = strawberry.field(description="What the class means.")
    inclusion: list[str] = strawberry.field(description="What belongs to it.")
    exclusion: list[str] = strawberry.field(description="What does not belong to it.")
    examples: list[str] = strawberry.field(description="Examples.")
    counterexamples: list[str] = strawberry.field(description="What looks like one and is none.")
    rank: int | None = strawberry.field(description="Its place on the scale of an ordinal task.")
    parent: str | None = strawberry.field(
        description="The id of the class above it, on a hierarchical task."
    )
    hotkey: str | None = strawberry.field(
        description="The key that chooses it in an annotation tool."
    )

    @classmethod
    def of(cls, scope: Scope, defined: ClassDefinition) -> Self:
        return cls(
            scope=scope,
            class_id=defined.class_id,
            definition=defined.definition,
            inclusion=list(defined.inclusion),
            exclusion=list(defined.exclusion),
            examples=list(defined.examples),
            counterexamples=list(defined.counterexamples),
            rank=defined.rank,
            parent=defined.parent,
            hotkey=defined.hotkey,
        )


@strawberry.type(description="A question asked of every item.")
class Task(Scoped):
    name: str = strawberry.field(description="The task's name, as answers name it.")
    kind: TaskKind = strawberry.field(description="What shape of value answers it.")
    question: str = strawberry.field(description="The question in words.")
    allows_cannot_tell: bool = strawberry.field(
        description="Whether an annotator may say that it cannot be told."
    )
    classes: list[TaskClass] = strawberry.field(
        description="The classes, in the order that scores report; the candidates of a ranking or"
        " preference task."
    )
    rule: TaskRule | None = strawberry.field(
        description="What it demands of its answers beside its classes."
    )

    @classmethod
    def of(cls, scope: Scope, task: DomainTask) -> Self:
        return cls(
            scope=scope,
            name=task.name,
            kind=task.kind,
            question=task.question,
            allows_cannot_tell=task.allows_cannot_tell,
            classes=[TaskClass.of(scope, one) for one in task.classes],
            rule=rule_of(scope, task.rule) if task.rule else None,
        )
