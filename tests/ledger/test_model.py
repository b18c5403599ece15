"""Whatever is appended and read, in any order and by two processes at once, is what a model says.

Hypothesis thinks the steps up; `model.py` is the judge. Appends at once are judged by order: there
must be one in which the model, taking them one by one, gives just the answers that were given.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Coroutine
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TypeVar
from uuid import UUID, uuid4

import asyncpg
import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from labeltrail.events.envelope import RecordedEvent, leaf_v1
from labeltrail.events.ledger import read
from labeltrail.events.ledger.append import Append, Appended, Ledger, NewEvent, Outcome
from labeltrail.events.ledger.errors import AppendRefused
from tests.ledger.model import NO_TIME, Model, Stored

EXAMPLES, STEPS = 40, 30
AT_ONCE_MAX = 4
STREAMS = ("item/patient-7", "item/patient-70", "item/\N{SNOWMAN}", "policy")
PROJECTS = ("ward", "clinic")
NEVER_OPENED = "morgue"
SETTINGS = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=True,  # the same histories on every machine
    database=None,
    suppress_health_check=list(HealthCheck),
)

Answer = TypeVar("Answer")

streams = st.sampled_from(STREAMS)
projects = st.sampled_from((*PROJECTS, *PROJECTS, *PROJECTS, NEVER_OPENED))
bodies = st.dictionaries(st.text(max_size=5), st.one_of(st.text(max_size=9), st.integers()))
times = st.datetimes(
    min_value=datetime(1912, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2060, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.just(UTC),
)
traces = st.one_of(st.none(), st.just("4bf92f3577b34da6a3ce929d0e0e4736"))
written = st.lists(st.tuples(streams, bodies, times), min_size=1, max_size=4)
offsets = st.sampled_from((0, 0, 0, 0, -1, 1))
"""How far an expected version is from the true one: mostly not."""
seen = st.dictionaries(streams, offsets, max_size=3)
earlier = st.integers(min_value=0, max_value=99)
"""Which of those before, counted round."""
wanted = st.tuples(projects, written, seen, traces)
Wanted = tuple[str, list[tuple[str, dict[str, object], datetime]], dict[str, int], str | None]


class Machine(RuleBasedStateMachine):
    """Two processes, each with a ledger of its own, on one database."""

    runner: asyncio.Runner
    pool: asyncpg.Pool

    def __init__(self) -> None:
        super().__init__()
        self.ledgers = (Ledger(self.pool), Ledger(self.pool))
        self.model = Model()
        self.sent: list[tuple[str, Append]] = []
        self.suffix = uuid4().hex[:8]
        self.times: dict[str, list[datetime]] = {}
        self.changed: set[str] = set()

    def teardown(self) -> None:
        for project in (*PROJECTS, NEVER_OPENED):
            self.compare(project)
        for ledger in self.ledgers:
            self.run(ledger.aclose())

    def run(self, work: Coroutine[object, None, Answer]) -> Answer:
        return self.runner.run(work)

    def named(self, project: str) -> str:
        """A project of this example's own."""
        return f"{project}-{self.suffix}"

    def place(self, project_id: str) -> str:
        return project_id.removesuffix(f"-{self.suffix}")

    def append_of(self, wanted: Wanted) -> tuple[str, Append]:
        """An append that saw each stream at its version, or one off."""
        project, events, seen_at, trace_id = wanted
        project_id, command_id = self.named(project), uuid4()
        known = self.model.projects.get(project_id)
        expected = {
            stream: max(0, (len(known.stream(stream)) if known else 0) + off)
            for stream, off in seen_at.items()
        }
        made = tuple(
            NewEvent(
                stream=stream,
                event_id=uuid4(),
                type="LabelSubmitted",
                schema_version=1,
                occurred_at=occurred_at,
                actor="observer-1",
                body=msgspec.json.encode(body),
            )
            for stream, body, occurred_at in events
        )
        append = Append(
            command_id=command_id,
            request_sha=sha256(command_id.bytes).digest(),
            correlation_id=uuid4(),
            trace_id=trace_id,
            expected=expected,
            events=made,
        )
        self.sent.append((project_id, append))
        self.changed.add(project)
        return project_id, append

    def judge(self, project_id: str, append: Append, ledger: int = 0) -> None:
        """Append it for real; the model says what should come of it."""
        should = self.model.append(project_id, append)
        try:
            told = self.run(self.ledgers[ledger].append(project_id, append))
        except AppendRefused:
            assert should is None
            return
        assert without_time(told) == should

    @initialize()
    def open_projects(self) -> None:
        for project in PROJECTS:
            project_id = self.named(project)
            opened = self.run(self.ledgers[0].open_project(project_id, "hospital"))
            assert opened == self.model.open(project_id)

    @rule(project=st.sampled_from(PROJECTS))
    def open_again(self, project: str) -> None:
        project_id = self.named(project)
        opened = self.run(self.ledgers[1].open_project(project_id, "rival"))
        assert opened == self.model.open(project_id)
        assert self.run(read.tenant_of(self.pool, project_id)) == "hospital"

    @rule(wanted=wanted, ledger=st.sampled_from((0, 1)))
    def append(self, wanted: Wanted, ledger: int) -> None:
        self.judge(*self.append_of(wanted), ledger)

    @precondition(lambda self: self.sent)
    @rule(which=earlier, ledger=st.sampled_from((0, 1)))
    def send_again(self, which: int, ledger: int) -> None:
        """A resend: of what was recorded, and of what was not and may be now."""
        project_id, append = self.sent[which % len(self.sent)]
        self.changed.add(self.place(project_id))
        self.judge(project_id, append, ledger)

    @precondition(lambda self: self.sent)
    @rule(which=earlier, wanted=wanted)
    def reuse_a_command_id(self, which: int, wanted: Wanted) -> None:
        project_id, former = self.sent[which % len(self.sent)]
        _, append = self.append_of((self.place(project_id), *wanted[1:]))
        self.judge(project_id, msgspec.structs.replace(append, command_id=former.command_id))

    @precondition(lambda self: self.sent)
    @rule(which=earlier, wanted=wanted)
    def reuse_an_event_id(self, which: int, wanted: Wanted) -> None:
        project_id, former = self.sent[which % len(self.sent)]
        _, append = self.append_of((self.place(project_id), *wanted[1:]))
        event = msgspec.structs.replace(append.events[-1], event_id=former.events[0].event_id)
        self.judge(project_id, msgspec.structs.replace(append, events=(*append.events[:-1], event)))

    @rule(many=st.lists(wanted, min_size=2, max_size=AT_ONCE_MAX), is_resent=st.booleans())
    def append_at_once(self, many: list[Wanted], is_resent: bool) -> None:
        asked = [self.append_of(one) for one in many]
        if is_resent:
            asked[-1] = asked[0]

        async def all_at_once() -> list[Outcome]:
            turns: list[Awaitable[Outcome]] = [
                self.ledgers[place % 2].append(*one) for place, one in enumerate(asked)
            ]
            return await asyncio.gather(*turns)

        told = [without_time(one) for one in self.run(all_at_once())]
        for order in itertools.permutations(range(len(asked))):
            judged = self.model.copy()
            if all(judged.append(*asked[place]) == told[place] for place in order):
                self.model = judged
                return
        raise AssertionError(f"in no order does one get {told} for {asked}")

    @rule(
        project=projects,
        after=earlier,
        limit=st.integers(1, 9),
        ahead=st.integers(0, 20),
        asked=st.lists(streams, min_size=1, max_size=3, unique=True),
    )
    def read_around(
        self, project: str, after: int, limit: int, ahead: int, asked: list[str]
    ) -> None:
        """A page of the project, one of a stream, and many streams up to a position."""
        project_id, stored = self.named(project), self.events_of(project)
        after %= len(stored) + 2
        last = after + ahead
        page = self.run(
            read.read_project(self.pool, project_id, after=after, limit=limit, up_to=last)
        )
        assert told_of(page) == stored[after:last][:limit]
        one_stream = [one for one in stored if one.event.stream == asked[0]]
        page = self.run(
            read.read_stream(self.pool, project_id, asked[0], after_version=after, limit=limit)
        )
        assert told_of(page) == one_stream[after : after + limit]
        many = [one for one in stored if one.event.stream in asked]
        found = self.run(read.read_streams(self.pool, project_id, asked, up_to=last))
        assert told_of(found) == [one for one in many if one.position <= last]
        existing = self.run(read.existing_streams(self.pool, project_id, asked))
        assert existing == {one.event.stream for one in many}

    @precondition(lambda self: self.sent)
    @rule(which=earlier)
    def look_a_command_up(self, which: int) -> None:
        project_id, append = self.sent[which % len(self.sent)]
        found = self.run(read.find_command(self.pool, project_id, append.command_id))
        known = self.model.projects.get(project_id)
        answered = known.answers.get(append.command_id) if known else None
        assert (found is None) == (answered is None)
        if found is not None and answered is not None:
            assert found.request_sha == answered.request_sha
            assert found.first_position == answered.first_position
            assert found.last_position == answered.last_position

    @rule(project=projects, which=earlier, shift=st.sampled_from((-1, 0, 1)))
    def find_a_position_by_time(self, project: str, which: int, shift: int) -> None:
        """Of a recorded time, and of a microsecond before and after it."""
        recorded = self.times.get(project)
        if not recorded:
            return
        time = recorded[which % len(recorded)] + timedelta(microseconds=shift)
        found = self.run(read.position_at(self.pool, self.named(project), time))
        assert found == sum(one <= time for one in recorded)

    @invariant()
    def what_changed_is_as_the_model_has_it(self) -> None:
        for project in self.changed:
            self.compare(project)
        self.changed.clear()

    def compare(self, project: str) -> None:
        project_id, stored = self.named(project), self.events_of(project)
        assert self.run(read.head(self.pool, project_id)) == len(stored)
        found = self.run(read.read_project(self.pool, project_id, after=0, limit=10_000))
        assert told_of(found) == stored
        assert [one.leaf for one in found] == [leaf_v1(one) for one in found]
        recorded = [one.recorded_at for one in found]
        assert recorded == sorted(set(recorded)), "times rise strictly"
        before = self.times.get(project, [])
        assert recorded[: len(before)] == before, "what was recorded never changes"
        self.times[project] = recorded

    def events_of(self, project: str) -> list[Stored]:
        known = self.model.projects.get(self.named(project))
        return known.events if known else []


