"""Taxonomy and guideline, as annotators read them."""

from typing import Self

import strawberry

from labeltrail.events.streams import guideline
from labeltrail.events.values import ClassDefinition, TaskKind
from labeltrail.events.values import Task as DomainTask
from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.scoped import Scoped


@strawberry.type(name="TaskClass", description="One class of a task.")
class TaskClass(Scoped):
    class_id: str = strawberry.field(description="The class's id, as labels name it.")
    definition: str = strawberry.field(description="What the class means.")
    inclusion: list[str] = strawberry.field(description="What belongs to it.")
    exclusion: list[str] = strawberry.field(description="What does not belong to it.")
    examples: list[str] = strawberry.field(description="Examples.")
    counterexamples: list[str] = strawberry.field(description="What looks like one and is none.")
    rank: int | None = strawberry.field(description="Its place on the scale of an ordinal task.")

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
        description="The classes, in the order that scores report."
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
        )


@strawberry.type(description="The tasks and classes of one published version.")
class Taxonomy(Scoped):
    version: int = strawberry.field(description="1, 2, 3 …")
    is_in_force: bool = strawberry.field(description="Whether it is the newest version.")
    tasks: list[Task] = strawberry.field(description="The tasks, in order.")

    @classmethod
    def of(cls, scope: Scope, version: int) -> Self:
        taxonomy = scope.rules.taxonomy
        tasks = taxonomy.tasks(version).values()
        return cls(
            scope=scope,
            version=version,
            is_in_force=version == taxonomy.in_force,
            tasks=[Task.of(scope, task) for task in tasks],
        )


@strawberry.type(description="One numbered rule of the guideline.")
class Clause(Scoped):
    number: str = strawberry.field(description='The number that decisions cite: "2", "2.1".')
    title: str = strawberry.field(description="What the rule is about.")
    text: str = strawberry.field(description="The rule, in Markdown.")

    @classmethod
    def of(cls, scope: Scope, clause: guideline.Clause) -> Self:
        return cls(scope=scope, number=clause.number, title=clause.title, text=clause.text)


@strawberry.type(description="One revision of the guideline.")
class GuidelineRevision(Scoped):
    revision: int = strawberry.field(description="1, 2, 3 …")
    is_published: bool = strawberry.field(description="Whether it was ever in force.")
    is_in_force: bool = strawberry.field(description="Whether it is in force now.")
    clauses: list[Clause] = strawberry.field(description="The clauses, in order.")

    @classmethod
    def of(cls, scope: Scope, revision: int) -> Self:
        known = scope.rules.guideline
        return cls(
            scope=scope,
            revision=revision,
            is_published=revision in known.published,
            is_in_force=revision == known.in_force,
            clauses=[Clause.of(scope, one) for one in known.revisions[revision - 1]],
        )
