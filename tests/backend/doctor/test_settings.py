"""Settings, clocks, connections, read models and checkpoints that are not as they should be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from labeltrail.backend.doctor.examination import examine
from labeltrail.backend.doctor.findings import Level
from labeltrail.backend.settings import Settings
from labeltrail.events.ledger.append import Append, Ledger, NewEvent
from tests.backend.doctor.conftest import examined
from tests.wards import Ward, run

KEPT = {
    "of the database": "ALTER DATABASE {database} SET synchronous_commit = off",
    "of the service's role": "ALTER ROLE {service} SET synchronous_commit = off",
    "of the role in this database": (
        "ALTER ROLE {service} IN DATABASE {database} SET synchronous_commit = off"
    ),
    "under which nothing can be written": (
        "ALTER DATABASE {database} SET default_transaction_read_only = on"
    ),
    "under which appends are refused": (
        "ALTER ROLE {service} SET default_transaction_isolation = 'repeatable read'"
    ),
    "that hides damage": "ALTER DATABASE {database} SET zero_damaged_pages = on",
}


@pytest.mark.parametrize("setting", KEPT)
async def test_a_setting_is_named_with_who_keeps_it(setting: str, ward: Ward) -> None:
    statement = ward.named(KEPT[setting])
    name = statement.partition(" SET ")[2].partition(" ")[0]
    await run(ward.superuser, statement)
    findings = await examined(ward)
    try:
        [finding] = findings
        assert finding.check == "settings"
        assert f" has {name} = " in finding.found
    finally:
        for finding in findings:
            # A database that reads only can still be told to write: by a session that says so.
            await run(
                ward.superuser, "SET default_transaction_read_only = off", *finding.statements
            )
    assert await examined(ward) == []


async def test_what_the_address_itself_sets_is_named(ward: Ward) -> None:
    url = f"{ward.serving}{'&' if '?' in ward.serving else '?'}synchronous_commit=off"
    findings = await examine(url, Settings.from_environment({"LABELTRAIL_DATABASE_URL": url}))
    mends = [one.mend for one in findings if one.found.startswith("synchronous_commit")]
    assert mends == ["take synchronous_commit out of LABELTRAIL_DATABASE_URL"]


async def test_a_server_without_fsync_is_wrong(ward: Ward) -> None:
    """Where the tests have a server of their own it is one."""
    settings = Settings.from_environment({"LABELTRAIL_DATABASE_URL": ward.serving})
    findings = await examine(ward.serving, settings)
    connection = await asyncpg.connect(ward.superuser)
    try:
        is_on = await connection.fetchval("SHOW fsync") == "on"
    finally:
        await connection.close()
    assert any(one.found.startswith("fsync is off") for one in findings) is not is_on


@pytest.mark.parametrize(
    ("seconds", "level"),
    [(0, Level.OK), (30, Level.WARNING), (-30, Level.WARNING), (90, Level.WRONG)],
)
async def test_clocks_apart_are_told(seconds: int, level: Level, ward: Ward) -> None:
    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=seconds)

    settings = Settings.from_environment({"LABELTRAIL_DATABASE_URL": ward.serving})
    findings = await examine(ward.serving, settings, now=now)
    [skew] = [one for one in findings if one.found.startswith("this machine's clock")]
    assert skew.level is level
    assert f"{abs(seconds)}.0 s apart" in skew.found


async def test_a_clock_set_back_is_seen_at_the_last_event(own_ward: Ward) -> None:
    """As it looks afterwards: what was recorded lies in the database's future."""
    await run(
        own_ward.superuser,
        "INSERT INTO ledger.projects VALUES ('ward-7', 'hospital')",
        "INSERT INTO ledger.events VALUES ('ward-7', 1, 'project', 1, gen_random_uuid(),"
        " 'ProjectCreated', 1, now(), now() + interval '1 hour', 'ada', gen_random_uuid(), NULL,"
        " gen_random_uuid(), NULL, '{}', sha256(''))",
    )
    findings = [one for one in await examined(own_ward) if one.check == "clock"]
    assert len(findings) == 1
    assert "ward-7" in findings[0].found
    assert "it was set back" in findings[0].found


async def test_too_few_connections_are_told_with_who_limits_them(ward: Ward) -> None:
    await run(ward.superuser, f"ALTER ROLE {ward.service_role} CONNECTION LIMIT 3")
    [finding] = await examined(ward, pool_size_max=8)
    assert f"role {ward.service_role} is allowed 3 connections" in finding.found
    await run(ward.superuser, *finding.statements)
    assert await examined(ward, pool_size_max=8) == []
    [finding] = await examined(ward, pool_size_max=1000)
    assert finding.found.startswith("the server allows")


@pytest.fixture
async def recorded(own_ward: Ward) -> str:
    async with asyncpg.create_pool(own_ward.superuser, min_size=1, max_size=2) as pool:
        ledger = Ledger(pool)
        await ledger.open_project("ward-7", "hospital")
        event = NewEvent(
            stream="project",
            event_id=uuid4(),
            type="ProjectCreated",
            schema_version=1,
            occurred_at=datetime.now(UTC),
            actor="ada",
            body=b"{}",
        )
        command = uuid4()
        append = Append(
            command_id=command,
            request_sha=bytes(32),
            correlation_id=command,
            expected={},
            events=(event,),
        )
        await ledger.append("ward-7", append)
        await ledger.aclose()
    return "ward-7"


