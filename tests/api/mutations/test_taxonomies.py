"""The story of a taxonomy over the API: drafted, refused, approved, mapped, and piloted."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.api.letters import attempt
from tests.api.letters import read as read_at
from tests.api.townhall import PROJECT, TASKS, Refusal, TownHall, labeling

CONCERN: dict[str, Any] = TASKS[0]
LIGHTS = {"classId": "lights", "definition": "Lamps, and where they are missing.", "hotkey": "l"}
STREETS = {"classId": "streets", "definition": "Paving and carriages.", "hotkey": "s"}
SECOND: list[dict[str, Any]] = [
    {**CONCERN, "classes": [CONCERN["classes"][0], LIGHTS, STREETS, CONCERN["classes"][2]]},
    TASKS[1],
]
SPLIT = {"classId": "roads", "fate": "SPLIT", "into": ["lights", "streets"]}
MAPPING = [{"task": "concern", "classes": [SPLIT]}]
DRAFT = {"tasks": SECOND, "changeNote": "Lamps are the gas board's.", "mapping": MAPPING}
DRAFTED = """draft { draft follows draftedBy publishedVersion mapping { task classes {
  classId fate into sentence } } tasks { classes { classId hotkey } }
  reviews { reviewedBy verdict objections note } }"""
DEMANDS = {"taxonomyApproval": "BEFORE_PUBLICATION", "pilot": True, "pilotItemsMin": 2}
POLICY = {
    "overlap": 2,
    "quorum": 2,
    "demands": {**DEMANDS, "pilotOverlapMin": 2},
    "requirements": [
        {"metric": "COVERAGE", "comparison": "AT_LEAST", "threshold": "1", "itemsMin": 2}
    ],
}
REPORT = """batch(batchId: "trial") { pilotReport(task: "concern") { cause sentence verdict whyNot
  items itemsOverlapped overlapMin warnings passed { batchId passedBy basis }
  versions { taxonomyVersion answers split } } }"""
WORKLIST = """relabelWorklist(task: "concern", first: 5) { totalCount asOf { position } nodes {
  itemId annotator fate classId into category taxonomyVersion } }"""
ADVICE = """taxonomyAdvice(task: "concern") { ground sentence nValues advice { finding } versions {
  taxonomyVersion answers split } }"""
AGREEMENT = """agreementReport(task: "concern", first: 5, by: TAXONOMY_VERSION) { mixing
  parts { key } versions { taxonomyVersion answers asTheyAre split } }"""


async def read(town: TownHall, actor: str, inside: str) -> dict[str, Any]:
    head = await town.parts.pool.fetchval("SELECT max(position) FROM ledger.events")
    return await read_at(town, actor, inside, head)


async def demanding(town: TownHall) -> None:
    given = {"policy": POLICY, "changeNote": "Nothing grows untried."}
    told = await town.accepted("ada", "publishPolicy", given, "policy { demands { pilot } }")
    assert told["policy"]["demands"] == {"pilot": True}


async def second_version(town: TownHall) -> None:
    """Drafted by the manager, refused, approved, and put in force."""
    told = await town.accepted("ada", "draftTaxonomy", DRAFT, DRAFTED)
    assert told["draft"]["draft"] == 1
    assert told["draft"]["mapping"][0]["classes"] == [
        {**SPLIT, "sentence": "roads is split into lights and streets"}
    ]
    assert [one["hotkey"] for one in told["draft"]["tasks"][0]["classes"]] == [None, "l", "s", None]
    refusing = {"draft": 1, "verdict": "REFUSED", "objections": ["DEFINITION_UNCLEAR"]}
    note = {"note": "Is a lamp post a lamp?"}
    told = await town.accepted("jo", "reviewTaxonomy", {**refusing, **note}, DRAFTED)
    assert told["draft"]["reviews"] == [
        {
            "reviewedBy": "jo",
            "verdict": "REFUSED",
            "objections": ["DEFINITION_UNCLEAR"],
            "note": "Is a lamp post a lamp?",
        }
    ]
    await town.refuses(REFUSED)
    await town.accepted("jo", "reviewTaxonomy", {"draft": 1, "verdict": "APPROVED"})
    fields = "taxonomy { version draft isApproved publishedBy mapping { task } }"
    told = await town.accepted("ada", "publishTaxonomyDraft", {"draft": 1}, fields)
    assert told["taxonomy"] == {
        "version": 2,
        "draft": 1,
        "isApproved": True,
        "publishedBy": "ada",
        "mapping": [{"task": "concern"}],
    }


VANISHING = {**DRAFT, "mapping": []}
REFUSED: dict[str, Refusal] = {
    "direct publication": (
        "ada",
        "publishTaxonomy",
        {"tasks": TASKS, "changeNote": "At once."},
        ("Refused", "TAXONOMY_NOT_APPROVED", []),
    ),
    "refused draft": (
        "ada",
        "publishTaxonomyDraft",
        {"draft": 1},
        ("Refused", "TAXONOMY_NOT_APPROVED", ["draft"]),
    ),
    "draft that is not there": (
        "ada",
        "publishTaxonomyDraft",
        {"draft": 7},
        ("NotFound", "TAXONOMY_DRAFT_UNKNOWN", ["draft"]),
    ),
    "class that vanishes": (
        "ada",
        "draftTaxonomy",
        VANISHING,
        ("ValidationFailed", "CLASS_UNMAPPED", ["tasks", "0", "classes"]),
    ),
    "refusal without a reason": (
        "jo",
        "reviewTaxonomy",
        {"draft": 1, "verdict": "REFUSED"},
        ("ValidationFailed", "NOTHING_GIVEN", ["objections"]),
    ),
    "annotator who reviews": (
        "bo",
        "reviewTaxonomy",
        {"draft": 1, "verdict": "APPROVED"},
        ("Forbidden", "ROLE_MISSING", []),
    ),
    "production without a pilot": (
        "ada",
        "openBatch",
        {"batchId": "may", "title": "May"},
        ("Refused", "TAXONOMY_NOT_APPROVED", ["batchKind"]),
    ),
    "annotator who lets a pilot pass": (
        "bo",
        "passPilot",
        {"batchId": "trial"},
        ("Forbidden", "ROLE_MISSING", []),
    ),
    "pilot that is not there": (
        "ada",
        "passPilot",
        {"batchId": "trial"},
        ("NotFound", "BATCH_UNKNOWN", ["batchId"]),
    ),
}


async def test_taxonomy_is_drafted_reviewed_published_and_piloted(town: TownHall) -> None:
    for annotator, letter in (("bo", "letter-1"), ("cy", "letter-1"), ("bo", "letter-2")):
        await town.label(annotator, letter, "roads")
    await town.label("cy", "letter-2", "noise")
    await demanding(town)
    await second_version(town)

    told = await read(town, "liv", WORKLIST)
    names = [(one["itemId"], one["annotator"]) for one in told["relabelWorklist"]["nodes"]]
    assert sorted(names) == [("letter-1", "bo"), ("letter-1", "cy"), ("letter-2", "bo")]
    first = told["relabelWorklist"]["nodes"][0]
    assert (first["fate"], first["classId"], first["into"]) == (
        "SPLIT",
        "roads",
        ["lights", "streets"],
    )
    assert (first["category"], first["taxonomyVersion"]) == ("roads", 1)
    (concern, _) = (await read(town, "liv", _TRUTH))["item"]["groundTruth"]
    assert (concern["absence"], concern["category"]) == ("NOT_ANSWERABLE", None)
    told = await read(town, "liv", AGREEMENT)
    assert told["agreementReport"]["versions"] == [
        {"taxonomyVersion": 1, "answers": 4, "asTheyAre": 1, "split": 3}
    ]
    assert told["agreementReport"]["mixing"] == "1 answer of version 1 (3 more split, left out)"
    told = await read(town, "liv", "agreement { task carriesOver }")
    assert [one["carriesOver"] for one in told["agreement"]] == [True, False]
    told = await read(town, "liv", ADVICE)
    assert told["taxonomyAdvice"]["ground"] == "TOO_FEW_VALUES"
    unknown = 'taxonomyAdvice(task: "concern", other: "zzz") { ground }'
    assert (await attempt(town, "liv", unknown, 1)).code == "BAD_USER_INPUT"

    await piloted(town)
    told = await read(town, "liv", _SENTENCES)
    sentences = [one["sentence"] for one in told["ruleTimeline"]["nodes"]]
    assert any("roads is split into lights and streets" in one for one in sentences)
    assert any(one.startswith("jo refused taxonomy draft 1, since") for one in sentences)
    assert any(one.startswith("ada let pilot trial pass") for one in sentences)
    answer = await town.ask("bo", f'{{ project(id: "{PROJECT}") {{ {WORKLIST} }} }}')
    assert answer.code == "FORBIDDEN"


async def piloted(town: TownHall) -> None:
    """Two letters are labeled anew under the second version, and production may begin."""
    trial = {"batchId": "trial", "title": "Two letters", "batchKind": "PILOT"}
    await town.accepted("ada", "openBatch", trial)
    letters = {"batchId": "trial", "itemIds": ["letter-1", "letter-2"]}
    await town.accepted("ada", "addItemsToBatch", letters)
    told = await town.mutate("ada", "passPilot", {"batchId": "trial"})
    assert (told["code"], told["path"]) == ("PILOT_TOO_SMALL", ["input", "batchId"])
    for annotator in ("bo", "cy"):
        for letter in ("letter-1", "letter-2"):
            given = {**labeling(letter, "lights"), "taxonomyVersion": 2, "repeat": 2}
            await town.accepted(annotator, "submitLabel", given)
    told = await read(town, "liv", WORKLIST)
    assert told["relabelWorklist"]["nodes"] == [], "all were answered anew"
    told = await read(town, "liv", REPORT)
    report = told["batch"]["pilotReport"]
    assert (report["verdict"], report["items"], report["itemsOverlapped"]) == ("READY", 2, 2)
    assert report["passed"] is None
    assert report["cause"] == "UNTOLD"
    assert report["warnings"] == ["2 items: a pilot shows little; 50 to 100 are recommended"]
    may = {"batchId": "may", "title": "May"}
    told = await town.mutate("ada", "openBatch", may)
    assert told["code"] == "PILOT_NOT_PASSED"
    passing = {"batchId": "trial", "commandId": str(uuid4())}
    fields = "taxonomy { pilots { batchId basis items itemsOverlapped passedBy } }"
    done = await town.accepted("ada", "passPilot", passing, fields)
    assert done["taxonomy"]["pilots"] == [
        {
            "batchId": "trial",
            "basis": "READY",
            "items": 2,
            "itemsOverlapped": 2,
            "passedBy": "ada",
        }
    ]
    again = await town.accepted("ada", "passPilot", passing, fields)
    assert (again["isDuplicate"], again["position"]) == (True, done["position"])
    told = await town.mutate("ada", "passPilot", {"batchId": "trial"})
    assert told["code"] == "PILOT_PASSED_ALREADY"
    await town.accepted("ada", "openBatch", may)
    closed = await town.accepted("ada", "closeBatch", {"batchId": "trial"})
    assert closed["warnings"] == ["a pilot of 2 items shows little; 50 to 100 are recommended"]


_TRUTH = 'item(itemId: "letter-1") { groundTruth { task absence category } }'
_SENTENCES = "ruleTimeline(rule: TAXONOMY, first: 20) { nodes { sentence } }"
