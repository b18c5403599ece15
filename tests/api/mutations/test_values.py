"""Answers of every kind through the API: typed both ways, refused at their place, and silent in
five ways that nothing merges.
"""

from __future__ import annotations

from typing import Any

from tests.api.townhall import TASKS as LETTER_TASKS
from tests.api.townhall import TownHall, retiring

CANDIDATES = [
    {"classId": name, "definition": f"The draft by clerk {name}."}
    for name in ("ames", "bly", "cox")
]
TASKS: list[dict[str, Any]] = [
    {
        "name": "topics",
        "kind": "MULTILABEL",
        "question": "What does it speak of?",
        "allowsCannotTell": True,
        "classes": [
            {"classId": name, "definition": f"It speaks of {name}."}
            for name in ("noise", "roads", "parks", "thanks")
        ],
        "rule": {"set": {"selectedMax": 2, "exclusive": [["noise", "thanks"]]}},
    },
    {
        "name": "office",
        "kind": "HIERARCHICAL",
        "question": "Who must act?",
        "classes": [
            {"classId": "works", "definition": "The board of works."},
            {"classId": "lamps", "definition": "Its lamp lighters.", "parent": "works"},
            {"classId": "police", "definition": "The constabulary."},
        ],
        "rule": {"path": {"leafRequired": True}},
    },
    {
        "name": "claim",
        "kind": "NUMERIC",
        "question": "How much is claimed?",
        "classes": [],
        "allowsCannotTell": True,
        "rule": {"number": {"unit": "shilling", "minimum": "0.50", "step": "0.25"}},
    },
    {
        "name": "drafts",
        "kind": "RANKING",
        "question": "Which reply is best?",
        "classes": CANDIDATES,
        "rule": {"ranking": {"allowsTies": True}},
    },
    {
        "name": "pair",
        "kind": "PREFERENCE",
        "question": "Which of two replies is better?",
        "classes": CANDIDATES,
    },
]
UNPAID = "A letter of thanks claims no money: mend the topics or the claim."
CONSTRAINTS = [
    {
        "constraintId": "thanks-are-free",
        "tasks": ["topics", "claim"],
        "expression": "answers.topics == null || !('thanks' in answers.topics)"
        " || !has(answers.claim)",
        "message": UNPAID,
    }
]
VALUE = """value { __typename
  ... on ClassSetValue { classes } ... on PathValue { path } ... on NumberValue { number }
  ... on RankingValue { ranking } ... on PreferenceValue { first second outcome } }"""


def labeling(*answers: tuple[str, object], letter: str = "letter-1") -> dict[str, Any]:
    return {
        "itemId": letter,
        "answers": [{"task": task, "value": value} for task, value in answers],
        "taxonomyVersion": 2,
        "guidelineRevision": 1,
    }


def pair(first: str, second: str, outcome: str = "FIRST") -> dict[str, object]:
    return {"preference": {"first": first, "second": second, "outcome": outcome}}


async def published(town: TownHall) -> None:
    rules = {
        "tasks": TASKS,
        "constraints": CONSTRAINTS,
        "changeNote": "All kinds.",
        "mapping": retiring(*LETTER_TASKS),
    }
    await town.accepted("ada", "publishTaxonomy", rules)


async def test_rules_of_tasks_are_told_as_they_were_published(town: TownHall) -> None:
    await published(town)
    told = await town.ask(
        "bo",
        """{ project(id: "letters-1911") { taxonomy { constraints { constraintId tasks message }
        tasks { name classes { parent } rule { __typename ... on SetRule { selectedMin selectedMax
        exclusive } ... on PathRule { leafRequired } ... on NumberRule { unit minimum maximum step }
        ... on RankingRule { allowsTies } } } } } }""",
    )
    taxonomy = told.told["project"]["taxonomy"]
    assert [task["rule"] for task in taxonomy["tasks"]] == [
        {
            "__typename": "SetRule",
            "selectedMin": 0,
            "selectedMax": 2,
            "exclusive": [["noise", "thanks"]],
        },
        {"__typename": "PathRule", "leafRequired": True},
        {
            "__typename": "NumberRule",
            "unit": "shilling",
            "minimum": "0.5",
            "maximum": None,
            "step": "0.25",
        },
        {"__typename": "RankingRule", "allowsTies": True},
        None,
    ]
    assert [one["parent"] for one in taxonomy["tasks"][1]["classes"]] == [None, "works", None]
    assert taxonomy["constraints"][0]["message"] == UNPAID


