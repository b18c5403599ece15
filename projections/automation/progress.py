"""How far the rules of each project have looked, and who looks next.

A claim has a lease that runs out by itself and a fence number that no other claim has. Two that
look at once ask for the same: it is carried out once, whoever comes first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import msgspec

from labeltrail.events.ledger.read import Connection
from labeltrail.events.sql import load
from labeltrail.events.streams.policy import AutomaticRule

LEASE_SECONDS = 30.0
PROJECTS_MAX = 64
"""Taken on in one round; the others come in the next."""

_SQL = load(__package__, "progress.sql")
_behind = msgspec.json.Decoder(dict[AutomaticRule, int]).decode


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """`now` is the database's clock when it was given. `behind` are rules that failed, with the
    position up to which each has looked; `retries` says whether they are to be asked again now.
    """

    project_id: str
    position: int
    fence: int
    failures: int
    behind: dict[AutomaticRule, int]
    retries: bool
    now: datetime


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """Why a rule failed, and after how many seconds it is asked again."""

    reason: str
    again_in: float


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """
    position  every event up to it was looked at, but for rules that are behind
    wakes_at  when time alone may bring something about; None: never
    behind    rules that failed, with the position up to which each has looked
    failure   why the last of them failed; None: none did
    """

    position: int
    wakes_at: datetime | None
    behind: dict[AutomaticRule, int]
    failures: int
    failure: str | None


async def enrol(pool: asyncpg.Pool) -> None:
    """Make the standing of projects that have none."""
    await pool.execute(_SQL.enrol)


async def due(pool: asyncpg.Pool, projects: Collection[str] | None) -> list[str]:
    """Projects to look at now, of all or of those named."""
    named = list(projects) if projects is not None else None
    return [row["project_id"] for row in await pool.fetch(_SQL.due, named, PROJECTS_MAX)]


async def claim(
    pool: asyncpg.Pool, project_id: str, *, lease_seconds: float = LEASE_SECONDS
) -> Claim | None:
    """None when somebody else looks after it."""
    row = await pool.fetchrow(_SQL.claim, project_id, timedelta(seconds=lease_seconds))
    return Claim(project_id=project_id, **_read(row)) if row is not None else None


async def renew(pool: asyncpg.Pool, claimed: Claim, *, lease_seconds: float) -> bool:
    """Whether the claim is still ours."""
    lease = timedelta(seconds=lease_seconds)
    return await pool.fetchval(_SQL.renew, claimed.project_id, claimed.fence, lease) is not None


async def advance(
    pool: asyncpg.Pool,
    claimed: Claim,
    position: int,
    wakes_at: datetime | None,
    behind: Mapping[AutomaticRule, int],
    failure: Failure | None,
) -> bool:
    """Whether the claim was still ours."""
    moved = await pool.fetchval(
        _SQL.advance,
        claimed.project_id,
        claimed.fence,
        position,
        wakes_at,
        msgspec.json.encode(behind).decode(),
        failure.reason if failure is not None else None,
        timedelta(seconds=failure.again_in if failure is not None else 0),
    )
    return moved is not None


async def failed(pool: asyncpg.Pool, claimed: Claim, failure: Failure) -> None:
    """The look failed whole; the claim stays so long, that nobody looks again before."""
    wait = timedelta(seconds=failure.again_in)
    await pool.execute(_SQL.failed, claimed.project_id, claimed.fence, failure.reason, wait)


async def release(pool: asyncpg.Pool, claimed: Claim) -> None:
    await pool.execute(_SQL.release, claimed.project_id, claimed.fence)


async def standing(connection: Connection, project_id: str) -> Standing | None:
    """None for a project whose rules nobody has looked after yet."""
    row = await connection.fetchrow(_SQL.standing, project_id)
    return Standing(**_read(row)) if row is not None else None


def _read(row: asyncpg.Record) -> dict[str, Any]:
    return {**row, "behind": _behind(row["behind"])}
