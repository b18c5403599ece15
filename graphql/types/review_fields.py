"""What a project answers of its reviews and adjudications."""

import strawberry

from labeltrail.graphql.inputs.review_filters import (
    AdjudicationQueueFilterInput,
    ReviewQueueFilterInput,
)
from labeltrail.graphql.types.asof import AsOfInput
from labeltrail.graphql.types.returned_labels import ReturnedLabelConnection, returned_labels
from labeltrail.graphql.types.review_queue import (
    AdjudicationQueueConnection,
    ReviewQueueConnection,
    adjudication_queue,
    review_queue,
)
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.second_looks import SecondLooks, second_looks


@strawberry.type
class Reviewed(Scoped):
    """Not a type of the schema: the fields of a project about who judges its labels."""

    @strawberry.field(
        description="What waits for a reviewer: heaviest first, then oldest. Items that you may"
        " still label are left out."
    )
    async def review_queue(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        where: ReviewQueueFilterInput | None = None,
        as_of: AsOfInput | None = None,
    ) -> ReviewQueueConnection:
        return await review_queue(self.scope, (first, after, last, before), where, as_of)

    @strawberry.field(
        description="What waits for an adjudicator: undecided once enough have labeled, re-opened,"
        " or sent there by a rule or a resolution. Heaviest first, then oldest."
    )
    async def adjudication_queue(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        where: AdjudicationQueueFilterInput | None = None,
        as_of: AsOfInput | None = None,
    ) -> AdjudicationQueueConnection:
        return await adjudication_queue(self.scope, (first, after, last, before), where, as_of)

    @strawberry.field(
        description="Whether reviewers agree: what second looks at their reviews said, in all and"
        " by reviewer."
    )
    async def second_looks(self, as_of: AsOfInput | None = None) -> SecondLooks:
        return await second_looks(self.scope, as_of)

    @strawberry.field(
        description="Labels that a review returned to their authors, oldest first: your own, or"
        " those of anybody for whoever sees them."
    )
    async def returned_labels(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        annotator: strawberry.ID | None = None,
        as_of: AsOfInput | None = None,
    ) -> ReturnedLabelConnection:
        return await returned_labels(self.scope, (first, after, last, before), annotator, as_of)
