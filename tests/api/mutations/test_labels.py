"""Labels and skips through the API: by annotators, and by a service for them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.townhall import Refusal, TownHall, absent, labeling

READ_LABEL = "label { labelId annotator actor repeat isRetracted answers { task value { __typename"
READ_LABEL += " ... on ChoiceValue { classId } ... on RatingValue { rank } } confidence } }"


async def test_label_is_recorded_and_told(town: TownHall) -> None:
    given = labeling("letter-1", "roads", 3)
    given["answers"][0]["confidence"] = 0.75
    told = await town.accepted("bo", "submitLabel", given, READ_LABEL)
    assert told["position"] == "15"
    assert told["isDuplicate"] is False
    assert told["label"] == {
        "labelId": told["label"]["labelId"],
        "annotator": "bo",
        "actor": "bo",
        "repeat": 1,
        "isRetracted": False,
        "answers": [
            {
                "task": "concern",
                "value": {"__typename": "ChoiceValue", "classId": "roads"},
                "confidence": 0.75,
            },
            {
                "task": "urgency",
                "value": {"__typename": "RatingValue", "rank": 3},
                "confidence": None,
            },
        ],
    }


async def test_cannot_tell_and_what_was_shown_are_taken(town: TownHall) -> None:
    shown = {"model": "guesser", "values": [{"task": "concern", "value": {"choice": "parks"}}]}
    given = {
        **labeling("letter-1"),
        "answers": [{"task": "concern", "value": {"cannotTell": True}}],
        "suggestion": shown,
        "secondsSpent": 12.5,
        "tool": "desk 2.1",
    }
    fields = "label { answers { value { __typename } } }"
    told = await town.accepted("bo", "submitLabel", given, fields)
    assert told["label"]["answers"] == [{"value": {"__typename": "CannotTellValue"}}]


async def test_planned_repeat_is_a_label_of_its_own(town: TownHall) -> None:
    first = await town.label("bo", "letter-1", "noise")
    given = {**labeling("letter-1", "roads"), "repeat": 2}
    second = await town.accepted("bo", "submitLabel", given, "label { labelId repeat }")
    assert second["label"]["repeat"] == 2
    assert second["label"]["labelId"] != first["labelId"]


async def test_service_submits_for_the_one_who_judged(town: TownHall) -> None:
    given = {**labeling("letter-1"), "annotator": "cy"}
    told = await town.accepted("quill", "submitLabel", given, "label { annotator actor }")
    assert told["label"] == {"annotator": "cy", "actor": "quill"}


async def test_service_may_tell_old_history(town: TownHall) -> None:
    given = {
        **labeling("letter-1"),
        "annotator": "cy",
        "occurredAt": "1911-03-01T12:00:00+01:00",
    }
    await town.accepted("quill", "submitLabel", given)


async def test_revised_label_keeps_its_id(town: TownHall) -> None:
    label = await town.label("bo", "letter-1", "noise")
    given = {**labeling("letter-1", "parks"), "labelId": label["labelId"]}
    fields = "label { labelId currentEventId answers { value { ... on ChoiceValue { classId } } } }"
    told = await town.accepted("bo", "reviseLabel", given, fields)
    assert told["label"]["labelId"] == label["labelId"]
    assert told["label"]["currentEventId"] != label["currentEventId"]
    assert told["label"]["answers"][0] == {"value": {"classId": "parks"}}


async def test_retracted_label_stays_in_sight(town: TownHall) -> None:
    label = await town.label("bo", "letter-1", "noise")
    given = {
        "itemId": "letter-1",
        "labelId": label["labelId"],
        "reason": "MISTAKE",
        "note": "That was letter 2.",
    }
    told = await town.accepted("bo", "retractLabel", given, "label { isRetracted }")
    assert told["label"] == {"isRetracted": True}


async def test_skip_is_told_with_its_item(town: TownHall) -> None:
    given = {"itemId": "letter-1", "reason": "UNUSABLE_ITEM", "note": "The ink has run."}
    told = await town.accepted("bo", "skipItem", given, "itemId")
    assert told["itemId"] == "letter-1"


async def test_label_under_former_rules_is_taken_with_a_warning(town: TownHall) -> None:
    rules = {"clauses": [{"number": "1", "title": "New", "text": "New."}], "changeNote": "New."}
    await town.accepted("ada", "reviseGuideline", rules)
    await town.accepted("ada", "publishGuideline", {"guidelineRevision": 2})
    told = await town.accepted("bo", "submitLabel", labeling("letter-1"))
    assert told["warnings"] == ["guideline revision 2 is in force by now"]


def answered(*answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**labeling("letter-1"), "answers": list(answers), **more}


NOISE = {"task": "concern", "value": {"choice": "noise"}}
GUESS = {"model": "guesser", "values": [{"task": "concern", "value": {"choice": "ghosts"}}]}

REFUSED_LABELS: dict[str, Refusal] = {
    "unknown class": (
        "bo",
        "submitLabel",
        answered({"task": "urgency", "value": {"rating": 2}}, {**NOISE, "value": {"choice": "x"}}),
        ("ValidationFailed", "CLASS_UNKNOWN", ["answers", "1", "value", "choice"]),
    ),
    "rank off the scale": (
        "bo",
        "submitLabel",
        answered({"task": "urgency", "value": {"rating": 9}}),
        ("ValidationFailed", "RANK_OFF_SCALE", ["answers", "0", "value", "rating"]),
    ),
    "class where a rank is due": (
        "bo",
        "submitLabel",
        answered({"task": "urgency", "value": {"choice": "now"}}),
        ("ValidationFailed", "VALUE_KIND_MISMATCH", ["answers", "0", "value"]),
    ),
    "cannotTell that says false": (
        "bo",
        "submitLabel",
        answered({"task": "concern", "value": {"cannotTell": False}}),
        ("ValidationFailed", "VALUE_KIND_MISMATCH", ["answers", "0", "value", "cannotTell"]),
    ),
    "cannot tell where that is no answer": (
        "bo",
        "submitLabel",
        answered({"task": "urgency", "value": {"cannotTell": True}}),
        ("ValidationFailed", "CANNOT_TELL_NOT_ALLOWED", ["answers", "0", "value"]),
    ),
    "unknown task": (
        "bo",
        "submitLabel",
        answered({"task": "mood", "value": {"choice": "noise"}}),
        ("ValidationFailed", "TASK_UNKNOWN", ["answers", "0"]),
    ),
    "task answered twice": (
        "bo",
        "submitLabel",
        answered(NOISE, NOISE),
        ("ValidationFailed", "DUPLICATE_GIVEN", ["answers", "1", "task"]),
    ),
    "no answer": (
        "bo",
        "submitLabel",
        answered(),
        ("ValidationFailed", "NOTHING_GIVEN", ["answers"]),
    ),
    "confidence beyond 1": (
        "bo",
        "submitLabel",
        answered({**NOISE, "confidence": 1.5}),
        ("ValidationFailed", "NUMBER_OUT_OF_RANGE", ["answers", "0", "confidence"]),
    ),
    "negative time": (
        "bo",
        "submitLabel",
        answered(NOISE, secondsSpent=-1),
        ("ValidationFailed", "NUMBER_OUT_OF_RANGE", ["secondsSpent"]),
    ),
    "unknown class suggested": (
        "bo",
        "submitLabel",
        answered(NOISE, suggestion=GUESS),
        (
            "ValidationFailed",
            "CLASS_UNKNOWN",
            ["suggestion", "values", "0", "value", "choice"],
        ),
    ),
    "taxonomy that never was": (
        "bo",
        "submitLabel",
        answered(NOISE, taxonomyVersion=7),
        ("NotFound", "TAXONOMY_VERSION_UNKNOWN", ["taxonomyVersion"]),
    ),
    "guideline that never was": (
        "bo",
        "submitLabel",
        answered(NOISE, guidelineRevision=7),
        ("NotFound", "GUIDELINE_REVISION_UNKNOWN", ["guidelineRevision"]),
    ),
    "unknown item": (
        "bo",
        "submitLabel",
        labeling("letter-99"),
        ("NotFound", "ITEM_UNKNOWN", ["itemId"]),
    ),
    "repeat out of order": (
        "bo",
        "submitLabel",
        answered(NOISE, repeat=3),
        ("Refused", "REPEAT_OUT_OF_ORDER", ["repeat"]),
    ),
    "reviewer": ("rae", "submitLabel", labeling("letter-1"), ("Forbidden", "ROLE_MISSING", [])),
    "annotator for another": (
        "bo",
        "submitLabel",
        {**labeling("letter-1"), "annotator": "cy"},
        ("Forbidden", "ON_BEHALF_NOT_ALLOWED", []),
    ),
    "service for itself": (
        "quill",
        "submitLabel",
        labeling("letter-1"),
        ("Forbidden", "ROLE_MISSING", []),
    ),
    "old history by an annotator": (
        "bo",
        "submitLabel",
        answered(NOISE, occurredAt="1911-03-01T12:00:00Z"),
        ("ValidationFailed", "TIME_BACKDATED", ["occurredAt"]),
    ),
    "the future": (
        "bo",
        "submitLabel",
        answered(NOISE, occurredAt="2911-03-01T12:00:00Z"),
        ("ValidationFailed", "TIME_IN_FUTURE", ["occurredAt"]),
    ),
    "stranger": (
        "mallory",
        "submitLabel",
        labeling("letter-1"),
        ("NotFound", "PROJECT_UNKNOWN", ["project"]),
    ),
    "unknown project": (
        "bo",
        "submitLabel",
        {**labeling("letter-1"), "project": "letters-1811"},
        ("NotFound", "PROJECT_UNKNOWN", ["project"]),
    ),
    "item version for who may not see it": (
        "bo",
        "submitLabel",
        {**labeling("letter-1"), "expectedVersion": 1},
        ("Forbidden", "ROLE_MISSING", ["expectedVersion"]),
    ),
}


async def test_label_is_refused_with_code_and_path(town: TownHall) -> None:
    await town.refuses(REFUSED_LABELS)


async def test_second_label_under_one_number_is_refused(town: TownHall) -> None:
    await town.label("bo", "letter-1", "noise")
    told = await town.mutate("bo", "submitLabel", labeling("letter-1", "parks"))
    assert (told["__typename"], told["code"]) == ("Refused", "LABEL_EXISTS")
    assert told["path"] == ["input", "repeat"]


@pytest.mark.parametrize("mutation", ["reviseLabel", "retractLabel"])
async def test_label_of_another_looks_like_none(town: TownHall, mutation: str) -> None:
    label = await town.label("bo", "letter-1", "noise")
    more = {"reason": "MISTAKE"} if mutation == "retractLabel" else labeling("letter-1")
    told = [
        await town.mutate("cy", mutation, {**more, "itemId": "letter-1", "labelId": label_id})
        for label_id in (label["labelId"], absent())
    ]
    for one in told:
        assert (one["__typename"], one["code"]) == ("NotFound", "LABEL_UNKNOWN")
        assert one["path"] == ["input", "labelId"]
    assert told[0]["message"] == told[1]["message"]


async def test_item_is_not_skipped_twice_nor_after_a_label(town: TownHall) -> None:
    skip = {"itemId": "letter-1", "reason": "UNCLEAR_GUIDELINE"}
    await town.accepted("bo", "skipItem", skip)
    told = await town.mutate("bo", "skipItem", skip)
    assert (told["code"], told["path"]) == ("ITEM_ALREADY_SKIPPED", ["input", "itemId"])
    await town.label("cy", "letter-1", "noise")
    told = await town.mutate("cy", "skipItem", skip)
    assert (told["code"], told["path"]) == ("ITEM_ALREADY_LABELED", ["input", "itemId"])
