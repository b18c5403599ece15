"""What is told of precedents: recorded, followed, superseded."""

from __future__ import annotations

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.streams.apart import PRECEDENT
from labeltrail.events.streams.precedent import (
    Following,
    PrecedentFollowed,
    PrecedentRecorded,
    PrecedentSuperseded,
)
from labeltrail.projections.sentences import told
from labeltrail.projections.wording import counted_noun, listed

RESTED = {
    Following.LABEL: "labeled",
    Following.REVIEW: "reviewed a label of",
    Following.ADJUDICATION: "adjudicated",
    Following.RESOLUTION: "resolved a question about",
}


@told.register
def _(fact: PrecedentRecorded, event: RecordedEvent) -> str:
    classes = [f"{one.class_id} of {one.task}" for one in fact.classes]
    about = f" about {listed(classes)}" if classes else ""
    clause = f", clause {fact.clause}" if fact.clause is not None else ""
    over = f" It supersedes precedent {fact.supersedes}." if fact.supersedes is not None else ""
    return (
        f"{fact.recorded_by} settled for reuse a question{about} that item {fact.item_id} raised,"
        f" under guideline revision {fact.guideline_revision}{clause}. Question: {fact.question}"
        f" Answer: {fact.answer}{over}"
    )


@told.register
def _(fact: PrecedentFollowed, event: RecordedEvent) -> str:
    rested = RESTED[fact.following]
    return f"{fact.followed_by} {rested} item {fact.item_id} as precedent {_named(event)} says."


@told.register
def _(fact: PrecedentSuperseded, event: RecordedEvent) -> str:
    reason = f" Reason: {fact.reason}" if fact.reason is not None else ""
    affected = counted_noun(fact.affected_items, "item")
    return (
        f"{fact.decided_by} overturned precedent {_named(event)} by precedent"
        f" {fact.superseded_by}; decisions about {affected} had followed it.{reason}"
    )


def _named(event: RecordedEvent) -> str:
    return event.stream.removeprefix(PRECEDENT)
