"""Reviews, adjudications and escalations through the API."""

from __future__ import annotations

from typing import Any

import pytest

from labeltrail.events.identifiers import ProjectId
from tests.api.townhall import PROJECT, Refusal, TownHall, absent

PARKS = [{"task": "concern", "value": {"choice": "parks"}}]
LETTER = {"itemId": "letter-1"}


async def test_review_is_asked_for_and_given(town: TownHall) -> None:
    label = await town.label("bo", "letter-1", "noise")
    asked = await town.accepted(
        "bo", "requestReview", {**LETTER, "note": "I am not sure."}, "itemId"
    )
    assert asked["itemId"] == "letter-1"
    given = {
        **LETTER,
        "labelId": label["labelId"],
        "judged": label["currentEventId"],
        "verdict": "CORRECTED",
        "reason": "WRONG_CLASS",
        "answers": PARKS,
        "clause": "1",
        "note": "It is about the trees.",
    }
    fields = "label { labelId reviews { reviewer verdict judgedEventId isInForce } }"
    told = await town.accepted("rae", "reviewLabel", given, fields)
    assert told["label"]["reviews"] == [
        {
            "reviewer": "rae",
            "verdict": "CORRECTED",
            "judgedEventId": label["currentEventId"],
            "isInForce": True,
        }
    ]


async def test_item_is_adjudicated_on_the_labels_judged(town: TownHall) -> None:
    labels = [
        await town.label("bo", "letter-1", "noise"),
        await town.label("cy", "letter-1", "parks"),
    ]
    given = {
        **LETTER,
        "answers": PARKS,
        "judged": [label["currentEventId"] for label in labels],
        "rationale": "The writer asks for the trees to be cut.",
        "clause": "1",
    }
    fields = "adjudication { adjudicator rationale clause judgedEventIds }"
    told = await town.accepted("jo", "adjudicateItem", given, fields)
    assert told["adjudication"] == {
        "adjudicator": "jo",
        "rationale": given["rationale"],
        "clause": "1",
        "judgedEventIds": given["judged"],
    }


async def test_escalation_is_raised_and_resolved(town: TownHall) -> None:
    given = {
        **LETTER,
        "question": "Is a bandstand noise or parks?",
        "level": 2,
        "clause": "1",
        "owner": "jo",
        "dueAt": "2911-04-01T09:00:00Z",
    }
    fields = "escalation { escalationId question raisedBy level owner isOpen decision }"
    raised = (await town.accepted("bo", "raiseEscalation", given, fields))["escalation"]
    assert (raised["question"], raised["raisedBy"]) == (given["question"], "bo")
    assert (raised["level"], raised["owner"], raised["isOpen"]) == (2, "jo", True)
    given = {
        **LETTER,
        "escalationId": raised["escalationId"],
        "decision": "GUIDELINE_APPLIES",
        "rationale": "The band is heard, so it is noise.",
        "clause": "1",
    }
    told = await town.accepted("jo", "resolveEscalation", given, fields)
    assert told["escalation"]["isOpen"] is False
    assert told["escalation"]["decision"] == "GUIDELINE_APPLIES"


async def test_escalation_is_withdrawn_by_who_raised_it(town: TownHall) -> None:
    escalation = await raised(town)
    given = {**LETTER, "escalationId": escalation, "note": "I found clause 1."}
    told = await town.mutate("cy", "withdrawEscalation", given)
    assert (told["code"], told["path"]) == (
        "WITHDRAWER_DID_NOT_RAISE",
        ["input", "escalationId"],
    )
    await town.accepted("bo", "withdrawEscalation", given)
    told = await town.mutate("bo", "withdrawEscalation", given)
    assert (told["__typename"], told["code"]) == ("Refused", "ESCALATION_NOT_OPEN")


@pytest.mark.parametrize("words", ["question", "rationale"])
async def test_words_are_kept_outside_the_log(town: TownHall, words: str) -> None:
    text = f"Old Mrs Pym of Mill Lane wrote this {words}."
    escalation = await raised(town, text if words == "question" else "May I?")
    if words == "rationale":
        given = {**LETTER, "escalationId": escalation, "decision": "ITEM_UNUSABLE"}
        await town.accepted("jo", "resolveEscalation", {**given, "rationale": text})
    bodies = await town.parts.pool.fetch("SELECT body FROM ledger.events")
    assert not [row for row in bodies if "Pym" in row["body"]]
    ids = await town.parts.pool.fetch("SELECT text_id FROM directory.texts")
    kept = await town.parts.directory.words(ProjectId(PROJECT), [row["text_id"] for row in ids])
    assert list(kept.values()).count(text) == 1


