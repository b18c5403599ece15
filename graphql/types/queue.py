"""The queue of escalated questions."""

from collections.abc import Sequence
from datetime import datetime

import strawberry

from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.listing import Listing, listed
from labeltrail.graphql.reading import coded, position_of
from labeltrail.graphql.scalars import time_text
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.asof import AsOf, AsOfInput
from labeltrail.graphql.types.escalation import Escalation
from labeltrail.graphql.types.paging import Connection, CursorKey, Edge, Pages
from labeltrail.graphql.types.timeline import position_from
from labeltrail.projections import reads
from labeltrail.projections.answers import EscalationKey, EscalationRow, Page, Window

NO_TIME = ""
"""Stands in a cursor for an escalation without a due time."""


@strawberry.type(description="A page of escalations: highest level, then due soonest, then oldest.")
class EscalationConnection(Connection[Escalation]):
    as_of: AsOf = strawberry.field(description="What the page holds for.")


async def escalations(
    scope: Scope, pages: Pages, is_open: bool | None, as_of: AsOfInput | None
) -> EscalationConnection:
    """All that the caller may see; who only annotates sees those that they raised."""
    wanted = paging.asked(scope, "escalations", *pages, position=await position_of(scope, as_of))

    async def fetch(window: Window[EscalationKey]) -> Page[EscalationRow]:
        return await reads.escalations_page(
            scope.pool, scope.project_id, window, is_open=is_open, position=wanted.position
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
