"""The stream of splits: which items a model is trained on, tuned on, tested on.

One stream for the project, an event for up to a thousand items, read from the ledger where it is
asked for. An item is in one split at most. What is in the benchmark is frozen: it leaves it never,
and the item's own stream says so too, so that later decisions about the item know.
"""

from labeltrail.events.streams.splits.decide import AssignSplits, decide
from labeltrail.events.streams.splits.facts import (
    STREAM,
    ItemsSplit,
    Share,
    Split,
    SplitRule,
    Splits,
    fold,
)

__all__ = [
    "STREAM",
    "AssignSplits",
    "ItemsSplit",
    "Share",
    "Split",
    "SplitRule",
    "Splits",
    "decide",
    "fold",
]
