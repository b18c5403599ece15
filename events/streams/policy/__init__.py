"""The policy stream: the quality thresholds, the truth method and the routing in force."""

from labeltrail.events.streams.policy.assignment import AssignmentRules
from labeltrail.events.streams.policy.automation import AutomaticRule, Automation, Mode
from labeltrail.events.streams.policy.certification import Certification
from labeltrail.events.streams.policy.demands import Demands, TaxonomyApproval
from labeltrail.events.streams.policy.metrics import (
    MEASURABLE,
    OF_A_TASK,
    TALLIED,
    Measurable,
    Metric,
    Scope,
    Unit,
)
from labeltrail.events.streams.policy.people import People
from labeltrail.events.streams.policy.proposals import (
    ApprovePolicy,
    PolicyProposalRefused,
    PolicyProposalWithdrawn,
    PolicyProposed,
    Proposal,
    ProposalStatus,
    ProposePolicy,
    RefusePolicy,
    WithdrawPolicyProposal,
)
from labeltrail.events.streams.policy.requirement_faults import classes_of
from labeltrail.events.streams.policy.requirements import (
    Bound,
    Coefficient,
    Comparison,
    IntervalBy,
    Requirement,
    Severity,
)
from labeltrail.events.streams.policy.reviewing import (
    Condition,
    ConditionKind,
    FourEyes,
    Reviewing,
    RoutingAction,
    RoutingRule,
)
from labeltrail.events.streams.policy.rules import (
    COUNTED,
    Policy,
    StaleLabels,
    TruthMethod,
)
from labeltrail.events.streams.policy.stream import (
    STREAM,
    PolicyFact,
    PolicyHistory,
    PolicyPublished,
    PublishPolicy,
    evolve,
)
from labeltrail.events.streams.policy.truth_order import DEFAULT_ORDER, Origin
from labeltrail.events.streams.policy.two_persons import PolicyCommand, decide, takes_two
from labeltrail.events.streams.policy.weakening import people_of, weakenings

__all__ = [
    "COUNTED",
    "DEFAULT_ORDER",
    "MEASURABLE",
    "OF_A_TASK",
    "STREAM",
    "TALLIED",
    "ApprovePolicy",
    "AssignmentRules",
    "AutomaticRule",
    "Automation",
    "Bound",
    "Certification",
    "Coefficient",
    "Comparison",
    "Condition",
    "ConditionKind",
    "Demands",
    "FourEyes",
    "IntervalBy",
    "Measurable",
    "Metric",
    "Mode",
    "Origin",
    "People",
    "Policy",
    "PolicyCommand",
    "PolicyFact",
    "PolicyHistory",
    "PolicyProposalRefused",
    "PolicyProposalWithdrawn",
    "PolicyProposed",
    "PolicyPublished",
    "Proposal",
    "ProposalStatus",
    "ProposePolicy",
    "PublishPolicy",
    "RefusePolicy",
    "Requirement",
    "Reviewing",
    "RoutingAction",
    "RoutingRule",
    "Scope",
    "Severity",
    "StaleLabels",
    "TaxonomyApproval",
    "TruthMethod",
    "Unit",
    "WithdrawPolicyProposal",
    "classes_of",
    "decide",
    "evolve",
    "people_of",
    "takes_two",
    "weakenings",
]
