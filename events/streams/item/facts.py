"""What can happen to an item. Past tense, complete without a later look-up, never changed."""

from datetime import datetime
from enum import StrEnum

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import AssignmentId, EscalationId, EventId, LabelId, MemberId
from labeltrail.events.streams.item.assignment_facts import AssignmentFact
from labeltrail.events.streams.item.escalation_facts import EscalationFact
from labeltrail.events.streams.item.gold_facts import GoldFact
from labeltrail.events.streams.item.review_facts import ReviewFact
from labeltrail.events.streams.item.review_facts import (
    Verdict as Verdict,  # noqa: PLC0414 - told here, too
)
from labeltrail.events.streams.policy.reviewing import FourEyes
from labeltrail.events.streams.project import MemberKind, Role
from labeltrail.events.values import Answers, Value


class Modality(StrEnum):
    IMAGE = "image"
    TEXT = "text"
    AUDIO = "audio"
    VIDEO = "video"
    TABULAR = "tabular"
    OTHER = "other"


class SkipReason(StrEnum):
    UNCLEAR_GUIDELINE = "unclear_guideline"
    UNUSABLE_ITEM = "unusable_item"
    NOT_QUALIFIED = "not_qualified"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    OTHER = "other"


class RetractReason(StrEnum):
    MISTAKE = "mistake"
    WRONG_ITEM = "wrong_item"
    GUIDELINE_CHANGED = "guideline_changed"
    OTHER = "other"


class ReviewCause(StrEnum):
    """Why an item was sent to review: a rule of the policy, or a person's wish."""

    TIE = "tie"
    DISAGREEMENT = "disagreement"
    REQUESTED = "requested"
    ROUTED = "routed"
    """A routing rule fired."""
    SAMPLED = "sampled"
    """A routing rule with a rate fired, and the draw chose this one."""
    RETURNED = "returned"
    """The author has revised what was returned to them."""
    SECOND_LEVEL = "second_level"
    """The draw chose a review to be looked at by a second reviewer."""
    REOPENED = "reopened"
    """What an adjudication had judged has changed."""
    ESCALATED = "escalated"
    """The answer to a question was that an expert is to decide the item."""


class RejectAction(StrEnum):
    """What becomes of a label that was rejected; it is no vote in any case.

    Where a review of before says nothing, its author may still revise it.
    """

    DROP = "drop"
    """It counts no more, whatever its author does."""
    RETURN = "return"
    """The item waits for the author's revision, which a reviewer looks at again."""
    REASSIGN = "reassign"
    """It counts no more, and the item wants one more annotator."""


class ReviewReason(StrEnum):
    """Why a reviewer did not approve."""

    WRONG_CLASS = "wrong_class"
    GUIDELINE_NOT_FOLLOWED = "guideline_not_followed"
    CARELESS = "careless"
    ITEM_AMBIGUOUS = "item_ambiguous"
    OTHER = "other"


class EscalationDecision(StrEnum):
    """What was decided about an escalated question."""

    GUIDELINE_APPLIES = "guideline_applies"
    """The cited clause answers it as it stands."""
    GUIDELINE_CLARIFIED = "guideline_clarified"
    """The cited clause was changed so that it answers it."""
    ADJUDICATE = "adjudicate"
    """An expert is to decide this item."""
    ITEM_UNUSABLE = "item_unusable"


