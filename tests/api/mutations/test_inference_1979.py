"""The anaesthetists of 1979 through the API: recorded with Dawid-Skene, the figures as printed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from tests.api.townhall import PROJECT, TownHall
from tests.projections.inference.anaesthetists import (
    CLASSES,
    ERROR_RATES,
    LEADING,
    MARGINALS,
    UNSURE,
    patient,
    readings,
)

TASK = {
    "name": "fitness",
    "kind": "ORDINAL",
    "question": "How fit is the patient for anaesthesia?",
    "classes": [
        {"classId": f"grade-{rank}", "rank": int(rank), "definition": f"Grade {rank}."}
        for rank in CLASSES
    ],
}
AS_PRINTED = {
    "withRepeats": True,
    "priorCorrect": 0.0,
    "priorWrong": 0.0,
    "priorClass": 0.0,
    "tolerance": 1e-12,
    "learnFromSingleVotes": True,
}
REGISTER = """mutation($input: RegisterItemsInput!) { registerItems(input: $input) {
  outcomes { __typename } } }"""
SUBMIT = """mutation($input: SubmitLabelsInput!) { submitLabels(input: $input) {
  outcomes { __typename } } }"""
FIGURES = """query($id: ID!, $methods: [InferenceMethodInput!]!) { project(id: $id) {
  inference(task: "fitness", methods: $methods) { methods { resultDigest inputDigest categories
    classPrior annotators { annotator labels confusion } } } } }"""
TRUTHS = """query($id: ID!, $at: BigInt) { project(id: $id, atLeast: $at) {
  items(first: 45) { nodes { itemId groundTruth {
    category explanation { inference { probability } } } } } } }"""
PRINTED = 0.01


async def theatre(hall: TownHall) -> None:
    """45 patients, five observers, the first of whom answers three times."""
    await hall.accepted("ada", "createProject", {"title": "Fitness for anaesthesia, 1979"})
    for observer in ERROR_RATES:
        await hall.accepted("ada", "addMember", {"member": observer, "roles": ["ANNOTATOR"]})
    await hall.accepted("ada", "addMember", {"member": "quill", "roles": ["SERVICE"]})
    note = {"changeNote": "As published."}
    await hall.accepted("ada", "publishTaxonomy", {"tasks": [TASK], **note})
    clauses = [{"number": "1", "title": "Fitness", "text": "From 1 to 4."}]
    await hall.accepted("ada", "reviseGuideline", {"clauses": clauses, **note})
    await hall.accepted("ada", "publishGuideline", {"guidelineRevision": 1})
    policy = {"overlap": 5, "quorum": 1, "truthMethod": "DAWID_SKENE"}
    await hall.accepted("ada", "publishPolicy", {"policy": policy, **note})
    patients = [
        {"commandId": str(uuid4()), "itemId": patient(number), "modality": "TABULAR"}
        for number in range(1, 46)
    ]
    await many(hall, REGISTER, "items", patients)
    seen: dict[tuple[str, str], int] = {}
    labels: list[dict[str, Any]] = []
    for form, observer, said in readings():
        seen[form, observer] = seen.get((form, observer), 0) + 1
        labels.append(
            {
                "commandId": str(uuid4()),
                "annotator": observer,
                "itemId": form,
                "repeat": seen[form, observer],
                "answers": [{"task": "fitness", "value": {"rating": int(said)}}],
                "taxonomyVersion": 1,
                "guidelineRevision": 1,
            }
        )
    await many(hall, SUBMIT, "labels", labels)


async def many(hall: TownHall, query: str, listed: str, given: list[dict[str, Any]]) -> None:
    answer = await hall.ask("quill", query, {"input": {"project": PROJECT, listed: given}})
    (payload,) = answer.told.values()
    assert {one["__typename"][-7:] for one in payload["outcomes"]} == {"Success"}


async def test_figures_are_those_printed(hall: TownHall) -> None:
    await theatre(hall)
    asked = {"task": "fitness", "method": "DAWID_SKENE", "parameters": AS_PRINTED}
    fields = "run { inputDigest resultDigest labels items verify { isEqual } }"
    told = await hall.accepted("ada", "recordInference", asked, fields)
    run = told["run"]
    assert (run["labels"], run["items"], run["verify"]["isEqual"]) == (315, 45, True)

    methods = [{"method": "DAWID_SKENE", "parameters": AS_PRINTED}]
    answer = await hall.ask("ada", FIGURES, {"id": PROJECT, "methods": methods})
    (method,) = answer.told["project"]["inference"]["methods"]
    assert method["resultDigest"] == run["resultDigest"]
    assert method["inputDigest"] == run["inputDigest"]
    assert method["categories"] == list(CLASSES)
    assert [float(one) for one in method["classPrior"]] == pytest.approx(MARGINALS, abs=PRINTED)
    for one in method["annotators"]:
        for row, printed in zip(one["confusion"], ERROR_RATES[one["annotator"]], strict=True):
            counts = [float(cell) for cell in row]
            assert [cell / sum(counts) for cell in counts] == pytest.approx(printed, abs=PRINTED)

    answer = await hall.ask("ada", TRUTHS, {"id": PROJECT, "at": told["position"]})
    for number, item in enumerate(answer.told["project"]["items"]["nodes"], start=1):
        (found,) = item["groundTruth"]
        assert found["category"] == LEADING[number - 1]
        certainty = UNSURE.get(number, {}).get(LEADING[number - 1], 1.0)
        probability = Decimal(found["explanation"]["inference"]["probability"])
        assert float(probability) == pytest.approx(certainty, abs=PRINTED)
