"""Mutations of reviewers and adjudicators."""

from typing import Annotated

import strawberry
from strawberry import Info

from labeltrail.events.streams.item import commands, review_commands
from labeltrail.graphql.context import Context
from labeltrail.graphql.inputs.reviews import (
    AdjudicateItemInput,
    ClaimReviewInput,
    ReleaseReviewInput,
    RequestReviewInput,
    ReviewLabelInput,
)
from labeltrail.graphql.mutations.carry import CommandSuccess, Done, carry
from labeltrail.graphql.mutations.labels import LabelSuccess
from labeltrail.graphql.refusals import Refusal
from labeltrail.graphql.types.adjudication import Adjudication
from labeltrail.graphql.types.review_queue import JudgeClaim

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


@strawberry.type(description="The item is yours to judge until the claim runs out.")
class ClaimReviewSuccess(CommandSuccess):
    @strawberry.field(description="The claim as it stands now.")
    async def claim(self) -> JudgeClaim | None:
        scope, command = await self.done.scope(), self.done.command
        if scope is None or not isinstance(command, review_commands.ClaimReview):
            return None
        return JudgeClaim.of(scope, (await scope.item_now(command.item_id)).review_claim)


@strawberry.type(description="The item is free for others to judge.")
class ReleaseReviewSuccess(CommandSuccess):
    @strawberry.field(description="The item's own id.")
    def item_id(self) -> strawberry.ID:
        command = self.done.command
        assert isinstance(command, review_commands.ReleaseReview)
        return strawberry.ID(command.item_id)


ClaimReviewPayload = Annotated[ClaimReviewSuccess | Refusal, strawberry.union("ClaimReviewPayload")]
ReleaseReviewPayload = Annotated[
    ReleaseReviewSuccess | Refusal, strawberry.union("ReleaseReviewPayload")
]
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
        description="Approve, reject or correct somebody else's label, or look again at a review."
        " Takes the role reviewer, or for a second look adjudicator."
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

    @strawberry.mutation(
        description="Take an item on to judge it; again, to hold it longer. Takes the role reviewer"
        " or adjudicator."
    )
    async def claim_review(self, asking: Asking, input: ClaimReviewInput) -> ClaimReviewPayload:
        told = await carry(asking.context, input)
        return ClaimReviewSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Let go of an item that one has taken on, or, as a manager, that anybody has."
    )
    async def release_review(
        self, asking: Asking, input: ReleaseReviewInput
    ) -> ReleaseReviewPayload:
        told = await carry(asking.context, input)
        return ReleaseReviewSuccess.of(told) if isinstance(told, Done) else told
