"""Pages of lists: Relay connections, ordered by a key and never by an offset."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec
import strawberry

from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import Code, CodedError, bad_input

PAGE_MAX = 100

Node = TypeVar("Node")
Row = TypeVar("Row")

CursorKey = tuple[str, ...]
Pages = tuple[int | None, str | None, int | None, str | None]
"""first, after, last, before."""
Counter = Callable[[], Awaitable[int | None]]


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follows.")
    has_previous_page: bool = strawberry.field(description="Whether something comes before.")
    start_cursor: str | None = strawberry.field(description="The first place of this page.")
    end_cursor: str | None = strawberry.field(description="The last place of this page.")


@strawberry.type(description="One row of a page.")
class Edge(Generic[Node]):
    cursor: str = strawberry.field(description="The row's place, for `after` and `before`.")
    node: Node = strawberry.field(description="The row.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[Node]):
    edges: list[Edge[Node]] = strawberry.field(description="The rows with their places.")
    nodes: list[Node] = strawberry.field(description="The rows alone.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in its list.")
    counter: strawberry.Private[Counter | None] = None

    @strawberry.field(
        description="The length of the whole list, counted only when asked for; null where it would"
        " cost too much or tell too much."
    )
    async def total_count(self) -> int | None:
        return await self.counter() if self.counter is not None else None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The rows asked for: `size` of them after or before a place, or from an end.

    `position` is what the list is asked as of; None: now.
    """

    listing: str
    owner: str
    position: int | None
    size: int
    is_backward: bool
    after: CursorKey | None
    before: CursorKey | None

    def cursor(self, key: CursorKey) -> str:
        return ids.cursor(self.listing, self.owner, *key, at=self.position)


class Shown(msgspec.Struct, Generic[Row], frozen=True, kw_only=True):
    """The rows of a page in the list's order; `has_more` in the way of paging."""

    rows: Sequence[Row]
    has_more: bool


def asked(
    scope: Scope,
    listing: str,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    *,
    position: int | None = None,
) -> Asked:
    """Raises BAD_USER_INPUT or BAD_CURSOR.

    `position` is what the list is asked as of. A cursor of the past keeps its own, so a page may
    be asked for without naming it again, but not as of another.
    """
    return asked_of(scope.project_id, listing, first, after, last, before, position=position)


def asked_of(
    owner: str,
    listing: str,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    *,
    position: int | None = None,
) -> Asked:
    """`owner` and `listing` say which list the cursors must come from."""
    if (first is None) == (last is None):
        raise bad_input("give `first` or `last`, and only one of them")
    size = first if first is not None else last
    if size is None or not 0 <= size <= PAGE_MAX:
        raise bad_input(f"a page holds 0 to {PAGE_MAX} rows, not {size}")

    def place(cursor: str | None) -> ids.Place | None:
        return None if cursor is None else ids.cursor_place(cursor, listing, owner)

    begin, end = place(after), place(before)
    return Asked(
        listing=listing,
        owner=owner,
        position=_position([one.position for one in (begin, end) if one is not None], position),
        size=size,
        is_backward=first is None,
        after=begin.key if begin is not None else None,
        before=end.key if end is not None else None,
    )


def _position(kept: Sequence[int | None], asked_for: int | None) -> int | None:
    """The one position that the cursors and the question are about. Raises BAD_CURSOR."""
    about = {*kept} if asked_for is None else {*kept, asked_for}
    if len(about) > 1:
        message = "this cursor is of the list as of another moment; begin again without one"
        raise CodedError(Code.BAD_CURSOR, message)
    return about.pop() if about else None


def held(rows: Sequence[Row], wanted: Asked, key_of: Callable[[Row], CursorKey]) -> Shown[Row]:
    """A page of a short list that is held whole. Raises BAD_CURSOR for a place not in it."""
    places = {key_of(row): place for place, row in enumerate(rows)}

    def at(key: CursorKey) -> int:
        if key not in places:
            raise ids.bad_cursor()
        return places[key]

    begin = 0 if wanted.after is None else at(wanted.after) + 1
    end = len(rows) if wanted.before is None else at(wanted.before)
    within = rows[begin : max(begin, end)]
    kept = (
        within[max(0, len(within) - wanted.size) :] if wanted.is_backward else within[: wanted.size]
    )
    return Shown(rows=kept, has_more=len(within) > len(kept))


def parts(
    wanted: Asked,
    shown: Shown[Row],
    key_of: Callable[[Row], CursorKey],
    node_of: Callable[[Row], Any],
    edge: Callable[..., Any],
) -> dict[str, Any]:
    """The fields of a connection, to build one from."""
    edges = [edge(cursor=wanted.cursor(key_of(row)), node=node_of(row)) for row in shown.rows]
    forward, backward = wanted.after is not None, wanted.before is not None
    place = PageInfo(
        has_next_page=backward if wanted.is_backward else shown.has_more,
        has_previous_page=shown.has_more if wanted.is_backward else forward,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return {"edges": edges, "nodes": [one.node for one in edges], "page_info": place}
