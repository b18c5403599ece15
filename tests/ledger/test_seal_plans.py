"""Proofs and the sealer's look at all projects touch few pages, however long the ledger is."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from asyncpg.pool import PoolConnectionProxy

from labeltrail.events.ledger import checkpoints, tree
from labeltrail.events.ledger.append import Ledger
from labeltrail.events.proof import merkle
from tests.ledger.sealing import grow

EVENTS = 100_000
PLANS_MAX = 7  # from the sixth call on a session uses one plan for all parameters
CHECKPOINTS = """
INSERT INTO ledger.checkpoints
SELECT 'p' || n % 50, 1, n, sha256(''), E'o\\n' || n || E'\\n' || encode(sha256(''), 'base64'), 1
FROM generate_series(1, 20000) AS n
"""


@pytest.fixture
async def full(pool: asyncpg.Pool) -> AsyncIterator[PoolConnectionProxy]:
    await Ledger(pool).open_project("p1", "hospital")
    await grow(pool, "p1", EVENTS)
    await tree.extended(pool, "p1")
    async with pool.acquire() as connection:
        await connection.execute(CHECKPOINTS)
        await connection.execute("ANALYZE")
        yield connection


async def touched(connection: PoolConnectionProxy, query: str, *given: Any) -> int:
    explained = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}"
    for _ in range(PLANS_MAX):
        found = json.loads(await connection.fetchval(explained, *given))[0]["Plan"]
    pages: int = found["Shared Hit Blocks"] + found["Shared Read Blocks"]
    return pages


async def test_proof_touches_few_pages(full: PoolConnectionProxy) -> None:
    pages = await full.fetchval("SELECT pg_relation_size('ledger.events') / 8192")
    for size in (65_535, 65_536, 99_999, EVENTS):
        for nodes in (
            merkle.inclusion_nodes(40_000, size),
            merkle.inclusion_nodes(size - 1, size),
            merkle.consistency_nodes(33_333, size),
        ):
            heights, places = zip(*nodes, strict=True)
            assert await touched(full, tree._SQL.nodes, "p1", heights, places) < pages / 5
        assert await touched(full, tree._SQL.root, "p1", size) < pages / 5


async def test_page_of_checkpoints_and_the_last_one_are_read_from_the_index(
    full: PoolConnectionProxy,
) -> None:
    last = checkpoints.LAST
    for query, given in (
        (checkpoints._SQL.latest, ("p1",)),
        (checkpoints._SQL.page, ("p1", 1, 5_000, *last, 100)),
        (checkpoints._SQL.page_backward, ("p1", 0, 0, *last, 100)),
    ):
        assert await touched(full, query, *given) < 120


async def test_look_at_all_projects_scans_neither_events_nor_checkpoints(
    full: PoolConnectionProxy,
) -> None:
    found = await full.fetchval(f"EXPLAIN (FORMAT JSON) {checkpoints._SQL.standing}", None)
    scanned = re.findall(r'"Node Type": "Seq Scan"[^}]*?"Relation Name": "(\w+)"', found)
    assert not {"events", "checkpoints"} & set(scanned)
