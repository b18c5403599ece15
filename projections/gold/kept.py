"""The golds that a page proposed, or of which something became, written in bulk."""

from __future__ import annotations

from collections.abc import Sequence

from labeltrail.events.identifiers import GoldId
from labeltrail.events.ledger.read import Connection
from labeltrail.events.sql import load
from labeltrail.projections.bulk import GOLDS, insert
from labeltrail.projections.gold.versions import GoldVersion
from labeltrail.projections.reading_versions import FOR_EVER
from labeltrail.projections.store import Generation

_SQL = load(__package__, "kept.sql")


async def keep_golds(
    connection: Connection, rows_of: Generation, golds: Sequence[GoldVersion]
) -> None:
    """In order of position. What stood before the page ends where its first version begins."""
    if not golds:
        return
    ends: dict[GoldId, int] = {}
    rows: list[tuple[object, ...]] = []
    for one in reversed(golds):
        gold_id = one.gold.gold_id
        rows.append((gold_id, one.position, ends.get(gold_id, FOR_EVER), *one.said()))
        ends[gold_id] = one.position
    await connection.execute(
        _SQL.end_golds, rows_of.project_id, rows_of.number, list(ends), list(ends.values())
    )
    await insert(connection, rows_of, "gold", GOLDS, rows)
