"""What an annotator reads of their own errors; who has seen which gold, and which is in doubt."""

from typing import Self
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from labeltrail.events.identifiers import ItemId, MemberId, TaskName
from labeltrail.events.streams.item.facts import ReviewReason
from labeltrail.events.streams.item.gold_state import GoldStatus
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import Code, CodedError
from labeltrail.graphql.reading import coded
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.annotator_figures import LabelShare
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.values import json_of
from labeltrail.projections.people import asking, contesting
from labeltrail.projections.people import feedback as told
from labeltrail.projections.people.asking import TooManyGolds
from labeltrail.projections.people.feedback import FeedbackCause


@strawberry.type(description="One own answer that was decided otherwise, and by what.")
class Feedback(Scoped):
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    label_id: UUID = strawberry.field(description="The own label.")
    task: str = strawberry.field(description="The task's name.")
    cause: FeedbackCause = strawberry.field(description="What decided otherwise.")
    said: JSON = strawberry.field(description="The own answer, as plain JSON.")
    decided: JSON | None = strawberry.field(
        description="What was decided, as plain JSON; null: the label was rejected."
    )
    position: BigInt = strawberry.field(description="Where the decision stands in the ledger.")
    guideline_revision: int = strawberry.field(description="That the decision followed.")
    clause: str | None = strawberry.field(description="The clause that it names.")
    reason: ReviewReason | None = strawberry.field(description="The reviewer's reason.")
    held: strawberry.Private[told.Feedback]

    @strawberry.field(description="The reviewer's words; null: none, or erased.")
    async def note(self) -> str | None:
        return await self.scope.words(self.held.note)

    @classmethod
    def of(cls, scope: Scope, found: told.Feedback) -> Self:
        return cls(
            scope=scope,
            item_id=strawberry.ID(found.item_id),
            label_id=found.label_id,
            task=found.task,
            cause=found.cause,
            said=json_of(found.said),
            decided=None if found.decided is None else json_of(found.decided),
            position=BigInt(found.position),
            guideline_revision=found.guideline_revision,
            clause=found.clause,
            reason=found.reason,
            held=found,
        )


@strawberry.type(description="Feedback on own labels: a page of items, in the order of their ids.")
class OwnFeedback(Scoped):
    feedback: list[Feedback] = strawberry.field(
        description="What was decided otherwise on the page's items; it may be nothing."
    )
    has_more: bool = strawberry.field(description="Whether more items follow.")
    end_cursor: str | None = strawberry.field(description="For `after`; null: an empty page.")
    as_of: AsOf = strawberry.field(description="What the page holds for.")


@strawberry.type(description="How often an annotator has labeled an item that has gold.")
class GoldExposure(Scoped):
    gold_id: UUID = strawberry.field(description="The gold.")
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    task: str = strawberry.field(description="The task's name.")
    status: GoldStatus = strawberry.field(description="Where the gold is on its way.")
    annotator: strawberry.ID = strawberry.field(description="Who labeled it.")
    labels: int = strawberry.field(description="Labels of theirs, planned repeats among them.")
    first_position: BigInt = strawberry.field(description="Of the first of them.")
    last_position: BigInt = strawberry.field(description="Of the last one's last event.")
    is_exposed: bool = strawberry.field(
        description="Whether that is more than the policy takes: retire the gold."
    )

    @classmethod
    def of(cls, scope: Scope, found: asking.Exposure) -> Self:
        return cls(
            scope=scope,
            gold_id=found.gold_id,
            item_id=strawberry.ID(found.item_id),
            task=found.task,
            status=found.status,
            annotator=strawberry.ID(found.annotator),
            labels=found.labels,
            first_position=BigInt(found.first_position),
            last_position=BigInt(found.last_position),
            is_exposed=found.is_exposed,
        )


