"""What is told of people's standing."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from labeltrail.events.identifiers import SYSTEM
from labeltrail.events.streams import policy, standing
from labeltrail.events.streams.policy import Bound
from tests.events.people import (
    FIGURES,
    NOTED,
    PASSED,
    PROPOSED,
    QUALIFIED,
    REFUSED,
    REINSTATED,
    SUSPENDED,
    WITHDRAWN,
)
from tests.projections.sheet import WORDS

_QUOTED = f"text {WORDS.text_id}."

TOLD: list[tuple[str, str, msgspec.Struct, str]] = [
    (
        standing.STREAM,
        "system",
        replace(QUALIFIED, qualified_by=SYSTEM, note=None),
        "oskar passed the test of species: 4 of 5 right (0.8, wanted at least 0.8).",
    ),
    (
        standing.STREAM,
        "mira",
        replace(QUALIFIED, test=None, task=None, note=WORDS),
        f"mira qualified oskar for every task by hand. Note: {_QUOTED}",
    ),
    (
        standing.STREAM,
        "system",
        replace(QUALIFIED, test=replace(PASSED, bound=Bound.INTERVAL), note=None),
        (
            "oskar passed the test of species: 4 of 5 right, the lower end of whose interval"
            " (0.8, wanted at least 0.8)."
        ),
    ),
    (
        standing.STREAM,
        "system",
        replace(SUSPENDED, suspended_by=SYSTEM, note=None),
        (
            "A rule suspended oskar, too few of their answers agree with gold: 0.30 (the better"
            " end of its interval) over the last 20 answers to species, the limit being 0.5."
        ),
    ),
    (
        standing.STREAM,
        "mira",
        replace(SUSPENDED, cause=standing.SuspensionCause.CONDUCT, figures=None, note=WORDS),
        f"mira suspended oskar, for their conduct. Note: {_QUOTED}",
    ),
    (
        standing.STREAM,
        "system",
        replace(
            SUSPENDED,
            suspended_by=SYSTEM,
            note=None,
            cause=standing.SuspensionCause.PACE,
            figures=replace(FIGURES, task=None, bound=Bound.POINT),
        ),
        (
            "A rule suspended oskar, they answer faster than anybody can look: 0.30 over the last"
            " 20 answers, the limit being 0.5."
        ),
    ),
    (
        standing.STREAM,
        "mira",
        replace(REINSTATED, note=WORDS),
        f"mira reinstated oskar, who must pass the tests anew. Note: {_QUOTED}",
    ),
    (
        standing.STREAM,
        "mira",
        replace(NOTED, note=WORDS),
        (
            "oskar was retrained on clauses 1, 2 of guideline revision 2, for species; mira noted"
            f" it. Note: {_QUOTED}"
        ),
    ),
    (
        policy.STREAM,
        "mira",
        PROPOSED,
        (
            "mira proposed a policy, number 1, to follow version 2. It weakens: disagreements go"
            " to review no more. Change: As agreed in May"
        ),
    ),
    (
        policy.STREAM,
        "ines",
        replace(REFUSED, note=WORDS),
        f"ines refused policy proposal 1. Note: {_QUOTED}",
    ),
    (policy.STREAM, "mira", WITHDRAWN, "mira withdrew policy proposal 1."),
]
