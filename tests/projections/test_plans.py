"""Answers, refolds and rebuilds stay quick while the planner knows nothing of the rows.

Rows of a new project, edition or generation have no statistics at first. The bounds are far above
what is needed, and far below what a loop over all rows in a loop over all rows takes.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from functools import partial
from random import Random

import asyncpg
import pytest

from labeltrail.backend.bench.fold import LARGE, SMALL, record_project
from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.projections import progress, reads
from labeltrail.projections.answers import ItemFilter, Window
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.rebuild import rebuild
from labeltrail.projections.truth import Absence
from labeltrail.projections.turn import CaughtUp, take_turn

ITEMS = 4_000
SECONDS_MAX = 4.0
NAME = "weather-reports"


@pytest.fixture
async def folded(pool: asyncpg.Pool) -> asyncpg.Pool:
    await record_project(pool, NAME, ITEMS, Random(1979))
    await progress.enrol(pool)
    assert isinstance(await take_turn(pool, NAME), CaughtUp)
    return pool


async def quick(act: Callable[[], Awaitable[object]]) -> None:
    started = time.perf_counter()
    await act()
    assert time.perf_counter() - started < SECONDS_MAX


async def answered(pool: asyncpg.Pool) -> None:
    """What dashboards poll and reviewers page through."""
    await quick(lambda: reads.scopes(pool, NAME, [PROJECT_SCOPE, LARGE, SMALL]))
    for where in (
        ItemFilter(absence=Absence.TIE),
        ItemFilter(absence=Absence.CONTESTED, batch_id=BatchId(LARGE)),
        ItemFilter(needs_review=True, batch_id=BatchId(SMALL)),
    ):
        for is_backward in (False, True):
            window = Window[ItemId](limit=20, is_backward=is_backward)
            await quick(partial(reads.items_page, pool, NAME, window, where=where))


async def test_answers_are_quick_from_the_first_fold_on(folded: asyncpg.Pool) -> None:
    await answered(folded)


async def test_rebuild_is_quick_and_so_are_answers_after_it(folded: asyncpg.Pool) -> None:
    await folded.execute("ANALYZE")  # knows the first generation, and nothing of the second
    await quick(lambda: rebuild(folded, NAME))
    await answered(folded)
