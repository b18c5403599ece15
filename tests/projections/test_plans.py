"""Answers, refolds and rebuilds read few rows while the planner knows nothing of them.

Rows of a new project, edition or generation have no statistics at first. The bounds are above what
is needed, and far below what a loop over all rows in a loop over all rows reads.
"""

from __future__ import annotations

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
from tests.projections.effort import rows_read

ITEMS = 4_000
ANSWER_ROWS_PER_ITEM_MAX = 25
REBUILD_ROWS_PER_ITEM_MAX = 250
NAME = "weather-reports"


@pytest.fixture
async def folded(pool: asyncpg.Pool) -> asyncpg.Pool:
    await record_project(pool, NAME, ITEMS, Random(1979))
    await progress.enrol(pool)
    assert isinstance(await take_turn(pool, NAME), CaughtUp)
    return pool


async def reads_few(
    pool: asyncpg.Pool, act: Callable[[], Awaitable[object]], *, per_item: int
) -> None:
    assert await rows_read(pool, act) < per_item * ITEMS


async def answered(pool: asyncpg.Pool) -> None:
    """What dashboards poll and reviewers page through."""
    scopes = partial(reads.scopes, pool, NAME, [PROJECT_SCOPE, LARGE, SMALL])
    await reads_few(pool, scopes, per_item=ANSWER_ROWS_PER_ITEM_MAX)
    for where in (
        ItemFilter(absence=Absence.TIE),
        ItemFilter(absence=Absence.CONTESTED, batch_id=BatchId(LARGE)),
        ItemFilter(needs_review=True, batch_id=BatchId(SMALL)),
    ):
        for is_backward in (False, True):
            window = Window[ItemId](limit=20, is_backward=is_backward)
            page = partial(reads.items_page, pool, NAME, window, where=where)
            await reads_few(pool, page, per_item=ANSWER_ROWS_PER_ITEM_MAX)


async def test_answers_are_quick_from_the_first_fold_on(folded: asyncpg.Pool) -> None:
    await answered(folded)


async def test_rebuild_is_quick_and_so_are_answers_after_it(folded: asyncpg.Pool) -> None:
    await folded.execute("ANALYZE")  # knows the first generation, and nothing of the second
    again = partial(rebuild, folded, NAME)
    await reads_few(folded, again, per_item=REBUILD_ROWS_PER_ITEM_MAX)
    await answered(folded)
