"""The policy's section about reviews, as clients give it."""

from decimal import Decimal

import strawberry
from msgspec import UNSET, UnsetType

from labeltrail.events.identifiers import TaskName
from labeltrail.events.streams.policy import (
    Condition,
    ConditionKind,
    FourEyes,
    Reviewing,
    RoutingAction,
    RoutingRule,
)
from labeltrail.graphql.scalars import BigInt


@strawberry.input(description="One thing that must hold for a routing rule to fire.")
class RoutingConditionInput:
    kind: ConditionKind = strawberry.field(description="What is looked at.")
    bound: Decimal | None = strawberry.field(
        default=None, description="Of kinds that compare with one, and only of them."
    )
    names: list[str] = strawberry.field(
        default_factory=list,
        description="Classes, annotators, kinds of member or texts, for kinds that name some.",
    )
    attribute: str | None = strawberry.field(
        default=None, description="The item's attribute, for the kind ATTRIBUTE."
    )

    def condition(self) -> Condition:
        return Condition(
            kind=self.kind,
            bound=self.bound,
            names=tuple(self.names),
            attribute=self.attribute,
        )


@strawberry.input(
    description="A routing rule. It is about the votes on a task where all it looks at are votes"
    " and the item, and else about the label that came or changed."
)
class RoutingRuleInput:
    rule_id: strawberry.ID = strawberry.field(
        description="Named by every event that it leads to; keep it from version to version."
    )
    action: RoutingAction = strawberry.field(description="What follows when it fires.")
    when: list[RoutingConditionInput] = strawberry.field(
        default_factory=list,
        description="All must hold. Left out: it fires on every label, as its rate says.",
    )
    task: str | None = strawberry.field(
        default=None, description="The task that it is about. Left out: each."
    )
    rate: Decimal = strawberry.field(
        default=Decimal(1),
        description="Share of cases that it fires on, 0 to 1, drawn by the section's seed and what"
        " the case is about.",
    )
    level: int = strawberry.field(default=1, description="Of the escalation, 1 to 9.")

    def rule(self) -> RoutingRule:
        return RoutingRule(
            rule_id=self.rule_id,
            action=self.action,
            when=tuple(one.condition() for one in self.when),
            task=TaskName(self.task) if self.task is not None else None,
            rate=self.rate,
            level=self.level,
        )


@strawberry.input(description="What is routed where, how much of it, and by whose eyes.")
class ReviewingInput:
    rules: list[RoutingRuleInput] = strawberry.field(
        default_factory=list,
        description="Asked in order for each task; the first that fires decides. Where none fires,"
        " `reviewTies` and `reviewDisagreements` hold.",
    )
    seed: BigInt = strawberry.field(
        default=BigInt(0),
        description="Of every draw. Who guesses it can compute what is looked at: give one of your"
        " own.",
    )
    second_level_rate: Decimal = strawberry.field(
        default=Decimal(0), description="Share of reviews that a second reviewer looks at, 0 to 1."
    )
    claim_minutes: int = strawberry.field(
        default=30, description="How long an item that somebody took on to judge is theirs."
    )
    hides_annotators: bool = strawberry.field(
        default=False, description="Whether who only reviews does not learn whose label it is."
    )
    relaxes: list[FourEyes] = strawberry.field(
        default_factory=list,
        description="Rules of separate persons that do not hold; acts under it say so.",
    )
    adjudicator_did_not_review: bool = strawberry.field(
        default=False, description="Whether who reviewed a label of an item may not adjudicate it."
    )

    def section(self) -> Reviewing:
        return Reviewing(
            rules=tuple(one.rule() for one in self.rules),
            seed=self.seed,
            second_level_rate=self.second_level_rate,
            claim_minutes=self.claim_minutes,
            hides_annotators=self.hides_annotators,
            relaxes=tuple(self.relaxes),
            adjudicator_did_not_review=self.adjudicator_did_not_review,
        )


def reviewing(given: ReviewingInput | None) -> Reviewing | UnsetType:
    return UNSET if given is None else given.section()
