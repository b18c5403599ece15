"""What a revision of the guideline did to answers."""

from typing import Self

import strawberry
from msgspec import structs

from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.annotator_figures import LabelShare, LabelShareDifference
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.scores import Exclusion, Score
from labeltrail.projections.guideline import impact as computed
from labeltrail.projections.guideline.impacts import ImpactAnswer
from labeltrail.projections.statistics.score import Score as Computed


@strawberry.type(description="Answers under one of the two revisions.")
class ImpactSide(Scoped):
    revision: int = strawberry.field(description="The revision.")
    answers: int = strawberry.field(
        description="First and independent answers of persons: what agreement rests on."
    )
    items: int = strawberry.field(description="Items that have any.")
    agreement: list[Score] = strawberry.field(
        description="Observed, corrected for chance, and robust, with intervals."
    )
    accuracy: LabelShare = strawberry.field(
        description="Right by the gold in force, without those who set it."
    )
    exclusions: list[Exclusion] = strawberry.field(
        description="Answers under the revision that play no part, by cause."
    )

    @classmethod
    def of(cls, scope: Scope, found: computed.Side, position: int) -> Self:
        return cls(
            scope=scope,
            revision=found.revision,
            answers=found.answers,
            items=found.items,
            agreement=_scores(scope, found.agreement, position, found.n_values),
            accuracy=LabelShare.of(scope, found.accuracy),
            exclusions=[
                Exclusion(scope=scope, cause=cause, labels=labels)
                for cause, labels in sorted(found.exclusions.items())
            ],
        )


@strawberry.type(description="How the share of one class changed.")
class ClassShift(Scoped):
    category: str = strawberry.field(description="The class or value.")
    change: LabelShareDifference = strawberry.field(
        description="Its share of the answers after, minus that before."
    )


@strawberry.type(description="Agreement on the items that have answers under both revisions.")
class SameItems(Scoped):
    items: int = strawberry.field(description="How many there are.")
    before: list[Score] = strawberry.field(description="Under the former revision.")
    after: list[Score] = strawberry.field(description="Under the revision.")


@strawberry.type(description="Answers that one annotator gave to one item under both revisions.")
class AnsweredAgain(Scoped):
    items: int = strawberry.field(description="Items that somebody answered under both.")
    changed: LabelShare = strawberry.field(description="Of those answers, the ones that differ.")
    became_right: int = strawberry.field(description="Of those, right by gold only afterwards.")
    became_wrong: int = strawberry.field(description="Of those, right by gold only before.")
    p_value: float | None = strawberry.field(
        description="How often chance alone would come as far from even; null without gold."
    )
    method: str = strawberry.field(description="The test's name.")
    method_version: int = strawberry.field(description="Of the test.")


@strawberry.type(
    description="What a revision did: answers under it against those under the former."
)
class GuidelineImpact(Scoped):
    task: str = strawberry.field(description="The task.")
    former_revision: int = strawberry.field(description="In force until then.")
    revision: int = strawberry.field(description="The revision.")
    published_position: BigInt = strawberry.field(description="Where it took effect.")
    before: ImpactSide = strawberry.field(
        description="Under the former revision, as they stood when the revision took effect."
    )
    after: ImpactSide = strawberry.field(description="Under the revision.")
    accuracy: LabelShareDifference = strawberry.field(
        description="Right by gold after, minus before."
    )
    balance: list[ClassShift] = strawberry.field(
        description="By class, the most frequent first, up to 100."
    )
    balance_left_out: int = strawberry.field(description="Classes beyond those.")
    same_items: SameItems = strawberry.field(description="On items with answers under both.")
    answered_again: AnsweredAgain = strawberry.field(description="Item by item, person by person.")
    items_waiting: int = strawberry.field(
        description="Items with answers before and none after: to be labeled again, if they must."
    )
    answers_late: int = strawberry.field(
        description="Under the former revision, given after the revision took effect."
    )
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(cls, scope: Scope, answer: ImpactAnswer) -> Self:
        found, position = answer.found, answer.holds_for.position
        again, same = found.answered_again, found.same_items
        return cls(
            scope=scope,
            task=answer.task,
            former_revision=answer.former,
            revision=answer.revision,
            published_position=BigInt(answer.published_position),
            before=ImpactSide.of(scope, found.before, answer.published_position),
            after=ImpactSide.of(scope, found.after, position),
            accuracy=LabelShareDifference.of(scope, found.accuracy),
            balance=[
                ClassShift(
                    scope=scope,
                    category=one.category,
                    change=LabelShareDifference.of(scope, one.change),
                )
                for one in found.balance
            ],
            balance_left_out=found.balance_left_out,
            same_items=SameItems(
                scope=scope,
                items=same.items,
                before=_scores(scope, same.before, answer.published_position, same.n_values_before),
                after=_scores(scope, same.after, position, same.n_values_after),
            ),
            answered_again=AnsweredAgain(
                scope=scope,
                items=again.items,
                changed=LabelShare.of(scope, again.changed),
                became_right=again.became_right,
                became_wrong=again.became_wrong,
                p_value=again.p_value,
                method=again.algorithm.name,
                method_version=again.algorithm.version,
            ),
            items_waiting=found.items_waiting,
            answers_late=found.answers_late,
            as_of=AsOf.of(scope, answer.holds_for),
        )


def _scores(scope: Scope, found: tuple[Computed, ...], position: int, n_values: int) -> list[Score]:
    return [
        Score.of(scope, structs.replace(one, position=position), n_values=n_values) for one in found
    ]
