"""The streams of annotators' work, `work/<annotator>`: one event for each item given to them.

Why a stream of its own: what an annotator holds, and has been given in all, lies over many items.
A claim appends to the item's stream and to this one, both as it saw them, so that of two claims
of one annotator at the same moment one is decided anew, whichever process they came to; and
claims of different annotators never meet here. Each event says all that the next claim must
know, so that only the last one is ever read.
"""

from labeltrail.events.streams.apart import WORK
from labeltrail.events.streams.work.facts import HeldItem, WorkTaken
from labeltrail.events.streams.work.limits import idle_fault, taken

__all__ = ["WORK", "HeldItem", "WorkTaken", "idle_fault", "stream_of_work", "taken"]


def stream_of_work(annotator: str) -> str:
    return WORK + annotator
