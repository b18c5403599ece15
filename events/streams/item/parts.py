"""What an item's state is made of: labels, reviews, escalations, its adjudication.

Values that are never changed: a later event puts another one in their place.
"""

from datetime import UTC, datetime

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import EscalationId, EventId, LabelId, MemberId
from labeltrail.events.streams.item import facts
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import Answers

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands where a state of before does not say when."""


class Review(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A verdict. It holds for the label only while `judged` is the label's current event."""

    event_id: EventId
    judged: EventId
    reviewer: MemberId
    verdict: facts.Verdict
    answers: Answers | None
    position: int


class Label(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One annotator's answers for one repeat.

    `independent` is the last answer given before anything about the item was reviewed or
    adjudicated: what agreement may use. None when the label itself came after that.
    `position`, `occurred_at` and the versions are those of its last answers. `seconds_spent` and
    `suggestion` are what was last told: a revision that says nothing of them leaves them.
    """

    label_id: LabelId
    current: EventId
    annotator: MemberId
    actor: MemberId
    member_kind: MemberKind
    repeat: int
    answers: Answers
    independent: Answers | None
    taxonomy_version: int
    guideline_revision: int
    position: int
    submitted_position: int = 0
    occurred_at: datetime = NEVER
    seconds_spent: float | None = None
    suggestion: facts.SuggestionShown | None = None
    is_retracted: bool = False
    reviews: tuple[Review, ...] = ()

    def review_in_force(self) -> Review | None:
        """The last verdict on the label as it stands now."""
        for one in reversed(self.reviews):
            if one.judged == self.current:
                return one
        return None


class Escalation(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A raised question, and what became of it. Open while `closed_position` is None."""

    escalation_id: EscalationId
    raised_by: MemberId
    level: int
    question: PersonalText
    clause: str | None
    owner: MemberId | None
    due_at: datetime | None
    raised_at: datetime
    raised_position: int
    closed_position: int | None = None
    decision: facts.EscalationDecision | None = None
    rationale: PersonalText | None = None
    resolved_by: MemberId | None = None
    resolution_clause: str | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_position is None


class Adjudication(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The expert's last decision. Re-opened when a label that it judged changed."""

    event_id: EventId
    adjudicator: MemberId
    answers: Answers
    judged: tuple[EventId, ...]
    rationale: PersonalText
    clause: str | None
    guideline_revision: int
    position: int
    is_reopened: bool = False


class ReviewRequest(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A wish for review. Later reviews and adjudications of the item answer it."""

    event_id: EventId
    cause: facts.ReviewCause
    requested_by: MemberId
    task: str | None
    position: int
