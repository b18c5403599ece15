"""Inputs about splits, audits, models, and what members are described by."""

from decimal import Decimal
from typing import ClassVar

import strawberry

from labeltrail.events.identifiers import BatchId, ItemId, MemberId, TaskName
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams import audits, model, project
from labeltrail.events.streams.audits import StratifiedBy
from labeltrail.events.streams.model import Against, Confusion, Evaluated
from labeltrail.events.streams.model.decide import figures_of
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.streams.splits import AssignSplits, Share, Split
from labeltrail.graphql.inputs.acts import CommandInput, Texts
from labeltrail.graphql.inputs.items import AttributeInput, named
from labeltrail.graphql.inputs.values import ValueInput
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.asof import AsOfInput
from labeltrail.projections.audits import answers as drawn_audits
from labeltrail.projections.models import answers as computed_models
from labeltrail.projections.splits import answers as drawn_splits


@strawberry.input(
    description="Say what a member belongs to: team, vendor, site; nothing personal, since the"
    " ledger never forgets. It takes the place of all that was said before."
)
class DescribeMemberInput(CommandInput):
    member: strawberry.ID = strawberry.field(description="The member's id.")
    attributes: list[AttributeInput] = strawberry.field(description="All of them, each name once.")

    def command(self, texts: Texts) -> project.DescribeMember | Rejection:
        found = named(self.attributes)
        if isinstance(found, Rejection):
            return found
        return project.DescribeMember(member=MemberId(self.member), attributes=found)


@strawberry.input(description="Put items into a split by hand.")
class AssignSplitInput(CommandInput):
    split: Split = strawberry.field(description="The split.")
    item_ids: list[strawberry.ID] = strawberry.field(description="Items by their own ids.")
    moves: bool = strawberry.field(
        default=False, description="Whether those that are in another split move."
    )

    def command(self, texts: Texts) -> AssignSplits:
        return AssignSplits(
            item_ids=tuple(ItemId(one) for one in self.item_ids),
            splits=(self.split,) * len(self.item_ids),
            moves=self.moves,
        )


@strawberry.input(description="How much of the items a split is to have.")
class SplitShareInput:
    split: Split = strawberry.field(description="The split.")
    share: Decimal = strawberry.field(description="Above 0; all together add up to 1.")


@strawberry.input(
    description="Draw items that are in no split yet: the same seed draws the same again."
)
class DrawSplitsInput(CommandInput):
    shares: list[SplitShareInput] = strawberry.field(description="Each split once.")
    seed: BigInt = strawberry.field(description="Of the random order.")
    batch_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only items of this batch. Left out: all."
    )
    stratified_by: str | None = strawberry.field(
        default=None,
        description="A task or an attribute, whose values each split has in equal shares.",
    )
    grouped_by: str | None = strawberry.field(
        default=None,
        description="The attribute whose values never straddle. Left out: that of the policy.",
    )

    def wanted(self) -> drawn_splits.Wanted:
        return drawn_splits.Wanted(
            shares=tuple(Share(split=one.split, share=one.share) for one in self.shares),
            seed=self.seed,
            batch_id=BatchId(self.batch_id) if self.batch_id is not None else None,
            stratified_by=self.stratified_by,
            grouped_by=self.grouped_by,
        )


@strawberry.input(
    description="Draw a random sample of what is accepted, as a batch of its own: give its size, or"
    " the half width of the interval that you want."
)
class OpenAuditBatchInput(CommandInput):
    batch_id: strawberry.ID = strawberry.field(description="The new batch's id, of your choice.")
    title: str = strawberry.field(description="Its title.")
    task: str = strawberry.field(description="The task whose ground truth is audited.")
    seed: BigInt = strawberry.field(description="The same seed draws the same again.")
    of_batch: strawberry.ID | None = strawberry.field(
        default=None, description="Draw from this batch. Left out: from the whole project."
    )
    size: int | None = strawberry.field(default=None, description="Items to draw.")
    half_width: float | None = strawberry.field(
        default=None, description="As many as this takes at the expected error rate."
    )
    stratified_by: StratifiedBy = strawberry.field(
        default=StratifiedBy.CLASS, description="What is in proportion in the sample."
    )
    level: Decimal = strawberry.field(default=Decimal("0.95"), description="Of intervals, 0 to 1.")
    expected_error: Decimal = strawberry.field(
        default=Decimal("0.05"), description="The share of wrong ones that you expect."
    )

    def wanted(self) -> drawn_audits.Wanted:
        return drawn_audits.Wanted(
            batch_id=BatchId(self.batch_id),
            title=self.title,
            task=TaskName(self.task),
            of_batch=BatchId(self.of_batch) if self.of_batch is not None else None,
            seed=self.seed,
            size=self.size,
            half_width=self.half_width,
            stratified_by=self.stratified_by,
            level=self.level,
            expected_error=self.expected_error,
        )


