"""The story of gold over the API, and that who may still label learns nothing of it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import msgspec
import pytest

from tests.api.letters import BATCH, TWO_HATS, read, ruled
from tests.api.townhall import PROJECT, TownHall, absent

GOLD = "gold { goldId status category proposedBy approval { approvedBy } rationale source }"
RATIONALE = "The mayor's diary names the barrel organ."


def proposing(letter: str, concern: str = "noise", **more: Any) -> dict[str, Any]:
    told = {"task": "concern", "value": {"choice": concern}, "rationale": RATIONALE}
    return {"itemId": letter, **told, **more}


def naming(letter: str, gold_id: str, concern: str | None = None, **more: Any) -> dict[str, Any]:
    value = {"value": {"choice": concern}} if concern is not None else {}
    return {"itemId": letter, "goldId": gold_id, **value, **more}


async def golden(town: TownHall, letter: str, concern: str = "noise") -> str:
    """Proposed by Jo, approved by Ada."""
    told = await town.accepted("jo", "proposeGold", proposing(letter, concern), GOLD)
    gold_id: str = told["gold"]["goldId"]
    await town.accepted("ada", "activateGold", naming(letter, gold_id, concern))
    return gold_id


async def refused_before_approval(town: TownHall, first: str) -> None:
    """While Jo's proposal of noise for letter-1 waits."""
    unknown = naming("letter-1", absent())
    await town.refuses(
        {
            "own proposal": (
                "jo",
                "activateGold",
                naming("letter-1", first, "noise"),
                ("Refused", "APPROVER_PROPOSED_GOLD", ["approvedBy"]),
            ),
            "own proposal through a service": (
                "quill",
                "activateGold",
                naming("letter-1", first, "noise", approvedBy="jo"),
                ("Refused", "APPROVER_PROPOSED_GOLD", ["approvedBy"]),
            ),
            "another value": (
                "ada",
                "activateGold",
                naming("letter-1", first, "roads"),
                ("ValidationFailed", "GOLD_VALUE_DIFFERS", ["value"]),
            ),
            "unknown class": (
                "jo",
                "proposeGold",
                proposing("letter-1", "dragons"),
                ("ValidationFailed", "CLASS_UNKNOWN", ["value", "choice"]),
            ),
            "no gold yet": (
                "ada",
                "contestGold",
                {**unknown, "reason": "OTHER"},
                ("NotFound", "GOLD_UNKNOWN", ["goldId"]),
            ),
            "not in force": (
                "ada",
                "contestGold",
                naming("letter-1", first, reason="OTHER"),
                ("Refused", "GOLD_NOT_ACTIVE", ["goldId"]),
            ),
            "no role": (
                "bo",
                "proposeGold",
                proposing("letter-1"),
                ("Forbidden", "ROLE_MISSING", []),
            ),
        }
    )


async def test_gold_is_proposed_approved_corrected_contested_and_retired(town: TownHall) -> None:
    told = await town.accepted("jo", "proposeGold", proposing("letter-1", source="Diary"), GOLD)
    first = told["gold"]["goldId"]
    assert told["gold"] == {
        "goldId": first,
        "status": "PROPOSED",
        "category": "noise",
        "proposedBy": "jo",
        "approval": None,
        "rationale": RATIONALE,
        "source": "Diary",
    }
    await refused_before_approval(town, first)
    active = await town.accepted("ada", "activateGold", naming("letter-1", first, "noise"), GOLD)
    assert (active["gold"]["status"], active["gold"]["approval"]) == (
        "ACTIVE",
        {"approvedBy": "ada"},
    )
    truth = 'item(itemId: "letter-1") { groundTruth(task: "concern") { category origin'
    truth += " explanation { sentence goldId contestedGoldId } } }"
    found = (await read(town, "liv", truth, int(active["position"])))["item"]["groundTruth"][0]
    assert (found["category"], found["origin"]) == ("noise", "GOLD")
    assert found["explanation"]["goldId"] == first
    assert "jo proposed noise as gold" in found["explanation"]["sentence"]

    told = await town.accepted("ada", "proposeGold", proposing("letter-1", "roads"), GOLD)
    second = told["gold"]["goldId"]
    corrected = await town.accepted("jo", "activateGold", naming("letter-1", second, "roads"))
    told = await town.accepted(
        "ada", "contestGold", naming("letter-1", second, reason="ITEM_AMBIGUOUS", note="Both.")
    )
    at = int(told["position"])
    found = (await read(town, "liv", truth, at))["item"]["groundTruth"][0]
    assert (found["category"], found["explanation"]["contestedGoldId"]) == (None, second)
    await town.accepted("ada", "retireGold", naming("letter-1", second, reason="EXPOSED"))

    history = 'item(itemId: "letter-1") { gold { goldId status contest { reason note } } }'
    now = (await read(town, "liv", history, at + 1))["item"]["gold"]
    assert [one["status"] for one in now] == ["SUPERSEDED", "RETIRED"]
    assert now[1]["contest"] == {"reason": "ITEM_AMBIGUOUS", "note": "Both."}
    past = f'goldItems(first: 9, asOf: {{position: "{corrected["position"]}"}}, status: [ACTIVE])'
    past += " { nodes { itemId category approval { approvedBy } } }"
    (then,) = (await read(town, "liv", past, at))["goldItems"]["nodes"]
    expected = {"itemId": "letter-1", "category": "roads", "approval": {"approvedBy": "jo"}}
    assert then == expected
    story = 'item(itemId: "letter-1") { timeline(first: 20) { nodes { type sentence } } }'
    entries = (await read(town, "liv", story, at + 1))["item"]["timeline"]["nodes"]
    assert [one["type"] for one in entries if "Gold" in one["type"]] == [
        *("GoldProposed", "GoldActivated", "GoldProposed", "GoldActivated"),
        *("GoldContested", "GoldRetired"),
    ]
    assert any(RATIONALE in one["sentence"] for one in entries)


