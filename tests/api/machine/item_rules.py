"""What may be done to an item, and what becomes of it, command by command.

`refuses` names every rule that stands in the way, as "class CODE"; an answer is right if it is one
of them, and a command is admitted if there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.api.machine.naive import (
    CANNOT_TELL,
    CLASSES,
    ROLES,
    Naive,
    Thing,
    new_item,
    returned_to_nobody,
    standing,
)

Told = dict[str, Any]
Refuses = Callable[[Naive, str, Thing], Iterator[str]]
Follows = Callable[[Naive, str, Thing, Told], None]


def answer_of(given: Thing) -> str:
    """The class that an answer, or a value of gold, names."""
    value = given["answers"][0]["value"] if "answers" in given else given["value"]
    return CANNOT_TELL if value.get("cannotTell") else str(value["choice"])


def _unknown_class(given: Thing) -> Iterator[str]:
    if answer_of(given) not in (*CLASSES, CANNOT_TELL):
        yield "ValidationFailed CLASS_UNKNOWN"


def register(town: Naive, who: str, given: Thing) -> Iterator[str]:
    if given["itemId"] in town.items:
        yield "Refused ITEM_EXISTS"


def registered(town: Naive, who: str, given: Thing, told: Told) -> None:
    town.items[given["itemId"]] = new_item()


def _labels(town: Naive, who: str, given: Thing) -> Iterator[str]:
    """What a new label and a changed one are held to alike."""
    if who in town.suspended:
        yield "Refused ANNOTATOR_SUSPENDED"
    if not town.is_fit(who, given["itemId"]):
        yield "Refused ANNOTATOR_NOT_QUALIFIED"
    if given["taxonomyVersion"] != 1:
        yield "NotFound TAXONOMY_VERSION_UNKNOWN"
    if not 1 <= given["guidelineRevision"] <= town.revisions:
        yield "NotFound GUIDELINE_REVISION_UNKNOWN"
    elif town.policy["staleLabels"] == "REFUSE" and given["guidelineRevision"] != town.revisions:
        yield "Refused GUIDELINE_NOT_IN_FORCE"
    yield from _unknown_class(given)


def submit(town: Naive, who: str, given: Thing) -> Iterator[str]:
    item = town.items[given["itemId"]]
    given_before = sum(label["by"] == who for label in item["labels"].values())
    if given["repeat"] <= given_before:
        yield "Refused LABEL_EXISTS"
    elif given["repeat"] > given_before + 1:
        yield "Refused REPEAT_OUT_OF_ORDER"
    is_required = town.policy.get("assignment", {}).get("isRequired", False)
    sits_test = town.people("tests", []) and who not in town.qualified
    if is_required and who not in item["held"] and not (sits_test and town.is_fit(who)):
        yield "Refused ASSIGNMENT_REQUIRED"
    yield from _labels(town, who, given)


def submitted(town: Naive, who: str, given: Thing, told: Told) -> None:
    item = town.items[given["itemId"]]
    item["held"].pop(who, None)
    item["labels"][told["label"]["labelId"]] = {
        "by": who,
        "answer": answer_of(given),
        "event": told["label"]["currentEventId"],
        "retracted": False,
        "reviews": [],
    }


def _own(town: Naive, who: str, given: Thing) -> Iterator[str]:
    """Somebody else's label is as unknown as none."""
    label = town.items[given["itemId"]]["labels"].get(given["labelId"])
    if label is None or label["by"] != who:
        yield "NotFound LABEL_UNKNOWN"
    elif label["retracted"]:
        yield "Refused LABEL_RETRACTED"


def revise(town: Naive, who: str, given: Thing) -> Iterator[str]:
    faults = list(_own(town, who, given))
    yield from faults
    if faults:
        return
    if returned_to_nobody(town.items[given["itemId"]]["labels"][given["labelId"]]):
        yield "Refused LABEL_DROPPED"
    yield from _labels(town, who, given)


def revised(town: Naive, who: str, given: Thing, told: Told) -> None:
    item = town.items[given["itemId"]]
    label = item["labels"][given["labelId"]]
    _reopens(item, label["event"])
    label["answer"] = answer_of(given)
    label["event"] = told["label"]["currentEventId"]


def retract(town: Naive, who: str, given: Thing) -> Iterator[str]:
    yield from _own(town, who, given)
    if who in town.suspended:
        yield "Refused ANNOTATOR_SUSPENDED"


def retracted(town: Naive, who: str, given: Thing, told: Told) -> None:
    item = town.items[given["itemId"]]
    label = item["labels"][given["labelId"]]
    _reopens(item, label["event"])
    label["retracted"] = True


def _reopens(item: Thing, event: str) -> None:
    decided = item["adjudication"]
    if decided is not None and event in decided["judged"]:
        decided["reopened"] = True


def skip(town: Naive, who: str, given: Thing) -> Iterator[str]:
    item = town.items[given["itemId"]]
    if any(label["by"] == who for label in standing(item)):
        yield "Refused ITEM_ALREADY_LABELED"
    if who in item["skipped"]:
        yield "Refused ITEM_ALREADY_SKIPPED"
    if who in town.suspended:
        yield "Refused ANNOTATOR_SUSPENDED"


def skipped(town: Naive, who: str, given: Thing, told: Told) -> None:
    item = town.items[given["itemId"]]
    item["skipped"].add(who)
    item["held"].pop(who, None)


def give_back(town: Naive, who: str, given: Thing) -> Iterator[str]:
    if who not in town.items[given["itemId"]]["held"]:
        yield "NotFound ASSIGNMENT_UNKNOWN"


def given_back(town: Naive, who: str, given: Thing, told: Told) -> None:
    del town.items[given["itemId"]]["held"][who]


