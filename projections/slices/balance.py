"""Quotas of a project as of a position: how far each is met, in each batch and in the project.

Counted by the database, so the answer costs the same however long items are labeled. Raises
ReadError; more than QUOTAS_TOLD_MAX answers are refused by TooManyQuotas, and one batch is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import asyncpg
import msgspec

from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.events.sql import load
from labeltrail.events.streams.policy.quotas import Quota, QuotaScope
from labeltrail.events.values import Task
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.errors import ReadError
from labeltrail.projections.slices.classes import Classes
from labeltrail.projections.slices.quotas import QuotaProgress, QuotaStatus, of_counts
from labeltrail.projections.snapshot import Snapshot, snapshot

QUOTAS_TOLD_MAX = 5_000

_SQL = load(__package__, "balance.sql")


class TooManyQuotas(ReadError):
    def __init__(self, n: int) -> None:
        super().__init__(
            f"the quotas of all batches are more than {n:,}; name a batch to ask about"
        )


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """Quotas in the order of the policy, each batch by batch; the project's own once."""

    holds_for: HoldsFor
    quotas: tuple[QuotaProgress, ...]


async def balance(
    pool: asyncpg.Pool,
    project_id: str,
    *,
    batch_id: BatchId | None = None,
    position: int | None = None,
) -> Balance:
    """With `batch_id` only what counts in that batch."""
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        policy = view.terms.policy
        found = policy.quotas if policy is not None else msgspec.UNSET
        stated = () if found is msgspec.UNSET else found
        if batch_id is not None:
            stated = tuple(one for one in stated if one.scope is QuotaScope.BATCH)
        batches = await _batches(view, stated, batch_id)
        counts = {
            task: await _counts(view, task, batch_id) for task in {one.task for one in stated}
        }
    told = [
        _progress(one, view.terms.tasks.get(one.task), counts[one.task].get(within, {}), within)
        for one in stated
        for within in (batches if one.scope is QuotaScope.BATCH else (None,))
    ]
    return Balance(holds_for=view.holds_for, quotas=tuple(told))


async def _batches(
    view: Snapshot, stated: Iterable[Quota], batch_id: BatchId | None
) -> list[str | None]:
    each = sum(one.scope is QuotaScope.BATCH for one in stated)
    if not each:
        return []
    most = max(1, QUOTAS_TOLD_MAX // each)
    rows = await view.connection.fetch(_SQL.batches, *view.key, view.position, batch_id, most + 1)
    if len(rows) > most:
        raise TooManyQuotas(QUOTAS_TOLD_MAX)
    return [row["batch_id"] for row in rows]


async def _counts(
    view: Snapshot, task: TaskName, batch_id: BatchId | None
) -> dict[str | None, Mapping[str, int]]:
    """Items by category; under None those of the whole project."""
    key = (*view.key, view.terms.edition, task, view.position)
    found: dict[str | None, Counter[str]] = {}
    for row in await view.connection.fetch(_SQL.classes_by_batch, *key, batch_id):
        found.setdefault(row["batch_id"], Counter())[row["category"]] = row["items"]
    if batch_id is None:
        rows = await view.connection.fetch(_SQL.classes, *key)
        found[None] = Counter({row["category"]: row["items"] for row in rows})
    return {**found}


def _progress(
    quota: Quota, task: Task | None, counts: Mapping[str, int], within: str | None
) -> QuotaProgress:
    if task is None:
        gone = of_counts(quota, 0, 0, within=within)
        return msgspec.structs.replace(
            gone, status=QuotaStatus.UNDEFINED, missing=None, over=None, filled=None
        )
    classes = Classes(task)
    have = sum(n for category, n in counts.items() if quota.class_id in classes.of(category))
    return of_counts(quota, have, sum(counts.values()), within=within)
