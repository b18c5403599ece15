"""Lists of batches."""

from labeltrail.events.identifiers import BatchId
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.listing import Listing, listed
from labeltrail.graphql.reading import coded, position_of
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.asof import AsOf, AsOfInput
from labeltrail.graphql.types.batch import Batch, BatchConnection
from labeltrail.graphql.types.paging import CursorKey, Edge, Pages
from labeltrail.projections import reads
from labeltrail.projections.answers import BatchFacts, Page, Window


async def batches(scope: Scope, pages: Pages, as_of: AsOfInput | None) -> BatchConnection:
    """The batches of a project, by id."""
    wanted = paging.asked(scope, "batches", *pages, position=await position_of(scope, as_of))

    async def fetch(window: Window[BatchId]) -> Page[BatchFacts]:
        return await reads.batches_page(
            scope.pool, scope.project_id, window, position=wanted.position
        )

    with coded():
        found = await listed(
            Listing(fetch=fetch, key_of=lambda row: row.batch_id, key_from=_batch_from), wanted
        )
    return BatchConnection(
        **paging.parts(
            wanted,
            found.shown,
            lambda row: (row.batch_id,),
            lambda row: Batch.of(scope, row, wanted.position),
            Edge[Batch],
        ),
        as_of=AsOf.of(scope, found.holds_for),
    )


def _batch_from(key: CursorKey) -> BatchId:
    if len(key) != 1:
        raise ids.bad_cursor()
    return BatchId(key[0])
