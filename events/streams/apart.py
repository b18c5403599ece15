"""Streams that are read from the ledger where they are asked for, and not folded into rows.

Short or rarely asked about: what is in them is found by their prefix, as of any position.
"""

from labeltrail.events.streams import inference
from labeltrail.events.streams.item.review_facts import SECOND_LOOK
from labeltrail.events.streams.splits.facts import STREAM as SPLITS

MODEL = "model/"
PRECEDENT = "precedent/"
AUTOMATION = "automation/"
WORK = "work/"
AUDIT = "audit/"
CERTIFICATE = "certificate/"

APART = (
    inference.PREFIX,
    MODEL,
    PRECEDENT,
    AUTOMATION,
    WORK,
    AUDIT,
    CERTIFICATE,
    SPLITS,
    SECOND_LOOK,
)
