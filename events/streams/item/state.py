"""The state of one item: everything that later decisions and read models ask of its past.

Folded from the item's own stream alone, so replaying that stream to any position gives the
item as it stood there.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import EscalationId, EventId, LabelId, MemberId
from labeltrail.events.streams.item import facts
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import Answers


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict. It holds for the label only while `judged` is the label's current event."""

    event_id: EventId
    judged: EventId
    reviewer: MemberId
    verdict: facts.Verdict
    answers: Answers | None
    position: int


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """One annotator's answers for one repeat.

    `independent` is the last answer given before anything about the item was reviewed or
    adjudicated: what agreement may use. None when the label itself came after that.
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
    is_retracted: bool = False
    reviews: tuple[Review, ...] = ()

    def review_in_force(self) -> Review | None:
        """The last verdict on the label as it stands now."""
        for one in reversed(self.reviews):
            if one.judged == self.current:
                return one
        return None


class Escalation(msgspec.Struct, frozen=True, kw_only=True):
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


class Adjudication(msgspec.Struct, frozen=True, kw_only=True):
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


class ReviewRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A wish for review. Later reviews and adjudications of the item answer it."""

    event_id: EventId
    cause: facts.ReviewCause
    requested_by: MemberId
    task: str | None
    position: int


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """`registered` is None for an item that does not exist. Collections keep event order."""

    registered: facts.ItemRegistered | None = None
    version: int = 0
    labels: dict[LabelId, Label] = {}
    skipped_by: dict[MemberId, facts.SkipReason] = {}
    review_requests: tuple[ReviewRequest, ...] = ()
    escalations: dict[EscalationId, Escalation] = {}
    adjudication: Adjudication | None = None
    revealed_position: int | None = None
    """The first review or adjudication: answers after it are not independent."""

    def labels_of(self, annotator: MemberId) -> list[Label]:
        return [one for one in self.labels.values() if one.annotator == annotator]

    def active_labels(self) -> list[Label]:
        return [one for one in self.labels.values() if not one.is_retracted]

    def open_escalations(self) -> list[Escalation]:
        return [one for one in self.escalations.values() if one.is_open]


def fold(events: list[RecordedEvent]) -> Item:
    """The item after these events of its stream, in order."""
    state = Item()
    for event in events:
        state = evolve(state, event)
    return state


def evolve(state: Item, event: RecordedEvent) -> Item:
    fact = event.fact
    match fact:
        case facts.ItemRegistered():
            changed = msgspec.structs.replace(state, registered=fact)
        case facts.LabelSubmitted() | facts.LabelRevised() | facts.LabelRetracted():
            changed = _evolve_label(state, event, fact)
        case facts.LabelReviewed():
            changed = _evolve_reviewed(state, event, fact)
        case facts.ItemSkipped():
            skipped = {**state.skipped_by, fact.annotator: fact.reason}
            changed = msgspec.structs.replace(state, skipped_by=skipped)
        case facts.ReviewRequested():
            request = ReviewRequest(
                event_id=EventId(event.event_id),
                cause=fact.cause,
                requested_by=fact.requested_by,
                task=fact.task,
                position=event.position,
            )
            requests = (*state.review_requests, request)
            changed = msgspec.structs.replace(state, review_requests=requests)
        case facts.EscalationRaised() | facts.EscalationResolved() | facts.EscalationWithdrawn():
            changed = _evolve_escalation(state, event, fact)
        case facts.ItemAdjudicated() | facts.AdjudicationReopened():
            changed = _evolve_adjudication(state, event, fact)
        case _:
            message = f"{event.type} at position {event.position} is no event of an item"
            raise TypeError(message)
    return msgspec.structs.replace(changed, version=event.version)


