"""Audits of a project as of a position: their plans and results; and the drawing of a new one.

Plans and verdicts are read from the ledger. Raises ReadError; a population of more than
POPULATION_MAX items is refused by TooMuchToCount, not cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import asyncpg
import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.events.ledger.read import read_prefixed, read_streams
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.sql import load
from labeltrail.events.streams import audits
from labeltrail.events.streams.audits import (
    AuditPlan,
    AuditPlanned,
    ItemAudited,
    OpenAuditBatch,
    StratifiedBy,
    planned,
)
from labeltrail.events.streams.audits.decide import AUDIT_ITEMS_MAX
from labeltrail.events.streams.batch import BatchOpened
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.aside import aside
from labeltrail.projections.audits import sampling
from labeltrail.projections.audits.estimate import AuditResult, audit_result
from labeltrail.projections.audits.sampling import Accepted, half_width, sampled, size_for
from labeltrail.projections.distributions import ITEMS_MAX, TooMuchToCount
from labeltrail.projections.slices.again import other_question
from labeltrail.projections.snapshot import Snapshot, snapshot

POPULATION_MAX = ITEMS_MAX

_SQL = load(__package__, "audits.sql")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """`size` None: as many as `half_width` takes at the expected error rate."""

    batch_id: BatchId
    title: str
    task: TaskName
    of_batch: BatchId | None
    seed: int
    size: int | None = None
    half_width: float | None = None
    stratified_by: StratifiedBy = StratifiedBy.CLASS
    level: Decimal = Decimal("0.95")
    expected_error: Decimal = Decimal("0.05")


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """`audited` in the order of the verdicts."""

    batch_id: BatchId
    planned: AuditPlanned
    audited: tuple[ItemAudited, ...]
    position: int

    def result(self, *, level: float | None = None) -> AuditResult:
        return audit_result(self.planned, self.audited, level=level)


class Audits(msgspec.Struct, frozen=True, kw_only=True):
    """By the position of their plans."""

    holds_for: HoldsFor
    audits: tuple[Audit, ...]


async def audits_of(pool: asyncpg.Pool, project_id: str, *, position: int | None = None) -> Audits:
    async with snapshot(pool, project_id, position=position) as view:
        streams = await read_prefixed(
            view.connection, project_id, audits.PREFIX, up_to=view.position
        )
    found = [one for events in streams.values() if (one := audit_from(events)) is not None]
    return Audits(
        holds_for=view.holds_for, audits=tuple(sorted(found, key=lambda one: one.position))
    )


async def audit_of(
    pool: asyncpg.Pool, project_id: str, batch_id: BatchId, *, position: int | None = None
) -> tuple[HoldsFor, Audit | None]:
    async with snapshot(pool, project_id, position=position) as view:
        events = await read_streams(
            view.connection, project_id, [audits.PREFIX + batch_id], up_to=view.position
        )
    return view.holds_for, audit_from(events)


def audit_from(events: Sequence[RecordedEvent]) -> Audit | None:
    """From the events of its stream, in order."""
    plan = planned(list(events))
    if plan is None:
        return None
    return Audit(
        batch_id=BatchId(events[0].stream.removeprefix(audits.PREFIX)),
        planned=plan,
        audited=tuple(one.fact for one in events if isinstance(one.fact, ItemAudited)),
        position=events[0].position,
    )


async def drawn(
    pool: asyncpg.Pool, project_id: str, wanted: Wanted, *, position: int | None = None
) -> OpenAuditBatch | Rejection:
    """The command that opens the audit, or what is wrong with the wish."""
    fault = _fault(wanted)
    if fault is not None:
        return fault
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        if wanted.task not in view.terms.tasks:
            names = ", ".join(view.terms.tasks) or "none yet"
            message = f"no task {wanted.task!r} in force; there are {names}"
            return Rejection(Rule.TASK_UNKNOWN, message, ("task",))
        population = await _population(view, wanted)
    return await aside(_drawn, population, wanted, view.position)


def _drawn(population: Sequence[Accepted], wanted: Wanted, position: int) -> OpenAuditBatch:
    level, rate = float(wanted.level), float(wanted.expected_error)
    most = max(1, min(AUDIT_ITEMS_MAX, len(population)))
    size = wanted.size
    if size is None:
        size = size_for(wanted.half_width or 0.05, rate, level=level, most=most)
    found = sampled(population, min(size, most), seed=wanted.seed)
    width = half_width(max(1, len(found.sample)), rate, level=level)
    return OpenAuditBatch(
        batch_id=wanted.batch_id,
        title=wanted.title,
        plan=AuditPlan(
            task=wanted.task,
            batch_id=wanted.of_batch,
            position=position,
            items=len(population),
            stratified_by=wanted.stratified_by,
            strata=found.strata,
            seed=wanted.seed,
            level=wanted.level,
            expected_error=wanted.expected_error,
            half_width=Decimal(round(width * 10**6)).scaleb(-6),
            algorithm=sampling.ALGORITHM,
            algorithm_version=sampling.VERSION,
        ),
        sample=found.sample,
    )


def again(events: Sequence[RecordedEvent], wanted: Wanted) -> OpenAuditBatch | Rejection:
    """The command that these events are the answer to, if it was the same question."""
    plans = [one for one in events if isinstance(one.fact, AuditPlanned)]
    titles = [one.fact.title for one in events if isinstance(one.fact, BatchOpened)]
    if not plans or not isinstance(plans[0].fact, AuditPlanned):
        return other_question()
    fact, plan = plans[0].fact, plans[0].fact.plan
    stream = audits.PREFIX + wanted.batch_id
    asked = (wanted.task, wanted.of_batch, wanted.seed, wanted.stratified_by, wanted.level)
    was = (plan.task, plan.batch_id, plan.seed, plan.stratified_by, plan.level)
    if plans[0].stream != stream or asked != was or titles != [wanted.title]:
        return other_question()
    return OpenAuditBatch(
        batch_id=wanted.batch_id, title=wanted.title, plan=plan, sample=fact.sample
    )


async def _population(view: Snapshot, wanted: Wanted) -> list[Accepted]:
    (row,) = await view.connection.fetch(
        _SQL.population,
        *view.key,
        view.terms.edition,
        wanted.task,
        view.position,
        wanted.of_batch,
        POPULATION_MAX + 1,
    )
    if len(row["items"]) > POPULATION_MAX:
        raise TooMuchToCount(f"audits draw from at most {POPULATION_MAX:,} items; name a batch")
    columns = zip(row["items"], row["categories"], row["origins"], strict=True)
    by = wanted.stratified_by
    return [
        Accepted(
            item,
            accepted,
            accepted
            if by is StratifiedBy.CLASS
            else (origin or "")
            if by is StratifiedBy.ORIGIN
            else "",
        )
        for item, accepted, origin in columns
    ]


def _fault(wanted: Wanted) -> Rejection | None:
    if (wanted.size is None) == (wanted.half_width is None):
        message = "give the size of the sample, or the half width of the interval that you want"
        return Rejection(Rule.NOTHING_GIVEN, message, ("size",))
    if wanted.size is not None and not 1 <= wanted.size <= AUDIT_ITEMS_MAX:
        message = f"a sample has 1 to {AUDIT_ITEMS_MAX} items, not {wanted.size}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, ("size",))
    shares = (
        ("half_width", wanted.half_width),
        ("level", float(wanted.level)),
        ("expected_error", float(wanted.expected_error)),
    )
    for name, share in shares:
        # Of a share a hair below 1, floats know no normal quantile.
        if share is not None and not (share > 0 and (1 + share) / 2 < 1):
            message = f"a {name.replace('_', ' ')} lies between 0 and 1, not at {share}"
            return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (name,))
    if not 0 <= wanted.seed < 2**63:
        message = f"a seed lies between 0 and {2**63 - 1}, not at {wanted.seed}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, ("seed",))
    return None


def no_audit(wanted: Wanted) -> OpenAuditBatch:
    """A command of the kind, to ask who may give it: also where the wish is faulty."""
    asked = Wanted(
        batch_id=wanted.batch_id,
        title=wanted.title,
        task=wanted.task,
        of_batch=wanted.of_batch,
        seed=0,
        size=1,
    )
    return _drawn([], asked, 0)


async def audit_now(
    pool: asyncpg.Pool, project_id: str, batch_id: BatchId
) -> tuple[HoldsFor, Audit] | None:
    """As the ledger has it, also where the read models do not know it yet."""
    holds_for, _ = await audit_of(pool, project_id, batch_id)
    events = await read_streams(pool, project_id, [audits.PREFIX + batch_id])
    found = audit_from(events)
    return None if found is None else (holds_for, found)
