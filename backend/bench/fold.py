"""Folding a ledger into the read models, beside only reading it; and how long answers take.

One project a round: items with three labels each, in one large batch and some in a small one,
under a policy that asks for every metric. Then what dashboards poll, readiness of a batch now,
and what auditors ask, the same as of the past.
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

from labeltrail.backend.bench.report import Comparison, Latency, Rate
from labeltrail.events import catalogue
from labeltrail.events.identifiers import ClassId, ItemId, MemberId, TaskName, TenantId
from labeltrail.events.ledger import read
from labeltrail.events.ledger.append import Append, Appended, Ledger, NewEvent
from labeltrail.events.streams import batch, policy, project, taxonomy
from labeltrail.events.streams.item import PREFIX, facts
from labeltrail.events.values import Answer, Choice, ClassDefinition, Task, TaskKind
from labeltrail.projections import progress, reads
from labeltrail.projections.page import PAGE_EVENTS_MAX
from labeltrail.projections.turn import CaughtUp, take_turn

ROUNDS = 3
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
    pool: asyncpg.Pool, *, items: int = 10_000, advanced: Callable[[], None]
) -> Comparison:
    """Fold `items` items of four events each, in pages as the runner does."""
    folded: list[float] = []
    only_read: list[float] = []
    name = ""
    for number in range(ROUNDS):
        name = f"bench-{uuid4()}"
        head = await record_project(pool, name, items, Random(number))
        only_read.append(head / await _seconds(partial(_read, pool, name)))
        advanced()
        folded.append(head / await _seconds(partial(_fold, pool, name)))
        advanced()
    small = min(SMALL_ITEMS, items)
    head = await read.head(pool, name)
    some = [ItemId(str(place)) for place in range(100)]
    latencies = (
        await _latency(
            f"readiness of a batch of {items:,} items",
            lambda: reads.scopes(pool, name, [LARGE]),
        ),
        await _latency(
            f"readiness of a batch of {small:,} items as of a past position",
            lambda: reads.scopes(pool, name, [SMALL], position=head - 1),
        ),
        await _latency("100 items with truth and labels", lambda: reads.items(pool, name, some)),
        await _latency(
            "one item as of a past position",
            lambda: reads.items(pool, name, some[:1], position=head - 1),
        ),
    )
    return Comparison(
        title=f"Fold of {items:,} items into read models, one worker",
        ours=Rate(name="folded into rows", unit="events/s", rounds=tuple(folded)),
        baselines=(Rate(name="only read", unit="events/s", rounds=tuple(only_read)),),
        latencies=latencies,
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


async def _read(pool: asyncpg.Pool, name: str) -> None:
    after = 0
    while page := await read.read_project(pool, name, after=after, limit=PAGE_EVENTS_MAX):
        after = page[-1].position


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