async def raised(town: TownHall, question: str = "May I?") -> str:
    given = {**LETTER, "question": question}
    told = await town.accepted("bo", "raiseEscalation", given, "escalation { escalationId }")
    escalation_id: str = told["escalation"]["escalationId"]
    return escalation_id


async def test_reviews_are_refused(town: TownHall) -> None:
    roles = ["ANNOTATOR", "REVIEWER"]
    await town.accepted("ada", "changeMemberRoles", {"member": "bo", "roles": roles})
    label = await town.label("bo", "letter-1", "noise")
    seen = {"labelId": label["labelId"], "judged": label["currentEventId"]}
    approval: dict[str, Any] = {**LETTER, **seen, "verdict": "APPROVED"}
    refused: dict[str, Refusal] = {
        "review of one's own": (
            "bo",
            "reviewLabel",
            approval,
            ("Refused", "REVIEWER_IS_AUTHOR", ["reviewer"]),
        ),
        "review of what has changed": (
            "rae",
            "reviewLabel",
            {**approval, "judged": absent()},
            ("Refused", "LABEL_SUPERSEDED", ["judged"]),
        ),
        "rejection without a reason": (
            "rae",
            "reviewLabel",
            {**approval, "verdict": "REJECTED"},
            ("ValidationFailed", "NOTHING_GIVEN", ["reason"]),
        ),
        "approval with answers": (
            "rae",
            "reviewLabel",
            {**approval, "answers": PARKS},
            ("ValidationFailed", "CORRECTION_MISMATCH", ["answers"]),
        ),
        "clause that is not there": (
            "rae",
            "reviewLabel",
            {**approval, "clause": "9"},
            ("ValidationFailed", "CLAUSE_UNKNOWN", ["clause"]),
        ),
        "unknown label": (
            "rae",
            "reviewLabel",
            {**approval, "labelId": absent()},
            ("NotFound", "LABEL_UNKNOWN", ["labelId"]),
        ),
    }
    await town.refuses(refused)


async def test_adjudications_are_refused(town: TownHall) -> None:
    roles = ["ANNOTATOR", "ADJUDICATOR"]
    await town.accepted("ada", "changeMemberRoles", {"member": "bo", "roles": roles})
    label = await town.label("bo", "letter-1", "noise")
    seen = {"judged": [label["currentEventId"]]}
    ruling: dict[str, Any] = {**LETTER, **seen, "answers": PARKS, "rationale": "So it is."}
    refused: dict[str, Refusal] = {
        "adjudication of one's own": (
            "bo",
            "adjudicateItem",
            ruling,
            ("Refused", "ADJUDICATOR_LABELED_ITEM", ["adjudicator"]),
        ),
        "adjudication of what has changed": (
            "jo",
            "adjudicateItem",
            {**ruling, "judged": [label["currentEventId"], absent()]},
            ("Refused", "LABEL_SUPERSEDED", ["judged", "1"]),
        ),
        "adjudication without words": (
            "jo",
            "adjudicateItem",
            {**ruling, "rationale": "  "},
            ("ValidationFailed", "TEXT_EMPTY", ["rationale"]),
        ),
    }
    await town.refuses(refused)


QUESTION = {**LETTER, "question": "May I?"}
REFUSED_QUESTIONS: dict[str, Refusal] = {
    "too long a question": (
        "bo",
        "raiseEscalation",
        {**LETTER, "question": "?" * 10_001},
        ("ValidationFailed", "TEXT_TOO_LONG", ["question"]),
    ),
    "level beyond the last": (
        "bo",
        "raiseEscalation",
        {**QUESTION, "level": 10},
        ("ValidationFailed", "NUMBER_OUT_OF_RANGE", ["level"]),
    ),
    "owner from outside": (
        "bo",
        "raiseEscalation",
        {**QUESTION, "owner": "mallory"},
        ("NotFound", "MEMBER_UNKNOWN", ["owner"]),
    ),
    "unknown escalation": (
        "jo",
        "resolveEscalation",
        {
            **LETTER,
            "escalationId": absent(),
            "decision": "ADJUDICATE",
            "rationale": "So it is.",
        },
        ("NotFound", "ESCALATION_UNKNOWN", ["escalationId"]),
    ),
    "auditor who asks": (
        "liv",
        "requestReview",
        LETTER,
        ("Forbidden", "ROLE_MISSING", []),
    ),
}


async def test_questions_are_refused(town: TownHall) -> None:
    await town.refuses(REFUSED_QUESTIONS)


async def test_second_request_for_a_review_is_refused(town: TownHall) -> None:
    await town.accepted("bo", "requestReview", LETTER)
    told = await town.mutate("bo", "requestReview", LETTER)
    assert (told["code"], told["path"]) == ("REVIEW_ALREADY_REQUESTED", ["input", "itemId"])
