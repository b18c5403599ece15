"""Rows of a generation that are only inserted: by COPY, which is the cheapest way in."""

from __future__ import annotations

from collections.abc import Iterable

from labeltrail.events.ledger.read import Connection
from labeltrail.projections.gold import versions as gold_versions
from labeltrail.projections.reading_versions import SAID
from labeltrail.projections.store import Generation
from labeltrail.projections.work import versions as work_versions

ITEMS = ("item_id", "position", "edition", "state")
JOINED = ("batch_id", "item_id", "joined_position")
CHANGES = ("edition", "scope", "position", "change")
STAMPS = ("edition", "scope", "position", "changes", "tally")
EDITIONS = ("edition", "from_position")
_HOLDS = ("from_position", "to_position")
COUNTS = (
    "item_id",
    *_HOLDS,
    *("labels", "voters", "voters_any", "open_escalations", "review_requests"),
)
TRUTHS = (
    *("edition", "item_id", "task"),
    *_HOLDS,
    *("category", "origin", "absence", "nominal_weight", "ordinal_weight"),
)
ESCALATIONS = (
    "escalation_id",
    *_HOLDS,
    *("item_id", "is_open", "level", "due_at", "raised_position", "state", "owner", "owner_role"),
)
BATCHES = (
    "batch_id",
    *_HOLDS,
    *("title", "batch_kind", "is_closed", "items", "opened_position"),
)
GOLDS = ("gold_id", *_HOLDS, *gold_versions.SAID)
WORK = ("edition", "item_id", *_HOLDS, *work_versions.SAID)
READINGS = ("task", "label_id", *_HOLDS, *SAID)
REGISTERED = (
    *("item_id", "position", "modality"),
    *("uri", "source", "content_sha256", "attributes"),
)


async def insert(
    connection: Connection,
    rows_of: Generation,
    table: str,
    columns: tuple[str, ...],
    rows: Iterable[tuple[object, ...]],
) -> None:
    """Put rows of the generation, in the order of these columns, into a table of `read`."""
    key = (rows_of.project_id, rows_of.number)
    records = [(*key, *row) for row in rows]
    if records:
        await connection.copy_records_to_table(
            table,
            schema_name="read",
            columns=("project_id", "generation", *columns),
            records=records,
        )
