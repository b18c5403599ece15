"""Erased words through every path of the API: null, and when they went; nothing else goes."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from labeltrail.events.directory import erasure
from labeltrail.events.directory.erasure import Ground
from labeltrail.events.identifiers import MemberId
from tests.api.letters import QUESTION, RATIONALE, morning
from tests.api.townhall import PROJECT, TENANT, TownHall

WORDS = "question questionErasedAt rationale rationaleErasedAt decision raisedBy"
ITEM = (
    f"escalations {{ {WORDS} }}"
    " adjudication { rationale rationaleErasedAt adjudicator answers { json } }"
    " timeline(first: 50) { nodes { type sentence } }"
)
EVERYTHING = (
    "query ($at: BigInt!, $asOf: AsOfInput) {"
    f' project(id: "{PROJECT}", atLeast: $at) {{'
    f"   escalations(first: 9) {{ nodes {{ id {WORDS} }} }} }}"
    f' first: item(project: "{PROJECT}", itemId: "letter-1", atLeast: $at) {{ id {ITEM} }}'
    f' third: item(project: "{PROJECT}", itemId: "letter-3", atLeast: $at) {{ id {ITEM} }}'
    f' past: item(project: "{PROJECT}", itemId: "letter-1", atLeast: $at) {{'
    "   timeline(first: 50, asOf: $asOf) { nodes { sentence } } } }"
)
ANSWER = "Art, before nine in the evening."


async def settled(town: TownHall) -> int:
    """The morning, and jo answers cy's question; the last position."""
    last = await morning(town)
    everything = await asked(town, last)
    (escalation,) = everything["project"]["escalations"]["nodes"]
    given = {
        "itemId": "letter-1",
        "escalationId": await escalation_id(town, escalation["id"]),
        "decision": "ITEM_UNUSABLE",
        "rationale": ANSWER,
    }
    return int((await town.accepted("jo", "resolveEscalation", given))["position"])


async def asked(town: TownHall, last: int) -> dict[str, Any]:
    given = {"at": str(last), "asOf": {"position": str(last)}}
    return (await town.ask("liv", EVERYTHING, given)).told


async def escalation_id(town: TownHall, node: str) -> str:
    query = "query ($id: ID!) { node(id: $id) { ... on Escalation { escalationId question } } }"
    found: str = (await town.ask("liv", query, {"id": node})).told["node"]["escalationId"]
    return found


async def erase(town: TownHall, person: str) -> datetime:
    done = await erasure.erase(
        town.parts.pool, TENANT, MemberId(person), ground=Ground.REQUESTED, requested_by="clerk"
    )
    assert done.erased_at is not None
    return done.erased_at


@pytest.mark.parametrize("person", ["cy", "jo"])
async def test_only_the_words_of_the_erased_are_null(town: TownHall, person: str) -> None:
    last = await settled(town)
    before = await asked(town, last)
    for words in (QUESTION, ANSWER, RATIONALE):
        assert words in str(before)
    erased_at = await erase(town, person)
    after = await asked(town, last)
    by_jo = {ANSWER, RATIONALE}
    gone, kept = (by_jo, {QUESTION}) if person == "jo" else ({QUESTION}, by_jo)
    assert not [words for words in gone if words in str(after)]
    assert all(words in str(after) for words in kept)
    (escalation,) = after["first"]["escalations"]
    adjudication = after["third"]["adjudication"]
    for holder, field, words in (
        (escalation, "question", QUESTION),
        (escalation, "rationale", ANSWER),
        (adjudication, "rationale", RATIONALE),
    ):
        if words in gone:
            assert holder[field] is None
            assert datetime.fromisoformat(holder[f"{field}ErasedAt"]) == erased_at
        else:
            assert (holder[field], holder[f"{field}ErasedAt"]) == (words, None)
    assert escalation | {"id": None} == after["project"]["escalations"]["nodes"][0] | {"id": None}
    assert without_words(before) == without_words(after)


async def test_sentences_say_that_words_were_erased_and_when(town: TownHall) -> None:
    last = await settled(town)
    erased_at = await erase(town, "cy")
    after = await asked(town, last)
    for told in (after["first"], after["past"]):
        (sentence,) = [
            one["sentence"] for one in told["timeline"]["nodes"] if "escalated" in one["sentence"]
        ]
        assert re.search(
            rf"Question: words erased on {erased_at:%Y-%m-%d} \(text \S+\)\.$", sentence
        )


async def test_resend_of_the_erased_is_refused_and_keeps_nothing(town: TownHall) -> None:
    given = {
        "itemId": "letter-1",
        "question": QUESTION,
        "commandId": "9b2b6d1e-6f0c-4c37-8f3f-3b7a2a7f5a10",
    }
    await town.accepted("cy", "raiseEscalation", given)
    await erase(town, "cy")
    told = await town.mutate("cy", "raiseEscalation", given)
    assert (told["__typename"], told["code"]) == ("Refused", "WORDS_ERASED")
    assert told["path"] == ["input", "commandId"]
    assert await town.parts.pool.fetchval("SELECT count(*) FROM directory.texts") == 0


def without_words(told: Any) -> Any:
    """The answer without what may hold words or say that they are gone."""
    if isinstance(told, list):
        return [without_words(one) for one in told]
    if not isinstance(told, dict):
        return told
    worded = {"question", "rationale", "sentence", "questionErasedAt", "rationaleErasedAt"}
    return {name: without_words(one) for name, one in told.items() if name not in worded}
