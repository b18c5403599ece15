"""A ledger that was set back to an older state: found, stopped, and let go on in a new epoch.

Only a checkpoint that was published outside the database can show it. Whoever went on regardless
would record a second history under the positions of a published one, so the project takes no
appends until an operator says what happened, and the signing key signs it. What was published
before stays true up to the size where the two part, which that statement names; an epoch without
such a statement lifts nothing that was published.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import asyncpg
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labeltrail.events.ledger import tree
from labeltrail.events.ledger.binding import is_signed, trust
from labeltrail.events.ledger.checkpoints import Epoch, checkpoints, epochs
from labeltrail.events.ledger.errors import LedgerError, translated
from labeltrail.events.ledger.read import Connection
from labeltrail.events.proof import note
from labeltrail.events.proof.checkpoint import parse
from labeltrail.events.proof.origin import Origin, parse_origin
from labeltrail.events.proof.restoration import stated_restoration
from labeltrail.events.sql import load

CHECKPOINTS_PER_PAGE = 1_000

Sealed = tuple[int, int, bytes]
"""Epoch, size and root of a signed checkpoint."""

_SQL = load(__package__, "epochs.sql")


class NotStopped(LedgerError):
    """The project takes appends, so there is nothing to resume."""


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint as it was found outside the database."""

    origin: Origin
    size: int
    root: bytes
    note: str


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """Why an epoch takes no more appends; `published` is the note that does not fit."""

    epoch: int
    head: int
    reason: str
    published: str | None
    stopped_at: datetime


def published(text: str) -> Published:
    """What a published note says, whoever signed it.

    Raises NoteWrong, CheckpointMalformed and OriginMalformed.
    """
    found = parse(note.opened(text))
    return Published(origin=parse_origin(found.origin), size=found.size, root=found.root, note=text)


async def misfit(pool: asyncpg.Pool, found: Published) -> str | None:
    """Why a published checkpoint does not fit the ledger as it is; None when it does.

    What a stated fork has lifted is settled. A present epoch that is not stated fits nothing.
    """
    project_id = found.origin.project_id
    with translated():
        present = await pool.fetchrow(_SQL.present, project_id)
    assert present is not None, "an aggregate answers one row"
    epoch, head = present["epoch"], present["head"]
    if epoch > 1:
        trusted = await trust(pool, project_id)
        if epoch in trusted.unstated:
            return f"epoch {epoch} was opened, but {trusted.unstated[epoch]}"
        if found.size > trusted.holds_up_to(found.origin.epoch):
            return None
    if found.origin.epoch > epoch:
        return f"epoch {found.origin.epoch} was published and this database is in epoch {epoch}"
    if found.size > head:
        return f"a checkpoint of {found.size} events was published and {head} are here"
    return (
        None
        if await _has_root(pool, found)
        else (
            f"the published checkpoint of {found.size} events has another root than they have here"
        )
    )


async def stop(
    pool: asyncpg.Pool, project_id: str, reason: str, published_note: str | None
) -> bool:
    """Take no more appends to a project; False when it was stopped before."""
    with translated():
        stopped: bool = await pool.fetchval(_SQL.stop, project_id, reason, published_note)
    return stopped


async def stops(connection: Connection, project_id: str) -> list[Stop]:
    """When and why the project was stopped, epoch by epoch."""
    with translated():
        rows = await connection.fetch(_SQL.stops, project_id)
    return [
        Stop(
            epoch=row["epoch"],
            head=row["head"],
            reason=row["reason"],
            published=row["published"],
            stopped_at=row["stopped_at"],
        )
        for row in rows
    ]


async def resume(
    pool: asyncpg.Pool,
    project_id: str,
    known: Sequence[Published],
    key: Ed25519PrivateKey,
    *,
    instance: str,
    reason: str,
    opened_by: str,
) -> Epoch:
    """Open a new epoch, past every one that is known to have been published; `key` states it.

    `known` are the published checkpoints of this project; with those that the database still has
    they tell up to where the old history holds. What no key in use has signed tells nothing.
    Raises NotStopped.
    """
    with translated():
        present = await pool.fetchrow(_SQL.present, project_id)
    assert present is not None, "an aggregate answers one row"
    if not present["is_stopped"]:
        raise NotStopped(f"project {project_id!r} is not stopped")
    own = key.public_key().public_bytes_raw()
    keys = (await trust(pool, project_id, beside=[own])).keys
    signed = {(one.origin.epoch, one.size, one.root) for one in known if is_signed(one.note, keys)}
    sealed = signed | await _kept(pool, project_id, keys)
    epoch = 1 + max([present["epoch"], *(one for one, _, _ in sealed)])
    fork = await _fork_size(pool, project_id, sealed, head=present["head"])
    lost = max((one for one in sealed if one[1] > fork), default=None)
    statement = stated_restoration(
        Origin(instance, project_id, epoch),
        key,
        fork_size=fork,
        fork_root=await tree.root(pool, project_id, fork),
        lost=lost,
        reason=reason,
    )
    with translated():
        opened = await pool.fetchval(
            _SQL.open_epoch, project_id, epoch, fork, reason, opened_by, statement
        )
    if not opened:
        raise NotStopped(f"project {project_id!r} was resumed by somebody else meanwhile")
    return (await epochs(pool, project_id))[-1]


async def _fork_size(pool: asyncpg.Pool, project_id: str, sealed: set[Sealed], *, head: int) -> int:
    """The largest published tree that this ledger still begins with."""
    for size, root in sorted({(size, root) for _, size, root in sealed}, reverse=True):
        if size <= head and await _is_root(pool, project_id, size, root):
            return size
    return 0


async def _kept(pool: asyncpg.Pool, project_id: str, keys: Sequence[bytes]) -> set[Sealed]:
    """What the database itself knows to have been sealed, and by a key in use."""
    kept: set[Sealed] = set()
    after = (0, 0)
    while page := await checkpoints(pool, project_id, after=after, limit=CHECKPOINTS_PER_PAGE):
        kept.update(
            (one.epoch, one.tree_size, one.root) for one in page if is_signed(one.note, keys)
        )
        after = (page[-1].epoch, page[-1].tree_size)
    return kept


async def _has_root(pool: asyncpg.Pool, found: Published) -> bool:
    return await _is_root(pool, found.origin.project_id, found.size, found.root)


async def _is_root(pool: asyncpg.Pool, project_id: str, size: int, root: bytes) -> bool:
    await tree.extended(pool, project_id)
    try:
        return await tree.root(pool, project_id, size) == root
    except tree.TreeTooShort:
        return False
