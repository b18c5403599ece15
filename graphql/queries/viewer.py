"""Who calls, and the projects that they are a member of."""

from typing import Self

import strawberry

from labeltrail.events.identifiers import ProjectId
from labeltrail.events.sql import load
from labeltrail.graphql import ids
from labeltrail.graphql.context import Context, Scope
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.paging import Asked, CursorKey, Edge, Pages, Shown
from labeltrail.graphql.types.project import Project, ProjectConnection

PROJECTS_AT_ONCE = 100

_SQL = load(__file__, "viewer.sql")


@strawberry.type(description="Who you are, as your API key says.")
class Viewer:
    actor: strawberry.ID = strawberry.field(description="The member id that your key acts as.")
    tenant: strawberry.ID = strawberry.field(description="The tenant whose projects you may see.")
    is_instance_admin: bool = strawberry.field(
        description="Whether you may create projects; in each project its members' roles count."
    )

    @classmethod
    def of(cls, context: Context) -> Self:
        caller = context.identified
        return cls(
            actor=strawberry.ID(caller.actor),
            tenant=strawberry.ID(caller.tenant),
            is_instance_admin=caller.is_instance_admin,
        )


async def projects(context: Context, pages: Pages) -> ProjectConnection:
    """The caller's projects, by id."""
    wanted = paging.asked_of(context.identified.tenant, "projects", *pages)
    shown = await _entered(context, wanted)
    return ProjectConnection(
        **paging.parts(wanted, shown, _key, Project.of, Edge[Project]),
    )


async def _entered(context: Context, wanted: Asked) -> Shown[Scope]:
    """Of the tenant's projects those that the caller is a member of."""
    tenant = context.identified.tenant
    after, before = _place(wanted.after), _place(wanted.before)
    statement = _SQL.backward if wanted.is_backward else _SQL.forward
    found: list[Scope] = []
    while True:
        rows = await context.resources.pool.fetch(
            statement, tenant, after, before, PROJECTS_AT_ONCE
        )
        for row in rows:
            scope = await context.scope(ProjectId(row["project_id"]))
            if scope is not None:
                found.append(scope)
        if len(rows) < PROJECTS_AT_ONCE or len(found) > wanted.size:
            break
        last = rows[-1]["project_id"]
        after, before = (after, last) if wanted.is_backward else (last, before)
    kept = found[: wanted.size]
    if wanted.is_backward:
        kept.reverse()
    return Shown(rows=kept, has_more=len(found) > len(kept))


def _place(key: CursorKey | None) -> str | None:
    if key is None:
        return None
    if len(key) != 1:
        raise ids.bad_cursor()
    return key[0]


def _key(scope: Scope) -> CursorKey:
    return (scope.project_id,)
