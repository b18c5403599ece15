"""What can happen to splits, and the state that follows. Past tense, never changed."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId

STREAM = "splits"


class Split(StrEnum):
    """What an item is used for. BENCHMARK: tested on for ever, so nothing of it changes."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"
    BENCHMARK = "benchmark"


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the items a split is to have."""

    split: Split
    share: Decimal


class SplitRule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How items were drawn, so that anybody draws the same again.

    The same items as of `position`, the same seed and shares give the same splits. `stratified_by`
    is the task or the attribute whose values each split has in equal shares, `grouped_by` the
    attribute whose values never straddle; `items` and `groups` are those that were drawn.
    """

    seed: int
    shares: tuple[Share, ...]
    position: int
    items: int
    groups: int
    algorithm: str
    algorithm_version: int
    stratified_by: str | None = None
    grouped_by: str | None = None


class ItemsSplit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """These items are in this split from now on, and in no other. `rule` None: by hand."""

    split: Split
    item_ids: tuple[ItemId, ...]
    rule: SplitRule | None = None


class Splits(msgspec.Struct, frozen=True, kw_only=True):
    """`split_of` by item; `frozen_at` the position from which an item is in the benchmark."""

    split_of: dict[ItemId, Split] = {}
    frozen_at: dict[ItemId, int] = {}


def fold(events: Iterable[RecordedEvent]) -> Splits:
    """The splits after these events of the stream, in order."""
    split_of: dict[ItemId, Split] = {}
    frozen_at: dict[ItemId, int] = {}
    for event in events:
        fact = event.fact
        if not isinstance(fact, ItemsSplit):
            raise TypeError(f"{event.type} at position {event.position} is no event of splits")
        split_of.update(dict.fromkeys(fact.item_ids, fact.split))
        if fact.split is Split.BENCHMARK:
            frozen_at.update(dict.fromkeys(fact.item_ids, event.position))
    return Splits(split_of=split_of, frozen_at=frozen_at)
