"""The service's only door: functions that run as their owner, called with whatever one likes.

Whatever is asked of `ledger.append`, positions stay dense, versions too, and every leaf is the one
that Python computes of the row. What a session sets or makes beside changes none of that.
"""

from __future__ import annotations

import contextlib
import random
from base64 import b64encode
from collections.abc import Callable
from uuid import uuid4

import asyncpg
import pytest

from labeltrail.events.envelope import leaf_v1
from labeltrail.events.ledger import append as append_module
from labeltrail.events.ledger.group import arguments, places_of
from labeltrail.events.ledger.read import read_project
from labeltrail.events.sql import load
from tests.ledger.append_only.conftest import PROJECT, label

SQL = load(append_module.__file__, "append.sql")

SESSIONS = {
    "tables of the same names": (
        "CREATE TEMPORARY TABLE events (project_id text);"
        "CREATE TEMPORARY TABLE projects (project_id text, tenant_id text);"
        "CREATE TEMPORARY TABLE commands (project_id text);"
        "SET search_path = pg_temp, ledger"
    ),
    "functions of the same names": (
        "CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql RETURN ''::bytea;"
        "CREATE FUNCTION pg_temp.clock_timestamp() RETURNS timestamptz LANGUAGE sql"
        " RETURN '1979-01-01'::timestamptz;"
        "CREATE FUNCTION pg_temp.array_send(bytea[]) RETURNS bytea LANGUAGE sql RETURN ''::bytea;"
        "SET search_path = pg_temp, pg_catalog"
    ),
    "operators and types of the same names": (
        "CREATE FUNCTION pg_temp.same(uuid, uuid) RETURNS boolean LANGUAGE sql RETURN true;"
        "CREATE OPERATOR pg_temp.= (FUNCTION = pg_temp.same, LEFTARG = uuid, RIGHTARG = uuid);"
        "CREATE DOMAIN pg_temp.json AS pg_catalog.text;"
        "CREATE DOMAIN pg_temp.timestamptz AS pg_catalog.text;"
        "SET search_path = pg_temp, pg_catalog"
    ),
    "other ways to write": (
        "SET TimeZone = 'Pacific/Apia'; SET DateStyle = 'SQL, DMY'; SET bytea_output = escape;"
        "SET IntervalStyle = sql_standard; SET extra_float_digits = -15;"
        "SET client_encoding = 'UTF8'; SET xmloption = document; SET quote_all_identifiers = on"
    ),
    "other plans": (
        "SET enable_seqscan = off; SET enable_indexscan = off; SET enable_bitmapscan = off;"
        "SET plan_cache_mode = force_custom_plan; SET jit = on; SET jit_above_cost = 0"
    ),
}


@pytest.mark.parametrize("session", SESSIONS)
async def test_what_a_session_brings_along_changes_nothing(
    session: str, serving: asyncpg.Connection
) -> None:
    await serving.execute(SESSIONS[session])
    append = label(f"item/{session}")
    given = arguments(PROJECT, [append], places_of([append]))
    answer = await serving.fetchrow(SQL.append_group, *given)
    await serving.execute("RESET ALL")
    assert answer is not None
    assert answer["outcomes"] == ["appended"]
    assert answer["recorded_from"].year > 2020
    await all_is_well(serving)


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
async def test_append_under_an_older_snapshot_is_refused(
    level: str, serving: asyncpg.Connection
) -> None:
    append = label()
    await serving.execute(f"SET default_transaction_isolation = '{level}'")
    with pytest.raises(asyncpg.InvalidTransactionStateError):
        await serving.fetch(SQL.append_group, *arguments(PROJECT, [append], places_of([append])))


async def test_a_row_of_one_s_own_making_cannot_be_asked_for(serving: asyncpg.Connection) -> None:
    """Neither position, version, time of recording nor leaf is an argument of any function."""
    names = await serving.fetch(
        "SELECT DISTINCT unnest(proargnames[1:pronargs]) AS name FROM pg_proc"
        " WHERE pronamespace = 'ledger'::regnamespace AND prosecdef"
    )
    forgeable = {"position", "version", "recorded_at", "leaf", "root", "head", "first_position"}
    assert not {row["name"] for row in names} & forgeable


REFUSALS = (
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.ProgramLimitExceededError,
)
FORGERIES: dict[str, Callable[[random.Random, list[object]], None]] = {}


def forgery(tampers: Callable[[random.Random, list[object]], None]) -> None:
    FORGERIES[tampers.__name__.replace("_", " ")] = tampers


def _lists(given: list[object]) -> list[list[object]]:
    return [one for one in given if isinstance(one, list) and one]


@forgery
def an_entry_too_few(chance: random.Random, given: list[object]) -> None:
    chance.choice(_lists(given)).pop()


@forgery
def an_entry_too_many(chance: random.Random, given: list[object]) -> None:
    entries = chance.choice(_lists(given))
    entries.append(entries[0])


@forgery
def an_entry_missing(chance: random.Random, given: list[object]) -> None:
    entries = chance.choice(_lists(given))
    entries[chance.randrange(len(entries))] = None


@forgery
def counts_that_lie(chance: random.Random, given: list[object]) -> None:
    counts = given[chance.choice((5, 6))]
    assert isinstance(counts, list)
    counts[chance.randrange(len(counts))] = chance.choice((-3, -1, 0, 1, 4, 10_000))


