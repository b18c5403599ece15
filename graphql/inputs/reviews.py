"""Inputs of reviewers and adjudicators."""

from typing import ClassVar
from uuid import UUID

import strawberry
from msgspec import UNSET

from labeltrail.events.identifiers import EventId, ItemId, LabelId
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams.item import commands, review_commands
from labeltrail.events.streams.item.facts import RejectAction, ReviewReason, Verdict
from labeltrail.graphql.inputs.acts import CommandInput, Texts
from labeltrail.graphql.inputs.settling import FOLLOWS, followed
from labeltrail.graphql.inputs.values import AnswerInput, answers_of


@strawberry.input(description="Ask that a reviewer look at an item.")
class RequestReviewInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("note",)
    PERSON: ClassVar[str | None] = "requested_by"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    note: str | None = strawberry.field(default=None, description="What to look at, erasable.")
    requested_by: strawberry.ID | None = strawberry.field(
        default=None, description="Who asks. Left out: who calls. Another takes the role service."
    )

    def command(self, texts: Texts) -> commands.RequestReview:
        return commands.RequestReview(item_id=ItemId(self.item_id), note=texts.get("note"))


@strawberry.input(description="A verdict on a label as it stands.")
class ReviewLabelInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("note",)
    PERSON: ClassVar[str | None] = "reviewer"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    label_id: UUID = strawberry.field(description="The label.")
    judged: UUID = strawberry.field(
        description="The label event that the reviewer saw (`currentEventId` of the label); if the"
        " label has changed since, the review is refused."
    )
    verdict: Verdict = strawberry.field(description="The verdict.")
    reason: ReviewReason | None = strawberry.field(
        default=None, description="Why; needed unless approved."
    )
    answers: list[AnswerInput] | None = strawberry.field(
        default=None, description="What is right; with the verdict CORRECTED and only with it."
    )
    action: RejectAction | None = strawberry.field(
        default=None,
        description="What becomes of the label, with the verdict REJECTED. Left out: it counts no"
        " more, and its author may revise it.",
    )
    second_of: UUID | None = strawberry.field(
        default=None,
        description="The event id of the review that this one looks at again. Takes another person,"
        " a reviewer or an adjudicator.",
    )
    clause: str | None = strawberry.field(
        default=None, description="The number of the guideline clause that decides it."
    )
    note: str | None = strawberry.field(default=None, description="More about it, erasable.")
    follows: UUID | None = strawberry.field(default=None, description=FOLLOWS)
    reviewer: strawberry.ID | None = strawberry.field(
        default=None, description="Who judged. Left out: who calls. Another takes the role service."
    )

    def command(self, texts: Texts) -> commands.ReviewLabel | Rejection:
        answers = answers_of(self.answers) if self.answers is not None else None
        if isinstance(answers, Rejection):
            return answers.under("answers")
        return commands.ReviewLabel(
            item_id=ItemId(self.item_id),
            label_id=LabelId(self.label_id),
            judged=EventId(self.judged),
            verdict=self.verdict,
            reason=self.reason,
            answers=answers,
            action=UNSET if self.action is None else self.action,
            second_of=UNSET if self.second_of is None else EventId(self.second_of),
            clause=self.clause,
            note=texts.get("note"),
            follows=followed(self.follows),
        )


@strawberry.input(description="An expert's final answers for an item.")
class AdjudicateItemInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("rationale",)
    PERSON: ClassVar[str | None] = "adjudicator"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    answers: list[AnswerInput] = strawberry.field(description="What is right, per task.")
    judged: list[UUID] = strawberry.field(
        description="The label events that were judged (`currentEventId` of each label)."
    )
    rationale: str = strawberry.field(description="Why, erasable.")
    clause: str | None = strawberry.field(
        default=None, description="The number of the guideline clause that decides it."
    )
    follows: UUID | None = strawberry.field(default=None, description=FOLLOWS)
    adjudicator: strawberry.ID | None = strawberry.field(
        default=None, description="Who judged. Left out: who calls. Another takes the role service."
    )

    def command(self, texts: Texts) -> commands.AdjudicateItem | Rejection:
        answers = answers_of(self.answers)
        if isinstance(answers, Rejection):
            return answers.under("answers")
        return commands.AdjudicateItem(
            item_id=ItemId(self.item_id),
            answers=answers,
            judged=tuple(EventId(one) for one in self.judged),
            rationale=texts["rationale"],
            clause=self.clause,
            follows=followed(self.follows),
        )


@strawberry.input(description="Take an item on to judge it, so that nobody else does meanwhile.")
class ClaimReviewInput(CommandInput):
    PERSON: ClassVar[str | None] = "claimed_by"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    claimed_by: strawberry.ID | None = strawberry.field(
        default=None, description="Who judges. Left out: who calls. Another takes the role service."
    )

    def command(self, texts: Texts) -> review_commands.ClaimReview:
        return review_commands.ClaimReview(item_id=ItemId(self.item_id))


@strawberry.input(description="Let go of an item without having judged it.")
class ReleaseReviewInput(CommandInput):
    PERSON: ClassVar[str | None] = "released_by"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    released_by: strawberry.ID | None = strawberry.field(
        default=None, description="Who lets go. Left out: who calls."
    )

    def command(self, texts: Texts) -> review_commands.ReleaseReview:
        return review_commands.ReleaseReview(item_id=ItemId(self.item_id))
