"""Tables that only grow: there, logged, with every rule and with triggers that refuse change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import asyncpg

from labeltrail.backend.doctor.expected import Expected, expected
from labeltrail.backend.doctor.findings import Examined, Finding, well, wrong
from labeltrail.backend.migrations import SETS
from labeltrail.events.sql import load

SCHEMA = "ledger"
NOT_GROWING = ["migrations"]
"""Of the ledger's schema: the record of migrations, which the migrator alone writes."""

ROW, BEFORE, DELETE, UPDATE, TRUNCATE = 1, 2, 8, 16, 32
REFUSING = {
    "rows_are_never_changed": (ROW | BEFORE | UPDATE | DELETE, "UPDATE OR DELETE", "ROW"),
    "table_is_never_emptied": (BEFORE | TRUNCATE, "TRUNCATE", "STATEMENT"),
}
AS_OWNER = "as the owner"

_SQL = load(__package__, "guards.sql")


async def examine_tables(examined: Examined) -> list[Finding]:
    measure = expected(SETS)
    tables = await _tables(examined, measure)
    there = {table["name"] for table in tables}
    findings = [
        wrong("tables", f"{name} is gone", "restore a backup and compare it with the checkpoints")
        for name in sorted({table for table, _ in measure.triggers} - there)
    ]
    for table in tables:
        findings += _table(table, measure)
    return findings or [well("tables", f"{len(tables)} tables, logged, with all their rules")]


async def examine_triggers(examined: Examined) -> list[Finding]:
    measure = expected(SETS)
    tables = await _tables(examined, measure)
    oids = [table["oid"] for table in tables]
    found: dict[int, dict[str, asyncpg.Record]] = {oid: {} for oid in oids}
    for trigger in await examined.connection.fetch(_SQL.triggers, oids):
        found[trigger["table_oid"]][trigger["name"]] = trigger
    findings: list[Finding] = []
    for table in tables:
        there = found[table["oid"]]
        findings += _refusing(table["name"], there)
        findings += _foreign(table["name"], there.values(), measure.triggers)
    return findings or [
        well("triggers", f"{len(tables)} tables refuse UPDATE, DELETE and TRUNCATE, always")
    ]


async def _tables(examined: Examined, measure: Expected) -> list[asyncpg.Record]:
    """All of the ledger's, also those that no migration made, and those with triggers elsewhere."""
    guarded = sorted({table for table, _ in measure.triggers})
    rows: list[asyncpg.Record] = await examined.connection.fetch(
        _SQL.tables, SCHEMA, NOT_GROWING, guarded
    )
    return rows


def _table(table: asyncpg.Record, measure: Expected) -> Iterator[Finding]:
    name = table["name"]
    if not table["is_logged"]:
        found = f"{name} is not logged: a crash empties it"
        yield wrong("tables", found, AS_OWNER, f"ALTER TABLE {name} SET LOGGED")
    if table["has_row_security"]:
        found = f"{name} has row security, which can hide rows from the service"
        yield wrong("tables", found, AS_OWNER, f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY")
    for rule in table["rules"]:
        found = f"{name} has the rule {rule}, which can turn a statement into another"
        yield wrong("tables", found, AS_OWNER, f"DROP RULE {rule} ON {name}")
    for index in table["broken_indexes"]:
        found = f"{index} on {name} is not usable"
        yield wrong("tables", found, AS_OWNER, f"REINDEX INDEX {index}")
    if not table["is_partition"]:
        for constraint, statement in measure.constraints.get(name, {}).items():
            if constraint not in table["constraints"]:
                yield wrong("tables", f"{name} lacks the rule {constraint}", AS_OWNER, statement)


def _refusing(table: str, there: dict[str, asyncpg.Record]) -> Iterator[Finding]:
    schema = table.partition(".")[0]
    for name, (kind, events, each) in REFUSING.items():
        function = f"{schema}.refuse_change"
        make = (
            f"CREATE TRIGGER {name} BEFORE {events} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION {function}()"
        )
        enable = f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
        trigger = there.get(name)
        if trigger is None:
            found = f"{table} does not refuse {events}: it lacks the trigger {name}"
            yield wrong("triggers", found, AS_OWNER, make, enable)
        elif (trigger["kind"], trigger["function"]) != (kind, function) or trigger[
            "is_conditional"
        ]:
            found = f"the trigger {name} on {table} is another than ours: {events} may pass"
            drop = f"DROP TRIGGER {name} ON {table}"
            yield wrong("triggers", found, AS_OWNER, drop, make, enable)
        elif trigger["firing"] != "A":
            state = {"D": "disabled", "O": "asleep under replica", "R": "asleep but under replica"}
            found = f"the trigger {name} on {table} is {state[trigger['firing']]}"
            yield wrong("triggers", found, AS_OWNER, enable)


def _foreign(
    table: str, there: Iterable[asyncpg.Record], ours: frozenset[tuple[str, str]]
) -> Iterator[Finding]:
    for trigger in there:
        if trigger["name"] not in REFUSING and (table, trigger["name"]) not in ours:
            found = f"{table} has the trigger {trigger['name']}, which no migration made"
            yield wrong("triggers", found, AS_OWNER, f"DROP TRIGGER {trigger['quoted']} ON {table}")
