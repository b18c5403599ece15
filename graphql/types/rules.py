"""Taxonomy and guideline, as annotators read them."""

from collections.abc import Container
from datetime import datetime
from typing import Self

import strawberry
from msgspec import structs

from labeltrail.events.streams.guideline import Clause as DomainClause
from labeltrail.events.values import ClassDefinition, TaskKind
from labeltrail.events.values import Task as DomainTask
from labeltrail.graphql.context import Scope
from labeltrail.graphql.reading import RulesSeen, coded, rules_at
from labeltrail.graphql.types.asof import AsOfInput
from labeltrail.graphql.types.ruled import Ruled
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.task_rules import Constraint, TaskRule, rule_of
from labeltrail.projections import history


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


@strawberry.type(description="The tasks and classes of one published version.")
class Taxonomy(Ruled):
    version: int = strawberry.field(description="1, 2, 3 …")
    is_in_force: bool = strawberry.field(
        description="Whether it is the newest version, as of the moment asked about."
    )
    tasks: list[Task] = strawberry.field(description="The tasks, in order.")
    constraints: list[Constraint] = strawberry.field(
        description="Which answers cannot be together, in order."
    )

    @classmethod
    def of(cls, scope: Scope, version: int, seen: RulesSeen | None = None) -> Self:
        seen = seen or RulesSeen(scope.rules)
        taxonomy = seen.rules.taxonomy
        tasks = taxonomy.tasks(version).values()
        return cls(
            scope=scope,
            seen=seen,
            version=version,
            is_in_force=version == taxonomy.in_force,
            tasks=[Task.of(scope, task) for task in tasks],
            constraints=[
                Constraint.of(scope, one)
                for one in (taxonomy.constraints[version - 1] if version else ())
            ],
        )


@strawberry.type(description="One numbered rule of the guideline.")
class Clause(Scoped):
    number: str = strawberry.field(description='The number that decisions cite: "2", "2.1".')
    title: str = strawberry.field(description="What the rule is about.")
    text: str = strawberry.field(description="The rule, in Markdown.")

    @classmethod
    def of(cls, scope: Scope, clause: DomainClause) -> Self:
        return cls(scope=scope, number=clause.number, title=clause.title, text=clause.text)


@strawberry.type(description="One revision of the guideline.")
class GuidelineRevision(Ruled):
    revision: int = strawberry.field(description="1, 2, 3 …")
    is_published: bool = strawberry.field(
        description="Whether it was ever in force, by the moment asked about."
    )
    is_in_force: bool = strawberry.field(
        description="Whether it is in force, as of the moment asked about."
    )
    clauses: list[Clause] = strawberry.field(description="The clauses, in order.")

    @classmethod
    def of(cls, scope: Scope, revision: int, seen: RulesSeen | None = None) -> Self:
        seen = seen or RulesSeen(scope.rules)
        known = seen.rules.guideline
        return cls(
            scope=scope,
            seen=seen,
            revision=revision,
            is_published=revision in known.published,
            is_in_force=revision == known.in_force,
            clauses=[Clause.of(scope, one) for one in known.revisions[revision - 1]],
        )


async def guideline(
    scope: Scope, revision: int | None, as_of: AsOfInput | None, occurred_by: datetime | None
) -> GuidelineRevision | None:
    """A revision known by the moment asked about, and drafted by `occurred_by`; else the one in
    force. Raises coded errors.
    """
    seen = await rules_at(scope, as_of)
    drafted: Container[int] = range(1, len(seen.rules.guideline.revisions) + 1)
    if occurred_by is not None:
        with coded():
            past, then = await history.guideline_by(
                scope.pool, scope.project_id, occurred_by=occurred_by, position=seen.position
            )
        drafted = then.drafted
        seen = RulesSeen(structs.replace(seen.rules, guideline=then.guideline), past)
    wanted = seen.rules.guideline.in_force if revision is None else revision
    return GuidelineRevision.of(scope, wanted, seen) if wanted in drafted else None