def ask_for_review(town: Naive, who: str, given: Thing) -> Iterator[str]:
    if who in town.items[given["itemId"]]["asked"]:
        yield "Refused REVIEW_ALREADY_REQUESTED"


def asked_for_review(town: Naive, who: str, given: Thing, told: Told) -> None:
    town.items[given["itemId"]]["asked"].add(who)


def review(town: Naive, who: str, given: Thing) -> Iterator[str]:
    if "REVIEWER" not in ROLES[who]:
        yield "Forbidden ROLE_MISSING"  # adjudicators take second looks, which nobody takes here
    label = town.items[given["itemId"]]["labels"].get(given["labelId"])
    if label is None:
        yield "NotFound LABEL_UNKNOWN"
        return
    if label["retracted"]:
        yield "Refused LABEL_RETRACTED"
    if label["event"] != given["judged"]:
        yield "Refused LABEL_SUPERSEDED"
    if label["by"] == who:
        yield "Refused REVIEWER_IS_AUTHOR"
    if any(one["by"] == who and one["judged"] == label["event"] for one in label["reviews"]):
        yield "Refused ALREADY_REVIEWED"
    verdict = given["verdict"]
    if verdict != "APPROVED" and "reason" not in given:
        yield "ValidationFailed NOTHING_GIVEN"
    if verdict != "REJECTED" and "action" in given:
        yield "ValidationFailed ACTION_MISMATCH"
    if (verdict == "CORRECTED") != ("answers" in given):
        yield "ValidationFailed CORRECTION_MISMATCH"
    if "answers" in given:
        yield from _unknown_class(given)


def reviewed(town: Naive, who: str, given: Thing, told: Told) -> None:
    item = town.items[given["itemId"]]
    label, verdict = item["labels"][given["labelId"]], given["verdict"]
    answer = answer_of(given) if verdict == "CORRECTED" else None
    label["reviews"].append(
        {
            "by": who,
            "judged": given["judged"],
            "verdict": verdict,
            "answer": answer,
            "action": given.get("action"),
        }
    )
    item["asked"].clear()
    decided = item["adjudication"]
    if decided is None:
        return
    # An expert who followed this label, or decided other than it is corrected to, looks again.
    if (verdict == "REJECTED" and label["answer"] == decided["answer"]) or (
        verdict == "CORRECTED" and answer != decided["answer"]
    ):
        _reopens(item, label["event"])


def adjudicate(town: Naive, who: str, given: Thing) -> Iterator[str]:
    item = town.items[given["itemId"]]
    if any(label["by"] == who for label in item["labels"].values()):
        yield "Refused ADJUDICATOR_LABELED_ITEM"
    if not given["judged"]:
        yield "ValidationFailed NOTHING_GIVEN"
    if not set(given["judged"]) <= {label["event"] for label in standing(item)}:
        yield "Refused LABEL_SUPERSEDED"
    yield from _unknown_class(given)


def adjudicated(town: Naive, who: str, given: Thing, told: Told) -> None:
    item = town.items[given["itemId"]]
    item["asked"].clear()
    item["adjudication"] = {
        "answer": answer_of(given),
        "judged": set(given["judged"]),
        "reopened": False,
    }


def ask(town: Naive, who: str, given: Thing) -> Iterator[str]:
    if given["level"] < 1:
        yield "ValidationFailed NUMBER_OUT_OF_RANGE"


def asked(town: Naive, who: str, given: Thing, told: Told) -> None:
    questions = town.items[given["itemId"]]["questions"]
    questions[told["escalation"]["escalationId"]] = {"by": who, "decision": None}


def answer(town: Naive, who: str, given: Thing) -> Iterator[str]:
    question = town.items[given["itemId"]]["questions"].get(given["escalationId"])
    if question is None:
        yield "NotFound ESCALATION_UNKNOWN"
    elif question["decision"] is not None:
        yield "Refused ESCALATION_NOT_OPEN"


def answered(town: Naive, who: str, given: Thing, told: Told) -> None:
    question = town.items[given["itemId"]]["questions"][given["escalationId"]]
    question["decision"] = given.get("decision", "WITHDRAWN")


def take_back(town: Naive, who: str, given: Thing) -> Iterator[str]:
    yield from answer(town, who, given)
    question = town.items[given["itemId"]]["questions"].get(given["escalationId"])
    is_another = question is not None and question["by"] != who
    if is_another and who not in ("ada", "eve", "max"):
        yield "Refused WITHDRAWER_DID_NOT_RAISE"


ITEM_RULES: dict[str, tuple[set[str], Refuses, Follows]] = {
    "registerItem": ({"MANAGER", "SERVICE"}, register, registered),
    "submitLabel": ({"ANNOTATOR"}, submit, submitted),
    "reviseLabel": ({"ANNOTATOR"}, revise, revised),
    "retractLabel": ({"ANNOTATOR"}, retract, retracted),
    "skipItem": ({"ANNOTATOR"}, skip, skipped),
    "returnItem": ({"ANNOTATOR"}, give_back, given_back),
    "requestReview": (
        {"ANNOTATOR", "REVIEWER", "ADJUDICATOR", "MANAGER"},
        ask_for_review,
        asked_for_review,
    ),
    "reviewLabel": ({"REVIEWER", "ADJUDICATOR"}, review, reviewed),
    "adjudicateItem": ({"ADJUDICATOR"}, adjudicate, adjudicated),
    "raiseEscalation": ({"ANNOTATOR", "REVIEWER"}, ask, asked),
    "resolveEscalation": ({"ADJUDICATOR", "MANAGER"}, answer, answered),
    "withdrawEscalation": ({"ANNOTATOR", "REVIEWER", "MANAGER"}, take_back, answered),
}
"""By mutation: the roles that may, what stands in the way, and what follows."""
