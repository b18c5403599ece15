"""Readiness over HTTP: what it rests on, what it would take, what if, the trend, and dry runs."""

from __future__ import annotations

from typing import Any

import pytest

from labeltrail.projections.readiness import loading
from tests.api.townhall import PROJECT, TownHall

DEMANDS: list[dict[str, Any]] = [
    {"metric": "COVERAGE", "comparison": "AT_LEAST", "threshold": "1"},
    {
        "metric": "AGREEMENT",
        "comparison": "AT_LEAST",
        "threshold": "0.4",
        "task": "concern",
        "coefficient": "GWET_AC1",
        "bound": "INTERVAL",
        "intervalBy": "BOOTSTRAP",
        "resamples": 60,
        "seed": 7,
    },
    {
        "metric": "CLASS_ITEMS",
        "comparison": "AT_LEAST",
        "threshold": "1",
        "task": "concern",
        "scope": "EACH_CLASS",
        "severity": "WARN",
    },
    {
        "metric": "PARTS_PASSED",
        "comparison": "AT_LEAST",
        "threshold": "1",
        "parts": [
            {"metric": "REVIEW_COVERAGE", "comparison": "AT_LEAST", "threshold": "0.5"},
            {"metric": "OPEN_ESCALATIONS", "comparison": "AT_MOST", "threshold": "0"},
        ],
    },
]
STRICT = {"overlap": 2, "quorum": 2, "requirements": DEMANDS}
FOUND = """verdict sentence asOf { position policyVersion } requirements {
  status observed n sentence subject partsTotal
  requirement { metric scope coefficient seed parts { metric } }
  interval { low high level method seed } culprits { kind name weight } evidence { itemId }
  parts { subject status observed }
  whatWouldItTake { sureness sentence total steps { kind times itemId category } }
}"""
BATCH = f"""
query Batch($project: ID!, $policy: PolicyInput, $without: WithoutInput, $asOf: AsOfInput) {{
batch(project: $project, batchId: "board") {{
  readiness(asOf: $asOf) {{ {FOUND} }}
  readinessUnder(policy: $policy, without: $without, asOf: $asOf) {{
    leftOut refusal {{ code path }} actual {{ verdict }} supposed {{ verdict
      requirements {{ status whatWouldItTake {{ total }} }} }} asOf {{ position }} }}
  readinessTrend(points: 4, asOf: $asOf) {{ asOf {{ position }} readiness {{ verdict }} }} }} }}"""
DRY = """query Dry($project: ID!, $policy: PolicyInput!, $atLeast: BigInt, $first: Int! = 20) {
project(id: $project, atLeast: $atLeast) { policyDryRun(policy: $policy, first: $first) {
  refusal { code message path } hasMore asOf { position }
  batches { batch { batchId } actual { verdict } supposed { verdict sentence } } } } }"""


async def ask(town: TownHall, query: str, **variables: object) -> dict[str, Any]:
    answer = await town.ask("ada", query, {"project": PROJECT, **variables})
    return answer.told


