"""One moment of a project's read models: all statements inside see the same rows.

The moment is the last one folded, or any position before it. What held then is in the rows of the
edition that was in force, so that the past is asked for as the present is.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy

from labeltrail.events.identifiers import ProjectId
from labeltrail.events.ledger.read import Connection, read_streams, tenant_of
from labeltrail.events.sql import load
from labeltrail.events.streams import rules
from labeltrail.events.streams.rules import Rules
from labeltrail.projections import progress
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.errors import ProjectUnknown
from labeltrail.projections.parking import ParkedStream
from labeltrail.projections.schema import FOLD_VERSION
from labeltrail.projections.store import Generation
from labeltrail.projections.terms import Terms, terms_in_force
from labeltrail.projections.waiting import AT_LEAST_SECONDS_MAX, wait_for

_SQL = load(__package__, "snapshot.sql")
_parked_decoder = msgspec.json.Decoder(tuple[ParkedStream, ...])


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """
    rows       whose rows answers come from, folded by `fold_version`
    rules      in force at the position
    terms      applied in the rows; `rules` may know newer ones, on their way through the items
    """

    connection: PoolConnectionProxy
    rows: Generation
    holds_for: HoldsFor
    rules: Rules
    terms: Terms
    fold_version: int = FOLD_VERSION

    @property
    def key(self) -> tuple[str, int]:
        return (self.rows.project_id, self.rows.number)

    @property
    def position(self) -> int:
        return self.holds_for.position


@contextlib.asynccontextmanager
async def snapshot(
    pool: asyncpg.Pool,
    project_id: str,
    *,
    position: int | None = None,
    is_for_lists: bool = False,
    seconds_max: float = AT_LEAST_SECONDS_MAX,
) -> AsyncIterator[Snapshot]:
    """The read models as they stand, or as they stood at a position. Raises ReadError.

    The past is waited for, so many seconds, where it is not folded yet.
    `is_for_lists`: statements are planned for many rows and for the filters that are given.
    """
    if position is not None:
        await wait_for(pool, project_id, position, is_whole=True, seconds_max=seconds_max)
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        if is_for_lists:
            await connection.execute(_SQL.plan_for_lists)
        yield await _view(connection, project_id, position)


async def _view(connection: PoolConnectionProxy, project_id: str, position: int | None) -> Snapshot:
    shown = await progress.current(connection, project_id)
    if shown is None:
        if await tenant_of(connection, project_id) is None:
            raise ProjectUnknown(project_id)
        rows = Generation(project_id, 0)  # opened, and no runner has seen it yet
        ruled, held, terms = Rules(), 0, terms_in_force(Rules())
    elif position is None:
        rows, ruled, held, terms = shown.rows, shown.rules, shown.position, shown.terms()
    else:
        rows, ruled, held = shown.rows, await rules_at(connection, project_id, position), position
        terms = terms_in_force(ruled)
    return Snapshot(
        connection=connection,
        rows=rows,
        holds_for=await at(connection, project_id, held, ruled, terms),
        rules=ruled,
        terms=terms,
        fold_version=shown.fold_version if shown is not None else FOLD_VERSION,
    )


async def rules_at(connection: Connection, project_id: str, position: int) -> Rules:
    """The rules in force at a position, from the ledger itself."""
    folded = Rules()
    for event in await read_streams(connection, project_id, rules.STREAMS, up_to=position):
        folded = rules.evolve(folded, event)
    return folded


async def at(
    connection: Connection, project_id: str, position: int, ruled: Rules, terms: Terms
) -> HoldsFor:
    """What an answer at a position holds for."""
    (moment,) = await connection.fetch(_SQL.moment, project_id, position)
    return HoldsFor(
        project_id=ProjectId(project_id),
        position=position,
        recorded_at=moment["recorded_at"],
        taxonomy_version=terms.taxonomy_version,
        guideline_revision=ruled.guideline.in_force,
        policy_version=terms.policy_version,
        inference_version=terms.inference_version,
        standing_version=terms.standing_version,
        parked=_parked_decoder.decode(moment["parked"]),
    )
