"""What can be asked of an item. Imperatives; whoever judged is the act's person."""

from datetime import datetime

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import (
    AssignmentId,
    EscalationId,
    EventId,
    ItemId,
    LabelId,
    MemberId,
)
from labeltrail.events.streams.item.facts import (
    EscalationDecision,
    Modality,
    RetractReason,
    ReviewReason,
    SkipReason,
    SuggestionShown,
    Verdict,
)
from labeltrail.events.streams.item.gold_commands import GoldCommand
from labeltrail.events.values import Answers


class RegisterItem(msgspec.Struct, frozen=True, kw_only=True):
    item_id: ItemId
    modality: Modality
    uri: str | None = None
    content_sha256: str | None = None
    text: str | None = None
    source: str | None = None
    attributes: dict[str, str] = {}


class SubmitLabel(msgspec.Struct, frozen=True, kw_only=True):
    """`taxonomy_version` and `guideline_revision` are those that the annotator saw."""

    item_id: ItemId
    answers: Answers
    taxonomy_version: int
    guideline_revision: int
    repeat: int = 1
    assignment_id: AssignmentId | None = None
    seconds_spent: float | None = None
    suggestion: SuggestionShown | None = None
    tool: str | None = None


class ReviseLabel(msgspec.Struct, frozen=True, kw_only=True):
    item_id: ItemId
    label_id: LabelId
    answers: Answers
    taxonomy_version: int
    guideline_revision: int
    seconds_spent: float | None = None
    suggestion: SuggestionShown | None = None
    tool: str | None = None


class RetractLabel(msgspec.Struct, frozen=True, kw_only=True):
    item_id: ItemId
    label_id: LabelId
    reason: RetractReason
    note: PersonalText | None = None


class SkipItem(msgspec.Struct, frozen=True, kw_only=True):
    item_id: ItemId
    reason: SkipReason
    note: PersonalText | None = None


class RequestReview(msgspec.Struct, frozen=True, kw_only=True):
    item_id: ItemId
    note: PersonalText | None = None


class ReviewLabel(msgspec.Struct, frozen=True, kw_only=True):
    """`judged` is the label event the reviewer saw; a newer one is refused, not guessed."""

    item_id: ItemId
    label_id: LabelId
    judged: EventId
    verdict: Verdict
    reason: ReviewReason | None = None
    answers: Answers | None = None
    clause: str | None = None
    note: PersonalText | None = None


class RaiseEscalation(msgspec.Struct, frozen=True, kw_only=True):
    item_id: ItemId
    question: PersonalText
    level: int = 1
    clause: str | None = None
    owner: MemberId | None = None
    due_at: datetime | None = None


class ResolveEscalation(msgspec.Struct, frozen=True, kw_only=True):
    item_id: ItemId
    escalation_id: EscalationId
    decision: EscalationDecision
    rationale: PersonalText
    clause: str | None = None


class WithdrawEscalation(msgspec.Struct, frozen=True, kw_only=True):
    item_id: ItemId
    escalation_id: EscalationId
    note: PersonalText | None = None


class AdjudicateItem(msgspec.Struct, frozen=True, kw_only=True):
    item_id: ItemId
    answers: Answers
    judged: tuple[EventId, ...]
    rationale: PersonalText
    clause: str | None = None


ItemCommand = (
    RegisterItem
    | SubmitLabel
    | ReviseLabel
    | RetractLabel
    | SkipItem
    | RequestReview
    | ReviewLabel
    | RaiseEscalation
    | ResolveEscalation
    | WithdrawEscalation
    | AdjudicateItem
    | GoldCommand
)
