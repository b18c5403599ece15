"""The policy stream: the quality thresholds, the truth method and the routing in force."""

from labeltrail.events.streams.policy.assignment import AssignmentRules
from labeltrail.events.streams.policy.automation import AutomaticRule, Automation, Mode
from labeltrail.events.streams.policy.demands import Demands, TaxonomyApproval
from labeltrail.events.streams.policy.metrics import (
    MEASURABLE,
    OF_A_TASK,
    Bound,
    Comparison,
    Metric,
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
    "OF_A_TASK",
    "STREAM",
    "AssignmentRules",
    "AutomaticRule",
    "Automation",
    "Bound",
    "Comparison",
    "Metric",
    "Mode",
    "Policy",
    "PolicyHistory",
    "PolicyPublished",
    "PublishPolicy",
    "Requirement",
    "Severity",
    "StaleLabels",
    "TruthMethod",
    "decide",
    "evolve",
]
    "Condition",
    "ConditionKind",
    "Demands",
    "FourEyes",
    "IntervalBy",
    "Measurable",
    "TaxonomyApproval",