async def test_every_kind_is_taken_typed_and_told_typed(town: TownHall) -> None:
    await published(town)
    given = labeling(
        ("topics", {"classes": ["roads", "parks"]}),
        ("office", {"path": ["works", "lamps"]}),
        ("claim", {"number": "12.50"}),
        ("drafts", {"ranking": [["cox"], ["bly", "ames"]]}),
        ("pair", pair("cox", "ames")),
    )
    given["answers"][2]["confidence"] = 0.5
    fields = f"label {{ answers {{ task confidence json {VALUE} }} }}"
    label = (await town.accepted("bo", "submitLabel", given, fields))["label"]
    values = {one["task"]: one["value"] for one in label["answers"]}
    assert values == {
        "topics": {"__typename": "ClassSetValue", "classes": ["parks", "roads"]},
        "office": {"__typename": "PathValue", "path": ["works", "lamps"]},
        "claim": {"__typename": "NumberValue", "number": "12.5"},
        "drafts": {"__typename": "RankingValue", "ranking": [["cox"], ["ames", "bly"]]},
        "pair": {
            "__typename": "PreferenceValue",
            "first": "ames",
            "second": "cox",
            "outcome": "SECOND",
        },
    }
    plain = {one["task"]: one["json"] for one in label["answers"]}
    assert plain["claim"] == {"kind": "number", "number": "12.5"}
    assert plain["topics"] == {"kind": "set", "class_ids": ["parks", "roads"]}
    assert [one["confidence"] for one in label["answers"]].count(0.5) == 1
    same = labeling(
        ("topics", {"classes": ["parks", "roads"]}),
        ("office", {"path": ["works", "lamps"]}),
        ("claim", {"number": "12.5"}),
        ("drafts", {"ranking": [["cox"], ["ames", "bly"]]}),
        ("pair", pair("ames", "cox", "SECOND")),
    )
    done = await town.accepted("cy", "submitLabel", same)
    query = (
        'query ($p: BigInt!) { item(project: "letters-1911", itemId: "letter-1",'
        " atLeast: $p)"
        f" {{ groundTruth {{ task origin {VALUE} }} }} }}"
    )
    truth = (await town.ask("rae", query, {"p": done["position"]})).told["item"]["groundTruth"]
    assert {one["task"]: one["value"] for one in truth} == values
    assert {one["origin"] for one in truth} == {"CONSENSUS"}


async def test_class_in_another_normal_form_is_the_same_class(town: TownHall) -> None:
    """Some keyboards write é as e and U+0301; the taxonomy has it in one character."""
    state = {"classId": "état", "definition": "The state."}
    topics = {**TASKS[0], "classes": [*TASKS[0]["classes"], state]}
    rules = {
        "tasks": [topics],
        "changeNote": "A state.",
        "mapping": retiring(*LETTER_TASKS),
    }
    await town.accepted("ada", "publishTaxonomy", rules)
    apart = "e\u0301tat"
    given = labeling(("topics", {"classes": ["roads", apart]}))
    fields = f"label {{ answers {{ {VALUE} }} }}"
    label = (await town.accepted("bo", "submitLabel", given, fields))["label"]
    assert label["answers"][0]["value"]["classes"] == ["roads", "état"]
    unknown = labeling(("topics", {"classes": ["roads", "le\u0301gume"]}))
    place = ["answers", "0", "value", "classes", "1"]
    await town.refuses(
        {"unknown": ("cy", "submitLabel", unknown, ("ValidationFailed", "CLASS_UNKNOWN", place))}
    )


