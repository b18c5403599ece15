"""Whether the process lives, and whether it can serve: for the ones that watch and restart it."""

from __future__ import annotations

import asyncio
import logging
from functools import cache

import msgspec
from litestar import Response

from labeltrail.backend.composition import Composition
from labeltrail.backend.migrations import SETS
from labeltrail.events.ledger.checkpoints import every_standing
from labeltrail.events.ledger.errors import FAULTS
from labeltrail.events.ledger.migrate import migrations_of
from labeltrail.events.sql import load
from labeltrail.projections.waiting import every_lag

ANSWER_SECONDS_MAX = 3.0

_SQL = load(__package__, "health.sql")
_log = logging.getLogger(__name__)


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """`ok`, or what is wrong with it."""

    status: str
    reason: str | None = None


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`ready` serves requests. Read models that lag or stand still answer, only older; what is
    not sealed yet is there, only not proved."""

    status: str
    database: Part
    read_models: Part
    sealing: Part


OK = Part("ok")
UNKNOWN = Part("unknown")


async def ready(composition: Composition) -> Response[bytes]:
    """200 when the database answers and has the migrations of this version, 503 with the reason
    otherwise.

    A process that is ending is not ready: whoever spreads the load sends nothing here any more.
    """
    try:
        async with asyncio.timeout(ANSWER_SECONDS_MAX):
            database = await _database(composition)
            is_migrated = database is OK
            read_models = await _read_models(composition) if is_migrated else UNKNOWN
            sealing = await _sealing(composition) if is_migrated else UNKNOWN
    except FAULTS as error:
        _log.warning("not ready: %s", type(error).__name__)
        database = Part("out of reach", "look at the server, and at LABELTRAIL_DATABASE_URL")
        read_models = sealing = UNKNOWN
    is_closed = composition.door.is_closed
    is_ready = database is OK and not is_closed
    status = "ending" if is_closed else "ready" if is_ready else "not ready"
    health = Health(status=status, database=database, read_models=read_models, sealing=sealing)
    return _answer(health, 200 if is_ready else 503)


def live() -> Response[bytes]:
    """200 as long as the process answers at all."""
    return _answer({"status": "live"}, 200)


async def _database(composition: Composition) -> Part:
    """Whether the database is at this code's migrations, set by set, and not before or after."""
    if not await composition.pool.fetchval(_SQL.has_tables):
        return Part("not migrated", "run `labeltrail migrate`")
    rows = await composition.pool.fetch(_SQL.applied)
    applied = {row["set_name"]: row["number"] for row in rows}
    for name, known in _known().items():
        if applied.get(name, 0) < known:
            reason = f"{name} is at {applied.get(name, 0)} of {known}: run `labeltrail migrate`"
            return Part("not migrated", reason)
        if applied[name] > known:
            reason = f"{name} is at {applied[name]}, this version knows {known}: run a newer one"
            return Part("newer", reason)
    return OK


@cache
def _known() -> dict[str, int]:
    return {one.name: len(migrations_of(one)) for one in SETS}


async def _read_models(composition: Composition) -> Part:
    lags = await every_lag(composition.pool)
    stopped = [lag for lag in lags if lag.stopped is not None]
    if stopped:
        return Part("standing still", f"{len(stopped)} of {len(lags)} projects cannot be folded on")
    behind = sum(lag.head - lag.position for lag in lags)
    return Part("behind", f"by {behind} events") if behind else OK


async def _sealing(composition: Composition) -> Part:
    standings = await every_standing(composition.pool)
    stopped = sum(one.stopped is not None for one in standings)
    if stopped:
        return Part("stopped", f"{stopped} of {len(standings)} projects take no changes")
    # Which project, is for those who may read it.
    faults = {
        "project" if what.startswith("project ") else what
        for what in composition.sealer.status.faults
    }
    if faults:
        return Part("waiting", f"for the {', the '.join(sorted(faults))}; the log says why")
    unsealed = sum(one.unsealed for one in standings)
    return Part("behind", f"by {unsealed} events") if unsealed else OK


def _answer(health: object, status: int) -> Response[bytes]:
    return Response(
        msgspec.json.encode(health),
        media_type="application/json",
        status_code=status,
        headers={"Cache-Control": "no-store"},
    )
