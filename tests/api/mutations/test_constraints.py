"""A constraint of the taxonomy through the API: whoever answers, reviews or decides keeps it."""

from __future__ import annotations

from typing import Any

from tests.api.townhall import TASKS, TownHall, labeling

CALM = "Nobody is hurt in a park: call it soon at most, or name what else it concerns."
CONSTRAINT = {
    "constraintId": "parks-are-calm",
    "tasks": ["concern", "urgency"],
    "expression": 'answers.concern != "parks" || answers.urgency <= 2',
    "message": CALM,
}
PLACE = ("ValidationFailed", "CONSTRAINT_VIOLATED", ["answers"])


def under_two(concern: str, urgency: int) -> dict[str, Any]:
    return {**labeling("letter-1", concern, urgency), "taxonomyVersion": 2}


async def test_constraint_binds_labels_revisions_corrections_and_adjudications(
    town: TownHall,
) -> None:
    rules = {"tasks": TASKS, "constraints": [CONSTRAINT], "changeNote": "Parks are calm."}
    await town.accepted("ada", "publishTaxonomy", rules)
    violating = under_two("parks", 3)
    refused = await town.mutate("bo", "submitLabel", violating)
    assert (refused["code"], refused["message"]) == ("CONSTRAINT_VIOLATED", CALM)
    one_answer = {**violating, "answers": violating["answers"][1:]}
    await town.accepted("cy", "submitLabel", one_answer)  # what is unanswered says nothing
    fields = "label { labelId currentEventId }"
    given = under_two("parks", 2)
    label = (await town.accepted("bo", "submitLabel", given, fields))["label"]
    judged = label["currentEventId"]
    correction = {
        "itemId": "letter-1",
        "labelId": label["labelId"],
        "judged": judged,
        "verdict": "CORRECTED",
        "reason": "CARELESS",
        "answers": violating["answers"],
    }
    decision = {
        "itemId": "letter-1",
        "answers": violating["answers"],
        "judged": [judged],
        "rationale": "The fountain leaks.",
    }
    revision = {**violating, "labelId": label["labelId"]}
    await town.refuses(
        {
            "label": ("bo", "submitLabel", {**violating, "repeat": 2}, PLACE),
            "revision": ("bo", "reviseLabel", revision, PLACE),
            "correction": ("rae", "reviewLabel", correction, PLACE),
            "adjudication": ("jo", "adjudicateItem", decision, PLACE),
        }
    )
    for actor, mutation, asked in (
        ("bo", "reviseLabel", revision),
        ("rae", "reviewLabel", correction),
        ("jo", "adjudicateItem", decision),
    ):
        assert (await town.mutate(actor, mutation, asked))["message"] == CALM, mutation
    calm = under_two("parks", 1)["answers"]
    await town.accepted("jo", "adjudicateItem", {**decision, "answers": calm})
    await town.accepted("bo", "submitLabel", labeling("letter-2", "parks", 3))  # under version 1
