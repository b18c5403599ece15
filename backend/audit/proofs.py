"""Inclusion proofs of many events at once, at few reads: neighbours share most of their nodes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import asyncpg

from labeltrail.events.ledger import tree
from labeltrail.events.proof.merkle import Node, inclusion_nodes, inclusion_proof, parents
from labeltrail.events.sql import load

TILE_HEIGHT = 8
KEPT_NODES_MAX = 200_000

_SQL = load(__package__, "audit.sql")


class Prover:
    """Proofs that lead to the tree of `size` events."""

    def __init__(self, pool: asyncpg.Pool, project_id: str, size: int) -> None:
        self._pool = pool
        self._project_id = project_id
        self._size = size
        self._nodes: dict[Node, bytes] = {}

    async def prove(self, positions: Sequence[int]) -> list[tuple[bytes, ...]]:
        wanted = {
            node for position in positions for node in inclusion_nodes(position - 1, self._size)
        }
        if len(self._nodes) > KEPT_NODES_MAX:
            self._nodes.clear()
        await self._read_low(node for node in wanted - self._nodes.keys() if node[0] < TILE_HEIGHT)
        self._nodes |= await tree.nodes(
            self._pool, self._project_id, sorted(wanted - self._nodes.keys())
        )
        return [
            inclusion_proof(position - 1, self._size, lambda *node: self._nodes[node])
            for position in positions
        ]

    async def _read_low(self, wanted: Iterable[Node]) -> None:
        """Nodes inside runs of 256 leaves: the runs are read whole and hashed here."""
        tiles = {index >> (TILE_HEIGHT - level) for level, index in wanted}
        rows = await self._pool.fetch(
            _SQL.leaves_of_tiles, self._project_id, sorted(tiles), self._size
        )
        leaves: dict[int, list[bytes]] = {}
        for row in rows:
            leaves.setdefault((row["position"] - 1) >> TILE_HEIGHT, []).append(row["leaf"])
        for tile, hashes in leaves.items():
            level_hashes = hashes
            for level in range(TILE_HEIGHT):
                first = tile << (TILE_HEIGHT - level)
                self._nodes |= {(level, first + at): one for at, one in enumerate(level_hashes)}
                level_hashes = parents(level_hashes[: len(level_hashes) & ~1])
