"""Sends each command to the real API and to the naive town hall, and compares what they say."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from typing import Any, TypeVar
from uuid import uuid4

from tests.api.machine.hall_rules import BATCH_RULES, GOLD_RULES, OTHER_RULES
from tests.api.machine.item_rules import ITEM_RULES, Told
from tests.api.machine.naive import ROLES, STRANGER, TASK, Naive, Thing, standing
from tests.api.townhall import CLAUSES, TASKS, TownHall

T = TypeVar("T")
RULES = {**ITEM_RULES, **GOLD_RULES, **BATCH_RULES, **OTHER_RULES}
FIELDS = {
    "submitLabel": "label { labelId currentEventId }",
    "reviseLabel": "label { labelId currentEventId }",
    "raiseEscalation": "escalation { escalationId }",
    "waiveRequirement": "waiver { waiverId }",
    "claimNext": "itemId",
}
SEEN = """
items(first: 20) { nodes {
  itemId groundTruth { category origin absence }
  labels(first: 50) { nodes { labelId isRetracted } }
  escalations { isOpen } assignments { annotator isOpen } gold { goldId status }
} }
counts { openEscalations }
batches(first: 10) { nodes {
  batchId isClosed itemCount certificate { number } releases(first: 50) { nodes { number } }
} }
"""
PATIENCE = 20.0
"""Seconds in which new rules reach every row, and the system's own acts are carried out."""
UNTIL = (datetime.now(UTC) + timedelta(days=30)).isoformat()

DEMANDED: Thing = {
    "truthMethod": "PLURALITY",
    "certification": {"waivers": ["MANAGER"]},
    "requirements": [
        {"metric": "OPEN_ESCALATIONS", "comparison": "AT_MOST", "threshold": "0"},
        {
            "metric": "ITEMS_WITHOUT_GROUND_TRUTH",
            "comparison": "AT_MOST",
            "threshold": "0",
            "task": TASK,
        },
    ],
    "automation": [{"rule": "QUALIFY_ANNOTATORS", "mode": "OFF"}],
}
TEST = {"task": TASK, "items": ["item-1"], "answersMin": 1, "accuracyMin": "0.5"}
POLICIES: tuple[Thing, ...] = (
    {"overlap": 2, "quorum": 2, "staleLabels": "WARN"},
    {"overlap": 2, "quorum": 2, "staleLabels": "WARN", "assignment": {"openMax": 2}},
    {
        "overlap": 3,
        "quorum": 2,
        "staleLabels": "REFUSE",
        "assignment": {"openMax": 1, "isRequired": True},
    },
    {
        "overlap": 2,
        "quorum": 1,
        "staleLabels": "ACCEPT",
        "people": {"twoPersons": True, "suspendedVote": False},
    },
    {
        "overlap": 2,
        "quorum": 2,
        "staleLabels": "WARN",
        "demands": {"pilot": True},
        "people": {"tests": [TEST]},
        "assignment": {"openMax": 2},
    },
    {"overlap": 1, "quorum": 1, "staleLabels": "ACCEPT"},
    {"overlap": 2, "quorum": 3, "staleLabels": "WARN"},
)
"""The last one cannot be met by anybody."""


