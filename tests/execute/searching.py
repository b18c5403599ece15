"""Looks for a text in every row of every table of a database, also where it is kept as bytes."""

from __future__ import annotations

import asyncpg


async def tables_that_hold(pool: asyncpg.Pool, text: str) -> list[str]:
    """The tables with a row that spells it, as text or in hexadecimal."""
    tables = await pool.fetch(
        "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
    )
    assert len(tables) > 10, "there should be something to search"
    found = []
    for table in tables:
        name = table["name"]
        number = await pool.fetchval(
            f"SELECT count(*) FROM {name} AS r WHERE strpos(r::text, $1) > 0"
            " OR strpos(r::text, encode(convert_to($1, 'UTF8'), 'hex')) > 0",
            text,
        )
        if number:
            found.append(name)
    return found
