"""Whatever the interleaving of claims, labels, skips, returns and time: overlap, caps, never twice.

Racers decide on what they have read and append only where nothing of it has moved on, as the
ledger holds them to it. A naive count over all events is the judge.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.events.acts import Act
from labeltrail.events.decisions import (
    Command,
    Known,
    decide_command,
    stream_of,
    streams_beside,
    streams_seen,
    tails_beside,
)
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId, MemberId
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams import item, rules
from labeltrail.events.streams.item.assignment_commands import AssignItem, ReturnItem
from labeltrail.events.streams.item.assignment_facts import ItemAssigned, Purpose
from labeltrail.events.streams.item.commands import SkipItem
from labeltrail.events.streams.item.facts import LabelSubmitted, SkipReason
from labeltrail.events.streams.outcome import Admitted
from labeltrail.events.streams.policy import Policy
from labeltrail.events.streams.rules import Rules
from labeltrail.events.streams.work import stream_of_work
from labeltrail.events.streams.work.limits import last_taken
from tests.events.history import DAWN, ITEM, TENANT, Happened, recorded_event
from tests.events.owls import LENA, LENIENT, OSKAR, TOMEK, owl, submit
from tests.events.shifts import NEXT, THIRD, WANDA, assigning, shift

PEOPLE = (OSKAR, LENA, TOMEK, WANDA)
ITEMS = (ITEM, NEXT, THIRD)
OWLS = ("tawny", "little")
OVERLAP, EXTRA, OPEN_MAX, ITEMS_MAX, LEASE_MINUTES = 2, 1, 2, 2, 10
POLICY: Policy = assigning(
    msgspec.structs.replace(LENIENT, overlap=OVERLAP),
    is_required=True,
    extra_annotators_max=EXTRA,
    open_max=OPEN_MAX,
    items_max=ITEMS_MAX,
    lease_minutes=LEASE_MINUTES,
)


class Pending(msgspec.Struct, frozen=True):
    """A decision taken on these versions, not appended yet."""

    stream: str
    decision: Admitted[msgspec.Struct]
    versions: dict[str, int]


class World:
    """A ledger in memory that appends as the real one does: only on the versions that were read."""

    def __init__(self) -> None:
        self.now = DAWN
        self.streams: dict[str, list[RecordedEvent]] = {}
        self.times: list[tuple[datetime, msgspec.Struct, ItemId]] = []
        self.position = 0
        self.rules = Rules()
        for event in shift(POLICY).events():
            self.rules = rules.evolve(self.rules, event)
            self.streams.setdefault(event.stream, []).append(event)
            self.position = event.position

    def decide(self, command: Command, person: MemberId) -> Pending | Rejection:
        stream = stream_of(command)
        held_to = (stream, *streams_beside(command), *tails_beside(command))
        read = {one: self.streams.get(one, []) for one in (*held_to, *streams_seen(command))}
        tails = set(tails_beside(command))
        beside = {one: events[-1:] if one in tails else events for one, events in read.items()}
        known = Known(rules=self.rules, events=read[stream], beside=beside)
        act = Act(actor=person, person=person, now=self.now, occurred_at=self.now, tenant=TENANT)
        decision = decide_command(command, act, known)
        if isinstance(decision, Rejection):
            return decision
        return Pending(stream, decision, {one: len(read[one]) for one in held_to})

    def append(self, pending: Pending) -> bool:
        if any(len(self.streams.get(one, [])) != seen for one, seen in pending.versions.items()):
            return False
        for emitted in pending.decision.facts:
            stream = emitted.stream or pending.stream
            events = self.streams.setdefault(stream, [])
            self.position += 1
            event = recorded_event(Happened(emitted.fact), stream, len(events) + 1, self.position)
            events.append(msgspec.structs.replace(event, recorded_at=self.now))
            if stream.startswith(item.PREFIX):
                item_id = ItemId(stream.removeprefix(item.PREFIX))
                self.times.append((self.now, emitted.fact, item_id))
        return True

    def claim(self, person: MemberId, item_id: ItemId, *, looks: bool) -> AssignItem:
        """What an honest desk asks for, whether it looks at what was held before or not."""
        last = last_taken(self.streams.get(stream_of_work(person), []))
        return AssignItem(
            item_id=item_id,
            annotator=person,
            number=last.number + 1 if last is not None else 1,
            purpose=Purpose.WORK,
            held=tuple(one.item_id for one in last.held) if last is not None and looks else (),
        )


STEPS = st.tuples(
    st.sampled_from(
        ("claim", "claim", "claim", "label", "label", "skip", "return", "wait", "late")
    ),
    st.sampled_from(PEOPLE),
    st.sampled_from(ITEMS),
    st.sampled_from(OWLS),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, min_size=5, max_size=60))
def test_overlap_caps_and_never_twice_hold_over_any_interleaving(
    steps: list[tuple[str, MemberId, ItemId, str]],
) -> None:
    world = World()
    waiting: list[Pending] = []
    for what, person, item_id, name in steps:
        if what == "wait":
            world.now += timedelta(minutes=4)
            continue
        if what == "late":
            while waiting:
                world.append(waiting.pop())
            continue
        command: Command
        if what == "claim":
            command = world.claim(person, item_id, looks=name == "tawny")
        elif what == "label":
            command = msgspec.structs.replace(submit(owl(name)), item_id=item_id)
        elif what == "skip":
            command = SkipItem(item_id=item_id, reason=SkipReason.OTHER)
        else:
            command = ReturnItem(item_id=item_id)
        decided = world.decide(command, person)
        if isinstance(decided, Pending):
            waiting.append(decided)
            if len(waiting) > 3:
                world.append(waiting.pop(0))
    for one in waiting:
        world.append(one)
    _hold(world)


def _hold(world: World) -> None:
    """The naive judge: every moment at which something was given out, over all events."""
    labels: Counter[ItemId] = Counter()
    for moment, fact, item_id in world.times:
        if isinstance(fact, LabelSubmitted):
            labels[item_id] += 1
        if isinstance(fact, ItemAssigned):
            _hold_at(world, moment, fact, item_id)
    assert all(count <= OVERLAP + EXTRA for count in labels.values())
    for person in PEOPLE:
        mine = [
            at
            for _, fact, at in world.times
            if isinstance(fact, LabelSubmitted) and fact.annotator == person
        ]
        assert len(mine) == len(set(mine)) <= ITEMS_MAX


def _hold_at(world: World, moment: datetime, given_: ItemAssigned, item_id: ItemId) -> None:
    """Right after the assignment: who has a seat on the item, and what the annotator holds."""
    lease = timedelta(minutes=LEASE_MINUTES)
    past = world.times[: next(i for i, one in enumerate(world.times) if one[1] is given_) + 1]
    labeled = {(f.annotator, at) for _, f, at in past if isinstance(f, LabelSubmitted)}
    holding: dict[tuple[MemberId, ItemId], datetime] = {}
    for at_time, fact, at in past:
        if isinstance(fact, ItemAssigned):
            assert (fact.annotator, at) not in holding or at_time >= holding[fact.annotator, at]
            holding[fact.annotator, at] = at_time + lease
        else:
            holding.pop((getattr(fact, "annotator", MemberId("")), at), None)
    held = {key for key, until in holding.items() if until > moment}
    seats = {who for who, at in labeled | held if at == item_id}
    assert len(seats) <= OVERLAP + EXTRA
    assert (given_.annotator, item_id) not in labeled
    own = {at for who, at in held if who == given_.annotator}
    assert len(own) <= OPEN_MAX
    done = {at for who, at in labeled if who == given_.annotator}
    assert len(own | done) <= ITEMS_MAX
