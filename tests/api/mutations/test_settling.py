"""A question rises, is settled for reuse, and changes the handbook: one story over HTTP."""

from __future__ import annotations

from typing import Any

from tests.api.letters import read
from tests.api.townhall import CLAUSES, TownHall, absent, labeling

PRECEDENTS = "precedents(first: 5) { nodes { precedentId question followedCount } }"
LEVELS = [
    {"title": "Desk", "hours": 4, "owners": ["rae"]},
    {"title": "Town clerk", "hours": 48, "role": "ADJUDICATOR"},
]
ORGAN = {
    "question": "Is a barrel organ noise?",
    "answer": "Yes, once somebody is kept awake by it.",
    "classes": [{"task": "concern", "classId": "noise"}],
}


async def levelled(town: TownHall) -> None:
    policy = {"overlap": 2, "quorum": 2, "escalationLevels": LEVELS}
    await town.accepted("ada", "publishPolicy", {"policy": policy, "changeNote": "Levels."})


async def raised(town: TownHall, letter: str, by: str = "cy", **more: Any) -> dict[str, Any]:
    given = {"itemId": letter, "question": "Is a barrel organ noise, or art?", **more}
    fields = "escalation { escalationId level owner ownerRole dueAt isOverdue }"
    payload = await town.accepted(by, "raiseEscalation", given, fields)
    escalation: dict[str, Any] = payload["escalation"]
    return {"itemId": letter, **escalation}


def named(question: dict[str, Any]) -> dict[str, Any]:
    return {"itemId": question["itemId"], "escalationId": question["escalationId"]}


SETTLED = {
    "decision": "GUIDELINE_CLARIFIED",
    "rationale": "Whoever sleeps by day is woken all the same.",
    "clause": "1",
    "demand": "Say that music can be noise.",
    "precedent": ORGAN,
}


async def test_question_is_handed_on_and_settled_for_reuse(town: TownHall) -> None:
    await levelled(town)
    question = await raised(town, "letter-1")
    assert (question["level"], question["owner"], question["isOverdue"]) == (1, "rae", False)
    key = named(question)
    await town.accepted("rae", "commentEscalation", {**key, "comment": "It plays at night."})
    lifted = await town.accepted(
        "jo", "liftEscalation", {**key, "level": 2}, "escalation { level ownerRole }"
    )
    assert lifted["escalation"] == {"level": 2, "ownerRole": "ADJUDICATOR"}
    await town.accepted("ada", "assignEscalation", {**key, "owner": "jo"})
    payload = await town.accepted(
        "jo",
        "resolveEscalation",
        {**key, **SETTLED},
        "escalation { demand precedent { precedentId answer } comments { comment } }",
    )
    resolved = payload["escalation"]
    precedent_id = question["escalationId"]
    assert resolved["precedent"]["precedentId"] == precedent_id
    assert [one["comment"] for one in resolved["comments"]] == ["It plays at night."]

    later = await raised(town, "letter-3")
    queue = await read(
        town,
        "jo",
        """
        escalations(first: 5, isOpen: true, where: {level: 1, owner: "rae"}) {
          nodes { escalationId precedents { precedentId score reasons { likeness } } }
        }
        escalationQueues { queues { level owner open overdue } }
        """,
        int(payload["position"]) + 1,
    )
    (open_one,) = queue["escalations"]["nodes"]
    assert open_one["escalationId"] == later["escalationId"]
    assert [one["precedentId"] for one in open_one["precedents"]] == [precedent_id]
    assert queue["escalationQueues"]["queues"] == [
        {"level": 1, "owner": "rae", "open": 1, "overdue": 0}
    ]
    nobody = await read(
        town,
        "jo",
        'escalations(first: 5, isOpen: true, where: {owner: "jo"}) { nodes { level } }',
        int(payload["position"]) + 1,
    )
    assert nobody["escalations"]["nodes"] == []


