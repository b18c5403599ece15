"""Mutations about items and batches."""

from typing import Annotated

import strawberry
from strawberry import Info

from labeltrail.events.streams.batch import AddItemsToBatch, CloseBatch, OpenBatch
from labeltrail.events.streams.item import commands
from labeltrail.graphql.context import Context
from labeltrail.graphql.inputs.items import (
    AddItemsToBatchInput,
    CloseBatchInput,
    OpenBatchInput,
    RegisterItemInput,
    RegisterItemsInput,
)
from labeltrail.graphql.mutations.carry import CommandSuccess, Done, carry, carry_many
from labeltrail.graphql.refusals import Refusal
from labeltrail.graphql.types.batch import Batch

Asking = Info[Context, None]


@strawberry.type(description="The item may be labeled.")
class RegisterItemSuccess(CommandSuccess):
    @strawberry.field(description="The item's own id. Read it with `atLeast` this position.")
    def item_id(self) -> strawberry.ID:
        command = self.done.command
        assert isinstance(command, commands.RegisterItem)
        return strawberry.ID(command.item_id)


@strawberry.type
class BatchSuccess(CommandSuccess):
    @strawberry.field(description="The batch as it stands now.")
    async def batch(self) -> Batch | None:
        scope, command = await self.done.scope(), self.done.command
        if scope is None or not isinstance(command, OpenBatch | AddItemsToBatch | CloseBatch):
            return None
        return await Batch.recorded(scope, command.batch_id)


@strawberry.type(description="The batch takes items.")
class OpenBatchSuccess(BatchSuccess):
    pass


@strawberry.type(description="The items are in the batch.")
class AddItemsToBatchSuccess(BatchSuccess):
    pass


@strawberry.type(description="The batch takes no more items; labeling goes on.")
class CloseBatchSuccess(BatchSuccess):
    pass


RegisterItemPayload = Annotated[
    RegisterItemSuccess | Refusal, strawberry.union("RegisterItemPayload")
]
OpenBatchPayload = Annotated[OpenBatchSuccess | Refusal, strawberry.union("OpenBatchPayload")]
AddItemsToBatchPayload = Annotated[
    AddItemsToBatchSuccess | Refusal, strawberry.union("AddItemsToBatchPayload")
]
CloseBatchPayload = Annotated[CloseBatchSuccess | Refusal, strawberry.union("CloseBatchPayload")]


@strawberry.type(description="What became of each item.")
class RegisterItemsPayload:
    outcomes: list[RegisterItemPayload] = strawberry.field(
        description="One for each item, in the order of the input."
    )


@strawberry.type
class ItemMutations:
    @strawberry.mutation(description="Let an item be labeled. Takes the role manager or service.")
    async def register_item(self, asking: Asking, input: RegisterItemInput) -> RegisterItemPayload:
        told = await carry(asking.context, input)
        return RegisterItemSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Many items at once. Each is a command of its own: some may be refused."
    )
    async def register_items(
        self, asking: Asking, input: RegisterItemsInput
    ) -> RegisterItemsPayload:
        told = await carry_many(asking.context, input.project, input.items, "items")
        return RegisterItemsPayload(
            outcomes=[RegisterItemSuccess.of(one) if isinstance(one, Done) else one for one in told]
        )

    @strawberry.mutation(description="Begin a batch. Takes the role manager.")
    async def open_batch(self, asking: Asking, input: OpenBatchInput) -> OpenBatchPayload:
        told = await carry(asking.context, input)
        return OpenBatchSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(description="Put items into a batch. Takes the role manager or service.")
    async def add_items_to_batch(
        self, asking: Asking, input: AddItemsToBatchInput
    ) -> AddItemsToBatchPayload:
        told = await carry(asking.context, input)
        return AddItemsToBatchSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(description="Take no more items into a batch. Takes the role manager.")
    async def close_batch(self, asking: Asking, input: CloseBatchInput) -> CloseBatchPayload:
        told = await carry(asking.context, input)
        return CloseBatchSuccess.of(told) if isinstance(told, Done) else told
