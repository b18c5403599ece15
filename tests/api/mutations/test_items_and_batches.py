"""Items and batches through the API, one by one and by the thousand."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.api.townhall import LETTERS, PROJECT, Refusal, TownHall, labeling

MANY = """mutation ($input: {input}!) {{ {mutation}(input: $input) {{ outcomes {{
  __typename
  ... on CommandSuccess {{ position isDuplicate }}
  ... on UserError {{ code message path }}
}} }} }}"""
REGISTER = MANY.format(input="RegisterItemsInput", mutation="registerItems")
SUBMIT = MANY.format(input="SubmitLabelsInput", mutation="submitLabels")


def entry(**fields: Any) -> dict[str, Any]:
    return {"commandId": str(uuid4()), **fields}


async def send_many(town: TownHall, query: str, **entries: list[dict[str, Any]]) -> list[Any]:
    answer = await town.ask("quill", query, {"input": {"project": PROJECT, **entries}})
    (payload,) = answer.told.values()
    outcomes: list[Any] = payload["outcomes"]
    return outcomes


async def test_item_is_registered_with_what_is_known_of_it(town: TownHall) -> None:
    given = {
        "itemId": "letter-4",
        "modality": "TEXT",
        "uri": "file:///letters/4.txt",
        "contentSha256": "0" * 64,
        "text": "Sir, the lamp in Mill Lane is out again.",
        "source": "letterbox",
        "attributes": [{"name": "ward", "value": "north"}, {"name": "hand", "value": "ink"}],
    }
    told = await town.accepted("quill", "registerItem", given, "itemId")
    assert told["itemId"] == "letter-4"
    assert told["position"] == "15"
    assert told["version"] is None  # a service does not see how much others have said of it


async def test_batch_is_opened_filled_and_closed(town: TownHall) -> None:
    fields = "batch { batchId title batchKind isClosed }"
    batch = {"batchId": "march"}
    given: dict[str, Any] = {**batch, "title": "Letters of March", "batchKind": "PILOT"}
    told = await town.accepted("ada", "openBatch", given, fields)
    assert told["batch"] == {**given, "isClosed": False}
    given = {**batch, "itemIds": list(LETTERS)}
    told = await town.accepted("quill", "addItemsToBatch", given, "batch { items: itemCount }")
    assert told["batch"] == {"items": 3}
    told = await town.accepted("ada", "closeBatch", batch, fields)
    assert told["batch"]["isClosed"] is True


LETTER = {"itemId": "letter-4", "modality": "TEXT"}
INK = {"name": "hand", "value": "ink"}
NORTH = {"name": "ward", "value": "north"}
REFUSED: dict[str, Refusal] = {
    "known item": (
        "quill",
        "registerItem",
        {**LETTER, "itemId": "letter-1"},
        ("Refused", "ITEM_EXISTS", ["itemId"]),
    ),
    "malformed id": (
        "quill",
        "registerItem",
        {**LETTER, "itemId": " letter"},
        ("ValidationFailed", "IDENTIFIER_MALFORMED", ["itemId"]),
    ),
    "malformed digest": (
        "quill",
        "registerItem",
        {**LETTER, "contentSha256": "abc"},
        ("ValidationFailed", "DIGEST_MALFORMED", ["contentSha256"]),
    ),
    "attribute twice": (
        "quill",
        "registerItem",
        {**LETTER, "attributes": [NORTH, NORTH]},
        ("ValidationFailed", "DUPLICATE_GIVEN", ["attributes", "1", "name"]),
    ),
    "empty attribute": (
        "quill",
        "registerItem",
        {
            **LETTER,
            "attributes": [INK, {**NORTH, "value": ""}],
        },
        ("ValidationFailed", "TEXT_EMPTY", ["attributes", "1"]),
    ),
    "annotator who registers": (
        "bo",
        "registerItem",
        LETTER,
        ("Forbidden", "ROLE_MISSING", []),
    ),
    "known batch": (
        "ada",
        "openBatch",
        {"batchId": "march", "title": "Again"},
        ("Refused", "BATCH_EXISTS", ["batchId"]),
    ),
    "unknown batch": (
        "ada",
        "addItemsToBatch",
        {"batchId": "may", "itemIds": ["letter-1"]},
        ("NotFound", "BATCH_UNKNOWN", ["batchId"]),
    ),
    "unknown item": (
        "ada",
        "addItemsToBatch",
        {"batchId": "march", "itemIds": ["letter-2", "letter-99"]},
        ("NotFound", "ITEM_UNKNOWN", ["itemIds", "1"]),
    ),
    "item that is in it": (
        "ada",
        "addItemsToBatch",
        {"batchId": "march", "itemIds": ["letter-1"]},
        ("Refused", "ITEM_ALREADY_IN_BATCH", ["itemIds", "0"]),
    ),
    "closed batch": (
        "ada",
        "addItemsToBatch",
        {"batchId": "april", "itemIds": ["letter-1"]},
        ("Refused", "BATCH_CLOSED", ["batchId"]),
    ),
    "closed twice": (
        "ada",
        "closeBatch",
        {"batchId": "april"},
        ("Refused", "BATCH_CLOSED", ["batchId"]),
    ),
}


async def test_items_and_batches_are_refused(town: TownHall) -> None:
    march = {"batchId": "march"}
    await town.accepted("ada", "openBatch", {**march, "title": "March"})
    await town.accepted("ada", "addItemsToBatch", {**march, "itemIds": ["letter-1"]})
    await town.accepted("ada", "openBatch", {"batchId": "april", "title": "April"})
    await town.accepted("ada", "closeBatch", {"batchId": "april"})
    await town.refuses(REFUSED)


async def test_half_of_a_thousand_is_refused_and_the_rest_is_done(town: TownHall) -> None:
    items = [
        entry(itemId=f"card-{number}" if number % 2 else f" card-{number}", modality="IMAGE")
        for number in range(1_000)
    ]
    outcomes = await send_many(town, REGISTER, items=items)
    assert len(outcomes) == 1_000
    for number, told in enumerate(outcomes):
        if number % 2:
            assert told["__typename"] == "RegisterItemSuccess", told
        else:
            assert told["code"] == "IDENTIFIER_MALFORMED"
            assert told["path"] == ["input", "items", str(number), "itemId"]
    positions = sorted(int(told["position"]) for told in outcomes if "position" in told)
    assert positions == list(range(15, 515))


async def test_a_thousand_and_one_are_too_many(town: TownHall) -> None:
    items = [entry(itemId=f"card-{number}", modality="IMAGE") for number in range(1_001)]
    answer = await town.ask("quill", REGISTER, {"input": {"project": PROJECT, "items": items}})
    assert answer.code == "BAD_USER_INPUT"
    assert "1000" in answer.body["errors"][0]["message"]
    assert await town.parts.pool.fetchval("SELECT count(*) FROM ledger.events") == 14


async def test_labels_of_one_item_are_taken_in_order(town: TownHall) -> None:
    labels = [
        entry(**labeling("letter-1"), annotator="bo", repeat=repeat) for repeat in (1, 2, 4, 3)
    ]
    labels.append(entry(**labeling("letter-2", "ghosts"), annotator="cy"))
    labels.append(entry(**labeling("letter-3"), annotator="cy"))
    outcomes = await send_many(town, SUBMIT, labels=labels)
    assert [told.get("code") for told in outcomes] == [
        None,
        None,
        "REPEAT_OUT_OF_ORDER",
        None,
        "CLASS_UNKNOWN",
        None,
    ]
    assert outcomes[4]["path"] == ["input", "labels", "4", "answers", "0", "value", "choice"]


async def test_half_done_batch_sent_again_does_the_other_half(town: TownHall) -> None:
    labels = [entry(**labeling(letter), annotator="bo") for letter in (*LETTERS, "letter-4")]
    first = await send_many(town, SUBMIT, labels=labels)
    assert [told.get("isDuplicate", told.get("code")) for told in first] == [
        *(False, False, False),
        "ITEM_UNKNOWN",
    ]
    await town.accepted("quill", "registerItem", {"itemId": "letter-4", "modality": "TEXT"})
    again = await send_many(town, SUBMIT, labels=labels)
    assert [told["isDuplicate"] for told in again] == [True, True, True, False]
    assert [told["position"] for told in again][:3] == [told["position"] for told in first[:3]]
