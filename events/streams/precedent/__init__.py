"""Precedents: resolutions kept for reuse, counted when followed, superseded and never edited."""

from labeltrail.events.streams.precedent.commands import SupersedePrecedent
from labeltrail.events.streams.precedent.facts import (
    Following,
    PrecedentFact,
    PrecedentFollowed,
    PrecedentRecorded,
    PrecedentSuperseded,
)
from labeltrail.events.streams.precedent.state import (
    Precedent,
    fold,
    precedent_of,
    stream_of_precedent,
)

__all__ = [
    "Following",
    "Precedent",
    "PrecedentFact",
    "PrecedentFollowed",
    "PrecedentRecorded",
    "PrecedentSuperseded",
    "SupersedePrecedent",
    "fold",
    "precedent_of",
    "stream_of_precedent",
]
