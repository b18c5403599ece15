"""Functions: unchanged, running as their owner only where meant to, under a pinned search path."""

from __future__ import annotations

from collections.abc import Iterator

import asyncpg

from labeltrail.backend.doctor.expected import SQL_BODIES, Function, expected
from labeltrail.backend.doctor.findings import Examined, Finding, well, wrong
from labeltrail.backend.migrations import SETS
from labeltrail.events.sql import load

PINNED = "search_path=pg_catalog, pg_temp"
MAKE_AGAIN = "make it again, as the owner"

_SQL = load(__package__, "guards.sql")


async def examine_functions(examined: Examined) -> list[Finding]:
    measure = expected(SETS).functions
    rows = await examined.connection.fetch(_SQL.functions)
    there = {row["name"] for row in rows}
    findings = [
        wrong("functions", f"{name} is gone", MAKE_AGAIN, function.statement)
        for name, function in measure.items()
        if name not in there
    ]
    for row in rows:
        findings += _function(row, measure.get(row["name"]))
    found = f"{len(rows)} functions, as the migrations made them; the owner's run on a pinned path"
    return findings or [well("functions", found)]


def _function(row: asyncpg.Record, measure: Function | None) -> Iterator[Finding]:
    name, signature = row["name"], row["signature"]
    if measure is None:
        found = f"no migration made {signature}"
        yield wrong("functions", found, "as the owner", f"DROP FUNCTION {signature}")
        return
    if _differs(row, measure):
        found = f"{name} is not the function that the migrations made"
        yield wrong("functions", found, MAKE_AGAIN, measure.statement)
    if row["is_definer"] != measure.is_definer:
        right = "DEFINER" if measure.is_definer else "INVOKER"
        found = f"{name} runs with the rights of the {'caller' if measure.is_definer else 'owner'}"
        statement = f"ALTER FUNCTION {signature} SECURITY {right}"
        yield wrong("functions", found, "as the owner", statement)
    if row["is_definer"] and PINNED not in row["settings"]:
        found = f"{name} runs as its owner under the caller's search path"
        statement = f"ALTER FUNCTION {signature} SET search_path = pg_catalog, pg_temp"
        yield wrong("functions", found, "as the owner", statement)


def _differs(row: asyncpg.Record, measure: Function) -> bool:
    if measure.body is None:
        return bool(row["expression_sha"] != SQL_BODIES.get(measure.name))
    return bool(row["source"] != measure.body)
