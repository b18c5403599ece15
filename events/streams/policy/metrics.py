"""What can be measured on a batch, and what each metric may be asked about."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class Metric(StrEnum):
    """What a requirement measures on a batch."""

    COVERAGE = "coverage"
    """Share of items with at least one label that counts as a vote."""
    OVERLAP = "overlap"
    """Share of items with at least the policy's overlap of such labels."""
    ALPHA_NOMINAL = "alpha_nominal"
    ALPHA_ORDINAL = "alpha_ordinal"
    """Krippendorff's alpha of a task, with the named distance."""
    ITEMS_WITHOUT_GROUND_TRUTH = "items_without_ground_truth"
    """Number of items."""
    OPEN_ESCALATIONS = "open_escalations"
    """Number of escalations on the batch's items."""
    AGREEMENT = "agreement"
    """Of a task, by the coefficient named."""
    GOLD_ACCURACY = "gold_accuracy"
    """Share of first answers to items with gold that are what the gold in force says."""
    REVIEW_COVERAGE = "review_coverage"
    """Share of labels that a review in force judges."""
    APPROVAL_RATE = "approval_rate"
    """Share of labels so judged that are approved."""
    ADJUDICATION_RATE = "adjudication_rate"
    """Share of items that an adjudication decides."""
    CLASS_ITEMS = "class_items"
    """Number of items whose ground truth is the class; without one, of the class that has least."""
    IMBALANCE_RATIO = "imbalance_ratio"
    """Items of the class that has most, for one of the class that has least."""
    STALE_LABELS = "stale_labels"
    """Share of labels made under a taxonomy or guideline that is not in force any more."""
    ANNOTATOR_CONCENTRATION = "annotator_concentration"
    """Share of labels by the annotator who gave most."""
    SELF_CONSISTENCY = "self_consistency"
    """Share of planned repeats that say what the annotator's first answer said."""
    CANNOT_TELL_RATE = "cannot_tell_rate"
    """Share of first answers that say that it cannot be told."""
    SUSPECTED_LEAKAGE = "suspected_leakage"
    """Number of features of the items, such as a source or a part of the id, that tell the class
    better than chance: by permutation, `resamples` times from `seed`."""
    DUPLICATE_ITEMS = "duplicate_items"
    """Number of items whose content or address is that of another of the batch, or of the
    reference batch."""
    DRIFT_ALARMS = "drift_alarms"
    """Number of annotators whose chart of errors signals that they got worse."""
    DISTRIBUTION_SHIFT = "distribution_shift"
    """How far the classes are from those of the reference batch: the Jensen-Shannon divergence in
    bits, 0 to 1, less what random splits of the same items give; `resamples` from `seed`."""
    QUOTA_MET = "quota_met"
    """Share of the policy's quotas of batches that are met, of a task or of one class."""
    WEIGHTED_ERROR = "weighted_error"
    """What errors against gold cost, as a share of what the dearest would."""
    COST_WEIGHTED_ALPHA = "cost_weighted_alpha"
    """Krippendorff's alpha of a task, with the policy's costs as distances."""
    AUDIT_ERROR_RATE = "audit_error_rate"
    """Share of what was accepted that the last audit found wrong."""
    AUDIT_WEIGHTED_ERROR = "audit_weighted_error"
    """What that costs, as a share of what the dearest errors would."""
    SPLIT_CONTAMINATION = "split_contamination"
    """Number of items that are alike, or of one group, with an item in another split."""
    SOLE_LABELER_VALIDATED = "sole_labeler_validated"
    """Share of labeled items that a person labeled, or a model that may label alone."""
    PARTS_PASSED = "parts_passed"
    """Number of the requirement's parts that pass: all of them, any, or so many."""


class Scope(StrEnum):
    """What must meet a requirement, each by itself."""

    BATCH = "batch"
    EACH_TASK = "each_task"
    EACH_CLASS = "each_class"
    EACH_SLICE = "each_slice"
    EACH_ANNOTATOR = "each_annotator"
    EACH_TEAM = "each_team"
    """The labels of the members with each value of an attribute of theirs."""


BY_ATTRIBUTE = (Scope.EACH_SLICE, Scope.EACH_TEAM)
"""Scopes whose parts are the values of an attribute."""


class Unit(StrEnum):
    """What a metric's value is."""

    SHARE = "share"
    """0 to 1."""
    COEFFICIENT = "coefficient"
    """At most 1; below 0 where people agree less than by chance."""
    COUNT = "count"
    RATIO = "ratio"


class Measurable(msgspec.Struct, frozen=True, kw_only=True):
    """
    unit            of its value
    of_task         it is about a task, which must be named unless each task is asked about
    of_class        it can be about one class, and so about each
    of_annotator    it can be about one annotator, and so about each
    needs_reference, takes_reference  it compares with another batch
    has_interval    it has a confidence interval
    is_of_batch     it is about the batch as a whole only, and has no slices
    counted         what is evidence, for people
    """

    unit: Unit
    of_task: bool = False
    of_class: bool = False
    of_annotator: bool = False
    needs_reference: bool = False
    takes_reference: bool = False
    has_interval: bool = False
    is_of_batch: bool = False
    counted: str = "items"


