"""Which claims get gold or a repeat: drawn by seed, annotator and number of the claim, so that the
same claims get the same wherever they are decided, and no annotator can tell which they will be.

>>> [drawn(7, MemberId("oskar"), number, "purpose", below=100) for number in (1, 2, 3)]
[61, 87, 51]
"""

from hashlib import sha256

from labeltrail.events.identifiers import MemberId
from labeltrail.events.streams.item.assignment_facts import Purpose
from labeltrail.events.streams.policy.assignment import AssignmentRules


def drawn(seed: int, annotator: MemberId, number: int, what: str, *, below: int) -> int:
    """A whole number from 0 and below `below`, each as likely as any (but for 1 in 2^64)."""
    told = "\x00".join((str(seed), annotator, str(number), what))
    return int.from_bytes(sha256(told.encode()).digest()[:8], "big") * below >> 64


def purpose_of(section: AssignmentRules, annotator: MemberId, number: int) -> Purpose:
    """What the annotator's claim of this number is for, where there is such an item for them."""
    percent = drawn(section.seed, annotator, number, "purpose", below=100)
    if percent < section.gold_percent:
        return Purpose.GOLD
    if percent < section.gold_percent + section.repeat_percent:
        return Purpose.REPEAT
    return Purpose.WORK
