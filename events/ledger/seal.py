"""Seals a project: a signed checkpoint over all that is recorded, kept beside it.

Any number of sealers may work at once, and any of them may be killed between two steps: tiles and
roots follow from the events alone, and a checkpoint is there whole or not at all. Appends never
wait for a sealer. A ledger that no longer has the root of its last checkpoint is never sealed
over: that is for a person to look at.
"""

from __future__ import annotations

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labeltrail.events.ledger import tree
from labeltrail.events.ledger.checkpoints import SealedCheckpoint, checkpoints
from labeltrail.events.ledger.errors import LedgerError, translated
from labeltrail.events.proof.checkpoint import Checkpoint
from labeltrail.events.proof.note import Signer
from labeltrail.events.proof.origin import Origin
from labeltrail.events.sql import load

TRIES_MAX = 5

_SQL = load(__package__, "seal.sql")


class SealRefused(LedgerError):
    """Nothing was sealed; the message says why and how to go on."""


class SigningKeyReplaced(SealRefused):
    """Another key than ours is the last one recorded, as the `number`th."""

    def __init__(self, number: int) -> None:
        super().__init__(f"this is not signing key {number}, the last one that was recorded")
        self.number = number


class TreeChanged(SealRefused):
    """The ledger does not have the tree that its own last checkpoint says. `note` is that one."""

    def __init__(self, reason: str, note: str) -> None:
        super().__init__(reason)
        self.note = note


async def seal(
    pool: asyncpg.Pool, project_id: str, key: Ed25519PrivateKey, *, instance: str
) -> SealedCheckpoint | None:
    """The new checkpoint; None when all was sealed, by us or by another sealer meanwhile.

    None too while the project is stopped. The first seal of a database records its key. Raises
    SigningKeyReplaced and TreeChanged.
    """
    for _ in range(TRIES_MAX):
        size = await tree.extended(pool, project_id)
        with translated():
            before = await pool.fetchrow(_SQL.before, project_id)
        if before is None or before["is_stopped"]:
            return None
        await _check_unchanged(pool, project_id, before)
        if size <= (before["tree_size"] or 0):
            return None
        if before["number"] is None:
            await record_key(pool, 1, key.public_key().public_bytes_raw(), None)
        elif before["public_key"] != key.public_key().public_bytes_raw():
            raise SigningKeyReplaced(before["number"])
        epoch: int = before["epoch"]
        outcome = await _add(pool, Origin(instance, project_id, epoch), size, key)
        if outcome == "added":
            (added,) = await checkpoints(pool, project_id, after=(epoch, size - 1), limit=1)
            return added
        if outcome == "already_sealed":
            return None
    raise SealRefused(f"project {project_id}: keys or epochs change faster than it can be sealed")


async def record_key(
    pool: asyncpg.Pool, number: int, public_key: bytes, statement: str | None
) -> bool:
    """Record the next signing key; False when another one came first."""
    with translated():
        added: bool = await pool.fetchval(_SQL.add_signing_key, number, public_key, statement)
    return added


async def _check_unchanged(pool: asyncpg.Pool, project_id: str, before: asyncpg.Record) -> None:
    size, head = before["tree_size"], before["head"]
    if size is None:
        return
    if head < size:
        reason = f"{size} events were sealed and {head} are there"
        raise TreeChanged(reason, before["note"])
    try:
        present = await tree.root(pool, project_id, size)
    except tree.TreeTooShort:
        raise TreeChanged(f"tiles of the first {size} events are missing", before["note"]) from None
    if present != before["root"]:
        reason = f"the first {size} events are not those that were sealed"
        raise TreeChanged(reason, before["note"])


async def _add(pool: asyncpg.Pool, origin: Origin, size: int, key: Ed25519PrivateKey) -> str:
    name = str(origin)
    root = await tree.root(pool, origin.project_id, size)
    note = Signer(name, key).sign(Checkpoint(origin=name, size=size, root=root).text())
    with translated():
        outcome: str = await pool.fetchval(
            _SQL.add_checkpoint,
            origin.project_id,
            origin.epoch,
            size,
            note,
            key.public_key().public_bytes_raw(),
        )
    return outcome
