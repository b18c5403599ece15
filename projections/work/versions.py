"""Open work as row versions: what each item still wants under the terms of an edition.

Pure. Where the policy says nothing of assignments there are none, and an item that wants nobody
and is held by nobody has none either: the rows are the work, and nothing else is looked through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from labeltrail.events.identifiers import BatchId, ItemId, MemberId
from labeltrail.events.limits import PRIORITY_MAX
from labeltrail.events.streams.item import seats
from labeltrail.events.streams.item.assignment_state import Ending, standing
from labeltrail.events.streams.item.seats import Wanting
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy.assignment import AssignmentRules
from labeltrail.projections.along import Shared
from labeltrail.projections.attestation import Attested
from labeltrail.projections.fold import KeptItem
from labeltrail.projections.terms import Terms

SAID = (
    *("is_gold", "free", "held", "lapses_at", "priority", "registered_position"),
    *("done_by", "held_by", "returned_by"),
)
"""The columns of `read.work` that follow its key and the positions that it holds for."""
NEVER_LAPSES = datetime.max  # noqa: DTZ901 - asyncpg's word for infinity


class Want(msgspec.Struct, frozen=True, gc=False):
    """What an item wants.

    is_gold      it is given out as gold, to everybody once
    free         seats that nobody has; a lease that ran out has its seat until an event ends it
    held         assignments that no event has ended
    lapses_at    when the first of these leases runs out
    done_by      who labeled or skipped it, or set its gold, and gets it no more
    held_by      who holds it
    returned_by  who gave it back, and gets it last
    """

    is_gold: bool
    free: int
    held: int
    lapses_at: datetime
    priority: int
    registered_position: int
    done_by: tuple[MemberId, ...]
    held_by: tuple[MemberId, ...]
    returned_by: tuple[MemberId, ...]


class WorkVersion(msgspec.Struct, frozen=True, gc=False):
    """`want` is None where the item wants nothing from this position on."""

    item_id: ItemId
    position: int
    want: Want | None
    follows: bool

    def said(self) -> tuple[object, ...]:
        """In the order of `SAID`."""
        return () if self.want is None else msgspec.structs.astuple(self.want)


class Work:
    """Versions under construction, and what they tell by item and position."""

    def __init__(self, wanting: Wanting | None) -> None:
        self._wanting = wanting
        self._known: dict[ItemId, Want | None] = {}
        self.versions: list[WorkVersion] = []
        self.attested: list[Attested] = []

    def begin(self, item_id: ItemId, item: KeptItem, begins: int) -> None:
        """What an item wants that comes into an edition."""
        if self._wanting is None:
            return
        want = self._known[item_id] = want_of(item.state, item.batches, self._wanting)
        if want is not None:
            self._add(WorkVersion(item_id, begins, want, False))

    def take(self, along: Iterable[Shared]) -> None:
        """What steps change of what their items want."""
        wanting = self._wanting
        if wanting is None:
            return
        for one in along:
            step, former = one.step, one.step.former
            if step.item_id in self._known:
                known = self._known[step.item_id]
            else:
                known = want_of(former.state, former.batches, wanting) if former else None
            want = want_of(step.now.state, step.now.batches, wanting)
            self._known[step.item_id] = want
            if want != known:
                follows = known is not None
                self._add(WorkVersion(step.item_id, step.position, want, follows))

    def _add(self, version: WorkVersion) -> None:
        self.versions.append(version)
        self.attested.append(("work", version.item_id, version.position, *version.said()))


def wanting_under(terms: Terms) -> Wanting | None:
    """None where the policy says nothing of assignments."""
    section = seats.section_of(terms.policy)
    if terms.policy is None or section is None:
        return None
    return Wanting(policy=terms.policy, section=section, tasks=terms.tasks, dropped=terms.dropped)


def want_of(item: Item, batches: frozenset[BatchId], wanting: Wanting) -> Want | None:
    """What the item wants, or None when that is nothing and nobody holds it."""
    if item.registered is None:
        return None
    section = wanting.section
    open_ones = standing(item.assignments)
    is_gold = seats.is_seeded(item, section)
    free = _free(item, wanting, is_gold=is_gold)
    if not free and not open_ones:
        return None
    done = {label.annotator for label in item.labels.values()} | item.skipped_by.keys()
    if is_gold:
        done |= seats.gold_setters(item)
    return Want(
        is_gold=is_gold,
        free=free,
        held=len(open_ones),
        lapses_at=min((one.lease_until for one in open_ones.values()), default=NEVER_LAPSES),
        priority=priority_of(item, batches, section),
        registered_position=item.registered_position,
        done_by=tuple(sorted(done)),
        held_by=tuple(sorted({one.annotator for one in open_ones.values()})),
        returned_by=tuple(sorted(_returned(item))),
    )


def _free(item: Item, wanting: Wanting, *, is_gold: bool) -> int:
    if seats.is_closed(item):
        return 0
    return 1 if is_gold else seats.seats(item, wanting, None).free


def priority_of(item: Item, batches: frozenset[BatchId], section: AssignmentRules) -> int:
    """The highest of its batches, plus the number in the attribute that the policy names."""
    named = section.batch_priorities
    priority = max((named.get(one, 0) for one in batches), default=0) if named else 0
    if section.priority_attribute is None or item.registered is None:
        return priority
    return priority + _number(item.registered.attributes, section.priority_attribute)


def _number(attributes: Mapping[str, str], name: str) -> int:
    """0 for a text that is no whole number of a lawful size."""
    text = attributes.get(name, "")
    if not text.isascii() or not text.removeprefix("-").isdigit() or len(text) > len(_LONGEST):
        return 0
    return max(-PRIORITY_MAX, min(PRIORITY_MAX, int(text)))


def _returned(item: Item) -> set[MemberId]:
    return {one.annotator for one in item.assignments.values() if one.ending is Ending.RETURNED}


_LONGEST = f"-{PRIORITY_MAX}"
