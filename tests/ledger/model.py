"""What the ledger should do, said as plainly as possible: lists and dictionaries, one at a time.

A judge only. It shares no code with the ledger but the types of what is asked and answered.
"""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from labeltrail.events.ledger.outcomes import (
    Append,
    Appended,
    Conflict,
    Duplicate,
    KeyReused,
    NewEvent,
    Outcome,
    ProjectMissing,
)

NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""The model has no clock."""


class Stored(msgspec.Struct, frozen=True):
    """An event as it should be read back."""

    position: int
    version: int
    command_id: UUID
    correlation_id: UUID
    trace_id: str | None
    event: NewEvent


class Answered(msgspec.Struct, frozen=True):
    request_sha: bytes
    first_position: int
    last_position: int


class Project:
    def __init__(self) -> None:
        self.events: list[Stored] = []
        self.answers: dict[UUID, Answered] = {}

    def stream(self, name: str) -> list[Stored]:
        return [one for one in self.events if one.event.stream == name]


class Model:
    """Every project by its id; one that is not there was never opened."""

    def __init__(self) -> None:
        self.projects: dict[str, Project] = {}

    def copy(self) -> Model:
        return copy.deepcopy(self)

    def open(self, project_id: str) -> bool:
        is_new = project_id not in self.projects
        self.projects.setdefault(project_id, Project())
        return is_new

    def append(self, project_id: str, asked: Append) -> Outcome | None:
        """The outcome; None where an event id is used already and the append is refused.

        Of what was appended only the positions mean something.
        """
        project = self.projects.get(project_id)
        if project is None:
            return ProjectMissing()
        former = project.answers.get(asked.command_id)
        if former is not None:
            if former.request_sha != asked.request_sha:
                return KeyReused(first_position=former.first_position)
            return Duplicate(
                first_position=former.first_position, last_position=former.last_position
            )
        for stream, expected in asked.expected.items():
            actual = len(project.stream(stream))
            if actual != expected:
                return Conflict(stream=stream, expected=expected, actual=actual)
        used = {one.event.event_id for one in project.events}
        fresh = {event.event_id for event in asked.events}
        if used & fresh or len(fresh) < len(asked.events):
            return None
        return self._record(project, asked)

    def _record(self, project: Project, asked: Append) -> Appended:
        first = len(project.events) + 1
        for event in asked.events:
            project.events.append(
                Stored(
                    position=len(project.events) + 1,
                    version=len(project.stream(event.stream)) + 1,
                    command_id=asked.command_id,
                    correlation_id=asked.correlation_id,
                    trace_id=asked.trace_id,
                    event=event,
                )
            )
        last = len(project.events)
        project.answers[asked.command_id] = Answered(asked.request_sha, first, last)
        return Appended(first_position=first, last_position=last, recorded_at=NO_TIME)
