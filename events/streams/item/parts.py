"""What an item's state is made of: labels, reviews, escalations, its adjudication.

Values that are never changed: a later event puts another one in their place.
"""

from datetime import UTC, datetime
from enum import StrEnum

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import EscalationId, EventId, LabelId, MemberId
from labeltrail.events.streams.item import facts
from labeltrail.events.streams.policy.reviewing import FourEyes
from labeltrail.events.streams.project import MemberKind, Role
from labeltrail.events.values import Answers

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands where a state of before does not say when."""


class Review(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A verdict. It holds for the label only while `judged` is the label's current event.

    `second_of` is the review that it looks at again.
    """

    event_id: EventId
    judged: EventId
    reviewer: MemberId
    verdict: facts.Verdict
    answers: Answers | None
    position: int
    action: facts.RejectAction | None = None
    reason: facts.ReviewReason | None = None
    clause: str | None = None
    second_of: EventId | None = None
    relaxed: tuple[FourEyes, ...] = ()


class Label(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One annotator's answers for one repeat.

    `independent` is the last answer given before anything about the item was reviewed or
    adjudicated, and before its annotator could see others': what agreement may use. None when
    the label itself came after that.
    `independent_version` is its taxonomy version, where that is another one than of the answers.
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
    independent_version: int | None = None
    is_retracted: bool = False
    reviews: tuple[Review, ...] = ()
    clauses: tuple[str, ...] = ()

    def review_in_force(self) -> Review | None:
        """The last verdict on the label as it stands now."""
        for one in reversed(self.reviews):
            if one.judged == self.current:
                return one
        return None


class Comment(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What somebody added to a question."""

    event_id: EventId
    commented_by: MemberId
    comment: PersonalText
    recorded_at: datetime
    position: int


class Escalation(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A raised question, and what became of it. Open while `closed_position` is None.

    The question is None where the routing rule `rule` raised it.

    `due_since` is the event that set when it is due, None while it is not due at any time.
    """

    escalation_id: EscalationId
    raised_by: MemberId
    level: int
    question: PersonalText | None
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
    owner_role: Role | None = None
    due_since: EventId | None = None
    comments: tuple[Comment, ...] = ()
    demand: str | None = None
    resolution_revision: int = 0
    rule: str | None = None

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
    relaxed: tuple[FourEyes, ...] = ()


class Wanted(StrEnum):
    """Who is to look at the item."""

    REVIEW = "review"
    ADJUDICATION = "adjudication"
    AUTHOR = "author"
    """Who gave the label, which a review returned to them."""


class ReviewRequest(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A wish that somebody judge the item. Adjudications answer it, and reviews of what it names.

    `label_id` is the label to look at, `review` on level 2 the review; None: any label.
    """

    event_id: EventId
    cause: facts.ReviewCause
    requested_by: MemberId
    task: str | None
    position: int
    rule: str | None = None
    policy_version: int | None = None
    level: int = 1
    label_id: LabelId | None = None
    review: EventId | None = None
    wanted: Wanted = Wanted.REVIEW
    at: datetime = NEVER


class ReviewClaim(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Somebody took the item on to judge it; nobody does any more after `until`."""

    event_id: EventId
    claimed_by: MemberId
    until: datetime
    position: int
