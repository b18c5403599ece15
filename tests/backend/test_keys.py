"""API keys: what is kept of them, whom they let in and until when, and what is recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from labeltrail.backend.keys import USE_NOTED_EVERY, IssuedKey, KeyFault, KeyNotIssued, Keys
from labeltrail.events.identifiers import MemberId, TenantId
from labeltrail.graphql.caller import Caller

TOWN = TenantId("town")
BO = MemberId("bo")


@pytest.fixture
def keys(pool: asyncpg.Pool) -> Keys:
    return Keys(pool)


async def issued(keys: Keys, **given: Any) -> IssuedKey:
    return await keys.issue(**{"tenant": TOWN, "actor": BO, "issued_by": "ada", **given})


async def test_key_names_its_caller(keys: Keys) -> None:
    key = await issued(keys, is_instance_admin=True)
    assert await keys.verify(key.text) == Caller(tenant=TOWN, actor=BO, is_instance_admin=True)


async def test_secret_is_not_kept(keys: Keys, pool: asyncpg.Pool) -> None:
    secret = (await issued(keys)).text.rpartition("_")[2]
    for table in ("keys", "key_events"):
        rows = await pool.fetch(f"SELECT * FROM instance.{table}")
        assert rows
        assert secret not in str([dict(row) for row in rows])


async def test_two_keys_share_nothing(keys: Keys) -> None:
    one, other = await issued(keys), await issued(keys)
    assert one.prefix != other.prefix
    mixed = f"lt_{one.prefix}_{other.text.split('_', 2)[2]}"
    assert await keys.verify(mixed) is KeyFault.UNKNOWN


@pytest.mark.parametrize(
    "text",
    ["", "lt_", "lt__", "key", f"lt_{'0' * 16}_{'A' * 42}", f"lt_{'G' * 16}_{'A' * 43}", "lt_\0_"],
)
async def test_malformed_key_asks_no_database(keys: Keys, text: str) -> None:
    assert await keys.verify(text) is KeyFault.MALFORMED


async def test_key_expires(keys: Keys, pool: asyncpg.Pool) -> None:
    key = await issued(keys, expires_at=datetime.now(UTC) + timedelta(seconds=0.2))
    assert isinstance(await keys.verify(key.text), Caller)
    await pool.execute("SELECT pg_sleep(0.25)")
    assert await keys.verify(key.text) is KeyFault.EXPIRED


async def test_key_that_would_be_expired_is_not_issued(keys: Keys, pool: asyncpg.Pool) -> None:
    with pytest.raises(KeyNotIssued, match="expired from the start"):
        await issued(keys, expires_at=datetime.now(UTC) - timedelta(days=1))
    assert await pool.fetchval("SELECT count(*) FROM instance.keys") == 0


@pytest.mark.parametrize(("field", "text"), [("tenant", ""), ("actor", " bo"), ("actor", "b\0o")])
async def test_key_for_what_is_no_id_is_not_issued(keys: Keys, field: str, text: str) -> None:
    with pytest.raises(KeyNotIssued, match=field):
        await issued(keys, **{field: text})


async def test_revoked_key_is_refused_at_once_and_for_good(keys: Keys) -> None:
    key = await issued(keys)
    assert await keys.revoke(key.prefix, revoked_by="ada")
    assert await keys.verify(key.text) is KeyFault.REVOKED
    assert not await keys.revoke(key.prefix, revoked_by="ada")
    assert not await keys.revoke("0" * 16, revoked_by="ada")


async def test_expiry_and_revocation_are_told_only_to_the_holder(keys: Keys) -> None:
    key = await issued(keys)
    await keys.revoke(key.prefix, revoked_by="ada")
    guessed = key.text[:-43] + "A" * 43
    assert await keys.verify(guessed) is KeyFault.UNKNOWN


async def test_issuing_and_revoking_are_recorded_by_whom(keys: Keys, pool: asyncpg.Pool) -> None:
    key = await issued(keys)
    await keys.revoke(key.prefix, revoked_by="liv")
    rows = await pool.fetch("SELECT * FROM instance.key_events ORDER BY number")
    told = [(row["prefix"], row["kind"], row["recorded_by"]) for row in rows]
    assert told == [(key.prefix, "issued", "ada"), (key.prefix, "revoked", "liv")]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE instance.key_events SET actor = 'x'",
        "DELETE FROM instance.key_events",
        "TRUNCATE instance.key_events",
    ],
)
async def test_record_of_keys_only_grows(keys: Keys, pool: asyncpg.Pool, change: str) -> None:
    await issued(keys)
    with pytest.raises(asyncpg.PostgresError, match="history of keys only grows"):
        await pool.execute(change)


async def test_use_is_noted_now_and_then(keys: Keys, pool: asyncpg.Pool) -> None:
    key = await issued(keys)
    assert (await keys.listed())[0].last_used_at is None
    await keys.verify(key.text)
    (first,) = [one.last_used_at for one in await keys.listed()]
    await keys.verify(key.text)
    assert [one.last_used_at for one in await keys.listed()] == [first]
    long_ago = datetime.now(UTC) - 2 * USE_NOTED_EVERY
    await pool.execute("UPDATE instance.keys SET last_used_at = $1", long_ago)
    await keys.verify(key.text)
    (later,) = [one.last_used_at for one in await keys.listed()]
    assert later is not None
    assert later > long_ago


async def test_list_is_newest_first_and_without_secrets(keys: Keys) -> None:
    first, second = await issued(keys), await issued(keys, actor=MemberId("cy"))
    listed = await keys.listed()
    assert [one.prefix for one in listed] == [second.prefix, first.prefix]
    assert first.text not in str(listed)