def without_time(outcome: Outcome) -> Outcome:
    if isinstance(outcome, Appended):
        return msgspec.structs.replace(outcome, recorded_at=NO_TIME)
    return outcome


def told_of(found: list[RecordedEvent]) -> list[Stored]:
    """What was read, as the model holds it."""
    return [
        Stored(
            position=one.position,
            version=one.version,
            command_id=one.command_id,
            correlation_id=one.correlation_id,
            trace_id=one.trace_id,
            event=NewEvent(
                stream=one.stream,
                event_id=UUID(bytes=one.event_id.bytes),
                type=one.type,
                schema_version=one.schema_version,
                occurred_at=one.occurred_at,
                actor=one.actor,
                causation_id=one.causation_id,
                body=one.body,
            ),
        )
        for one in found
    ]


def test_ledger_does_what_the_model_says(database_url: str) -> None:
    with asyncio.Runner() as runner:
        pool = runner.run(_pool(database_url))
        try:
            run_state_machine_as_test(
                type("OnThisDatabase", (Machine,), {"runner": runner, "pool": pool}),
                settings=SETTINGS,
            )
        finally:
            runner.run(pool.close())


async def _pool(url: str) -> asyncpg.Pool:
    return await asyncpg.create_pool(url, min_size=1, max_size=8)