@strawberry.input(description="What an auditor, who had no part in it, says of an item.")
class AuditItemInput(CommandInput):
    PERSON: ClassVar[str | None] = "auditor"

    batch_id: strawberry.ID = strawberry.field(description="The audit batch.")
    item_id: strawberry.ID = strawberry.field(description="An item of its sample.")
    value: ValueInput = strawberry.field(description="The auditor's own answer.")
    clause: str | None = strawberry.field(
        default=None, description="The clause of the guideline that it rests on."
    )
    auditor: strawberry.ID | None = strawberry.field(
        default=None, description="Who audits. Left out: who calls. Another takes the role service."
    )

    def command(self, texts: Texts) -> audits.AuditItem | Rejection:
        value = self.value.value()
        if isinstance(value, Rejection):
            return value.under("value")
        return audits.AuditItem(
            batch_id=BatchId(self.batch_id),
            item_id=ItemId(self.item_id),
            value=value,
            clause=self.clause,
        )


@strawberry.input(description="A version of a model or labeling function.")
class RegisterModelInput(CommandInput):
    model_id: strawberry.ID = strawberry.field(description="Its id; versions share it.")
    name: str = strawberry.field(description="What people call it.")
    version: str = strawberry.field(description="A version that is new.")
    model_kind: MemberKind = strawberry.field(
        default=MemberKind.MODEL, description="A model or a labeling function."
    )
    member: strawberry.ID | None = strawberry.field(
        default=None, description="The member that labels in its name."
    )
    trained_on: list[str] = strawberry.field(
        default_factory=list, description="Releases, by their ids."
    )

    def command(self, texts: Texts) -> model.RegisterModel:
        return model.RegisterModel(
            model_id=self.model_id,
            name=self.name,
            version=self.version,
            model_kind=self.model_kind,
            member=MemberId(self.member) if self.member is not None else None,
            trained_on=tuple(self.trained_on),
        )


@strawberry.input(description="So many items of one class were called another.")
class ConfusionInput:
    truth: str = strawberry.field(description="What they are.")
    items: int = strawberry.field(description="How many.")
    said: str | None = strawberry.field(
        default=None, description="What they were called; left out: nothing."
    )


@strawberry.input(
    description="How a version did, as counted elsewhere: what is told twice must add up."
)
class RecordEvaluationInput(CommandInput):
    model_id: strawberry.ID = strawberry.field(description="The model.")
    version: str = strawberry.field(description="The version.")
    task: str = strawberry.field(description="The task.")
    against: Against = strawberry.field(description="What it was held against.")
    taxonomy_version: int = strawberry.field(description="Whose classes they are.")
    items: int = strawberry.field(description="Items in all.")
    right: int = strawberry.field(description="Items called what they are.")
    confusion: list[ConfusionInput] = strawberry.field(description="Every cell with an item.")
    release: str | None = strawberry.field(
        default=None, description="The release, where it was held against one."
    )
    batch_id: strawberry.ID | None = strawberry.field(
        default=None, description="The batch whose items they are."
    )

    def command(self, texts: Texts) -> model.EvaluateModel:
        confusion = tuple(
            Confusion(truth=one.truth, said=one.said, items=one.items) for one in self.confusion
        )
        return model.EvaluateModel(
            model_id=self.model_id,
            version=self.version,
            result=Evaluated(
                task=TaskName(self.task),
                against=self.against,
                taxonomy_version=self.taxonomy_version,
                is_computed=False,
                items=self.items,
                right=self.right,
                classes=figures_of(confusion),
                confusion=confusion,
                batch_id=BatchId(self.batch_id) if self.batch_id is not None else None,
                release=self.release,
            ),
        )


@strawberry.input(description="Compute how a version did, from its labels in this ledger.")
class EvaluateModelInput(CommandInput):
    model_id: strawberry.ID = strawberry.field(description="The model.")
    version: str = strawberry.field(description="The version.")
    task: str = strawberry.field(description="The task.")
    against: Against = strawberry.field(
        default=Against.GOLD, description="What it is held against: gold or ground truth."
    )
    batch_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only items of this batch."
    )
    as_of: AsOfInput | None = strawberry.field(
        default=None, description="Labels up to then. Left out: up to now."
    )

    def wanted(self) -> computed_models.Wanted:
        return computed_models.Wanted(
            model_id=self.model_id,
            version=self.version,
            task=TaskName(self.task),
            against=self.against,
            batch_id=BatchId(self.batch_id) if self.batch_id is not None else None,
        )
