"""GraphQL over HTTP: what a request may look like, and what a wrong one is told."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from labeltrail.graphql.limits import BODY_BYTES_MAX
from tests.api.townhall import PROJECT, TownHall, absent, labeling, opened

JSON = "application/json"
RESPONSE = "application/graphql-response+json"
WHO = "{ viewer { actor } }"
ALLOWED = {"GET", "POST", "OPTIONS"}


@pytest.fixture
async def key(hall: TownHall) -> dict[str, str]:
    return {"Authorization": f"Bearer {await hall.key('bo')}"}


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        (None, JSON),
        ("*/*", JSON),
        (JSON, JSON),
        (RESPONSE, RESPONSE),
        (f"{RESPONSE}, {JSON};q=0.9", RESPONSE),
        (f"{RESPONSE};q=0.1, {JSON};q=0.9", JSON),
        ("application/*;q=0.5", JSON),
    ],
)
async def test_media_type_is_negotiated(
    hall: TownHall, key: dict[str, str], accept: str | None, answered: str
) -> None:
    headers = {**key, "Accept": accept or ""}
    answer = await hall.send("POST", json={"query": WHO}, headers=headers)
    assert answer.status == 200
    assert answer.headers["content-type"] == f"{answered}; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.told == {"viewer": {"actor": "bo"}}


async def test_no_media_type_of_ours_is_406(hall: TownHall, key: dict[str, str]) -> None:
    headers = {**key, "Accept": "image/png"}
    answer = await hall.send("POST", json={"query": WHO}, headers=headers)
    assert (answer.status, answer.code) == (406, "BAD_REQUEST")


async def test_operation_that_did_not_run_is_400_only_for_its_media_type(
    hall: TownHall, key: dict[str, str]
) -> None:
    for accept, status in ((RESPONSE, 400), (JSON, 200)):
        headers = {**key, "Accept": accept}
        answer = await hall.send("POST", json={"query": "{ nobody }"}, headers=headers)
        assert (answer.status, answer.code) == (status, "GRAPHQL_VALIDATION_FAILED")
        assert "data" not in answer.body


async def test_get_asks(hall: TownHall, key: dict[str, str]) -> None:
    query = {"query": "query Who { viewer { actor } }", "operationName": "Who"}
    answer = await hall.send("GET", params=query, headers=key)
    assert answer.told == {"viewer": {"actor": "bo"}}


async def test_get_never_writes(town: TownHall) -> None:
    query = "mutation ($input: SkipItemInput!) { skipItem(input: $input) { __typename } }"
    headers = {"Authorization": f"Bearer {await town.key('bo')}"}
    answer = await town.send("GET", params={"query": query}, headers=headers)
    assert (answer.status, answer.code) == (405, "BAD_REQUEST")
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_other_methods_are_405_with_those_allowed(hall: TownHall, method: str) -> None:
    answer = await hall.send(method)
    assert (answer.status, answer.code) == (405, "BAD_REQUEST")
    assert set(answer.headers["allow"].split(", ")) == ALLOWED


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/json; charset=latin-1"])
async def test_other_content_types_are_415(
    hall: TownHall, key: dict[str, str], content_type: str | None
) -> None:
    headers = {**key, **({"Content-Type": content_type} if content_type else {})}
    answer = await hall.send("POST", content=b'{"query": "{ viewer }"}', headers=headers)
    assert (answer.status, answer.code) == (415, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"", "truncated"),
        (b'{"query": ', "truncated"),
        (b"\xff\xfe", "malformed"),
        (b'{"variables": {}}', "`query`"),
        (b'{"query": 7}', "$.query"),
        (b'{"query": "{ viewer { actor } }", "variables": [1]}', "$.variables"),
        (b'{"query": "{ viewer { actor } }", "operationName": 1}', "$.operationName"),
        (b'{"query": "{ project(id: \\"\\ud800\\") { title } }"}', "no GraphQL request"),
        (b'[{"query": "{ viewer { actor } }"}]', "one operation"),
    ],
    ids=lambda one: one.decode(errors="replace") if isinstance(one, bytes) else None,
)
async def test_malformed_body_is_a_400_that_says_where(
    hall: TownHall, key: dict[str, str], body: bytes, named: str
) -> None:
    headers = {**key, "Content-Type": JSON}
    answer = await hall.send("POST", content=body, headers=headers)
    assert (answer.status, answer.code) == (400, "BAD_REQUEST")
    assert named in answer.body["errors"][0]["message"]


@pytest.mark.parametrize("parameters", [{}, {"query": WHO, "variables": "{"}])
async def test_malformed_address_is_a_400(
    hall: TownHall, key: dict[str, str], parameters: dict[str, str]
) -> None:
    answer = await hall.send("GET", params=parameters, headers=key)
    assert (answer.status, answer.code) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("has_length", [True, False])
async def test_oversized_body_is_413(hall: TownHall, has_length: bool) -> None:
    piece = b" " * 2**20
    pieces = BODY_BYTES_MAX // len(piece) + 1

    async def streamed() -> AsyncIterator[bytes]:
        for _ in range(pieces):
            yield piece

    content = piece * pieces if has_length else streamed()
    headers = {"Authorization": f"Bearer {await hall.key('bo')}", "Content-Type": JSON}
    answer = await hall.send("POST", content=content, headers=headers)
    assert (answer.status, answer.code) == (413, "PAYLOAD_TOO_LARGE")
    assert str(BODY_BYTES_MAX) in answer.body["errors"][0]["message"]


async def test_path_that_is_not_there_says_where_the_api_is(hall: TownHall) -> None:
    answer = await hall.send("GET", "/api")
    assert (answer.status, answer.code) == (404, "BAD_REQUEST")
    assert "/graphql" in answer.body["errors"][0]["message"]


async def test_browser_gets_a_page_in_development(hall: TownHall) -> None:
    page = await hall.client.get("/graphql", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "GraphiQL" in page.text


async def test_production_shows_neither_page_nor_schema_nor_suggestions(database_url: str) -> None:
    async with opened(database_url, profile="production", folds=False) as hall:
        page = await hall.client.get("/graphql", headers={"Accept": "text/html"})
        assert page.status_code == 406
        for query in ("{ __schema { types { name } } }", '{ __type(name: "Item") { name } }'):
            answer = await hall.ask("bo", query)
            assert answer.code == "GRAPHQL_VALIDATION_FAILED"
        answer = await hall.ask("bo", "{ viewr { actor } }")
        assert "viewer" not in answer.body["errors"][0]["message"]
        assert (await hall.ask("bo", WHO)).told == {"viewer": {"actor": "bo"}}


async def test_development_shows_its_schema_to_everybody(hall: TownHall) -> None:
    answer = await hall.ask(None, "{ __schema { queryType { name } } }")
    assert answer.told == {"__schema": {"queryType": {"name": "Query"}}}


BOTH = {"task": "concern", "value": {"choice": "noise", "rating": 1}}


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"commandId": "1911"}, ".commandId"),
        ({"answers": [BOTH]}, ".answers[0].value"),
        ({"answers": [{"task": "concern", "value": {}}]}, ".answers[0].value"),
        ({"occurredAt": "1911-03-01T12:00:00"}, ".occurredAt"),
        ({"taxonomyVersion": 2**31}, ".taxonomyVersion"),
        ({"mood": "fair"}, "mood"),
    ],
    ids=lambda one: one if isinstance(one, str) else None,
)
async def test_input_of_a_wrong_shape_is_told_before_anything_runs(
    town: TownHall, wrong: dict[str, object], place: str
) -> None:
    query = "mutation ($input: SubmitLabelInput!) { submitLabel(input: $input) { __typename } }"
    given = {"project": PROJECT, "commandId": absent(), **labeling("letter-1"), **wrong}
    answer = await town.ask("bo", query, {"input": given})
    assert answer.code == "BAD_USER_INPUT"
    assert place in " ".join(error["message"] for error in answer.body["errors"])
    assert "data" not in answer.body


async def test_character_that_no_text_holds_is_told(town: TownHall) -> None:
    answer = await town.ask("bo", "query ($p: ID!) { project(id: $p) { title } }", {"p": "a\0b"})
    assert answer.code == "BAD_USER_INPUT"
    assert "U+0000" in answer.body["errors"][0]["message"]
    told = await town.mutate("bo", "skipItem", {"itemId": "letter\0", "reason": "OTHER"})
    assert (told["code"], told["path"]) == ("IDENTIFIER_MALFORMED", ["input", "itemId"])
    told = await town.mutate("ada", "openBatch", {"batchId": "march", "title": "Ma\0rch"})
    assert (told["code"], told["path"]) == ("TEXT_MALFORMED", ["input", "title"])
