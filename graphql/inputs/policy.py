"""Inputs about the quality policy."""

from decimal import Decimal

import strawberry
from msgspec import UNSET

from labeltrail.events.streams import policy as policies
from labeltrail.events.streams.policy import (
    Origin,
    StaleLabels,
    TruthMethod,
)
from labeltrail.graphql.inputs.acts import CommandInput, Texts
from labeltrail.graphql.inputs.policy_assignment import AssignmentPolicyInput, assignment
from labeltrail.graphql.inputs.policy_automation import RuleModeInput, automation
from labeltrail.graphql.inputs.policy_balance import (
    ErrorCostInput,
    QuotaInput,
    SoleLabelerInput,
    SplittingInput,
)
from labeltrail.graphql.inputs.policy_certification import CertificationInput
from labeltrail.graphql.inputs.policy_demands import DemandsInput, demands
from labeltrail.graphql.inputs.policy_escalating import EscalationLevelInput, escalating
from labeltrail.graphql.inputs.policy_people import PeopleInput, people
from labeltrail.graphql.inputs.policy_reviewing import ReviewingInput, reviewing
from labeltrail.graphql.inputs.requirement import RequirementInput


@strawberry.input(description="The rules that the system applies by itself.")
class PolicyInput:
    overlap: int = strawberry.field(description="How many annotators are wanted per item.")
    quorum: int = strawberry.field(description="How many votes a consensus needs at least.")
    truth_method: TruthMethod = strawberry.field(
        default=TruthMethod.PLURALITY, description="How votes become a consensus."
    )
    stale_labels: StaleLabels = strawberry.field(
        default=StaleLabels.WARN, description="What happens to labels under former rules."
    )
    models_vote: bool = strawberry.field(
        default=False, description="Whether models and labeling functions vote."
    )
    review_ties: bool = strawberry.field(
        default=False, description="Whether items with a tie are sent to review."
    )
    review_disagreements: bool = strawberry.field(
        default=False, description="Whether items with differing votes are sent to review."
    )
    requirements: list[RequirementInput] = strawberry.field(
        default_factory=list, description="What a batch must meet to be ready."
    )
    probability_min: Decimal | None = strawberry.field(
        default=None,
        description="What a recorded run infers with less than this is not true yet; in steps of"
        " 0.01. Left out: whatever it infers is.",
    )
    automation: list[RuleModeInput] = strawberry.field(
        default_factory=list,
        description="What becomes of automatic rules; one that is not named acts.",
    )
    certification: CertificationInput | None = strawberry.field(
        default=None,
        description="Who certifies and who waives. Left out: managers certify, and nobody waives.",
    )
    assignment: AssignmentPolicyInput | None = strawberry.field(
        default=None,
        description="How work is given out. Left out: nothing is, and anybody labels any item.",
    )
    demands: DemandsInput | None = strawberry.field(
        default=None, description="What must be there before labeling grows. Left out: nothing."
    )
    quotas: list[QuotaInput] = strawberry.field(
        default_factory=list, description="How many items of each class are wanted."
    )
    costs: list[ErrorCostInput] = strawberry.field(
        default_factory=list, description="What errors cost; 1 where nothing is stated."
    )
    splitting: SplittingInput | None = strawberry.field(
        default=None,
        description="What keeps splits apart. Left out: changes of the benchmark are warned of.",
    )
    sole_labelers: list[SoleLabelerInput] = strawberry.field(
        default_factory=list,
        description="What models must have shown before they may label alone, one a task.",
    )

    people: PeopleInput | None = strawberry.field(
        default=None, description="What is demanded of people. Left out: nothing."
    )

    escalation_levels: list[EscalationLevelInput] = strawberry.field(
        default_factory=list,
        description="Who settles escalated questions and by when, level by level, up to 9; an"
        " overdue one rises. Left out: owners and due times are named question by question.",
    )

    reviewing: ReviewingInput | None = strawberry.field(
        default=None,
        description="What is routed where, how much of it is sampled, and by whose eyes. Left out:"
        " only ties and disagreements are sent to review, where that is asked for.",
    )
    truth_order: list[Origin] | None = strawberry.field(
        default=None,
        description="Whose word is true, the strongest first; one that is left out never decides."
        " Left out: gold, adjudication, review, consensus.",
    )

    def policy(self) -> policies.Policy:
        return policies.Policy(
            overlap=self.overlap,
            quorum=self.quorum,
            truth_method=self.truth_method,
            stale_labels=self.stale_labels,
            models_vote=self.models_vote,
            review_ties=self.review_ties,
            review_disagreements=self.review_disagreements,
            requirements=tuple(one.requirement() for one in self.requirements),
            probability_min=UNSET if self.probability_min is None else self.probability_min,
            reviewing=reviewing(self.reviewing),
            truth_order=UNSET if self.truth_order is None else tuple(self.truth_order),
            automation=automation(self.automation),
            assignment=assignment(self.assignment),
            certification=UNSET if self.certification is None else self.certification.section(),
            demands=demands(self.demands),
            people=people(self.people),
            escalating=escalating(self.escalation_levels),
            quotas=tuple(one.quota() for one in self.quotas) or UNSET,
            costs=tuple(one.error_cost() for one in self.costs) or UNSET,
            splitting=UNSET if self.splitting is None else self.splitting.splitting(),
            sole_labelers=tuple(one.sole_labeler() for one in self.sole_labelers) or UNSET,
        )


@strawberry.input(description="Put a new policy version in force.")
class PublishPolicyInput(CommandInput):
    policy: PolicyInput = strawberry.field(description="The whole policy.")
    change_note: str = strawberry.field(description="What changes, and why.")

    def command(self, texts: Texts) -> policies.PublishPolicy:
        return policies.PublishPolicy(policy=self.policy.policy(), change_note=self.change_note)
