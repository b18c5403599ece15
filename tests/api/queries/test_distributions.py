"""What a town's letters are made of, asked of the API: by those who may, and not by the others."""

from __future__ import annotations

from typing import Any

import pytest

from labeltrail.events.ledger import read
from tests.api.townhall import PROJECT, TownHall, labeling

FIGURE = "{ value status reason { code } nItems interval { low high method seed } }"
SIDE = (
    "{ nItems nValues leftOut { cause n } memberships { missing } spread { histogram { n } }"
    " balance { missing classes { category n share interval { low high } }"
    f" effectiveNumber {FIGURE} imbalance {FIGURE} imbalanceObserved {FIGURE} }} }}"
)
BALANCE = f"distribution(task: $task, of: $of) {{ groundTruth {SIDE} firstReadings {SIDE} }}"
SHIFT = (
    'shift(task: "concern", from: {batch: "old"}, to: {batch: "new"},'
    " interval: {resamples: 99, seed: 7})"
    f" {{ nBefore nAfter nShared divergence {FIGURE} corrected {FIGURE} pValue {FIGURE}"
    f" psi {FIGURE} psiSmoothed {FIGURE} psiCustom classes {{ change interval {{ low high }} }} }}"
)
TREND = (
    'distributionTrend(task: "concern", by: "quarter", basis: FIRST_READINGS)'
    " { categories parts { key nItems counts divergence { value } } }"
)
LEAKAGE = (
    'leakage(task: "concern", permutations: 499, seed: 3) { nItems leaks { feature isSuspected'
    " pValue told { value } examples { sentence } } runs { nRuns } constant }"
)
DUPLICATES = (
    "duplicates(first: $first, after: $after) { nodes { likeness itemIds findings tasks }"
    " pageInfo { hasNextPage endCursor } }"
)
ALL = f"{SHIFT} {TREND} {LEAKAGE} {DUPLICATES}"
LETTERS = 12
"""Odd ones are about noise and from the harbour, even ones about parks and from the hill."""


def asking(fields: str, variables: str) -> str:
    return (
        f"query ({variables}, $atLeast: BigInt)"
        f' {{ project(id: "{PROJECT}", atLeast: $atLeast) {{ {fields} }} }}'
    )


@pytest.fixture
async def post(town: TownHall) -> TownHall:
    """Two batches of six letters, each read twice; letters 3 and 10 are the same."""
    ids = [f"post-{n:02d}" for n in range(1, LETTERS + 1)]
    for n, letter in enumerate(ids, start=1):
        given: dict[str, Any] = {"itemId": letter, "modality": "TEXT", "text": f"Sir, {n}."}
        given["attributes"] = [{"name": "quarter", "value": "harbour" if n % 2 else "hill"}]
        if n in (3, 10):
            given["text"] = "Sir,  the LAMP is out." if n == 3 else "Sir, the lamp is out."
        await town.accepted("quill", "registerItem", given)
    for batch, held in (("old", ids[:6]), ("new", ids[6:])):
        await town.accepted("ada", "openBatch", {"batchId": batch, "title": batch})
        await town.accepted("ada", "addItemsToBatch", {"batchId": batch, "itemIds": held})
    for n, letter in enumerate(ids, start=1):
        for reader in ("bo", "cy"):
            concern = "noise" if n % 2 else "parks"
            await town.accepted(reader, "submitLabel", labeling(letter, concern))
    return town


async def asked(town: TownHall, actor: str, fields: str, **variables: Any) -> dict[str, Any]:
    declared = {"task": "$task: String!, $of: ItemSetInput", "first": "$first: Int, $after: String"}
    kind = "task" if "task" in variables else "first"
    head = await read.head(town.parts.pool, PROJECT)
    answer = await town.ask(
        actor, asking(fields, declared[kind]), {**variables, "atLeast": str(head)}
    )
    told: dict[str, Any] = answer.told["project"]
    return told


