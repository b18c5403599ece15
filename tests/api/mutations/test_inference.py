"""Truth inference through the API: compared, recorded, explained and verified, as of any moment."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from labeltrail.projections.inference_runs.computing import one_at_a_time
from tests.api.townhall import LETTERS, PROJECT, Refusal, TownHall, labeling

RUN = (
    "runId task method applied parameters inputPosition items labels itemsChanged"
    " outcomes { outcome items } annotators { annotator labels accuracy } completedPosition"
    " inputDigest resultDigest recordedBy verify { isEqual reason }"
)
TRUTH = """
query($project: ID!, $item: ID!, $asOf: AsOfInput) {
  project(id: $project) { item(itemId: $item, asOf: $asOf) {
    groundTruth { task category absence asOf { inferenceVersion } explanation { sentence inference {
      runId probability against votes { annotator category evidence } votesMore labelsSince
      confirmedByRunId inputPosition } } } } }
}"""
COMPARE = """
query($project: ID!, $methods: [InferenceMethodInput!]!, $asOf: AsOfInput) {
  project(id: $project) { inference(task: "concern", methods: $methods, asOf: $asOf) {
    methods { method applied reason outcomes { outcome items } resultDigest hasConverged
      accuracies { against nItems nRight share } categories
      annotators { annotator accuracy confusion } }
    agreement { first second nItems nEqual share } asOf { position } } }
}"""
RUNS = """
query($project: ID!, $asOf: AsOfInput, $after: String) {
  project(id: $project) { inferenceRuns(first: 1, after: $after, asOf: $asOf) {
    totalCount pageInfo { hasNextPage endCursor } nodes { runId method verify { isEqual } } } }
}"""
READERS = {
    "bo": ("noise", "roads", "parks"),
    "cy": ("noise", "roads", "noise"),
    "di": ("roads", "roads", "parks"),
}
ASKED = {"task": "concern", "method": "ONE_COIN_DAWID_SKENE"}


async def read_by_three(town: TownHall) -> None:
    """Three readers label three letters, and the policy takes what one-coin Dawid-Skene infers."""
    await town.accepted("ada", "addMember", {"member": "di", "roles": ["ANNOTATOR"]})
    for reader, concerns in READERS.items():
        for letter, concern in zip(LETTERS, concerns, strict=True):
            await town.accepted(reader, "submitLabel", labeling(letter, concern))
    policy = {"overlap": 3, "quorum": 1, "truthMethod": "ONE_COIN_DAWID_SKENE"}
    given = {"policy": policy, "changeNote": "Weigh them."}
    told = await town.accepted("ada", "publishPolicy", given)
    await caught_up(town, told["position"])


async def truth(town: TownHall, letter: str, position: str | None = None) -> dict[str, Any]:
    at = {"asOf": {"position": position}} if position is not None else {}
    answer = await town.ask("liv", TRUTH, {"project": PROJECT, "item": letter, **at})
    found: dict[str, Any] = answer.told["project"]["item"]["groundTruth"][0]
    return found


async def caught_up(town: TownHall, position: str) -> None:
    query = "query($id: ID!, $at: BigInt) { project(id: $id, atLeast: $at) { title } }"
    assert (await town.ask("liv", query, {"id": PROJECT, "at": position})).told["project"]


async def test_run_is_compared_recorded_explained_and_verified(town: TownHall) -> None:
    await read_by_three(town)
    methods = [
        {"method": "MAJORITY"},
        {"method": "ONE_COIN_DAWID_SKENE"},
        {"method": "MACE", "seed": "7", "parameters": {"restarts": 2}},
        {"method": "BRADLEY_TERRY"},
    ]
    answer = await town.ask("liv", COMPARE, {"project": PROJECT, "methods": methods})
    compared = answer.told["project"]["inference"]
    vote, coin, mace, pairs = compared["methods"]
    assert (vote["applied"], vote["outcomes"]) == ("MAJORITY", [{"outcome": "decided", "items": 3}])
    assert (coin["applied"], coin["hasConverged"]) == ("ONE_COIN_DAWID_SKENE", True)
    assert coin["annotators"][0]["annotator"] == "bo"
    assert mace["reason"] is None
    assert pairs["applied"] is None
    assert pairs["reason"]
    assert compared["agreement"][0] == {
        "first": 0,
        "second": 1,
        "nItems": 3,
        "nEqual": 3,
        "share": 1.0,
    }
    before = compared["asOf"]["position"]

    told = await town.accepted("ada", "recordInference", ASKED, f"run {{ {RUN} }}")
    run = told["run"]
    assert run["runId"] == told["commandId"]
    assert (run["applied"], run["items"], run["labels"]) == ("ONE_COIN_DAWID_SKENE", 3, 9)
    assert (run["itemsChanged"], run["recordedBy"]) == (3, "ada")
    assert run["completedPosition"] == told["position"]
    assert run["verify"] == {"isEqual": True, "reason": None}
    assert run["parameters"]["with_gold"] is True

    await caught_up(town, told["position"])
    found = await truth(town, "letter-3")
    assert (found["category"], found["asOf"]["inferenceVersion"]) == ("parks", 1)
    used = found["explanation"]["inference"]
    assert used["runId"] == run["runId"]
    assert Decimal(used["probability"]) > Decimal("0.5")
    assert {one["annotator"]: Decimal(one["evidence"]) > 0 for one in used["votes"]} == {
        "bo": True,
        "cy": False,
        "di": True,
    }
    assert found["explanation"]["sentence"].startswith(f"Run {run['runId']} of one-coin")
    past = await truth(town, "letter-3", before)
    assert (past["absence"], past["explanation"]["inference"]) == ("NOT_INFERRED", None)
    assert "no run of it is recorded" in past["explanation"]["sentence"]


async def test_runs_are_listed_as_of_a_moment_and_sent_again_answered_once(town: TownHall) -> None:
    await read_by_three(town)
    given = {**ASKED, "commandId": str(uuid4())}
    first = await town.accepted("ada", "recordInference", given)
    again = await town.accepted("ada", "recordInference", given)
    assert (again["isDuplicate"], again["position"]) == (True, first["position"])
    reused = await town.mutate("ada", "recordInference", {**given, "seed": "3"})
    assert reused["code"] == "COMMAND_ID_REUSED"
    second = await town.accepted("ada", "recordInference", {**ASKED, "method": "GLAD"})
    await caught_up(town, second["position"])
    page = (await town.ask("liv", RUNS, {"project": PROJECT})).told["project"]["inferenceRuns"]
    assert page["totalCount"] == 2
    (one,) = page["nodes"]
    assert (one["runId"], one["verify"]["isEqual"]) == (given["commandId"], True)
    cursor = page["pageInfo"]["endCursor"]
    rest = await town.ask("liv", RUNS, {"project": PROJECT, "after": cursor})
    assert rest.told["project"]["inferenceRuns"]["nodes"][0]["method"] == "GLAD"
    then = {"project": PROJECT, "asOf": {"position": first["position"]}}
    page = (await town.ask("liv", RUNS, then)).told["project"]["inferenceRuns"]
    assert page["totalCount"] == 1


REFUSED: dict[str, Refusal] = {
    "auditor": ("liv", "recordInference", ASKED, ("Forbidden", "ROLE_MISSING", [])),
    "annotator": ("bo", "recordInference", ASKED, ("Forbidden", "ROLE_MISSING", [])),
    "counted live": (
        "ada",
        "recordInference",
        {**ASKED, "method": "MAJORITY"},
        ("ValidationFailed", "METHOD_COUNTED_LIVE", ["method"]),
    ),
    "another's parameter": (
        "ada",
        "recordInference",
        {**ASKED, "parameters": {"restarts": 3}},
        ("ValidationFailed", "METHOD_NOT_FOR_TASK", ["parameters", "restarts"]),
    ),
    "no such task": (
        "ada",
        "recordInference",
        {**ASKED, "task": "moon"},
        ("ValidationFailed", "TASK_UNKNOWN", ["task"]),
    ),
    "before any label": (
        "ada",
        "recordInference",
        {**ASKED, "asOf": {"position": "14"}},
        ("Refused", "NOTHING_TO_INFER", ["task"]),
    ),
}


async def test_refusals_and_who_may_look(town: TownHall) -> None:
    await read_by_three(town)
    await town.refuses(REFUSED)
    methods = [{"method": "MAJORITY"}]
    denied = await town.ask("rae", COMPARE, {"project": PROJECT, "methods": methods})
    assert denied.code == "FORBIDDEN"
    many = await town.ask("liv", COMPARE, {"project": PROJECT, "methods": methods * 9})
    assert many.code == "TOO_COMPLEX"
    with one_at_a_time():
        busy = await town.ask("liv", COMPARE, {"project": PROJECT, "methods": methods})
    assert busy.code == "OVERLOADED"
