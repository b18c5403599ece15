"""The story of people over the API: tested, suspended, reinstated; policies by two persons."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tests.api.letters import read as read_at
from tests.api.townhall import Refusal, TownHall, labeling

PEOPLE: dict[str, Any] = {
    "tests": [
        {"task": "concern", "items": ["letter-1"], "accuracyMin": "1", "answersMin": 1},
    ],
    "suspensions": [
        {
            "signal": "PACE",
            "threshold": "2",
            "last": 5,
            "answersMin": 2,
        }
    ],
    "suspendedVote": False,
    "twoPersons": True,
    "exposuresMax": 1,
}
POLICY: dict[str, Any] = {"overlap": 2, "quorum": 2, "people": PEOPLE}
STANDING = """ownStanding { isSuspended cause votesDropped tasksToQualify
  qualifications { task qualifiedBy answered right } }"""
HISTORY = """members(first: 9) { nodes { memberId standing { isSuspended cause suspendedSince
  history { sentence cause note noteKind clauses figures { observed threshold answers } } } } }"""


async def prepared(town: TownHall) -> None:
    """letter-1 is the test, and Jo is a second manager."""
    roles = {"member": "jo", "roles": ["ADJUDICATOR", "MANAGER"]}
    await town.accepted("ada", "changeMemberRoles", roles)
    given = {"itemId": "letter-1", "task": "concern", "value": {"choice": "noise"}}
    told = await town.accepted(
        "jo", "proposeGold", {**given, "rationale": "The diary."}, "gold { goldId }"
    )
    named = {"itemId": "letter-1", "goldId": told["gold"]["goldId"], "value": given["value"]}
    await town.accepted("ada", "activateGold", named)
    policy = {"policy": POLICY, "changeNote": "Nobody untested."}
    await town.accepted("ada", "publishPolicy", policy)


async def read(town: TownHall, actor: str, inside: str) -> dict[str, Any]:
    head = await town.parts.pool.fetchval("SELECT max(position) FROM ledger.events")
    return await read_at(town, actor, inside, head)


async def until(
    town: TownHall, actor: str, inside: str, is_so: Callable[[Any], bool]
) -> dict[str, Any]:
    """What the field tells once a rule has acted."""
    for _ in range(100):
        found = await read(town, actor, inside)
        if is_so(found):
            return found
        await asyncio.sleep(0.1)
    raise AssertionError(found)


async def history_of(town: TownHall, member: str) -> dict[str, Any]:
    found = await read(town, "liv", HISTORY)
    (standing,) = [
        one["standing"] for one in found["members"]["nodes"] if one["memberId"] == member
    ]
    told: dict[str, Any] = standing
    return told


async def test_annotator_passes_the_test_is_suspended_by_rule_and_reinstated(
    town: TownHall,
) -> None:
    await prepared(town)
    untested = ("Refused", "ANNOTATOR_NOT_QUALIFIED", ["answers", "concern"])
    letter = labeling("letter-2")
    told = await town.mutate("bo", "submitLabel", letter)
    assert (told["__typename"], told["code"]) == untested[:2]
    assert "1 of its 1 items" in told["message"]
    assert (await read(town, "bo", STANDING))["ownStanding"]["tasksToQualify"] == ["concern"]

    await town.label("bo", "letter-1", "noise")
    passed = await until(
        town, "bo", STANDING, lambda found: not found["ownStanding"]["tasksToQualify"]
    )
    assert passed["ownStanding"]["qualifications"] == [
        {"task": "concern", "qualifiedBy": "system", "answered": 1, "right": 1}
    ]
    for fast in ("letter-2", "letter-3"):
        await town.accepted("bo", "submitLabel", {**labeling(fast, "roads"), "secondsSpent": 1.0})
    stopped = await until(town, "bo", STANDING, lambda found: found["ownStanding"]["isSuspended"])
    assert (stopped["ownStanding"]["cause"], stopped["ownStanding"]["votesDropped"]) == (
        "PACE",
        True,
    )
    refused: dict[str, Refusal] = {
        "suspended": (
            "bo",
            "submitLabel",
            {**labeling("letter-2"), "repeat": 2},
            ("Refused", "ANNOTATOR_SUSPENDED", []),
        ),
        "not for annotators": (
            "cy",
            "reinstateAnnotator",
            {"annotator": "bo", "note": "A friend."},
            ("Forbidden", "ROLE_MISSING", []),
        ),
    }
    await town.refuses(refused)
    found = await history_of(town, "bo")
    assert found["cause"] == "PACE"
    assert [one["cause"] for one in found["history"]] == [None, "PACE"]
    assert found["history"][1]["figures"] == {
        "observed": "1.000000",
        "threshold": "2",
        "answers": 2,
    }
    assert "faster than anybody can look" in found["history"][1]["sentence"]
    await votes_are_dropped(town)
    await comes_back(town)


async def votes_are_dropped(town: TownHall) -> None:
    truth = 'item(itemId: "letter-2") { groundTruth(task: "concern") { asOf { standingVersion }'
    truth += " explanation { votes { annotator } leftOut { annotator cause } } } }"
    (told,) = (
        await until(
            town,
            "liv",
            truth,
            lambda found: found["item"]["groundTruth"][0]["asOf"]["standingVersion"] == 1,
        )
    )["item"]["groundTruth"]
    assert told["explanation"] == {
        "votes": [],
        "leftOut": [{"annotator": "bo", "cause": "SUSPENDED"}],
    }


async def comes_back(town: TownHall) -> None:
    """Retrained, reinstated, to be tested anew; then qualified by hand."""
    letter = labeling("letter-2")
    await town.accepted("ada", "noteAnnotator", noted())
    back = {"annotator": "bo", "note": "Retrained on Monday.", "requalify": True}
    told = await town.accepted(
        "ada", "reinstateAnnotator", back, "member { memberId standing { isSuspended } }"
    )
    assert told["member"] == {"memberId": "bo", "standing": {"isSuspended": False}}
    again = (await history_of(town, "bo"))["history"]
    assert [one["note"] for one in again[2:]] == ["He skims.", "Retrained on Monday."]
    assert (again[2]["noteKind"], again[2]["clauses"]) == ("RETRAINED", ["2"])
    assert (await read(town, "bo", STANDING))["ownStanding"]["tasksToQualify"] == ["concern"]
    assert (await town.mutate("bo", "submitLabel", {**letter, "repeat": 2}))["code"] == (
        "ANNOTATOR_NOT_QUALIFIED"
    )
    word = {"annotator": "bo", "note": "Seen at work.", "task": "concern"}
    await town.accepted("ada", "qualifyAnnotator", word)
    assert (await read(town, "bo", STANDING))["ownStanding"]["tasksToQualify"] == []
    blind = await town.ask(
        "bo",
        '{ project(id: "letters-1911") { ruleTimeline(rule: STANDING, first: 9) { nodes {'
        " sentence } } } }",
    )
    assert blind.code == "BLIND"


def noted() -> dict[str, Any]:
    return {"annotator": "bo", "noteKind": "RETRAINED", "clauses": ["2"], "note": "He skims."}


async def test_what_weakens_takes_two_managers(town: TownHall) -> None:
    await prepared(town)
    weaker = {"policy": {**POLICY, "quorum": 1}, "changeNote": "The deadline."}
    told = await town.mutate("ada", "publishPolicy", weaker)
    assert (told["code"], told["path"]) == ("WEAKENING_TAKES_TWO", ["input", "policy"])
    assert "votes for a consensus: 1 instead of 2" in told["message"]
    fields = "proposal { number status weakens proposedBy policy { version quorum isInForce } }"
    told = await town.accepted("ada", "proposePolicy", weaker, fields)
    assert told["proposal"] == {
        "number": 1,
        "status": "OPEN",
        "weakens": ["votes for a consensus: 1 instead of 2"],
        "proposedBy": "ada",
        "policy": {"version": 0, "quorum": 1, "isInForce": False},
    }
    await town.refuses(
        {
            "own proposal": (
                "ada",
                "approvePolicy",
                {"proposal": 1},
                ("Refused", "APPROVER_PROPOSED_POLICY", ["proposal"]),
            ),
            "no proposal": (
                "jo",
                "refusePolicy",
                {"proposal": 2},
                ("NotFound", "PROPOSAL_UNKNOWN", ["proposal"]),
            ),
            "another's": (
                "jo",
                "withdrawPolicyProposal",
                {"proposal": 1},
                ("Refused", "WITHDRAWER_DID_NOT_PROPOSE", ["proposal"]),
            ),
        }
    )
    told = await town.accepted("jo", "approvePolicy", {"proposal": 1}, "policy { version quorum }")
    assert told["policy"] == {"version": 3, "quorum": 1}
    second = {"policy": {**POLICY, "quorum": 1, "overlap": 1}, "changeNote": "Still late."}
    await town.accepted("ada", "proposePolicy", second)
    note = {"proposal": 2, "note": "One reader is none."}
    told = await town.accepted("jo", "refusePolicy", note, "proposal { status decidedBy }")
    assert told["proposal"] == {"status": "REFUSED", "decidedBy": "jo"}
    await town.accepted("ada", "proposePolicy", second)
    told = await town.accepted(
        "ada", "withdrawPolicyProposal", {"proposal": 3}, "proposal { status }"
    )
    assert told["proposal"] == {"status": "WITHDRAWN"}
    listed = await read(town, "liv", "policyProposals { number status }")
    assert [one["number"] for one in listed["policyProposals"]] == [3, 2, 1]
    story = await read(town, "liv", "ruleTimeline(rule: POLICY, last: 9) { nodes { sentence } }")
    sentences = [one["sentence"] for one in story["ruleTimeline"]["nodes"]]
    assert any("jo approved what ada had proposed and published" in one for one in sentences)
    people = await read(town, "bo", "policy { people { twoPersons tests { items } } }")
    assert people["policy"]["people"] == {"twoPersons": True, "tests": [{"items": ["letter-1"]}]}
