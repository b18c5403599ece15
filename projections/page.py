"""One step of a projection: a page of events, and of a refold if one is under way.

Rows and progress change in one transaction or not at all, so a worker may be killed anywhere.
New terms (a policy or taxonomy published) are brought to all items page by page as a new edition
of the rows that depend on them; events go on being folded meanwhile, and answers come from the
former edition until the new one is whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import asyncpg
import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId
from labeltrail.events.ledger.read import Connection, read_project
from labeltrail.projections import progress, store
from labeltrail.projections.fold import (
    EditionRows,
    Kept,
    edition_rows,
    fold,
    touched,
    whole_rows,
    within,
)
from labeltrail.projections.progress import Progress, Refold

PAGE_EVENTS_MAX = 1_000
PAGE_ITEMS_MAX = 1_000
"""Items that one page may touch, and that one page of a refold brings up to date."""
SWEEP_ROWS_MAX = 5_000


class PageLimits(msgspec.Struct, frozen=True, kw_only=True):
    events_max: int = PAGE_EVENTS_MAX
    items_max: int = PAGE_ITEMS_MAX


async def fold_page(
    pool: asyncpg.Pool, claimed: Progress, limits: PageLimits, *, up_to: int | None = None
) -> Progress:
    """The progress after one page; the very same object when there was nothing to fold.

    Raises LeaseLost when another worker has the claim, UnknownEventType and whatever else an
    event that cannot be folded raises. Nothing was written then.
    """
    async with pool.acquire() as connection:
        page = await read_project(
            connection,
            claimed.project_id,
            after=claimed.position,
            limit=limits.events_max,
            up_to=up_to,
        )
        if not page and claimed.refold is None:
            return claimed
        events = within(page, limits.items_max)
        before = await _load(connection, claimed, events)
        after = await asyncio.to_thread(fold, events, before)
        later = _later(claimed, after, events)
        editions = await asyncio.to_thread(_editions, claimed, later, before, after)
        async with connection.transaction():
            await progress.advance(connection, claimed, later)
            rows = editions[claimed.terms().edition]
            await store.keep_page(connection, claimed.rows, before, after, rows)
            for edition, rows in editions.items():
                await store.keep_edition(connection, claimed.rows, edition, rows)
            if later.refold is not None:
                later = await _refold_page(connection, later, later.refold, limits)
    if later.terms().edition != claimed.terms().edition:
        edition = later.terms().edition
        await store.sweep(pool, later.rows, edition, rows_max=SWEEP_ROWS_MAX)
    return later


async def _load(connection: Connection, claimed: Progress, events: Sequence[RecordedEvent]) -> Kept:
    found = touched(events)
    return Kept(
        rules=claimed.rules,
        items=await store.load_items(connection, claimed.rows, found.items),
        batches=await store.load_batches(connection, claimed.rows, found),
    )


def _later(claimed: Progress, after: Kept, events: Sequence[RecordedEvent]) -> Progress:
    """The progress that the page leads to, with a refold begun where terms have changed."""
    in_force = (after.rules.policy.in_force, after.rules.taxonomy.in_force)
    refold = claimed.refold
    under_way = (refold.policy_version, refold.taxonomy_version) if refold else None
    if in_force == (claimed.policy_version, claimed.taxonomy_version):
        refold = None
    elif in_force != under_way:
        refold = Refold(policy_version=in_force[0], taxonomy_version=in_force[1])
    return msgspec.structs.replace(
        claimed,
        position=events[-1].position if events else claimed.position,
        rules=after.rules,
        refold=refold,
        stopped=None,
    )


def _editions(
    claimed: Progress, later: Progress, before: Kept, after: Kept
) -> dict[int, EditionRows]:
    """What the page changes: in the edition of answers, and in the one that is being made."""
    terms = claimed.terms()
    rows = {terms.edition: edition_rows(before, after, terms)}
    target = later.refold_terms()
    if claimed.refold is not None and later.refold == claimed.refold and target is not None:
        last = claimed.refold.after
        done = (_up_to(before, last), _up_to(after, last))
        rows[target.edition] = edition_rows(*done, target)
    return rows


def _up_to(kept: Kept, last: ItemId) -> Kept:
    """Only the items that the refold has passed: it will find the others as they are by then."""
    items = {item_id: item for item_id, item in kept.items.items() if item_id <= last}
    return msgspec.structs.replace(kept, items=items)


async def _refold_page(
    connection: Connection, claimed: Progress, refold: Refold, limits: PageLimits
) -> Progress:
    """Bring the next items under the new terms; after the last ones, answer from them."""
    target = claimed.refold_terms()
    if target is None:
        return claimed
    items = await store.load_items_after(connection, claimed.rows, refold.after, limits.items_max)
    rows = await asyncio.to_thread(whole_rows, items, target)
    await store.keep_edition(connection, claimed.rows, target.edition, rows)
    if len(items) < limits.items_max:
        later = msgspec.structs.replace(
            claimed,
            policy_version=refold.policy_version,
            taxonomy_version=refold.taxonomy_version,
            refold=None,
        )
    else:
        further = msgspec.structs.replace(refold, after=max(items), items=refold.items + len(items))
        later = msgspec.structs.replace(claimed, refold=further)
    await progress.advance(connection, claimed, later)
    return later
