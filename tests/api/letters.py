"""A morning at the town hall: letters that are labeled, disputed, reviewed and adjudicated.

letter-1 is disputed (bo: noise, cy: roads) and cy asks about it; letter-2 is reviewed; letter-3
is adjudicated. All are in the batch `spring`. dee annotates and reviews, max annotates and
manages: both may still label every letter.
"""

from __future__ import annotations

from typing import Any

from tests.api.townhall import LETTERS, PROJECT, Answer, TownHall

BATCH = "spring"
TWO_HATS = {"dee": ["ANNOTATOR", "REVIEWER"], "max": ["ANNOTATOR", "MANAGER"]}
QUESTION = "Is a barrel organ noise, or is it art?"
RATIONALE = "Whoever sleeps by day is woken all the same."
SECRETS = ("cy", "roads", "noise", "parks", QUESTION, RATIONALE)
"""What nobody who may still label may find in an answer, spelled out."""

REQUIREMENTS = [
    {"metric": "COVERAGE", "comparison": "AT_LEAST", "threshold": "1"},
    {"metric": "OPEN_ESCALATIONS", "comparison": "AT_MOST", "threshold": "0"},
    {
        "metric": "ALPHA_NOMINAL",
        "comparison": "AT_LEAST",
        "threshold": "0.667",
        "task": "concern",
        "itemsMin": 2,
    },
    {
        "metric": "ITEMS_WITHOUT_GROUND_TRUTH",
        "comparison": "AT_MOST",
        "threshold": "0",
        "task": "concern",
    },
]


async def morning(town: TownHall) -> int:
    """Let it all happen; the last position."""
    await ruled(town)
    await town.label("bo", "letter-1", "noise", 1)
    await town.label("cy", "letter-1", "roads", 3)
    second = await town.label("bo", "letter-2", "parks", 2)
    await town.label("cy", "letter-2", "parks", 2)
    third = [await town.label("bo", "letter-3", "parks", 1)]
    third += [await town.label("cy", "letter-3", "roads", 1)]
    raised = await town.accepted(
        "cy",
        "raiseEscalation",
        {"itemId": "letter-1", "question": QUESTION, "level": 2, "clause": "1"},
        "escalation { escalationId }",
    )
    assert raised["escalation"]["escalationId"]
    for letter, label in (("letter-2", second), ("letter-3", third[0])):
        judged = {"labelId": label["labelId"], "judged": label["currentEventId"]}
        given = {"itemId": letter, "verdict": "APPROVED", **judged}
        await town.accepted("rae", "reviewLabel", given)
    decided = await town.accepted(
        "jo",
        "adjudicateItem",
        {
            "itemId": "letter-3",
            "answers": [{"task": "concern", "value": {"choice": "noise"}}],
            "judged": [label["currentEventId"] for label in third],
            "rationale": RATIONALE,
            "clause": "1",
        },
    )
    return int(decided["position"])


async def ruled(town: TownHall) -> None:
    """The batch, its policy, and those who wear two hats."""
    for member, roles in TWO_HATS.items():
        await town.accepted("ada", "addMember", {"member": member, "roles": roles})
    policy = {"overlap": 2, "quorum": 2, "reviewTies": True, "requirements": REQUIREMENTS}
    await town.accepted("ada", "publishPolicy", {"policy": policy, "changeNote": "Ready when."})
    await town.accepted("ada", "openBatch", {"batchId": BATCH, "title": "Letters of spring"})
    await town.accepted("ada", "addItemsToBatch", {"batchId": BATCH, "itemIds": list(LETTERS)})


async def read(town: TownHall, actor: str, inside: str, position: int) -> dict[str, Any]:
    """The project as somebody sees it when the read models have reached a position."""
    told = (await attempt(town, actor, inside, position)).told["project"]
    project: dict[str, Any] = told
    return project


async def attempt(town: TownHall, actor: str, inside: str, position: int) -> Answer:
    """The same, answered or refused."""
    query = (
        "query ($id: ID!, $atLeast: BigInt) {"
        f" project(id: $id, atLeast: $atLeast) {{ {inside} }} }}"
    )
    return await town.ask(actor, query, {"id": PROJECT, "atLeast": str(position)})
