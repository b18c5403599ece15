"""What is told of people's standing."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from msgspec.structs import replace

from labeltrail.events.identifiers import SYSTEM, ClassId, GoldId
from labeltrail.events.streams import policy, standing
from labeltrail.events.streams.item import gold_facts
from labeltrail.events.streams.policy import Bound
from labeltrail.events.values import Choice
from tests.events.owls import INES, MIRA, SPECIES, event_id
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

_GOLD = GoldId(event_id(1))
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
    (
        "item/rec-0412",
        "ines",
        gold_facts.GoldContested(
            gold=_GOLD,
            contested_by=INES,
            task=SPECIES,
            reason=gold_facts.ContestReason.WRONG_VALUE,
            evidence=gold_facts.AgainstGold(
                value=Choice(class_id=ClassId("little")), against=3, votes=4, labels=()
            ),
        ),
        (
            f"ines contested gold {_GOLD} of item rec-0412 for species (wrong value): it is not in"
            " force. 3 of 4 annotators say little instead."
        ),
    ),
    (
        policy.STREAM,
        "ines",
        policy.PolicyPublished(
            policy_version=3,
            policy=policy.Policy(overlap=1, quorum=1),
            change_note="The deadline",
            proposal=1,
            proposed_by=MIRA,
            approved_by=INES,
        ),
        (
            "ines approved what mira had proposed and published policy version 3: 1 labels wanted"
            " per item, plurality of at least 1, models do not vote, stale labels: warn, sent to"
            " review: nothing, nothing required. Change: The deadline"
        ),
    ),
    (
        policy.STREAM,
        "ines",
        policy.PolicyPublished(
            policy_version=4,
            policy=policy.Policy(
                overlap=1,
                quorum=1,
                demands=policy.Demands(pilot=True),
                people=policy.People(two_persons=True),
                requirements=(
                    policy.Requirement(
                        metric=policy.Metric.CLASS_ITEMS,
                        task=SPECIES,
                        scope=policy.Scope.EACH_CLASS,
                        comparison=policy.Comparison.AT_LEAST,
                        threshold=Decimal(4),
                    ),
                ),
            ),
            change_note="Four of each",
        ),
        (
            "ines published policy version 4: 1 labels wanted per item, plurality of at least 1,"
            " models do not vote, stale labels: warn, sent to review: nothing, required: class"
            " items of species for each class at least 4 (block), with rules of its own on people"
            " and demands. Change: Four of each"
        ),
    ),
]
