"""What the tests of sealing share; run as a program it seals until it is killed.

`python -m tests.ledger.sealing DSN PROJECT` prints each size that it has sealed.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from itertools import pairwise

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labeltrail.events.ledger import tree
from labeltrail.events.ledger.checkpoints import SealedCheckpoint, checkpoints, signing_keys
from labeltrail.events.ledger.seal import seal
from labeltrail.events.proof import checkpoint, note
from labeltrail.events.proof.merkle import Frontier
from labeltrail.events.proof.origin import Origin
from labeltrail.events.proof.verification import verify_consistency

INSTANCE = "labels.example.org"
KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)

GROWN = """
INSERT INTO ledger.events
SELECT $1, n, 'item/' || n, 1, gen_random_uuid(), 'LabelSubmitted', 1, now(), now(), 'observer-1',
       gen_random_uuid(), NULL, gen_random_uuid(), NULL, '{}', sha256(int8send(n))
FROM generate_series(
    1 + (SELECT coalesce(max(position), 0) FROM ledger.events WHERE project_id = $1), $2::bigint
) AS n
"""


async def grow(pool: asyncpg.Pool, project: str, head: int) -> None:
    """Fill the project up to a head at once, past the function: only the leaves matter here."""
    await pool.execute(GROWN, project, head)


async def leaves(pool: asyncpg.Pool, project: str) -> list[bytes]:
    rows = await pool.fetch(
        "SELECT leaf FROM ledger.events WHERE project_id = $1 ORDER BY position", project
    )
    return [row["leaf"] for row in rows]


async def verified(pool: asyncpg.Pool, project: str) -> Sequence[SealedCheckpoint]:
    """Every checkpoint, each held to the leaves, to its signature and to the one before."""
    every = await leaves(pool, project)
    keys = {key.number: key.public_key for key in await signing_keys(pool)}
    sealed = await checkpoints(pool, project, limit=100_000)
    grown = Frontier()
    for one in sealed:
        name = str(Origin(INSTANCE, project, one.epoch))
        text, _ = note.verify(one.note, [note.Verifier(name, keys[one.key_number])])
        told = checkpoint.parse(text)
        assert (told.origin, told.size, told.root) == (name, one.tree_size, one.root)
        grown = grown.extended(every[grown.size : one.tree_size])
        assert one.root == grown.root()
    for older, newer in pairwise(sealed):
        proof = await tree.consistency(pool, project, older.tree_size, newer.tree_size)
        verify_consistency(older.tree_size, newer.tree_size, proof, older.root, newer.root)
    return sealed


async def main(url: str, project: str) -> None:
    async with asyncpg.create_pool(url, min_size=1, max_size=2) as pool:
        while True:
            sealed = await seal(pool, project, KEY, instance=INSTANCE)
            if sealed is not None:
                print(sealed.tree_size, flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
