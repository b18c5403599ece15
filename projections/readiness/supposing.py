"""Suppositions about a batch or project, asked of the database: nothing is written.

Raises ReadError, Overloaded, and TooMuchAsked for what takes longer than `judged_aside` gives it.
"""

from __future__ import annotations

from collections.abc import Collection

import asyncpg
import msgspec

from labeltrail.events.identifiers import BatchId
from labeltrail.events.streams.policy import Policy
from labeltrail.events.streams.rules import Rules
from labeltrail.projections import reads
from labeltrail.projections.answers import BatchFacts, HoldsFor, Window
from labeltrail.projections.aside import aside_until
from labeltrail.projections.readiness.loading import (
    ITEMS_TOGETHER_MAX,
    JUDGING_SECONDS_MAX,
    MATERIAL_ITEMS_MAX,
    Ledger,
    judged_aside,
    ledger_of,
    material_from,
    waivers_at,
)
from labeltrail.projections.readiness.material import Material, referred
from labeltrail.projections.readiness.verdicts import Readiness, RequirementVerdict, Waiver
from labeltrail.projections.readiness.what_if import (
    NOTHING,
    WhatIf,
    Without,
    compared_with,
    what_if,
)
from labeltrail.projections.readiness.what_it_takes import what_it_takes
from labeltrail.projections.readiness.work import Work
from labeltrail.projections.snapshot import snapshot
from labeltrail.projections.statistics.resampling import Stop
from labeltrail.projections.terms import Terms

BATCHES_MAX = 20
"""That one dry run tells of."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A moment of a project, and what is read of it."""

    holds_for: HoldsFor
    ledger: Ledger
    rules: Rules
    terms: Terms

    async def material(
        self,
        scope: str,
        references: Collection[BatchId] | None = None,
        items_max: int = MATERIAL_ITEMS_MAX,
    ) -> Material | None:
        return await material_from(
            self.ledger,
            scope,
            self.rules,
            self.terms,
            references=references,
            items_max=items_max,
        )

    async def waivers(self, scope: str) -> tuple[Waiver, ...]:
        moment = self.holds_for.recorded_at
        found = await waivers_at(self.ledger, (scope,), self.terms.policy, moment)
        return found.get(scope, ())


class Supposed(msgspec.Struct, frozen=True, kw_only=True):
    holds_for: HoldsFor
    what_if: WhatIf


class DryRunOfBatch(msgspec.Struct, frozen=True, kw_only=True):
    batch: BatchFacts
    actual: Readiness
    supposed: Readiness


class DryRun(msgspec.Struct, frozen=True, kw_only=True):
    """What batches, by id, are and would be. With `has_more` it goes on after the last."""

    holds_for: HoldsFor
    batches: tuple[DryRunOfBatch, ...]
    has_more: bool


async def seen_at(pool: asyncpg.Pool, project_id: str, position: int | None = None) -> Seen:
    """Now, or as of a position."""
    async with snapshot(pool, project_id, position=position) as view:
        return Seen(
            holds_for=view.holds_for,
            ledger=ledger_of(view, pool),
            rules=view.rules,
            terms=view.terms,
        )


async def supposed(
    pool: asyncpg.Pool,
    project_id: str,
    scope: str,
    *,
    policy: Policy | None = None,
    without: Without = NOTHING,
    position: int | None = None,
) -> Supposed | None:
    """None where there is no such batch."""
    seen = await seen_at(pool, project_id, position)
    material = await seen.material(scope, compared_with(seen.terms.policy, policy))
    if material is None:
        return None
    waivers = await seen.waivers(scope)

    def compute(stop: Stop) -> WhatIf:
        material.stop = stop
        return what_if(material, policy, without, waivers)

    found = await aside_until(compute, seconds_max=JUDGING_SECONDS_MAX)
    return Supposed(holds_for=seen.holds_for, what_if=found)


async def dry_run(
    pool: asyncpg.Pool,
    project_id: str,
    policy: Policy,
    *,
    position: int | None = None,
    limit: int = BATCHES_MAX,
    after: BatchId | None = None,
) -> DryRun:
    """What batches are, and would be under a policy."""
    if not 1 <= limit <= BATCHES_MAX:
        raise ValueError(f"a dry run tells of 1 to {BATCHES_MAX} batches, not {limit}")
    seen = await seen_at(pool, project_id, position)
    window = Window(limit=limit, after=after)
    page = await reads.batches_page(pool, project_id, window, position=seen.ledger.position)
    found: list[DryRunOfBatch] = []
    left = ITEMS_TOGETHER_MAX
    named = referred(seen.terms.policy) | referred(policy)
    for batch in page.rows:
        most = min(left, MATERIAL_ITEMS_MAX)
        material = await seen.material(batch.batch_id, named, most)
        if material is None:
            continue
        left -= len(material.states)
        waivers = await seen.waivers(batch.batch_id)
        found.append(
            DryRunOfBatch(
                batch=batch,
                actual=await judged_aside(material, waivers=waivers),
                supposed=await judged_aside(material, policy, waivers),
            )
        )
    return DryRun(holds_for=seen.holds_for, batches=tuple(found), has_more=page.has_more)


async def work_for(material: Material, verdict: RequirementVerdict) -> Work:
    """What it would take, in a thread of its own."""

    def compute(stop: Stop) -> Work:
        material.stop = stop
        return what_it_takes(material, verdict.requirement, verdict)

    return await aside_until(compute, seconds_max=JUDGING_SECONDS_MAX)
