"""Taxonomy and guideline, as annotators read them."""

from collections.abc import Container
from datetime import datetime
from typing import Self

import strawberry
from msgspec import structs

from labeltrail.events.streams.guideline import Clause as DomainClause
from labeltrail.graphql.context import Scope
from labeltrail.graphql.reading import RulesSeen, coded, rules_at
from labeltrail.graphql.types.asof import AsOfInput
from labeltrail.graphql.types.ruled import Ruled
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.task_rules import Constraint
from labeltrail.graphql.types.tasks import Task
from labeltrail.graphql.types.taxonomies import PilotPass, TaskMapping, TaxonomyReview
from labeltrail.projections import history


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
    mapping: list[TaskMapping] = strawberry.field(
        description="What becomes of the classes of the version before."
    )
    draft: int | None = strawberry.field(description="The draft that was published, if one was.")
    published_by: strawberry.ID = strawberry.field(description="Who put it in force.")
    is_approved: bool = strawberry.field(
        description="Whether an expert's last word on it, or on its draft, is an approval."
    )
    reviews: list[TaxonomyReview] = strawberry.field(
        description="What experts said of it and of its draft, in order."
    )
    pilots: list[PilotPass] = strawberry.field(description="The pilots of it that passed.")

    @classmethod
    def of(cls, scope: Scope, version: int, seen: RulesSeen | None = None) -> Self:
        seen = seen or RulesSeen(scope.rules)
        taxonomy = seen.rules.taxonomy
        tasks = taxonomy.tasks(version).values()
        published = taxonomy.published[version - 1]
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
            mapping=TaskMapping.listed(scope, taxonomy.mappings[version - 1]),
            draft=published.draft,
            published_by=strawberry.ID(published.author.person),
            is_approved=published.is_approved,
            reviews=[TaxonomyReview.of(scope, one) for one in published.reviews],
            pilots=[PilotPass.of(scope, one) for one in taxonomy.pilots_passed(version)],
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
