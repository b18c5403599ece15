"""Which function measures which metric. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from labeltrail.events.streams.policy import Metric, Requirement
from labeltrail.projections.readiness.material import Material
from labeltrail.projections.readiness.metrics import (
    agreement,
    classes,
    costing,
    gold,
    items,
    labels,
    reviews,
    slicing,
    sums,
)
from labeltrail.projections.readiness.verdicts import Measured

Measure = Callable[[Material, Requirement], Measured]

METRICS: Mapping[Metric, Measure] = {
    Metric.COVERAGE: sums.measure,
    Metric.OVERLAP: sums.measure,
    Metric.ALPHA_NOMINAL: sums.measure,
    Metric.ALPHA_ORDINAL: sums.measure,
    Metric.ITEMS_WITHOUT_GROUND_TRUTH: sums.measure,
    Metric.OPEN_ESCALATIONS: sums.measure,
    Metric.AGREEMENT: agreement.measure,
    Metric.GOLD_ACCURACY: gold.gold_accuracy,
    Metric.REVIEW_COVERAGE: reviews.review_coverage,
    Metric.APPROVAL_RATE: reviews.approval_rate,
    Metric.ADJUDICATION_RATE: reviews.adjudication_rate,
    Metric.CLASS_ITEMS: classes.class_items,
    Metric.IMBALANCE_RATIO: classes.imbalance_ratio,
    Metric.STALE_LABELS: labels.stale_labels,
    Metric.ANNOTATOR_CONCENTRATION: labels.concentration,
    Metric.SELF_CONSISTENCY: labels.self_consistency,
    Metric.CANNOT_TELL_RATE: labels.cannot_tell_rate,
    Metric.SUSPECTED_LEAKAGE: items.suspected_leakage,
    Metric.DUPLICATE_ITEMS: items.duplicate_items,
    Metric.DRIFT_ALARMS: gold.drift_alarms,
    Metric.DISTRIBUTION_SHIFT: items.distribution_shift,
    Metric.QUOTA_MET: slicing.quota_met,
    Metric.WEIGHTED_ERROR: costing.weighted_error,
    Metric.COST_WEIGHTED_ALPHA: costing.cost_weighted_alpha,
    Metric.AUDIT_ERROR_RATE: costing.audit_error_rate,
    Metric.AUDIT_WEIGHTED_ERROR: costing.audit_weighted_error,
    Metric.SPLIT_CONTAMINATION: slicing.split_contamination,
    Metric.SOLE_LABELER_VALIDATED: slicing.sole_labeler_validated,
}
