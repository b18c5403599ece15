"""The queues of reviewers and adjudicators, and of labels that wait for their authors."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeVar
from uuid import UUID

import strawberry

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.item.facts import ReviewCause
from labeltrail.events.streams.item.state import ReviewClaim
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.inputs.review_filters import (
    AdjudicationQueueFilterInput,
    ReviewQueueFilterInput,
)
from labeltrail.graphql.listing import Listing, listed
from labeltrail.graphql.reading import coded, position_of
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.asof import AsOf, AsOfInput
from labeltrail.graphql.types.label import Label
from labeltrail.graphql.types.paging import Connection, CursorKey, Edge, Pages
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.timeline import position_from
from labeltrail.projections.answers import HoldsFor, Page, Window
from labeltrail.projections.reviewing import queue_reads as reads
from labeltrail.projections.reviewing.queues import (
    Key,
    Reason,
    ToAdjudicate,
    ToReview,
    ToRevise,
    Undecided,
)

if TYPE_CHECKING:
    from labeltrail.graphql.types.item import Item

LazyItem = Annotated["Item", strawberry.lazy("labeltrail.graphql.types.item")]


@strawberry.type(description="Somebody took an item on to judge it.")
class JudgeClaim(Scoped):
    claimed_by: strawberry.ID = strawberry.field(description="Who.")
    until: datetime = strawberry.field(description="After that, nobody has taken it on any more.")

    @classmethod
    def of(cls, scope: Scope, claim: ReviewClaim | None) -> Self | None:
        if claim is None:
            return None
        return cls(scope=scope, claimed_by=strawberry.ID(claim.claimed_by), until=claim.until)


@strawberry.type
class Queued(Scoped):
    """Not a type of the schema: what entries of both queues say."""

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    weight: int = strawberry.field(
        description="How many in a thousand of the votes do not side with the first class, or with"
        " the label that is to be looked at."
    )
    position: BigInt = strawberry.field(description="Where in the ledger it began to wait.")
    batch_ids: list[strawberry.ID] = strawberry.field(description="The batches that it is in.")
    claim: JudgeClaim | None = strawberry.field(
        description="Who took the item on last; it may have run out."
    )
    past: strawberry.Private[int | None]
    """The position that it is shown as of; None: now."""

    @strawberry.field(description="The item.")
    async def item(self) -> LazyItem | None:
        from labeltrail.graphql.types.item import Item

        return await Item.at(self.scope, ItemId(self.item_id), self.past)


@strawberry.type(description="A wish that a reviewer look at an item, or at one label of it.")
class ReviewQueueEntry(Queued):
    event_id: UUID = strawberry.field(description="The event that asked for it.")
    cause: ReviewCause = strawberry.field(description="Why.")
    requested_by: strawberry.ID = strawberry.field(description="Who asked; `system` for a rule.")
    rule: strawberry.ID | None = strawberry.field(description="The routing rule that fired.")
    policy_version: int | None = strawberry.field(description="Of the rule.")
    task: str | None = strawberry.field(description="The task; null: all of the item.")
    level: int = strawberry.field(description="2: a second look at a review.")
    review_event_id: UUID | None = strawberry.field(
        description="The review to look at again: name it as `secondOf`."
    )
    label: Label | None = strawberry.field(description="The label to look at; null: any.")

    @classmethod
    def of(cls, scope: Scope, one: ToReview, past: int | None) -> Self:
        asked = one.request
        return cls(
            **_queued(scope, one, past, asked.position),
            event_id=asked.event_id,
            cause=asked.cause,
            requested_by=strawberry.ID(asked.requested_by),
            rule=strawberry.ID(asked.rule) if asked.rule is not None else None,
            policy_version=asked.policy_version,
            task=asked.task,
            level=asked.level,
            review_event_id=asked.review,
            label=Label.of(scope, one.item_id, one.label, past) if one.label is not None else None,
        )


@strawberry.type(description="Why an adjudicator is to decide an item.")
class AdjudicationReason(Scoped):
    cause: Undecided = strawberry.field(description="What kind of reason.")
    task: str | None = strawberry.field(description="The task; null: all of the item.")
    weight: int = strawberry.field(description="As of the entry, for this task.")
    position: BigInt = strawberry.field(description="Where in the ledger it began.")
    rule: strawberry.ID | None = strawberry.field(description="The routing rule that fired.")
    policy_version: int | None = strawberry.field(description="Of the rule.")
    event_id: UUID | None = strawberry.field(description="The event that asked for it.")

    @classmethod
    def of(cls, scope: Scope, reason: Reason) -> Self:
        return cls(
            scope=scope,
            cause=reason.why,
            task=reason.task,
            weight=reason.weight,
            position=BigInt(reason.position),
            rule=strawberry.ID(reason.rule) if reason.rule is not None else None,
            policy_version=reason.policy_version,
            event_id=reason.event_id,
        )


@strawberry.type(description="An item that an adjudicator is to decide.")
class AdjudicationQueueEntry(Queued):
    reasons: list[AdjudicationReason] = strawberry.field(description="The heaviest first.")

    @classmethod
    def of(cls, scope: Scope, one: ToAdjudicate, past: int | None) -> Self:
        return cls(
            **_queued(scope, one, past, one.key[1]),
            reasons=[AdjudicationReason.of(scope, reason) for reason in one.reasons],
        )


@strawberry.type(description="A page of what waits for a review: heaviest first, then oldest.")
class ReviewQueueConnection(Connection[ReviewQueueEntry]):
    as_of: AsOf = strawberry.field(description="What the page holds for.")


@strawberry.type(description="A page of what waits for an adjudicator, in the same order.")
class AdjudicationQueueConnection(Connection[AdjudicationQueueEntry]):
    as_of: AsOf = strawberry.field(description="What the page holds for.")


async def review_queue(
    scope: Scope,
    pages: Pages,
    where: ReviewQueueFilterInput | None,
    as_of: AsOfInput | None,
) -> ReviewQueueConnection:
    async def found(position: int | None) -> tuple[HoldsFor, Sequence[ToReview]]:
        asked = (where or ReviewQueueFilterInput()).where()
        queue = await reads.review_queue(
            scope.pool, scope.project_id, now=scope.context.now, where=asked, position=position
        )
        return queue.holds_for, queue.entries

    parts = await queue_page(
        scope, "reviews wanted", pages, as_of, found, ReviewQueueEntry.of, Edge[ReviewQueueEntry]
    )
    return ReviewQueueConnection(**parts)


async def adjudication_queue(
    scope: Scope,
    pages: Pages,
    where: AdjudicationQueueFilterInput | None,
    as_of: AsOfInput | None,
) -> AdjudicationQueueConnection:
    async def found(position: int | None) -> tuple[HoldsFor, Sequence[ToAdjudicate]]:
        asked = (where or AdjudicationQueueFilterInput()).where()
        queue = await reads.adjudication_queue(
            scope.pool, scope.project_id, now=scope.context.now, where=asked, position=position
        )
        return queue.holds_for, queue.entries

    edge = Edge[AdjudicationQueueEntry]
    parts = await queue_page(
        scope, "adjudications wanted", pages, as_of, found, AdjudicationQueueEntry.of, edge
    )
    return AdjudicationQueueConnection(**parts)


One = TypeVar("One", ToReview, ToAdjudicate, ToRevise)


async def queue_page(
    scope: Scope,
    listing: str,
    pages: Pages,
    as_of: AsOfInput | None,
    found: Callable[[int | None], Awaitable[tuple[HoldsFor, Sequence[One]]]],
    shown: Callable[[Scope, One, int | None], Any],
    edge: Callable[..., Any],
) -> dict[str, Any]:
    """The fields of a connection: the queue is read once, and a page of what is seen cut out."""
    wanted = paging.asked(scope, listing, *pages, position=await position_of(scope, as_of))
    with coded():
        holds_for, entries = await found(wanted.position)

        async def fetch(window: Window[Key]) -> Page[One]:
            return _cut(holds_for, entries, window)

        async def sees(rows: Sequence[One]) -> list[bool]:
            await scope.loaders.items_now(scope.project_id, [one.item_id for one in rows])
            return [
                _is_own(scope, one) or await scope.sees_judgments_of(one.item_id) for one in rows
            ]

        page = await listed(
            Listing(
                fetch=fetch,
                key_of=lambda one: one.key,
                key_from=_key_from,
                sees=None if scope.sight.sees_all else sees,
            ),
            wanted,
        )

    async def count() -> int | None:
        return len(entries) if scope.sight.sees_all else None

    made = paging.parts(
        wanted,
        page.shown,
        lambda one: tuple(map(str, one.key)),
        lambda one: shown(scope, one, wanted.position),
        edge,
    )
    return {**made, "counter": count, "as_of": AsOf.of(scope, page.holds_for)}


def _is_own(scope: Scope, one: ToReview | ToAdjudicate | ToRevise) -> bool:
    return isinstance(one, ToRevise) and scope.sight.is_own(one.label)


def _cut(holds_for: HoldsFor, entries: Sequence[One], window: Window[Key]) -> Page[One]:
    within = [
        one
        for one in entries
        if (window.after is None or one.key > window.after)
        and (window.before is None or one.key < window.before)
    ]
    limit = window.limit
    kept = within[max(0, len(within) - limit) :] if window.is_backward else within[:limit]
    return Page(holds_for=holds_for, rows=tuple(kept), has_more=len(within) > len(kept))


def _key_from(key: CursorKey) -> Key:
    if len(key) != 3:
        raise ids.bad_cursor()
    weight, position, event = key
    return (-position_from((weight.removeprefix("-"),)), position_from((position,)), event)


def _queued(
    scope: Scope, one: ToReview | ToAdjudicate, past: int | None, position: int
) -> dict[str, Any]:
    return {
        "scope": scope,
        "item_id": strawberry.ID(one.item_id),
        "weight": one.weight,
        "position": BigInt(position),
        "batch_ids": [strawberry.ID(batch_id) for batch_id in one.batches],
        "claim": JudgeClaim.of(scope, one.claim),
        "past": past,
    }
