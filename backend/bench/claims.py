"""`claimNext` by many annotators at once, beside a queue in one table with SKIP LOCKED.

The desk does more for each claim: seats of each item, the annotator's past and caps, a lease, two
events in one order with their hashes, and rows that are folded meanwhile on the same cores. After
each round the ledger is asked whether any item was given to more than are wanted.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg

from labeltrail.backend.bench.recording import record_facts
from labeltrail.backend.bench.report import Comparison, Latency, Rate
from labeltrail.events.acts import Act
from labeltrail.events.directory import Directory
from labeltrail.events.execute import Executor
from labeltrail.events.identifiers import ClassId, MemberId, ProjectId, TaskName, TenantId
from labeltrail.events.ledger.append import Ledger
from labeltrail.events.limits import OPEN_CLAIMS_MAX
from labeltrail.events.sql import load
from labeltrail.events.streams import policy, project, taxonomy
from labeltrail.events.streams.item import PREFIX, facts
from labeltrail.events.values import ClassDefinition, Task, TaskKind
from labeltrail.projections import progress
from labeltrail.projections.runner import Runner
from labeltrail.projections.work.answers import Claim, Given
from labeltrail.projections.work.claiming import Desk

ROUNDS = 3
STEPS = 2 * ROUNDS
OVERLAP = 3
TENANT, MANAGER = TenantId("bench"), MemberId("manager")
POLL_SECONDS = 0.05

_SQL = load(__package__, "claims.sql")


async def bench_claims(
    pool: asyncpg.Pool, *, annotators: int, claims: int, advanced: Callable[[], None]
) -> Comparison:
    """About `claims` of them in each round, each annotator one after the other."""
    await pool.execute(_SQL.make_queue)
    each = max(1, min(OPEN_CLAIMS_MAX, claims // annotators))
    ours: list[float] = []
    queue: list[float] = []
    latencies: list[float] = []
    for _ in range(ROUNDS):
        queue.append(await _queue(pool, annotators, each))
        advanced()
        rate, took = await _desk(pool, annotators, each)
        ours.append(rate)
        latencies += took
        advanced()
    return Comparison(
        title=f"claimNext, {annotators} annotators at once, {annotators * each:,} claims,"
        f" {OVERLAP} annotators an item",
        ours=Rate(name="through desk and ledger", unit="claims/s", rounds=tuple(ours)),
        baselines=(
            Rate(
                name="FOR UPDATE SKIP LOCKED on one table, nothing promised",
                unit="claims/s",
                rounds=tuple(queue),
            ),
        ),
        latencies=(Latency.of("one claim among so many", latencies),),
        remarks=("one process claims and folds; no item was given to more than are wanted",),
    )


async def _queue(pool: asyncpg.Pool, annotators: int, each: int) -> float:
    name = f"bench-{uuid4()}"
    await pool.execute(_SQL.fill_queue, name, _items(annotators * each), OVERLAP)

    async def work() -> None:
        for _ in range(each):
            while await pool.fetchval(_SQL.take_from_queue, name) is None:  # noqa: ASYNC110 - polls
                await asyncio.sleep(0)  # all that is open is being taken at the moment

    started = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(annotators)))
    return annotators * each / (time.perf_counter() - started)


async def _desk(pool: asyncpg.Pool, annotators: int, each: int) -> tuple[float, list[float]]:
    people = [MemberId(f"annotator-{one:04}") for one in range(annotators)]
    name = await _project(pool, people, _items(annotators * each))
    ledger = Ledger(pool)
    desk = Desk(pool, Executor(pool, ledger, Directory(pool)))
    seconds: list[float] = []

    async def work(person: MemberId) -> None:
        for _ in range(each):
            now, started = datetime.now(UTC), time.perf_counter()
            act = Act(actor=person, person=person, now=now, occurred_at=now, tenant=TENANT)
            answer = await desk.claim(Claim(project_id=name, command_id=uuid4(), act=act))
            if not isinstance(answer, Given):
                raise RuntimeError(f"a claim was answered by {answer}")
            seconds.append(time.perf_counter() - started)

    async with _folding(pool, name):
        started = time.perf_counter()
        await asyncio.gather(*(work(one) for one in people))
        took = time.perf_counter() - started
    await ledger.aclose()
    beyond = await pool.fetchval(_SQL.over_assigned, name, OVERLAP)
    if beyond:
        raise RuntimeError(f"{beyond} items were given to more than {OVERLAP} annotators")
    return annotators * each / took, seconds


def _items(claims: int) -> int:
    """A few more than the claims fill, as in a project that is not at its end."""
    return 100 + claims // OVERLAP * 11 // 10


@contextlib.asynccontextmanager
async def _folding(pool: asyncpg.Pool, name: ProjectId) -> AsyncIterator[None]:
    """Rows follow the events in the same process, as in a server that folds."""
    runner = Runner(pool)
    await runner.run_once(name)

    async def fold() -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            await runner.run_once(name)

    task = asyncio.create_task(fold())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _project(pool: asyncpg.Pool, people: list[MemberId], items: int) -> ProjectId:
    """With so many items, and a policy that gives them out."""
    name = ProjectId(f"bench-{uuid4()}")
    rules = policy.Policy(
        overlap=OVERLAP,
        quorum=2,
        assignment=policy.AssignmentRules(open_max=OPEN_CLAIMS_MAX, is_required=True),
    )
    classes = tuple(
        ClassDefinition(class_id=ClassId(one), definition=f"About {one}.")
        for one in ("politics", "sports", "weather")
    )
    task = Task(
        name=TaskName("topic"), kind=TaskKind.MULTICLASS, question="About what?", classes=classes
    )
    annotator = (project.Role.ANNOTATOR,)
    created = project.ProjectCreated(title="Bench", tenant=TENANT, manager=MANAGER)
    await record_facts(
        pool,
        name,
        (
            (project.STREAM, created),
            *((project.STREAM, project.MemberAdded(member=one, roles=annotator)) for one in people),
            (
                taxonomy.STREAM,
                taxonomy.TaxonomyPublished(taxonomy_version=1, tasks=(task,), change_note="First."),
            ),
            (
                policy.STREAM,
                policy.PolicyPublished(policy_version=1, policy=rules, change_note="First."),
            ),
            *(
                (f"{PREFIX}doc-{one:07}", facts.ItemRegistered(modality=facts.Modality.TEXT))
                for one in range(1, items + 1)
            ),
        ),
    )
    await progress.enrol(pool)
    return name
