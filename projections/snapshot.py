"""One moment of a project's read models: all statements inside see the same rows."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy

from labeltrail.events.identifiers import ProjectId
from labeltrail.events.ledger.read import tenant_of
from labeltrail.events.sql import load
from labeltrail.events.streams.rules import Rules
from labeltrail.projections import progress
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.errors import ProjectUnknown
from labeltrail.projections.store import Generation
from labeltrail.projections.terms import Terms, terms_in_force

_SQL = load(__package__, "snapshot.sql")


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """
    rows       whose rows answers come from
    rules      in force at the position
    terms      applied in the rows; `rules` may know newer ones, on their way through the items
    """

    connection: PoolConnectionProxy
    rows: Generation
    holds_for: HoldsFor
    rules: Rules
    terms: Terms

    @property
    def key(self) -> tuple[str, int]:
        return (self.rows.project_id, self.rows.number)


@contextlib.asynccontextmanager
async def snapshot(
    pool: asyncpg.Pool, project_id: str, *, is_for_lists: bool = False
) -> AsyncIterator[Snapshot]:
    """The read models as they stand. Raises ProjectUnknown.

    `is_for_lists`: statements are planned for many rows and for the filters that are given.
    """
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        if is_for_lists:
            await connection.execute(_SQL.plan_for_lists)
        shown = await progress.current(connection, project_id)
        if shown is not None:
            terms = shown.terms()
            holds_for = await at(connection, project_id, shown.position, shown.rules, terms)
            yield Snapshot(
                connection=connection,
                rows=shown.rows,
                holds_for=holds_for,
                rules=shown.rules,
                terms=terms,
            )
            return
        if await tenant_of(connection, project_id) is None:
            raise ProjectUnknown(project_id)
        terms = terms_in_force(Rules())  # opened, and no runner has seen it yet
        holds_for = await at(connection, project_id, 0, Rules(), terms)
        yield Snapshot(
            connection=connection,
            rows=Generation(project_id, 0),
            holds_for=holds_for,
            rules=Rules(),
            terms=terms,
        )


async def at(
    connection: asyncpg.Connection | PoolConnectionProxy,
    project_id: str,
    position: int,
    rules: Rules,
    terms: Terms,
) -> HoldsFor:
    """What an answer at a position holds for."""
    return HoldsFor(
        project_id=ProjectId(project_id),
        position=position,
        recorded_at=await connection.fetchval(_SQL.moment, project_id, position),
        taxonomy_version=terms.taxonomy_version,
        guideline_revision=rules.guideline.in_force,
        policy_version=terms.policy_version,
    )
