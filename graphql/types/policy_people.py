"""The policy's section about people."""

from decimal import Decimal
from typing import Self

import strawberry

from labeltrail.events.streams import policy
from labeltrail.events.streams.policy import Bound, people_of
from labeltrail.events.streams.policy import people as rules
from labeltrail.events.streams.policy.people import Signal
from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.scoped import Scoped


@strawberry.type(description="A gold test of a task: whoever labels it must have passed.")
class GoldTest(Scoped):
    task: str = strawberry.field(description="The task's name.")
    items: list[strawberry.ID] = strawberry.field(description="The items of the test.")
    accuracy_min: Decimal = strawberry.field(description="Share of right answers, 0 to 1.")
    answers_min: int = strawberry.field(description="Items that must be answered at least.")
    bound: Bound = strawberry.field(
        description="Which end of the share is held against the least one."
    )

    @classmethod
    def of(cls, scope: Scope, found: rules.GoldTest) -> Self:
        return cls(
            scope=scope,
            task=found.task,
            items=[strawberry.ID(one) for one in found.items],
            accuracy_min=found.accuracy_min,
            answers_min=found.answers_min,
            bound=found.bound,
        )


@strawberry.type(description="When an annotator is suspended by rule.")
class SuspensionRule(Scoped):
    signal: Signal = strawberry.field(description="What is watched.")
    threshold: Decimal = strawberry.field(description="Beyond it, the rule suspends.")
    last: int = strawberry.field(description="How many answers, latest first, are looked at.")
    answers_min: int = strawberry.field(description="With fewer answers it says nothing.")
    task: str | None = strawberry.field(
        description="The task that answers are about; null: all tasks."
    )
    bound: Bound = strawberry.field(description="Which end of a share is held.")

    @classmethod
    def of(cls, scope: Scope, found: rules.SuspensionRule) -> Self:
        return cls(
            scope=scope,
            signal=found.signal,
            threshold=found.threshold,
            last=found.last,
            answers_min=found.answers_min,
            task=found.task,
            bound=found.bound,
        )


@strawberry.type(description="Which items that annotators agree about are proposed as gold.")
class GoldProposing(Scoped):
    task: str = strawberry.field(description="The task's name.")
    annotators_min: int = strawberry.field(description="Votes that an item has at least.")
    agreement_min: Decimal = strawberry.field(
        description="Share of the votes that are for one value."
    )
    per_class_max: int = strawberry.field(
        description="Golds of each class that wait or are in force at most."
    )
    share: Decimal = strawberry.field(description="Share of such items that is drawn.")
    seed: BigInt = strawberry.field(description="Of the draw.")

    @classmethod
    def of(cls, scope: Scope, found: rules.GoldProposing) -> Self:
        return cls(
            scope=scope,
            task=found.task,
            annotators_min=found.annotators_min,
            agreement_min=found.agreement_min,
            per_class_max=found.per_class_max,
            share=found.share,
            seed=BigInt(found.seed),
        )


@strawberry.type(description="What the policy demands of people.")
class People(Scoped):
    tests: list[GoldTest] = strawberry.field(description="Gold tests, at most one a task.")
    suspensions: list[SuspensionRule] = strawberry.field(description="Rules that suspend.")
    grace_answers: int = strawberry.field(
        description="So many first labels of an annotator are not judged."
    )
    suspended_vote: bool = strawberry.field(
        description="Whether what suspended annotators labeled counts as votes."
    )
    two_persons: bool = strawberry.field(
        description="Whether a weaker policy, retiring gold in force and waiving a requirement take"
        " a second person. One alone still contests gold, qualifies or suspends by word (whatever"
        " the votes of suspended annotators do), publishes a taxonomy and records a run: each is in"
        " the log, with who did it."
    )
    exposures_max: int | None = strawberry.field(
        description="Labels of one annotator on a gold, past which it counts as exposed to them."
    )
    shows_gold: bool = strawberry.field(
        description="Whether feedback tells the value of gold that is in use."
    )
    gold_proposals: list[GoldProposing] = strawberry.field(
        description="What is proposed as gold by rule."
    )

    @classmethod
    def of(cls, scope: Scope, found: policy.Policy) -> Self:
        section = people_of(found)
        return cls(
            scope=scope,
            tests=[GoldTest.of(scope, one) for one in section.tests],
            suspensions=[SuspensionRule.of(scope, one) for one in section.suspensions],
            grace_answers=section.grace_answers,
            suspended_vote=section.suspended_vote,
            two_persons=section.two_persons,
            exposures_max=section.exposures_max,
            shows_gold=section.shows_gold,
            gold_proposals=[GoldProposing.of(scope, one) for one in section.gold_proposals],
        )
