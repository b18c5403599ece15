"""Golds that annotators agree against: what a contest may cite.

Pure. Of a gold's votes (persons, each once, as ballots are cast, neither who set the gold nor
whose votes are dropped) one other value has so many that the lower end of Wilson's 95 % interval
of its share is beyond a bound, or its point is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from labeltrail.events.identifiers import GoldId, ItemId, LabelId
from labeltrail.events.streams.policy import Bound
from labeltrail.projections.annotators.figures import Share
from labeltrail.projections.annotators.proportions import share
from labeltrail.projections.people.signals import bounded


class GoldVotes(msgspec.Struct, frozen=True, kw_only=True):
    """`labels` by the category that they give."""

    item_id: ItemId
    gold_id: GoldId
    gold: str
    labels: Mapping[str, Sequence[UUID]]


class InDoubt(msgspec.Struct, frozen=True, kw_only=True):
    """`against.hits` of `against.n` votes are for `category`; `labels` are theirs."""

    item_id: ItemId
    gold_id: GoldId
    gold: str
    category: str
    against: Share
    labels: tuple[LabelId, ...]


class Doubting(msgspec.Struct, frozen=True, kw_only=True):
    """What counts as agreement against a gold."""

    annotators_min: int = 3
    share_min: Decimal = Decimal("0.5")
    bound: Bound = Bound.POINT


def in_doubt(golds: Iterable[GoldVotes], asked: Doubting) -> list[InDoubt]:
    """Those that are, the strongest agreement first, then by item."""
    found = [one for each in golds if (one := _of(each, asked)) is not None]
    return sorted(found, key=lambda one: (-(one.against.value or 0), -one.against.n, one.item_id))


def _of(votes: GoldVotes, asked: Doubting) -> InDoubt | None:
    n = sum(len(labels) for labels in votes.labels.values())
    others = {one: labels for one, labels in votes.labels.items() if one != votes.gold}
    if n < asked.annotators_min or not others:
        return None
    most = max(others, key=lambda one: (len(others[one]), one))
    hits = len(others[most])
    is_tied = sum(len(labels) == hits for labels in votes.labels.values()) > 1
    if is_tied or bounded(hits, n, asked.bound, high=False) <= asked.share_min:
        return None
    return InDoubt(
        item_id=votes.item_id,
        gold_id=votes.gold_id,
        gold=votes.gold,
        category=most,
        against=share(hits, n),
        labels=tuple(LabelId(one) for one in others[most]),
    )
