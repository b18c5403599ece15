"""Which work could turn a requirement that is not met, metric by metric. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil

from labeltrail.events.streams.policy import Comparison, Metric, Requirement, Scope
from labeltrail.projections.readiness.judge import each, each_word, narrowed, verdict_of
from labeltrail.projections.readiness.material import Material
from labeltrail.projections.readiness.takes import agreeing, counts, shares
from labeltrail.projections.readiness.verdicts import MET, RequirementVerdict
from labeltrail.projections.readiness.work import (
    Sureness,
    Work,
    none_known,
    together,
    work,
)

NAMED_MAX = 10
"""So many of those that fall short are named."""

Takes = Callable[[Material, Requirement], Work]

TAKES: Mapping[Metric, Takes] = {
    Metric.COVERAGE: shares.coverage,
    Metric.OVERLAP: shares.overlap,
    Metric.ALPHA_NOMINAL: agreeing.agreement,
    Metric.ALPHA_ORDINAL: agreeing.agreement,
    Metric.AGREEMENT: agreeing.agreement,
    Metric.COST_WEIGHTED_ALPHA: agreeing.agreement,
    Metric.ITEMS_WITHOUT_GROUND_TRUTH: counts.without_truth,
    Metric.OPEN_ESCALATIONS: counts.escalations,
    Metric.GOLD_ACCURACY: shares.gold_accuracy,
    Metric.REVIEW_COVERAGE: shares.review_coverage,
    Metric.APPROVAL_RATE: shares.approval_rate,
    Metric.ADJUDICATION_RATE: shares.adjudication_rate,
    Metric.CLASS_ITEMS: counts.class_items,
    Metric.IMBALANCE_RATIO: counts.imbalance,
    Metric.STALE_LABELS: shares.stale_labels,
    Metric.ANNOTATOR_CONCENTRATION: shares.concentration,
    Metric.SELF_CONSISTENCY: shares.self_consistency,
    Metric.CANNOT_TELL_RATE: shares.cannot_tell,
    Metric.DUPLICATE_ITEMS: counts.duplicates,
    Metric.DRIFT_ALARMS: counts.drift,
}


def what_it_takes(
    material: Material, requirement: Requirement, verdict: RequirementVerdict | None = None
) -> Work:
    """`verdict` is the one on the requirement, where it is known. Nothing where it is met."""
    found = verdict or verdict_of(material, requirement, 0)
    if found.status in MET:
        return work((), Sureness.EXACT, "Nothing: it is met.")
    if requirement.metric is Metric.PARTS_PASSED:
        return _of_parts(material, requirement, found)
    if requirement.scope is not Scope.BATCH:
        return _of_each(material, requirement)
    takes = TAKES.get(requirement.metric)
    if takes is None:
        return none_known(f"No list of work is known to turn {requirement.metric}.")
    some = narrowed(material, requirement)
    if some is None:
        return none_known("No item is of that slice: register some.")
    return takes(some, requirement)


def _of_each(material: Material, requirement: Requirement) -> Work:
    failed = [
        (subject, what_it_takes(of, one))
        for subject, of, one in each(material, requirement)
        if verdict_of(of, one, 0).status not in MET
    ]
    if not failed:
        return none_known("There is nothing that it could be asked about.")
    named = ", ".join(subject for subject, _ in failed[:NAMED_MAX])
    if len(failed) > NAMED_MAX:
        named += f" and {len(failed) - NAMED_MAX} more"
    sentence = f"For each {each_word(requirement)} that falls short: {named}."
    return together((one for _, one in failed), sentence)


def _of_parts(material: Material, requirement: Requirement, found: RequirementVerdict) -> Work:
    """The cheapest parts that are missing."""
    if requirement.comparison is Comparison.AT_MOST:
        return none_known("Fewer parts pass by no work that anybody should do.")
    unmet = [
        (one.place, what_it_takes(material, one.requirement, one))
        for one in found.parts
        if one.status not in MET
    ]
    can = sorted(
        (one for one in unmet if one[1].sureness is not Sureness.NOT_COMPUTABLE),
        key=lambda one: (one[1].total, one[0]),
    )
    missing = ceil(requirement.threshold) - (len(found.parts) - len(unmet))
    if len(can) < missing:
        return none_known(f"{missing} more parts must pass, and no work is known for so many.")
    chosen = can[:missing]
    places = ", ".join(str(place) for place, _ in chosen)
    return together((one for _, one in chosen), f"The cheapest parts, by place: {places}.")
