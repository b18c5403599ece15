"""Whether an annotator may be given more, and what they have then. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId, MemberId
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item.assignment_state import Assignment, Ending
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy.assignment import AssignmentRules
from labeltrail.events.streams.work.facts import HeldItem, WorkTaken

LOOKED_AT_FROM = 8
"""So many items held are looked at in any case, so that their list stays short."""


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What an annotator has on their hands at a moment. `active_at` is when they last took or
    finished something, None when they never did.
    """

    claims: int = 0
    done: int = 0
    held: tuple[HeldItem, ...] = ()
    session_began_at: datetime | None = None
    session_items: int = 0
    active_at: datetime | None = None

    @property
    def has_all(self) -> int:
        """Items that they labeled or hold by assignment."""
        return self.done + len(self.held)


def last_taken(events: Sequence[RecordedEvent]) -> WorkTaken | None:
    """What the last event of a stream of work says."""
    fact = events[-1].fact if events else None
    return fact if isinstance(fact, WorkTaken) else None


def load_at(
    last: WorkTaken | None, items: Mapping[ItemId, Item], annotator: MemberId, now: datetime
) -> Load:
    """What became of the items of the last claim. Those that are not among `items` were not
    looked at, and count as held: that is never too few.
    """
    if last is None:
        return Load()
    done, active_at = last.done, last.taken_at
    held: list[HeldItem] = []
    for one in last.held:
        item = items.get(one.item_id)
        if item is None:
            held.append(one)
            continue
        found = _assignment(item, annotator, one)
        if found is None:
            continue
        if found.ended_at is not None and found.ending is not Ending.EXPIRED:
            active_at = max(active_at, found.ended_at)
        if found.ending is Ending.LABELED:
            done += 1
        elif found.holds_at(now):
            held.append(one)
    return Load(
        claims=last.number,
        done=done,
        held=tuple(held),
        session_began_at=last.session_began_at,
        session_items=last.session_items,
        active_at=active_at,
    )


def _assignment(item: Item, annotator: MemberId, held: HeldItem) -> Assignment | None:
    for one in item.assignments.values():
        if (one.annotator, one.repeat, one.lease_until) == (
            annotator,
            held.repeat,
            held.lease_until,
        ):
            return one
    return None


def must_look(section: AssignmentRules, last: WorkTaken) -> bool:
    """Whether it may matter by now what became of the items that the annotator held."""
    return (
        len(last.held) >= min(section.open_max, LOOKED_AT_FROM)
        or (section.items_max is not None and last.done + len(last.held) >= section.items_max)
        or section.session_minutes_max is not None
        or section.session_items_max is not None
    )


def idle_fault(section: AssignmentRules, load: Load, now: datetime) -> Rejection | None:
    """Why an annotator with this load is given nothing now, or None when they are."""
    if len(load.held) >= section.open_max:
        message = (
            f"at most {section.open_max} items are held at a time; label, skip or return"
            f" {load.held[0].item_id!r} first"
        )
        return Rejection(Rule.HOLDS_ENOUGH, message)
    if section.items_max is not None and load.has_all >= section.items_max:
        message = f"at most {section.items_max} items go to one annotator; they have had them"
        return Rejection(Rule.WORK_CAPPED, message)
    until = rest_until(section, load, now)
    if until is None:
        return None
    message = f"work has gone on for long enough; rest until {until.isoformat()}"
    return Rejection(Rule.ANNOTATOR_RESTS, message)


def rest_until(section: AssignmentRules, load: Load, now: datetime) -> datetime | None:
    """The end of the rest that is due, or None when none is."""
    began, active = load.session_began_at, load.active_at
    if began is None or active is None or _has_rested(section, load, now):
        return None
    minutes, items = section.session_minutes_max, section.session_items_max
    is_long = minutes is not None and now - began >= timedelta(minutes=minutes)
    is_much = items is not None and load.session_items >= items
    return active + timedelta(minutes=section.rest_minutes) if is_long or is_much else None


def taken(
    section: AssignmentRules, load: Load, item_id: ItemId, repeat: int, now: datetime
) -> WorkTaken:
    """What follows for the annotator when they are given this item."""
    began = load.session_began_at
    is_new = began is None or _has_rested(section, load, now)
    lease_until = now + timedelta(minutes=section.lease_minutes)
    given = HeldItem(item_id=item_id, repeat=repeat, lease_until=lease_until)
    return WorkTaken(
        number=load.claims + 1,
        taken_at=now,
        done=load.done,
        held=(*load.held, given),
        session_began_at=now if is_new or began is None else began,
        session_items=1 if is_new else load.session_items + 1,
    )


def _has_rested(section: AssignmentRules, load: Load, now: datetime) -> bool:
    active = load.active_at
    return active is None or now - active >= timedelta(minutes=section.rest_minutes)
