"""What items want, written in bulk as a page changes it."""

from __future__ import annotations

from collections.abc import Sequence

from labeltrail.events.identifiers import ItemId
from labeltrail.events.ledger.read import Connection
from labeltrail.events.sql import load
from labeltrail.projections.bulk import WORK, insert
from labeltrail.projections.reading_versions import FOR_EVER
from labeltrail.projections.store import Generation
from labeltrail.projections.work.versions import WorkVersion

_SQL = load(__package__, "kept.sql")
DROP_WORK = _SQL.drop_work
"""Of a generation that is gone: at most so many rows."""


async def keep_work(
    connection: Connection, rows_of: Generation, edition: int, versions: Sequence[WorkVersion]
) -> None:
    """In order of position. What stood before the page ends where its first version begins."""
    if not versions:
        return
    ends: dict[ItemId, int] = {}
    first: dict[ItemId, WorkVersion] = {}
    rows: list[tuple[object, ...]] = []
    for one in reversed(versions):
        if one.want is not None:
            end = ends.get(one.item_id, FOR_EVER)
            rows.append((edition, one.item_id, one.position, end, *one.said()))
        ends[one.item_id] = one.position
        first[one.item_id] = one
    ended = [one for one in first.values() if one.follows]
    if ended:
        await connection.execute(
            _SQL.end_work,
            rows_of.project_id,
            rows_of.number,
            edition,
            [one.item_id for one in ended],
            [one.position for one in ended],
        )
    await insert(connection, rows_of, "work", WORK, rows)
