"""The queue of escalated questions."""

from collections.abc import Sequence
from datetime import datetime

import strawberry

from labeltrail.events.identifiers import MemberId
from labeltrail.events.streams.project import Role
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.listing import Listing, listed
from labeltrail.graphql.reading import coded, position_of
from labeltrail.graphql.scalars import time_text
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.asof import AsOf, AsOfInput
from labeltrail.graphql.types.escalation import Escalation
from labeltrail.graphql.types.paging import Connection, CursorKey, Edge, Pages
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.timeline import position_from
from labeltrail.projections import reads
from labeltrail.projections.answers import (
    EscalationFilter,
    EscalationKey,
    EscalationRow,
    Page,
    Window,
)
from labeltrail.projections.escalations.queues import queues
from labeltrail.projections.reads import EVERY_ESCALATION

NO_TIME = ""
"""Stands in a cursor for an escalation without a due time."""


@strawberry.type(description="A page of escalations: highest level, then due soonest, then oldest.")
class EscalationConnection(Connection[Escalation]):
    as_of: AsOf = strawberry.field(description="What the page holds for.")


@strawberry.input(description="Which questions; everything named must hold.")
class EscalationFilterInput:
    level: int | None = strawberry.field(default=None, description="Standing at this level.")
    owner: strawberry.ID | None = strawberry.field(
        default=None, description="To be settled by this member, by name or by a role of theirs."
    )
    due_before: datetime | None = strawberry.field(default=None, description="Due before then.")

    def filter(self, scope: Scope) -> EscalationFilter:
        owner = MemberId(self.owner) if self.owner is not None else None
        roles = scope.rules.project.roles_of(owner) if owner is not None else frozenset[Role]()
        return EscalationFilter(
            level=self.level,
            owner=owner,
            roles=tuple(sorted(roles)),
            due_before=self.due_before,
        )


@strawberry.type(description="Open questions of one level that one owner is to settle.")
class EscalationQueue(Scoped):
    level: int = strawberry.field(description="The level.")
    owner: strawberry.ID | None = strawberry.field(description="Who is to settle them.")
    owner_role: Role | None = strawberry.field(
        description="Whoever has this role is to, where nobody is named."
    )
    open: int = strawberry.field(description="How many wait.")
    overdue: int = strawberry.field(description="How many of them are due already.")
    next_due: datetime | None = strawberry.field(description="The earliest due time of all.")


@strawberry.type(description="The queues of open questions, the highest level first.")
class EscalationQueues(Scoped):
    queues: list[EscalationQueue] = strawberry.field(description="By level and owner.")
    as_of: AsOf = strawberry.field(description="What they hold for.")


async def escalation_queues(scope: Scope, as_of: AsOfInput | None) -> EscalationQueues:
    """Raises coded errors."""
    position = await position_of(scope, as_of)
    with coded():
        holds_for, found = await queues(
            scope.pool, scope.project_id, now=scope.context.now, position=position
        )
    return EscalationQueues(
        scope=scope,
        queues=[
            EscalationQueue(
                scope=scope,
                level=one.level,
                owner=strawberry.ID(one.owner) if one.owner is not None else None,
                owner_role=one.owner_role,
                open=one.open,
                overdue=one.overdue,
                next_due=one.next_due,
            )
            for one in found
        ],
        as_of=AsOf.of(scope, holds_for),
    )


async def escalations(
    scope: Scope,
    pages: Pages,
    is_open: bool | None,
    where: EscalationFilterInput | None,
    as_of: AsOfInput | None,
) -> EscalationConnection:
    """All that the caller may see; who only annotates sees those that they raised."""
    wanted = paging.asked(scope, "escalations", *pages, position=await position_of(scope, as_of))
    narrowed = where.filter(scope) if where is not None else EVERY_ESCALATION

    async def fetch(window: Window[EscalationKey]) -> Page[EscalationRow]:
        return await reads.escalations_page(
            scope.pool,
            scope.project_id,
            window,
            is_open=is_open,
            where=narrowed,
            position=wanted.position,
        )

    async def sees(rows: Sequence[EscalationRow]) -> list[bool]:
        own = [scope.sight.is_own(row.escalation) for row in rows]
        if scope.sight.sees_others:
            await scope.loaders.items_now(scope.project_id, [row.item_id for row in rows])
        return [
            is_own or await scope.sees_judgments_of(row.item_id)
            for is_own, row in zip(own, rows, strict=True)
        ]

    with coded():
        found = await listed(
            Listing(
                fetch=fetch,
                key_of=lambda row: row.key,
                key_from=_key_from,
                sees=None if scope.sight.sees_all else sees,
            ),
            wanted,
        )
    return EscalationConnection(
        **paging.parts(
            wanted,
            found.shown,
            _cursor_key,
            lambda row: Escalation.of(scope, row.item_id, row.escalation, wanted.position),
            Edge[Escalation],
        ),
        as_of=AsOf.of(scope, found.holds_for),
    )


def _cursor_key(row: EscalationRow) -> CursorKey:
    key = row.key
    due = time_text(key.due_at) if key.due_at is not None else NO_TIME
    return (str(key.level), due, str(key.raised_position))


def _key_from(key: CursorKey) -> EscalationKey:
    if len(key) != 3:
        raise ids.bad_cursor()
    level, due, position = key
    try:
        due_at = None if due == NO_TIME else datetime.fromisoformat(due)
        if due_at is not None and due_at.tzinfo is None:
            raise ids.bad_cursor()
        return EscalationKey(_level(level), due_at, position_from((position,)))
    except (ValueError, OverflowError):
        raise ids.bad_cursor() from None


def _level(text: str) -> int:
    level = position_from((text,))
    if level > 2**31 - 1:
        raise ids.bad_cursor()
    return level
