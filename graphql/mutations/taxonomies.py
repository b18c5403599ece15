"""Mutations about the life of a taxonomy: draft, review, publish."""

from typing import Annotated

import strawberry
from strawberry import Info

from labeltrail.events.streams.taxonomy import ReviewTaxonomy
from labeltrail.graphql.context import Context
from labeltrail.graphql.inputs.taxonomies import (
    DraftTaxonomyInput,
    PublishTaxonomyDraftInput,
    PublishTaxonomyInput,
    ReviewTaxonomyInput,
)
from labeltrail.graphql.mutations.carry import CommandSuccess, Done, carry
from labeltrail.graphql.refusals import Refusal
from labeltrail.graphql.types.rules import Taxonomy
from labeltrail.graphql.types.taxonomies import TaxonomyDraft

Asking = Info[Context, None]


async def _in_force(done: Done) -> Taxonomy | None:
    scope = await done.scope()
    return Taxonomy.of(scope, len(scope.rules.taxonomy.versions)) if scope is not None else None


@strawberry.type(description="The taxonomy version is in force.")
class PublishTaxonomySuccess(CommandSuccess):
    @strawberry.field(description="The version in force now.")
    async def taxonomy(self) -> Taxonomy | None:
        return await _in_force(self.done)


@strawberry.type(description="The draft is in force.")
class PublishTaxonomyDraftSuccess(CommandSuccess):
    @strawberry.field(description="The version in force now.")
    async def taxonomy(self) -> Taxonomy | None:
        return await _in_force(self.done)


@strawberry.type(description="The taxonomy is drafted; it binds nobody until it is published.")
class DraftTaxonomySuccess(CommandSuccess):
    @strawberry.field(description="The newest draft now.")
    async def draft(self) -> TaxonomyDraft | None:
        scope = await self.done.scope()
        return None if scope is None else TaxonomyDraft.of(scope, scope.rules.taxonomy.drafts[-1])


@strawberry.type(description="The expert's word is recorded.")
class ReviewTaxonomySuccess(CommandSuccess):
    @strawberry.field(description="The draft that was reviewed, if it was one.")
    async def draft(self) -> TaxonomyDraft | None:
        scope, command = await self.done.scope(), self.done.command
        if scope is None or not isinstance(command, ReviewTaxonomy) or command.draft is None:
            return None
        return TaxonomyDraft.of(scope, scope.rules.taxonomy.drafts[command.draft - 1])

    @strawberry.field(description="The taxonomy in force now.")
    async def taxonomy(self) -> Taxonomy | None:
        scope = await self.done.scope()
        if scope is None or not scope.rules.taxonomy.in_force:
            return None
        return Taxonomy.of(scope, scope.rules.taxonomy.in_force)


PublishTaxonomyPayload = Annotated[
    PublishTaxonomySuccess | Refusal, strawberry.union("PublishTaxonomyPayload")
]
DraftTaxonomyPayload = Annotated[
    DraftTaxonomySuccess | Refusal, strawberry.union("DraftTaxonomyPayload")
]
ReviewTaxonomyPayload = Annotated[
    ReviewTaxonomySuccess | Refusal, strawberry.union("ReviewTaxonomyPayload")
]
PublishTaxonomyDraftPayload = Annotated[
    PublishTaxonomyDraftSuccess | Refusal, strawberry.union("PublishTaxonomyDraftPayload")
]


@strawberry.type
class TaxonomyMutations:
    @strawberry.mutation(
        description="Put a taxonomy version in force, saying what becomes of the classes before."
        " Takes the role manager."
    )
    async def publish_taxonomy(
        self, asking: Asking, input: PublishTaxonomyInput
    ) -> PublishTaxonomyPayload:
        told = await carry(asking.context, input)
        return PublishTaxonomySuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Draft what comes after the version in force. Takes the role manager or"
        " adjudicator."
    )
    async def draft_taxonomy(
        self, asking: Asking, input: DraftTaxonomyInput
    ) -> DraftTaxonomyPayload:
        told = await carry(asking.context, input)
        return DraftTaxonomySuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Approve or refuse a taxonomy that another has drafted. Takes the role"
        " adjudicator."
    )
    async def review_taxonomy(
        self, asking: Asking, input: ReviewTaxonomyInput
    ) -> ReviewTaxonomyPayload:
        told = await carry(asking.context, input)
        return ReviewTaxonomySuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(description="Put a draft in force. Takes the role manager.")
    async def publish_taxonomy_draft(
        self, asking: Asking, input: PublishTaxonomyDraftInput
    ) -> PublishTaxonomyDraftPayload:
        told = await carry(asking.context, input)
        return PublishTaxonomyDraftSuccess.of(told) if isinstance(told, Done) else told
