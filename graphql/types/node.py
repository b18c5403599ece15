"""Objects that have an id of their own and can be asked for by it."""

import strawberry

from labeltrail.graphql.types.scoped import Scoped


@strawberry.interface(description="An object that `node` finds by its id.")
class Node(Scoped):
    id: strawberry.ID = strawberry.field(
        description="Opaque and stable. It grants nothing: access is that of any other path."
    )