async def test_readiness_tells_what_it_rests_on_and_what_it_would_take(
    town: TownHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = ("letter-1", "letter-2", "letter-3")
    opened = {"batchId": "board", "title": "For the board"}
    await town.accepted("ada", "openBatch", opened)
    await town.accepted("ada", "addItemsToBatch", {"batchId": "board", "itemIds": list(letters)})
    for letter, said in zip(letters[:2], ("noise", "roads"), strict=True):
        for who in ("bo", "cy"):
            await town.label(who, letter, said)
    head = await town.parts.pool.fetchval("SELECT count(*) FROM ledger.events")
    dry = (await ask(town, DRY, policy=STRICT, atLeast=str(head)))["project"]["policyDryRun"]
    (one,) = dry["batches"]
    assert (one["batch"]["batchId"], dry["refusal"]) == ("board", None)
    assert one["actual"]["verdict"] == one["supposed"]["verdict"] == "NOT_READY"
    assert "this policy" in one["supposed"]["sentence"]
    bad = {**STRICT, "requirements": [*DEMANDS, {**DEMANDS[1], "coefficient": "ICC_2_1"}]}
    dry = (await ask(town, DRY, policy=bad))["project"]["policyDryRun"]
    assert dry["refusal"]["code"] == "POLICY_CONTRADICTORY"
    assert dry["refusal"]["path"] == ["policy", "requirements", "4", "coefficient"]
    assert dry["batches"] == []

    await town.accepted("ada", "publishPolicy", {"policy": STRICT, "changeNote": "Stricter."})
    position = head + 1
    await assert_found(town, position)
    await assert_supposed(town, position)
    await assert_refused(town, monkeypatch)
    assert await town.parts.pool.fetchval("SELECT count(*) FROM ledger.events") == position


async def assert_found(town: TownHall, position: int) -> None:
    told = await ask(town, BATCH, asOf={"position": str(position)})
    found = told["batch"]["readiness"]
    assert found["asOf"] == {"position": str(position), "policyVersion": 2}
    coverage, agreement, classes, parts = found["requirements"]
    assert coverage["whatWouldItTake"] == {
        "sureness": "EXACT",
        "sentence": "1 items need votes.",
        "total": 1,
        "steps": [{"kind": "LABEL", "times": 1, "itemId": "letter-3", "category": None}],
    }
    assert agreement["requirement"]["coefficient"] == "GWET_AC1"
    assert (agreement["interval"]["seed"], agreement["interval"]["level"]) == (7, "0.95")
    assert agreement["status"] == "PASS"
    assert agreement["whatWouldItTake"]["total"] == 0
    assert (classes["status"], classes["partsTotal"]) == ("FAIL", 3)
    assert classes["culprits"][0]["name"] == "parks"
    assert classes["parts"][0] == {"subject": "parks", "status": "FAIL", "observed": "0"}
    assert classes["whatWouldItTake"]["steps"][0]["category"] == "parks"
    assert (parts["status"], parts["observed"]) == ("PASS", "1")
    assert [one["metric"] for one in parts["requirement"]["parts"]] == [
        "REVIEW_COVERAGE",
        "OPEN_ESCALATIONS",
    ]
    trend = told["batch"]["readinessTrend"]
    assert trend[-1] == {
        "asOf": {"position": str(position)},
        "readiness": {"verdict": "NOT_READY"},
    }
    assert trend[0]["readiness"] is None


async def assert_supposed(town: TownHall, position: int) -> None:
    at = {"position": str(position)}
    told = await ask(town, BATCH, asOf=at, without={"annotators": ["cy"]})
    supposed = told["batch"]["readinessUnder"]
    assert (supposed["leftOut"], supposed["refusal"]) == (2, None)
    assert [one["status"] for one in supposed["supposed"]["requirements"]][:2] == [
        "FAIL",
        "INSUFFICIENT_EVIDENCE",
    ]
    lenient = {"overlap": 1, "quorum": 1, "requirements": [{**DEMANDS[0], "threshold": "0.6"}]}
    told = await ask(town, BATCH, asOf=at, policy=lenient)
    assert told["batch"]["readinessUnder"]["supposed"]["verdict"] == "READY"
    assert told["batch"]["readinessUnder"]["actual"]["verdict"] == "NOT_READY"


async def assert_refused(town: TownHall, monkeypatch: pytest.MonkeyPatch) -> None:
    field = "readinessTrend(points: 51) { asOf { position } }"
    asked = f'{{ batch(project: "{PROJECT}", batchId: "board") {{ {field} }} }}'
    assert (await town.ask("ada", asked)).code == "BAD_USER_INPUT"
    many = {"guidelineRevisions": list(range(1_001))}
    answer = await town.ask("ada", BATCH, {"project": PROJECT, "without": many})
    assert answer.code == "BAD_USER_INPUT"
    answer = await town.ask("ada", DRY, {"project": PROJECT, "policy": STRICT, "first": 21})
    assert answer.code == "BAD_USER_INPUT"
    assert (await town.ask("bo", BATCH, {"project": PROJECT})).code in ("FORBIDDEN", "BLIND")
    monkeypatch.setattr(loading, "PAGE_ITEMS", 1)
    monkeypatch.setattr(loading, "JUDGING_SECONDS_MAX", -1.0)
    plain = f'{{ batch(project: "{PROJECT}", batchId: "board") {{ readiness {{ verdict }} }} }}'
    assert (await town.ask("ada", plain)).code == "TOO_COMPLEX"
    counts = f'{{ batch(project: "{PROJECT}", batchId: "board") {{ counts {{ items }} }} }}'
    assert (await town.ask("ada", counts)).told["batch"]["counts"] == {"items": 3}
