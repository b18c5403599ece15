"""What a project says of its people: proposals, own standing and feedback, exposure to gold."""

from decimal import Decimal

import strawberry

from labeltrail.events.streams.policy import Bound, ProposalStatus
from labeltrail.graphql.errors import bad_input
from labeltrail.graphql.reading import position_of, rules_at
from labeltrail.graphql.types.annotator_fields import BLINDNESS
from labeltrail.graphql.types.asof import AsOfInput
from labeltrail.graphql.types.feedback import (
    DoubtedGolds,
    GoldExposures,
    OwnFeedback,
    doubted_golds,
    gold_exposures,
    own_feedback,
)
from labeltrail.graphql.types.policy_proposals import PolicyProposal
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.standing import AnnotatorStanding
from labeltrail.graphql.types.sums import sees_known_sums
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.people.contesting import Doubting

PROPOSALS_MAX = 100


@strawberry.type
class Peopled(Scoped):
    """Not a type of the schema: the fields of a project about its people."""

    @strawberry.field(
        description="Policies that were proposed, newest first; those of a status; the last 100."
    )
    async def policy_proposals(
        self, status: ProposalStatus | None = None, as_of: AsOfInput | None = None
    ) -> list[PolicyProposal] | None:
        seen = await rules_at(self.scope, as_of)
        found = [one for one in seen.rules.policy.proposals if status in (None, one.status)]
        return [
            PolicyProposal.of(self.scope, one, seen) for one in found[: -PROPOSALS_MAX - 1 : -1]
        ]

    @strawberry.field(description="Where you stand yourself as an annotator.")
    async def own_standing(self, as_of: AsOfInput | None = None) -> AnnotatorStanding | None:
        seen = await rules_at(self.scope, as_of)
        person = self.scope.sight.person
        return AnnotatorStanding.of(self.scope, person, seen.rules, seen.position)

    @strawberry.field(
        description="What was decided otherwise than you had it, after the fact: labels of yours"
        " that a review rejected or corrected, or that an adjudication or a gold contradicts. Gold"
        " that is in use is told only where the policy says so. A page of so many items."
    )
    async def own_feedback(
        self, first: int, after: str | None = None, as_of: AsOfInput | None = None
    ) -> OwnFeedback | None:
        return await own_feedback(self.scope, first, after, await position_of(self.scope, as_of))

    @strawberry.field(
        description="Who has labeled which gold that is in force or contested, how often; only"
        " what is more than the policy takes, if asked." + BLINDNESS
    )
    async def gold_exposures(
        self,
        first: int,
        after: str | None = None,
        task: str | None = None,
        annotator: strawberry.ID | None = None,
        only_exposed: bool = False,
        as_of: AsOfInput | None = None,
    ) -> GoldExposures | None:
        position = await position_of(self.scope, as_of)
        if not await sees_known_sums(self.scope, PROJECT_SCOPE, "exposure to gold"):
            return None
        return await gold_exposures(
            self.scope, first, after, task, annotator, position, only_exposed=only_exposed
        )

    @strawberry.field(
        description="Golds in force of a task that so many annotators agree against, with their"
        " labels, which a contest may cite." + BLINDNESS
    )
    async def doubted_golds(
        self,
        task: str,
        annotators_min: int = 3,
        share_min: Decimal = Decimal("0.5"),
        bound: Bound = Bound.POINT,
        as_of: AsOfInput | None = None,
    ) -> DoubtedGolds | None:
        position = await position_of(self.scope, as_of)
        if annotators_min < 2 or not Decimal("0.5") <= share_min < 1:
            raise bad_input("annotatorsMin is at least 2, and shareMin from 0.5 to below 1")
        if not await sees_known_sums(self.scope, PROJECT_SCOPE, "golds in doubt"):
            return None
        asked = Doubting(annotators_min=annotators_min, share_min=share_min, bound=bound)
        return await doubted_golds(self.scope, task, asked, position)
