"""The Merkle tree of a project's leaves: full subtrees, roots and proofs at any size.

Any answer takes at most 255 rows for each factor of 256 in the tree's size. Leaf i is the event
at position i + 1.
"""

from __future__ import annotations

from collections.abc import Iterable

import asyncpg

from labeltrail.events.ledger.errors import LedgerError, translated
from labeltrail.events.ledger.read import Connection
from labeltrail.events.proof import merkle
from labeltrail.events.proof.merkle import Node
from labeltrail.events.sql import load

TILES_PER_STATEMENT_MAX = 64
"""16,384 events, some 50 ms: no snapshot is held for long."""

_SQL = load(__package__, "tree.sql")


class TreeTooShort(LedgerError):
    """The tree does not reach so far: not recorded, or not sealed yet."""

    def __init__(self, size: int) -> None:
        super().__init__(f"there is no tree of {size} events yet; it is there once it is sealed")
        self.size = size


async def extended(pool: asyncpg.Pool, project_id: str) -> int:
    """The size up to which every tree can be had, after adding the tiles that are full by now.

    A kill between two statements leaves tiles that are right and are not added again.
    """
    while True:
        with translated():
            row = await pool.fetchrow(_SQL.extend, project_id, TILES_PER_STATEMENT_MAX)
        assert row is not None, "a function with OUT parameters answers one row"
        if row["is_whole"]:
            size: int = row["head"]
            return size


async def root(connection: Connection, project_id: str, size: int) -> bytes:
    """The root of the tree over the first `size` events. Raises TreeTooShort."""
    with translated():
        found: bytes | None = await connection.fetchval(_SQL.root, project_id, size)
    if found is None:
        raise TreeTooShort(size)
    return found


async def nodes(
    connection: Connection, project_id: str, wanted: Iterable[Node]
) -> dict[Node, bytes]:
    """The hashes of full subtrees by (height, place), in one statement. Raises TreeTooShort."""
    asked = list(wanted)
    with translated():
        rows = await connection.fetch(
            _SQL.nodes, project_id, [height for height, _ in asked], [place for _, place in asked]
        )
    found = {(row["height"], row["place"]): row["hash"] for row in rows}
    for (height, place), hashed in found.items():
        if hashed is None:
            raise TreeTooShort((place + 1) << height)
    return found


async def inclusion(
    connection: Connection, project_id: str, position: int, size: int
) -> tuple[bytes, ...]:
    """The proof that the event at `position` is in the tree of `size` events.

    Raises ValueError for a position outside that tree, and TreeTooShort.
    """
    found = await nodes(connection, project_id, merkle.inclusion_nodes(position - 1, size))
    return merkle.inclusion_proof(position - 1, size, lambda *node: found[node])


async def consistency(
    connection: Connection, project_id: str, first: int, second: int
) -> tuple[bytes, ...]:
    """The proof that the tree of `second` events begins with the tree of `first`.

    Raises ValueError when `second` is the smaller one, and TreeTooShort.
    """
    found = await nodes(connection, project_id, merkle.consistency_nodes(first, second))
    return merkle.consistency_proof(first, second, lambda *node: found[node])
