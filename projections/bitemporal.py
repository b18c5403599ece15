"""What had happened by a time, as far as it was known at a position.

Pure. Two times order a history. A position says what was *known*: the events recorded up to it.
`occurred_at` says when something *happened*, by its source; an importer may tell of it long after.
"What had happened by T, as known at P" is the events with a position of at most P that had
happened by T, in the order in which they happened, and at the same moment in that of positions.

Nothing happens to a thing before the thing itself, whatever its source says: an event that builds
on others (a revision on its label, a review on what it judged, a publication on its draft)
happened no earlier than they did. So every history can be folded, cut at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

import msgspec

from labeltrail.events.catalogue import UnknownEventType
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.streams import guideline
from labeltrail.events.streams.guideline import Guideline
from labeltrail.events.streams.item import escalation_facts, facts, gold_facts, state
from labeltrail.events.streams.item.state import Item

Thing = UUID | int
"""What an event may build on: an event, or a guideline's revision."""


class Moment(msgspec.Struct, frozen=True, order=True):
    """A place in the order in which things happened."""

    at: datetime
    position: int


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """`at` is when the event happened: its own time, or that of what it builds on if later."""

    at: datetime
    event: RecordedEvent

    @property
    def moment(self) -> Moment:
        return Moment(self.at, self.event.position)


class GuidelineThen(msgspec.Struct, frozen=True, kw_only=True):
    """`guideline` has every revision known, but `published` only as had happened by the time;
    `drafted` are the revisions that had been drafted by then.
    """

    guideline: Guideline
    drafted: frozenset[int]


def in_order(known: Iterable[RecordedEvent]) -> list[Happened]:
    """The events of a stream in the order in which they happened. Given in that of positions."""
    times: dict[Thing, datetime] = {}
    found: list[Happened] = []
    for event in known:
        at = max((event.occurred_at, *(times[one] for one in _builds_on(event) if one in times)))
        times[event.event_id] = at
        if event.stream == guideline.STREAM and isinstance(event.fact, guideline.GuidelineRevised):
            times[event.fact.guideline_revision] = at
        found.append(Happened(at=at, event=event))
    return sorted(found, key=lambda one: one.moment)


def happened_by(known: Iterable[RecordedEvent], time: datetime) -> list[RecordedEvent]:
    return [one.event for one in in_order(known) if one.at <= time]


def item_by(known: Iterable[RecordedEvent], time: datetime) -> Item:
    """The item folded from what had happened to it; `known` is its own stream.

    An adjudication that another had followed by then is not in force, so opening it again
    changes nothing.
    """
    found = Item()
    for event in happened_by(known, time):
        if isinstance(event.fact, facts.AdjudicationReopened):
            standing = found.adjudication
            if standing is None or standing.event_id != event.fact.adjudication:
                continue
        found = state.evolve(found, event)
    return found


def guideline_by(known: Iterable[RecordedEvent], time: datetime) -> GuidelineThen:
    """`known` is the guideline's stream. In force is what was published last."""
    events = list(known)
    drafts = (one.fact for one in events if isinstance(one.fact, guideline.GuidelineRevised))
    by_then = [one.fact for one in happened_by(events, time)]
    return GuidelineThen(
        guideline=Guideline(
            revisions=tuple(one.clauses for one in drafts),
            published=tuple(
                one.guideline_revision
                for one in by_then
                if isinstance(one, guideline.GuidelinePublished)
            ),
            clarifications=tuple(
                one for one in by_then if isinstance(one, guideline.GuidelineClauseClarified)
            ),
        ),
        drafted=frozenset(
            one.guideline_revision for one in by_then if isinstance(one, guideline.GuidelineRevised)
        ),
    )


def _builds_on(event: RecordedEvent) -> Iterator[Thing]:
    """Nothing for an event that only newer code knows: it is told at its own time."""
    try:
        fact = event.fact
    except UnknownEventType:
        return
    match fact:
        case facts.LabelRevised(label_id=label_id) | facts.LabelRetracted(label_id=label_id):
            yield label_id
        case facts.LabelReviewed(label_id=label_id, judged=judged):
            yield label_id
            yield judged
        case facts.EscalationResolved(escalation_id=raised):
            yield raised
        case facts.EscalationWithdrawn(escalation_id=raised):
            yield raised
        case (
            escalation_facts.EscalationAssigned(escalation_id=raised)
            | escalation_facts.EscalationCommented(escalation_id=raised)
            | escalation_facts.EscalationLifted(escalation_id=raised)
        ):
            yield raised
        case facts.ItemAdjudicated(judged=several):
            yield from several
        case facts.AdjudicationReopened(adjudication=adjudication, changed_label=label_id):
            yield adjudication
            yield label_id
        case gold_facts.GoldActivated(gold=None):
            if event.causation_id is not None:
                yield event.causation_id
        case (
            gold_facts.GoldActivated(gold=UUID() as proposal)
            | gold_facts.GoldContested(gold=proposal)
            | gold_facts.GoldRetired(gold=proposal)
        ):
            yield proposal
        case (
            guideline.GuidelinePublished(guideline_revision=revision)
            | guideline.GuidelineClauseClarified(guideline_revision=revision)
        ):
            yield revision
