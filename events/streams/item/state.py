"""The state of one item: everything that later decisions and read models ask of its past.

Folded from the item's own stream alone, so replaying that stream to any position gives the
item as it stood there.
"""

from collections.abc import Callable
from uuid import UUID

import msgspec
from msgspec.structs import replace

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import (
    AssignmentId,
    EscalationId,
    EventId,
    LabelId,
    MemberId,
    TaskName,
)
from labeltrail.events.streams.item import (
    assignment_state,
    escalation_steps,
    facts,
    gold_state,
    review_steps,
)
from labeltrail.events.streams.item.assignment_state import Ending
from labeltrail.events.streams.item.benchmark import ItemFrozen
from labeltrail.events.streams.item.inferred import Inferred, TruthInferred
from labeltrail.events.streams.item.parts import (
    Adjudication,
    Escalation,
    Label,
    Review,
    ReviewClaim,
    ReviewRequest,
    Wanted,
)

__all__ = [
    "Adjudication",
    "Escalation",
    "Item",
    "Label",
    "Review",
    "ReviewClaim",
    "ReviewRequest",
    "Wanted",
    "adjudication_judged",
    "evolve",
    "fold",
]


class Item(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """`registered` is None for an item that does not exist. Collections keep event order."""

    registered: facts.ItemRegistered | None = None
    registered_position: int = 0
    version: int = 0
    labels: dict[LabelId, Label] = {}
    skipped_by: dict[MemberId, facts.SkipReason] = {}
    review_requests: tuple[ReviewRequest, ...] = ()
    escalations: dict[EscalationId, Escalation] = {}
    adjudication: Adjudication | None = None
    golds: gold_state.Golds = {}
    revealed_position: int | None = None
    """The first review or adjudication: answers after it are not independent."""
    sighted: tuple[MemberId, ...] = ()
    """Who answered when they could see others' answers: no later answer of theirs is independent.
    """
    review_claim: ReviewClaim | None = None
    inferred: dict[TaskName, tuple[Inferred, ...]] = {}
    """What recorded runs said, in event order; which of them count is for the project to say."""
    frozen_position: int | None = None
    """Where it became part of the benchmark; None: it is not."""
    assignments: dict[AssignmentId, assignment_state.Assignment] = {}

    @property
    def is_unseen(self) -> bool:
        """Whether the last answers of all are independent."""
        return self.revealed_position is None and not self.sighted

    def labels_of(self, annotator: MemberId) -> list[Label]:
        return [one for one in self.labels.values() if one.annotator == annotator]

    def active_labels(self) -> list[Label]:
        return [one for one in self.labels.values() if not one.is_retracted]

    def open_escalations(self) -> list[Escalation]:
        return [one for one in self.escalations.values() if one.is_open]


def fold(events: list[RecordedEvent]) -> Item:
    """The item after these events of its stream."""
    state = Item()
    for event in events:
        state = evolve(state, event)
    return state


def evolve(state: Item, event: RecordedEvent) -> Item:
    """Each event replaces only what it changes; all else is shared with the state before."""
    fact = event.fact
    step = _STEPS.get(type(fact))
    if step is None:
        raise TypeError(f"{event.type} at position {event.position} is no event of an item")
    return step(state, event, fact)


def _registered(state: Item, event: RecordedEvent, fact: facts.ItemRegistered) -> Item:
    return replace(
        state, version=event.version, registered=fact, registered_position=event.position
    )


def _submitted(state: Item, event: RecordedEvent, fact: facts.LabelSubmitted) -> Item:
    label = Label(
        label_id=LabelId(event.event_id),
        current=EventId(event.event_id),
        annotator=fact.annotator,
        actor=MemberId(event.actor),
        member_kind=fact.member_kind,
        repeat=fact.repeat,
        answers=fact.answers,
        independent=fact.answers if _is_independent(state, fact) else None,
        taxonomy_version=fact.taxonomy_version,
        guideline_revision=fact.guideline_revision,
        position=event.position,
        submitted_position=event.position,
        occurred_at=event.occurred_at,
        seconds_spent=fact.seconds_spent,
        suggestion=fact.suggestion,
        clauses=fact.clauses,
    )
    labeled = _with_label(state, event, label)
    if fact.saw_others:
        labeled = _sighted(labeled, fact.annotator)
    if fact.assignment is None:
        return labeled
    assignments = assignment_state.ended(state.assignments, event, fact.assignment, Ending.LABELED)
    return replace(labeled, assignments=assignments)


def _revised(state: Item, event: RecordedEvent, fact: facts.LabelRevised) -> Item:
    former = state.labels[fact.label_id]
    is_independent = _is_independent(state, fact)
    label = replace(
        former,
        current=EventId(event.event_id),
        answers=fact.answers,
        independent=fact.answers if is_independent else former.independent,
        taxonomy_version=fact.taxonomy_version,
        guideline_revision=fact.guideline_revision,
        position=event.position,
        occurred_at=event.occurred_at,
        seconds_spent=(
            fact.seconds_spent if fact.seconds_spent is not None else former.seconds_spent
        ),
        suggestion=fact.suggestion or former.suggestion,
        independent_version=(
            None if is_independent else _independent_version(former, fact.taxonomy_version)
        ),
        clauses=fact.clauses,
    )
    changed = _changed(state, event, label)
    return _sighted(changed, former.annotator) if fact.saw_others else changed


def _is_independent(state: Item, fact: facts.LabelSubmitted | facts.LabelRevised) -> bool:
    return state.revealed_position is None and not fact.saw_others


def _sighted(state: Item, annotator: MemberId) -> Item:
    if annotator in state.sighted:
        return state
    return replace(state, sighted=(*state.sighted, annotator))


def _independent_version(former: Label, version: int) -> int | None:
    if former.independent is None:
        return None
    known = former.independent_version or former.taxonomy_version
    return known if known != version else None


def _retracted(state: Item, event: RecordedEvent, fact: facts.LabelRetracted) -> Item:
    return _changed(state, event, replace(state.labels[fact.label_id], is_retracted=True))


def _changed(state: Item, event: RecordedEvent, label: Label) -> Item:
    requests = review_steps.after_change(state.review_requests, label)
    return _with_label(replace(state, review_requests=requests), event, label)


def _with_label(state: Item, event: RecordedEvent, label: Label) -> Item:
    labels = state.labels.copy()
    labels[label.label_id] = label
    return replace(state, version=event.version, labels=labels)


def _skipped(state: Item, event: RecordedEvent, fact: facts.ItemSkipped) -> Item:
    skipped = {**state.skipped_by, fact.annotator: fact.reason}
    assignments = assignment_state.skipped(state.assignments, event, fact.annotator)
    return replace(state, version=event.version, skipped_by=skipped, assignments=assignments)


def _inferred(state: Item, event: RecordedEvent, fact: TruthInferred) -> Item:
    one = Inferred(event_id=EventId(event.event_id), position=event.position, said=fact)
    said = (*state.inferred.get(fact.task, ()), one)
    return replace(state, version=event.version, inferred={**state.inferred, fact.task: said})


def _kept_as(name: str, after: Callable[..., object]) -> Callable[..., Item]:
    """The step of events that only one part of the state keeps account of."""

    def step(state: Item, event: RecordedEvent, fact: msgspec.Struct) -> Item:
        kept = {name: after(getattr(state, name), event, fact)}
        return replace(state, version=event.version, **kept)

    return step


_STEPS: dict[type[msgspec.Struct], Callable[..., Item]] = {
    **review_steps.STEPS,
    **dict.fromkeys(escalation_steps.STEPS, _kept_as("escalations", escalation_steps.after)),
    **dict.fromkeys(gold_state.STEPS, _kept_as("golds", gold_state.after)),
    facts.ItemRegistered: _registered,
    facts.LabelSubmitted: _submitted,
    facts.LabelRevised: _revised,
    facts.LabelRetracted: _retracted,
    facts.ItemSkipped: _skipped,
    TruthInferred: _inferred,
    ItemFrozen: _kept_as("frozen_position", lambda _, event, __: event.position),
    **dict.fromkeys(assignment_state.STEPS, _kept_as("assignments", assignment_state.after)),
}
_STEPS[facts.EscalationResolved] = review_steps.adjudicates(_STEPS[facts.EscalationResolved])


def adjudication_judged(state: Item, changed: UUID) -> Adjudication | None:
    """The adjudication in force that judged label event `changed`, if there is one."""
    adjudication = state.adjudication
    if adjudication is None or adjudication.is_reopened or changed not in adjudication.judged:
        return None
    return adjudication
