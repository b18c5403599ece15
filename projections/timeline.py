"""Every event as one human sentence: who did what, to which effect, under which rules.

A sentence states facts of the event alone, so it never changes. Free text stays outside the log:
the sentence quotes the words where the reader brings them, and names their reference otherwise.
An event that only newer code knows is told as that, without a guess. The sentences of each type
are in `sentences.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from labeltrail.events.acts import ErasedText, texts_of
from labeltrail.events.catalogue import UnknownEventType
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import EventId
from labeltrail.projections.automation import (
    sentences as automation_sentences,  # noqa: F401 - its events
)
from labeltrail.projections.certificates import (
    sentences as certificate_sentences,  # noqa: F401 - its events
)
from labeltrail.projections.escalations import (
    sentences as escalation_sentences,  # noqa: F401 - its events
)
from labeltrail.projections.gold import sentences as gold_sentences  # noqa: F401 - its events
from labeltrail.projections.guideline import (
    sentences as guideline_sentences,  # noqa: F401 - its events
)
from labeltrail.projections.inference_runs import (  # noqa: F401 - tells the events of runs
    sentences as inference_sentences,
)
from labeltrail.projections.people import sentences as people_sentences  # noqa: F401 - its events
from labeltrail.projections.precedents import (
    sentences as precedent_sentences,  # noqa: F401 - its events
)
from labeltrail.projections.reviewing import (
    sentences as review_sentences,  # noqa: F401 - its events
)
from labeltrail.projections.sentences import told
from labeltrail.projections.slices import sentences as slice_sentences  # noqa: F401 - its events
from labeltrail.projections.taxonomies import (
    sentences as taxonomy_sentences,  # noqa: F401 - its events
)
from labeltrail.projections.work import sentences as work_sentences  # noqa: F401 - its events

Words = Mapping[UUID, str | ErasedText]
"""Texts of the directory by their id, or when they were erased."""

NO_WORDS: Words = {}


class TextReference(msgspec.Struct, frozen=True, kw_only=True):
    """`name` says what the text is to the event: note, question, rationale."""

    name: str
    text_id: UUID


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a timeline: what the recorded event says, and the sentence for people."""

    position: int
    event_id: EventId
    type: str
    stream: str
    version: int
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    command_id: UUID
    causation_id: UUID | None
    correlation_id: UUID
    trace_id: str | None
    sentence: str
    texts: tuple[TextReference, ...]


def entry(event: RecordedEvent, words: Words = NO_WORDS) -> Entry:
    return Entry(
        position=event.position,
        event_id=EventId(event.event_id),
        type=event.type,
        stream=event.stream,
        version=event.version,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        actor=event.actor,
        command_id=event.command_id,
        causation_id=event.causation_id,
        correlation_id=event.correlation_id,
        trace_id=event.trace_id,
        sentence=sentence(event, words),
        texts=texts(event),
    )


def sentence(event: RecordedEvent, words: Words = NO_WORDS) -> str:
    """The event's sentence, followed by the texts that belong to it."""
    try:
        said = told(event.fact, event)
    except UnknownEventType:
        return (
            f"{event.actor} recorded {event.type} in version {event.schema_version}, which this "
            "version of Labeltrail does not know."
        )
    return " ".join((said, *(_quoted(reference, words) for reference in texts(event))))


def texts(event: RecordedEvent) -> tuple[TextReference, ...]:
    """The references to free text that the event holds, as far as this code can tell."""
    try:
        held = texts_of(event.fact)
    except UnknownEventType:
        return ()
    return tuple(TextReference(name=name, text_id=one.text_id) for name, one in held.items())


def _quoted(reference: TextReference, words: Words) -> str:
    name = reference.name.capitalize()
    match words.get(reference.text_id):
        case str(written):
            return f"{name}: “{written}”"
        case ErasedText(erased_at=erased_at):
            return f"{name}: words erased on {erased_at:%Y-%m-%d} (text {reference.text_id})."
        case None:
            return f"{name}: text {reference.text_id}."
