"""Inputs about gold: proposed by one, approved by another."""

from typing import ClassVar
from uuid import UUID

import strawberry

from labeltrail.events.identifiers import GoldId, ItemId, LabelId, MemberId, TaskName
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams.item import gold_commands as commands
from labeltrail.events.streams.item.gold_facts import ContestReason, RetireReason
from labeltrail.graphql.inputs.acts import ActInput, CommandInput, Texts
from labeltrail.graphql.inputs.values import ValueInput

_WHO = "Left out: who calls. Another takes the role service."


@strawberry.input(description="A value said to be known. It waits for a second person.")
class ProposeGoldInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("rationale",)
    PERSON: ClassVar[str | None] = "proposed_by"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    task: str = strawberry.field(description="The name of a task of the taxonomy in force.")
    value: ValueInput = strawberry.field(description="What is true.")
    rationale: str = strawberry.field(description="Why, erasable.")
    source: str | None = strawberry.field(
        default=None, description="Where the value comes from: a report, a benchmark, a file."
    )
    proposed_by: strawberry.ID | None = strawberry.field(
        default=None, description=f"Who proposes. {_WHO}"
    )

    def command(self, texts: Texts) -> commands.ProposeGold | Rejection:
        value = self.value.value()
        if isinstance(value, Rejection):
            return value.under("value")
        return commands.ProposeGold(
            item_id=ItemId(self.item_id),
            task=TaskName(self.task),
            value=value,
            rationale=texts["rationale"],
            source=self.source,
        )


@strawberry.input(description="A second person's word that a proposed value is true.")
class ActivateGoldInput(CommandInput):
    PERSON: ClassVar[str | None] = "approved_by"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    gold_id: UUID = strawberry.field(
        description="The proposal; if another has taken its place since, this is refused."
    )
    value: ValueInput = strawberry.field(description="What was proposed, named again.")
    approved_by: strawberry.ID | None = strawberry.field(
        default=None, description=f"Who approves. {_WHO}"
    )

    def command(self, texts: Texts) -> commands.ActivateGold | Rejection:
        value = self.value.value()
        if isinstance(value, Rejection):
            return value.under("value")
        return commands.ActivateGold(
            item_id=ItemId(self.item_id), gold_id=GoldId(self.gold_id), value=value
        )


@strawberry.input(description="A doubt about gold that is in force.")
class ContestGoldInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("note",)
    PERSON: ClassVar[str | None] = "contested_by"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    gold_id: UUID = strawberry.field(description="The gold.")
    reason: ContestReason = strawberry.field(description="Why.")
    note: str | None = strawberry.field(default=None, description="More about it, erasable.")
    labels: list[UUID] = strawberry.field(
        default_factory=list,
        description="Labels of the item that agree on another value, as evidence.",
    )
    contested_by: strawberry.ID | None = strawberry.field(
        default=None, description=f"Who doubts it. {_WHO}"
    )

    def command(self, texts: Texts) -> commands.ContestGold:
        return commands.ContestGold(
            item_id=ItemId(self.item_id),
            gold_id=GoldId(self.gold_id),
            reason=self.reason,
            note=texts.get("note"),
            labels=tuple(LabelId(one) for one in self.labels),
        )


@strawberry.input(description="The end of a gold, or of a proposal that nobody approves.")
class RetireGoldInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("note",)
    PERSON: ClassVar[str | None] = "retired_by"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    gold_id: UUID = strawberry.field(description="The gold.")
    reason: RetireReason = strawberry.field(description="Why.")
    note: str | None = strawberry.field(default=None, description="More about it, erasable.")
    retired_by: strawberry.ID | None = strawberry.field(
        default=None, description=f"Who retires it. {_WHO}"
    )

    def command(self, texts: Texts) -> commands.RetireGold:
        return commands.RetireGold(
            item_id=ItemId(self.item_id),
            gold_id=GoldId(self.gold_id),
            reason=self.reason,
            note=texts.get("note"),
        )


@strawberry.input(description="One gold of many, decided elsewhere by two persons.")
class GoldEntryInput(ActInput):
    PERSON: ClassVar[str | None] = "approved_by"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    task: str = strawberry.field(description="The name of a task of the taxonomy in force.")
    value: ValueInput = strawberry.field(description="What is true.")
    proposed_by: strawberry.ID = strawberry.field(description="Who said so first.")
    approved_by: strawberry.ID = strawberry.field(description="The second person.")
    source: str = strawberry.field(description="The file or benchmark that it comes from.")

    def command(self, texts: Texts) -> commands.ImportGold | Rejection:
        value = self.value.value()
        if isinstance(value, Rejection):
            return value.under("value")
        return commands.ImportGold(
            item_id=ItemId(self.item_id),
            task=TaskName(self.task),
            value=value,
            proposed_by=MemberId(self.proposed_by),
            source=self.source,
        )


@strawberry.input(description="Up to 1,000 golds of one project, each a command of its own.")
class ImportGoldInput:
    project: strawberry.ID = strawberry.field(description="The project's own id.")
    golds: list[GoldEntryInput] = strawberry.field(description="The golds.")
