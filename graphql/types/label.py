"""Labels and the reviews of them."""

from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.item import state
from labeltrail.events.streams.item.facts import RejectAction, ReviewReason, Verdict
from labeltrail.events.streams.policy import FourEyes
from labeltrail.events.streams.project import MemberKind
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.node import Node
from labeltrail.graphql.types.paging import Connection
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.values import Answer
from labeltrail.projections.reviewing.anonymous import anonymised_label

if TYPE_CHECKING:
    from labeltrail.graphql.types.item import Item

LazyItem = Annotated["Item", strawberry.lazy("labeltrail.graphql.types.item")]


@strawberry.type(description="A reviewer's verdict on a label as it stood in one of its events.")
class Review(Scoped):
    event_id: UUID = strawberry.field(description="The event that recorded it.")
    judged_event_id: UUID = strawberry.field(description="The label event that was judged.")
    reviewer: strawberry.ID = strawberry.field(description="Who judged.")
    verdict: Verdict = strawberry.field(description="The verdict.")
    answers: list[Answer] | None = strawberry.field(
        description="What is right, with the verdict CORRECTED."
    )
    position: BigInt = strawberry.field(description="Where it stands in the ledger.")
    is_in_force: bool = strawberry.field(
        description="Whether it is the last verdict on the label as it stands."
    )
    reason: ReviewReason | None = strawberry.field(description="Why it is not approved.")
    clause: str | None = strawberry.field(description="The guideline clause that decides it.")
    action: RejectAction | None = strawberry.field(
        description="What becomes of the label that was rejected; null: its author may revise it."
    )
    second_of: UUID | None = strawberry.field(description="The review that it looks at again.")
    relaxed: list[FourEyes] = strawberry.field(
        description="Rules of separate persons that forbade it, had the policy not relaxed them."
    )

    @classmethod
    def of(cls, scope: Scope, review: state.Review, label: state.Label) -> Self:
        return cls(
            scope=scope,
            event_id=review.event_id,
            judged_event_id=review.judged,
            reviewer=strawberry.ID(review.reviewer),
            verdict=review.verdict,
            answers=Answer.listed(scope, review.answers) if review.answers is not None else None,
            position=BigInt(review.position),
            is_in_force=review is label.review_in_force(),
            reason=review.reason,
            clause=review.clause,
            action=review.action,
            second_of=review.second_of,
            relaxed=list(review.relaxed),
        )


@strawberry.type(description="A label was rejected: what becomes of it, and why.")
class LabelRework(Scoped):
    action: RejectAction | None = strawberry.field(
        description="RETURN: revise it. Null: it is no vote, and may be revised."
    )
    reason: ReviewReason | None = strawberry.field(description="Why.")
    clause: str | None = strawberry.field(description="The guideline clause that decides it.")
    position: BigInt = strawberry.field(description="Where the review stands in the ledger.")

    @classmethod
    def of(cls, scope: Scope, review: state.Review) -> Self:
        return cls(
            scope=scope,
            action=review.action,
            reason=review.reason,
            clause=review.clause,
            position=BigInt(review.position),
        )


@strawberry.type(description="One annotator's answers for one item, as they stand.")
class Label(Node):
    label_id: UUID = strawberry.field(description="The id of the event that began the label.")
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    annotator: strawberry.ID = strawberry.field(description="Who judged.")
    actor: strawberry.ID = strawberry.field(description="Who called: the annotator or a service.")
    member_kind: MemberKind = strawberry.field(description="What kind of annotator.")
    repeat: int = strawberry.field(
        description="Which of this annotator's labels of the item it is."
    )
    taxonomy_version: int = strawberry.field(description="The taxonomy version it was made under.")
    guideline_revision: int = strawberry.field(
        description="The guideline revision it was made under."
    )
    position: BigInt = strawberry.field(description="Where its last event stands in the ledger.")
    current_event_id: UUID = strawberry.field(
        description="Its last event: name it when you review or adjudicate."
    )
    is_retracted: bool = strawberry.field(description="Whether the annotator took it back.")
    clauses: list[str] = strawberry.field(
        description="Clauses of that guideline revision that the answers go by."
    )
    held: strawberry.Private[state.Label]
    past: strawberry.Private[int | None]
    """The position that it is shown as of; None: now."""

    @strawberry.field(description="The answers, one per task that was answered.")
    async def answers(self) -> list[Answer] | None:
        return Answer.listed(self.scope, self.held.answers)

    @strawberry.field(
        description="Whether it was given before anything about the item was reviewed or"
        " adjudicated, so that agreement may use it."
    )
    async def is_independent(self) -> bool | None:
        if not await self.scope.sees_judgments_of(ItemId(self.item_id)):
            return None
        return self.held.independent is not None

    @strawberry.field(description="Every verdict on it, in order.")
    async def reviews(self) -> list[Review] | None:
        if not await self.scope.sees_judgments_of(ItemId(self.item_id)):
            return None
        return [Review.of(self.scope, one, self.held) for one in self.held.reviews]

    @strawberry.field(
        description="What a review did with it, for its author, too: null while it counts."
    )
    async def rework(self) -> LabelRework | None:
        review = self.held.review_in_force()
        if review is None or review.verdict is not Verdict.REJECTED:
            return None
        return LabelRework.of(self.scope, review)

    @strawberry.field(description="The item.")
    async def item(self) -> LazyItem | None:
        from labeltrail.graphql.types.item import Item

        return await Item.at(self.scope, ItemId(self.item_id), self.past)

    @classmethod
    async def seen(
        cls, scope: Scope, item_id: ItemId, label: state.Label, past: int | None = None
    ) -> Self | None:
        """None for whoever does not see the label."""
        is_own = scope.sight.is_own(label)
        if is_own or await scope.sees_judgments_of(item_id):
            return cls.of(scope, item_id, label, past)
        return None

    @classmethod
    def of(cls, scope: Scope, item_id: ItemId, label: state.Label, past: int | None = None) -> Self:
        """Of a label by itself, with the names that the caller may know."""
        if scope.sight.hides_names:
            label = anonymised_label(label, scope.sight.person)
        return cls.shown(scope, item_id, label, past)

    @classmethod
    def shown(cls, scope: Scope, item_id: ItemId, label: state.Label, past: int | None) -> Self:
        """Of a label of an item that is shown so already."""
        return cls(
            scope=scope,
            id=ids.node(ids.Kind.LABEL, scope.project_id, item_id, str(label.label_id), at=past),
            label_id=label.label_id,
            item_id=strawberry.ID(item_id),
            annotator=strawberry.ID(label.annotator),
            actor=strawberry.ID(label.actor),
            member_kind=label.member_kind,
            repeat=label.repeat,
            taxonomy_version=label.taxonomy_version,
            guideline_revision=label.guideline_revision,
            position=BigInt(label.position),
            current_event_id=label.current,
            is_retracted=label.is_retracted,
            clauses=list(label.clauses),
            held=label,
            past=past,
        )


@strawberry.type(description="A page of an item's labels, as of one point.")
class LabelConnection(Connection[Label]):
    as_of: AsOf = strawberry.field(description="What the page holds for.")