_SHARE, _COUNT = Unit.SHARE, Unit.COUNT

MEASURABLE: Mapping[Metric, Measurable] = {
    Metric.COVERAGE: Measurable(unit=_SHARE, has_interval=True),
    Metric.OVERLAP: Measurable(unit=_SHARE, has_interval=True),
    Metric.ALPHA_NOMINAL: Measurable(unit=Unit.COEFFICIENT, of_task=True, has_interval=True),
    Metric.ALPHA_ORDINAL: Measurable(unit=Unit.COEFFICIENT, of_task=True, has_interval=True),
    Metric.ITEMS_WITHOUT_GROUND_TRUTH: Measurable(unit=_COUNT, of_task=True),
    Metric.OPEN_ESCALATIONS: Measurable(unit=_COUNT),
    Metric.AGREEMENT: Measurable(
        unit=Unit.COEFFICIENT, of_task=True, of_class=True, of_annotator=True, has_interval=True
    ),
    Metric.GOLD_ACCURACY: Measurable(
        unit=_SHARE,
        of_task=True,
        of_class=True,
        of_annotator=True,
        has_interval=True,
        counted="answers",
    ),
    Metric.REVIEW_COVERAGE: Measurable(
        unit=_SHARE, of_annotator=True, has_interval=True, counted="labels"
    ),
    Metric.APPROVAL_RATE: Measurable(
        unit=_SHARE, of_annotator=True, has_interval=True, counted="reviewed labels"
    ),
    Metric.ADJUDICATION_RATE: Measurable(unit=_SHARE, of_task=True, has_interval=True),
    Metric.CLASS_ITEMS: Measurable(unit=_COUNT, of_task=True, of_class=True),
    Metric.IMBALANCE_RATIO: Measurable(unit=Unit.RATIO, of_task=True),
    Metric.STALE_LABELS: Measurable(
        unit=_SHARE, of_annotator=True, has_interval=True, counted="labels"
    ),
    Metric.ANNOTATOR_CONCENTRATION: Measurable(unit=_SHARE, of_annotator=True, counted="labels"),
    Metric.SELF_CONSISTENCY: Measurable(
        unit=_SHARE, of_task=True, of_annotator=True, has_interval=True, counted="repeats"
    ),
    Metric.CANNOT_TELL_RATE: Measurable(
        unit=_SHARE, of_task=True, of_annotator=True, has_interval=True, counted="answers"
    ),
    Metric.SUSPECTED_LEAKAGE: Measurable(unit=_COUNT, of_task=True),
    Metric.DUPLICATE_ITEMS: Measurable(unit=_COUNT, takes_reference=True, is_of_batch=True),
    Metric.DRIFT_ALARMS: Measurable(
        unit=_COUNT, of_task=True, of_annotator=True, counted="annotators"
    ),
    Metric.DISTRIBUTION_SHIFT: Measurable(
        unit=_SHARE, of_task=True, needs_reference=True, has_interval=True
    ),
    Metric.QUOTA_MET: Measurable(
        unit=_SHARE, of_task=True, of_class=True, is_of_batch=True, counted="quotas"
    ),
    Metric.WEIGHTED_ERROR: Measurable(
        unit=_SHARE, of_task=True, of_class=True, of_annotator=True, counted="answers"
    ),
    Metric.COST_WEIGHTED_ALPHA: Measurable(unit=Unit.COEFFICIENT, of_task=True),
    Metric.AUDIT_ERROR_RATE: Measurable(
        unit=_SHARE,
        of_task=True,
        of_class=True,
        has_interval=True,
        is_of_batch=True,
        counted="audited items",
    ),
    Metric.AUDIT_WEIGHTED_ERROR: Measurable(
        unit=_SHARE, of_task=True, is_of_batch=True, counted="audited items"
    ),
    Metric.SPLIT_CONTAMINATION: Measurable(
        unit=_COUNT, takes_reference=True, is_of_batch=True, counted="items in splits"
    ),
    Metric.SOLE_LABELER_VALIDATED: Measurable(
        unit=_SHARE, of_task=True, has_interval=True, counted="labeled items"
    ),
    Metric.PARTS_PASSED: Measurable(unit=_COUNT, is_of_batch=True, counted="parts"),
}

OF_A_TASK = tuple(metric for metric, one in MEASURABLE.items() if one.of_task)

TALLIED = (
    Metric.COVERAGE,
    Metric.OVERLAP,
    Metric.ALPHA_NOMINAL,
    Metric.ALPHA_ORDINAL,
    Metric.ITEMS_WITHOUT_GROUND_TRUTH,
    Metric.OPEN_ESCALATIONS,
)
"""Those that kept sums answer, of a batch as a whole and by the point, without reading an item."""
