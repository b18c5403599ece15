"""The impact of a revision as of any position: loaded from two moments, computed aside."""

from __future__ import annotations

import asyncpg
import msgspec

from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.projections.agreement.limits import ANSWER, Limits, require_readings
from labeltrail.projections.agreement.reports import categories_of
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.aside import aside_until
from labeltrail.projections.columns.rows import load_readings
from labeltrail.projections.errors import RevisionWithoutFormer, TaskUnknown
from labeltrail.projections.gold.rows import load_gold
from labeltrail.projections.guideline.impact import Asked, Impact, impact
from labeltrail.projections.guideline.life import life
from labeltrail.projections.inference_runs import words
from labeltrail.projections.snapshot import Snapshot, snapshot
from labeltrail.projections.statistics.coefficient import IntervalAsked

RESAMPLES = 500
"""Of each coefficient, either side: enough for ends of two digits."""
FEW_RESAMPLES = IntervalAsked(resamples=RESAMPLES)


class ImpactAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`revision` took effect at `published_position`, after `former`."""

    holds_for: HoldsFor
    task: TaskName
    former: int
    revision: int
    published_position: int
    found: Impact


async def impact_of(
    pool: asyncpg.Pool,
    project_id: str,
    task: TaskName,
    *,
    revision: int | None = None,
    batch_id: BatchId | None = None,
    position: int | None = None,
    interval: IntervalAsked = FEW_RESAMPLES,
    limits: Limits = ANSWER,
) -> ImpactAnswer:
    """Of a published revision, or of the one in force, on a task.

    Raises ReadError, Overloaded, and StatisticsError: TooMuchAsked beyond the limits.
    """
    async with snapshot(pool, project_id, position=position) as seen:
        known = await life(seen.connection, project_id, seen.position)
        wanted = known.in_force if revision is None else revision
        found, former = known.revision(wanted), known.before(wanted)
        if found is None or former is None or found.published_position is None:
            raise RevisionWithoutFormer(wanted)
        asked = Asked(
            former=former.number,
            revision=wanted,
            published_position=found.published_position,
            interval=interval,
        )
        defined = seen.terms.tasks.get(task)
        if defined is None:
            raise TaskUnknown(task, seen.terms.tasks)
        await _require(seen, task, batch_id, limits)
        now = await load_readings(seen, task, batch_id=batch_id)
        gold = await load_gold(seen, task)
    async with snapshot(pool, project_id, position=asked.published_position) as before:
        await _require(before, task, batch_id, limits)
        then = await load_readings(before, task, batch_id=batch_id)
    categories = tuple(
        dict.fromkeys(
            (*categories_of(now, seen.terms, defined), *categories_of(then, seen.terms, defined))
        )
    )
    computed = await aside_until(
        lambda stop: impact(then, now, gold, defined, categories, asked, stop),
        seconds_max=limits.seconds_max,
    )
    return ImpactAnswer(
        holds_for=seen.holds_for,
        task=task,
        former=asked.former,
        revision=asked.revision,
        published_position=asked.published_position,
        found=computed,
    )


async def _require(
    seen: Snapshot, task: TaskName, batch_id: BatchId | None, limits: Limits
) -> None:
    counted = await words.labels(seen, task, batch_id, labels_max=limits.readings_max)
    require_readings(counted, limits)
