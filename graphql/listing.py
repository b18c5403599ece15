"""Pages of lists that live in the database, with the rows left out that the caller may not see.

Whether a hidden row exists must not show either: a page is filled from the rows that are seen,
cursors mark only those, and whether more follows counts only those. How many rows may be passed
over for one page is bounded; beyond it the list is refused as a whole.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import msgspec

from labeltrail.graphql.errors import Code, CodedError
from labeltrail.graphql.types.paging import Asked, CursorKey, Shown
from labeltrail.projections.answers import HoldsFor, Page, Window

SCAN_ROWS = 200
SCANNED_ROWS_MAX = 2_000

Key = TypeVar("Key")
Row = TypeVar("Row")


class Listing(msgspec.Struct, Generic[Key, Row], frozen=True, kw_only=True):
    """One list: how a page of it is fetched, where a row stands, and which rows are seen.

    `key_from` reads a cursor's key and raises BAD_CURSOR. `sees` is None where all are.
    """

    fetch: Callable[[Window[Key]], Awaitable[Page[Row]]]
    key_of: Callable[[Row], Key]
    key_from: Callable[[CursorKey], Key]
    sees: Callable[[Sequence[Row]], Awaitable[list[bool]]] | None = None


class Listed(msgspec.Struct, Generic[Row], frozen=True, kw_only=True):
    holds_for: HoldsFor
    shown: Shown[Row]


async def listed(listing: Listing[Key, Row], wanted: Asked) -> Listed[Row]:
    """The page. Raises coded errors."""
    window = Window(
        limit=wanted.size,
        after=listing.key_from(wanted.after) if wanted.after is not None else None,
        before=listing.key_from(wanted.before) if wanted.before is not None else None,
        is_backward=wanted.is_backward,
    )
    if listing.sees is None:
        page = await listing.fetch(window)
        return Listed(holds_for=page.holds_for, shown=Shown(rows=page.rows, has_more=page.has_more))
    return await _scanned(listing, listing.sees, window)


async def _scanned(
    listing: Listing[Key, Row],
    sees: Callable[[Sequence[Row]], Awaitable[list[bool]]],
    window: Window[Key],
) -> Listed[Row]:
    """Read on until one visible row more than wanted is found, or the list ends."""
    size, seen, scanned = window.limit, list[Row](), 0
    window = msgspec.structs.replace(window, limit=SCAN_ROWS)
    while True:
        page = await listing.fetch(window)
        rows = list(page.rows)
        visible = [row for row, is_seen in zip(rows, await sees(rows), strict=True) if is_seen]
        seen = [*visible, *seen] if window.is_backward else [*seen, *visible]
        scanned += len(rows)
        if len(seen) > size or not page.has_more:
            break
        if scanned >= SCANNED_ROWS_MAX:
            message = (
                f"more than {SCANNED_ROWS_MAX} rows here are hidden from you, since you may still"
                " label; narrow the list, or ask with an account that does not label"
            )
            raise CodedError(Code.BLIND, message)
        last = listing.key_of(rows[0] if window.is_backward else rows[-1])
        side = {"before": last} if window.is_backward else {"after": last}
        window = msgspec.structs.replace(window, **side)
    kept = seen[max(0, len(seen) - size) :] if window.is_backward else seen[:size]
    return Listed(holds_for=page.holds_for, shown=Shown(rows=kept, has_more=len(seen) > len(kept)))
