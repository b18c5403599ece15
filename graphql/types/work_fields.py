"""What a project answers about work: what is open, who holds what, what is mine."""

import strawberry

from labeltrail.events.identifiers import BatchId
from labeltrail.graphql.types.asof import AsOfInput
from labeltrail.graphql.types.assigned import (
    Assignment,
    OpenWorkConnection,
    WorkSummary,
    my_work,
    work_queue,
    work_summary,
)
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.sums import sees_known_sums
from labeltrail.projections.fold import PROJECT_SCOPE

BLINDNESS = " Null, with the error BLIND, while there is an item here that you may still label."


@strawberry.type
class Worked(Scoped):
    """Not a type of the schema: the fields of a project about work that is given out."""

    @strawberry.field(
        description="Items that want annotators, in the order in which they are given out; of one"
        " batch if one is named. Gold is not in it." + BLINDNESS
    )
    async def work_queue(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        batch_id: strawberry.ID | None = None,
        as_of: AsOfInput | None = None,
    ) -> OpenWorkConnection | None:
        if not await sees_known_sums(self.scope, batch_id or PROJECT_SCOPE, "what is open"):
            return None
        batch = BatchId(batch_id) if batch_id is not None else None
        return await work_queue(self.scope, (first, after, last, before), batch, as_of)

    @strawberry.field(
        description="Your own assignments that no event has ended, the oldest first."
        " Pass `atLeast` or ask again where a claim of a moment ago is not in it yet."
    )
    async def my_work(self, as_of: AsOfInput | None = None) -> list[Assignment]:
        return await my_work(self.scope, as_of)

    @strawberry.field(
        description="How much is open, by batch, and who holds how much of it." + BLINDNESS
    )
    async def work_summary(self, as_of: AsOfInput | None = None) -> WorkSummary | None:
        if not await sees_known_sums(self.scope, PROJECT_SCOPE, "how much is open"):
            return None
        return await work_summary(self.scope, as_of)
