"""What the read models say, now or as of a position: the same questions and the same answers.

All of one answer comes from one snapshot of the rows. `position=None` means now. What an item was
in the past is folded from its own short stream (`replay.py`); which items a list holds, and what
batches and the project add up to, is in the rows that held then.
Everything here raises ReadError.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TypeVar

import asyncpg
import msgspec

from labeltrail.events.identifiers import BatchId, EscalationId, ItemId
from labeltrail.events.sql import load
from labeltrail.events.streams.batch import BatchKind
from labeltrail.projections import parking, replay, store
from labeltrail.projections.answers import (
    BatchFacts,
    EscalationFilter,
    EscalationKey,
    EscalationRow,
    ItemAnswer,
    ItemFilter,
    Page,
    RulesAnswer,
    ScopeAnswer,
    Window,
    item_answer,
    scope_answer,
    waiving,
)
from labeltrail.projections.evidence_rows import evidence_of
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.parking import ParkedStream
from labeltrail.projections.readiness.loading import judged_scopes, ledger_of, waivers_at
from labeltrail.projections.readiness.tallied import is_answered
from labeltrail.projections.snapshot import Snapshot, snapshot
from labeltrail.projections.tally import Tally

_SQL = load(__package__, "reads.sql")

Key = TypeVar("Key")
Row = TypeVar("Row")

EVERY_ITEM = ItemFilter()
EVERY_ESCALATION = EscalationFilter()


async def items(
    pool: asyncpg.Pool,
    project_id: str,
    item_ids: Collection[ItemId],
    *,
    position: int | None = None,
) -> dict[ItemId, ItemAnswer]:
    """Those of the items that exist, in the order asked."""
    if position is not None:
        return await replay.items(pool, project_id, item_ids, position)
    async with snapshot(pool, project_id) as view:
        return await _items(view, item_ids)


async def items_page(
    pool: asyncpg.Pool,
    project_id: str,
    window: Window[ItemId],
    *,
    where: ItemFilter = EVERY_ITEM,
    position: int | None = None,
) -> Page[ItemAnswer]:
    """Items by id."""
    statement = _SQL.items_backward if window.is_backward else _SQL.items_forward
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        rows = await view.connection.fetch(
            statement,
            *view.key,
            view.position,
            view.terms.edition,
            window.after,
            window.before,
            where.batch_id,
            where.absence,
            where.task,
            where.needs_review,
            where.is_escalated,
            window.limit + 1,
        )
        ids = _page(view, window, [ItemId(row["item_id"]) for row in rows])
        found = {} if position is not None else await _items(view, ids.rows)
    if position is not None:
        found = await replay.items(pool, project_id, ids.rows, position)
    return Page(holds_for=ids.holds_for, rows=tuple(found.values()), has_more=ids.has_more)


async def scopes(
    pool: asyncpg.Pool,
    project_id: str,
    wanted: Collection[str],
    *,
    position: int | None = None,
    with_evidence: bool = True,
    with_readiness: bool = True,
) -> dict[str, ScopeAnswer]:
    """Of batches by id, and of the whole project under PROJECT_SCOPE; those that exist.

    Without evidence, which has to be searched for among the items, it costs next to nothing, and
    so it does without readiness where the policy asks for more than sums tell.
    """
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        is_summed = is_answered(view.terms.policy)
        rows = await view.connection.fetch(_SQL.batches, *view.key, view.position, list(wanted))
        batches: dict[str, BatchFacts | None] = {row["batch_id"]: _batch(row) for row in rows}
        if PROJECT_SCOPE in wanted:
            batches[PROJECT_SCOPE] = None
        edition = view.terms.edition
        tallies = await store.load_tallies(
            view.connection, view.rows, edition, batches, view.position
        )
        answers: dict[str, ScopeAnswer] = {}
        for scope in dict.fromkeys(wanted):
            if scope in batches:
                tally = tallies.get(scope, Tally())
                is_sought = with_evidence and is_summed
                evidence = await evidence_of(view, scope, tally) if is_sought else {}
                parked = await _parked(view, scope)
                answers[scope] = scope_answer(
                    view.holds_for, batches[scope], tally, view.terms, evidence, parked
                )
    if with_readiness and not is_summed:
        async for scope, found in judged_scopes(pool, view, answers):
            answers[scope] = msgspec.structs.replace(answers[scope], judged=found)
    policy, moment = view.terms.policy, view.holds_for.recorded_at
    waivers = await waivers_at(ledger_of(view, pool), answers, policy, moment)
    return {scope: waiving(one, waivers.get(scope, ())) for scope, one in answers.items()}


async def batches(
    pool: asyncpg.Pool,
    project_id: str,
    batch_ids: Collection[BatchId],
    *,
    position: int | None = None,
) -> dict[BatchId, BatchFacts]:
    """What those of the batches that exist say of themselves."""
    async with snapshot(pool, project_id, position=position) as view:
        rows = await view.connection.fetch(_SQL.batches, *view.key, view.position, list(batch_ids))
        return {one.batch_id: one for one in map(_batch, rows)}


async def batches_page(
    pool: asyncpg.Pool,
    project_id: str,
    window: Window[BatchId],
    *,
    position: int | None = None,
) -> Page[BatchFacts]:
    """Batches by id."""
    statement = _SQL.batches_backward if window.is_backward else _SQL.batches_forward
    async with snapshot(pool, project_id, position=position) as view:
        rows = await view.connection.fetch(
            statement, *view.key, view.position, window.after, window.before, window.limit + 1
        )
        return _page(view, window, [_batch(row) for row in rows])


async def escalations(
    pool: asyncpg.Pool,
    project_id: str,
    ids: Collection[EscalationId],
    *,
    position: int | None = None,
) -> dict[EscalationId, EscalationRow]:
    """Those of the escalations that exist."""
    async with snapshot(pool, project_id, position=position) as view:
        rows = await view.connection.fetch(_SQL.escalations, *view.key, view.position, list(ids))
        return {one.escalation_id: one for one in map(_escalation, rows)}


async def escalations_page(
    pool: asyncpg.Pool,
    project_id: str,
    window: Window[EscalationKey],
    *,
    is_open: bool | None = None,
    where: EscalationFilter = EVERY_ESCALATION,
    position: int | None = None,
) -> Page[EscalationRow]:
    """The queue, of open ones, closed ones or all."""
    statement = _SQL.escalations_backward if window.is_backward else _SQL.escalations_forward
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        rows = await view.connection.fetch(
            statement,
            *view.key,
            view.position,
            is_open,
            *_place(window.after),
            *_place(window.before),
            window.limit + 1,
            where.level,
            where.owner,
            [str(role) for role in where.roles],
            where.due_before,
        )
        return _page(view, window, [_escalation(row) for row in rows])


async def rules(pool: asyncpg.Pool, project_id: str, *, position: int | None = None) -> RulesAnswer:
    """The rules in force where the read models are, or as of a position."""
    if position is not None:
        return await replay.rules(pool, project_id, position)
    async with snapshot(pool, project_id) as view:
        return RulesAnswer(holds_for=view.holds_for, rules=view.rules)


async def _items(view: Snapshot, wanted: Iterable[ItemId]) -> dict[ItemId, ItemAnswer]:
    order = list(dict.fromkeys(wanted))
    kept = await store.load_items(view.connection, view.rows, order)
    return {
        item_id: item_answer(
            view.holds_for,
            item_id,
            kept[item_id].position,
            kept[item_id].state,
            tuple(sorted(kept[item_id].batches)),
            view.terms,
        )
        for item_id in order
        if item_id in kept
    }


async def _parked(view: Snapshot, scope: str) -> tuple[ParkedStream, ...]:
    """The streams that a scope's answers lack something of."""
    found = view.holds_for.parked
    if scope == PROJECT_SCOPE:
        return found
    return await parking.of_batch(view.connection, view.rows, BatchId(scope), found)


def _page(view: Snapshot, window: Window[Key], rows: list[Row]) -> Page[Row]:
    """The rows of a page, of which one more than wanted was asked for."""
    kept = rows[: window.limit]
    if window.is_backward:
        kept.reverse()
    return Page(holds_for=view.holds_for, rows=tuple(kept), has_more=len(rows) > window.limit)


def _batch(row: asyncpg.Record) -> BatchFacts:
    return BatchFacts(
        batch_id=BatchId(row["batch_id"]),
        title=row["title"],
        batch_kind=BatchKind(row["batch_kind"]),
        is_closed=row["is_closed"],
        items=row["items"],
        opened_position=row["opened_position"],
    )


def _escalation(row: asyncpg.Record) -> EscalationRow:
    return EscalationRow(
        item_id=ItemId(row["item_id"]), escalation=store.escalation_from(row["state"])
    )


def _place(key: EscalationKey | None) -> tuple[int | None, datetime | None, int | None]:
    return (None, None, None) if key is None else (key.level, key.due_at, key.raised_position)