@strawberry.type(description="Who has seen which gold: a page by item, task and annotator.")
class GoldExposures(Scoped):
    exposures: list[GoldExposure] = strawberry.field(description="Of golds in force or contested.")
    has_more: bool = strawberry.field(description="Whether more follow.")
    end_cursor: str | None = strawberry.field(description="For `after`; null: an empty page.")
    as_of: AsOf = strawberry.field(description="What the page holds for.")


@strawberry.type(description="A gold in force that annotators agree against.")
class DoubtedGold(Scoped):
    gold_id: UUID = strawberry.field(description="The gold.")
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    gold: str = strawberry.field(description="What the gold says, as statistics name it.")
    category: str = strawberry.field(description="What annotators say instead.")
    against: LabelShare = strawberry.field(description="How many of the votes say so.")
    labels: list[UUID] = strawberry.field(description="Their labels: a contest may cite them.")

    @classmethod
    def of(cls, scope: Scope, found: contesting.InDoubt) -> Self:
        return cls(
            scope=scope,
            gold_id=found.gold_id,
            item_id=strawberry.ID(found.item_id),
            gold=found.gold,
            category=found.category,
            against=LabelShare.of(scope, found.against),
            labels=list(found.labels),
        )


@strawberry.type(description="Golds in force that annotators agree against, the strongest first.")
class DoubtedGolds(Scoped):
    golds: list[DoubtedGold] = strawberry.field(description="Those there are.")
    as_of: AsOf = strawberry.field(description="What the answer holds for.")


async def own_feedback(
    scope: Scope, first: int, after: str | None, position: int | None
) -> OwnFeedback:
    """Raises coded errors."""
    wanted = paging.asked(scope, "ownFeedback", first, after, None, None, position=position)
    key = wanted.after
    if key is not None and len(key) != 1:
        raise ids.bad_cursor()
    with coded():
        page = await asking.own_feedback(
            scope.pool,
            scope.project_id,
            scope.sight.person,
            limit=wanted.size,
            after=None if key is None else ItemId(key[0]),
            position=wanted.position,
        )
    return OwnFeedback(
        scope=scope,
        feedback=[Feedback.of(scope, one) for one in page.told],
        has_more=page.has_more,
        end_cursor=None if page.last_item is None else wanted.cursor((page.last_item,)),
        as_of=AsOf.of(scope, page.holds_for),
    )


async def gold_exposures(
    scope: Scope,
    first: int,
    after: str | None,
    task: str | None,
    annotator: str | None,
    position: int | None,
    *,
    only_exposed: bool,
) -> GoldExposures:
    """Raises coded errors."""
    wanted = paging.asked(scope, "goldExposures", first, after, None, None, position=position)
    key = wanted.after
    if key is not None and len(key) != 3:
        raise ids.bad_cursor()
    with coded():
        page = await asking.exposures(
            scope.pool,
            scope.project_id,
            limit=wanted.size,
            task=None if task is None else TaskName(task),
            annotator=None if annotator is None else MemberId(annotator),
            only_exposed=only_exposed,
            after=None if key is None else (key[0], key[1], key[2]),
            position=wanted.position,
        )
    return GoldExposures(
        scope=scope,
        exposures=[GoldExposure.of(scope, one) for one in page.rows],
        has_more=page.has_more,
        end_cursor=wanted.cursor(page.rows[-1].key) if page.rows else None,
        as_of=AsOf.of(scope, page.holds_for),
    )


async def doubted_golds(
    scope: Scope, task: str, asked: contesting.Doubting, position: int | None
) -> DoubtedGolds:
    """Raises coded errors."""
    try:
        with coded():
            found = await asking.doubted_golds(
                scope.pool, scope.project_id, TaskName(task), asked, position=position
            )
    except TooManyGolds as many:
        raise CodedError(Code.TOO_COMPLEX, str(many)) from None
    return DoubtedGolds(
        scope=scope,
        golds=[DoubtedGold.of(scope, one) for one in found.golds],
        as_of=AsOf.of(scope, found.holds_for),
    )
