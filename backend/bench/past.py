"""The past of a large project beside its present: the same questions, now and as of any position.

The project is recorded and folded once. Each question is asked now and as of positions drawn over
the whole history, so most of them lie far from every end.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from random import Random

import asyncpg

from labeltrail.backend.bench.report import Comparison, Latency, Rate
from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.ledger import read
from labeltrail.projections import progress, reads
from labeltrail.projections.answers import EscalationKey, ItemFilter, Window
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.truth import Absence
from labeltrail.projections.turn import fold_pages

FOLD_STEPS = 50
ASKED = 30
STEPS = 2 * 6
PAGE_ROWS = 50

Ask = Callable[[int | None], Awaitable[object]]


async def fold_whole(pool: asyncpg.Pool, name: str, *, advanced: Callable[[], None]) -> None:
    """Fold a recorded project, in so many steps."""
    await progress.enrol(pool)
    head = await read.head(pool, name)
    for step in range(1, FOLD_STEPS + 1):
        claimed = await progress.claim(pool, name)
        if claimed is None:
            raise RuntimeError("another worker folds this project")
        await fold_pages(pool, claimed, up_to=head * step // FOLD_STEPS)
        await progress.release(pool, claimed)
        advanced()


async def bench_past(
    pool: asyncpg.Pool, name: str, *, advanced: Callable[[], None], seed: int = 1
) -> Comparison:
    """Of a folded project: how often each question is answered, now and as of the past."""
    head, random = await read.head(pool, name), Random(seed)
    positions = [random.randrange(head // 20, head) for _ in range(ASKED)]
    latencies: list[Latency] = []
    now: list[float] = []
    then: list[float] = []
    for what, ask in await _questions(pool, name):
        for moments, spent, word in (
            ([None] * ASKED, now, "now"),
            (positions, then, "as of the past"),
        ):
            seconds = await _seconds(ask, moments)
            spent.append(1 / _median(seconds))
            latencies.append(Latency.of(f"{what}, {word}", seconds))
            advanced()
    return Comparison(
        title=f"The past of a project of {head:,} events",
        ours=Rate(name="as of the past, over all questions", unit="answers/s", rounds=tuple(then)),
        baselines=(Rate(name="the same now", unit="answers/s", rounds=tuple(now)),),
        latencies=tuple(latencies),
    )


async def _questions(pool: asyncpg.Pool, name: str) -> Sequence[tuple[str, Ask]]:
    batches = await reads.batches_page(pool, name, Window[BatchId](limit=1))
    first = batches.rows[0].batch_id
    items = await reads.items_page(
        pool, name, Window[ItemId](limit=1), where=ItemFilter(batch_id=first)
    )
    item = [one.item_id for one in items.rows]
    page, keys = Window[ItemId](limit=PAGE_ROWS), Window[EscalationKey](limit=PAGE_ROWS)
    ties, to_review = ItemFilter(absence=Absence.TIE), ItemFilter(needs_review=True)
    return (
        ("an item with truth and labels", lambda at: reads.items(pool, name, item, position=at)),
        ("readiness of a batch", lambda at: reads.scopes(pool, name, [first], position=at)),
        ("the whole project", lambda at: reads.scopes(pool, name, [PROJECT_SCOPE], position=at)),
        (
            f"{PAGE_ROWS} items without majority",
            lambda at: reads.items_page(pool, name, page, where=ties, position=at),
        ),
        (
            f"{PAGE_ROWS} items to review",
            lambda at: reads.items_page(pool, name, page, where=to_review, position=at),
        ),
        (
            f"{PAGE_ROWS} of the escalation queue",
            lambda at: reads.escalations_page(pool, name, keys, is_open=True, position=at),
        ),
    )


async def _seconds(ask: Ask, moments: Sequence[int | None]) -> list[float]:
    found: list[float] = []
    for position in moments:
        started = time.perf_counter()
        await ask(position)
        found.append(time.perf_counter() - started)
    return found


def _median(seconds: Sequence[float]) -> float:
    return sorted(seconds)[len(seconds) // 2]
