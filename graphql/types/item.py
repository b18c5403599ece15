"""Items: what there is to label, and everything that was decided about it."""

from asyncio import gather
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.streams.item import PREFIX as STREAM
from labeltrail.events.streams.item import state
from labeltrail.events.streams.item.facts import Modality
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.reading import coded, position_of
from labeltrail.graphql.scalars import BigInt, time_text
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.adjudication import Adjudication
from labeltrail.graphql.types.asof import AsOf, AsOfInput, OccurredBy
from labeltrail.graphql.types.assigned import GIVEN, Assignment, assignments_of
from labeltrail.graphql.types.difference import Earlier, Later, item_difference
from labeltrail.graphql.types.differences import ItemDifference
from labeltrail.graphql.types.escalation import Escalation
from labeltrail.graphql.types.gold import Gold
from labeltrail.graphql.types.item_parts import ItemAttribute, ReviewRequest, Skip
from labeltrail.graphql.types.label import Label, LabelConnection
from labeltrail.graphql.types.node import Node
from labeltrail.graphql.types.paging import Connection, Edge
from labeltrail.graphql.types.parked import Degraded
from labeltrail.graphql.types.precedent_search import offered
from labeltrail.graphql.types.precedents import Precedent
from labeltrail.graphql.types.timeline import TimelineConnection, timeline
from labeltrail.graphql.types.truth import GroundTruth
from labeltrail.projections import history
from labeltrail.projections.answers import HoldsFor, ItemAnswer
from labeltrail.projections.precedents.ranking import Question, involved

if TYPE_CHECKING:
    from labeltrail.graphql.types.batch import Batch

LazyBatch = Annotated["Batch", strawberry.lazy("labeltrail.graphql.types.batch")]


