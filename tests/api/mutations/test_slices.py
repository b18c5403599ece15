"""Quotas, splits, audits, teams and models over the API: one story from labels to a verdict."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.letters import attempt, read
from tests.api.townhall import Payload, Refusal, TownHall

LETTERS = [f"note-{n}" for n in range(1, 9)]
CONCERN = dict(zip(LETTERS, ["noise"] * 5 + ["roads"] * 3, strict=True))
POLICY: dict[str, Any] = {
    "overlap": 2,
    "quorum": 1,
    "quotas": [
        {"task": "concern", "classId": "noise", "itemsMin": 4},
        {"task": "concern", "classId": "roads", "shareMin": "0.5"},
        {"task": "concern", "classId": "parks", "countedIn": "PROJECT", "itemsMin": 2},
    ],
    "costs": [{"task": "concern", "truth": "roads", "said": "noise", "cost": "5"}],
    "splitting": {"benchmarkChanges": "REFUSE", "groupedBy": "street"},
    "soleLabelers": [
        {"task": "concern", "threshold": "0.5", "itemsMin": 2, "bound": "POINT"},
    ],
    "requirements": [
        {
            "metric": "SOLE_LABELER_VALIDATED",
            "task": "concern",
            "comparison": "AT_LEAST",
            "threshold": "1",
        },
    ],
}


COUNTED: Payload = {
    "modelId": "clerk",
    "version": "9",
    "task": "concern",
    "against": "RELEASE",
    "release": "spring-1",
    "taxonomyVersion": 1,
    "items": 10,
    "right": 4,
    "confusion": [
        {"truth": "noise", "said": "noise", "items": 4},
        {"truth": "noise", "items": 6},
    ],
}


async def labeled(town: TownHall) -> int:
    """Eight notes in a batch; bo and cy agree on all but one. The last position."""
    for member, team in (("bo", "north"), ("cy", "south")):
        described = {"member": member, "attributes": [{"name": "team", "value": team}]}
        told = await town.accepted(
            "ada", "describeMember", described, "member { attributes { name value } }"
        )
        assert told["member"]["attributes"] == [{"name": "team", "value": team}]
    await town.accepted(
        "ada",
        "addMember",
        {"member": "clerk-9", "roles": ["ANNOTATOR"], "memberKind": "MODEL"},
    )
    await town.accepted("ada", "publishPolicy", {"policy": POLICY, "changeNote": "Shares."})
    for n, letter in enumerate(LETTERS):
        street = {"name": "street", "value": f"street-{n // 2}"}
        registered = {"itemId": letter, "modality": "TEXT", "attributes": [street]}
        await town.accepted("quill", "registerItem", registered)
    await town.accepted("ada", "openBatch", {"batchId": "notes", "title": "Notes"})
    told = await town.accepted("ada", "addItemsToBatch", {"batchId": "notes", "itemIds": LETTERS})
    for letter, concern in CONCERN.items():
        told = await town.accepted("bo", "submitLabel", _label(letter, concern))
        said = "parks" if letter == "note-8" else concern
        told = await town.accepted("cy", "submitLabel", _label(letter, said))
    return int(told["position"])


async def test_quotas_are_counted_in_each_batch_and_in_the_project(town: TownHall) -> None:
    end = await labeled(town)
    row = "classId batchId status have items missing filled"
    asked = f"quotas {{ quotas {{ {row} }} worst {{ classId batchId }} }}"
    found = (await read(town, "rae", asked, end))["quotas"]
    assert found["quotas"] == [
        _quota("noise", "notes", "MET", 5, 7, 0, 1.0),
        _quota("roads", "notes", "MISSING", 2, 7, 3, 4 / 7),
        _quota("parks", None, "MISSING", 0, 7, 2, 0.0),
    ]
    assert found["worst"] == {"classId": "parks", "batchId": None}
    one = await read(town, "rae", 'quotas(batchId: "notes") { quotas { classId } }', end)
    assert [quota["classId"] for quota in one["quotas"]["quotas"]] == ["noise", "roads"]
    before = f'quotas(asOf: {{position: "{end - 16}"}}) {{ quotas {{ have status }} }}'
    then = (await read(town, "rae", before, end))["quotas"]["quotas"]
    assert [quota["have"] for quota in then] == [0, 0, 0]
    assert then[1]["status"] == "UNDEFINED"


async def test_splits_are_drawn_once_and_the_benchmark_is_frozen(town: TownHall) -> None:
    end = await labeled(town)
    wish = {
        "commandId": "6a1b0a52-9a4e-4c4b-8f0e-000000000001",
        "seed": "7",
        "shares": [{"split": "TRAIN", "share": "0.5"}, {"split": "BENCHMARK", "share": "0.5"}],
        "batchId": "notes",
    }
    drawn = await town.accepted("ada", "drawSplits", wish)
    end = int(drawn["position"])
    again = await town.accepted("ada", "drawSplits", wish)
    assert (again["isDuplicate"], again["position"]) == (True, drawn["position"])
    found = await read(
        town, "rae", "splits { counts { split items given } without groupedBy }", end
    )
    assert found["splits"] == {
        "counts": [
            {"split": "train", "items": 4, "given": 4},
            {"split": "benchmark", "items": 4, "given": 4},
        ],
        "without": 3,  # the town's first letters are in no batch
        "groupedBy": "street",
    }
    assert await _contaminated(town, end) == []
    frozen = await _frozen(town, end)
    await town.refuses(_refused_draws(wish, frozen))
    stray = next(one for one in LETTERS if one not in frozen)
    moved = {"split": "TEST", "itemIds": [stray], "moves": True}
    end = int((await town.accepted("ada", "assignSplit", moved))["position"])
    (leak,) = await _contaminated(town, end)
    assert (leak["kind"], leak["itemsTotal"]) == ("GROUP", 2)
    assert {one["split"] for one in leak["items"]} == {"train", "test"}


async def test_audit_is_drawn_judged_and_told_with_its_interval(town: TownHall) -> None:
    end = await labeled(town)
    wish = {
        "commandId": "6a1b0a52-9a4e-4c4b-8f0e-000000000004",
        "batchId": "check",
        "title": "Second look",
        "task": "concern",
        "ofBatch": "notes",
        "seed": "3",
        "size": 4,
    }
    fields = "audit { population size itemIds strata { key items sampled } overall { status } }"
    opened = await town.accepted("ada", "openAuditBatch", wish, fields)
    audit = opened["audit"]
    assert (audit["population"], audit["size"]) == (7, 4)
    assert audit["strata"] == [
        {"key": "noise", "items": 5, "sampled": 3},
        {"key": "roads", "items": 2, "sampled": 1},
    ]
    assert audit["overall"]["status"] == "INSUFFICIENT_EVIDENCE"
    again = await town.accepted("ada", "openAuditBatch", wish)
    assert again["isDuplicate"]
    for n, item in enumerate(audit["itemIds"]):
        said = "parks" if n == 0 else CONCERN[item]
        verdict = {"batchId": "check", "itemId": item, "value": {"choice": said}}
        told = await town.accepted("rae", "auditItem", verdict)
    end = int(told["position"])
    rate = "value wrong audited interval { method low high }"
    asked = f"""
    audit(batchId: "check") {{ overall {{ {rate} }} classes {{ key wrong }} toAudit
      mistakes {{ itemId accepted audited auditor }} }}
    audits {{ batchId }}
    errorCosts(task: "concern", against: TRUTH) {{ expectedCost weightedError items agreement
      {{ value }} }}
    none: audit(batchId: "notes") {{ batchId }}
    batch(batchId: "check") {{ batchKind isClosed itemCount }}
    """
    found = await read(town, "rae", asked, end)
    assert found["audit"]["overall"]["wrong"] == 1
    assert found["audit"]["overall"]["value"] == pytest.approx(5 / 21)
    assert found["audit"]["overall"]["interval"]["method"] == "stratified_wilson"
    assert found["audit"]["toAudit"] == []
    (mistake,) = found["audit"]["mistakes"]
    assert (mistake["audited"], mistake["auditor"]) == ("parks", "rae")
    assert [one["batchId"] for one in found["audits"]] == ["check"]
    assert found["errorCosts"] == {
        "expectedCost": 0.25,
        "weightedError": found["errorCosts"]["weightedError"],
        "items": 4,
        "agreement": None,
    }
    assert found["none"] is None
    assert found["batch"] == {"batchKind": "AUDIT", "isClosed": True, "itemCount": 4}
    verdict = {"batchId": "check", "itemId": audit["itemIds"][0], "value": {"choice": "parks"}}
    await town.refuses(_refused_audits(wish, verdict))


async def test_teams_and_models_are_held_to_what_is_true(town: TownHall) -> None:
    await labeled(town)
    model = {"modelId": "clerk", "name": "Clerk", "version": "9", "member": "clerk-9"}
    await town.accepted("ada", "registerModel", model)
    for letter in LETTERS[:4]:
        said = "roads" if letter == "note-4" else "noise"
        await town.accepted(
            "quill", "submitLabel", {**_label(letter, said), "annotator": "clerk-9"}
        )
    wish = {
        "commandId": "6a1b0a52-9a4e-4c4b-8f0e-000000000008",
        "modelId": "clerk",
        "version": "9",
        "task": "concern",
        "against": "GROUND_TRUTH",
    }
    accuracy = "evaluations { isComputed accuracy { hits n } confusion { truth said items } }"
    state = f"model {{ {accuracy} validations {{ status observed sentence }} }}"
    told = await town.accepted("ada", "evaluateModel", wish, state)
    assert (await town.accepted("ada", "evaluateModel", wish))["isDuplicate"]
    (evaluation,) = told["model"]["evaluations"]
    assert evaluation["accuracy"] == {"hits": 3, "n": 4}
    assert evaluation["confusion"] == [
        {"truth": "noise", "said": "noise", "items": 3},
        {"truth": "noise", "said": "roads", "items": 1},
    ]
    (validation,) = told["model"]["validations"]
    assert (validation["status"], validation["observed"]) == ("PASS", "0.750000")
    impact = "impacts { accuracy { value } before { position } classes { category } }"
    told = await town.accepted(
        "ada", "recordEvaluation", COUNTED, f"model {{ {impact} validations {{ status }} }}"
    )
    (change,) = told["model"]["impacts"]
    assert round(change["accuracy"]["value"], 6) == -0.35
    assert told["model"]["validations"] == [{"status": "FAIL"}]
    whole = {"truth": "noise", "said": "noise", "items": 10}
    made_up = {**COUNTED, "right": 10, "confusion": [whole]}
    told = await town.accepted("quill", "recordEvaluation", made_up)
    end = int(told["position"])
    asked = """
    models { modelId versions { version member } }
    clerk: models(modelId: "clerk") { validations { status } }
    none: models(modelId: "nobody") { modelId }
    teams(task: "concern", attribute: "team", against: TRUTH) {
      teams { key annotators labels truth { hits n } agreement { status } } worst { key } }
    errorCosts(task: "concern") { status reason agreement { value distance nValues } }
    retraining(task: "concern", withRevisions: true, against: TRUTH) {
      effects { annotator cause change { lack { code } } } }
    """
    found = await read(town, "ada", asked, end)
    assert found["models"] == [
        {"modelId": "clerk", "versions": [{"version": "9", "member": "clerk-9"}]}
    ]
    assert found["none"] == []
    assert found["clerk"] == [{"validations": [{"status": "FAIL"}]}]  # a service answers for none
    teams = {one["key"]: one for one in found["teams"]["teams"]}
    assert sorted(teams) == ["", "north", "south"]
    assert teams["north"]["annotators"] == ["bo"]
    assert found["errorCosts"]["status"] == "INSUFFICIENT_EVIDENCE"
    assert found["errorCosts"]["agreement"]["distance"] == "CUSTOM"
    assert {one["annotator"] for one in found["retraining"]["effects"]} >= {"bo", "cy"}
    await town.refuses(_refused_evaluations(wish))
    unfit = await attempt(town, "ada", 'errorCosts(task: "moon") { items }', end)
    assert unfit.code == "BAD_USER_INPUT"
    few = 'teams(task: "concern", attribute: "team", labelsMin: 0) { worst { key } }'
    assert (await attempt(town, "ada", few, end)).code == "BAD_USER_INPUT"


def _label(letter: str, concern: str) -> dict[str, Any]:
    return {
        "itemId": letter,
        "answers": [{"task": "concern", "value": {"choice": concern}}],
        "taxonomyVersion": 1,
        "guidelineRevision": 1,
    }


def _quota(
    class_id: str,
    batch: str | None,
    status: str,
    have: int,
    items: int,
    missing: int,
    filled: float,
) -> Payload:
    return {
        "classId": class_id,
        "batchId": batch,
        "status": status,
        "have": have,
        "items": items,
        "missing": missing,
        "filled": filled,
    }


async def _contaminated(town: TownHall, end: int) -> list[Payload]:
    inside = "nodes { kind key itemsTotal items { itemId split } tasks }"
    asked = f"splitContamination(first: 10) {{ {inside} }}"
    found: list[Payload] = (await read(town, "rae", asked, end))["splitContamination"]["nodes"]
    return found


async def _frozen(town: TownHall, end: int) -> list[str]:
    """The items of the benchmark, by what their own history says."""
    found = []
    for letter in LETTERS:
        asked = f'item(itemId: "{letter}") {{ timeline(first: 10) {{ nodes {{ type }} }} }}'
        nodes = (await read(town, "ada", asked, end))["item"]["timeline"]["nodes"]
        if "ItemFrozen" in {node["type"] for node in nodes}:
            found.append(letter)
    return found


def _refused_draws(wish: Payload, frozen: list[str]) -> dict[str, Refusal]:
    return {
        "frozen": (
            "cy",
            "submitLabel",
            {**_label(frozen[0], "parks"), "repeat": 2},
            ("Refused", "BENCHMARK_FROZEN", ["itemId"]),
        ),
        "stays": (
            "ada",
            "assignSplit",
            {"split": "TRAIN", "itemIds": frozen, "moves": True},
            ("Refused", "BENCHMARK_FROZEN", ["itemIds", "0"]),
        ),
        "nothing left": (
            "ada",
            "drawSplits",
            {**wish, "commandId": "6a1b0a52-9a4e-4c4b-8f0e-000000000002"},
            ("Refused", "NOTHING_TO_SPLIT", []),
        ),
        "other question": (
            "ada",
            "drawSplits",
            {**wish, "seed": "8"},
            ("Refused", "COMMAND_ID_REUSED", ["commandId"]),
        ),
        "too much": (
            "ada",
            "drawSplits",
            {"seed": "7", "shares": [{"split": "TRAIN", "share": "0.9"}]},
            ("ValidationFailed", "SHARES_DO_NOT_ADD_UP", ["shares"]),
        ),
        "no such attribute": (
            "ada",
            "drawSplits",
            {**wish, "commandId": "6a1b0a52-9a4e-4c4b-8f0e-000000000003", "groupedBy": "moon"},
            ("ValidationFailed", "ATTRIBUTE_UNKNOWN", ["groupedBy"]),
        ),
        "annotator": ("bo", "drawSplits", wish, ("Forbidden", "ROLE_MISSING", [])),
    }


SHARES_THAT_ARE_NONE = (
    ("level", "1"),
    ("level", "0"),
    ("level", "0.99999999999999999"),
    ("level", "0.9999999999999999"),
    ("expectedError", "-1"),
)


def _refused_audits(wish: Payload, verdict: Payload) -> dict[str, Refusal]:
    return {
        "twice": (
            "jo",
            "auditItem",
            verdict,
            ("Refused", "ITEM_ALREADY_AUDITED", ["itemId"]),
        ),
        "unknown": (
            "jo",
            "auditItem",
            {**verdict, "batchId": "nothing"},
            ("NotFound", "AUDIT_UNKNOWN", ["batchId"]),
        ),
        "both": (
            "ada",
            "openAuditBatch",
            {
                **wish,
                "commandId": "6a1b0a52-9a4e-4c4b-8f0e-000000000005",
                "batchId": "other",
                "halfWidth": 0.1,
            },
            ("ValidationFailed", "NOTHING_GIVEN", ["size"]),
        ),
        **{
            f"{name} {value}": (
                "ada",
                "openAuditBatch",
                {
                    **wish,
                    "commandId": f"6a1b0a52-9a4e-4c4b-8f0e-00000000002{n}",
                    "batchId": "other",
                    name: value,
                },
                ("ValidationFailed", "NUMBER_OUT_OF_RANGE", [name]),
            )
            for n, (name, value) in enumerate(SHARES_THAT_ARE_NONE)
        },
        "taken": (
            "ada",
            "openAuditBatch",
            {**wish, "commandId": "6a1b0a52-9a4e-4c4b-8f0e-000000000006"},
            ("Refused", "BATCH_EXISTS", ["batchId"]),
        ),
        "no task": (
            "ada",
            "openAuditBatch",
            {**wish, "commandId": "6a1b0a52-9a4e-4c4b-8f0e-000000000007", "task": "moon"},
            ("ValidationFailed", "TASK_UNKNOWN", ["task"]),
        ),
    }


def _refused_evaluations(wish: Payload) -> dict[str, Refusal]:
    return {
        "sums": (
            "ada",
            "recordEvaluation",
            {**COUNTED, "items": 11},
            ("ValidationFailed", "COUNTS_DO_NOT_ADD_UP", ["items"]),
        ),
        "release": (
            "ada",
            "evaluateModel",
            {**wish, "commandId": "6a1b0a52-9a4e-4c4b-8f0e-000000000009", "against": "RELEASE"},
            ("Refused", "NOTHING_TO_EVALUATE", ["against"]),
        ),
        "version": (
            "ada",
            "evaluateModel",
            {**wish, "commandId": "6a1b0a52-9a4e-4c4b-8f0e-000000000010", "version": "1"},
            ("NotFound", "MODEL_UNKNOWN", ["version"]),
        ),
    }
