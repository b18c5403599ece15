"""The policy's section about people, as clients give it."""

from decimal import Decimal

import strawberry
from msgspec import UNSET, UnsetType

from labeltrail.events.identifiers import ItemId, TaskName
from labeltrail.events.streams.policy import Bound
from labeltrail.events.streams.policy import people as rules
from labeltrail.events.streams.policy.people import Signal
from labeltrail.graphql.scalars import BigInt


@strawberry.input(description="A gold test of a task: whoever labels it must have passed.")
class GoldTestInput:
    task: str = strawberry.field(description="The task's name.")
    items: list[strawberry.ID] = strawberry.field(
        description="The items of the test. They have gold, and who is tested may know of it."
    )
    accuracy_min: Decimal = strawberry.field(description="Share of right answers, 0 to 1.")
    answers_min: int = strawberry.field(description="Items that must be answered at least.")
    bound: Bound = strawberry.field(
        default=Bound.POINT, description="Which end of the share is held against the least one."
    )

    def test(self) -> rules.GoldTest:
        return rules.GoldTest(
            task=TaskName(self.task),
            items=tuple(ItemId(one) for one in self.items),
            accuracy_min=self.accuracy_min,
            answers_min=self.answers_min,
            bound=self.bound,
        )


@strawberry.input(description="When an annotator is suspended by rule.")
class SuspensionRuleInput:
    signal: Signal = strawberry.field(description="What is watched.")
    threshold: Decimal = strawberry.field(description="Beyond it, the rule suspends.")
    last: int = strawberry.field(description="How many answers, latest first, are looked at.")
    answers_min: int = strawberry.field(description="With fewer answers it says nothing.")
    task: str | None = strawberry.field(
        default=None, description="The task that answers are about; left out: all tasks."
    )
    bound: Bound = strawberry.field(
        default=Bound.POINT,
        description="INTERVAL: suspends only when even the better end is beyond the threshold.",
    )

    def rule(self) -> rules.SuspensionRule:
        return rules.SuspensionRule(
            signal=self.signal,
            threshold=self.threshold,
            last=self.last,
            answers_min=self.answers_min,
            task=None if self.task is None else TaskName(self.task),
            bound=self.bound,
        )


@strawberry.input(description="Which items that annotators agree about are proposed as gold.")
class GoldProposingInput:
    task: str = strawberry.field(description="The task's name.")
    annotators_min: int = strawberry.field(description="Votes that an item has at least.")
    agreement_min: Decimal = strawberry.field(
        description="Share of the votes that are for one value, above 0.5."
    )
    per_class_max: int = strawberry.field(
        description="Golds of each class that wait or are in force at most."
    )
    share: Decimal = strawberry.field(
        default=Decimal(1), description="Share of such items that is drawn, 0 to 1."
    )
    seed: BigInt = strawberry.field(default=BigInt(0), description="Of the draw.")

    def proposing(self) -> rules.GoldProposing:
        return rules.GoldProposing(
            task=TaskName(self.task),
            annotators_min=self.annotators_min,
            agreement_min=self.agreement_min,
            per_class_max=self.per_class_max,
            share=self.share,
            seed=int(self.seed),
        )


@strawberry.input(description="What the policy demands of people.")
class PeopleInput:
    tests: list[GoldTestInput] = strawberry.field(
        default_factory=list, description="Gold tests, at most one a task."
    )
    suspensions: list[SuspensionRuleInput] = strawberry.field(
        default_factory=list, description="Rules that suspend."
    )
    grace_answers: int = strawberry.field(
        default=0, description="So many first labels of an annotator are not judged."
    )
    suspended_vote: bool = strawberry.field(
        default=True, description="Whether what suspended annotators labeled counts as votes."
    )
    two_persons: bool = strawberry.field(
        default=False,
        description="Whether a weaker policy, retiring gold in force and waiving a requirement take"
        " a second person. One alone still contests gold, qualifies or suspends by word (whatever"
        " the votes of suspended annotators do), publishes a taxonomy and records a run: each is in"
        " the log, with who did it.",
    )
    exposures_max: int | None = strawberry.field(
        default=None,
        description="Labels of one annotator on a gold, past which it counts as exposed to them.",
    )
    shows_gold: bool = strawberry.field(
        default=False, description="Whether feedback tells the value of gold that is in use."
    )
    gold_proposals: list[GoldProposingInput] = strawberry.field(
        default_factory=list, description="What is proposed as gold by rule, at most one a task."
    )


def people(given: PeopleInput | None) -> rules.People | UnsetType:
    if given is None:
        return UNSET
    return rules.People(
        tests=tuple(one.test() for one in given.tests),
        suspensions=tuple(one.rule() for one in given.suspensions),
        grace_answers=given.grace_answers,
        suspended_vote=given.suspended_vote,
        two_persons=given.two_persons,
        exposures_max=given.exposures_max,
        shows_gold=given.shows_gold,
        gold_proposals=tuple(one.proposing() for one in given.gold_proposals),
    )
