"""Whether reviewers agree: second looks at their reviews."""

from typing import Self

import strawberry

from labeltrail.events.streams.item.facts import Verdict
from labeltrail.graphql.context import Scope
from labeltrail.graphql.reading import coded, position_of
from labeltrail.graphql.types.annotator_figures import LabelShare
from labeltrail.graphql.types.asof import AsOf, AsOfInput
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.scores import Score
from labeltrail.projections.reviewing import second_looks as looks
from labeltrail.projections.statistics.coefficient import Coefficient


@strawberry.type(description="How second looks at the reviews of one reviewer came out.")
class ReviewerLooks(Scoped):
    reviewer: strawberry.ID = strawberry.field(description="Who gave the first verdict.")
    agreed: LabelShare = strawberry.field(description="Reviews that the second look agreed with.")


@strawberry.type(description="So many reviews had this verdict first and that one second.")
class VerdictPair(Scoped):
    first: Verdict = strawberry.field(description="What the first reviewer said.")
    second: Verdict = strawberry.field(description="What the second one said.")
    reviews: int = strawberry.field(description="How many.")


@strawberry.type(description="Agreement of verdicts by one coefficient.")
class VerdictAgreement(Scoped):
    coefficient: Coefficient = strawberry.field(description="Which.")
    score: Score = strawberry.field(description="Its value, or why there is none.")


@strawberry.type(description="Whether reviewers agree, by the reviews looked at a second time.")
class SecondLooks(Scoped):
    agreed: LabelShare = strawberry.field(
        description="Reviews whose second look gave the same verdict, and the same correction."
    )
    reviewers: list[ReviewerLooks] = strawberry.field(description="The most looked at first.")
    pairs: list[VerdictPair] = strawberry.field(description="Verdicts, first against second.")
    agreement: list[VerdictAgreement] = strawberry.field(
        description="Observed, corrected for chance, and robust to prevalence, together."
    )
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(cls, scope: Scope, found: looks.SecondLooks) -> Self:
        return cls(
            scope=scope,
            agreed=LabelShare.of(scope, found.agreed),
            reviewers=[
                ReviewerLooks(
                    scope=scope,
                    reviewer=strawberry.ID(one.reviewer),
                    agreed=LabelShare.of(scope, one.agreed),
                )
                for one in found.by_reviewer
            ],
            pairs=[
                VerdictPair(scope=scope, first=one.first, second=one.second, reviews=one.reviews)
                for one in found.pairs
            ],
            agreement=[
                VerdictAgreement(
                    scope=scope,
                    coefficient=coefficient,
                    score=Score.of(scope, score, n_values=2 * score.n_items),
                )
                for coefficient, score in found.scores
            ],
            as_of=AsOf.of(scope, found.holds_for),
        )


async def second_looks(scope: Scope, as_of: AsOfInput | None) -> SecondLooks:
    position = await position_of(scope, as_of)
    with coded():
        found = await looks.second_looks(scope.pool, scope.project_id, position=position)
    return SecondLooks.of(scope, found)