PROGRESS = (
    "INSERT INTO read.progress (project_id, generation, is_current, fold_version, position, rules,"
    " policy_version, taxonomy_version, stopped_position, stopped_reason, folded_at)"
    " VALUES ('ward-7', 1, true, 1, 0, '', 0, 0, {}, {}, now() - interval '1 hour')"
)


async def test_read_models_that_stopped_or_lag_are_told(own_ward: Ward, recorded: str) -> None:
    await run(own_ward.superuser, PROGRESS.format("NULL", "NULL"))
    [lagging] = [one for one in await examined(own_ward) if one.check == "read models"]
    assert lagging.level is Level.WARNING
    assert lagging.found == f"project {recorded} is 1 events behind"
    await run(own_ward.superuser, "DELETE FROM read.progress", PROGRESS.format(1, "'no such type'"))
    [stopped] = [one for one in await examined(own_ward) if one.check == "read models"]
    assert stopped.level is Level.WRONG
    assert "stopped there: no such type" in stopped.found


async def test_a_stream_that_is_parked_is_told(own_ward: Ward, recorded: str) -> None:
    await run(
        own_ward.superuser,
        PROGRESS.format("NULL", "NULL"),
        "INSERT INTO read.parked (project_id, generation, stream, position, reason)"
        " VALUES ('ward-7', 1, 'item/patient-3', 1, 'KeyError: dose')",
    )
    findings = await examined(own_ward)
    parked = [one for one in findings if "passes over" in one.found]
    assert [one.level for one in parked] == [Level.WRONG]
    assert "item/patient-3 from position 1 on (one of 1): KeyError: dose" in parked[0].found
    assert parked[0].mend == "mend the cause, then `labeltrail repair --project ward-7`"


async def test_messages_that_wait_for_long_or_were_given_up_are_told(
    own_ward: Ward, recorded: str
) -> None:
    await run(
        own_ward.superuser,
        "INSERT INTO read.outbox (project_id, position, kind, scope, items, written_at, is_dead)"
        f" SELECT '{recorded}', n, 'ground_truth_changed', '', 1,"
        " clock_timestamp() - interval '2 hours', n = 1 FROM generate_series(1, 3) AS n",
    )
    dead, late = [one for one in await examined(own_ward) if one.check == "outbox"]
    assert (dead.level, late.level) == (Level.WRONG, Level.WARNING)
    assert dead.found == "1 messages to LABELTRAIL_OUTBOX_URL were given up"
    assert late.found.startswith("2 messages wait to be told, the oldest for 720")


async def test_a_checkpoint_over_more_than_there_is_tells_of_a_loss(
    own_ward: Ward, recorded: str
) -> None:
    root = bytes(32)
    await run(
        own_ward.superuser,
        "INSERT INTO ledger.checkpoints (project_id, epoch, tree_size, root, note, key_number)"
        f" VALUES ('{recorded}', 1, 9, '\\x{root.hex()}',"
        f" E'hospital\\n9\\n' || encode('\\x{root.hex()}', 'base64') || E'\\n', 1)",
    )
    [lost] = [one for one in await examined(own_ward) if one.check == "checkpoints"]
    assert lost.level is Level.WRONG
    assert (
        lost.found == f"project {recorded} was sealed with 9 events and has 1: events are missing"
    )


async def test_an_old_unsealed_tail_is_told(own_ward: Ward) -> None:
    await run(
        own_ward.superuser,
        "INSERT INTO ledger.projects VALUES ('ward-7', 'hospital')",
        "INSERT INTO ledger.events VALUES ('ward-7', 1, 'project', 1, gen_random_uuid(),"
        " 'ProjectCreated', 1, now(), now() - interval '1 hour', 'ada', gen_random_uuid(), NULL,"
        " gen_random_uuid(), NULL, '{}', sha256(''))",
    )
    [tail] = [one for one in await examined(own_ward) if one.check == "checkpoints"]
    assert tail.level is Level.WARNING
    assert "has 1 events after its last checkpoint" in tail.found


async def test_migrations_missing_changed_and_newer_are_told(own_ward: Ward) -> None:
    record = "SET ROLE {owner}; UPDATE ledger.migrations SET checksum = 'other' WHERE number = 1"
    await run(own_ward.superuser, own_ward.named(record))
    findings = await examined(own_ward)
    assert {one.check for one in findings} == {"migrations"}
    assert "is not the file that was applied" in findings[0].found
    await run(
        own_ward.superuser,
        "INSERT INTO ledger.migrations (set_name, number, name, checksum)"
        " SELECT set_name, max(number) + 1, '9999_later', '' FROM ledger.migrations"
        " WHERE set_name = 'ledger' GROUP BY set_name",
    )
    assert any(
        "ledger/9999_later, which this version" in one.found for one in await examined(own_ward)
    )


async def test_an_empty_database_is_told_to_migrate(server_url: str) -> None:
    settings = Settings.from_environment({"LABELTRAIL_DATABASE_URL": server_url})
    findings = await examine(server_url, settings)
    [missing] = [one for one in findings if one.check == "migrations" and one.mend][:1]
    assert missing.level is Level.WRONG
    assert missing.mend == "run `labeltrail migrate`"


async def test_a_service_without_any_right_is_told_so(own_ward: Ward) -> None:
    await run(
        own_ward.superuser,
        own_ward.named("REVOKE ALL ON ALL TABLES IN SCHEMA ledger FROM {service}"),
    )
    findings = await examined(own_ward)
    assert any("cannot be examined: permission denied" in one.found for one in findings)
    assert any("SELECT on ledger.events" in one.found for one in findings)
    assert all(one.level is not Level.OK for one in findings)