async def changed_handbook(town: TownHall) -> tuple[str, str]:
    """Settled, clarified, followed, and answered by a revision: the question, and where it is
    published.
    """
    question = await raised(town, "letter-1")
    key, precedent_id = named(question), str(question["escalationId"])
    await town.accepted("jo", "resolveEscalation", {**key, **SETTLED})
    clarified = await town.accepted(
        "jo",
        "clarifyClause",
        {
            "guidelineRevision": 1,
            "clause": "1",
            "clarification": "Music that keeps awake is noise.",
            "reason": "Asked about barrel organs.",
            "resolution": key,
        },
        "guideline { clauses { number clarifications { clarification clarifiedBy } } }",
    )
    first = clarified["guideline"]["clauses"][0]["clarifications"]
    assert first == [{"clarification": "Music that keeps awake is noise.", "clarifiedBy": "jo"}]
    await town.accepted(
        "cy",
        "submitLabel",
        {**labeling("letter-2"), "clauses": ["1"], "follows": precedent_id},
        "label { clauses }",
    )
    changed = [{**CLAUSES[0], "text": "Music can be noise."}, CLAUSES[1]]
    revise = {"clauses": changed, "changeNote": "Barrel organs.", "answers": [key]}
    await town.accepted("ada", "reviseGuideline", revise)
    published = await town.accepted("ada", "publishGuideline", {"guidelineRevision": 2})
    return precedent_id, str(published["position"])


async def test_settled_question_changes_the_handbook(town: TownHall) -> None:
    precedent_id, published = await changed_handbook(town)
    told = await read(
        town,
        "ada",
        """
        guidelineDemands(isOpen: false) { demands { demand answeredBy } }
        guidelineDifference(fromRevision: 1, toRevision: 2) { changed }
        guidelineRevisions { revision changeNote effectivePosition answers { escalationId } }
        guidelineCoverage { revisions { made { labels } clauses { cited { labels } } } }
        staleLabels(first: 5) { nodes { itemId staleSince changedClauses citedAndChanged } }
        staleLabelCounts { policy counts { guidelineRevision labels } }
        guidelineImpact(task: "concern") { itemsWaiting before { answers } after { answers } }
        precedents(first: 5, search: "barrel organs") {
          nodes { question clause followedCount follows { itemId following } reasons { sentence } }
        }
        onboarding {
          clauses {
            clause { number }
            precedents { answer }
            classes { defined { classId counterexamples } }
          }
        }
        """,
        int(published),
    )
    assert told["guidelineDemands"]["demands"] == [
        {"demand": "Say that music can be noise.", "answeredBy": 2}
    ]
    assert told["guidelineDifference"]["changed"] == ["1"]
    second = told["guidelineRevisions"][1]
    assert second["effectivePosition"] == published
    assert second["answers"] == [{"escalationId": precedent_id}]
    assert told["guidelineCoverage"]["revisions"][0]["clauses"][0]["cited"]["labels"] == 1
    assert told["staleLabels"]["nodes"] == [
        {
            "itemId": "letter-2",
            "staleSince": 2,
            "changedClauses": ["1"],
            "citedAndChanged": ["1"],
        }
    ]
    assert told["staleLabelCounts"]["counts"] == [{"guidelineRevision": 1, "labels": 1}]
    assert told["guidelineImpact"]["itemsWaiting"] == 1
    (found,) = told["precedents"]["nodes"]
    assert found["followedCount"] == 1
    assert found["follows"] == [{"itemId": "letter-2", "following": "LABEL"}]
    assert found["reasons"] == [{"sentence": "2 of 2 words: barrel, organs"}]
    clause = told["onboarding"]["clauses"][0]
    assert clause["precedents"] == [{"answer": ORGAN["answer"]}]
    assert [one["defined"]["classId"] for one in clause["classes"]] == ["noise"]

    stale = 'staleLabels(first: 5, annotator: "cy") { nodes { itemId annotator } }'
    own = await read(town, "cy", stale, int(published))
    assert own["staleLabels"]["nodes"] == [{"itemId": "letter-2", "annotator": "cy"}]
    others = await read(town, "bo", stale, int(published))
    assert others["staleLabels"]["nodes"] == [], "who only annotates sees their own"


