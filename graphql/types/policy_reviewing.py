"""The policy's section about reviews."""

from decimal import Decimal
from typing import Self

import strawberry

from labeltrail.events.streams import policy
from labeltrail.events.streams.policy import ConditionKind, FourEyes, RoutingAction
from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.scoped import Scoped


@strawberry.type(description="One thing that must hold for a routing rule to fire.")
class RoutingCondition(Scoped):
    kind: ConditionKind = strawberry.field(description="What is looked at.")
    bound: Decimal | None = strawberry.field(description="Of kinds that compare with one.")
    names: list[str] = strawberry.field(
        description="Classes, annotators, kinds of member or texts, of kinds that name some."
    )
    attribute: str | None = strawberry.field(description="The item's attribute.")


@strawberry.type(description="A routing rule.")
class RoutingRule(Scoped):
    rule_id: strawberry.ID = strawberry.field(
        description="As every event that it leads to names it."
    )
    action: RoutingAction = strawberry.field(description="What follows when it fires.")
    when: list[RoutingCondition] = strawberry.field(description="All must hold.")
    task: str | None = strawberry.field(description="The task that it is about; null: each.")
    rate: Decimal = strawberry.field(description="Share of cases that it fires on.")
    level: int = strawberry.field(description="Of the escalation.")
    is_of_votes: bool = strawberry.field(
        description="Whether it is about the votes on a task, and not about one label."
    )

    @classmethod
    def of(cls, scope: Scope, rule: policy.RoutingRule) -> Self:
        return cls(
            scope=scope,
            rule_id=strawberry.ID(rule.rule_id),
            action=rule.action,
            when=[
                RoutingCondition(
                    scope=scope,
                    kind=one.kind,
                    bound=one.bound,
                    names=list(one.names),
                    attribute=one.attribute,
                )
                for one in rule.when
            ],
            task=rule.task,
            rate=rule.rate,
            level=rule.level,
            is_of_votes=rule.is_of_votes,
        )


@strawberry.type(description="What is routed where, how much of it, and by whose eyes.")
class ReviewingPolicy(Scoped):
    rules: list[RoutingRule] = strawberry.field(
        description="Asked in order for each task; the first that fires decides."
    )
    seed: BigInt = strawberry.field(description="Of every draw.")
    second_level_rate: Decimal = strawberry.field(
        description="Share of reviews that a second reviewer looks at."
    )
    claim_minutes: int = strawberry.field(
        description="How long an item that somebody took on to judge is theirs."
    )
    hides_annotators: bool = strawberry.field(
        description="Whether who only reviews does not learn whose label it is."
    )
    relaxes: list[FourEyes] = strawberry.field(
        description="Rules of separate persons that do not hold."
    )
    adjudicator_did_not_review: bool = strawberry.field(
        description="Whether who reviewed a label of an item may not adjudicate it."
    )

    @classmethod
    def of(cls, scope: Scope, section: policy.Reviewing) -> Self:
        return cls(
            scope=scope,
            rules=[RoutingRule.of(scope, one) for one in section.rules],
            seed=BigInt(section.seed),
            second_level_rate=section.second_level_rate,
            claim_minutes=section.claim_minutes,
            hides_annotators=section.hides_annotators,
            relaxes=list(section.relaxes),
            adjudicator_did_not_review=section.adjudicator_did_not_review,
        )
