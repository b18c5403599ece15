"""Everything that is told of the handbook at once, as of one position."""

from __future__ import annotations

import asyncpg
import msgspec

from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.projections.agreement.limits import ANSWER, Limits
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.guideline.coverage import Coverage, coverage
from labeltrail.projections.guideline.demands import Demanded, demands
from labeltrail.projections.guideline.diff import ClauseDifference, differences
from labeltrail.projections.guideline.impacts import ImpactAnswer, impact_of
from labeltrail.projections.guideline.life import Life, life
from labeltrail.projections.guideline.stale import Narrowed, StaleCount, stale_counts
from labeltrail.projections.snapshot import snapshot


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Left out, the revisions are the one in force and the one before it.

    `tasks` whose impact is asked for; none named with `with_impact`: all.
    """

    earlier: int | None = None
    later: int | None = None
    with_impact: bool = False
    tasks: tuple[TaskName, ...] = ()
    batch_id: BatchId | None = None


class GuidelineReport(msgspec.Struct, frozen=True, kw_only=True):
    """`earlier` is 0 where `later` is the first; `impacts` is None where nobody asked."""

    holds_for: HoldsFor
    life: Life
    earlier: int
    later: int
    differences: tuple[ClauseDifference, ...]
    coverage: Coverage
    open_demands: tuple[Demanded, ...]
    stale: tuple[StaleCount, ...]
    impacts: tuple[ImpactAnswer, ...] | None


class RevisionUnknown(ValueError):
    """No such revision has been drafted by then."""


async def guideline_report(
    pool: asyncpg.Pool,
    project_id: str,
    asked: Asked,
    *,
    position: int | None = None,
    limits: Limits = ANSWER,
) -> GuidelineReport:
    """Raises ReadError, RevisionUnknown, and what `impact_of` raises."""
    async with snapshot(pool, project_id, position=position) as view:
        known = await life(view.connection, project_id, view.position)
        tasks = asked.tasks or tuple(view.terms.tasks)
        at = view.position
        holds_for = view.holds_for
    later = known.in_force if asked.later is None else asked.later
    before = known.before(later)
    former = before.number if before is not None else 0
    earlier = former if asked.earlier is None else asked.earlier
    for revision in (earlier, later):
        if not 0 <= revision <= len(known.revisions):
            raise RevisionUnknown(
                f"no revision {revision} has been drafted; the last is {len(known.revisions)}"
            )
    first, second = known.revision(earlier), known.revision(later)
    _, open_demands = await demands(pool, project_id, is_open=True, position=at)
    narrowed = Narrowed(batch_id=asked.batch_id)
    _, stale = await stale_counts(pool, project_id, narrowed, position=at)
    impacts = [
        await impact_of(
            pool,
            project_id,
            task,
            revision=later,
            batch_id=asked.batch_id,
            position=at,
            limits=limits,
        )
        for task in (tasks if asked.with_impact and before is not None else ())
    ]
    return GuidelineReport(
        holds_for=holds_for,
        life=known,
        earlier=earlier,
        later=later,
        differences=differences(
            first.clauses if first is not None else (), second.clauses if second is not None else ()
        ),
        coverage=await coverage(pool, project_id, position=at),
        open_demands=open_demands,
        stale=stale,
        impacts=tuple(impacts) if asked.with_impact else None,
    )
