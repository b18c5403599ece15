"""Seals a project: a signed checkpoint over all that is recorded, kept beside it.

Any number of sealers may work at once, and any of them may be killed between two steps: tiles and
roots follow from the events alone, and a checkpoint is there whole or not at all. Appends never
wait for a sealer. A ledger that no longer has the root of a checkpoint that binds it, and one in an
epoch that no signing key has stated, is never sealed over: that is for a person to look at.
"""

from __future__ import annotations

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labeltrail.events.ledger import tree
from labeltrail.events.ledger.binding import binding, keys_in_use, trusted_by
from labeltrail.events.ledger.checkpoints import (
    SealedCheckpoint,
    checkpoints,
    epochs,
    signing_keys,
)
from labeltrail.events.ledger.errors import AppendRefused, LedgerError, translated
from labeltrail.events.ledger.read import head
from labeltrail.events.proof.checkpoint import Checkpoint
from labeltrail.events.proof.note import Signer
from labeltrail.events.proof.origin import Origin
from labeltrail.events.sql import load

TRIES_MAX = 5

_SQL = load(__package__, "seal.sql")


class SealRefused(LedgerError):
    """Nothing was sealed; the message says why and how to go on."""


class SigningKeyReplaced(SealRefused):
    """Another key than ours is the one in use, the `number`th that was recorded."""

    def __init__(self, number: int) -> None:
        super().__init__(f"this is not signing key {number}, the one in use")
        self.number = number


class TreeChanged(SealRefused):
    """The ledger does not have the tree of a checkpoint that binds it, which is `note`; or it is in
    an epoch that was not stated."""

    def __init__(self, reason: str, note: str | None) -> None:
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
        recorded = await signing_keys(pool)
        if not recorded:
            await _record_first_key(pool, key)
            continue
        epoch: int = before["epoch"]
        opened = await epochs(pool, project_id)
        trusted = trusted_by(project_id, keys_in_use(recorded), opened)
        bound = await binding(pool, project_id, trusted, [one.epoch for one in opened])
        for (bound_size, root), note in bound.items():
            await _check_unchanged(pool, project_id, bound_size, root, note)
        if epoch in trusted.unstated:
            reason = f"epoch {epoch} was opened, but {trusted.unstated[epoch]}"
            raise TreeChanged(reason, None)
        if size <= (before["tree_size"] or 0):
            return None
        if trusted.keys[-1] != key.public_key().public_bytes_raw():
            raise SigningKeyReplaced(
                next(one.number for one in recorded if one.public_key == trusted.keys[-1])
            )
        outcome = await _add(pool, Origin(instance, project_id, epoch), size, key)
        if outcome == "added":
            (added,) = await checkpoints(pool, project_id, after=(epoch, size - 1), limit=1)
            return added
        if outcome == "already_sealed":
            return None
    raise SealRefused(f"project {project_id}: keys or epochs change faster than it can be sealed")


async def _record_first_key(pool: asyncpg.Pool, key: Ed25519PrivateKey) -> None:
    """Two sealers with the same key at the same moment are not told apart by its number alone."""
    try:
        await record_key(pool, 1, key.public_key().public_bytes_raw(), None)
    except AppendRefused:
        if not await signing_keys(pool):
            raise


async def record_key(
    pool: asyncpg.Pool, number: int, public_key: bytes, statement: str | None
) -> bool:
    """Record the next signing key; False when another one came first."""
    with translated():
        added: bool = await pool.fetchval(_SQL.add_signing_key, number, public_key, statement)
    return added


async def _check_unchanged(
    pool: asyncpg.Pool, project_id: str, size: int, root: bytes, note: str | None
) -> None:
    try:
        present = await tree.root(pool, project_id, size)
    except tree.TreeTooShort:
        there = await head(pool, project_id)
        reason = f"tiles of the first {size} events are missing"
        if there < size:
            reason = f"{size} events were sealed and {there} are there"
        raise TreeChanged(reason, note) from None
    if present != root:
        raise TreeChanged(f"the first {size} events are not those that were sealed", note)


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