SCORES = """
{judged}: goldScores(task: "concern", judged: {judged} {past}) {{
  judged scores {{ annotator own accuracy {{ overall {{ hits n interval {{ method }} }} }} }}
  rescoring {{ judgedThen judgedToday moved {{ annotator itemId then today wasRight isRight }} }}
}}"""


async def scores(
    town: TownHall, judged: str, at: int, past: str = ""
) -> tuple[dict[str, tuple[int, int]], list[dict[str, Any]]]:
    """Right answers of those judged, by annotator; and what moved."""
    inside = SCORES.format(judged=judged, past=past)
    found = (await read(town, "liv", inside, at))[judged]
    shares = {one["annotator"]: one["accuracy"]["overall"] for one in found["scores"]}
    assert {one["interval"]["method"] for one in shares.values() if one["n"]} <= {"wilson"}
    told = {name: (one["hits"], one["n"]) for name, one in shares.items()}
    return told, found["rescoring"]["moved"]


async def test_corrected_gold_scores_again_and_leaves_what_was_judged_then(town: TownHall) -> None:
    await golden(town, "letter-1", "noise")
    await town.label("bo", "letter-1", "noise")
    await town.label("cy", "letter-1", "roads")
    told = await town.accepted("ada", "proposeGold", proposing("letter-1", "roads"), GOLD)
    at = int(told["position"])
    then = {"bo": (1, 1), "cy": (0, 1)}
    assert await scores(town, "THEN", at) == (then, [])
    assert await scores(town, "TODAY", at) == (then, [])
    correction = naming("letter-1", told["gold"]["goldId"], "roads")
    after = int((await town.accepted("jo", "activateGold", correction))["position"])
    today, moved = await scores(town, "TODAY", after)
    assert today == {"bo": (0, 1), "cy": (1, 1)}
    assert (await scores(town, "THEN", after))[0] == then
    assert [(one["annotator"], one["wasRight"], one["isRight"]) for one in moved] == [
        ("bo", True, False),
        ("cy", False, True),
    ]
    past = f', asOf: {{position: "{at}"}}'
    assert (await scores(town, "TODAY", after, past))[0] == then


async def test_import_names_two_persons_and_corrects_nothing(town: TownHall) -> None:
    def entry(letter: str, concern: str = "noise", **more: str) -> dict[str, object]:
        told = {"proposedBy": "jo", "approvedBy": "ada", "source": "letters-gold.csv", **more}
        value = {"task": "concern", "value": {"choice": concern}}
        return {"commandId": str(uuid4()), "itemId": letter, **value, **told}

    mutation = """mutation ($input: ImportGoldInput!) { importGold(input: $input) { outcomes {
      __typename ... on UserError { code path } ... on ImportGoldSuccess { isDuplicate
      gold { status proposedBy approval { approvedBy } } } } } }"""
    golds = [
        entry("letter-1"),
        entry("letter-1", "roads"),
        entry("letter-2", approvedBy="jo"),
        entry("letter-2", "dragons"),
        entry("letter-3", approvedBy="bo"),
    ]
    given = {"input": {"project": PROJECT, "golds": golds}}
    outcomes = (await town.ask("quill", mutation, given)).told["importGold"]["outcomes"]
    assert [one.get("code") for one in outcomes] == [
        None,
        "GOLD_EXISTS",
        "APPROVER_PROPOSED_GOLD",
        "CLASS_UNKNOWN",
        "ROLE_MISSING",
    ]
    assert outcomes[3]["path"] == ["input", "golds", "3", "value", "choice"]
    again = (await town.ask("quill", mutation, given)).told["importGold"]["outcomes"]
    assert again[0]["isDuplicate"]
    page = "goldItems(first: 5) { nodes { itemId status proposedBy source } }"
    position = await town.parts.pool.fetchval("SELECT max(position) FROM ledger.events")
    (only,) = (await read(town, "liv", page, position))["goldItems"]["nodes"]
    assert only == {
        "itemId": "letter-1",
        "status": "ACTIVE",
        "proposedBy": "jo",
        "source": "letters-gold.csv",
    }