@strawberry.type(description="A unit of data to label, by reference; never more than a small text.")
class Item(Node):
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    modality: Modality = strawberry.field(description="What kind of data it is.")
    uri: str | None = strawberry.field(description="Where the data lies.")
    content_sha256: str | None = strawberry.field(description="SHA-256 of the data.")
    text: str | None = strawberry.field(description="The data itself, when it is a small text.")
    source: str | None = strawberry.field(description="Where it comes from.")
    attributes: list[ItemAttribute] = strawberry.field(description="What to slice by.")
    as_of: AsOf = strawberry.field(description="What the item, as shown here, holds for.")
    held: strawberry.Private[ItemAnswer]
    past: strawberry.Private[int | None]
    """The position that it is shown as of; None: now."""
    assignments: list[Assignment] = strawberry.field(resolver=assignments_of, description=GIVEN)

    @strawberry.field(
        description="How many events it has, for `expectedVersion`; null where that would tell you"
        " of acts of others that are hidden from you."
    )
    async def version(self) -> int | None:
        return self.held.state.version if await self._sees_judgments() else None

    @strawberry.field(
        description="Where its last event stands in the ledger; null where that would tell you of"
        " acts of others that are hidden from you."
    )
    async def position(self) -> BigInt | None:
        return BigInt(self.held.position) if await self._sees_judgments() else None

    @strawberry.field(
        description="Its labels, in the order of their submission: all of them, or your own while"
        " you may still label it or only annotate."
    )
    async def labels(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        as_of: AsOfInput | None = None,
        occurred_by: OccurredBy = None,
    ) -> LabelConnection | None:
        listing = f"labels of {self.item_id}"
        if occurred_by is not None:
            listing += f" by {time_text(occurred_by)}"
        position = await self._position(as_of)
        pages = (first, after, last, before)
        wanted = paging.asked(self.scope, listing, *pages, position=position)
        found = await self._at(wanted.position, occurred_by)
        if found is None:
            return None
        holds_for, item = found
        seen = list(item.labels.values())
        if not await self._sees_judgments():
            seen = [one for one in seen if self.scope.sight.is_own(one)]
        shown = paging.held(seen, wanted, _label_key)

        def label(one: state.Label) -> Label:
            return Label.shown(self.scope, self.held.item_id, one, wanted.position)

        async def count() -> int:
            return len(seen)

        return LabelConnection(
            **paging.parts(wanted, shown, _label_key, label, Edge[Label]),
            counter=count,
            as_of=AsOf.of(self.scope, holds_for),
        )

    @strawberry.field(
        description="What is true of it, task by task, or why nothing is; null while you may still"
        " label it, and before it was registered."
    )
    async def ground_truth(
        self, task: str | None = None, as_of: AsOfInput | None = None
    ) -> list[GroundTruth] | None:
        answer = await self._answer(await self._position(as_of))
        if answer is None or not await self._sees_judgments():
            return None
        truths = [one for one in answer.ground_truths if task in (None, one.task)]
        return [GroundTruth.of(self.scope, answer.holds_for, one) for one in truths]

    @strawberry.field(
        description="Where its answers end, when an event of it cannot be folded; null when all is"
        " well, and while you may still label it."
    )
    async def degraded(self) -> Degraded | None:
        return await Degraded.of_item(self.scope, self.held)

    @strawberry.field(description="Who did not answer it, and why: all, or your own.")
    async def skips(self) -> list[Skip]:
        skipped = self.held.state.skipped_by.items()
        sees_all = await self._sees_judgments()
        return [
            Skip(scope=self.scope, annotator=strawberry.ID(member), reason=reason)
            for member, reason in skipped
            if sees_all or member == self.scope.sight.person
        ]

    @strawberry.field(
        description="Why it waits for review, if it does; null while you may still label it."
    )
    async def review_requests(self) -> list[ReviewRequest] | None:
        if not await self._sees_judgments():
            return None
        return [ReviewRequest.of(self.scope, one) for one in self.held.state.review_requests]

    @strawberry.field(description="Questions about it, in order: all, or those you raised.")
    async def escalations(self) -> list[Escalation]:
        raised = self.held.state.escalations.values()
        sees_all = await self._sees_judgments()
        return [
            Escalation.of(self.scope, self.held.item_id, one, self.past)
            for one in raised
            if sees_all or self.scope.sight.is_own(one)
        ]

    @strawberry.field(
        description="Up to 5 precedents that it is most like, by its attributes and text, and, once"
        " you do not label it any more, by the classes answered; each with the reasons."
    )
    async def precedents(self) -> list[Precedent]:
        state_ = self.held.state
        is_seen = await self._sees_judgments()
        registered = state_.registered
        asked = Question(
            classes=involved(state_) if is_seen else frozenset(),
            attributes=registered.attributes if registered is not None else {},
        )
        return await offered(self.scope, asked, self.text, self.past)

    @strawberry.field(
        description="The expert's last decision, if there is one; null while you may still label"
        " it."
    )
    async def adjudication(self) -> Adjudication | None:
        decided = self.held.state.adjudication
        if decided is None or not await self._sees_judgments():
            return None
        return Adjudication.of(self.scope, decided)

    @strawberry.field(
        description="Its golds, task by task or of one task, in the order of their proposals; null"
        " while you may still label it, and before it was registered."
    )
    async def gold(
        self, task: str | None = None, as_of: AsOfInput | None = None
    ) -> list[Gold] | None:
        answer = await self._answer(await self._position(as_of))
        if answer is None or not await self._sees_judgments():
            return None
        golds = answer.state.golds.values()
        return [Gold.of(self.scope, answer.item_id, g) for g in golds if task in (None, g.task)]

    @strawberry.field(description="The batches that it is in.")
    async def batches(self) -> list[LazyBatch]:
        from labeltrail.graphql.types.batch import Batch

        found = await gather(
            *(Batch.at(self.scope, BatchId(one), self.past) for one in self.held.batches)
        )
        return [one for one in found if one is not None]

    @strawberry.field(
        description="Everything that happened to it, in order: all, or your own acts while you may"
        " still label it or only annotate."
    )
    async def timeline(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        as_of: AsOfInput | None = None,
        occurred_by: OccurredBy = None,
    ) -> TimelineConnection:
        stream = STREAM + self.held.item_id
        pages = (first, after, last, before)
        position = await self._position(as_of)
        return await timeline(self.scope, stream, pages, position, occurred_by)

    @strawberry.field(
        description="What changed in it between two moments, with the events that did it; null"
        " when nothing did, and while you may still label it."
    )
    async def difference(self, earlier: Earlier, later: Later = None) -> ItemDifference | None:
        if not await self._sees_judgments():
            return None
        return await item_difference(self.scope, self.held.item_id, earlier, later)

    async def _sees_judgments(self) -> bool:
        return await self.scope.sees_judgments_of(self.held.item_id)

    async def _position(self, as_of: AsOfInput | None) -> int | None:
        """What a field is asked as of: the item's own moment when it does not say."""
        return self.past if as_of is None else await position_of(self.scope, as_of)

    async def _answer(self, position: int | None) -> ItemAnswer | None:
        if position == self.past:
            return self.held
        scope = self.scope
        with coded():
            answer = await scope.loaders.item(scope.project_id, self.held.item_id, position)
        return scope.shown(answer) if answer is not None else None

    async def _at(
        self, position: int | None, occurred_by: datetime | None
    ) -> tuple[HoldsFor, state.Item] | None:
        if occurred_by is None:
            answer = await self._answer(position)
            return (answer.holds_for, answer.state) if answer is not None else None
        with coded():
            place = (self.scope.pool, self.scope.project_id, self.held.item_id)
            then, item = await history.item_by(*place, occurred_by=occurred_by, position=position)
        return then, self.scope.shown_item(item)

    @classmethod
    async def at(cls, scope: Scope, item_id: ItemId, position: int | None) -> Self | None:
        """As of a position, or now; None when there was no such item. Raises coded errors."""
        with coded():
            answer = await scope.loaders.item(scope.project_id, item_id, position)
        return cls.of(scope, answer, position) if answer is not None else None

    @classmethod
    def of(cls, scope: Scope, answer: ItemAnswer, past: int | None = None) -> Self | None:
        answer = scope.shown(answer)
        registered = answer.state.registered
        if registered is None:
            return None
        return cls(
            scope=scope,
            id=ids.node(ids.Kind.ITEM, scope.project_id, answer.item_id, at=past),
            item_id=strawberry.ID(answer.item_id),
            modality=registered.modality,
            uri=registered.uri,
            content_sha256=registered.content_sha256,
            text=registered.text,
            source=registered.source,
            attributes=[
                ItemAttribute(scope=scope, name=name, value=value)
                for name, value in registered.attributes.items()
            ],
            as_of=AsOf.of(scope, answer.holds_for),
            held=answer,
            past=past,
        )


@strawberry.type(description="A page of items, in the order of their ids.")
class ItemConnection(Connection[Item]):
    as_of: AsOf = strawberry.field(description="What the page holds for.")


def _label_key(label: state.Label) -> paging.CursorKey:
    return (str(label.label_id),)
