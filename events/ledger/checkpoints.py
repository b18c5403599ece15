"""What is sealed: checkpoints, the keys that signed them, and how far each project is.

A checkpoint is never changed and never removed. Those of an earlier epoch hold up to the size at
which the database forked from what was published, and not beyond.
"""

from __future__ import annotations

from datetime import datetime

import asyncpg
import msgspec

from labeltrail.events.ledger.errors import translated
from labeltrail.events.ledger.read import Connection
from labeltrail.events.sql import load

Place = tuple[int, int]
"""Epoch and tree size."""

FIRST: Place = (0, 0)
LAST: Place = (2**31 - 1, 2**63 - 1)

_SQL = load(__package__, "checkpoints.sql")


class SealedCheckpoint(msgspec.Struct, frozen=True, kw_only=True):
    """The tree over the first `tree_size` events, as signed; `note` is the text to publish."""

    project_id: str
    epoch: int
    tree_size: int
    root: bytes
    note: str
    key_number: int
    sealed_at: datetime


class SigningKey(msgspec.Struct, frozen=True, kw_only=True):
    """An Ed25519 key that signs or signed. `statement` is the note that names it; None for the
    first."""

    number: int
    public_key: bytes
    statement: str | None
    added_at: datetime


class Epoch(msgspec.Struct, frozen=True, kw_only=True):
    """From the second on, each is a restore: earlier checkpoints hold up to `fork_size`.

    `statement` is the note that says so; whether a signing key has signed it is for the reader.
    """

    epoch: int
    fork_size: int
    reason: str
    opened_by: str
    opened_at: datetime
    statement: str | None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How far a project is sealed. What is not is open to be changed without a trace."""

    project_id: str
    head: int
    epoch: int
    sealed_size: int
    sealed_at: datetime | None
    sealed_seconds_ago: float | None
    stopped: str | None

    @property
    def unsealed(self) -> int:
        return max(0, self.head - self.sealed_size)


async def latest(connection: Connection, project_id: str) -> SealedCheckpoint | None:
    """The last checkpoint, of the last epoch that has one."""
    with translated():
        row = await connection.fetchrow(_SQL.latest, project_id)
    return None if row is None else _checkpoint(project_id, row)


async def checkpoints(
    connection: Connection,
    project_id: str,
    *,
    after: Place = FIRST,
    before: Place = LAST,
    limit: int,
    is_backward: bool = False,
) -> list[SealedCheckpoint]:
    """At most `limit` between two places, from the first on or, backward, up to the last.

    They come in the order in which they were sealed.
    """
    statement = _SQL.page_backward if is_backward else _SQL.page
    with translated():
        rows = await connection.fetch(statement, project_id, *after, *before, limit)
    found = [_checkpoint(project_id, row) for row in rows]
    return found[::-1] if is_backward else found


async def signing_keys(connection: Connection) -> list[SigningKey]:
    """Every key that signed, the present one last."""
    with translated():
        rows = await connection.fetch(_SQL.signing_keys)
    return [
        SigningKey(
            number=row["number"],
            public_key=row["public_key"],
            statement=row["statement"],
            added_at=row["added_at"],
        )
        for row in rows
    ]


async def epochs(connection: Connection, project_id: str) -> list[Epoch]:
    """The epochs of a project, in order. The first appears when it is sealed."""
    with translated():
        rows = await connection.fetch(_SQL.epochs, project_id)
    return [
        Epoch(
            epoch=row["epoch"],
            fork_size=row["fork_size"],
            reason=row["reason"],
            opened_by=row["opened_by"],
            opened_at=row["opened_at"],
            statement=row["statement"],
        )
        for row in rows
    ]


async def standing(connection: Connection, project_id: str) -> Standing | None:
    """How far one project is sealed; None when there is no such project."""
    with translated():
        row = await connection.fetchrow(_SQL.standing, project_id)
    return None if row is None else _standing(row)


async def every_standing(connection: Connection) -> list[Standing]:
    """How far each project is sealed, by id."""
    with translated():
        return [_standing(row) for row in await connection.fetch(_SQL.standing, None)]


def _standing(row: asyncpg.Record) -> Standing:
    return Standing(
        project_id=row["project_id"],
        head=row["head"],
        epoch=row["epoch"],
        sealed_size=row["sealed_size"],
        sealed_at=row["sealed_at"],
        sealed_seconds_ago=row["sealed_seconds_ago"],
        stopped=row["stopped"],
    )


def _checkpoint(project_id: str, row: asyncpg.Record) -> SealedCheckpoint:
    return SealedCheckpoint(
        project_id=project_id,
        epoch=row["epoch"],
        tree_size=row["tree_size"],
        root=row["root"],
        note=row["note"],
        key_number=row["key_number"],
        sealed_at=row["sealed_at"],
    )
