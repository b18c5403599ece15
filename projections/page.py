"""One step of a projection: a page of events, and of a refold if one is under way.

Rows and progress change in one transaction or not at all, so a worker may be killed anywhere.
New terms (a policy or taxonomy published) hold from their position on. They are brought to all
items page by page (`refold.py`); events go on being folded meanwhile, under the former terms and
the new ones, and answers come from the former edition until the new one is whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence

import asyncpg
import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId
from labeltrail.events.ledger.read import Connection, read_project
from labeltrail.projections import attestation, keep, outbox, progress, refold, store
from labeltrail.projections.along import shared
from labeltrail.projections.contribution import Share
from labeltrail.projections.edition_versions import EditionRows, attested_edition, edition_rows
from labeltrail.projections.fold import (
    Folded,
    Kept,
    brings_new_terms,
    fold,
    touched,
    up_to_new_terms,
    within,
)
from labeltrail.projections.progress import Progress, Refold
from labeltrail.projections.recent import Recent
from labeltrail.projections.terms import terms_in_force
from labeltrail.projections.versions import PageRows, attested_page, page_rows

PAGE_EVENTS_MAX = 2_000
PAGE_ITEMS_MAX = 1_000
"""Items that one page may touch, and that one page of a refold brings up to date."""


class PageLimits(msgspec.Struct, frozen=True, kw_only=True):
    events_max: int = PAGE_EVENTS_MAX
    items_max: int = PAGE_ITEMS_MAX


class _Made(msgspec.Struct, frozen=True, kw_only=True):
    """What a page leads to. `target` is what it changes in the edition being made, if one is."""

    folded: Folded
    rows: PageRows
    answers: EditionRows
    target: EditionRows | None
    later: Progress
    shares: dict[ItemId, Share]


async def fold_page(
    pool: asyncpg.Pool,
    claimed: Progress,
    limits: PageLimits,
    *,
    up_to: int | None = None,
    skipped: Collection[str] = (),
    recent: Recent | None = None,
) -> Progress:
    """The progress after one page; the very same object when there was nothing to fold.

    Events of the streams in `skipped` are passed over. `recent` is what earlier pages of the same
    claim left, to be forgotten by the caller when this raises. Raises LeaseLost when another
    worker has the claim, UnknownEventType and whatever else an event that cannot be folded raises.
    Nothing was written then.
    """
    known = recent if recent is not None else Recent()
    async with pool.acquire() as connection:
        page = await read_project(
            connection,
            claimed.project_id,
            after=claimed.position,
            limit=limits.events_max,
            up_to=up_to,
        )
        events, reached = _foldable(page, claimed, limits, skipped)
        if reached == claimed.position and claimed.refold is None:
            return claimed
        before = await _load(connection, claimed, events, known)
        shares = known.shares(before.items, claimed.terms())
        made = await asyncio.to_thread(_made, claimed, events, before, shares, reached, skipped)
        async with connection.transaction():
            await progress.advance(connection, claimed, made.later)
            later = await _keep(connection, claimed, made, limits)
            await outbox.put(connection, claimed, later, made.folded, made.answers)
    if claimed.refold is None and later.refold is None:
        known.take(made.folded.kept.items, made.shares, claimed.terms())
    else:
        known.forget()
    return later


def _foldable(
    page: Sequence[RecordedEvent], claimed: Progress, limits: PageLimits, skipped: Collection[str]
) -> tuple[Sequence[RecordedEvent], int]:
    """The events that the page folds, and the position that it reaches.

    New terms end a page, and wait until those before them are everywhere.
    """
    kept = [event for event in page if event.stream not in skipped] if skipped else page
    events = up_to_new_terms(within(kept, limits.items_max))
    if claimed.refold is not None and events and brings_new_terms(events[-1]):
        events = events[:-1]
    if len(events) < len(kept):
        return events, kept[len(events)].position - 1
    return events, page[-1].position if page else claimed.position


async def _load(
    connection: Connection, claimed: Progress, events: Sequence[RecordedEvent], recent: Recent
) -> Kept:
    found = touched(events)
    items = recent.items(found.items)
    lacking = found.items.difference(items)
    if lacking:
        items |= await store.load_items(connection, claimed.rows, lacking)
    return Kept(
        rules=claimed.rules,
        items=items,
        batches=await store.load_batches(connection, claimed.rows, found),
    )


def _made(
    claimed: Progress,
    events: Sequence[RecordedEvent],
    before: Kept,
    shares: Mapping[ItemId, Share],
    reached: int,
    skipped: Collection[str],
) -> _Made:
    """Pure, and most of the work."""
    terms, target = claimed.terms(), claimed.refold_terms()
    folded = fold(events, before, (target or terms).edition, skipped)
    along = shared(folded.items, terms, shares)
    rows, answers = page_rows(folded, along), edition_rows(along, terms)
    coming = None
    if target is not None and claimed.refold is not None:
        begins = claimed.refold.position
        coming = edition_rows(shared(folded.items, target), target, begins=begins)
    later = msgspec.structs.replace(
        claimed,
        position=reached,
        rules=folded.kept.rules,
        refold=claimed.refold or _begun(claimed, folded, events),
        stopped=None,
        row_sum=attestation.plus(claimed.row_sum, attested_page(rows)),
        edition_sum=attestation.plus(claimed.edition_sum, attested_edition(answers)),
    )
    if coming is not None:
        refold_sum = attestation.plus(claimed.refold_sum, attested_edition(coming))
        later = msgspec.structs.replace(later, refold_sum=refold_sum)
    return _Made(
        folded=folded,
        rows=rows,
        answers=answers,
        target=coming,
        later=later,
        shares={one.step.item_id: one.now for one in along},
    )


def _begun(claimed: Progress, folded: Folded, events: Sequence[RecordedEvent]) -> Refold | None:
    """The refold that the last event of a page begins, if it brought new terms."""
    rules = folded.kept.rules
    terms = terms_in_force(rules)
    if terms.edition == claimed.terms().edition:
        return None
    return Refold(
        policy_version=terms.policy_version,
        taxonomy_version=terms.taxonomy_version,
        position=events[-1].position,
    )


async def _keep(
    connection: Connection, claimed: Progress, made: _Made, limits: PageLimits
) -> Progress:
    """Write what the page makes, inside its transaction, and take a step of the refold."""
    later = made.later
    await keep.keep_page(connection, claimed.rows, made.folded, made.rows)
    await keep.keep_edition(connection, claimed.rows, claimed.terms().edition, made.answers)
    target = claimed.refold_terms()
    if made.target is not None and target is not None and claimed.refold is not None:
        begins = claimed.refold.position
        settled = made.target.settled
        await keep.settle(connection, claimed.rows, target.edition, settled, begins=begins)
        await keep.keep_edition(connection, claimed.rows, target.edition, made.target)
    if later.refold is None:
        return later
    return await refold.refold_page(connection, later, later.refold, items_max=limits.items_max)
