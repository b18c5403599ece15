"""What can be asked of an item. Imperatives; whoever judged is the act's person."""

from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType

from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import (
    AssignmentId,
    EscalationId,
    EventId,
    ItemId,
    LabelId,
    MemberId,
    PrecedentId,
)
from labeltrail.events.streams.item.escalation_commands import EscalationCommand, PrecedentGiven
from labeltrail.events.streams.item.facts import (
    EscalationDecision,
    Modality,
    RejectAction,
    RetractReason,
    ReviewReason,
    SkipReason,
    SuggestionShown,
    Verdict,
)
from labeltrail.events.streams.item.gold_commands import GoldCommand
from labeltrail.events.streams.item.review_commands import ReviewCommand
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
    """`taxonomy_version` and `guideline_revision` are those that the annotator saw, `clauses` of
    that revision those that the answers go by, `follows` a precedent that they rest on.
    """

    item_id: ItemId
    answers: Answers
    taxonomy_version: int
    guideline_revision: int
    repeat: int = 1
    assignment_id: AssignmentId | None = None
    seconds_spent: float | None = None
    suggestion: SuggestionShown | None = None
    tool: str | None = None
    clauses: tuple[str, ...] | UnsetType = UNSET
    follows: PrecedentId | UnsetType = UNSET


class ReviseLabel(msgspec.Struct, frozen=True, kw_only=True):
    item_id: ItemId
    label_id: LabelId
    answers: Answers
    taxonomy_version: int
    guideline_revision: int
    seconds_spent: float | None = None
    suggestion: SuggestionShown | None = None
    tool: str | None = None
    clauses: tuple[str, ...] | UnsetType = UNSET
    follows: PrecedentId | UnsetType = UNSET


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
    """`judged` is the label event the reviewer saw; a newer one is refused, not guessed.

    `action` says what becomes of a label that is rejected; `second_of` names the review that this
    one looks at again.
    """

    item_id: ItemId
    label_id: LabelId
    judged: EventId
    verdict: Verdict
    reason: ReviewReason | None = None
    answers: Answers | None = None
    clause: str | None = None
    note: PersonalText | None = None
    follows: PrecedentId | UnsetType = UNSET
    action: RejectAction | UnsetType = UNSET
    second_of: EventId | UnsetType = UNSET


class RaiseEscalation(msgspec.Struct, frozen=True, kw_only=True):
    item_id: ItemId
    question: PersonalText
    level: int = 1
    clause: str | None = None
    owner: MemberId | None = None
    due_at: datetime | None = None


class ResolveEscalation(msgspec.Struct, frozen=True, kw_only=True):
    """`demand` is what the guideline should say; with `precedent` it is kept for reuse."""

    item_id: ItemId
    escalation_id: EscalationId
    decision: EscalationDecision
    rationale: PersonalText
    clause: str | None = None
    demand: str | UnsetType = UNSET
    precedent: PrecedentGiven | UnsetType = UNSET
    follows: PrecedentId | UnsetType = UNSET


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
    follows: PrecedentId | UnsetType = UNSET


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
    | EscalationCommand
    | AdjudicateItem
    | GoldCommand
    | ReviewCommand
)