class SuggestionShown(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A model's proposal that the annotator saw before answering."""

    model: MemberId
    values: dict[str, Value]


class ItemRegistered(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A unit of data to label, by reference and digest; `text` only when it is small."""

    modality: Modality
    uri: str | None = None
    content_sha256: str | None = None
    text: str | None = None
    source: str | None = None
    attributes: dict[str, str] = {}


class LabelSubmitted(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """An annotator's answers. This event's id is the label's id.

    `repeat` counts this annotator's labels of this item from 1: planned repeats are kept.
    `assignment` is the one that the label ends, where its author held one.
    `clauses` are those of the guideline revision that the annotator went by.
    `saw_others`: the annotator could see others' answers on the item by then.
    """

    annotator: MemberId
    member_kind: MemberKind
    repeat: int
    assignment: AssignmentId | None = None
    answers: Answers
    taxonomy_version: int
    guideline_revision: int
    seconds_spent: float | None = None
    suggestion: SuggestionShown | None = None
    tool: str | None = None
    clauses: tuple[str, ...] = ()
    saw_others: bool = False


class LabelRevised(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The annotator changed the answers; the label keeps its id."""

    label_id: LabelId
    answers: Answers
    taxonomy_version: int
    guideline_revision: int
    seconds_spent: float | None = None
    suggestion: SuggestionShown | None = None
    tool: str | None = None
    clauses: tuple[str, ...] = ()
    saw_others: bool = False


class LabelRetracted(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The annotator takes the label back; it counts for nothing from now on."""

    label_id: LabelId
    reason: RetractReason
    note: PersonalText | None = None


class ItemSkipped(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The annotator will not answer this item."""

    annotator: MemberId
    reason: SkipReason
    note: PersonalText | None = None


class ReviewRequested(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The item waits for a reviewer. `policy_version` is set when a rule asked for it.

    `rule` names the routing rule. `annotator` and `repeat` name the label to look at; None: any.
    `level` 2 asks for a second look at the review that caused it.
    """

    cause: ReviewCause
    requested_by: MemberId
    task: str | None = None
    policy_version: int | None = None
    note: PersonalText | None = None
    rule: str | None = None
    level: int = 1
    annotator: MemberId | None = None
    repeat: int | None = None


class LabelReviewed(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A reviewer's verdict on the label as it stood in event `judged`.

    `answers` is set only by CORRECTED: truth by review, never a vote. `action` only by REJECTED.
    `second_of` is the review that this one looks at again. `relaxed` are rules of separate persons
    that forbade it, had the policy not relaxed them.
    """

    label_id: LabelId
    judged: EventId
    reviewer: MemberId
    verdict: Verdict
    guideline_revision: int
    reason: ReviewReason | None = None
    answers: Answers | None = None
    clause: str | None = None
    note: PersonalText | None = None
    action: RejectAction | None = None
    second_of: EventId | None = None
    relaxed: tuple[FourEyes, ...] = ()


class EscalationRaised(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A question that annotators or reviewers could not settle. This event's id is its id.

    `owner_role` stands where any member with the role may settle it. `policy_version` is set when
    the policy gave the owner or the due time.
    """

    raised_by: MemberId
    level: int
    question: PersonalText
    guideline_revision: int
    clause: str | None = None
    owner: MemberId | None = None
    due_at: datetime | None = None
    owner_role: Role | None = None
    policy_version: int | None = None


class EscalationResolved(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The question was answered under this clause of this guideline revision.

    `demand` says what the guideline should say from now on: a revision is to answer it.
    """

    escalation_id: EscalationId
    resolved_by: MemberId
    decision: EscalationDecision
    rationale: PersonalText
    guideline_revision: int
    clause: str | None = None
    demand: str | None = None


class EscalationWithdrawn(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The question is not asked any more."""

    escalation_id: EscalationId
    withdrawn_by: MemberId
    note: PersonalText | None = None


class ItemAdjudicated(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """An expert's final answers, naming the exact label events that were judged.

    `relaxed` as for a review.
    """

    adjudicator: MemberId
    answers: Answers
    judged: tuple[EventId, ...]
    rationale: PersonalText
    taxonomy_version: int
    guideline_revision: int
    clause: str | None = None
    relaxed: tuple[FourEyes, ...] = ()


class AdjudicationReopened(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A label that the adjudication had judged changed, so it holds no more."""

    adjudication: EventId
    changed_label: LabelId


ItemFact = (
    ItemRegistered
    | LabelSubmitted
    | LabelRevised
    | LabelRetracted
    | ItemSkipped
    | ReviewRequested
    | LabelReviewed
    | EscalationRaised
    | EscalationResolved
    | EscalationWithdrawn
    | EscalationFact
    | ItemAdjudicated
    | AdjudicationReopened
    | GoldFact
    | ReviewFact
    | AssignmentFact
)
