"""given(what happened).when(command).then(what follows), or .refuses(the rule that forbids it).

No database: the events are made here, the decisions are the real ones. What follows is folded
onto what happened, so a fact that the state cannot take fails the test that admitted it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID

import msgspec

from labeltrail.events import catalogue
from labeltrail.events.acts import Act
from labeltrail.events.decisions import (
    Command,
    Known,
    decide_command,
    items_named,
    stream_of,
    streams_beside,
    streams_seen,
    tails_beside,
)
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import SYSTEM, ItemId, MemberId, TenantId
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams import (
    batch,
    guideline,
    item,
    policy,
    project,
    rules,
    standing,
    taxonomy,
)
from labeltrail.events.streams.inference import STREAM as INFERENCE
from labeltrail.events.streams.inference.facts import InferenceCompleted
from labeltrail.events.streams.item import facts, state
from labeltrail.events.streams.outcome import Emitted
from labeltrail.events.streams.rules import Rules

DAWN = datetime(2024, 4, 2, 5, 30, tzinfo=UTC)
TENANT = TenantId("night-sound-archive")
ITEM = ItemId("rec-0412")
"""The recording that facts of an item are about unless they say otherwise."""

_STREAMS: dict[type[msgspec.Struct], str] = {
    project.ProjectCreated: project.STREAM,
    project.MemberAdded: project.STREAM,
    project.MemberRolesChanged: project.STREAM,
    project.MemberRemoved: project.STREAM,
    project.MemberDescribed: project.STREAM,
    **dict.fromkeys(get_args(taxonomy.TaxonomyFact), taxonomy.STREAM),
    **dict.fromkeys(get_args(guideline.GuidelineFact), guideline.STREAM),
    **dict.fromkeys(get_args(policy.PolicyFact), policy.STREAM),
    batch.BatchOpened: batch.PREFIX + "april",
    batch.ItemsAddedToBatch: batch.PREFIX + "april",
    batch.BatchClosed: batch.PREFIX + "april",
    InferenceCompleted: INFERENCE,
    standing.AnnotatorQualified: standing.STREAM,
    standing.AnnotatorSuspended: standing.STREAM,
    standing.AnnotatorReinstated: standing.STREAM,
    standing.AnnotatorNoted: standing.STREAM,
}


class Happened(msgspec.Struct, frozen=True):
    """A fact with the circumstances that the test cares about."""

    fact: msgspec.Struct
    event_id: UUID | None = None
    actor: str = "mira"
    stream: str | None = None


def happened(
    fact: msgspec.Struct, event_id: UUID | None = None, *, actor: str = "mira", item_id: str = ITEM
) -> Happened:
    stream = _STREAMS.get(type(fact), item.PREFIX + item_id)
    return Happened(fact, event_id, actor, stream)


def by_rule(fact: facts.ItemFact, *, after: int = 0) -> Emitted[facts.ItemFact]:
    """A fact that a rule, not a person, lets follow from another one of the same command."""
    return Emitted(fact=fact, by=SYSTEM, after=after)


class Outcome:
    """What became of the command."""

    def __init__(self, history: History, command: Command, act: Act) -> None:
        self.history = history
        self.command = command
        self.act = act
        self.decision = decide_command(command, act, history.known(command))

    def then(
        self,
        *expected: msgspec.Struct,
        warnings: Iterable[str] = (),
        cause: UUID | None = None,
    ) -> History:
        """Exactly these facts follow, in this order, with these warnings and this cause."""
        assert not isinstance(self.decision, Rejection), self.decision
        wanted = tuple(
            one if isinstance(one, Emitted) else Emitted[msgspec.Struct](fact=one)
            for one in expected
        )
        assert self.decision.facts == wanted
        assert self.decision.warnings == tuple(warnings)
        assert self.decision.cause == cause
        return self.admitted()

    def admitted(self) -> History:
        """Some facts follow; the history with them."""
        assert not isinstance(self.decision, Rejection), self.decision
        stream = stream_of(self.command)
        grown = History(
            (
                *self.history.past,
                *(Happened(e.fact, stream=e.stream or stream) for e in self.decision.facts),
            )
        )
        grown.known(self.command)
        events = grown.events(stream)
        if stream.startswith(item.PREFIX):
            state.fold(events)
        elif stream.startswith(batch.PREFIX):
            batch.fold(events)
        return grown

    def refuses(self, rule: Rule, path: tuple[str | int, ...] = (), saying: str = "") -> None:
        """The rule forbids it, names the place, and tells people what to do about it."""
        assert isinstance(self.decision, Rejection), self.decision
        assert (self.decision.rule, self.decision.path) == (rule, path), self.decision
        assert saying in self.decision.message
        assert self.decision.message.strip()


class History:
    """What has been recorded in a project so far."""

    def __init__(self, past: tuple[Happened, ...]) -> None:
        self.past = past

    def when(
        self,
        command: Command,
        *,
        by: str = "mira",
        via: str | None = None,
        occurred: timedelta = timedelta(),
        later: timedelta = timedelta(),
        tenant: TenantId = TENANT,
        is_instance_admin: bool = False,
    ) -> Outcome:
        """`by` judged; `via` called for them. `occurred` is relative to the server's clock,
        which shows so much `later` than dawn.
        """
        act = Act(
            actor=MemberId(via or by),
            person=MemberId(by),
            now=DAWN + later,
            occurred_at=DAWN + later + occurred,
            tenant=tenant,
            is_instance_admin=is_instance_admin,
        )
        return Outcome(self, command, act)

    def and_given(self, *more: msgspec.Struct) -> History:
        return History((*self.past, *_told(more)))

    def known(self, command: Command) -> Known:
        folded = Rules()
        for event in self.events():
            folded = rules.evolve(folded, event)
        streams = {event.stream for event in self.events()}
        registered = {one for one in items_named(command) if item.PREFIX + one in streams}
        stream = stream_of(command)
        events = [] if stream in rules.STREAMS else self.events(stream)
        beside = {
            one: self.events(one) for one in (*streams_beside(command), *streams_seen(command))
        }
        beside |= {one: self.events(one)[-1:] for one in tails_beside(command)}
        return Known(rules=folded, events=events, beside=beside, registered=frozenset(registered))

    def events(self, stream: str | None = None) -> list[RecordedEvent]:
        """The recorded form, whole or of one stream, bodies encoded and decoded again."""
        versions: dict[str, int] = {}
        recorded = []
        for position, one in enumerate(self.past, start=1):
            at = one.stream or _STREAMS.get(type(one.fact), item.PREFIX + ITEM)
            versions[at] = versions.get(at, 0) + 1
            if stream in (None, at):
                recorded.append(recorded_event(one, at, versions[at], position))
        return recorded


def recorded_event(one: Happened, stream: str, version: int, position: int) -> RecordedEvent:
    event_id = one.event_id or UUID(int=position)
    return RecordedEvent(
        project_id="owls",
        position=position,
        stream=stream,
        version=version,
        event_id=event_id,
        type=type(one.fact).__name__,
        schema_version=1,
        occurred_at=DAWN,
        recorded_at=DAWN,
        actor=one.actor,
        command_id=UUID(int=position),
        causation_id=None,
        correlation_id=UUID(int=position),
        trace_id=None,
        body=catalogue.encode(one.fact),
        leaf=b"",
    )


def given(*past: msgspec.Struct) -> History:
    """Only this has happened."""
    return History(_told(past))


def _told(past: Iterable[msgspec.Struct]) -> tuple[Happened, ...]:
    return tuple(one if isinstance(one, Happened) else happened(one) for one in past)
