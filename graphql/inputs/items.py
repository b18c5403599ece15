"""Inputs about items and batches."""

import strawberry

from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams import batch
from labeltrail.events.streams.batch import BatchKind
from labeltrail.events.streams.item import commands
from labeltrail.events.streams.item.facts import Modality
from labeltrail.graphql.inputs.acts import ActInput, CommandInput, Texts


@strawberry.input(description="A name and a value to slice items by.")
class AttributeInput:
    name: str = strawberry.field(description="The attribute's name.")
    value: str = strawberry.field(description="Its value on this item.")


def named(given: list[AttributeInput]) -> dict[str, str] | Rejection:
    """By name, each once."""
    attributes: dict[str, str] = {}
    for place, one in enumerate(given):
        if one.name in attributes:
            message = f"attribute {one.name!r} is given twice; leave one of them out"
            return Rejection(Rule.DUPLICATE_GIVEN, message, ("attributes", place, "name"))
        attributes[one.name] = one.value
    return attributes


@strawberry.input
class RegistrationInput(ActInput):
    item_id: strawberry.ID = strawberry.field(description="The item's own id, of your choice.")
    modality: Modality = strawberry.field(description="What kind of data it is.")
    uri: str | None = strawberry.field(default=None, description="Where the data lies.")
    content_sha256: str | None = strawberry.field(
        default=None, description="SHA-256 of the data, 64 lower-case hexadecimal digits."
    )
    text: str | None = strawberry.field(
        default=None, description="The data itself, when it is a small text."
    )
    source: str | None = strawberry.field(default=None, description="Where it comes from.")
    attributes: list[AttributeInput] = strawberry.field(
        default_factory=list, description="What to slice by; each name once."
    )

    def command(self, texts: Texts) -> commands.RegisterItem | Rejection:
        attributes = named(self.attributes)
        if isinstance(attributes, Rejection):
            return attributes
        return commands.RegisterItem(
            item_id=ItemId(self.item_id),
            modality=self.modality,
            uri=self.uri,
            content_sha256=self.content_sha256,
            text=self.text,
            source=self.source,
            attributes=attributes,
        )


@strawberry.input(description="A unit of data to label, by reference and digest.")
class RegisterItemInput(RegistrationInput, CommandInput):
    pass


@strawberry.input(description="One item of many: the same as for registerItem, in one project.")
class ItemEntryInput(RegistrationInput):
    pass


@strawberry.input(description="Up to 1,000 items of one project, each a command of its own.")
class RegisterItemsInput:
    project: strawberry.ID = strawberry.field(description="The project's own id.")
    items: list[ItemEntryInput] = strawberry.field(description="The items.")


@strawberry.input(description="Begin a batch: items that are judged together.")
class OpenBatchInput(CommandInput):
    batch_id: strawberry.ID = strawberry.field(description="The batch's own id, of your choice.")
    title: str = strawberry.field(description="The batch's title.")
    batch_kind: BatchKind = strawberry.field(
        default=BatchKind.PRODUCTION, description="What the batch is for."
    )

    def command(self, texts: Texts) -> batch.OpenBatch:
        return batch.OpenBatch(
            batch_id=BatchId(self.batch_id), title=self.title, batch_kind=self.batch_kind
        )


@strawberry.input(description="Put registered items into an open batch.")
class AddItemsToBatchInput(CommandInput):
    batch_id: strawberry.ID = strawberry.field(description="The batch's own id.")
    item_ids: list[strawberry.ID] = strawberry.field(
        description="Up to 1,000 items by their own ids."
    )

    def command(self, texts: Texts) -> batch.AddItemsToBatch:
        return batch.AddItemsToBatch(
            batch_id=BatchId(self.batch_id),
            item_ids=tuple(ItemId(one) for one in self.item_ids),
        )


@strawberry.input(description="Take no more items into a batch; labeling goes on.")
class CloseBatchInput(CommandInput):
    batch_id: strawberry.ID = strawberry.field(description="The batch's own id.")

    def command(self, texts: Texts) -> batch.CloseBatch:
        return batch.CloseBatch(batch_id=BatchId(self.batch_id))
