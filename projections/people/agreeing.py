"""Items that annotators agree about: which of them a rule proposes as gold.

Pure. The draw is by item, from the rule's seed and the item's id: the same items whatever comes in
which order. What is drawn is proposed until the quota of its class is full; a second person
approves each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from hashlib import sha256

import msgspec

from labeltrail.events.identifiers import ItemId, MemberId
from labeltrail.events.streams.item.ballots import ballots, leaders, tally
from labeltrail.events.streams.item.gold_state import of_task
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy.people import GoldProposing


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """An item of which so many of the votes are for one category."""

    item_id: ItemId
    category: str
    votes: int
    annotators: int

    @property
    def share(self) -> Decimal:
        return Decimal(self.votes) / self.annotators


def agreed(
    item_id: ItemId, item: Item, rule: GoldProposing, *, dropped: frozenset[MemberId]
) -> Agreed | None:
    """The agreement that the rule asks for; None where there is less, or a gold of any status:
    what was contested or retired once is not proposed again by a rule.
    """
    if of_task(item.golds, rule.task):
        return None
    cast = ballots(item, rule.task, models_vote=False, dropped=dropped)
    votes = tally(cast)
    ahead = leaders(votes)
    if len(cast) < rule.annotators_min or len(ahead) != 1:
        return None
    found = Agreed(item_id=item_id, category=ahead[0], votes=votes[ahead[0]], annotators=len(cast))
    return found if found.share >= rule.agreement_min else None


def drawn(
    candidates: Iterable[Agreed], rule: GoldProposing, held: Mapping[str, int]
) -> list[Agreed]:
    """Those that are proposed, in the order of their draw. `held` counts by class the golds that
    wait or are in force already.
    """
    counts = Counter(held)
    found = []
    for one in sorted(candidates, key=lambda each: (lot(rule.seed, each.item_id), each.item_id)):
        if lot(rule.seed, one.item_id) >= rule.share or counts[one.category] >= rule.per_class_max:
            continue
        counts[one.category] += 1
        found.append(one)
    return found


def lot(seed: int, item_id: str) -> Decimal:
    """From 0 up to, and without, 1: the first 53 bits of SHA-256 over seed and id.

    >>> lot(7, "rec-0412") == lot(7, "rec-0412") < 1
    True
    """
    digest = sha256(f"{seed}\0{item_id}".encode()).digest()
    return Decimal(int.from_bytes(digest[:8], "big") >> 11) / Decimal(2**53)
