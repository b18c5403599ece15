"""Advice on a task as of a position: loaded in one snapshot, computed in a thread, bounded."""

from __future__ import annotations

import asyncpg
import msgspec

from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.projections.agreement.limits import ANSWER, Limits, require_readings
from labeltrail.projections.agreement.versions import MadeUnder, made_under
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.aside import aside
from labeltrail.projections.columns.rows import load_readings
from labeltrail.projections.errors import ClassOfNoTask, TaskUnknown
from labeltrail.projections.inference_runs import words
from labeltrail.projections.snapshot import snapshot
from labeltrail.projections.taxonomy_advice.advice import advise, class_names
from labeltrail.projections.taxonomy_advice.findings import AdviceGiven


class TaxonomyAdvice(msgspec.Struct, frozen=True, kw_only=True):
    """`versions` are those that the answers were given under."""

    holds_for: HoldsFor
    task: TaskName
    versions: tuple[MadeUnder, ...]
    given: AdviceGiven


async def taxonomy_advice(
    pool: asyncpg.Pool,
    project_id: str,
    task: TaskName,
    *,
    batch_id: BatchId | None = None,
    other: str | None = None,
    position: int | None = None,
    limits: Limits = ANSWER,
) -> TaxonomyAdvice:
    """On the answers to a task, of a batch if one is named. Raises ReadError, TooMuchAsked.

    `other`, if given, is a class of the task: ClassOfNoTask.
    """
    async with snapshot(pool, project_id, position=position) as seen:
        asked = seen.terms.tasks.get(task)
        if asked is None:
            raise TaskUnknown(task, seen.terms.tasks)
        if other is not None and other not in class_names(asked):
            raise ClassOfNoTask(other, class_names(asked))
        counted = await words.labels(seen, task, batch_id, labels_max=limits.readings_max)
        require_readings(counted, limits)
        readings = await load_readings(seen, task, batch_id=batch_id)
    given, versions = await aside(
        lambda: (
            advise(readings, asked, other=other),
            made_under(readings, readings.counting()),
        )
    )
    return TaxonomyAdvice(holds_for=seen.holds_for, task=task, versions=versions, given=given)
