"""The ledger's reads use its indexes, at a size where a scan would be felt."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from asyncpg.pool import PoolConnectionProxy

from labeltrail.events.ledger import read

EVENTS = 50_000
FILL = """
INSERT INTO ledger.events
SELECT 'p' || n % 5, 1 + n / 5, 'item/' || n / 25, 1 + (n / 5) % 5, gen_random_uuid(),
       'LabelSubmitted', 1, now(), now() + n * interval '1 microsecond', 'observer-1',
       gen_random_uuid(), NULL, gen_random_uuid(), NULL, '{}', sha256(n::text::bytea)
FROM generate_series(0, $1 - 1) AS n
"""
COMMANDS = """
INSERT INTO ledger.commands
SELECT project_id, command_id, leaf, position, position FROM ledger.events
"""
GIVEN: dict[str, tuple[Any, ...]] = {
    "head": ("p1",),
    "project_page": ("p1", 9_000, 2**62, 100),
    "stream_page": ("p1", "item/77", 0, 100),
    "streams": ("p1", ["item/77", "item/1900"], 2**62),
    "existing_streams": ("p1", ["item/77", "item/1900", "item/none"]),
    "command": ("p1", UUID(int=0)),
    "command_and_streams": ("p1", UUID(int=0), ["item/77"]),
}


@pytest.fixture
async def full(pool: asyncpg.Pool) -> AsyncIterator[PoolConnectionProxy]:
    async with pool.acquire() as connection:
        await connection.execute(FILL, EVENTS)
        await connection.execute(COMMANDS)
        await connection.execute("ANALYZE ledger.events; ANALYZE ledger.commands")
        yield connection


async def test_no_read_scans_a_table(full: PoolConnectionProxy) -> None:
    for name, given in GIVEN.items():
        found = await full.fetchval(f"EXPLAIN (FORMAT JSON) {read._SQL[name]}", *given)
        plan = json.dumps(json.loads(found))
        scanned = re.findall(r'"Node Type": "Seq Scan"[^}]*?"Relation Name": "(\w+)"', plan)
        assert not scanned, f"{name} scans {scanned}"


async def test_position_at_a_time_looks_at_few_pages(full: PoolConnectionProxy) -> None:
    """It halves the project's positions: recorded times rise with them."""
    query = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT ledger.position_at('p1', $1)"
    for _ in range(2):  # the first call reads the catalogues
        found = json.loads(await full.fetchval(query, datetime.now(UTC)))[0]["Plan"]
    touched = found["Shared Hit Blocks"] + found["Shared Read Blocks"]
    pages = await full.fetchval("SELECT pg_relation_size('ledger.events') / 8192")
    assert touched < pages / 10
