"""What a worker still knows of the pages before: items as they were written, and their shares.

Pure. Whoever holds the claim is the only one who writes, so what it wrote is what is there; it
forgets everything when a page fails, and while a refold writes items beside it. Bounded: the items
that were not touched for longest are forgotten first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from labeltrail.events.identifiers import ItemId
from labeltrail.projections.contribution import Share
from labeltrail.projections.fold import KeptItem
from labeltrail.projections.terms import Terms

ITEMS_MAX = 20_000


class Recent:
    """Of one claim."""

    def __init__(self, items_max: int = ITEMS_MAX) -> None:
        self._items_max = items_max
        self._items: dict[ItemId, KeptItem] = {}
        self._shares: dict[ItemId, Share] = {}
        self._edition = 0

    def items(self, wanted: Iterable[ItemId]) -> dict[ItemId, KeptItem]:
        """Those of the items that are known."""
        known = self._items
        return {one: known[one] for one in wanted if one in known}

    def shares(self, items: Iterable[ItemId], terms: Terms) -> dict[ItemId, Share]:
        """Of those that are known, under these terms."""
        if terms.edition != self._edition:
            return {}
        known = self._shares
        return {one: known[one] for one in items if one in known}

    def take(
        self,
        items: Mapping[ItemId, KeptItem],
        shares: Mapping[ItemId, Share],
        terms: Terms,
    ) -> None:
        """What a page left, once it is written: the items that it touched have shares."""
        if terms.edition != self._edition:
            self._shares.clear()
            self._edition = terms.edition
        for item_id, its_share in shares.items():
            self._items.pop(item_id, None)
            self._shares.pop(item_id, None)
            self._items[item_id] = items[item_id]
            self._shares[item_id] = its_share
        while len(self._items) > self._items_max:
            oldest = next(iter(self._items))
            del self._items[oldest]
            self._shares.pop(oldest, None)

    def forget(self) -> None:
        self._items.clear()
        self._shares.clear()
