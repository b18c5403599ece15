"""Keys on the wire: a key that is missing or refused says why and how to mend it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from labeltrail.backend.keys import IssuedKey
from labeltrail.events.identifiers import MemberId
from tests.api.townhall import PROJECT, TENANT, Answer, TownHall, absent

WHO = {"query": "{ viewer { actor tenant isInstanceAdmin } }"}


async def issued(hall: TownHall, expires_at: datetime | None = None) -> IssuedKey:
    return await hall.parts.keys.issue(
        tenant=TENANT, actor=MemberId("bo"), issued_by="tests", expires_at=expires_at
    )


async def presented(hall: TownHall, authorization: str | None) -> Answer:
    headers = {} if authorization is None else {"Authorization": authorization}
    return await hall.send("POST", json=WHO, headers=headers)


def assert_refused(answer: Answer, reason: str, mend: str) -> None:
    assert (answer.status, answer.code) == (401, "UNAUTHENTICATED")
    assert answer.headers["www-authenticate"] == "Bearer"
    error = answer.body["errors"][0]
    assert error["extensions"]["reason"] == reason
    assert mend in error["message"]
    assert "data" not in answer.body


async def test_key_names_the_caller(hall: TownHall) -> None:
    key = await issued(hall)
    for scheme in ("Bearer", "bearer"):
        answer = await presented(hall, f"{scheme} {key.text}")
        assert answer.told["viewer"] == {"actor": "bo", "tenant": "town", "isInstanceAdmin": False}


async def test_no_key_is_told_how_to_send_one(hall: TownHall) -> None:
    assert_refused(await presented(hall, None), "MISSING", "Authorization: Bearer lt_")


@pytest.mark.parametrize("sent", ["Basic Ym86Ym8=", "Bearer", "Bearer lt_", "Bearer lt_1_2", "bo"])
async def test_malformed_key_is_told_as_that(hall: TownHall, sent: str) -> None:
    assert_refused(await presented(hall, sent), "MALFORMED", "copied whole")


async def test_unknown_key_and_wrong_secret_look_alike(hall: TownHall) -> None:
    known = (await issued(hall)).text
    unknown = f"lt_{'0' * 16}_{'A' * 43}"
    wrong = known[:-43] + "A" * 43
    answers = [await presented(hall, f"Bearer {key}") for key in (unknown, wrong)]
    for answer in answers:
        assert_refused(answer, "UNKNOWN", "labeltrail keys issue")
    assert answers[0].body == answers[1].body


async def test_expired_key_is_told_as_that(hall: TownHall) -> None:
    key = await issued(hall, datetime.now(UTC) + timedelta(seconds=0.2))
    assert (await presented(hall, f"Bearer {key.text}")).status == 200
    await hall.parts.pool.execute("SELECT pg_sleep(0.25)")
    assert_refused(await presented(hall, f"Bearer {key.text}"), "EXPIRED", "new one")


async def test_revoked_key_is_told_as_that_at_once(hall: TownHall) -> None:
    key = await issued(hall)
    assert (await presented(hall, f"Bearer {key.text}")).status == 200
    assert await hall.parts.keys.revoke(key.prefix, revoked_by="tests")
    assert_refused(await presented(hall, f"Bearer {key.text}"), "REVOKED", "new one")


async def test_mutation_without_a_key_writes_nothing(town: TownHall) -> None:
    query = "mutation ($input: SkipItemInput!) { skipItem(input: $input) { __typename } }"
    given = {
        "project": PROJECT,
        "commandId": absent(),
        "itemId": "letter-1",
        "reason": "OTHER",
    }
    answer = await town.ask(None, query, {"input": given})
    assert_refused(answer, "MISSING", "Authorization")
    assert await town.parts.pool.fetchval("SELECT count(*) FROM ledger.events") == 14
