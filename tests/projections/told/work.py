"""What is told of work that is given out. Never what for: annotators read of their own."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from labeltrail.events.identifiers import SYSTEM
from labeltrail.events.streams.item.assignment_facts import (
    AssignmentReleased,
    ItemAssigned,
    Purpose,
    ReleaseReason,
)
from labeltrail.events.streams.work import WorkTaken
from tests.events.examples import EXAMPLES
from tests.events.owls import MIRA

GIVEN = next(one for one in EXAMPLES if isinstance(one, ItemAssigned))
RETURNED = replace(next(one for one in EXAMPLES if isinstance(one, AssignmentReleased)), note=None)
TAKEN = next(one for one in EXAMPLES if isinstance(one, WorkTaken))
STREAM = "item/rec-0412"

_GIVEN = (
    "Item rec-0412 of batch april was given to oskar until 2024-04-03T00:00:00+00:00, under policy"
    " version 2."
)

TOLD: list[tuple[str, str, msgspec.Struct, str]] = [
    (STREAM, "oskar", replace(GIVEN, purpose=purpose), _GIVEN) for purpose in Purpose
]
TOLD += [
    (STREAM, "oskar", RETURNED, "oskar gave item rec-0412 back."),
    (
        STREAM,
        "mira",
        replace(RETURNED, reason=ReleaseReason.RECALLED, released_by=MIRA),
        "mira took item rec-0412 back from oskar.",
    ),
    (
        STREAM,
        "system",
        replace(RETURNED, reason=ReleaseReason.EXPIRED, released_by=SYSTEM),
        "The lease of oskar on item rec-0412 ran out.",
    ),
    (
        STREAM,
        "mira",
        replace(RETURNED, reason=ReleaseReason.EXPIRED, released_by=MIRA),
        "The lease of oskar on item rec-0412 ran out, as mira found.",
    ),
    (
        "work/oskar",
        "oskar",
        TAKEN,
        (
            "oskar made claim 12 and got rec-0412; held or not looked at since 1, done 10, given"
            " since the last rest 4."
        ),
    ),
]
