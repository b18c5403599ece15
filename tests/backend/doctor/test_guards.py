"""Each property that guards the ledger is broken: the doctor names it, and its statement mends it.

On a real database, broken as its superuser can; examined as the service.
"""

from __future__ import annotations

import pytest

from labeltrail.backend.doctor.expected import SQL_BODIES, expected
from labeltrail.backend.doctor.findings import Level
from labeltrail.backend.migrations import SETS
from tests.backend.doctor.conftest import examined
from tests.wards import Ward, run

BREAKS = {
    "an owner that can log in": (
        "ALTER ROLE {owner} LOGIN",
        "roles.owner",
        "owns the ledger and can log in",
    ),
    "an owner that is a superuser": (
        "ALTER ROLE {owner} SUPERUSER",
        "roles.owner",
        "owns the ledger and is a superuser",
    ),
    "a table of somebody else": (
        "ALTER TABLE ledger.events OWNER TO CURRENT_USER",
        "roles.owner",
        "ledger.events belongs to another role",
    ),
    "a function of somebody else": (
        "ALTER FUNCTION ledger.open_project OWNER TO CURRENT_USER",
        "roles.owner",
        "ledger.open_project(text,text) belongs to another role",
    ),
    "a service that is a superuser": (
        "ALTER ROLE {service} SUPERUSER",
        "roles.service",
        "is a superuser: no right holds it",
    ),
    "a service that makes roles": (
        "ALTER ROLE {service} CREATEROLE",
        "roles.service",
        "is allowed to make roles",
    ),
    "a service that may become the owner": (
        "GRANT {owner} TO {service}",
        "roles.service",
        "may become",
    ),
    "a service that may write all tables": (
        "GRANT pg_write_all_data TO {service}",
        "roles.service",
        "may become pg_write_all_data",
    ),
    "a service that may run programs": (
        "GRANT pg_execute_server_program TO {service}",
        "roles.service",
        "may become pg_execute_server_program",
    ),
    "a service that may put triggers to sleep": (
        "GRANT SET ON PARAMETER session_replication_role TO {service}",
        "roles.service",
        "may set session_replication_role",
    ),
    "a service that cannot append": (
        "REVOKE EXECUTE ON FUNCTION ledger.append FROM {service}",
        "roles.service",
        "lacks EXECUTE on ledger.append",
    ),
    "a service that inserts": (
        "GRANT INSERT ON ledger.events TO {service}",
        "roles.rights",
        "has INSERT on table ledger.events",
    ),
    "a service that updates a column": (
        "GRANT UPDATE (actor) ON ledger.events TO {service}",
        "roles.rights",
        "has UPDATE (actor) on table ledger.events",
    ),
    "a service that truncates": (
        "GRANT TRUNCATE ON ledger.commands TO {service}",
        "roles.rights",
        "has TRUNCATE on table ledger.commands",
    ),
    "a service that hands rights on": (
        "GRANT SELECT ON ledger.events TO {service} WITH GRANT OPTION",
        "roles.rights",
        "has SELECT on table ledger.events",
    ),
    "a service that makes tables": (
        "GRANT CREATE ON SCHEMA ledger TO {service}",
        "roles.rights",
        "has CREATE on schema ledger",
    ),
    "a service that inserts into what comes": (
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT INSERT, UPDATE ON TABLES TO {service}",
        "roles.rights",
        "will have INSERT, UPDATE on every table made from now on",
    ),
    "a service that deletes from what comes to the ledger": (
        (
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA ledger"
            " GRANT DELETE ON TABLES TO {service}"
        ),
        "roles.rights",
        "will have DELETE on every table made from now on",
    ),
    "everybody reads": (
        "GRANT SELECT ON ledger.events TO PUBLIC",
        "roles.rights",
        "PUBLIC has SELECT on table ledger.events",
    ),
    "everybody calls": (
        "GRANT EXECUTE ON FUNCTION ledger.append TO PUBLIC",
        "roles.rights",
        "PUBLIC has EXECUTE on function ledger.append",
    ),
    "a trigger disabled": (
        "ALTER TABLE ledger.events DISABLE TRIGGER rows_are_never_changed",
        "triggers",
        "rows_are_never_changed on ledger.events is disabled",
    ),
    "a trigger that sleeps under replica": (
        "ALTER TABLE ledger.commands ENABLE TRIGGER table_is_never_emptied",
        "triggers",
        "table_is_never_emptied on ledger.commands is asleep under replica",
    ),
    "a trigger gone": (
        "DROP TRIGGER table_is_never_emptied ON ledger.projects",
        "triggers",
        "ledger.projects does not refuse TRUNCATE",
    ),
    "a trigger with a way out": (
        (
            "DROP TRIGGER rows_are_never_changed ON ledger.events;"
            "CREATE TRIGGER rows_are_never_changed BEFORE UPDATE OR DELETE ON ledger.events"
            " FOR EACH ROW WHEN (current_user <> 'eve') EXECUTE FUNCTION ledger.refuse_change();"
            "ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER rows_are_never_changed"
        ),
        "triggers",
        "rows_are_never_changed on ledger.events is another than ours",
    ),
    "a trigger that is not ours": (
        (
            "CREATE TRIGGER whisper BEFORE INSERT ON ledger.events"
            " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"
        ),
        "triggers",
        "ledger.events has the trigger whisper",
    ),
    "history of keys unguarded": (
        "ALTER TABLE instance.key_events DISABLE TRIGGER ALL",
        "triggers",
        "on instance.key_events is disabled",
    ),
    "a function that refuses nothing": (
        (
            "CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN new; END'"
        ),
        "functions",
        "ledger.refuse_change is not the function",
    ),
    "another leaf": (
        (
            "CREATE OR REPLACE FUNCTION ledger.leaf_v1(project_id text, "
            '"position" bigint, stream text, version integer, event_id uuid, type text,'
            " schema_version integer, occurred_at timestamptz, recorded_at timestamptz, actor text,"
            " command_id uuid, causation_id uuid, correlation_id uuid, trace_id text, body bytea)"
            " RETURNS bytea LANGUAGE sql STABLE RETURN sha256(body)"
        ),
        "functions",
        "ledger.leaf_v1 is not the function",
    ),
    "a function with the caller's path": (
        "ALTER FUNCTION ledger.open_project RESET search_path",
        "functions",
        "ledger.open_project runs as its owner under the caller's search path",
    ),
    "a function with the caller's rights": (
        "ALTER FUNCTION ledger.append SECURITY INVOKER",
        "functions",
        "ledger.append runs with the rights of the caller",
    ),
    "a function that is not ours": (
        (
            "CREATE FUNCTION ledger.back_door() RETURNS void LANGUAGE sql SECURITY DEFINER AS '';"
            "REVOKE ALL ON FUNCTION ledger.back_door FROM PUBLIC;"
            "GRANT EXECUTE ON FUNCTION ledger.back_door TO {service};"
            "ALTER FUNCTION ledger.back_door OWNER TO {owner}"
        ),
        "functions",
        "no migration made ledger.back_door()",
    ),
    "a rule lost": (
        "ALTER TABLE ledger.events DROP CONSTRAINT stream_version_is_taken_once",
        "tables",
        "ledger.events lacks the rule stream_version_is_taken_once",
    ),
    "a check lost": (
        "ALTER TABLE ledger.events DROP CONSTRAINT leaf_is_a_sha256",
        "tables",
        "ledger.events lacks the rule leaf_is_a_sha256",
    ),
    "rows hidden": (
        "ALTER TABLE ledger.events ENABLE ROW LEVEL SECURITY",
        "tables",
        "ledger.events has row security",
    ),
    "rows that a crash empties": (
        "ALTER TABLE ledger.commands SET UNLOGGED",
        "tables",
        "ledger.commands is not logged",
    ),
    "statements swallowed": (
        "CREATE RULE silence AS ON INSERT TO ledger.events DO INSTEAD NOTHING",
        "tables",
        "ledger.events has the rule silence",
    ),
}