EVERYTHING = f"""
items(first: 9) {{ nodes {{ itemId version position labels(first: 9) {{ totalCount }}
  groundTruth {{ category origin absence }} gold {{ goldId status }}
  reviewRequests {{ cause }} adjudication {{ adjudicator }} skips {{ annotator }}
  escalations {{ question }} timeline(first: 50) {{ nodes {{ type sentence }} }} }} }}
goldItems(first: 9) {{ nodes {{ itemId }} pageInfo {{ hasNextPage endCursor }} totalCount }}
active: goldItems(first: 9, status: [ACTIVE], task: "concern") {{ nodes {{ itemId }} }}
goldScores(task: "concern") {{ scores {{ annotator }} }}
annotators(task: "concern", first: 9) {{ totalCount }}
ownScorecard(task: "concern") {{ labels right {{ n }} }}
agreement {{ observed {{ value nItems }} }}
counts {{ itemsLabeled tasks {{ withGroundTruth {{ origin items }} }} }}
readiness {{ verdict }}
batch(batchId: "{BATCH}") {{ counts {{ items }} timeline(first: 50) {{ nodes {{ type }} }} }}
"""


@pytest.fixture
async def hats(town: TownHall) -> TownHall:
    """With bee, who only annotates, and those who wear a second hat; nobody has labeled yet."""
    await town.accepted("ada", "addMember", {"member": "bee", "roles": ["ANNOTATOR"]})
    await ruled(town)
    return town


async def seen(town: TownHall, actor: str) -> bytes:
    """Everything that the actor is told, errors and all."""
    position = await town.parts.pool.fetchval("SELECT max(position) FROM ledger.events")
    await read(town, "liv", "title", position)
    query = f'{{ project(id: "{PROJECT}") {{ {EVERYTHING} }} }}'
    body = (await town.ask(actor, query)).body
    errors = sorted(body.pop("errors", []), key=lambda one: one["path"])  # told as they come
    return msgspec.json.encode([body, errors])


async def test_who_may_still_label_is_told_the_same_with_and_without_gold(hats: TownHall) -> None:
    actors = ("bee", *TWO_HATS)
    before = {actor: await seen(hats, actor) for actor in actors}
    gold_id = await golden(hats, "letter-1")
    await golden(hats, "letter-2", "roads")
    await hats.accepted("jo", "proposeGold", proposing("letter-3"))
    for actor in actors:
        assert await seen(hats, actor) == before[actor], actor
    await hats.accepted("ada", "contestGold", naming("letter-1", gold_id, reason="OTHER"))
    for actor in actors:
        assert await seen(hats, actor) == before[actor], actor
    assert b"ACTIVE" in await seen(hats, "liv")


async def test_answers_to_commands_tell_nothing_of_gold(hats: TownHall) -> None:
    """max annotates and manages: he may propose, and learns nothing by it."""
    gold_id = await golden(hats, "letter-1")
    told = [
        await hats.mutate("max", "proposeGold", proposing(letter, concern), GOLD)
        for letter in ("letter-1", "letter-2")
        for concern in ("noise", "roads")
    ]
    assert {(one["__typename"], one["gold"], one["version"]) for one in told} == {
        ("ProposeGoldSuccess", None, None)
    }
    for letter in ("letter-1", "letter-2"):
        guess = naming(letter, absent(), "noise")
        assert (await hats.mutate("max", "activateGold", guess))["code"] == "GOLD_UNKNOWN"
        assert (await hats.mutate("bee", "proposeGold", proposing(letter)))["code"] == (
            "ROLE_MISSING"
        )
        guess = naming(letter, gold_id, reason="OTHER")
        assert (await hats.mutate("bee", "contestGold", guess))["code"] == "ROLE_MISSING"


async def test_gold_opens_with_ones_own_label_for_who_manages_too(hats: TownHall) -> None:
    await golden(hats, "letter-1")
    await hats.label("max", "letter-1", "roads")
    await hats.label("bee", "letter-1", "roads")
    assert b"ACTIVE" in await seen(hats, "max")
    shown, _ = msgspec.json.decode(await seen(hats, "bee"))
    assert shown["data"]["project"]["items"]["nodes"][0]["gold"] is None
    told = await hats.mutate("max", "proposeGold", proposing("letter-1", "roads"))
    assert told["code"] == "GOLD_SETTER_LABELED_ITEM"
