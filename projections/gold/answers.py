"""Scores against gold as of a position: loaded in one snapshot, computed in a thread.

A task with more answers than scorecards take is refused, not cut (see `scorecards.py`).
"""

from __future__ import annotations

import asyncpg
import msgspec

from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.aside import aside
from labeltrail.projections.gold.judging import JudgedBy
from labeltrail.projections.gold.scores import GoldScores, gold_scores
from labeltrail.projections.scorecards import Asked, Loaded, categories_of, load_for
from labeltrail.projections.snapshot import snapshot


class GoldAnswer(msgspec.Struct, frozen=True, kw_only=True):
    holds_for: HoldsFor
    found: GoldScores


async def gold_scores_of(
    pool: asyncpg.Pool,
    project_id: str,
    task: TaskName,
    judged: JudgedBy,
    *,
    batch_id: BatchId | None = None,
    position: int | None = None,
) -> GoldAnswer:
    """Of everybody, on items of a batch if one is named. Raises ReadError."""
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as seen:
        loaded = await load_for(seen, Asked(task=task, batch_id=batch_id))
    return await aside(_answer, loaded, judged)


def _answer(loaded: Loaded, judged: JudgedBy) -> GoldAnswer:
    categories = categories_of(loaded.task, loaded.readings.answerable, loaded.gold.values)
    found = gold_scores(loaded.readings, loaded.gold, categories, judged)
    return GoldAnswer(holds_for=loaded.holds_for, found=found)
