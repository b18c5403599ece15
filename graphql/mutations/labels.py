"""Mutations of annotators: labels and skips."""

from typing import Annotated

import strawberry
from strawberry import Info

from labeltrail.events.identifiers import LabelId
from labeltrail.events.streams.item import commands
from labeltrail.graphql.context import Context
from labeltrail.graphql.inputs.labels import (
    RetractLabelInput,
    ReviseLabelInput,
    SkipItemInput,
    SubmitLabelInput,
    SubmitLabelsInput,
)
from labeltrail.graphql.mutations.carry import CommandSuccess, Done, carry, carry_many
from labeltrail.graphql.refusals import Refusal
from labeltrail.graphql.types.label import Label

Asking = Info[Context, None]


@strawberry.type
class LabelSuccess(CommandSuccess):
    @strawberry.field(
        description="The label as it stands now; null for whoever may still label the item."
    )
    async def label(self) -> Label | None:
        scope, command = await self.done.scope(), self.done.command
        match command:
            case commands.SubmitLabel():
                label_id = LabelId(self.done.accepted.event_ids[0])
            case commands.ReviseLabel() | commands.RetractLabel() | commands.ReviewLabel():
                label_id = command.label_id
            case _:
                return None
        if scope is None:
            return None
        label = (await scope.item_now(command.item_id)).labels.get(label_id)
        return await Label.seen(scope, command.item_id, label) if label is not None else None


@strawberry.type(description="The label is recorded.")
class SubmitLabelSuccess(LabelSuccess):
    pass


@strawberry.type(description="The label has new answers; the former ones stay in its history.")
class ReviseLabelSuccess(LabelSuccess):
    pass


@strawberry.type(description="The label counts no more; it stays in the item's history.")
class RetractLabelSuccess(LabelSuccess):
    pass


@strawberry.type(description="It is recorded that the annotator did not answer, and why.")
class SkipItemSuccess(CommandSuccess):
    @strawberry.field(description="The item's own id.")
    def item_id(self) -> strawberry.ID:
        command = self.done.command
        assert isinstance(command, commands.SkipItem)
        return strawberry.ID(command.item_id)


SubmitLabelPayload = Annotated[SubmitLabelSuccess | Refusal, strawberry.union("SubmitLabelPayload")]
ReviseLabelPayload = Annotated[ReviseLabelSuccess | Refusal, strawberry.union("ReviseLabelPayload")]
RetractLabelPayload = Annotated[
    RetractLabelSuccess | Refusal, strawberry.union("RetractLabelPayload")
]
SkipItemPayload = Annotated[SkipItemSuccess | Refusal, strawberry.union("SkipItemPayload")]


@strawberry.type(description="What became of each label.")
class SubmitLabelsPayload:
    outcomes: list[SubmitLabelPayload] = strawberry.field(
        description="One for each label, in the order of the input."
    )


@strawberry.type
class LabelMutations:
    @strawberry.mutation(description="Answer an item. Takes the role annotator.")
    async def submit_label(self, asking: Asking, input: SubmitLabelInput) -> SubmitLabelPayload:
        told = await carry(asking.context, input)
        return SubmitLabelSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Many labels at once. Each is a command of its own: some may be refused."
    )
    async def submit_labels(self, asking: Asking, input: SubmitLabelsInput) -> SubmitLabelsPayload:
        told = await carry_many(asking.context, input.project, input.labels, "labels")
        return SubmitLabelsPayload(
            outcomes=[SubmitLabelSuccess.of(one) if isinstance(one, Done) else one for one in told]
        )

    @strawberry.mutation(description="Change one's own answers. Takes the role annotator.")
    async def revise_label(self, asking: Asking, input: ReviseLabelInput) -> ReviseLabelPayload:
        told = await carry(asking.context, input)
        return ReviseLabelSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(description="Take one's own label back. Takes the role annotator.")
    async def retract_label(self, asking: Asking, input: RetractLabelInput) -> RetractLabelPayload:
        told = await carry(asking.context, input)
        return RetractLabelSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(description="Leave an item unanswered. Takes the role annotator.")
    async def skip_item(self, asking: Asking, input: SkipItemInput) -> SkipItemPayload:
        told = await carry(asking.context, input)
        return SkipItemSuccess.of(told) if isinstance(told, Done) else told
