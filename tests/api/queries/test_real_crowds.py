"""The figures of real crowds, asked of the API: those of the reference libraries."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.crowds import Crowd, crowd, recorded
from tests.api.letters import BATCH, ruled
from tests.api.townhall import PROJECT, TENANT, TownHall

ALPHA = {
    "snow_rte": 0.2415,
    "snow_temporal": 0.2234,
    "masc_sense_add_v": 0.4650,
    "act_weather_amt": 0.5212,
    "act_sentence_polarity_amt": 0.7377,
}
AGREEMENT = """
query ($id: ID!, $atLeast: BigInt) {
  project(id: $id, atLeast: $atLeast) {
    agreement(task: "label") { alphaNominal { value nItems nAnnotators } }
  }
}
"""


REPORT = """
query ($id: ID!, $atLeast: BigInt, $by: AgreementBy!, $measures: [AgreementMeasureInput!],
       $interval: ScoreIntervalInput, $first: Int!, $after: String, $repeats: Boolean!) {
  project(id: $id, atLeast: $atLeast) {
    agreementReport(task: "label", by: $by, measures: $measures, interval: $interval,
                    first: $first, after: $after, withRepeats: $repeats) {
      parts { key other scores { value status nItems method interval { low high method } } }
      hasMore endCursor asOf { position }
    }
  }
}
"""
INFERENCE = """
query ($id: ID!, $atLeast: BigInt, $methods: [InferenceMethodInput!]!) {
  project(id: $id, atLeast: $atLeast) {
    inference(task: "label", methods: $methods) {
      methods { method outcomes { outcome items } accuracies { against nRight } }
    }
  }
}
"""
ACCURACY = {
    "snow_rte": (0.8562, 0.9375, 0.9275),
    "snow_temporal": (0.9177, 0.9545, 0.9416),
    "act_sentence_polarity_amt": (0.9380, 0.9480, 0.9440),
}
"""Of a majority vote with ties wrong and with ties right, and of Dawid-Skene without prior."""
NOMINAL = {"coefficient": "KRIPPENDORFF_ALPHA"}


@pytest.mark.parametrize("name", ALPHA)
async def test_a_real_crowd_has_the_alpha_of_the_reference(hall: TownHall, name: str) -> None:
    """Each label of a worker counts here, as in the reference; `agreement` takes the first."""
    found = crowd(name)
    project = name.replace("_", "-")
    position = await recorded(hall.parts.pool, project, TENANT, found)
    told = await reported(hall, project, position, by="WHOLE", measures=[NOMINAL], repeats=True)
    assert told["parts"][0]["scores"][0]["value"] == pytest.approx(ALPHA[name], abs=0.00005)
    answer = await hall.ask("ada", AGREEMENT, {"id": project, "atLeast": str(position)})
    (agreement,) = answer.told["project"]["agreement"]
    assert agreement["alphaNominal"]["nAnnotators"] == found.workers
    first = await reported(hall, project, position, by="WHOLE", measures=[NOMINAL])
    kept, computed = agreement["alphaNominal"], first["parts"][0]["scores"][0]
    assert (kept["value"], kept["nItems"]) == (computed["value"], computed["nItems"])
    if name in ACCURACY:
        await truth_is_as_good_as_the_reference(hall, project, position, found, ACCURACY[name])
    if name == "snow_temporal":
        await parts_are_told(hall, project, position)


async def truth_is_as_good_as_the_reference(
    hall: TownHall,
    project: str,
    position: int,
    found: Crowd,
    expected: tuple[float, float, float],
) -> None:
    """Held against gold, which no method is given."""
    plain = {"priorCorrect": 0, "priorWrong": 0, "priorClass": 0}
    methods = [{"method": "PLURALITY"}, {"method": "DAWID_SKENE", "parameters": plain}]
    asked = {"id": project, "atLeast": str(position), "methods": methods}
    told = (await hall.ask("ada", INFERENCE, asked)).told["project"]["inference"]
    vote, model = told["methods"]
    ties = sum(one["items"] for one in vote["outcomes"] if one["outcome"] == "tie")
    n = len(found.gold)
    correct = {
        one["method"]: next(
            each["nRight"] for each in one["accuracies"] if each["against"] == "GOLD"
        )
        for one in (vote, model)
    }
    assert correct["PLURALITY"] / n == pytest.approx(expected[0], abs=0.0001)
    assert (correct["PLURALITY"] + ties) / n == pytest.approx(expected[1], abs=0.0001)
    assert correct["DAWID_SKENE"] / n == pytest.approx(expected[2], abs=0.0026)


async def parts_are_told(hall: TownHall, project: str, position: int) -> None:
    """The same crowd by class, pair and annotator, with intervals, page by page."""
    classes = await reported(
        hall, project, position, by="CATEGORY", interval={"resamples": 200, "seed": 5}
    )
    assert [one["key"] for one in classes["parts"]] == ["after", "before"]
    for one in classes["parts"][0]["scores"]:
        assert one["interval"]["low"] < one["value"] < one["interval"]["high"]
        assert one["interval"]["method"] == "bootstrap of items, percentile"
    kappa = [{"coefficient": "COHEN_KAPPA"}]
    pairs = await reported(hall, project, position, by="PAIR", measures=kappa, first=3)
    assert pairs["hasMore"]
    assert all(one["key"] < one["other"] for one in pairs["parts"])
    more = await reported(
        hall, project, position, by="PAIR", measures=kappa, first=3, after=pairs["endCursor"]
    )
    assert more["parts"][0]["other"] > pairs["parts"][-1]["other"]
    assert more["asOf"] == pairs["asOf"]
    rest = await reported(hall, project, position, by="ANNOTATOR", measures=[NOMINAL], first=100)
    assert len(rest["parts"]) == 76, "so many workers"


async def test_what_does_not_fit_is_told_with_a_code(town: TownHall) -> None:
    wanted = {"task": "concern", "by": "ITEM", "interval": {"level": 0.9}}
    query = """
    query ($id: ID!, $task: String!, $by: AgreementBy!, $interval: ScoreIntervalInput) {
      project(id: $id) { agreementReport(task: $task, by: $by, interval: $interval) { hasMore } }
    }
    """
    answer = await town.ask("ada", query, {"id": "letters-1911", **wanted})
    assert answer.code == "BAD_USER_INPUT"
    for changed in ({"interval": {"level": 2}}, {"interval": {"resamples": 1}}, {"by": "SLICE"}):
        answer = await town.ask("ada", query, {"id": "letters-1911", **wanted, **changed})
        assert answer.code == "BAD_USER_INPUT", changed
    answer = await town.ask("ada", query, {"id": "letters-1911", "task": "none", "by": "WHOLE"})
    assert answer.code == "BAD_USER_INPUT"
    assert "the tasks are: concern, urgency" in answer.body["errors"][0]["message"]
    for person in ("bo", "quill"):
        answer = await town.ask(person, query, {"id": "letters-1911", **wanted})
        assert answer.code == "FORBIDDEN", "others' answers are in it"


TASK_NAMED = (
    "agreement(task: $task) { task }",
    "agreementReport(task: $task) { hasMore }",
    "annotators(task: $task, first: 2) { totalCount }",
    'annotator(annotatorId: "bo") { scorecard(task: $task) { labels } }',
    "ownScorecard(task: $task) { labels }",
    "goldScores(task: $task) { task }",
    "inference(task: $task, methods: [{method: MAJORITY}]) { task }",
    "distribution(task: $task) { task }",
    'distributionTrend(task: $task, by: "week") { by }',
    "shift(task: $task, from: {}, to: {}) { seed }",
    "leakage(task: $task) { seed }",
)
BATCH_NAMED = (
    "annotators(task: $task, first: 2, where: {batchId: $batch}) { totalCount }",
    'annotator(annotatorId: "bo") { scorecard(task: $task, where: {batchId: $batch}) { items } }',
    "goldScores(task: $task, batchId: $batch) { task }",
    "inference(task: $task, methods: [{method: MAJORITY}], batchId: $batch) { task }",
    "distribution(task: $task, of: {batch: $batch}) { task }",
    'distributionTrend(task: $task, by: "week", of: {batch: $batch}) { by }',
    "shift(task: $task, from: {}, to: {batch: $batch}) { seed }",
)


async def test_unknown_tasks_and_batches_are_told_alike_with_those_that_there_are(
    town: TownHall,
) -> None:
    """Never an answer about nothing: a misspelt name would look like a project without labels."""
    await ruled(town)
    known = {"task": "the tasks are: concern, urgency", "batch": f"the batches are: {BATCH}"}
    for name, fields, given in (
        ("task", TASK_NAMED, {"task": "zz"}),
        ("batch", BATCH_NAMED, {"task": "concern", "batch": "zz"}),
    ):
        declared = ", ".join(f"${one}: {_TYPES[one]}!" for one in given)
        for field in fields:
            query = f'query ({declared}) {{ project(id: "{PROJECT}") {{ {field} }} }}'
            for who in ("ada", "max"):
                answer = await town.ask(who, query, given)
                codes = {one["extensions"]["code"] for one in answer.body["errors"]}
                told = answer.body["errors"][0]["message"]
                if who == "max":  # who may still label an item learns no more than the batches
                    assert codes <= {"BLIND", "BAD_USER_INPUT", "FORBIDDEN"}, field
                    continue
                assert codes == {"BAD_USER_INPUT"}, field
                assert told == f"there is no {name} 'zz'; {known[name]}", field


_TYPES = {"task": "String", "batch": "ID"}


async def reported(
    hall: TownHall,
    project: str,
    position: int,
    *,
    by: str,
    measures: list[dict[str, str]] | None = None,
    interval: dict[str, object] | None = None,
    first: int = 10,
    after: str | None = None,
    repeats: bool = False,
) -> dict[str, Any]:
    asked: dict[str, object] = {
        "id": project,
        "atLeast": str(position),
        "by": by,
        "measures": measures,
        "interval": interval,
        "first": first,
        "after": after,
        "repeats": repeats,
    }
    told: dict[str, Any] = (await hall.ask("ada", REPORT, asked)).told["project"]
    return dict(told["agreementReport"])
