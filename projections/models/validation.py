"""Whether a model may label alone: the last evaluation of its last version that counts.

Counts that a service, a machine or its own labeler gave are told and are no evidence.

UNDEFINED where the figure has no value, INSUFFICIENT_EVIDENCE below the least number of items, and
neither is a pass.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import msgspec

from labeltrail.events.streams.model import ClassFigures, Evaluation, Model
from labeltrail.events.streams.model.decide import figures_of
from labeltrail.events.streams.policy import Bound
from labeltrail.events.streams.policy.validation import SoleLabeler, ValidationMetric
from labeltrail.projections.annotators.proportions import wilson

PLACES = 6


class ValidationStatus(StrEnum):
    """NOT_EVALUATED: the last version has no evaluation in the task that counts."""

    PASS = "pass"
    FAIL = "fail"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    NOT_EVALUATED = "not_evaluated"


class Validation(msgspec.Struct, frozen=True, kw_only=True):
    """
    observed  what is held against the threshold, at six decimals; None where there is nothing
    n         items that it rests on
    category  the class where it is worst, of a metric by class
    """

    wanted: SoleLabeler
    status: ValidationStatus
    observed: Decimal | None
    n: int
    category: str | None
    evaluation: Evaluation | None
    sentence: str


def validated(model: Model, wanted: SoleLabeler) -> Validation:
    found = model.last_evaluation(wanted.task) if model.versions else None
    if found is None:
        sentence = (
            f"Its last version has no evaluation on {wanted.task} that counts: one computed from"
            " its labels here, or one that a person answers for."
        )
        return Validation(
            wanted=wanted,
            status=ValidationStatus.NOT_EVALUATED,
            observed=None,
            n=0,
            category=None,
            evaluation=None,
            sentence=sentence,
        )
    category, hits, n = _worst(found, wanted)
    if n < wanted.items_min:
        status, observed = ValidationStatus.INSUFFICIENT_EVIDENCE, None
        told = f"rests on {n} items, and {wanted.items_min} count as evidence"
    else:
        observed = _bound(hits, n, wanted)
        is_met = observed >= wanted.threshold
        status = ValidationStatus.PASS if is_met else ValidationStatus.FAIL
        which = " at the lower end of its interval" if wanted.bound is Bound.INTERVAL else ""
        told = f"is {observed}{which} on {n} items, wanted at least {wanted.threshold}"
    of = f" of {category}" if category is not None else ""
    return Validation(
        wanted=wanted,
        status=status,
        observed=observed,
        n=n,
        category=category,
        evaluation=found,
        sentence=f"{wanted.metric.capitalize()}{of} {told}.",
    )


def _worst(found: Evaluation, wanted: SoleLabeler) -> tuple[str | None, int, int]:
    """The class, right and all; of the classes with evidence enough the worst, else the largest."""
    result = found.result
    if wanted.metric is ValidationMetric.ACCURACY:
        return None, result.right, result.items

    def size(one: ClassFigures) -> int:
        return one.truth if wanted.metric is ValidationMetric.RECALL else one.said

    listed = figures_of(result.confusion)
    enough = [one for one in listed if size(one) >= wanted.items_min]
    if not enough:
        largest = max(listed, key=lambda one: (size(one), one.category))
        return largest.category, largest.right, size(largest)
    worst = min(enough, key=lambda one: (_bound(one.right, size(one), wanted), one.category))
    return worst.category, worst.right, size(worst)


def _bound(hits: int, n: int, wanted: SoleLabeler) -> Decimal:
    value = Fraction(hits, n)
    if wanted.bound is Bound.INTERVAL:
        value = Fraction(wilson(hits, n, level=float(wanted.level))[0])
    return Decimal(round(value * 10**PLACES)).scaleb(-PLACES)
