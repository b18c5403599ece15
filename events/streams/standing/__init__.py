"""The standing of people: who qualified, who is suspended, what was done with them.

One short stream of the whole project, folded into the rules: every decision knows it.
"""

from labeltrail.events.streams.standing.commands import (
    NoteAnnotator,
    QualifyAnnotator,
    ReinstateAnnotator,
    StandingCommand,
    SuspendAnnotator,
)
from labeltrail.events.streams.standing.facts import (
    AnnotatorNoted,
    AnnotatorQualified,
    AnnotatorReinstated,
    AnnotatorSuspended,
    Figures,
    NoteKind,
    PassedTest,
    StandingFact,
    SuspensionCause,
)
from labeltrail.events.streams.standing.state import Standing, VoteChange, evolve

STREAM = "standing"

__all__ = [
    "STREAM",
    "AnnotatorNoted",
    "AnnotatorQualified",
    "AnnotatorReinstated",
    "AnnotatorSuspended",
    "Figures",
    "NoteAnnotator",
    "NoteKind",
    "PassedTest",
    "QualifyAnnotator",
    "ReinstateAnnotator",
    "Standing",
    "StandingCommand",
    "StandingFact",
    "SuspendAnnotator",
    "SuspensionCause",
    "VoteChange",
    "evolve",
]
