"""What every answer about the project's rules carries: the moment that it holds for."""

import strawberry

from labeltrail.graphql.reading import RulesSeen, holds_for
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.scoped import Scoped


@strawberry.type
class Ruled(Scoped):
    """Not a type of the schema."""

    seen: strawberry.Private[RulesSeen]

    @strawberry.field(description="What it holds for.")
    async def as_of(self) -> AsOf:
        return AsOf.of(self.scope, await holds_for(self.scope, self.seen))
