"""Batches that arguments name: one that there is not is told, never taken for one without items."""

from labeltrail.events.identifiers import BatchId
from labeltrail.events.values.faults import NAMED_MAX, listed, shown
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import bad_input
from labeltrail.graphql.reading import coded
from labeltrail.projections import reads
from labeltrail.projections.answers import Window


async def named_batch(scope: Scope, batch_id: str | None, position: int | None) -> BatchId | None:
    """The batch, if one is named, as of a position. Raises BAD_USER_INPUT, with those there are."""
    if batch_id is None:
        return None
    with coded():
        known = await scope.loaders.batch(scope.project_id, BatchId(batch_id), position)
        if known is not None:
            return known.batch_id
        window = Window[BatchId](limit=NAMED_MAX)
        page = await reads.batches_page(scope.pool, scope.project_id, window, position=position)
    names = listed([one.batch_id for one in page.rows]) + (" …" if page.has_more else "")
    raise bad_input(f"there is no batch {shown(batch_id)}; the batches are: {names}")
