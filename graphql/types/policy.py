"""The quality policy and its requirements."""

from decimal import Decimal
from typing import Self

import strawberry
from msgspec import UNSET

from labeltrail.events.streams import policy as policies
from labeltrail.events.streams.policy import (
    Origin,
    StaleLabels,
    TruthMethod,
)
from labeltrail.events.streams.policy.splitting import Splitting
from labeltrail.graphql.context import Scope
from labeltrail.graphql.reading import RulesSeen
from labeltrail.graphql.types.policy_assignment import AssignmentPolicy
from labeltrail.graphql.types.policy_automation import RuleMode
from labeltrail.graphql.types.policy_balance import (
    ClassQuota,
    ErrorCostStated,
    SoleLabelerRule,
    SplittingRules,
)
from labeltrail.graphql.types.policy_certification import Certification
from labeltrail.graphql.types.policy_demands import Demands
from labeltrail.graphql.types.policy_escalating import EscalationLevel
from labeltrail.graphql.types.policy_people import People
from labeltrail.graphql.types.policy_reviewing import ReviewingPolicy
from labeltrail.graphql.types.requirement import Requirement
from labeltrail.graphql.types.ruled import Ruled


@strawberry.type(description="The rules that the system applies by itself, of one version.")
class Policy(Ruled):
    version: int = strawberry.field(description="1, 2, 3 …")
    is_in_force: bool = strawberry.field(
        description="Whether it is the newest version, as of the moment asked about."
    )
    overlap: int = strawberry.field(description="How many annotators are wanted per item.")
    quorum: int = strawberry.field(description="How many votes a consensus needs at least.")
    truth_method: TruthMethod = strawberry.field(description="How votes become a consensus.")
    stale_labels: StaleLabels = strawberry.field(
        description="What happens to labels under former rules."
    )
    models_vote: bool = strawberry.field(description="Whether models and labeling functions vote.")
    review_ties: bool = strawberry.field(description="Whether a tie is sent to review.")
    review_disagreements: bool = strawberry.field(
        description="Whether differing votes are sent to review."
    )
    requirements: list[Requirement] = strawberry.field(
        description="What a batch must meet to be ready."
    )
    probability_min: Decimal | None = strawberry.field(
        description="What a recorded run infers with less than this is not true yet; null:"
        " whatever it infers is."
    )
    escalation_levels: list[EscalationLevel] = strawberry.field(
        description="Who settles escalated questions and by when; empty: as each question says."
    )
    assignment: AssignmentPolicy | None = strawberry.field(
        description="How work is given out; null: nothing is, and anybody labels any item."
    )
    automation: list[RuleMode] = strawberry.field(
        description="What becomes of each automatic rule; one that the policy does not name acts."
    )
    certification: Certification = strawberry.field(description="Who certifies and who waives.")
    demands: Demands = strawberry.field(description="What must be there before labeling grows.")
    people: People = strawberry.field(description="What it demands of people.")
    quotas: list[ClassQuota] = strawberry.field(description="How many items of each class.")
    costs: list[ErrorCostStated] = strawberry.field(
        description="What errors cost; 1 where nothing is stated."
    )
    splitting: SplittingRules = strawberry.field(description="What keeps splits apart.")
    sole_labelers: list[SoleLabelerRule] = strawberry.field(
        description="What models must have shown before they may label alone."
    )

    reviewing: ReviewingPolicy = strawberry.field(
        description="What is routed where, how much of it is sampled, and by whose eyes."
    )
    truth_order: list[Origin] = strawberry.field(
        description="Whose word is true, the strongest first; one that is left out never decides."
    )

    @classmethod
    def of(cls, scope: Scope, version: int, seen: RulesSeen | None = None) -> Self:
        seen = seen or RulesSeen(scope.rules)
        history = seen.rules.policy
        return cls.of_policy(scope, history.versions[version - 1], version, seen)

    @classmethod
    def of_policy(cls, scope: Scope, found: policies.Policy, version: int, seen: RulesSeen) -> Self:
        """A policy that was published, or with version 0 one that was only proposed."""
        return cls(
            scope=scope,
            seen=seen,
            version=version,
            is_in_force=version == seen.rules.policy.in_force and version > 0,
            overlap=found.overlap,
            quorum=found.quorum,
            truth_method=found.truth_method,
            stale_labels=found.stale_labels,
            models_vote=found.models_vote,
            review_ties=found.review_ties,
            review_disagreements=found.review_disagreements,
            requirements=[Requirement.of(scope, one) for one in found.requirements],
            probability_min=None if found.probability_min is UNSET else found.probability_min,
            reviewing=ReviewingPolicy.of(scope, found.reviews),
            truth_order=list(found.order),
            assignment=AssignmentPolicy.of(scope, found),
            automation=RuleMode.every(scope, found),
            escalation_levels=EscalationLevel.every(scope, found),
            certification=Certification.of(scope, found),
            demands=Demands.of(scope, found),
            people=People.of(scope, found),
            quotas=[ClassQuota.of(scope, one) for one in found.quotas or ()],
            costs=[ErrorCostStated.of(scope, one) for one in found.costs or ()],
            splitting=SplittingRules.of(scope, found.splitting or Splitting()),
            sole_labelers=[SoleLabelerRule.of(scope, one) for one in found.sole_labelers or ()],
        )
