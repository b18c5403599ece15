"""Inputs about work that is given out."""

from typing import ClassVar
from uuid import UUID

import strawberry

from labeltrail.events.identifiers import AssignmentId, ItemId
from labeltrail.events.streams.item import assignment_commands as commands
from labeltrail.graphql.inputs.acts import CommandInput, Texts


@strawberry.input(description="An annotator asks for the next item.")
class ClaimNextInput(CommandInput):
    PERSON: ClassVar[str | None] = "annotator"

    batch_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only items of this batch. Left out: any."
    )
    annotator: strawberry.ID | None = strawberry.field(
        default=None, description="Who claims. Left out: who calls. Another takes the role service."
    )


@strawberry.input(description="An annotator gives an item back.")
class ReturnItemInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("note",)
    PERSON: ClassVar[str | None] = "annotator"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    note: str | None = strawberry.field(default=None, description="Why, erasable.")
    annotator: strawberry.ID | None = strawberry.field(
        default=None,
        description="Who gives it back. Left out: who calls. Another takes the role service.",
    )

    def command(self, texts: Texts) -> commands.ReturnItem:
        return commands.ReturnItem(item_id=ItemId(self.item_id), note=texts.get("note"))


@strawberry.input(description="A manager takes an item back from an annotator.")
class ReleaseAssignmentInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("note",)

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    assignment_id: UUID = strawberry.field(description="The assignment.")
    note: str | None = strawberry.field(default=None, description="Why, erasable.")

    def command(self, texts: Texts) -> commands.ReleaseAssignment:
        return commands.ReleaseAssignment(
            item_id=ItemId(self.item_id),
            assignment_id=AssignmentId(self.assignment_id),
            note=texts.get("note"),
        )