async def test_fault_is_told_at_its_place(town: TownHall) -> None:
    await published(town)

    def refused(task: str, value: object, code: str, *path: str) -> Any:
        where = ["answers", "0", "value", *path]
        given = labeling((task, value))
        return ("bo", "submitLabel", given, ("ValidationFailed", code, where))

    topics, drafts = "topics", "drafts"
    await town.refuses(
        {
            "unknown": refused(
                topics, {"classes": ["parks", "trams"]}, "CLASS_UNKNOWN", "classes", "1"
            ),
            "twice": refused(
                topics, {"classes": ["roads", "noise", "roads"]}, "DUPLICATE_GIVEN", "classes", "2"
            ),
            "many": refused(
                topics, {"classes": ["roads", "noise", "parks"]}, "TOO_MANY_CHOSEN", "classes"
            ),
            "exclusive": refused(
                topics, {"classes": ["thanks", "noise"]}, "CLASSES_EXCLUSIVE", "classes", "0"
            ),
            "kind": refused(topics, {"choice": "roads"}, "VALUE_KIND_MISMATCH"),
            "broken": refused("office", {"path": ["police", "lamps"]}, "PATH_BROKEN", "path", "1"),
            "leaf": refused("office", {"path": ["works"]}, "PATH_NOT_AT_LEAF", "path"),
            "low": refused("claim", {"number": "0.25"}, "NUMBER_OUT_OF_RANGE", "number"),
            "step": refused("claim", {"number": "1.6"}, "NUMBER_OFF_STEP", "number"),
            "digits": refused(
                "claim", {"number": "0." + "0" * 12 + "1"}, "NUMBER_MALFORMED", "number"
            ),
            "place": refused(
                drafts,
                {"ranking": [["cox"], ["ames", "day"]]},
                "CLASS_UNKNOWN",
                "ranking",
                "1",
                "1",
            ),
            "left out": refused(drafts, {"ranking": [["cox"]]}, "RANKING_INCOMPLETE", "ranking"),
            "stranger": refused(
                "pair", pair("cox", "anna"), "CLASS_UNKNOWN", "preference", "second"
            ),
            "stranger first": refused(
                "pair", pair("day", "cox"), "CLASS_UNKNOWN", "preference", "first"
            ),
            "itself": refused(
                "pair", pair("cox", "cox"), "CANDIDATES_EQUAL", "preference", "second"
            ),
            "together": (
                "bo",
                "submitLabel",
                labeling((topics, {"classes": ["thanks"]}), ("claim", {"number": "2"})),
                ("ValidationFailed", "CONSTRAINT_VIOLATED", ["answers"]),
            ),
        }
    )
    given = labeling((topics, {"classes": ["thanks"]}), ("claim", {"number": "2"}))
    assert (await town.mutate("bo", "submitLabel", given))["message"] == UNPAID
    await town.accepted("bo", "submitLabel", labeling((topics, {"classes": ["thanks"]})))


async def test_ranking_preference_rank_number_and_confidence_are_told_at_their_place(
    town: TownHall,
) -> None:
    strict = {**TASKS[3], "name": "strict", "rule": {"ranking": {"allowsTies": False}}}
    capped = {"unit": "shilling", "minimum": "0.50", "maximum": "40", "step": "0.25"}
    urgency = {
        "name": "urgency",
        "kind": "ORDINAL",
        "question": "How soon?",
        "classes": [
            {"classId": name, "definition": f"It is {name}.", "rank": rank}
            for rank, name in enumerate(("later", "soon", "now"), start=1)
        ],
    }
    claim = {**TASKS[2], "rule": {"number": capped}}
    tasks = [claim, TASKS[3], strict, TASKS[4], urgency]
    later = {"classId": "can-wait", "fate": "RENAMED", "into": ["later"]}
    mapping = [*retiring(LETTER_TASKS[0]), {"task": "urgency", "classes": [later]}]
    rules = {"tasks": tasks, "changeNote": "Strict.", "mapping": mapping}
    await town.accepted("ada", "publishTaxonomy", rules)
    below, above = {"number": "0.25"}, {"number": "40.25"}
    told: list[tuple[str, object, str, tuple[str, ...], str]] = [
        ("drafts", {"ranking": [["cox"], ["bly"]]}, "RANKING_INCOMPLETE", ("ranking",), "ames"),
        (
            "drafts",
            {"ranking": [["cox", "ames"], ["bly"], ["cox"]]},
            "DUPLICATE_GIVEN",
            ("ranking", "2", "0"),
            "'cox' is given twice",
        ),
        ("strict", {"ranking": [["day"]]}, "CLASS_UNKNOWN", ("ranking", "0", "0"), "bly, cox"),
        (
            "strict",
            {"ranking": [["cox"], ["bly", "ames"]]},
            "TIE_NOT_ALLOWED",
            ("ranking", "1"),
            "put ames, bly in an order",
        ),
        ("pair", pair("bly", "bly", "TIE"), "CANDIDATES_EQUAL", ("preference", "second"), "two"),
        ("pair", pair("bly", "day"), "CLASS_UNKNOWN", ("preference", "second"), "ames, bly"),
        ("urgency", {"rating": 4}, "RANK_OFF_SCALE", ("rating",), "one of 1, 2, 3"),
        ("urgency", {"rating": 0}, "RANK_OFF_SCALE", ("rating",), "one of 1, 2, 3"),
        ("claim", below, "NUMBER_OUT_OF_RANGE", ("number",), "at least 0.5 shilling"),
        ("claim", above, "NUMBER_OUT_OF_RANGE", ("number",), "at most 40 shilling"),
        ("claim", {"number": "1.6"}, "NUMBER_OFF_STEP", ("number",), "counted from 0.5"),
    ]
    for task, value, code, path, saying in told:
        given = labeling((task, value), letter="letter-3")
        refused = await town.mutate("bo", "submitLabel", given)
        place = ["input", "answers", "0", "value", *path]
        assert (refused["code"], refused["path"]) == (code, place), refused
        assert saying in refused["message"]
    for confidence in (-0.01, 1.01):
        given = labeling(("claim", {"number": "2"}), letter="letter-3")
        given["answers"][0]["confidence"] = confidence
        refused = await town.mutate("bo", "submitLabel", given)
        place = ["input", "answers", "0", "confidence"]
        assert (refused["code"], refused["path"]) == ("NUMBER_OUT_OF_RANGE", place)
        assert "between 0 and 1" in refused["message"]


