"""The rule that ends leases which ran out: once for each assignment, caused by it.

A lease that ran out holds nothing whether this rule has said so or not; it makes it a fact that
readers see, also where nobody claims the item again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId
from labeltrail.events.sql import load
from labeltrail.events.streams.item.assignment_commands import ReleaseAssignment
from labeltrail.events.streams.item.assignment_state import standing
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy import AutomaticRule
from labeltrail.projections.automation.contract import Asked, Automatic
from labeltrail.projections.snapshot import Snapshot
from labeltrail.projections.store import load_items

EXPIRING_ITEMS_MAX = 500
"""Items whose leases end in one look; the others follow in the next."""

_SQL = load(__package__, "expiring.sql")


class ExpireAssignments(Automatic):
    rule = AutomaticRule.EXPIRE_ASSIGNMENTS

    async def asks(
        self, view: Snapshot, events: Sequence[RecordedEvent], now: datetime
    ) -> list[Asked]:
        rows = await view.connection.fetch(
            _SQL.lapsed_items, *view.key, view.terms.edition, now, EXPIRING_ITEMS_MAX
        )
        named = [ItemId(row["item_id"]) for row in rows]
        items = await load_items(view.connection, view.rows, named) if named else {}
        return [
            one
            for item_id in named
            if item_id in items
            for one in asked(item_id, items[item_id].state, now)
        ]

    async def wakes_at(self, view: Snapshot, now: datetime) -> datetime | None:
        at: datetime | None = await view.connection.fetchval(
            _SQL.next_lapse, *view.key, view.terms.edition, now
        )
        return at


def asked(item_id: ItemId, item: Item, now: datetime) -> Iterator[Asked]:
    """The ends that are due on one item. Pure."""
    for one_id, one in standing(item.assignments).items():
        if not one.holds_at(now):
            yield Asked(
                rule=AutomaticRule.EXPIRE_ASSIGNMENTS,
                cause=one_id,
                key="expired",
                command=ReleaseAssignment(item_id=item_id, assignment_id=one_id),
                why=(
                    f"{one.annotator} held item {item_id} until"
                    f" {one.lease_until:%Y-%m-%d %H:%M} UTC and neither labeled nor returned it"
                ),
            )
