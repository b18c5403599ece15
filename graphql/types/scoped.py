"""What every object of a project carries: the project as the caller of this request sees it."""

import strawberry

from labeltrail.graphql.context import Scope


@strawberry.type
class Scoped:
    """Not a type of the schema. The gate asks `scope` whether the caller reads a field."""

    scope: strawberry.Private[Scope]
