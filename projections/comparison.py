"""Whether two generations hold the same rows: one SHA-256 over each table, beside the folding.

All tables of both are read in one snapshot, one after the other, each with a time limit of its
own. Nobody has to stand still for that: the snapshot does.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import AsyncIterator

import asyncpg
import msgspec

from labeltrail.events.ledger.read import Connection
from labeltrail.events.sql import load
from labeltrail.projections.progress import Progress

TABLES = (
    "batch_items",
    "batches",
    "editions",
    "escalations",
    "gold",
    "ground_truth",
    "item_counts",
    "items",
    "parked",
    "readings",
    "registered_items",
    "tallies",
    "tally_changes",
    "work",
)
TABLE_SECONDS_MAX = 3_600.0
"""For one table of one generation; 3,000,000 rows took 31 seconds on a loaded machine."""

_SQL = load(__package__, "digest.sql")


class Digests(msgspec.Struct, frozen=True, kw_only=True):
    """SHA-256 of the rows at a position, in hexadecimal: of each table, and of all together.

    `state_sha` is what folding said of them, page by page.
    """

    position: int
    tables: dict[str, str]
    whole: str
    state_sha: str


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """`former` and `rebuilt` hold for the same position; `uncompared` took too long."""

    former: Digests
    rebuilt: Digests
    uncompared: tuple[str, ...] = ()

    @property
    def is_equal(self) -> bool:
        return self.former.whole == self.rebuilt.whole and not self.uncompared


@contextlib.asynccontextmanager
async def snapshot(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.pool.PoolConnectionProxy]:
    """A connection that sees until the end what is there at the beginning."""
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        await connection.execute(_SQL.look)
        yield connection


async def compare(
    connection: asyncpg.pool.PoolConnectionProxy,
    former: Progress,
    built: Progress,
    *,
    table_seconds_max: float | None = None,
) -> Comparison:
    """Of two generations at one position, as a snapshot's connection sees them."""
    limit = TABLE_SECONDS_MAX if table_seconds_max is None else table_seconds_max
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    uncompared: list[str] = []
    for table in TABLES:
        try:
            async with connection.transaction():  # one that is cut off leaves the snapshot whole
                one = await _digest(connection, former, table, limit)
                other = await _digest(connection, built, table, limit)
        except (TimeoutError, asyncpg.QueryCanceledError):
            uncompared.append(table)
            continue
        before |= one
        after |= other
    return Comparison(
        former=_together(former, before),
        rebuilt=_together(built, after),
        uncompared=tuple(uncompared),
    )


async def digests(connection: Connection, shown: Progress) -> Digests:
    """Of one generation's rows, while nobody folds."""
    tables: dict[str, str] = {}
    for table in TABLES:
        tables |= await _digest(connection, shown, table, TABLE_SECONDS_MAX)
    return _together(shown, tables)


async def _digest(
    connection: Connection, shown: Progress, table: str, seconds_max: float
) -> dict[str, str]:
    """Of one table; nothing where it has no rows."""
    row = await connection.fetchrow(
        _SQL.digest,
        shown.project_id,
        shown.generation,
        shown.terms().edition,
        table,
        timeout=seconds_max,
    )
    return {} if row is None else {table: f"{row['number_of_rows']} rows, {row['digest']}"}


def _together(shown: Progress, tables: dict[str, str]) -> Digests:
    told = msgspec.json.encode((shown.position, tables), order="sorted")
    return Digests(
        position=shown.position,
        tables=tables,
        whole=hashlib.sha256(told).hexdigest(),
        state_sha=shown.state_sha,
    )
