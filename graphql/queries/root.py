"""What can be asked. Everything else is reached through a project."""

import strawberry
from strawberry import Info

from labeltrail.events.identifiers import BatchId, ItemId, ProjectId
from labeltrail.graphql.context import Context, Scope
from labeltrail.graphql.errors import bad_input
from labeltrail.graphql.limits import NODES_MAX
from labeltrail.graphql.queries import node as nodes_by_id
from labeltrail.graphql.queries.viewer import Viewer, projects
from labeltrail.graphql.reading import position_of, reach
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.asof import AsOfInput
from labeltrail.graphql.types.batch import Batch
from labeltrail.graphql.types.item import Item
from labeltrail.graphql.types.node import Node
from labeltrail.graphql.types.project import Project, ProjectConnection

AT_LEAST = (
    "Answer only when the read models have reached this position, as a mutation returned it:"
    " waits a little, then the error PROJECTION_LAGS."
)


@strawberry.input(description="A position that an answer must have reached.")
class AtLeastInput:
    project: strawberry.ID = strawberry.field(description="The project's own id.")
    position: BigInt = strawberry.field(description="As a mutation returned it.")


Asking = Info[Context, None]


@strawberry.type(description="What can be asked. Who is not a member of a project sees none.")
class Query:
    @strawberry.field(description="Who you are.")
    def viewer(self, asking: Asking) -> Viewer:
        return Viewer.of(asking.context)

    @strawberry.field(
        description="An object by its opaque id; null when there is none, or none for you."
    )
    async def node(
        self, asking: Asking, id: strawberry.ID, at_least: AtLeastInput | None = None
    ) -> Node | None:
        await _reach(asking.context, at_least)
        return await nodes_by_id.node(asking.context, id)

    @strawberry.field(description="Up to 100 objects by their opaque ids, in the same order.")
    async def nodes(
        self, asking: Asking, ids: list[strawberry.ID], at_least: AtLeastInput | None = None
    ) -> list[Node | None]:
        if len(ids) > NODES_MAX:
            raise bad_input(f"ask for {NODES_MAX} ids at most, not {len(ids)}")
        await _reach(asking.context, at_least)
        return await nodes_by_id.nodes(asking.context, ids)

    @strawberry.field(description="A project by its own id; null for whoever is not a member.")
    async def project(
        self, asking: Asking, id: strawberry.ID, at_least: BigInt | None = None
    ) -> Project | None:
        scope = await _scope(asking.context, id, at_least)
        return Project.of(scope) if scope is not None else None

    @strawberry.field(description="The projects that you are a member of, in order of their ids.")
    async def projects(
        self,
        asking: Asking,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> ProjectConnection:
        return await projects(asking.context, (first, after, last, before))

    @strawberry.field(description="An item of a project, both by their own ids.")
    async def item(
        self,
        asking: Asking,
        project: strawberry.ID,
        item_id: strawberry.ID,
        at_least: BigInt | None = None,
        as_of: AsOfInput | None = None,
    ) -> Item | None:
        scope = await _scope(asking.context, project, at_least)
        if scope is None:
            return None
        return await Item.at(scope, ItemId(item_id), await position_of(scope, as_of))

    @strawberry.field(description="A batch of a project, both by their own ids.")
    async def batch(
        self,
        asking: Asking,
        project: strawberry.ID,
        batch_id: strawberry.ID,
        at_least: BigInt | None = None,
        as_of: AsOfInput | None = None,
    ) -> Batch | None:
        scope = await _scope(asking.context, project, at_least)
        if scope is None:
            return None
        return await Batch.at(scope, BatchId(batch_id), await position_of(scope, as_of))


async def _scope(context: Context, project: str, at_least: int | None) -> Scope | None:
    scope = await context.scope(ProjectId(project))
    if scope is not None:
        await reach(scope, at_least)
    return scope


async def _reach(context: Context, at_least: AtLeastInput | None) -> None:
    if at_least is not None:
        await _scope(context, at_least.project, at_least.position)