@forgery
def streams_that_are_not_there(chance: random.Random, given: list[object]) -> None:
    places = given[10]
    assert isinstance(places, list)
    places[chance.randrange(len(places))] = chance.choice((-1, 0, 7, 2**31 - 1))


@forgery
def one_stream_under_two_numbers(chance: random.Random, given: list[object]) -> None:
    streams, places = given[7], given[10]
    assert isinstance(streams, list)
    assert isinstance(places, list)
    streams.append(streams[0])
    places[chance.randrange(len(places))] = len(streams)


@forgery
def ids_used_twice(chance: random.Random, given: list[object]) -> None:
    ids = given[chance.choice((1, 11))]
    assert isinstance(ids, list)
    ids[-1] = ids[0]


@forgery
def bodies_that_are_none(chance: random.Random, given: list[object]) -> None:
    bodies = given[17]
    assert isinstance(bodies, list)
    bodies[chance.randrange(len(bodies))] = chance.choice(
        (b"", b"{", b"\xff\xfe", b'"\x00"', b"null", b'{"a":1}{"a":2}', b" {} ", b"[" * 9_000)
    )


@pytest.mark.parametrize("forged", FORGERIES)
async def test_forged_arguments_leave_the_ledger_as_it_should_be(
    forged: str, serving: asyncpg.Connection
) -> None:
    """Refused whole, or as good as any other append: never a gap, never a wrong hash."""
    chance = random.Random(f"forged {forged}")
    for _ in range(25):
        streams = [f"item/{forged}/{chance.randrange(3)}" for _ in range(3)]
        group = [label(stream, events=chance.randrange(1, 4)) for stream in streams]
        given = list(arguments(PROJECT, group, places_of(group)))
        FORGERIES[forged](chance, given)
        with contextlib.suppress(*REFUSALS):
            await serving.fetch(SQL.append_group, *given)
    await all_is_well(serving)


async def test_a_project_that_was_never_opened_takes_nothing(serving: asyncpg.Connection) -> None:
    append = label()
    given = arguments("nobody's", [append], places_of([append]))
    answer = await serving.fetchrow(SQL.append_group, *given)
    assert answer is not None
    assert (answer["head_before"], answer["outcomes"]) == (None, None)
    assert (
        await serving.fetchval("SELECT count(*) FROM ledger.events WHERE project_id = 'nobody''s'")
        == 0
    )


async def test_a_project_keeps_its_tenant(serving: asyncpg.Connection) -> None:
    assert await serving.fetchval("SELECT ledger.open_project($1, 'thief')", PROJECT) is False
    tenants = await serving.fetch(
        "SELECT tenant_id FROM ledger.projects WHERE project_id = $1", PROJECT
    )
    assert [row["tenant_id"] for row in tenants] == ["hospital"]


SIGNED = f"\n— lab {'A' * 91}=\n"
"""As a signature looks; whether it is one only a verifier can say."""


async def test_a_key_that_nothing_names_is_refused(serving: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match="names signing key 2"):
        await serving.fetchval("SELECT ledger.add_signing_key(2, $1, 'rubbish')", uuid4().bytes * 2)


async def test_an_epoch_that_nothing_states_is_refused(serving: asyncpg.Connection) -> None:
    for statement in (None, "rubbish"):
        with pytest.raises(asyncpg.CheckViolationError, match="needs a signed statement"):
            await serving.fetchval(
                "SELECT ledger.open_epoch($1, 2, 0, 'restored', 'ops', $2)", PROJECT, statement
            )


async def test_a_checkpoint_over_another_root_is_refused(serving: asyncpg.Connection) -> None:
    """A signature may be forged with a stolen key; a root that the rows do not have may not."""
    key = uuid4().bytes * 2
    named = f"lab\nlabeltrail signing key 2\n{b64encode(key).decode()}\n{SIGNED}"
    assert await serving.fetchval("SELECT ledger.add_signing_key(2, $1, $2)", key, named)
    root = "A" * 43 + "="
    for size in (1, 1_000_000):
        with pytest.raises(asyncpg.CheckViolationError):
            await serving.fetchval(
                "SELECT ledger.add_checkpoint($1, 1, $2, $3, $4)",
                PROJECT,
                size,
                f"lab/1\n{size}\n{root}\n{SIGNED}",
                key,
            )


async def all_is_well(connection: asyncpg.Connection) -> None:
    """Dense positions, dense versions, leaves as Python has them, each command its own events."""
    events = await read_project(connection, PROJECT, after=0, limit=10_000)
    assert [event.position for event in events] == list(range(1, len(events) + 1))
    versions: dict[str, int] = {}
    for before, event in zip([None, *events], events, strict=False):
        assert event.version == versions.get(event.stream, 0) + 1
        versions[event.stream] = event.version
        assert leaf_v1(event) == event.leaf
        assert before is None or before.recorded_at < event.recorded_at
    commands = await connection.fetch(
        "SELECT command_id, first_position, last_position FROM ledger.commands"
        " WHERE project_id = $1 ORDER BY first_position",
        PROJECT,
    )
    claimed = [
        (position, row["command_id"])
        for row in commands
        for position in range(row["first_position"], row["last_position"] + 1)
    ]
    assert claimed == [(event.position, event.command_id) for event in events]
