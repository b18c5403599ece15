"""Inputs about labels and skips."""

from typing import ClassVar
from uuid import UUID

import strawberry

from labeltrail.events.identifiers import AssignmentId, ItemId, LabelId
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams.item import commands
from labeltrail.events.streams.item.facts import RetractReason, SkipReason
from labeltrail.graphql.inputs.acts import ActInput, CommandInput, Texts
from labeltrail.graphql.inputs.settling import CLAUSES, FOLLOWS, cited, followed
from labeltrail.graphql.inputs.values import AnswerInput, SuggestionInput, answers_of


@strawberry.input
class LabelingInput(ActInput):
    """What submitting and revising have in common."""

    PERSON: ClassVar[str | None] = "annotator"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    answers: list[AnswerInput] = strawberry.field(
        description="One answer per task; a task without an entry is unanswered."
    )
    taxonomy_version: int = strawberry.field(
        description="The taxonomy version that the annotator saw."
    )
    guideline_revision: int = strawberry.field(
        description="The guideline revision that the annotator saw."
    )
    annotator: strawberry.ID | None = strawberry.field(
        default=None, description="Who judged. Left out: who calls. Another takes the role service."
    )
    seconds_spent: float | None = strawberry.field(
        default=None, description="How long the annotator took."
    )
    suggestion: SuggestionInput | None = strawberry.field(
        default=None, description="The model's proposal that was shown before, if one was."
    )
    tool: str | None = strawberry.field(
        default=None, description="The tool, with its version, that the annotator used."
    )
    clauses: list[str] = strawberry.field(default_factory=list, description=CLAUSES)
    follows: UUID | None = strawberry.field(default=None, description=FOLLOWS)


@strawberry.input
class SubmissionInput(LabelingInput):
    repeat: int = strawberry.field(
        default=1,
        description="Which of this annotator's labels of the item it is: 1, then planned repeats."
        " A label that names its assignment may leave it out.",
    )
    assignment_id: UUID | None = strawberry.field(
        default=None,
        description="The assignment that it ends, one of the annotator's own. Left out: the one"
        " that they hold of this item, if they do.",
    )

    def command(self, texts: Texts) -> commands.SubmitLabel | Rejection:
        answers = answers_of(self.answers)
        if isinstance(answers, Rejection):
            return answers.under("answers")
        suggestion = self.suggestion.suggestion() if self.suggestion else None
        if isinstance(suggestion, Rejection):
            return suggestion.under("suggestion")
        return commands.SubmitLabel(
            item_id=ItemId(self.item_id),
            answers=answers,
            taxonomy_version=self.taxonomy_version,
            guideline_revision=self.guideline_revision,
            repeat=self.repeat,
            seconds_spent=self.seconds_spent,
            suggestion=suggestion,
            tool=self.tool,
            assignment_id=AssignmentId(self.assignment_id) if self.assignment_id else None,
            clauses=cited(self.clauses),
            follows=followed(self.follows),
        )


@strawberry.input(description="An annotator's answers for an item.")
class SubmitLabelInput(SubmissionInput, CommandInput):
    pass


@strawberry.input(description="One label of many: the same as for submitLabel, in one project.")
class LabelEntryInput(SubmissionInput):
    pass


@strawberry.input(description="Up to 1,000 labels of one project, each a command of its own.")
class SubmitLabelsInput:
    project: strawberry.ID = strawberry.field(description="The project's own id.")
    labels: list[LabelEntryInput] = strawberry.field(
        description="The labels. Those of one item are taken in this order."
    )


@strawberry.input(description="New answers for a label; it keeps its id.")
class ReviseLabelInput(LabelingInput, CommandInput):
    label_id: UUID = strawberry.field(description="The label, one of the annotator's own.")

    def command(self, texts: Texts) -> commands.ReviseLabel | Rejection:
        answers = answers_of(self.answers)
        if isinstance(answers, Rejection):
            return answers.under("answers")
        suggestion = self.suggestion.suggestion() if self.suggestion else None
        if isinstance(suggestion, Rejection):
            return suggestion.under("suggestion")
        return commands.ReviseLabel(
            item_id=ItemId(self.item_id),
            label_id=LabelId(self.label_id),
            answers=answers,
            taxonomy_version=self.taxonomy_version,
            guideline_revision=self.guideline_revision,
            seconds_spent=self.seconds_spent,
            suggestion=suggestion,
            tool=self.tool,
            clauses=cited(self.clauses),
            follows=followed(self.follows),
        )


@strawberry.input(description="An annotator takes a label back.")
class RetractLabelInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("note",)
    PERSON: ClassVar[str | None] = "annotator"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    label_id: UUID = strawberry.field(description="The label, one of the annotator's own.")
    reason: RetractReason = strawberry.field(description="Why.")
    note: str | None = strawberry.field(default=None, description="More about it, erasable.")
    annotator: strawberry.ID | None = strawberry.field(
        default=None,
        description="Whose label. Left out: who calls. Another takes the role service.",
    )

    def command(self, texts: Texts) -> commands.RetractLabel:
        return commands.RetractLabel(
            item_id=ItemId(self.item_id),
            label_id=LabelId(self.label_id),
            reason=self.reason,
            note=texts.get("note"),
        )


@strawberry.input(description="An annotator will not answer an item.")
class SkipItemInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("note",)
    PERSON: ClassVar[str | None] = "annotator"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    reason: SkipReason = strawberry.field(description="Why.")
    note: str | None = strawberry.field(default=None, description="More about it, erasable.")
    annotator: strawberry.ID | None = strawberry.field(
        default=None, description="Who skips. Left out: who calls. Another takes the role service."
    )

    def command(self, texts: Texts) -> commands.SkipItem:
        return commands.SkipItem(
            item_id=ItemId(self.item_id), reason=self.reason, note=texts.get("note")
        )