async def test_overturned_precedent_lists_what_rested_on_it(town: TownHall) -> None:
    ids = []
    for letter in ("letter-1", "letter-2"):
        question = await raised(town, letter)
        given = {**named(question), "decision": "GUIDELINE_APPLIES", "rationale": "As ever."}
        await town.accepted("jo", "resolveEscalation", {**given, "precedent": ORGAN})
        ids.append(question["escalationId"])
    await town.accepted("bo", "submitLabel", {**labeling("letter-3"), "follows": ids[0]})
    given = {"precedentId": ids[0], "supersededBy": ids[1], "reason": "Art, after all."}
    over = await town.accepted("ada", "supersedePrecedent", given, "precedentId")
    assert over["precedentId"] == ids[0]
    then = int(over["position"]) - 1
    inside = f"""
        precedent(precedentId: "{ids[0]}") {{
          isSuperseded supersededBy supersededReason affectedItems
        }}
        before: precedent(precedentId: "{ids[0]}", asOf: {{position: "{then}"}}) {{
          isSuperseded
        }}
        precedents(first: 5, isSuperseded: false) {{ nodes {{ precedentId }} totalCount }}
    """
    told = await read(town, "ada", inside, int(over["position"]))
    assert told["precedent"] == {
        "isSuperseded": True,
        "supersededBy": ids[1],
        "supersededReason": "Art, after all.",
        "affectedItems": ["letter-3"],
    }
    assert told["before"] == {"isSuperseded": False}
    assert told["precedents"] == {"nodes": [{"precedentId": ids[1]}], "totalCount": 1}
    again = {**labeling("letter-3"), "follows": ids[0]}
    await town.refuses(
        {
            "overturned": (
                "cy",
                "submitLabel",
                again,
                ("Refused", "PRECEDENT_SUPERSEDED", ["follows"]),
            ),
            "unknown": (
                "cy",
                "submitLabel",
                {**again, "follows": absent()},
                ("NotFound", "PRECEDENT_UNKNOWN", ["follows"]),
            ),
            "clause": (
                "cy",
                "submitLabel",
                {**labeling("letter-3"), "clauses": ["9"]},
                ("ValidationFailed", "CLAUSE_UNKNOWN", ["clauses", "0"]),
            ),
            "demand": (
                "ada",
                "reviseGuideline",
                {
                    "clauses": CLAUSES,
                    "changeNote": "Again.",
                    "answers": [{"itemId": "letter-1", "escalationId": ids[0]}],
                },
                ("NotFound", "DEMAND_UNKNOWN", ["answers", "0"]),
            ),
            "levels": (
                "ada",
                "liftEscalation",
                {"itemId": "letter-1", "escalationId": ids[0], "level": 2},
                ("Refused", "ESCALATION_NOT_OPEN", ["escalationId"]),
            ),
        }
    )


async def test_annotator_is_blind_to_precedents_of_letters_still_to_label(
    town: TownHall,
) -> None:
    question = await raised(town, "letter-1")
    await town.label("cy", "letter-1", "noise")
    given = {**named(question), "decision": "GUIDELINE_APPLIES", "rationale": "As ever."}
    done = await town.accepted("jo", "resolveEscalation", {**given, "precedent": ORGAN})
    position = int(done["position"])
    precedent = f'precedent(precedentId: "{question["escalationId"]}") {{ answer }}'
    shown = f"""
        precedents(first: 5) {{ nodes {{ answer }} totalCount }}
        {precedent}
        item(itemId: "letter-2") {{ precedents {{ answer }} }}
        onboarding {{ otherPrecedents {{ answer }} }}
    """
    bo = await read(town, "bo", shown, position)
    assert bo["precedents"] == {"nodes": [], "totalCount": 0}
    assert bo["precedent"] is None
    assert bo["onboarding"]["otherPrecedents"] == []

    cy = await read(town, "cy", shown, position)
    assert cy["precedents"]["nodes"] == [{"answer": ORGAN["answer"]}]
    assert cy["precedent"] == {"answer": ORGAN["answer"]}
    counted = await town.ask("cy", f'{{ project(id: "letters-1911") {{ {PRECEDENTS} }} }}')
    assert counted.code == "FORBIDDEN"

    await town.label("bo", "letter-1", "roads")
    seen = await read(town, "bo", precedent, position)
    assert seen["precedent"] == {"answer": ORGAN["answer"]}
