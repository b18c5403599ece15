"""A policy that keeps annotators' names from reviewers does so on every path to a judgment."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from labeltrail.graphql.access.gate import NAMING
from labeltrail.graphql.schema import sdl
from tests.api.townhall import Payload, TownHall

NAMES = ("bo", "cy", "dee")
SHOWN_APART = {
    "Escalation",
    "EscalationComment",
    "Label",
    "LabelLeftOut",
    "ReviewUsed",
    "TimelineEntry",
    "Vote",
}
"""Their names are made pseudonyms, as the story below shows."""
OF_OVERSEERS = {"LedgerEvent"}
ITEM = """
query($at: BigInt) { project(id: "letters-1911", atLeast: $at) {
  item(itemId: "letter-1") {
    labels(first: 9) { nodes { labelId annotator actor reviews { reviewer } } }
    skips { annotator }
    escalations { raisedBy }
    reviewRequests { requestedBy }
    groundTruth(task: "concern") { explanation {
      sentence votes { annotator } leftOut { annotator } reviews { annotator reviewer }
      consulted { sentence }
    } }
    timeline(first: 50) { nodes { actor sentence } }
  }
  escalations(first: 5) { nodes { raisedBy } }
  reviewQueue(first: 5) { nodes { requestedBy label { annotator actor } } }
} }
"""


OWN = """
query($at: BigInt) { project(id: "letters-1911", atLeast: $at) {
  item(itemId: "letter-1") { labels(first: 5) { nodes { annotator } } }
} }
"""


async def hiding(town: TownHall) -> str:
    """Two labels, a skip, a question and a review under a policy that hides names."""
    await town.accepted("ada", "addMember", {"member": "dee", "roles": ["ANNOTATOR"]})
    rules = [{"ruleId": "every", "action": "REVIEW"}]
    policy = {"overlap": 2, "quorum": 2, "reviewing": {"hidesAnnotators": True, "rules": rules}}
    await town.accepted("ada", "publishPolicy", {"policy": policy, "changeNote": "Blind."})
    label = await town.label("bo", "letter-1", "noise")
    await town.label("cy", "letter-1", "roads")
    item = {"itemId": "letter-1"}
    await town.accepted("dee", "skipItem", {**item, "reason": "OTHER"})
    await town.accepted("cy", "raiseEscalation", {**item, "question": "Is it for bo?"})
    given = {**item, "labelId": label["labelId"], "judged": label["currentEventId"]}
    done = await town.accepted("rae", "reviewLabel", {**given, "verdict": "APPROVED"})
    return str(done["position"])


def named(told: Payload) -> list[str]:
    """The names of annotators that occur anywhere in an answer."""
    text = msgspec.json.encode(told).decode()
    return [name for name in NAMES if re.search(rf"(?<![\w-]){name}(?![\w-])", text)]


async def test_reviewer_reads_no_name_and_who_oversees_reads_all(town: TownHall) -> None:
    at = await hiding(town)
    seen = (await town.ask("rae", ITEM, {"at": at})).told["project"]
    assert named(seen) == []
    item = seen["item"]
    voters = [one["annotator"] for one in item["labels"]["nodes"]]
    assert len(set(voters)) == 2
    assert all(name.startswith("annotator-") for name in voters)
    (truth,) = item["groundTruth"]
    assert [one["annotator"] for one in truth["explanation"]["votes"]] == voters
    assert truth["explanation"]["sentence"].startswith(f"rae approved {voters[0]}'s noise")
    assert item["timeline"]["nodes"][-1]["actor"] == "rae"
    for who in ("liv", "jo"):
        overseen = await town.ask(who, ITEM, {"at": at})
        assert named(overseen.told["project"]) == list(NAMES)


async def test_own_labels_keep_their_name(town: TownHall) -> None:
    at = await hiding(town)
    told = (await town.ask("bo", OWN, {"at": at})).told["project"]["item"]["labels"]["nodes"]
    assert told == [{"annotator": "bo"}]


async def test_answers_to_commands_hide_names_too(town: TownHall) -> None:
    await hiding(town)
    label = await town.label("bo", "letter-2", "parks")
    given: dict[str, Any] = {
        "itemId": "letter-2",
        "labelId": label["labelId"],
        "judged": label["currentEventId"],
        "verdict": "APPROVED",
    }
    told = await town.accepted("rae", "reviewLabel", given, "label { annotator actor }")
    assert named(told) == []


def test_every_field_that_names_an_annotator_of_an_item_is_known() -> None:
    """Either it is made a pseudonym, or it is not read at all."""
    unknown = set()
    for name, body in re.findall(r"^type (\w+)[^{]*\{(.*?)^\}", sdl(), re.DOTALL | re.MULTILINE):
        fields = set(re.findall(r"^  (\w+)[(:]", body, re.MULTILINE))
        who = fields & {"annotator", "actor", "raisedBy", "commentedBy"}
        if who and fields & {"itemId", "labelId", "eventId"}:
            hidden = {f"{name}.{one}" for one in who} <= NAMING
            if not hidden and name not in SHOWN_APART | OF_OVERSEERS | {"LabelDifference"}:
                unknown.add(name)
    assert unknown == set()