async def test_balance_shift_leakage_and_duplicates_of_two_batches(post: TownHall) -> None:
    told = (await asked(post, "liv", BALANCE, task="concern", of={"batch": "old"}))["distribution"]
    truth, readings = told["groundTruth"], told["firstReadings"]
    assert (truth["nItems"], readings["nItems"], readings["nValues"]) == (6, 6, 12)
    shares = {one["category"]: one["share"] for one in truth["balance"]["classes"]}
    assert shares == {"noise": 0.5, "roads": 0, "parks": 0.5}
    assert truth["balance"]["missing"] == ["roads"]
    assert truth["balance"]["effectiveNumber"]["value"] == 2
    assert truth["balance"]["imbalance"]["reason"]["code"] == "EMPTY_CLASS"
    assert truth["balance"]["imbalanceObserved"]["value"] == 1
    whole = (await asked(post, "liv", BALANCE, task="concern", of=None))["distribution"]
    assert whole["groundTruth"]["leftOut"] == [{"cause": "no_labels", "n": 3}]

    told = await asked(post, "rae", ALL, first=1)
    shift = told["shift"]
    assert (shift["nBefore"], shift["nAfter"], shift["nShared"]) == (6, 6, 0)
    assert shift["divergence"]["value"] == shift["psi"]["value"] == 0
    assert shift["divergence"]["interval"]["seed"] == 7
    assert shift["pValue"]["value"] == 1
    parts = told["distributionTrend"]["parts"]
    assert [(one["key"], one["counts"]) for one in parts] == [
        ("harbour", [12, 0, 0]),
        ("hill", [0, 0, 12]),
    ]
    assert parts[0]["divergence"]["value"] == 1
    leaks = {one["feature"]: one for one in told["leakage"]["leaks"]}
    assert leaks["attribute quarter"]["isSuspected"]
    assert leaks["attribute quarter"]["examples"][0]["sentence"] == (
        "where the attribute quarter is 'harbour', 100% are noise (6 of 6), elsewhere 0%"
    )
    (twins,) = told["duplicates"]["nodes"]
    assert twins == {
        "likeness": "WORDING",
        "itemIds": ["post-03", "post-10"],
        "findings": ["CONTRADICTORY_LABELS", "ACROSS_BATCHES"],
        "tasks": ["concern"],
    }
    assert not told["duplicates"]["pageInfo"]["hasNextPage"]


async def test_who_may_still_label_learns_nothing_and_faults_have_a_code(post: TownHall) -> None:
    async def codes(actor: str, fields: str) -> set[str]:
        answer = await post.ask(actor, f'{{ project(id: "{PROJECT}") {{ {fields} }} }}')
        return {one["extensions"]["code"] for one in answer.body["errors"]}

    balance = 'distribution(task: "concern", of: {batch: "old"}) { task }'
    leak = 'leakage(task: "concern") { nItems }'
    twins = "duplicates(first: 5) { nodes { itemIds } }"
    assert await codes("bo", balance) == await codes("quill", twins) == {"FORBIDDEN"}
    await post.accepted("ada", "addMember", {"member": "eve", "roles": ["ANNOTATOR", "REVIEWER"]})
    for fields in (balance, leak, twins, SHIFT, TREND):
        assert await codes("eve", fields) == {"BLIND"}, fields
    assert await codes("liv", 'distribution(task: "smell") { task }') == {"BAD_USER_INPUT"}
    refused = 'distributionTrend(task: "concern", by: "moon") { by }'
    assert await codes("liv", refused) == {"BAD_USER_INPUT"}
    refused = 'shift(task: "concern", from: {}, to: {}, interval: {resamples: 10000}) { seed }'
    assert await codes("liv", refused) == {"TOO_COMPLEX"}
    refused = 'leakage(task: "concern", permutations: 10000) { seed }'
    assert await codes("liv", refused) == {"TOO_COMPLEX"}
    for few in (0, -1):
        refused = f'leakage(task: "concern", permutations: {few}) {{ seed }}'
        assert await codes("liv", refused) == {"BAD_USER_INPUT"}
    refused = 'distribution(task: "concern", level: 1) { task }'
    assert await codes("liv", refused) == {"BAD_USER_INPUT"}