def _evolve_label(
    state: Item,
    event: RecordedEvent,
    fact: facts.LabelSubmitted | facts.LabelRevised | facts.LabelRetracted,
) -> Item:
    is_independent = state.revealed_position is None
    match fact:
        case facts.LabelSubmitted():
            label = Label(
                label_id=LabelId(event.event_id),
                current=EventId(event.event_id),
                annotator=fact.annotator,
                actor=MemberId(event.actor),
                member_kind=fact.member_kind,
                repeat=fact.repeat,
                answers=fact.answers,
                independent=fact.answers if is_independent else None,
                taxonomy_version=fact.taxonomy_version,
                guideline_revision=fact.guideline_revision,
                position=event.position,
            )
        case facts.LabelRevised():
            former = state.labels[fact.label_id]
            label = msgspec.structs.replace(
                former,
                current=EventId(event.event_id),
                answers=fact.answers,
                independent=fact.answers if is_independent else former.independent,
                taxonomy_version=fact.taxonomy_version,
                guideline_revision=fact.guideline_revision,
                position=event.position,
            )
        case facts.LabelRetracted():
            label = msgspec.structs.replace(state.labels[fact.label_id], is_retracted=True)
    return msgspec.structs.replace(state, labels={**state.labels, label.label_id: label})


def _evolve_reviewed(state: Item, event: RecordedEvent, fact: facts.LabelReviewed) -> Item:
    review = Review(
        event_id=EventId(event.event_id),
        judged=fact.judged,
        reviewer=fact.reviewer,
        verdict=fact.verdict,
        answers=fact.answers,
        position=event.position,
    )
    label = state.labels[fact.label_id]
    reviewed = msgspec.structs.replace(label, reviews=(*label.reviews, review))
    return msgspec.structs.replace(
        state,
        labels={**state.labels, fact.label_id: reviewed},
        review_requests=(),
        revealed_position=state.revealed_position or event.position,
    )


def _evolve_escalation(
    state: Item,
    event: RecordedEvent,
    fact: facts.EscalationRaised | facts.EscalationResolved | facts.EscalationWithdrawn,
) -> Item:
    match fact:
        case facts.EscalationRaised():
            escalation = Escalation(
                escalation_id=EscalationId(event.event_id),
                raised_by=fact.raised_by,
                level=fact.level,
                question=fact.question,
                clause=fact.clause,
                owner=fact.owner,
                due_at=fact.due_at,
                raised_at=event.recorded_at,
                raised_position=event.position,
            )
        case facts.EscalationResolved():
            escalation = msgspec.structs.replace(
                state.escalations[fact.escalation_id],
                closed_position=event.position,
                decision=fact.decision,
                rationale=fact.rationale,
                resolved_by=fact.resolved_by,
                resolution_clause=fact.clause,
            )
        case facts.EscalationWithdrawn():
            escalation = msgspec.structs.replace(
                state.escalations[fact.escalation_id], closed_position=event.position
            )
    escalations = {**state.escalations, escalation.escalation_id: escalation}
    return msgspec.structs.replace(state, escalations=escalations)


def _evolve_adjudication(
    state: Item,
    event: RecordedEvent,
    fact: facts.ItemAdjudicated | facts.AdjudicationReopened,
) -> Item:
    match fact:
        case facts.ItemAdjudicated():
            adjudication = Adjudication(
                event_id=EventId(event.event_id),
                adjudicator=fact.adjudicator,
                answers=fact.answers,
                judged=fact.judged,
                rationale=fact.rationale,
                clause=fact.clause,
                guideline_revision=fact.guideline_revision,
                position=event.position,
            )
            return msgspec.structs.replace(
                state,
                adjudication=adjudication,
                review_requests=(),
                revealed_position=state.revealed_position or event.position,
            )
        case facts.AdjudicationReopened():
            if state.adjudication is None or state.adjudication.event_id != fact.adjudication:
                message = f"position {event.position} re-opens an adjudication not in force"
                raise ValueError(message)
            reopened = msgspec.structs.replace(state.adjudication, is_reopened=True)
            return msgspec.structs.replace(state, adjudication=reopened)


def adjudication_judged(state: Item, changed: UUID) -> Adjudication | None:
    """The adjudication in force that judged label event `changed`, if there is one."""
    adjudication = state.adjudication
    if adjudication is None or adjudication.is_reopened or changed not in adjudication.judged:
        return None
    return adjudication
