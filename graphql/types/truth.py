"""Ground truth as clients read it: a value with its origin, or none with the reason."""

from typing import Self
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from labeltrail.events.streams.item.facts import Verdict
from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.inference_used import InferenceUsed
from labeltrail.graphql.types.item_parts import ReviewRequest
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.values import Value, json_of, value_of
from labeltrail.projections import explanation as explained
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.explanation import NoVote
from labeltrail.projections.reviewing import consulted
from labeltrail.projections.truth import Absence, InForce, Origin, TruthStatus


@strawberry.type(description="One person's vote: the label event that says so.")
class Vote(Scoped):
    annotator: strawberry.ID = strawberry.field(description="Who votes.")
    label_id: UUID = strawberry.field(description="The label.")
    event_id: UUID = strawberry.field(description="The submission or its last revision.")
    category: str = strawberry.field(description="What for: a class id, or a rank.")

    @classmethod
    def of(cls, scope: Scope, vote: explained.Vote) -> Self:
        return cls(
            scope=scope,
            annotator=strawberry.ID(vote.annotator),
            label_id=vote.label_id,
            event_id=vote.event_id,
            category=vote.category,
        )


@strawberry.type(description="A label that answers the task and is no vote.")
class LabelLeftOut(Scoped):
    annotator: strawberry.ID = strawberry.field(description="Whose label.")
    label_id: UUID = strawberry.field(description="The label.")
    event_id: UUID = strawberry.field(description="Its last event.")
    cause: NoVote = strawberry.field(description="Why it is no vote.")

    @classmethod
    def of(cls, scope: Scope, left_out: explained.LeftOut) -> Self:
        return cls(
            scope=scope,
            annotator=strawberry.ID(left_out.annotator),
            label_id=left_out.label_id,
            event_id=left_out.event_id,
            cause=left_out.cause,
        )


@strawberry.type(description="A review in force, and what it says is true.")
class ReviewUsed(Scoped):
    event_id: UUID = strawberry.field(description="The event that recorded the review.")
    label_id: UUID = strawberry.field(description="The label that was judged.")
    annotator: strawberry.ID = strawberry.field(description="Whose label.")
    reviewer: strawberry.ID = strawberry.field(description="Who judged.")
    verdict: Verdict = strawberry.field(description="The verdict.")
    category: str | None = strawberry.field(
        description="What is true by it: a class id, or a rank; null for a rejection. Empty:"
        " it cannot be told."
    )

    @classmethod
    def of(cls, scope: Scope, review: explained.Reviewed) -> Self:
        return cls(
            scope=scope,
            event_id=review.event_id,
            label_id=review.label_id,
            annotator=strawberry.ID(review.annotator),
            reviewer=strawberry.ID(review.reviewer),
            verdict=review.verdict,
            category=review.category,
        )


@strawberry.type(description="What one origin says of an item, in the policy's order.")
class OriginConsulted(Scoped):
    origin: Origin = strawberry.field(description="Whose word it is.")
    decides: bool = strawberry.field(description="Whether it is what is true, or why nothing is.")
    category: str | None = strawberry.field(description="What it says is true.")
    absence: Absence | None = strawberry.field(description="Why it says nothing is.")
    sentence: str = strawberry.field(description="For people.")

    @classmethod
    def of(cls, scope: Scope, step: consulted.Consulted) -> Self:
        return cls(
            scope=scope,
            origin=step.origin,
            decides=step.decides,
            category=step.category,
            absence=step.absence,
            sentence=step.sentence,
        )


@strawberry.type(description="How many votes a category has.")
class CategoryTally(Scoped):
    category: str = strawberry.field(description="A class id, or a rank.")
    votes: int = strawberry.field(description="How many.")
    leads: bool = strawberry.field(description="Whether no other has more; several are a tie.")


@strawberry.type(description="Why the ground truth is what it is.")
class Explanation(Scoped):
    sentence: str = strawberry.field(description="For people.")
    policy_version: int = strawberry.field(description="The policy that it follows from.")
    consulted: list[OriginConsulted] = strawberry.field(
        description="The origins that were asked, in the policy's order, up to what decides."
    )
    tally: list[CategoryTally] = strawberry.field(description="The votes, most first.")
    wishes: list[ReviewRequest] = strawberry.field(
        description="Who is to judge it still, why, and by which rule of which policy."
    )
    votes: list[Vote] = strawberry.field(description="Who voted for what; one vote a person.")
    left_out: list[LabelLeftOut] = strawberry.field(description="Labels that are no votes.")
    reviews: list[ReviewUsed] = strawberry.field(description="The reviews in force.")
    adjudication_event_id: UUID | None = strawberry.field(
        description="The adjudication that decides, if one does."
    )
    reopened_event_id: UUID | None = strawberry.field(
        description="An adjudication that decided once and was re-opened."
    )
    gold_id: UUID | None = strawberry.field(description="The gold that decides, if one does.")
    contested_gold_id: UUID | None = strawberry.field(
        description="A gold that would decide if it were not contested."
    )
    inference: InferenceUsed | None = strawberry.field(
        description="What a recorded run says of the item, where that decides."
    )

    @classmethod
    def of(cls, scope: Scope, found: explained.Explanation) -> Self:
        return cls(
            scope=scope,
            sentence=found.sentence,
            policy_version=found.policy_version,
            consulted=[OriginConsulted.of(scope, one) for one in found.consulted],
            tally=[
                CategoryTally(scope=scope, category=one.category, votes=one.votes, leads=one.leads)
                for one in found.tally
            ],
            wishes=[ReviewRequest.of(scope, one) for one in found.wishes],
            votes=[Vote.of(scope, one) for one in found.votes],
            left_out=[LabelLeftOut.of(scope, one) for one in found.left_out],
            reviews=[ReviewUsed.of(scope, one) for one in found.reviews],
            adjudication_event_id=found.adjudication,
            reopened_event_id=found.reopened,
            gold_id=found.gold,
            contested_gold_id=found.contested_gold,
            inference=InferenceUsed.of(scope, found.inference) if found.inference else None,
        )


@strawberry.type(description="What is true of an item for one task, or why nothing is.")
class GroundTruth(Scoped):
    task: str = strawberry.field(description="The task's name.")
    status: TruthStatus = strawberry.field(description="Whether a value is in force.")
    value: Value | None = strawberry.field(description="The value in force.")
    json: JSON | None = strawberry.field(description="The same value as plain JSON.")
    category: str | None = strawberry.field(
        description="The value as statistics name it: a class id, or a rank."
    )
    origin: Origin | None = strawberry.field(
        description="Where the value comes from; without a value, what was decided and cannot be"
        " in force."
    )
    absence: Absence | None = strawberry.field(description="Why there is no value.")
    explanation: Explanation = strawberry.field(description="Why it is so.")
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(cls, scope: Scope, holds_for: HoldsFor, truth: explained.GroundTruth) -> Self:
        found = truth.outcome
        value = found.value if isinstance(found, InForce) else None
        return cls(
            scope=scope,
            task=truth.task,
            status=truth.status,
            value=value_of(scope, value) if value is not None else None,
            json=json_of(value) if value is not None else None,
            category=found.category if isinstance(found, InForce) else None,
            origin=found.origin,
            absence=None if isinstance(found, InForce) else found.reason,
            explanation=Explanation.of(scope, truth.explanation),
            as_of=AsOf.of(scope, holds_for),
        )