async def test_taxonomy_that_cannot_be_kept_is_told_at_its_place(town: TownHall) -> None:
    def refused(code: str, path: list[str], **rules: object) -> Any:
        given = {"tasks": TASKS, "changeNote": "No.", **rules}
        return ("ada", "publishTaxonomy", given, ("ValidationFailed", code, path))

    broken = [{**CONSTRAINTS[0], "expression": "answers.topics =="}]
    step = {**TASKS[2], "rule": {"number": {"step": "0"}}}
    alien = {**TASKS[2], "rule": {"path": {"leafRequired": True}}}
    orphan = {**TASKS[1], "classes": [*TASKS[1]["classes"][:1], {**TASKS[1]["classes"][1]}]}
    orphan["classes"][1]["parent"] = "water"
    await town.refuses(
        {
            "no CEL": refused(
                "CONSTRAINT_MALFORMED", ["constraints", "0", "expression"], constraints=broken
            ),
            "no step": refused(
                "NUMBER_OUT_OF_RANGE", ["tasks", "0", "rule", "number", "step"], tasks=[step]
            ),
            "no rule of it": refused("TASK_MALFORMED", ["tasks", "0", "rule"], tasks=[alien]),
            "no parent": refused(
                "CLASS_UNKNOWN", ["tasks", "0", "classes", "1", "parent"], tasks=[orphan]
            ),
        }
    )


async def test_five_silences_stay_apart(town: TownHall) -> None:
    """Not asked, not yet answered, skipped, answered empty, and cannot tell."""
    await published(town)
    empty = labeling(("topics", {"classes": []}), letter="letter-1")
    unsure = labeling(("topics", {"cannotTell": True}), letter="letter-2")
    for annotator in ("bo", "cy"):
        await town.accepted(annotator, "submitLabel", empty)
        done = await town.accepted(annotator, "submitLabel", unsure)
    for annotator in ("bo", "cy"):
        given = {"itemId": "letter-3", "reason": "UNUSABLE_ITEM"}
        done = await town.accepted(annotator, "skipItem", given)
    query = """query ($item: ID!, $p: BigInt!) { item(project: "letters-1911", itemId: $item,
      atLeast: $p) {
      skips { reason }
      groundTruth { task absence origin value { ... on ClassSetValue { classes } } }
      labels(first: 5) { nodes { answers { task value { __typename } } } } } }"""
    told: dict[str, Any] = {}
    for letter in ("letter-1", "letter-2", "letter-3"):
        answer = await town.ask("rae", query, {"item": letter, "p": done["position"]})
        told[letter] = answer.told["item"]

    def truth(letter: str, task: str) -> Any:
        return [one for one in told[letter]["groundTruth"] if one["task"] == task]

    def said(letter: str) -> Any:
        nodes = told[letter]["labels"]["nodes"]
        return [one["value"]["__typename"] for node in nodes for one in node["answers"]]

    none: dict[str, Any] = {
        "task": "topics",
        "absence": None,
        "origin": "CONSENSUS",
        "value": {"classes": []},
    }
    assert truth("letter-1", "topics") == [none]  # answered empty: a value
    assert said("letter-1") == ["ClassSetValue"] * 2
    assert truth("letter-2", "topics")[0]["absence"] == "BELOW_QUORUM"  # nobody could tell
    assert said("letter-2") == ["CannotTellValue"] * 2
    assert truth("letter-1", "claim")[0]["absence"] == "NO_LABELS"  # asked, not yet answered
    assert truth("letter-3", "topics")[0]["absence"] == "NO_LABELS"  # skipped, with the reason
    assert told["letter-3"]["skips"] == [{"reason": "UNUSABLE_ITEM"}] * 2
    assert told["letter-1"]["skips"] == said("letter-3") == []
    assert truth("letter-1", "concern") == []  # not asked under this taxonomy
    sums = await town.ask(
        "rae",
        """query ($p: BigInt!) { project(id: "letters-1911", atLeast: $p) {
        agreement(task: "topics") {
        observed { nItems value exclusions { cause labels } } } } }""",
        {"p": done["position"]},
    )
    (agreement,) = sums.told["project"]["agreement"]
    assert agreement["observed"] == {
        "nItems": 1,
        "value": 1.0,
        "exclusions": [{"cause": "cannot_tell", "labels": 2}],
    }
