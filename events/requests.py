"""What the executor takes and answers, and the events that an admitted request becomes."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from opentelemetry import trace
from uuid_utils.compat import uuid7

from labeltrail.events import catalogue
from labeltrail.events.acts import Act, ErasedText
from labeltrail.events.decisions import Command, address_fault, stream_of
from labeltrail.events.directory import WrittenText
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ProjectId, project_id_fault
from labeltrail.events.ledger.append import Append, NewEvent
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.automation import RuleApplied, beside
from labeltrail.events.streams.outcome import Admitted
from labeltrail.events.streams.project import CreateProject


class Trigger(msgspec.Struct, frozen=True, kw_only=True):
    """What made the system ask: an event, and the rule by which the command follows from it.

    `applied` is None where the command itself says which rule it is about.
    """

    event_id: UUID
    correlation_id: UUID
    applied: RuleApplied | None = None


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A command to carry out, once per `command_id`.

    `expected_version` is the version of the command's stream that the client saw, or None
    when any will do. `texts` are the words behind the command's references. `trigger` is set
    where nobody gave the command, but a rule. `basis` are streams that the command was computed
    from, at these versions: with another of them it is a conflict, and no part of what is asked.
    """

    project_id: ProjectId
    command_id: UUID
    command: Command
    act: Act
    expected_version: int | None = None
    texts: tuple[WrittenText, ...] = ()
    trigger: Trigger | None = None
    basis: dict[str, int] = {}


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """The command's events are in the ledger. `version` is its stream's after them."""

    command_id: UUID
    first_position: int
    position: int
    event_ids: tuple[UUID, ...]
    version: int
    warnings: tuple[str, ...] = ()
    is_duplicate: bool = False


class VersionConflict(msgspec.Struct, frozen=True, kw_only=True):
    """The stream is at `actual`, not where the client or the decision saw it."""

    stream: str
    expected: int
    actual: int


Result = Accepted | Rejection | VersionConflict


def request_digest(request: Request) -> bytes:
    """SHA-256 over what makes two requests the same: command, actor, person, claimed time.

    Words that people wrote enter by their keyed digest only (see PersonalText).
    """
    act = request.act
    claimed: datetime | None = act.occurred_at if act.occurred_at != act.now else None
    name = type(request.command).__name__
    body = catalogue.encode(request.command)
    told = msgspec.json.encode((name, act.actor, act.person, claimed))
    return hashlib.sha256(told + b"\n" + body).digest()


def request_fault(request: Request) -> Rejection | None:
    """The fault of an id that nothing can have: the database need not be asked."""
    reason = project_id_fault(request.project_id)
    if reason is None:
        return address_fault(request.command)
    if isinstance(request.command, CreateProject):
        return Rejection(Rule.IDENTIFIER_MALFORMED, f"a project id {reason}", ("project",))
    return Rejection(Rule.PROJECT_UNKNOWN, "no project with this id", ("project",))


def command_id_taken(erased: Sequence[ErasedText]) -> Rejection:
    """The refusal of a request unlike the one that was carried out under its command id.

    Once the words of that were erased, nobody can tell any more whether this is the same.
    """
    if not erased:
        message = "this command id was used for another command; make a new one"
        return Rejection(Rule.COMMAND_ID_REUSED, message, ("command_id",))
    message = (
        f"this command id was used, and its words were erased on {erased[0].erased_at:%Y-%m-%d};"
        " what was recorded stands, so do not send it again"
    )
    return Rejection(Rule.WORDS_ERASED, message, ("command_id",))


def append_of(
    request: Request,
    decision: Admitted[msgspec.Struct],
    expected: dict[str, int],
    events: list[RecordedEvent],
) -> Append:
    """What is recorded when `decision`, taken on `events` at these versions, still holds."""
    correlation = _correlation(decision.cause, events)
    trigger = request.trigger
    if trigger is not None:
        decision = msgspec.structs.replace(decision, cause=trigger.event_id)
        correlation = trigger.correlation_id
        if trigger.applied is not None:
            decision = beside(decision, trigger.applied)
    return Append(
        command_id=request.command_id,
        request_sha=request_digest(request),
        correlation_id=correlation or request.command_id,
        trace_id=_trace_id(),
        expected=expected,
        events=_new_events(request, decision, stream_of(request.command)),
    )


def _new_events(
    request: Request, decision: Admitted[msgspec.Struct], stream: str
) -> tuple[NewEvent, ...]:
    ids = [uuid7() for _ in decision.facts]
    return tuple(
        NewEvent(
            stream=emitted.stream or stream,
            event_id=event_id,
            type=type(emitted.fact).__name__,
            schema_version=catalogue.SCHEMA_VERSIONS[type(emitted.fact).__name__],
            occurred_at=request.act.occurred_at,
            actor=emitted.by or request.act.actor,
            causation_id=decision.cause if emitted.after is None else ids[emitted.after],
            body=catalogue.encode(emitted.fact),
        )
        for event_id, emitted in zip(ids, decision.facts, strict=True)
    )


def _correlation(cause: UUID | None, events: list[RecordedEvent]) -> UUID | None:
    """Inherited from the event that the command answers."""
    return next((e.correlation_id for e in events if e.event_id == cause), None)


def _trace_id() -> str | None:
    """The current trace, absent when tracing is off."""
    context = trace.get_current_span().get_span_context()
    return trace.format_trace_id(context.trace_id) if context.is_valid else None
