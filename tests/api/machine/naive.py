"""A town hall on paper: what is known, what is true, and when a batch is ready.

Plain dictionaries, written from the rules and not from the code: slow, without events, versions
or stored sums. Everything is counted anew from the labels each time that it is asked for.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

Thing = dict[str, Any]
Truth = tuple[str | None, str | None, str | None]
"""Class, origin, and why there is none."""

TASK = "concern"
CLASSES = ("noise", "roads", "parks")
CANNOT_TELL = "cannot tell"
ROLES: dict[str, set[str]] = {
    "ada": {"MANAGER"},
    "eve": {"MANAGER"},
    "max": {"MANAGER", "ANNOTATOR"},
    "bo": {"ANNOTATOR"},
    "cy": {"ANNOTATOR"},
    "di": {"ANNOTATOR"},
    "dee": {"ANNOTATOR", "REVIEWER"},
    "rae": {"REVIEWER"},
    "jo": {"ADJUDICATOR"},
    "kim": {"ADJUDICATOR", "ANNOTATOR"},
    "quill": {"SERVICE"},
    "liv": {"AUDITOR"},
}
STRANGER = "mallory"
BLOCKING = 2
"""How many requirements every policy has: no open question, and no item without truth."""


def new_item() -> Thing:
    return {
        "labels": {},
        "skipped": set(),
        "held": {},
        "adjudication": None,
        "golds": {},
        "questions": {},
        "asked": set(),
    }


def new_batch(kind: str) -> Thing:
    return {
        "kind": kind,
        "items": [],
        "closed": False,
        "certificates": [],
        "releases": 0,
        "waivers": {},
        "version": 1,
    }


class Naive:
    def __init__(self) -> None:
        self.items: dict[str, Thing] = {}
        self.batches: dict[str, Thing] = {}
        self.policies: list[Thing] = []
        self.proposals: list[Thing] = []
        self.revisions = 1
        self.suspended: set[str] = set()
        self.qualified: set[str] = set()
        self.pilots: set[str] = set()

    @property
    def policy(self) -> Thing:
        return self.policies[-1]

    def people(self, key: str, otherwise: Any) -> Any:
        """What the policy in force says of people."""
        return self.policy.get("people", {}).get(key, otherwise)

    @property
    def takes_two(self) -> bool:
        return bool(self.people("twoPersons", False))

    @property
    def voiceless(self) -> set[str]:
        """Whose votes the policy drops."""
        return set() if self.people("suspendedVote", True) else self.suspended

    # What is true

    def truth(self, item_id: str) -> Truth:
        item = self.items[item_id]
        for gold in item["golds"].values():
            if gold["status"] == "ACTIVE":
                return gold["value"], "GOLD", None
        decided = item["adjudication"]
        if decided is not None and not decided["reopened"]:
            return _said(decided["answer"], "ADJUDICATION")
        reviewed = {
            review["answer"] if review["verdict"] == "CORRECTED" else label["answer"]
            for label in standing(item)
            if (review := review_of(label)) is not None and review["verdict"] != "REJECTED"
        }
        if len(reviewed) > 1:
            return None, "REVIEW", "CONTESTED"
        if reviewed:
            return _said(reviewed.pop(), "REVIEW")
        return self._elected(item)

    def _elected(self, item: Thing) -> Truth:
        if not standing(item):
            return None, None, "NO_LABELS"
        votes = self.votes(item)
        if len(votes) < self.policy["quorum"]:
            return None, None, "BELOW_QUORUM"
        ahead = Counter(votes.values()).most_common()
        if len(ahead) > 1 and ahead[0][1] == ahead[1][1]:
            return None, None, "TIE"
        return ahead[0][0], "CONSENSUS", None

    def votes(self, item: Thing) -> dict[str, str]:
        """Of each person the first label that stands and that no review took out."""
        cast: dict[str, str] = {}
        for label in standing(item):
            review = review_of(label)
            is_out = review is not None and review["verdict"] != "APPROVED"
            who = label["by"]
            if is_out or label["answer"] == CANNOT_TELL or who in self.voiceless or who in cast:
                continue
            cast[who] = label["answer"]
        return cast

    # Who gets what

    def wanted_of(self, who: str) -> set[str]:
        """The items that the policy would give the annotator now."""
        return {
            item_id
            for item_id, item in self.items.items()
            if who not in item["held"]
            and who not in item["skipped"]
            and all(label["by"] != who for label in item["labels"].values())
            and not self._is_settled(item)
            and self.seats_taken(item) < self.policy["overlap"]
        }

    def seats_taken(self, item: Thing) -> int:
        labelers = {
            label["by"]
            for label in standing(item)
            if label["by"] not in self.voiceless and not _wants_another(label)
        }
        return len(labelers | set(item["held"]))

    def _is_settled(self, item: Thing) -> bool:
        decided = item["adjudication"]
        return (decided is not None and not decided["reopened"]) or any(
            one["decision"] == "ITEM_UNUSABLE" for one in item["questions"].values()
        )

    def holds(self, who: str) -> int:
        return sum(who in item["held"] for item in self.items.values())

    def is_fit(self, who: str, item_id: str | None = None) -> bool:
        """Whether the annotator passed the tests that the policy asks for, or is sitting one."""
        tests = self.people("tests", [])
        return not tests or who in self.qualified or item_id in tests[0]["items"]

    # When is a batch ready

    def open_questions(self, item_id: str) -> int:
        return sum(one["decision"] is None for one in self.items[item_id]["questions"].values())

    def is_ready(self, batch_id: str) -> bool:
        batch = self.batches[batch_id]
        met = (
            not any(self.open_questions(one) for one in batch["items"]),
            all(self.truth(one)[0] is not None for one in batch["items"]),
        )
        # Nothing is known of a batch without items, and what is not known is not met.
        return all(
            (is_met and batch["items"]) or self.is_waived(batch_id, place)
            for place, is_met in enumerate(met)
        )

    def is_waived(self, batch_id: str, place: int) -> bool:
        waivers = self.batches[batch_id]["waivers"].values()
        return any(one["place"] == place and one["by"] is not None for one in waivers)

    def truths(self, batch_id: str) -> dict[str, Truth]:
        return {one: self.truth(one) for one in self.batches[batch_id]["items"]}

    def certificate(self, batch_id: str) -> Thing | None:
        """The one in force."""
        found = self.batches[batch_id]["certificates"]
        return found[-1] if found and found[-1]["is_in_force"] else None

    def undermined(self) -> list[str]:
        """Batches whose certificate what was just recorded undermines; it holds no more."""
        gone = []
        for batch_id in self.batches:
            one = self.certificate(batch_id)
            if one is None:
                continue
            if not self.is_ready(batch_id) or self.truths(batch_id) != one["truths"]:
                one["is_in_force"] = False
                gone.append(batch_id)
        return gone


def standing(item: Thing) -> list[Thing]:
    """The labels that were not retracted, in the order of their submission."""
    return [label for label in item["labels"].values() if not label["retracted"]]


def review_of(label: Thing) -> Thing | None:
    """The last review of the label as it is now."""
    for review in reversed(label["reviews"]):
        if review["judged"] == label["event"]:
            found: Thing = review
            return found
    return None


def returned_to_nobody(label: Thing) -> bool:
    """Whether a reviewer took the label from its author for good."""
    review = review_of(label)
    return review is not None and review["action"] in ("DROP", "REASSIGN")


def _wants_another(label: Thing) -> bool:
    review = review_of(label)
    if review is None or review["verdict"] != "REJECTED":
        return False
    return review["action"] in (None, "REASSIGN")


def _said(answer: str, origin: str) -> Truth:
    if answer == CANNOT_TELL:
        return None, origin, "CANNOT_TELL"
    return answer, origin, None
