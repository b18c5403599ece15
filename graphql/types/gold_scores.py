"""How annotators do against gold, as clients read it."""

from typing import Self

import strawberry

from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.annotator_sections import AnnotatorAccuracy
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.gold import judging as gold
from labeltrail.projections.gold import scores as scored
from labeltrail.projections.gold.answers import GoldAnswer
from labeltrail.projections.gold.judging import JudgedBy

SCORES_TOLD_MAX = 1_000
RESCORED_TOLD_MAX = 1_000


@strawberry.type(description="One annotator against gold. Nobody is judged by gold that they set.")
class GoldScore(Scoped):
    annotator: strawberry.ID = strawberry.field(description="Whose answers.")
    is_person: bool = strawberry.field(description="Whether it is a person; else a machine.")
    own: int = strawberry.field(
        description="Answers that count and are not judged, since the annotator set the gold."
    )
    accuracy: AnnotatorAccuracy = strawberry.field(
        description="How often the answers are right, overall and by class, with intervals."
    )

    @classmethod
    def of(cls, scope: Scope, found: scored.GoldScore) -> Self:
        return cls(
            scope=scope,
            annotator=strawberry.ID(found.annotator),
            is_person=found.is_person,
            own=found.own,
            accuracy=AnnotatorAccuracy.of(scope, found.accuracy),
        )


@strawberry.type(description="An answer on which the gold of today comes to another verdict.")
class RescoredAnswer(Scoped):
    annotator: strawberry.ID = strawberry.field(description="Whose answer.")
    item_id: strawberry.ID = strawberry.field(description="Of which item.")
    repeat: int = strawberry.field(description="Which of the annotator's labels of the item.")
    answer: str = strawberry.field(description="What it says.")
    then: str = strawberry.field(description="The gold in force when it was given.")
    today: str | None = strawberry.field(description="The gold of today; null where none is.")
    was_right: bool = strawberry.field(description="As it was judged then.")
    is_right: bool | None = strawberry.field(description="As it is judged today.")

    @classmethod
    def of(cls, scope: Scope, found: gold.Rescored) -> Self:
        return cls(
            scope=scope,
            annotator=strawberry.ID(found.annotator),
            item_id=strawberry.ID(found.item),
            repeat=found.repeat,
            answer=found.answer,
            then=found.then,
            today=found.today,
            was_right=found.was_right,
            is_right=found.is_right,
        )


@strawberry.type(description="What scoring by the gold of today changes.")
class GoldRescoring(Scoped):
    judged_then: int = strawberry.field(description="Answers judged when they were given.")
    judged_today: int = strawberry.field(description="Answers judged by the gold of today.")
    judged_only_today: int = strawberry.field(
        description="Among those: not judged then, since no gold was in force yet."
    )
    moved: list[RescoredAnswer] = strawberry.field(
        description="Answers with another verdict today, by annotator and item; 1,000 at most."
    )
    moved_left_out: int = strawberry.field(description="Such answers beyond those.")

    @classmethod
    def of(cls, scope: Scope, found: gold.Rescoring) -> Self:
        told = found.moved[:RESCORED_TOLD_MAX]
        return cls(
            scope=scope,
            judged_then=found.n_then,
            judged_today=found.n_today,
            judged_only_today=found.n_only_today,
            moved=[RescoredAnswer.of(scope, one) for one in told],
            moved_left_out=len(found.moved) - len(told),
        )


@strawberry.type(description="How annotators do against gold on one task.")
class GoldScores(Scoped):
    task: str = strawberry.field(description="The task's name.")
    judged: JudgedBy = strawberry.field(description="Which gold answers are held against.")
    scores: list[GoldScore] = strawberry.field(
        description="Of everybody with an answer on an item that ever had gold, by id; 1,000 at"
        " most."
    )
    scores_left_out: int = strawberry.field(description="Annotators beyond those.")
    rescoring: GoldRescoring = strawberry.field(description="What the gold of today changes.")
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(cls, scope: Scope, task: str, answer: GoldAnswer) -> Self:
        found = answer.found
        told = found.scores[:SCORES_TOLD_MAX]
        return cls(
            scope=scope,
            task=task,
            judged=found.judged,
            scores=[GoldScore.of(scope, one) for one in told],
            scores_left_out=len(found.scores) - len(told),
            rescoring=GoldRescoring.of(scope, found.rescoring),
            as_of=AsOf.of(scope, answer.holds_for),
        )
