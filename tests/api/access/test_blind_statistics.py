"""Whoever may still label reads no statistic, though a second hat would let them: the whole answer
to each field is searched for what others said, what is gold and what was inferred.
"""

from __future__ import annotations

import msgspec
import pytest

from tests.api.access.test_blindness import leaks
from tests.api.letters import BATCH, morning, read
from tests.api.townhall import PROJECT, TownHall

FIELDS = {
    "agreementReport": 'agreementReport(task: "concern", by: CATEGORY) { parts { key } }',
    "agreementReport of a batch": f'batch(batchId: "{BATCH}")'
    ' { agreementReport(task: "concern", by: ANNOTATOR) { parts { key } } }',
    "inference": 'inference(task: "concern", methods: [{method: MAJORITY}]) {'
    " methods { outcomes { outcome items } annotators { annotator } categories } }",
    "inferenceRuns": "inferenceRuns(first: 9) { nodes { annotators { annotator } } }",
    "inferenceRun": 'inferenceRun(runId: "RUN") { task annotators { annotator } }',
    "goldItems": "goldItems(first: 9) { totalCount nodes { itemId category proposedBy } }",
    "goldScores": 'goldScores(task: "concern") { scores { annotator } }',
    "goldExposures": "goldExposures(first: 9) { exposures { annotator } }",
    "doubtedGolds": 'doubtedGolds(task: "concern", annotatorsMin: 2) { golds { category } }',
    "annotators": 'annotators(task: "concern", first: 9) { nodes { annotator labels } }',
    "annotator": 'annotator(annotatorId: "cy") { scorecard(task: "concern") { annotator } }',
    "taxonomyAdvice": 'taxonomyAdvice(task: "concern") { sentence advice { sentence } }',
    "relabelWorklist": 'relabelWorklist(task: "concern", first: 9) { totalCount nodes { itemId } }',
    "pilotReport": f'batch(batchId: "{BATCH}") {{ pilotReport(task: "concern") {{ sentence }} }}',
    "distribution": 'distribution(task: "concern") { task asOf { position } }',
    "distributionTrend": 'distributionTrend(task: "concern", by: "week") { by }',
    "shift": f'shift(task: "concern", from: {{}}, to: {{batch: "{BATCH}"}}) {{ nShared }}',
    "leakage": 'leakage(task: "concern", permutations: 9) { nItems }',
    "workQueue": "workQueue(first: 9) { totalCount nodes { itemId } }",
    "workQueue of a batch": f'workQueue(first: 9, batchId: "{BATCH}") {{ nodes {{ itemId }} }}',
    "workSummary": "workSummary { whole { openItems free held } holders { member } }",
    "duplicates": "duplicates(first: 9) { nodes { itemIds tasks } }",
}
_NO_ROWS: dict[str, object] = {"totalCount": None, "nodes": []}
SHOWN_EMPTY: dict[str, object] = {"goldItems": _NO_ROWS, "relabelWorklist": _NO_ROWS}
"""A list leaves out what may not be seen; all else is null, with an error."""


@pytest.fixture
async def counted(town: TownHall) -> tuple[TownHall, str]:
    """After a morning, with a gold answer to each letter and a recorded run, whose id comes."""
    await town.accepted("ada", "addMember", {"member": "bee", "roles": ["ANNOTATOR"]})
    await morning(town)
    for letter in ("letter-1", "letter-2"):
        given = {"itemId": letter, "task": "concern", "value": {"choice": "roads"}}
        why = {"rationale": "The mayor's diary."}
        told = await town.accepted("jo", "proposeGold", {**given, **why}, "gold { goldId }")
        named = {"itemId": letter, "goldId": told["gold"]["goldId"], "value": given["value"]}
        await town.accepted("ada", "activateGold", named)
    asked = {"task": "concern", "method": "ONE_COIN_DAWID_SKENE", "seed": "7"}
    run = await town.accepted("ada", "recordInference", asked, "run { runId }")
    await read(town, "liv", "title", int(run["position"]))
    return town, run["run"]["runId"]


async def test_statistics_are_blind_for_who_may_still_label(counted: tuple[TownHall, str]) -> None:
    town, run_id = counted
    for name, field in FIELDS.items():
        query = f'{{ project(id: "{PROJECT}") {{ {field.replace("RUN", run_id)} }} }}'
        open_to_others = (await town.ask("ada", query)).body
        assert "errors" not in open_to_others, (name, open_to_others)
        for actor in ("bee", "dee", "max"):
            body = (await town.ask(actor, query)).body
            codes = {one["extensions"]["code"] for one in body.get("errors", [])}
            if actor == "bee":
                assert codes == {"FORBIDDEN"}, (name, body)
            elif name in SHOWN_EMPTY:
                assert body == {"data": {"project": {name: SHOWN_EMPTY[name]}}}, (actor, body)
            else:
                is_closed = actor == "dee" and name.startswith("inference")  # to reviewers
                assert codes == {"FORBIDDEN" if is_closed else "BLIND"}, (name, actor, body)
            assert leaks([body["data"], body.get("errors")]) == [], (name, actor)
            text = msgspec.json.encode([body["data"], *map(_message, body.get("errors", []))])
            assert not any(word in text for word in (b"diary", b'"cy"', b"letter-")), (name, actor)


def _message(error: dict[str, str]) -> str:
    return error["message"]
