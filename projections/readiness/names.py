"""Requirements in words: what is asked about, and what is wanted. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from labeltrail.events.streams.policy import (
    Bound,
    Coefficient,
    Comparison,
    Metric,
    Requirement,
    Scope,
)

_COEFFICIENTS: Mapping[Coefficient, str] = {
    Coefficient.OBSERVED_AGREEMENT: "Observed agreement",
    Coefficient.COHEN_KAPPA: "Cohen's kappa",
    Coefficient.LIGHT_KAPPA: "Light's kappa",
    Coefficient.CONGER_KAPPA: "Conger's kappa",
    Coefficient.FLEISS_KAPPA: "Fleiss' kappa",
    Coefficient.SCOTT_PI: "Scott's pi",
    Coefficient.KRIPPENDORFF_ALPHA: "Krippendorff's alpha",
    Coefficient.GWET_AC1: "Gwet's AC1",
    Coefficient.GWET_AC2: "Gwet's AC2",
    Coefficient.BRENNAN_PREDIGER: "Brennan and Prediger's kappa",
    Coefficient.ICC_1_1: "ICC(1,1)",
    Coefficient.ICC_1_K: "ICC(1,k)",
    Coefficient.ICC_2_1: "ICC(2,1)",
    Coefficient.ICC_2_K: "ICC(2,k)",
    Coefficient.KENDALL_TAU_B: "Kendall's tau-b",
}

_NAMES: Mapping[Metric, str] = {
    Metric.COVERAGE: "Coverage",
    Metric.OVERLAP: "Overlap",
    Metric.ALPHA_NOMINAL: "Nominal alpha",
    Metric.ALPHA_ORDINAL: "Ordinal alpha",
    Metric.ITEMS_WITHOUT_GROUND_TRUTH: "The number of items without ground truth",
    Metric.OPEN_ESCALATIONS: "The number of open escalations",
    Metric.AGREEMENT: "Agreement",
    Metric.GOLD_ACCURACY: "Accuracy against gold",
    Metric.REVIEW_COVERAGE: "Review coverage",
    Metric.APPROVAL_RATE: "The share of reviewed labels that are approved",
    Metric.ADJUDICATION_RATE: "The share of items decided by adjudication",
    Metric.CLASS_ITEMS: "The number of items of the class that has least",
    Metric.IMBALANCE_RATIO: "Class imbalance",
    Metric.STALE_LABELS: "The share of stale labels",
    Metric.ANNOTATOR_CONCENTRATION: "The largest share of labels by one annotator",
    Metric.SELF_CONSISTENCY: "Self-consistency",
    Metric.CANNOT_TELL_RATE: 'The share of "cannot tell"',
    Metric.SUSPECTED_LEAKAGE: "The number of features that tell the class",
    Metric.DUPLICATE_ITEMS: "The number of duplicate items",
    Metric.DRIFT_ALARMS: "The number of annotators with drift alarms",
    Metric.DISTRIBUTION_SHIFT: "The shift of the classes",
    Metric.QUOTA_MET: "The share of quotas that are met",
    Metric.WEIGHTED_ERROR: "Error weighed by its cost",
    Metric.COST_WEIGHTED_ALPHA: "Alpha weighed by costs",
    Metric.AUDIT_ERROR_RATE: "The error rate found by audit",
    Metric.AUDIT_WEIGHTED_ERROR: "The error found by audit, weighed by its cost",
    Metric.SPLIT_CONTAMINATION: "The number of items that contaminate splits",
    Metric.SOLE_LABELER_VALIDATED: "The share of items labeled by who may label alone",
    Metric.PARTS_PASSED: "The number of parts that pass",
}


def name_of(requirement: Requirement) -> str:
    """What is measured, as a sentence begins."""
    metric, named = requirement.metric, _NAMES.get(requirement.metric, str(requirement.metric))
    if requirement.coefficient is not None:
        named = _COEFFICIENTS[requirement.coefficient]
    if metric is Metric.CLASS_ITEMS and requirement.category is not None:
        named = f"The number of items of class {requirement.category!r}"
    if metric is Metric.CLASS_ITEMS and requirement.scope is Scope.EACH_CLASS:
        named = "The number of items of a class"
    of = f" of {requirement.task}" if requirement.task is not None else ""
    if requirement.category is not None and metric is not Metric.CLASS_ITEMS:
        of += f" on class {requirement.category!r}"
    if requirement.annotator is not None:
        of += f" by {requirement.annotator!r}"
    if requirement.attribute_value is not None:
        of += f" where {requirement.attribute} is {requirement.attribute_value!r}"
    if requirement.reference is not None:
        of += f" against batch {requirement.reference!r}"
    return named + of


def wanted_by(requirement: Requirement) -> str:
    is_least = requirement.comparison is Comparison.AT_LEAST
    wanted = f"at {'least' if is_least else 'most'} {requirement.threshold}"
    if requirement.bound is Bound.POINT:
        return wanted
    return f"{wanted} at its {'lower' if is_least else 'upper'} end"


def told(value: Decimal) -> str:
    """Without trailing zeros, and never as an exponent."""
    return f"{value.normalize():f}"
