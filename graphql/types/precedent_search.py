"""How precedents are searched for and offered.

A precedent is published text, but whoever may still label the item that it stems from does not
see it: it would tell them what was decided there.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from uuid import UUID

import msgspec

from labeltrail.events.identifiers import PrecedentId
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import bad_input
from labeltrail.graphql.reading import coded
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.paging import Edge, Pages
from labeltrail.graphql.types.precedents import Precedent, PrecedentConnection
from labeltrail.projections.precedents import search
from labeltrail.projections.precedents.ranking import Question, Ranked, ranked
from labeltrail.projections.precedents.search import EVERY_ONE, Narrowed
from labeltrail.projections.snapshot import snapshot

VISIBLE_AT_ONCE = 100
"""Precedents whose items are looked at together."""


class Narrowing(msgspec.Struct, frozen=True, kw_only=True):
    """What is searched for, and what the precedents found have in common."""

    search: str | None = None
    where: Narrowed = EVERY_ONE


async def precedents(
    scope: Scope, pages: Pages, asked: Narrowing, position: int | None
) -> PrecedentConnection:
    """Those that the caller may see. Raises coded errors."""
    text = asked.search
    if text is not None and (not text.strip() or len(text) > search.TEXT_LENGTH_MAX):
        raise bad_input(f"search for 1 to {search.TEXT_LENGTH_MAX} characters")
    listing = f"precedents {sha256(msgspec.json.encode(asked)).hexdigest()[:16]}"
    wanted = paging.asked(scope, listing, *pages, position=position)
    with coded():
        async with snapshot(scope.pool, scope.project_id, position=wanted.position) as view:
            rows = await search.found(
                view.connection,
                scope.project_id,
                text,
                asked.where,
                position=view.position,
            )
    seen = await visible(scope, rows)
    shown = paging.held(seen, wanted, _key)

    async def count() -> int:
        return len(seen)

    return PrecedentConnection(
        **paging.parts(
            wanted,
            shown,
            _key,
            lambda row: Precedent.of(scope, row, wanted.position),
            Edge[Precedent],
        ),
        counter=count,
        as_of=AsOf.of(scope, view.holds_for),
    )


async def precedent(scope: Scope, precedent_id: UUID, position: int | None) -> Precedent | None:
    """None for whoever does not see it. Raises coded errors."""
    with coded():
        known = await search.precedents(scope.pool, scope.project_id, position)
    found = known.get(PrecedentId(precedent_id))
    rows = await visible(scope, ranked([found])) if found is not None else []
    return Precedent.of(scope, rows[0], position) if rows else None


async def offered(
    scope: Scope,
    question: Question,
    text: str | None,
    position: int | None,
    but: Iterable[PrecedentId] = (),
) -> list[Precedent]:
    """The few that a question is most like. Raises coded errors."""
    with coded():
        rows = await search.alike(
            scope.pool, scope.project_id, question, text, position=position, but=but
        )
    best = await visible(scope, rows, limit=search.OFFERED_MAX)
    return [Precedent.of(scope, row, position) for row in best]


async def visible(scope: Scope, rows: Sequence[Ranked], limit: int | None = None) -> list[Ranked]:
    """All but those of items that the caller may still label; the first few, if so many do."""
    seen: list[Ranked] = []
    for begin in range(0, len(rows), VISIBLE_AT_ONCE):
        some = rows[begin : begin + VISIBLE_AT_ONCE]
        if scope.sight.may_label:
            items = list(dict.fromkeys(one.precedent.recorded.item_id for one in some))
            await scope.loaders.items_now(scope.project_id, items)
            some = [
                one
                for one in some
                if not scope.sight.is_blind_to(await scope.item_now(one.precedent.recorded.item_id))
            ]
        seen += some
        if limit is not None and len(seen) >= limit:
            return seen[:limit]
    return seen


def _key(row: Ranked) -> paging.CursorKey:
    return (str(row.precedent.precedent_id),)
