"""Drafts of a taxonomy, what experts said of them, and what becomes of classes."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from labeltrail.events.streams import taxonomy
from labeltrail.events.streams.taxonomy import (
    Fate,
    Mapping,
    PilotBasis,
    TaxonomyObjection,
    TaxonomyVerdict,
)
from labeltrail.graphql.context import Scope
from labeltrail.graphql.reading import rules_at
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.asof import AsOfInput
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.task_rules import Constraint
from labeltrail.graphql.types.tasks import Task
from labeltrail.projections.taxonomies.sentences import fate_told


@strawberry.type(description="What becomes of a class of the version before.")
class ClassFate(Scoped):
    class_id: str = strawberry.field(description="The class of the version before.")
    fate: Fate = strawberry.field(description="What becomes of it.")
    into: list[str] = strawberry.field(description="The classes of this version that it becomes.")
    sentence: str = strawberry.field(description="The same in words.")


@strawberry.type(description="What becomes of the classes of a task.")
class TaskMapping(Scoped):
    task: str = strawberry.field(description="The task.")
    classes: list[ClassFate] = strawberry.field(
        description="The fates that were stated; every other class is kept."
    )

    @classmethod
    def listed(cls, scope: Scope, mapping: Mapping) -> list[Self]:
        return [
            cls(
                scope=scope,
                task=one.task,
                classes=[
                    ClassFate(
                        scope=scope,
                        class_id=each.class_id,
                        fate=each.fate,
                        into=list(each.into),
                        sentence=fate_told(each),
                    )
                    for each in one.classes
                ],
            )
            for one in mapping
        ]


@strawberry.type(description="An expert's word on a taxonomy.")
class TaxonomyReview(Scoped):
    event_id: UUID = strawberry.field(description="The event that recorded it.")
    reviewed_by: strawberry.ID = strawberry.field(description="The expert.")
    verdict: TaxonomyVerdict = strawberry.field(description="The verdict.")
    objections: list[TaxonomyObjection] = strawberry.field(description="Why it was refused.")
    position: BigInt = strawberry.field(description="Where it stands in the ledger.")
    held: strawberry.Private[taxonomy.TaxonomyReview]

    @strawberry.field(description="More about it; null where nothing was said or it was erased.")
    async def note(self) -> str | None:
        said = self.held.said.note
        return await self.scope.words(said) if said is not None else None

    @strawberry.field(description="When the note's words were erased; null while kept.")
    async def note_erased_at(self) -> datetime | None:
        said = self.held.said.note
        return await self.scope.erased_at(said) if said is not None else None

    @classmethod
    def of(cls, scope: Scope, review: taxonomy.TaxonomyReview) -> Self:
        return cls(
            scope=scope,
            event_id=review.event_id,
            reviewed_by=strawberry.ID(review.said.reviewed_by),
            verdict=review.said.verdict,
            objections=list(review.said.objections),
            position=BigInt(review.position),
            held=review,
        )


@strawberry.type(description="A taxonomy that binds nobody yet.")
class TaxonomyDraft(Scoped):
    draft: int = strawberry.field(description="1, 2, 3 …")
    follows: int = strawberry.field(description="The version that its mapping leads from.")
    drafted_by: strawberry.ID = strawberry.field(description="Who drafted it.")
    change_note: str = strawberry.field(description="What changes, and why.")
    tasks: list[Task] = strawberry.field(description="The tasks, in order.")
    constraints: list[Constraint] = strawberry.field(
        description="Which answers cannot be together, in order."
    )
    mapping: list[TaskMapping] = strawberry.field(description="What becomes of the classes before.")
    reviews: list[TaxonomyReview] = strawberry.field(description="What experts said, in order.")
    published_version: int | None = strawberry.field(
        description="The version that it became; null while it is none."
    )
    position: BigInt = strawberry.field(description="Where it stands in the ledger.")

    @classmethod
    def of(cls, scope: Scope, found: taxonomy.TaxonomyDraft) -> Self:
        drafted = found.drafted
        return cls(
            scope=scope,
            draft=drafted.draft,
            follows=drafted.follows,
            drafted_by=strawberry.ID(drafted.drafted_by),
            change_note=drafted.change_note,
            tasks=[Task.of(scope, one) for one in drafted.tasks],
            constraints=[Constraint.of(scope, one) for one in drafted.constraints],
            mapping=TaskMapping.listed(scope, drafted.mapping),
            reviews=[TaxonomyReview.of(scope, one) for one in found.reviews],
            published_version=found.published_version,
            position=BigInt(found.position),
        )


@strawberry.type(description="A pilot that shows that a taxonomy version can be labeled.")
class PilotPass(Scoped):
    batch_id: strawberry.ID = strawberry.field(description="The pilot's own id.")
    taxonomy_version: int = strawberry.field(description="The version that it was a pilot of.")
    policy_version: int = strawberry.field(description="The policy that it was judged by.")
    basis: PilotBasis = strawberry.field(description="What it passed by.")
    position: BigInt = strawberry.field(description="The position that the judgment holds for.")
    items: int = strawberry.field(description="Items of the pilot.")
    items_overlapped: int = strawberry.field(
        description="Those with as many independent answers as the policy demands."
    )
    passed_by: strawberry.ID = strawberry.field(description="Who let it pass.")

    @classmethod
    def of(cls, scope: Scope, fact: taxonomy.PilotPassed) -> Self:
        return cls(
            scope=scope,
            batch_id=strawberry.ID(fact.batch_id),
            taxonomy_version=fact.taxonomy_version,
            policy_version=fact.policy_version,
            basis=fact.basis,
            position=BigInt(fact.position),
            items=fact.items,
            items_overlapped=fact.items_overlapped,
            passed_by=strawberry.ID(fact.passed_by),
        )


@strawberry.type
class Drafting(Scoped):
    """Not a type of the schema: what a project has of drafts."""

    @strawberry.field(description="A draft of the taxonomy; the last one when none is named.")
    async def taxonomy_draft(
        self, draft: int | None = None, as_of: AsOfInput | None = None
    ) -> TaxonomyDraft | None:
        seen = await rules_at(self.scope, as_of)
        drafts = seen.rules.taxonomy.drafts
        wanted = len(drafts) if draft is None else draft
        return (
            TaxonomyDraft.of(self.scope, drafts[wanted - 1]) if 1 <= wanted <= len(drafts) else None
        )
