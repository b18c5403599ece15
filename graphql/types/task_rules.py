"""What tasks demand of their answers, each alone and together, as annotators read it."""

from decimal import Decimal
from typing import Annotated, Self, assert_never

import strawberry

from labeltrail.events import constraints
from labeltrail.events import values as domain
from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.scoped import Scoped


@strawberry.type(description="How many classes of a multilabel task, and which exclude each other.")
class SetRule(Scoped):
    selected_min: int = strawberry.field(description="How many classes are chosen at least.")
    selected_max: int | None = strawberry.field(
        description="How many classes are chosen at most; null: all of them."
    )
    exclusive: list[list[str]] = strawberry.field(
        description="Groups of classes, of each of which one is chosen at most."
    )


@strawberry.type(description="How far down a path of a hierarchical task goes.")
class PathRule(Scoped):
    leaf_required: bool = strawberry.field(
        description="Whether a path must end at a class without children."
    )


@strawberry.type(description="Unit and bounds of a numeric task.")
class NumberRule(Scoped):
    unit: str | None = strawberry.field(description="The unit of the numbers.")
    minimum: Decimal | None = strawberry.field(description="The least number that answers.")
    maximum: Decimal | None = strawberry.field(description="The greatest number that answers.")
    step: Decimal | None = strawberry.field(
        description="Numbers lie whole steps above the minimum, or from 0 where there is none."
    )


@strawberry.type(description="How the candidates of a ranking task may be ordered.")
class RankingRule(Scoped):
    allows_ties: bool = strawberry.field(description="Whether candidates may share a place.")


TaskRule = Annotated[
    SetRule | PathRule | NumberRule | RankingRule,
    strawberry.union(
        "TaskRule", description="What a task demands of its answers, by the kind of the task."
    ),
]


def rule_of(scope: Scope, rule: domain.TaskRule) -> TaskRule:
    match rule:
        case domain.SetRule():
            return SetRule(
                scope=scope,
                selected_min=rule.selected_min,
                selected_max=rule.selected_max,
                exclusive=[list(group) for group in rule.exclusive],
            )
        case domain.PathRule():
            return PathRule(scope=scope, leaf_required=rule.leaf_required)
        case domain.NumberRule():
            return NumberRule(
                scope=scope,
                unit=rule.unit,
                minimum=_number(rule.minimum),
                maximum=_number(rule.maximum),
                step=_number(rule.step),
            )
        case domain.RankingRule():
            return RankingRule(scope=scope, allows_ties=rule.allows_ties)
        case _:
            assert_never(rule)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@strawberry.type(description="Answers that cannot be together.")
class Constraint(Scoped):
    constraint_id: str = strawberry.field(description="The constraint's id.")
    tasks: list[str] = strawberry.field(description="The tasks whose answers the expression reads.")
    expression: str = strawberry.field(
        description="What must be true, in the Common Expression Language (cel.dev)."
    )
    message: str = strawberry.field(description="What an annotator is told who gives such answers.")

    @classmethod
    def of(cls, scope: Scope, one: constraints.Constraint) -> Self:
        return cls(
            scope=scope,
            constraint_id=one.constraint_id,
            tasks=list(one.tasks),
            expression=one.expression,
            message=one.message,
        )
