"""New terms on their way through all items, some at a time.

What an item was when the terms came into force holds under them from that position on. Items that
events touch meanwhile are settled by the page that folds the events (`versions.edition_rows`);
here come the others. After the last ones, answers come from the new edition.
"""

from __future__ import annotations

import asyncio

import msgspec

from labeltrail.events.ledger.read import Connection
from labeltrail.projections import attestation, keep, progress, store
from labeltrail.projections.edition_versions import attested_edition, settled_rows
from labeltrail.projections.progress import Progress, Refold


async def refold_page(
    connection: Connection, claimed: Progress, refold: Refold, *, items_max: int
) -> Progress:
    """The progress after the next items, in the transaction that is open. Raises LeaseLost."""
    target = claimed.refold_terms()
    if target is None:
        return claimed
    rows_of, edition = claimed.rows, target.edition
    items = await store.load_items_before(connection, rows_of, edition, refold.after, items_max)
    rows = await asyncio.to_thread(settled_rows, items, target, begins=refold.position)
    await keep.keep_edition(connection, rows_of, edition, rows)
    await keep.settle(connection, rows_of, edition, rows.settled, begins=refold.position)
    await keep.mark_settled(connection, rows_of, edition, items)
    refold_sum = attestation.plus(claimed.refold_sum, attested_edition(rows))
    if len(items) < items_max:
        await keep.begin_edition(connection, rows_of, edition, refold.position)
        later = msgspec.structs.replace(
            claimed,
            policy_version=refold.policy_version,
            taxonomy_version=refold.taxonomy_version,
            refold=None,
            edition_sum=refold_sum,
            refold_sum=attestation.NOTHING,
        )
    else:
        further = msgspec.structs.replace(refold, after=max(items), items=refold.items + len(items))
        later = msgspec.structs.replace(claimed, refold=further, refold_sum=refold_sum)
    await progress.advance(connection, claimed, later)
    return later
