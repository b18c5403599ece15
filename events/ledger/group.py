"""A group of appends as the arrays of `ledger.append`, and its answer as outcomes.

Streams are named once per group and pointed at by place: most commands of a group have read the
same few streams, so the database looks up each version once.
"""

from collections.abc import Sequence
from datetime import timedelta

import asyncpg

from labeltrail.events.ledger.outcomes import (
    Append,
    Appended,
    Conflict,
    Duplicate,
    KeyReused,
    Outcome,
    ProjectMissing,
)

_MICROSECOND = timedelta(microseconds=1)


def places_of(group: Sequence[Append]) -> dict[str, int]:
    """Every stream of the group with its place, from 1: first those read, then those written."""
    places: dict[str, int] = {}
    for append in group:
        for stream in append.expected:
            places.setdefault(stream, len(places) + 1)
        for event in append.events:
            places.setdefault(event.stream, len(places) + 1)
    return places


def arguments(
    project_id: str, group: Sequence[Append], places: dict[str, int]
) -> tuple[object, ...]:
    """The parameters of `append_group`, in its order."""
    events = [event for append in group for event in append.events]
    return (
        project_id,
        [append.command_id for append in group],
        [append.request_sha for append in group],
        [append.correlation_id for append in group],
        [append.trace_id for append in group],
        [len(append.expected) for append in group],
        [len(append.events) for append in group],
        list(places),
        [places[stream] for append in group for stream in append.expected],
        [version for append in group for version in append.expected.values()],
        [places[event.stream] for event in events],
        [event.event_id for event in events],
        [event.type for event in events],
        [event.schema_version for event in events],
        [event.occurred_at for event in events],
        [event.actor for event in events],
        [event.causation_id for event in events],
        [event.body for event in events],
    )


def outcomes(
    group: Sequence[Append], places: dict[str, int], answer: asyncpg.Record | None
) -> list[Outcome]:
    """One outcome per append, in order."""
    assert answer is not None, "ledger.append always gives one row"
    words, firsts, lasts, spots, versions, head_before, recorded_from = answer
    if head_before is None:
        return [ProjectMissing() for _ in group]
    streams = list(places)
    told: list[Outcome] = []
    for append, word, first, last, spot, actual in zip(
        group, words, firsts, lasts, spots, versions, strict=True
    ):
        if word == "appended":
            recorded_at = recorded_from + (last - head_before - 1) * _MICROSECOND
            told.append(Appended(first_position=first, last_position=last, recorded_at=recorded_at))
        elif word == "duplicate":
            told.append(Duplicate(first_position=first, last_position=last))
        elif word == "key_reused":
            told.append(KeyReused(first_position=first))
        else:
            stream = streams[spot - 1]
            told.append(Conflict(stream=stream, expected=append.expected[stream], actual=actual))
    return told
