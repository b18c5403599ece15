"""Reading a project straight from its database, up to date: what status and replay share."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import asyncpg

from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.running import settings
from labeltrail.backend.composition import Composition, composed
from labeltrail.events.ledger import read
from labeltrail.projections import reads, waiting
from labeltrail.projections.errors import PositionAhead, ReadError

CATCH_UP_SECONDS_MAX = 60.0


@contextlib.asynccontextmanager
async def reading(project: str) -> AsyncIterator[Composition]:
    """The parts, with the project's read models caught up. A fault ends the command."""
    async with composed(settings(), folds=False) as parts:
        await require_project(parts.pool, project)
        await parts.runner.run_once(project)
        head = await read.head(parts.pool, project)
        try:
            # Another process may have the project; then it is that one which catches up.
            await waiting.wait_for(parts.pool, project, head, seconds_max=CATCH_UP_SECONDS_MAX)
            yield parts
        except ReadError as error:
            raise CommandFault(f"project {project!r}: {error}", ExitCode.REFUSED) from None


async def require_project(pool: asyncpg.Pool, project: str) -> None:
    if await read.tenant_of(pool, project) is None:
        message = f"there is no project {project!r}; `labeltrail status` lists those that are"
        raise CommandFault(message, ExitCode.REFUSED)


async def require_batch(pool: asyncpg.Pool, project: str, batch: str | None) -> None:
    if batch is not None and not await reads.scopes(pool, project, [batch]):
        message = f"project {project!r} has no batch {batch!r}; `labeltrail status {project}` lists"
        raise CommandFault(f"{message} those that are", ExitCode.REFUSED)


async def position_of(pool: asyncpg.Pool, project: str, point: str) -> int:
    """A position, or the last one recorded at a time."""
    try:
        if re.fullmatch("[0-9]{1,18}", point):
            return await waiting.as_of(pool, project, position=int(point))
        return await waiting.as_of(pool, project, time=time_of(point))
    except PositionAhead:
        head = await read.head(pool, project)
        message = f"{point} has not come yet: the project's last position is {head}"
        raise CommandFault(message) from None


def time_of(text: str) -> datetime:
    """A time without an offset is UTC."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is neither a position nor a time such as 2026-03-03T12:00+01:00"
        raise CommandFault(message) from None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)
