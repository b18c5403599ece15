"""The taxonomy, as annotators read it."""

from typing import Self

import strawberry

from labeltrail.graphql.context import Scope
from labeltrail.graphql.reading import RulesSeen
from labeltrail.graphql.types.ruled import Ruled
from labeltrail.graphql.types.task_rules import Constraint
from labeltrail.graphql.types.tasks import Task
from labeltrail.graphql.types.taxonomies import PilotPass, TaskMapping, TaxonomyReview


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
