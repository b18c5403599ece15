"""Folding a history into the read models, alone and with its rows; and how long answers take.

One project a round. Then what dashboards poll, readiness of all items now, and what auditors ask,
the same as of the past. `record_project` makes a plainer project of any size for plan tests.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from random import Random
from uuid import uuid4

import asyncpg
import msgspec

from labeltrail.backend.bench.pure import STEPS as PURE_STEPS
from labeltrail.backend.bench.pure import bench_pure
from labeltrail.backend.bench.recording import recorded
from labeltrail.backend.bench.replay import raw_copy
from labeltrail.backend.bench.report import Comparison, Latency, Rate
from labeltrail.events import catalogue
from labeltrail.events.identifiers import ClassId, ItemId, MemberId, TaskName, TenantId
from labeltrail.events.ledger import read
from labeltrail.events.ledger.append import Append, Appended, Ledger, NewEvent
from labeltrail.events.streams import batch, policy, project, taxonomy
from labeltrail.events.streams.item import PREFIX, facts
from labeltrail.events.values import Answer, Choice, ClassDefinition, Task, TaskKind
from labeltrail.projections import progress, reads
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.turn import CaughtUp, take_turn

ROUNDS = 3
STEPS = 2 * ROUNDS + PURE_STEPS
ANSWERS = 40
LARGE, SMALL, SMALL_ITEMS = "large", "small", 1_000
ITEMS_PER_EVENT = 1_000
APPENDS_AT_ONCE = 256
MANAGER, PEOPLE = MemberId("manager"), ("ada", "ben", "cleo")
TOPIC = TaskName("topic")
TOPICS = ("politics", "sports", "weather")
MOMENT = datetime(2024, 3, 1, 9, 15, tzinfo=UTC)

Facts = tuple[str, Sequence[msgspec.Struct]]
"""A stream and what happens in it."""


async def bench_fold(
    pool: asyncpg.Pool, *, events: int, advanced: Callable[[], None]
) -> list[Comparison]:
    """Fold a history of so many events into rows, in pages as the runner does, and alone."""
    written: list[float] = []
    copied: list[float] = []
    name = ""
    for _ in range(ROUNDS):
        name = await recorded(pool, events=events, advanced=lambda: None)
        copied.append(events / await _seconds(partial(raw_copy, pool, name, events)))
        advanced()
        written.append(events / await _seconds(partial(_fold, pool, name)))
        advanced()
    raw = Rate(
        name="COPY of the same events, nothing decoded", unit="events/s", rounds=tuple(copied)
    )
    alone = bench_pure(events=events, advanced=advanced)
    with_rows = Rate(name="with every row written", unit="events/s", rounds=tuple(written))
    return [
        Comparison(
            title=f"Fold of {events:,} events, one process",
            ours=one,
            baselines=(raw,),
            latencies=await _answers(pool, name) if one is with_rows else (),
        )
        for one in (*alone, with_rows)
    ]


async def _answers(pool: asyncpg.Pool, name: str) -> tuple[Latency, ...]:
    """How long it takes to ask what was folded."""
    head = await read.head(pool, name)
    listed = await reads.scopes(pool, name, [PROJECT_SCOPE])
    size = listed[PROJECT_SCOPE].tally.items
    some = [ItemId(f"doc-{place:07}") for place in range(100)]
    return (
        await _latency(
            f"readiness of all {size:,} items", lambda: reads.scopes(pool, name, [PROJECT_SCOPE])
        ),
        await _latency(
            f"readiness of all {size:,} items as of a past position",
            lambda: reads.scopes(pool, name, [PROJECT_SCOPE], position=head // 2),
        ),
        await _latency("100 items with truth and labels", lambda: reads.items(pool, name, some)),
        await _latency(
            "one item as of a past position",
            lambda: reads.items(pool, name, some[:1], position=head // 2),
        ),
    )


async def record_project(pool: asyncpg.Pool, name: str, items: int, random: Random) -> int:
    """Record a project of so many labeled items in two batches. The position of its last fact."""
    ledger = Ledger(pool)
    await ledger.open_project(name, "bench")
    gate = asyncio.Semaphore(APPENDS_AT_ONCE)

    async def append(stream: str, happened: Sequence[msgspec.Struct]) -> None:
        async with gate:
            outcome = await ledger.append(name, _append(stream, happened))
        if not isinstance(outcome, Appended):
            raise RuntimeError(f"an append was answered by {outcome}")

    for stream, happened in _rules():
        await append(stream, happened)
    await asyncio.gather(*(append(*one) for one in _labeled(items, random)))
    for stream, happened in _batches(items):
        await append(stream, happened)
    await ledger.aclose()
    return await read.head(pool, name)


def _rules() -> Iterator[Facts]:
    created = project.ProjectCreated(title="Bench", tenant=TenantId("bench"), manager=MANAGER)
    yield project.STREAM, (created,)
    classes = tuple(
        ClassDefinition(class_id=ClassId(one), definition=f"About {one}.") for one in TOPICS
    )
    task = Task(name=TOPIC, kind=TaskKind.MULTICLASS, question="About what?", classes=classes)
    published = taxonomy.TaxonomyPublished(taxonomy_version=1, tasks=(task,), change_note="First.")
    yield taxonomy.STREAM, (published,)
    least, most = policy.Comparison.AT_LEAST, policy.Comparison.AT_MOST
    requirements = tuple(
        policy.Requirement(
            metric=metric,
            comparison=comparison,
            threshold=Decimal(threshold),
            task=TOPIC if metric in policy.OF_A_TASK else None,
        )
        for metric, comparison, threshold in (
            (policy.Metric.COVERAGE, least, "1"),
            (policy.Metric.OVERLAP, least, "1"),
            (policy.Metric.ALPHA_NOMINAL, least, "0.8"),
            (policy.Metric.ITEMS_WITHOUT_GROUND_TRUTH, most, "0"),
            (policy.Metric.OPEN_ESCALATIONS, most, "0"),
        )
    )
    rules = policy.Policy(overlap=3, quorum=2, requirements=requirements)
    first = policy.PolicyPublished(policy_version=1, policy=rules, change_note="First.")
    yield policy.STREAM, (first,)


def _labeled(items: int, random: Random) -> Iterator[Facts]:
    """Annotators say what the item is about four times out of five."""
    for place in range(items):
        topic = random.choice(TOPICS)
        labels = [
            facts.LabelSubmitted(
                annotator=MemberId(person),
                member_kind=project.MemberKind.PERSON,
                repeat=1,
                answers={TOPIC: Answer(value=Choice(class_id=ClassId(said)))},
                taxonomy_version=1,
                guideline_revision=1,
            )
            for person in PEOPLE
            for said in [topic if random.random() < 0.8 else random.choice(TOPICS)]
        ]
        registered = facts.ItemRegistered(modality=facts.Modality.TEXT)
        yield f"{PREFIX}{place}", (registered, *labels)


def _batches(items: int) -> Iterator[Facts]:
    for name, size in ((LARGE, items), (SMALL, min(SMALL_ITEMS, items))):
        opened = batch.BatchOpened(title=name, batch_kind=batch.BatchKind.PRODUCTION)
        filled = [
            batch.ItemsAddedToBatch(
                item_ids=tuple(
                    ItemId(str(place)) for place in range(start, min(start + ITEMS_PER_EVENT, size))
                )
            )
            for start in range(0, size, ITEMS_PER_EVENT)
        ]
        yield f"{batch.PREFIX}{name}", (opened, *filled, batch.BatchClosed())


def _append(stream: str, happened: Sequence[msgspec.Struct]) -> Append:
    command_id = uuid4()
    return Append(
        command_id=command_id,
        request_sha=hashlib.sha256(command_id.bytes).digest(),
        correlation_id=command_id,
        trace_id=None,
        expected={stream: 0},
        events=tuple(
            NewEvent(
                stream=stream,
                event_id=uuid4(),
                type=type(fact).__name__,
                schema_version=catalogue.SCHEMA_VERSIONS[type(fact).__name__],
                occurred_at=MOMENT,
                actor=MANAGER,
                causation_id=None,
                body=catalogue.encode(fact),
            )
            for fact in happened
        ),
    )


async def _fold(pool: asyncpg.Pool, name: str) -> None:
    await progress.enrol(pool)
    outcome = await take_turn(pool, name)
    if not isinstance(outcome, CaughtUp):
        raise RuntimeError(f"the fold ended in {outcome}")


async def _latency(name: str, answer: Callable[[], Awaitable[object]]) -> Latency:
    await answer()  # statements are prepared and pages warm
    return Latency.of(name, [await _seconds(answer) for _ in range(ANSWERS)])


async def _seconds(act: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await act()
    return time.perf_counter() - started