class Clerk:
    """One project, in the hall and on paper. Used from another thread than the hall's own."""

    def __init__(self, hall: TownHall, loop: asyncio.AbstractEventLoop) -> None:
        self.hall = hall
        self.loop = loop
        self.project = f"machine-{uuid4().hex[:12]}"
        self.town = Naive()
        self.position = 0
        self.accepted: list[tuple[str, str, Thing, Told]] = []
        self.told = Counter[str]()
        self.is_under_new_rules = False

    def wait(self, coming: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coming, self.loop).result(120)

    def found(self) -> None:
        """A project with its people, its rules, three items and an open pilot of two of them."""
        self._sent("ada", "createProject", {"title": "A town on paper"})
        for member, roles in ROLES.items():
            if member != "ada":
                self._sent("ada", "addMember", {"member": member, "roles": sorted(roles)})
        self._sent("ada", "publishTaxonomy", {"tasks": TASKS[:1], "changeNote": "One question."})
        self._sent("ada", "reviseGuideline", {"clauses": CLAUSES, "changeNote": "The first."})
        self._sent("ada", "publishGuideline", {"guidelineRevision": 1})
        self.act("publishPolicy", "ada", {"policy": DEMANDED | POLICIES[1], "changeNote": "Two."})
        for number in (1, 2, 3):
            self.act("registerItem", "quill", {"itemId": f"item-{number}", "modality": "TEXT"})
        self.act("openBatch", "ada", {"batchId": "pilot", "batchKind": "PILOT", "title": "First"})
        self.act("addItemsToBatch", "ada", {"batchId": "pilot", "itemIds": ["item-1", "item-2"]})

    def _sent(self, who: str, mutation: str, given: Mapping[str, object]) -> Told:
        completed = {"project": self.project, **given}
        fields = FIELDS.get(mutation, "")
        return self.wait(self.hall.mutate(who, mutation, completed, fields))

    # Commands

    def act(self, mutation: str, who: str, given: Thing) -> None:
        """Send the command, and compare the answer with what is expected of it."""
        sent = {"commandId": str(uuid4()), **given}
        expected = self.refusals(mutation, who, sent)
        told = self._sent(who, mutation, sent)
        said = _verdict(told)
        self.told[f"{mutation} {said}"] += 1
        context = (mutation, who, given, told, sorted(expected))
        assert said in expected or (said == "admitted" and not expected), context
        if said != "admitted":
            assert told["message"], context
            return
        self._moved_on(told, context)
        self.accepted.append((mutation, who, sent, told))
        if mutation == "proposeGold":
            told = {**told, "gold": self._waiting_gold(given["itemId"])}
        RULES[mutation][2](self.town, who, sent, told)
        self.is_under_new_rules |= mutation in (
            "publishPolicy",
            "approvePolicy",
            "suspendAnnotator",
            "reinstateAnnotator",
        )
        if mutation == "suspendAnnotator":
            self._taken_back(given["annotator"])
        self.settle()

    def _taken_back(self, annotator: str) -> None:
        """What the suspended held, the system takes back by itself."""
        started = monotonic()
        inside = "items(first: 50) { nodes { assignments { annotator isOpen } } }"
        held = {"annotator": annotator, "isOpen": True}
        while any(held in one["assignments"] for one in self._read(inside)["items"]["nodes"]):
            assert monotonic() - started < PATIENCE, f"{annotator} holds items still"
            sleep(0.02)

    def _waiting_gold(self, item_id: str) -> Thing:
        """As the auditor sees it: a proposer who may still label the item is not shown it."""
        found = self._read(f'item(itemId: "{item_id}") {{ gold {{ goldId status }} }}')
        (one,) = [gold for gold in found["item"]["gold"] if gold["status"] == "PROPOSED"]
        waiting: Thing = one
        return waiting

    def _moved_on(self, told: Told, context: object) -> None:
        assert not told["isDuplicate"], context
        assert int(told["position"]) > self.position, context
        self.position = int(told["position"])

    def refusals(self, mutation: str, who: str, given: Thing) -> set[str]:
        """Every rule in its way; none where it must be admitted."""
        if who == STRANGER:
            return {"Forbidden ACTOR_NOT_MEMBER", "NotFound PROJECT_UNKNOWN"}
        roles, refuses, _ = RULES[mutation]
        if not roles & ROLES[who]:
            return {"Forbidden ROLE_MISSING"}
        version = given.get("expectedVersion")
        if version is not None and mutation in ITEM_RULES and "ANNOTATOR" in ROLES[who]:
            return {"Forbidden ROLE_MISSING"}  # it would tell of others' acts
        is_of_item = mutation in ITEM_RULES or mutation in GOLD_RULES
        is_of_known = mutation == "registerItem" or given.get("itemId") in self.town.items
        if is_of_item and not is_of_known:
            return {"NotFound ITEM_UNKNOWN"}
        if mutation in BATCH_RULES and given["batchId"] not in self.town.batches:
            return {"NotFound BATCH_UNKNOWN"}
        found = set(refuses(self.town, who, given))
        if not found and version is not None and self._is_stale(mutation, given, version):
            return {"VersionConflict VERSION_CONFLICT"}
        return found

    def _is_stale(self, mutation: str, given: Thing, version: int) -> bool:
        if mutation in ("addItemsToBatch", "closeBatch"):
            return bool(self.town.batches[given["batchId"]]["version"] != version)
        return version == 0  # whatever exists has at least one event

    def revise_guideline(self, clauses: list[dict[str, str]]) -> None:
        """The next revision comes into force; labels of before are stale."""
        self._sent("ada", "reviseGuideline", {"clauses": clauses, "changeNote": "Clearer."})
        revision = self.town.revisions + 1
        self._moved_on(
            self._sent("ada", "publishGuideline", {"guidelineRevision": revision}), revision
        )
        self.town.revisions = revision

    def repeat(self, place: int) -> None:
        """The same command once more: the same answer, and nothing happens."""
        if not self.accepted:
            return
        mutation, who, sent, told = self.accepted[place % len(self.accepted)]
        again = self._sent(who, mutation, sent)
        assert again["isDuplicate"], (mutation, who, sent, again)
        for field in ("__typename", "commandId", "position", "version"):
            assert again[field] == told[field], (mutation, who, sent, told, again)

    def reuse(self, place: int) -> None:
        """The same command id for another command."""
        if not self.accepted:
            return
        _, _, sent, _ = self.accepted[place % len(self.accepted)]
        given = {"itemId": "item-9", "modality": "TEXT", "commandId": sent["commandId"]}
        told = self._sent("quill", "registerItem", given)
        is_same = self.accepted[place % len(self.accepted)][0] == "registerItem"
        if not (is_same and sent["itemId"] == "item-9"):
            assert _verdict(told) == "Refused COMMAND_ID_REUSED", (sent, told)

    def claim(self, who: str) -> None:
        """The next item must be one that the annotator may have, and there is one if there is."""
        started = monotonic()
        while True:
            sent = {"commandId": str(uuid4())}
            expected, among = self._claimable(who)
            told = self._sent(who, "claimNext", sent)
            said = _verdict(told)
            lags = said == "NothingToClaim" and not expected and self.is_under_new_rules
            if not lags or monotonic() - started > PATIENCE:
                break
            sleep(0.05)
        self.told[f"claimNext {said}"] += 1
        context = (who, told, sorted(expected), sorted(among))
        if said != "admitted":
            assert said in expected, context
            return
        assert not expected, context
        assert told["itemId"] in among, context
        self._moved_on(told, context)
        self.accepted.append(("claimNext", who, sent, told))
        item = self.town.items[told["itemId"]]
        item["held"][who] = told["commandId"]
        assert self.town.seats_taken(item) <= self.town.policy["overlap"], context
        self.settle()

    def _claimable(self, who: str) -> tuple[set[str], set[str]]:
        """Why there is nothing, or what there is."""
        if who == STRANGER:
            return {"Forbidden ACTOR_NOT_MEMBER", "NotFound PROJECT_UNKNOWN"}, set()
        if "ANNOTATOR" not in ROLES[who]:
            return {"Forbidden ROLE_MISSING"}, set()
        assignment = self.town.policy.get("assignment")
        is_able = who not in self.town.suspended and self.town.is_fit(who)
        has_room = assignment is not None and self.town.holds(who) < assignment["openMax"]
        among = self.town.wanted_of(who) if is_able and has_room else set()
        return (set() if among else {"NothingToClaim"}), among

    # What became of it

    def settle(self) -> None:
        """Where something undermined a certificate, the system revokes it by itself."""
        for batch_id in self.town.undermined():
            self.told["certificate revoked by system"] += 1
            started = monotonic()
            inside = f'batch(batchId: "{batch_id}") {{ certificate {{ number }} }}'
            while self._read(inside)["batch"]["certificate"] is not None:
                assert monotonic() - started < PATIENCE, f"{batch_id} is certified still"
                sleep(0.02)

    def compare(self) -> None:
        """What the API shows is what stands on paper; at once, unless the rules changed."""
        started = monotonic()
        while (seen := self._seen()) != (written := self._written()):
            assert self.is_under_new_rules, (seen, written)
            assert monotonic() - started < PATIENCE, (seen, written)
            sleep(0.05)
        self.is_under_new_rules = False

    def _read(self, inside: str) -> Told:
        query = (
            "query ($id: ID!, $atLeast: BigInt) {"
            f" project(id: $id, atLeast: $atLeast) {{ {inside} }} }}"
        )
        variables = {"id": self.project, "atLeast": str(self.position)}
        answer = self.wait(self.hall.ask("liv", query, variables))
        assert answer.status == 200, answer
        told: Told = answer.told["project"]
        return told

    def _seen(self) -> Thing:
        told = self._read(SEEN)
        return {
            "items": {
                one["itemId"]: {
                    "truth": tuple(
                        one["groundTruth"][0][name] for name in ("category", "origin", "absence")
                    ),
                    "labels": {
                        label["labelId"]: label["isRetracted"] for label in one["labels"]["nodes"]
                    },
                    "questions": sum(question["isOpen"] for question in one["escalations"]),
                    "held": sorted(a["annotator"] for a in one["assignments"] if a["isOpen"]),
                    "golds": {gold["goldId"]: gold["status"] for gold in one["gold"]},
                }
                for one in told["items"]["nodes"]
            },
            "questions": told["counts"]["openEscalations"],
            "batches": {
                one["batchId"]: (
                    one["isClosed"],
                    one["itemCount"],
                    one["certificate"] and one["certificate"]["number"],
                    len(one["releases"]["nodes"]),
                )
                for one in told["batches"]["nodes"]
            },
        }

    def _written(self) -> Thing:
        town = self.town
        return {
            "items": {
                item_id: {
                    "truth": town.truth(item_id),
                    "labels": {key: one["retracted"] for key, one in item["labels"].items()},
                    "questions": town.open_questions(item_id),
                    "held": sorted(item["held"]),
                    "golds": {key: one["status"] for key, one in item["golds"].items()},
                }
                for item_id, item in town.items.items()
            },
            "questions": sum(map(town.open_questions, town.items)),
            "batches": {
                batch_id: (
                    one["closed"],
                    len(one["items"]),
                    len(one["certificates"]) if town.certificate(batch_id) else None,
                    one["releases"],
                )
                for batch_id, one in town.batches.items()
            },
        }

    def judged(self, item_id: str) -> list[str]:
        """The events that an adjudicator would name."""
        return [label["event"] for label in standing(self.town.items[item_id])]


def _verdict(told: Told) -> str:
    name: str = told["__typename"]
    if name.endswith("Success"):
        return "admitted"
    return f"{name} {told['code']}" if "code" in told else name
