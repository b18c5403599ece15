"""`labeltrail queues`, as it is typed: what waits for whom, now and as of a position."""

from __future__ import annotations

import asyncpg

from labeltrail.events.identifiers import EventId
from labeltrail.events.streams.item.commands import ReviewLabel
from labeltrail.events.streams.item.facts import RejectAction, ReviewReason, Verdict
from labeltrail.events.streams.policy import (
    Condition,
    ConditionKind,
    Policy,
    Reviewing,
    RoutingAction,
    RoutingRule,
)
from tests.backend.cli.conftest import Command
from tests.projections.herbarium import (
    ANNOTATORS,
    HERBARIUM,
    TOMAS,
    Herbarium,
    tree,
)

NOOR, EMEKA, *_ = ANNOTATORS
WILLOWS = RoutingRule(
    rule_id="willows",
    action=RoutingAction.REVIEW,
    when=(Condition(kind=ConditionKind.CLASS, names=("willow",)),),
)
POLICY = Policy(overlap=2, quorum=2, reviewing=Reviewing(rules=(WILLOWS,)))


async def judged(herbarium: Herbarium) -> int:
    """One sheet is torn, one label was returned, one waits for a reviewer, one for a label."""
    await herbarium.found(policies=(POLICY,))
    torn, wrong, willow, lonely = await herbarium.register("a-1", "a-2", "a-3", "a-4")
    await herbarium.open_batch("cabinet", (torn, willow))
    for name, kind in ((NOOR, "birch"), (EMEKA, "alder")):
        await herbarium.label(torn, name, tree(kind))
    await herbarium.label(willow, NOOR, tree("willow"))
    await herbarium.label(lonely, NOOR, tree("birch"))
    await herbarium.escalate(lonely, NOOR, "Is it a birch?")
    before = await herbarium.head()
    first = await herbarium.label(wrong, NOOR, tree("alder"))
    review = ReviewLabel(
        item_id=wrong,
        label_id=first,
        judged=EventId(first),
        verdict=Verdict.REJECTED,
        reason=ReviewReason.WRONG_CLASS,
        action=RejectAction.RETURN,
    )
    await herbarium.tell(review, TOMAS)
    await herbarium.ledger.aclose()
    return before


async def test_queues_are_told(command: Command, pool: asyncpg.Pool) -> None:
    before = await judged(Herbarium(pool))
    shown = command("queues", HERBARIUM)
    assert shown.code == 0, shown.complaint
    rows = [line.split() for line in shown.out.splitlines()[1:]]
    assert [row[:4] for row in rows] == [
        ["to", "label", "3"],
        ["to", "review", "1", "a-3"],
        ["to", "look", "at", "again"],
        ["to", "revise", "1", "a-2"],
        ["to", "adjudicate", "1", "a-1"],
        ["escalated", "1", "a-4", "0"],
    ]
    assert "rule willows, label of noor, task genus" in shown.out
    assert "returned to noor" in shown.out
    assert "tie of genus" in shown.out

    found = command("queues", HERBARIUM, "--json").json
    waits = {queue["name"]: queue["waits"] for queue in found["queues"]}
    assert waits["to adjudicate"] == 1
    assert found["queues"][4]["heads"] == [
        {"itemId": "a-1", "weight": 500, "why": "tie of genus", "position": found_position(found)}
    ]
    then = command("queues", HERBARIUM, "--as-of", str(before), "--json").json
    assert {queue["name"]: queue["waits"] for queue in then["queues"]} == {
        "to label": 3,
        "to review": 1,
        "to look at again": 0,
        "to revise": 0,
        "to adjudicate": 1,
        "escalated": 1,
    }
    cabinet = command("queues", HERBARIUM, "--batch", "cabinet", "--heads", "0", "--json").json
    assert [(queue["waits"], queue["heads"]) for queue in cabinet["queues"]][:5] == [
        (1, []),
        (1, []),
        (0, []),
        (0, []),
        (1, []),
    ]
    unknown = command("queues", HERBARIUM, "--batch", "attic")
    assert unknown.code == 1
    assert "no batch 'attic'" in unknown.complaint


def found_position(found: dict[str, list[dict[str, list[dict[str, int]]]]]) -> int:
    """Where the torn sheet got its last label."""
    return found["queues"][4]["heads"][0]["position"]
