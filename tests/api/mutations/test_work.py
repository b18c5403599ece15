"""The story of work over the API: claimed, labeled, returned and recalled; and who sees what."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.api.letters import BATCH, attempt, read
from tests.api.townhall import LETTERS, PROJECT, Payload, TownHall, labeling

CLAIM = """
mutation Claim($input: ClaimNextInput!) {
  claimNext(input: $input) {
    __typename
    ... on CommandSuccess { position isDuplicate version }
    ... on ClaimNextSuccess {
      itemId
      item { modality }
      assignment { assignmentId itemId annotator isOpen leaseUntil }
    }
    ... on NothingToClaim { reason message until position }
    ... on UserError { code message path }
  }
}
"""
GIVING = {
    "overlap": 2,
    "quorum": 2,
    "assignment": {"isRequired": True, "batchPriorities": [{"batchId": BATCH, "priority": 5}]},
}
MINE = "myWork { itemId assignmentId isOpen }"


async def claim(town: TownHall, actor: str, **given: Any) -> Payload:
    completed = {"project": PROJECT, "commandId": str(uuid4()), **given}
    payload: Payload = (await town.ask(actor, CLAIM, {"input": completed})).told["claimNext"]
    return payload


async def published(town: TownHall, policy: dict[str, Any]) -> int:
    """The position from which it is in force, folded."""
    given = {"policy": policy, "changeNote": "Letters are handed out."}
    told = await town.accepted("ada", "publishPolicy", given)
    await read(town, "ada", "title", int(told["position"]))
    return int(told["position"])


async def test_work_is_claimed_labeled_returned_and_recalled(town: TownHall) -> None:
    await town.accepted("ada", "openBatch", {"batchId": BATCH, "title": "Letters of spring"})
    await town.accepted("ada", "addItemsToBatch", {"batchId": BATCH, "itemIds": [LETTERS[2]]})
    assert (await claim(town, "bo"))["reason"] == "NOTHING_IS_ASSIGNED"
    at = await published(town, GIVING)
    await until_given(town, at)

    first = await claim(town, "bo", commandId=(command_id := str(uuid4())))
    assert first["itemId"] == LETTERS[2], "its batch has the highest priority"
    assert first["version"] is None, "it would tell of others"
    assert first["assignment"]["annotator"] == "bo"
    again = await claim(town, "bo", commandId=command_id)
    assert (again["itemId"], again["isDuplicate"]) == (first["itemId"], True)
    assert (await claim(town, "bo"))["reason"] == "HOLDS_ENOUGH"

    mine = (await read(town, "bo", MINE, int(first["position"])))["myWork"]
    assert [one["itemId"] for one in mine] == [LETTERS[2]]
    assert (await read(town, "cy", MINE, int(first["position"])))["myWork"] == []
    await refused(town, first["assignment"]["assignmentId"])
    await hides_what_is_drawn(town, at)

    given = labeling(LETTERS[2]) | {"assignmentId": first["assignment"]["assignmentId"]}
    await town.accepted("bo", "submitLabel", given)
    second = await claim(town, "bo")
    await town.accepted("bo", "returnItem", {"itemId": second["itemId"], "note": "A tram waits."})
    third = await claim(town, "quill", annotator="bo", batchId=BATCH)
    assert third["reason"] == "WAITING_FOR_OTHERS", third
    third = await claim(town, "quill", annotator="bo")
    assert third["itemId"] != second["itemId"], "what one gave back comes last"
    await read(town, "ada", "title", int(third["position"]))
    await seen(town, third)
    recalled = {
        "itemId": third["itemId"],
        "assignmentId": third["assignment"]["assignmentId"],
        "note": "Mind the gap.",
    }
    await town.accepted("ada", "releaseAssignment", recalled)


async def until_given(town: TownHall, at: int) -> None:
    """The rows follow the new policy; until then there is nothing, and it says so."""
    for _ in range(100):
        inside = "workSummary { whole { openItems free } }"
        whole = (await read(town, "ada", inside, at))["workSummary"]["whole"]
        if whole["openItems"] == len(LETTERS):
            assert whole["free"] == 2 * len(LETTERS)
            return
    raise AssertionError("the policy was not applied")


async def refused(town: TownHall, assignment_id: str) -> None:
    """Bo holds letter-3."""
    named = labeling(LETTERS[2]) | {"assignmentId": assignment_id}
    await town.refuses(
        {
            "no assignment": (
                "cy",
                "submitLabel",
                labeling(LETTERS[0]),
                ("Refused", "ASSIGNMENT_REQUIRED", ["assignmentId"]),
            ),
            "another's assignment": (
                "cy",
                "submitLabel",
                named,
                ("NotFound", "ASSIGNMENT_UNKNOWN", ["assignmentId"]),
            ),
            "nothing held": (
                "cy",
                "returnItem",
                {"itemId": LETTERS[2]},
                ("NotFound", "ASSIGNMENT_UNKNOWN", ["itemId"]),
            ),
            "no manager": (
                "rae",
                "releaseAssignment",
                {"itemId": LETTERS[2], "assignmentId": assignment_id},
                ("Forbidden", "ROLE_MISSING", []),
            ),
        }
    )
    for actor in ("rae", "liv"):
        assert (await claim(town, actor))["code"] == "ROLE_MISSING"
    assert (await claim(town, "bo", expectedVersion=3))["code"] == "NUMBER_OUT_OF_RANGE"


async def hides_what_is_drawn(town: TownHall, at: int) -> None:
    """Annotators read how long a lease is, and not which claims get gold."""
    shown = "policy { assignment { leaseMinutes isRequired openMax } }"
    told = (await read(town, "bo", shown, at))["policy"]["assignment"]
    assert told == {"leaseMinutes": 30, "isRequired": True, "openMax": 1}
    drawn = "policy { assignment { goldPercent repeatPercent seed } }"
    duo = {"member": "duo", "roles": ["ANNOTATOR", "MANAGER"]}
    at = int((await town.accepted("ada", "addMember", duo))["position"])
    for field in ("goldPercent", "repeatPercent", "seed"):
        inside = f"policy {{ assignment {{ {field} }} }}"
        assert (await attempt(town, "duo", inside, at)).code == "FORBIDDEN", field
    assert (await attempt(town, "bo", drawn, at)).code == "FORBIDDEN"
    assert (await read(town, "rae", drawn, at))["policy"]["assignment"]["seed"] == "0"
    for field in ("workQueue(first: 1) { totalCount }", "workSummary { whole { free } }"):
        assert (await attempt(town, "bo", field, at)).code == "FORBIDDEN"
        assert (await attempt(town, "duo", field, at)).code == "BLIND"


async def seen(town: TownHall, third: Payload) -> None:
    """Of letters: who holds what, for those who oversee; for annotators only what is theirs."""
    at = int(third["position"])
    inside = f'item(itemId: "{third["itemId"]}") {{ assignments {{ annotator }} }}'
    assert (await read(town, "bo", inside, at))["item"]["assignments"] == [{"annotator": "bo"}]
    assert (await read(town, "cy", inside, at))["item"]["assignments"] == []
    everything = (
        f'item(itemId: "{third["itemId"]}") {{ assignments {{ annotator purpose repeat }} }}'
        " workQueue(first: 5) { nodes { itemId free heldBy } asOf { position } }"
        f' inBatch: workQueue(first: 5, batchId: "{BATCH}") {{ nodes {{ itemId free }} }}'
        " workSummary { whole { held expired } batches { batchId held } holders { member items } }"
    )
    told = await read(town, "liv", everything, at)
    assert told["item"]["assignments"] == [{"annotator": "bo", "purpose": "WORK", "repeat": 1}]
    assert {one["itemId"] for one in told["workQueue"]["nodes"]} == set(LETTERS)
    assert told["inBatch"]["nodes"] == [{"itemId": LETTERS[2], "free": 1}]
    assert told["workSummary"]["whole"]["held"] == 1
    assert told["workSummary"]["holders"] == [{"member": "bo", "items": 1}]
    before = f"workQueue(first: 5, asOf: {{position: {at - 1}}}) {{ nodes {{ itemId heldBy }} }}"
    then = await read(town, "liv", before, at)
    assert all(one["heldBy"] == [] for one in then["workQueue"]["nodes"])