@pytest.mark.parametrize("broken", BREAKS)
async def test_doctor_names_what_is_broken_and_its_statement_mends_it(
    broken: str, ward: Ward
) -> None:
    assert await examined(ward) == []
    statement, check, named = BREAKS[broken]
    await run(ward.superuser, ward.named(statement))
    findings = await examined(ward)
    try:
        assert {one.check for one in findings} == {check}
        assert all(one.level is Level.WRONG for one in findings)
        assert any(named in one.found for one in findings), findings
        assert all(one.mend and one.statements for one in findings)
    finally:
        for finding in findings:
            await run(ward.superuser, *finding.statements)
    assert await examined(ward) == []


async def test_a_table_that_is_gone_is_named(own_ward: Ward) -> None:
    await run(own_ward.superuser, "DROP TABLE ledger.checkpoints")
    findings = await examined(own_ward)
    assert "ledger.checkpoints is gone" in [one.found for one in findings]


async def test_a_function_that_is_gone_is_made_again(own_ward: Ward) -> None:
    await run(own_ward.superuser, "DROP FUNCTION ledger.position_at")
    [finding] = await examined(own_ward)
    assert finding.found == "ledger.position_at is gone"
    await run(own_ward.superuser, f"SET ROLE {own_ward.owner_role}", *finding.statements)
    for check in (
        "roles.rights",
        "roles.service",
    ):  # PUBLIC may call what is made, until it may not
        [right] = await examined(own_ward)
        assert right.check == check
        await run(own_ward.superuser, *right.statements)
    assert await examined(own_ward) == []


