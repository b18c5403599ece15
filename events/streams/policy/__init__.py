"""The policy stream: the quality thresholds, the truth method and the routing in force."""

from labeltrail.events.streams.policy.assignment import AssignmentRules
from labeltrail.events.streams.policy.automation import AutomaticRule, Automation, Mode
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
from labeltrail.events.streams.policy.requirement_faults import classes_of
from labeltrail.events.streams.policy.requirements import (
    Bound,
    Coefficient,
    Comparison,
    IntervalBy,
    Requirement,
    Severity,
)
from labeltrail.events.streams.policy.rules import (
    COUNTED,
    Policy,
    StaleLabels,
    TruthMethod,
)
from labeltrail.events.streams.policy.stream import (
    STREAM,
    PolicyHistory,
    PolicyPublished,
    PublishPolicy,
    decide,
    evolve,
)

__all__ = [
    "COUNTED",
    "MEASURABLE",
    "OF_A_TASK",
    "STREAM",
    "TALLIED",
    "AssignmentRules",
    "AutomaticRule",
    "Automation",
    "Bound",
    "Coefficient",
    "Comparison",
    "Demands",
    "IntervalBy",
    "Measurable",
    "Metric",
    "Mode",
    "Policy",
    "PolicyHistory",
    "PolicyPublished",
    "PublishPolicy",
    "Requirement",
    "Scope",
    "Severity",
    "StaleLabels",
    "TaxonomyApproval",
    "TruthMethod",
    "Unit",
    "classes_of",
    "decide",
    "evolve",
]
