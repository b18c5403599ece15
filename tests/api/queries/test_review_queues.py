"""From a label that a rule fires on to a decision: queues, claims, second looks, explanation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.townhall import Payload, TownHall, absent

ROADS = [{"task": "concern", "value": {"choice": "roads"}}]
REVIEWING: dict[str, Any] = {
    "rules": [
        {"ruleId": "parks", "action": "REVIEW", "when": [{"kind": "CLASS", "names": ["parks"]}]},
        {
            "ruleId": "torn",
            "action": "ADJUDICATE",
            "task": "concern",
            "when": [{"kind": "AGREEMENT_BELOW", "bound": "0.9"}],
        },
    ],
    "seed": "7",
    "secondLevelRate": "1",
    "claimMinutes": 5,
}
QUEUES = """
query($first: Int, $after: String, $where: ReviewQueueFilterInput, $asOf: AsOfInput, $at: BigInt) {
  project(id: "letters-1911", atLeast: $at) {
    reviewQueue(first: $first, after: $after, where: $where, asOf: $asOf) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        itemId weight cause rule policyVersion task level reviewEventId eventId
        claim { claimedBy } label { labelId annotator } item { itemId }
      }
    }
    adjudicationQueue(first: 10, asOf: $asOf) {
      totalCount
      nodes { itemId weight batchIds reasons { cause task rule policyVersion } item { itemId } }
    }
  }
}
"""
OWN = """
query($at: BigInt) { project(id: "letters-1911", atLeast: $at) { item(itemId: "letter-1") {
  labels(first: 5) { nodes { labelId rework { action reason clause } } }
} } }
"""
RETURNED = """
query($at: BigInt) { project(id: "letters-1911", atLeast: $at) {
  returnedLabels(first: 5) { nodes { itemId batchIds label { labelId rework { action } } } }
} }
"""
LOOKS = """
query($at: BigInt) { project(id: "letters-1911", atLeast: $at) { secondLooks {
  agreed { hits n } reviewers { reviewer agreed { hits n } } pairs { first second reviews }
  agreement { coefficient score { value } }
} } }
"""
TRUTH = """
query($at: BigInt) { project(id: "letters-1911", atLeast: $at) { item(itemId: "letter-1") {
  reviewRequests { wanted cause rule labelId }
  groundTruth(task: "concern") {
    category origin
    explanation {
      policyVersion sentence
      consulted { origin decides category sentence }
      tally { category votes leads }
      wishes { wanted cause rule policyVersion }
    }
  }
} } }
"""


async def queues(town: TownHall, by: str, at: str | None = None, **more: object) -> Payload:
    answer = await town.ask(by, QUEUES, {"first": 10, "at": at, **more})
    told: Payload = answer.told["project"]
    return told


async def ruled(town: TownHall) -> Payload:
    policy = {"overlap": 2, "quorum": 2, "reviewing": REVIEWING}
    given = {"policy": policy, "changeNote": "Parks are looked at; what is torn is decided."}
    fields = """policy { truthOrder reviewing {
        seed secondLevelRate claimMinutes hidesAnnotators relaxes adjudicatorDidNotReview
        rules { ruleId action task rate level isOfVotes when { kind bound names attribute } }
    } }"""
    told = await town.accepted("ada", "publishPolicy", given, fields)
    policy_told: Payload = told["policy"]
    return policy_told


async def reviewed(town: TownHall, by: str, label: Payload, **more: object) -> Payload:
    given = {
        "itemId": "letter-1",
        "labelId": label["labelId"],
        "judged": label["currentEventId"],
        "verdict": "APPROVED",
        **more,
    }
    return await town.accepted(by, "reviewLabel", given, "label { reviews { eventId } }")


async def test_policy_tells_its_rules_and_whose_word_counts(town: TownHall) -> None:
    told = await ruled(town)
    assert told["truthOrder"] == ["GOLD", "ADJUDICATION", "REVIEW", "CONSENSUS"]
    rules = told["reviewing"].pop("rules")
    assert [(one["ruleId"], one["action"], one["isOfVotes"]) for one in rules] == [
        ("parks", "REVIEW", False),
        ("torn", "ADJUDICATE", True),
    ]
    assert rules[1]["when"] == [
        {"kind": "AGREEMENT_BELOW", "bound": "0.9", "names": [], "attribute": None}
    ]
    assert told["reviewing"] == {
        "seed": "7",
        "secondLevelRate": "1",
        "claimMinutes": 5,
        "hidesAnnotators": False,
        "relaxes": [],
        "adjudicatorDidNotReview": False,
    }


async def test_item_goes_from_a_rule_to_a_decision(town: TownHall) -> None:
    await ruled(town)
    bo = await town.label("bo", "letter-1", "parks")
    cy = await town.label("cy", "letter-1", "noise")
    await town.label("bo", "letter-2", "parks")
    head = await head_of(town)
    found = await queues(town, "rae", head)
    assert_routed(found, bo)
    await assert_paged_and_filtered(town, head)
    await claim_is_exclusive(town)
    first = await returned_to_the_author(town, bo)
    checked = await looked_at_twice(town, bo, first)
    await assert_explained(town, checked["position"])

    decided = {
        "itemId": "letter-1",
        "answers": ROADS,
        "judged": [bo["currentEventId"], cy["currentEventId"]],
        "rationale": "The bandstand stands in the road.",
    }
    done = await town.accepted("jo", "adjudicateItem", decided)
    empty = await queues(town, "jo", str(done["position"]))
    assert empty["adjudicationQueue"]["nodes"] == []
    then = await queues(town, "jo", asOf={"position": head})
    for queue in ("reviewQueue", "adjudicationQueue"):
        assert then[queue]["nodes"] == found[queue]["nodes"], "as it was asked about then"


async def head_of(town: TownHall) -> str:
    return str(await town.parts.pool.fetchval("SELECT max(position) FROM ledger.events"))


def assert_routed(found: Payload, bo: Payload) -> None:
    heavy, light = found["reviewQueue"]["nodes"]
    assert found["reviewQueue"]["totalCount"] == 2
    assert (heavy["itemId"], heavy["weight"], heavy["rule"]) == ("letter-1", 1000, "parks")
    assert (heavy["cause"], heavy["policyVersion"], heavy["level"]) == ("ROUTED", 2, 1)
    assert heavy["label"] == {"labelId": bo["labelId"], "annotator": "bo"}
    assert (light["itemId"], light["weight"]) == ("letter-2", 0)
    (torn,) = found["adjudicationQueue"]["nodes"]
    assert (torn["itemId"], torn["weight"]) == ("letter-1", 500)
    assert torn["reasons"] == [
        {"cause": "ROUTED", "task": "concern", "rule": "torn", "policyVersion": 2}
    ]


async def assert_paged_and_filtered(town: TownHall, head: str) -> None:
    page = await queues(town, "rae", head, first=1)
    cursor = page["reviewQueue"]["pageInfo"]["endCursor"]
    rest = await queues(town, "rae", head, first=1, after=cursor)
    assert [one["itemId"] for one in rest["reviewQueue"]["nodes"]] == ["letter-2"]
    nothing = await queues(town, "rae", head, where={"rule": "torn"})
    assert nothing["reviewQueue"]["nodes"] == []


async def claim_is_exclusive(town: TownHall) -> None:
    await town.accepted("rae", "claimReview", {"itemId": "letter-1"}, "claim { claimedBy until }")
    refused = await town.mutate("jo", "claimReview", {"itemId": "letter-1"})
    assert refused["code"] == "ITEM_CLAIMED"
    mine = await queues(town, "rae", await head_of(town), where={"claimedBy": "rae"})
    assert [one["claim"]["claimedBy"] for one in mine["reviewQueue"]["nodes"]] == ["rae"]


async def returned_to_the_author(town: TownHall, bo: Payload) -> Payload:
    """The review that rejects; its author alone finds the label waiting."""
    rejected = {"verdict": "REJECTED", "reason": "WRONG_CLASS", "action": "RETURN", "clause": "1"}
    first = await reviewed(town, "rae", bo, **rejected)
    told = (await town.ask("bo", OWN, {"at": first["position"]})).told["project"]["item"]
    (own,) = told["labels"]["nodes"]
    told = await town.ask("bo", RETURNED, {"at": first["position"]})
    (waiting,) = told.told["project"]["returnedLabels"]["nodes"]
    assert (waiting["itemId"], waiting["label"]["labelId"]) == ("letter-1", bo["labelId"])
    others = await town.ask("cy", RETURNED, {"at": first["position"]})
    assert others.told["project"]["returnedLabels"]["nodes"] == []
    assert own["rework"] == {"action": "RETURN", "reason": "WRONG_CLASS", "clause": "1"}
    return first


async def looked_at_twice(town: TownHall, bo: Payload, first: Payload) -> Payload:
    (review,) = first["label"]["reviews"]
    again = await queues(town, "jo", str(first["position"]))
    (second,) = [one for one in again["reviewQueue"]["nodes"] if one["level"] == 2]
    assert (second["cause"], second["reviewEventId"]) == ("SECOND_LEVEL", review["eventId"])
    checked = await reviewed(town, "jo", bo, secondOf=review["eventId"])
    after = await queues(town, "jo", str(checked["position"]))
    told = (await town.ask("liv", LOOKS, {"at": checked["position"]})).told["project"]
    assert told["secondLooks"] == {
        "agreed": {"hits": 0, "n": 1},
        "reviewers": [{"reviewer": "rae", "agreed": {"hits": 0, "n": 1}}],
        "pairs": [{"first": "REJECTED", "second": "APPROVED", "reviews": 1}],
        "agreement": [
            {"coefficient": "OBSERVED_AGREEMENT", "score": {"value": 0.0}},
            {"coefficient": "KRIPPENDORFF_ALPHA", "score": {"value": 0.0}},
            {"coefficient": "GWET_AC1", "score": {"value": pytest.approx(-1 / 3)}},
        ],
    }
    assert all(one["level"] == 1 for one in after["reviewQueue"]["nodes"])
    return checked


async def assert_explained(town: TownHall, position: str) -> None:
    seen = (await town.ask("jo", TRUTH, {"at": position})).told["project"]["item"]
    (truth,) = seen["groundTruth"]
    assert (truth["category"], truth["origin"]) == ("parks", "REVIEW")
    why = truth["explanation"]
    assert [one["origin"] for one in why["consulted"]] == ["GOLD", "ADJUDICATION", "REVIEW"]
    assert why["consulted"][-1] == {
        "origin": "REVIEW",
        "decides": True,
        "category": "parks",
        "sentence": "Review says parks.",
    }
    assert why["policyVersion"] == 2
    assert [(one["wanted"], one["rule"]) for one in why["wishes"]] == [("ADJUDICATION", "torn")]


async def test_who_annotates_sees_no_queue_and_no_rules(town: TownHall) -> None:
    answer = await town.ask("bo", QUEUES, {"first": 1})
    assert answer.code == "FORBIDDEN"
    rules = await town.ask(
        "bo", '{ project(id: "letters-1911") { policy { reviewing { rules { ruleId } } } } }'
    )
    assert rules.code == "FORBIDDEN"


async def test_reviews_are_refused_with_reasons(town: TownHall) -> None:
    bo = await town.label("bo", "letter-1", "parks")
    given = {
        "itemId": "letter-1",
        "labelId": bo["labelId"],
        "judged": bo["currentEventId"],
        "verdict": "APPROVED",
    }
    claim = {"itemId": "letter-1"}
    await town.refuses(
        {
            "an action for an approved label": (
                "rae",
                "reviewLabel",
                {**given, "action": "DROP"},
                ("ValidationFailed", "ACTION_MISMATCH", ["action"]),
            ),
            "a second look at nothing": (
                "jo",
                "reviewLabel",
                {**given, "secondOf": absent()},
                ("NotFound", "REVIEW_UNKNOWN", ["secondOf"]),
            ),
            "a claim by who annotates": (
                "bo",
                "claimReview",
                claim,
                ("Forbidden", "ROLE_MISSING", []),
            ),
            "letting go of nothing": (
                "rae",
                "releaseReview",
                claim,
                ("Refused", "CLAIM_NOT_HELD", ["itemId"]),
            ),
        }
    )
    await town.accepted("rae", "claimReview", claim)
    released = await town.accepted("rae", "releaseReview", claim, "itemId")
    assert released["itemId"] == "letter-1"