async def test_a_table_beside_ours_is_asked_for_its_triggers(own_ward: Ward) -> None:
    """Also a partition: PostgreSQL gives it the row's trigger and not the one against TRUNCATE."""
    await run(
        own_ward.superuser,
        f"SET ROLE {own_ward.owner_role}",
        "CREATE TABLE ledger.shadow (project_id text) PARTITION BY LIST (project_id)",
        "CREATE TABLE ledger.shadow_a PARTITION OF ledger.shadow FOR VALUES IN ('a')",
        f"GRANT SELECT ON ledger.shadow, ledger.shadow_a TO {own_ward.service_role}",
    )
    findings = await examined(own_ward)
    assert {one.check for one in findings} == {"triggers"}
    assert {one.found.split()[0] for one in findings} == {"ledger.shadow", "ledger.shadow_a"}
    parent = [one for one in findings if one.found.startswith("ledger.shadow ")]
    for finding in parent:
        await run(own_ward.superuser, *finding.statements)
    [left] = await examined(own_ward)
    assert left.found.startswith("ledger.shadow_a does not refuse TRUNCATE")
    await run(own_ward.superuser, *left.statements)
    assert await examined(own_ward) == []


def test_everything_that_the_migrations_make_is_understood() -> None:
    measure = expected(SETS)
    assert {"ledger.append", "ledger.leaf_v1", "instance.refuse_change"} <= set(measure.functions)
    assert measure.functions["ledger.append"].is_definer
    assert "position_is_taken_once" in measure.constraints["ledger.events"]
    guarded = {table for table, _ in measure.triggers}
    assert {"ledger.events", "ledger.commands", "instance.key_events"} <= guarded


def test_every_function_that_is_an_expression_has_its_digest() -> None:
    expressions = {name for name, one in expected(SETS).functions.items() if one.body is None}
    assert expressions == set(SQL_BODIES), (
        "in SQL_BODIES of backend/doctor/expected.py keep, for each, what PostgreSQL 15 and 18 say "
        "under SET search_path = pg_catalog: "
        "encode(sha256(convert_to(pg_get_function_sqlbody('ledger.…'::regproc), 'UTF8')), 'hex')"
    )
