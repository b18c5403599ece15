"""The rule that ends assignments which nobody will end: once for each of them.

A lease that ran out, caused by its assignment: it holds nothing whether this rule has said so or
not; the rule makes it a fact that readers see, also where nobody claims the item again. And what
is held by an annotator who is suspended, removed or no annotator any more, caused by that: others
need not wait for the lease.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId, MemberId
from labeltrail.events.sql import load
from labeltrail.events.streams.item.assignment_commands import ReleaseAssignment
from labeltrail.events.streams.item.assignment_state import standing
from labeltrail.events.streams.item.assignments import is_barred
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy import AutomaticRule
from labeltrail.events.streams.project import MemberRemoved, MemberRolesChanged, Role
from labeltrail.events.streams.standing.facts import AnnotatorSuspended
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
        lapsed = [
            one
            for item_id in named
            if item_id in items
            for one in asked(item_id, items[item_id].state, now)
        ]
        return lapsed + await _recalled(view, events, now)

    async def wakes_at(self, view: Snapshot, now: datetime) -> datetime | None:
        at: datetime | None = await view.connection.fetchval(
            _SQL.next_lapse, *view.key, view.terms.edition, now
        )
        return at


async def _recalled(view: Snapshot, events: Sequence[RecordedEvent], now: datetime) -> list[Asked]:
    """The ends of what those hold who were barred by one of the events, and still are."""
    found: list[Asked] = []
    for person, event in barring(events).items():
        if not is_barred(person, view.rules):
            continue
        rows = await view.connection.fetch(
            _SQL.held_by_one, *view.key, view.terms.edition, person, EXPIRING_ITEMS_MAX
        )
        named = [ItemId(row["item_id"]) for row in rows]
        items = await load_items(view.connection, view.rows, named) if named else {}
        for item_id in named:
            if item_id in items:
                found += recalls(item_id, items[item_id].state, person, event, now)
    return found


def barring(events: Sequence[RecordedEvent]) -> dict[MemberId, RecordedEvent]:
    """The first event that may have barred each member from labeling. Pure."""
    found: dict[MemberId, RecordedEvent] = {}
    for event in events:
        match event.fact:
            case AnnotatorSuspended(annotator=person):
                found.setdefault(person, event)
            case MemberRemoved(member=person):
                found.setdefault(person, event)
            case MemberRolesChanged(member=person, roles=roles) if Role.ANNOTATOR not in roles:
                found.setdefault(person, event)
    return found


def recalls(
    item_id: ItemId, item: Item, person: MemberId, event: RecordedEvent, now: datetime
) -> Iterator[Asked]:
    """The end of what one barred annotator holds of one item. Pure."""
    for one_id, one in standing(item.assignments).items():
        if one.annotator == person and one.holds_at(now):
            what = "was suspended" if isinstance(event.fact, AnnotatorSuspended) else "left"
            yield Asked(
                rule=AutomaticRule.EXPIRE_ASSIGNMENTS,
                cause=event.event_id,
                key=f"recalled {one_id}",
                command=ReleaseAssignment(item_id=item_id, assignment_id=one_id),
                why=f"{person} {what} while item {item_id} was theirs",
            )


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
