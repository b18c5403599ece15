"""What is told of the handbook: revisions drafted and put into force, clauses clarified."""

from __future__ import annotations

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.streams.guideline import (
    GuidelineClauseClarified,
    GuidelinePublished,
    GuidelineRevised,
)
from labeltrail.projections.sentences import NAMED_MAX, told


@told.register
def _(fact: GuidelineRevised, event: RecordedEvent) -> str:
    numbers = [clause.number for clause in fact.clauses]
    answered = [str(one.escalation_id) for one in fact.answers]
    answers = f" It answers {_some('escalation', answered)}." if answered else ""
    return (
        f"{event.actor} drafted guideline revision {fact.guideline_revision} with"
        f" {_some('clause', numbers)}.{answers} Change: {fact.change_note}"
    )


@told.register
def _(fact: GuidelinePublished, event: RecordedEvent) -> str:
    return f"{event.actor} put guideline revision {fact.guideline_revision} into force."


@told.register
def _(fact: GuidelineClauseClarified, event: RecordedEvent) -> str:
    source = fact.resolution
    after = f" after escalation {source.escalation_id} was resolved" if source is not None else ""
    return (
        f"{fact.clarified_by} clarified clause {fact.clause} of guideline revision"
        f" {fact.guideline_revision}{after}: {fact.clarification} Reason: {fact.reason}"
    )


def _some(noun: str, names: list[str]) -> str:
    """One with its name, several with their number and the names of the first."""
    if len(names) == 1:
        return f"{noun} {names[0]}"
    more = f" and {len(names) - NAMED_MAX} more" if len(names) > NAMED_MAX else ""
    return f"{len(names)} {noun}s: {', '.join(names[:NAMED_MAX])}{more}"
