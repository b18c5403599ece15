"""Mutations of reviewers and adjudicators."""

from typing import Annotated

import strawberry
from strawberry import Info

from labeltrail.events.streams.item import commands
from labeltrail.graphql.context import Context
from labeltrail.graphql.inputs.reviews import (
    AdjudicateItemInput,
    RequestReviewInput,
    ReviewLabelInput,
)
from labeltrail.graphql.mutations.carry import CommandSuccess, Done, carry
from labeltrail.graphql.mutations.labels import LabelSuccess
from labeltrail.graphql.refusals import Refusal
from labeltrail.graphql.types.adjudication import Adjudication

Asking = Info[Context, None]


@strawberry.type(description="The item waits for a reviewer.")
class RequestReviewSuccess(CommandSuccess):
    @strawberry.field(description="The item's own id.")
    def item_id(self) -> strawberry.ID:
        command = self.done.command
        assert isinstance(command, commands.RequestReview)
        return strawberry.ID(command.item_id)


@strawberry.type(description="The verdict is recorded.")
class ReviewLabelSuccess(LabelSuccess):
    pass


@strawberry.type(description="The decision is the item's ground truth from now on.")
class AdjudicateItemSuccess(CommandSuccess):
    @strawberry.field(description="The decision as it stands now.")
    async def adjudication(self) -> Adjudication | None:
        scope, command = await self.done.scope(), self.done.command
        if scope is None or not isinstance(command, commands.AdjudicateItem):
            return None
        if not await scope.sees_judgments_of(command.item_id):
            return None
        decided = (await scope.item_now(command.item_id)).adjudication
        return Adjudication.of(scope, decided) if decided is not None else None


RequestReviewPayload = Annotated[
    RequestReviewSuccess | Refusal, strawberry.union("RequestReviewPayload")
]
ReviewLabelPayload = Annotated[ReviewLabelSuccess | Refusal, strawberry.union("ReviewLabelPayload")]
AdjudicateItemPayload = Annotated[
    AdjudicateItemSuccess | Refusal, strawberry.union("AdjudicateItemPayload")
]


@strawberry.type
class ReviewMutations:
    @strawberry.mutation(description="Ask that a reviewer look at an item.")
    async def request_review(
        self, asking: Asking, input: RequestReviewInput
    ) -> RequestReviewPayload:
        told = await carry(asking.context, input)
        return RequestReviewSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Approve, reject or correct somebody else's label. Takes the role reviewer."
    )
    async def review_label(self, asking: Asking, input: ReviewLabelInput) -> ReviewLabelPayload:
        told = await carry(asking.context, input)
        return ReviewLabelSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Decide an item that one has not labeled. Takes the role adjudicator."
    )
    async def adjudicate_item(
        self, asking: Asking, input: AdjudicateItemInput
    ) -> AdjudicateItemPayload:
        told = await carry(asking.context, input)
        return AdjudicateItemSuccess.of(told) if isinstance(told, Done) else told
