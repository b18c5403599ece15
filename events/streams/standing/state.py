"""Who is suspended and who is qualified, and whose votes were dropped since when."""

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import EventId, MemberId, TaskName
from labeltrail.events.streams.standing import facts
from labeltrail.events.streams.standing.facts import PassedTest, SuspensionCause


class Qualification(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """For a task, None for every one. `test` is None where somebody's word stands for it."""

    event_id: EventId
    task: TaskName | None
    qualified_by: MemberId
    test: PassedTest | None
    position: int


class Suspension(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    event_id: EventId
    cause: SuspensionCause
    suspended_by: MemberId
    position: int


class VoteChange(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A suspension or its end. `edition` is that of the terms from there on."""

    annotator: MemberId
    is_suspended: bool
    position: int
    edition: int


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """`in_force` counts the changes at which the policy of then dropped suspended votes: only
    they change what is true. `since` is the position of each annotator's last reinstatement.
    """

    suspended: dict[MemberId, Suspension] = {}
    qualified: dict[MemberId, tuple[Qualification, ...]] = {}
    since: dict[MemberId, int] = {}
    changes: tuple[VoteChange, ...] = ()
    in_force: int = 0

    def is_suspended(self, member: MemberId) -> bool:
        return member in self.suspended

    def is_qualified(self, member: MemberId, task: TaskName | None) -> bool:
        """For one task, or for every task where None is asked about."""
        return self.qualification(member, task) is not None

    def qualification(self, member: MemberId, task: TaskName | None) -> Qualification | None:
        """What lets the member label a task: its own qualification or one for every task."""
        for one in self.qualified.get(member, ()):
            if one.task is None or one.task == task:
                return one
        return None

    def suspended_at(self, edition: int) -> frozenset[MemberId]:
        """Who was suspended when terms of this edition were in force."""
        found: set[MemberId] = set()
        for change in self.changes:
            if change.edition > edition:
                break
            if change.is_suspended:
                found.add(change.annotator)
            else:
                found.discard(change.annotator)
        return frozenset(found)

    def changed_votes_at(self, position: int) -> bool:
        """Whether the event there suspended or reinstated somebody."""
        return any(change.position == position for change in reversed(self.changes))


def evolve(state: Standing, event: RecordedEvent, *, drops_votes: bool, edition: int) -> Standing:
    """`drops_votes` says what the policy in force does with votes of suspended annotators,
    `edition` is that of the terms before.
    """
    replace = msgspec.structs.replace
    match event.fact:
        case facts.AnnotatorQualified() as fact:
            qualified = _qualified(state, event, fact)
            return replace(state, qualified={**state.qualified, fact.annotator: qualified})
        case facts.AnnotatorSuspended() as fact:
            suspension = Suspension(
                event_id=EventId(event.event_id),
                cause=fact.cause,
                suspended_by=fact.suspended_by,
                position=event.position,
            )
            changed = _changed(state, event, fact.annotator, drops_votes, edition)
            return replace(changed, suspended={**state.suspended, fact.annotator: suspension})
        case facts.AnnotatorReinstated() as fact:
            changed = _changed(state, event, fact.annotator, drops_votes, edition)
            left = {one: why for one, why in state.suspended.items() if one != fact.annotator}
            qualified_now = dict(state.qualified)
            if fact.requalify:
                qualified_now.pop(fact.annotator, None)
            since = {**state.since, fact.annotator: event.position}
            return replace(changed, suspended=left, qualified=qualified_now, since=since)
        case _:
            return state


def _qualified(
    state: Standing, event: RecordedEvent, fact: facts.AnnotatorQualified
) -> tuple[Qualification, ...]:
    now = Qualification(
        event_id=EventId(event.event_id),
        task=fact.task,
        qualified_by=fact.qualified_by,
        test=fact.test,
        position=event.position,
    )
    known = state.qualified.get(fact.annotator, ())
    return (*(one for one in known if one.task != fact.task), now)


def _changed(
    state: Standing,
    event: RecordedEvent,
    annotator: MemberId,
    drops_votes: bool,
    edition: int,
) -> Standing:
    change = VoteChange(
        annotator=annotator,
        is_suspended=isinstance(event.fact, facts.AnnotatorSuspended),
        position=event.position,
        edition=edition + drops_votes,
    )
    return msgspec.structs.replace(
        state, changes=(*state.changes, change), in_force=state.in_force + drops_votes
    )
