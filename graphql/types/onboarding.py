"""What a new annotator reads first: each clause with what was decided under it, and the classes.

Examples and counterexamples are those of the taxonomy; a class stands with a clause where a
precedent of the clause is about it.
"""

from typing import Self

import strawberry

from labeltrail.events.streams.guideline import Clause as Known
from labeltrail.graphql.context import Scope
from labeltrail.graphql.reading import RulesSeen, coded
from labeltrail.graphql.types.guideline import Clause
from labeltrail.graphql.types.precedent_search import visible
from labeltrail.graphql.types.precedents import Precedent
from labeltrail.graphql.types.ruled import Ruled
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.tasks import Task, TaskClass
from labeltrail.projections.precedents import search
from labeltrail.projections.precedents.ranking import Ranked
from labeltrail.projections.precedents.search import Narrowed
from labeltrail.projections.snapshot import snapshot

PRECEDENTS_MAX = 20
"""Shown with one clause, the newest."""


@strawberry.type(description="A class that decisions under a clause were about.")
class OnboardingClass(Scoped):
    task: str = strawberry.field(description="The task.")
    defined: TaskClass = strawberry.field(
        description="The class, with its examples and counterexamples."
    )


@strawberry.type(description="A clause, and what was decided under it.")
class OnboardingClause(Scoped):
    clause: Clause = strawberry.field(description="The clause, with its clarifications.")
    precedents: list[Precedent] = strawberry.field(
        description="In force and citing the clause, the newest first, up to 20; none of items"
        " that you may still label."
    )
    classes: list[OnboardingClass] = strawberry.field(
        description="Classes that those are about, with examples and counterexamples."
    )


@strawberry.type(description="What a new annotator reads first.")
class Onboarding(Ruled):
    guideline_revision: int = strawberry.field(description="In force; 0 before the first.")
    taxonomy_version: int = strawberry.field(description="In force; 0 before the first.")
    clauses: list[OnboardingClause] = strawberry.field(description="In order.")
    other_precedents: list[Precedent] = strawberry.field(
        description="In force and citing no clause of the revision, the newest first, up to 20."
    )
    tasks: list[Task] = strawberry.field(
        description="The tasks with all classes, their definitions, examples and counterexamples."
    )

    @classmethod
    async def at(cls, scope: Scope, seen: RulesSeen) -> Self:
        """Raises coded errors."""
        guideline, taxonomy = seen.rules.guideline, seen.rules.taxonomy
        revision, version = guideline.in_force, taxonomy.in_force
        known = guideline.revisions[revision - 1] if revision else ()
        with coded():
            async with snapshot(scope.pool, scope.project_id, position=seen.position) as view:
                rows = await search.found(
                    view.connection,
                    scope.project_id,
                    where=Narrowed(is_superseded=False),
                    position=view.position,
                )
        rows = tuple(await visible(scope, rows))
        tasks = list(taxonomy.tasks(version).values()) if version else []
        classes = {
            (task.name, one.class_id): OnboardingClass(
                scope=scope, task=task.name, defined=TaskClass.of(scope, one)
            )
            for task in tasks
            for one in task.classes
        }

        def precedents(found: list[Ranked]) -> list[Precedent]:
            return [Precedent.of(scope, row, seen.position) for row in found[:PRECEDENTS_MAX]]

        def clause(one: Known) -> OnboardingClause:
            found = [row for row in rows if row.precedent.recorded.clause == one.number]
            about = (each for row in found for each in row.precedent.recorded.classes)
            keys = dict.fromkeys((each.task, each.class_id) for each in about)
            return OnboardingClause(
                scope=scope,
                clause=Clause.of(scope, one, guideline.clarified(revision, one.number)),
                precedents=precedents(found),
                classes=[classes[key] for key in keys if key in classes],
            )

        numbers = {one.number for one in known}
        others = [row for row in rows if row.precedent.recorded.clause not in numbers]
        return cls(
            scope=scope,
            seen=seen,
            guideline_revision=revision,
            taxonomy_version=version,
            clauses=[clause(one) for one in known],
            other_precedents=precedents(others),
            tasks=[Task.of(scope, task) for task in tasks],
        )
