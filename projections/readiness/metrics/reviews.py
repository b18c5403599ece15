"""What reviewers and adjudicators did: review coverage, approval rate, adjudication rate. Pure.

Labels that were taken back count for nothing. A review counts while it judges the label as it
stands; an adjudication while it was not re-opened.
"""

from __future__ import annotations

from labeltrail.events.identifiers import ItemId, MemberId
from labeltrail.events.streams.item.facts import Verdict
from labeltrail.events.streams.item.state import Label
from labeltrail.events.streams.policy import Requirement
from labeltrail.projections.readiness.material import Material
from labeltrail.projections.readiness.metrics.weighing import Cases
from labeltrail.projections.readiness.tallied import task_unknown
from labeltrail.projections.readiness.verdicts import Measured
from labeltrail.projections.truth import adjudication_of


def review_coverage(material: Material, requirement: Requirement) -> Measured:
    cases = Cases(requirement)
    for item_id, label in standing(material, requirement):
        is_reviewed = label.review_in_force() is not None
        cases.add(item_id, hits=is_reviewed, annotator=label.annotator)
    return cases.measured("there are no labels.")


def approval_rate(material: Material, requirement: Requirement) -> Measured:
    cases = Cases(requirement)
    for item_id, label in standing(material, requirement):
        review = label.review_in_force()
        if review is not None:
            is_approved = review.verdict is Verdict.APPROVED
            cases.add(item_id, hits=is_approved, annotator=label.annotator)
    return cases.measured("no label is reviewed.")


def adjudication_rate(material: Material, requirement: Requirement) -> Measured:
    if requirement.task is None or requirement.task not in material.terms.tasks:
        return task_unknown(requirement, material.terms, len(material.states))
    cases = Cases(requirement)
    for item_id, item in material.states.items():
        cases.add(item_id, hits=adjudication_of(item, requirement.task) is not None)
    return cases.measured("the batch has no items.")


def standing(material: Material, requirement: Requirement) -> list[tuple[ItemId, Label]]:
    """Labels that were not taken back, of the annotator asked about or of everybody."""
    found = material.once("standing labels", lambda: _standing(material))
    return found.get(requirement.annotator, [])


def _standing(material: Material) -> dict[MemberId | None, list[tuple[ItemId, Label]]]:
    """By annotator, and of everybody under None."""
    found: dict[MemberId | None, list[tuple[ItemId, Label]]] = {None: []}
    for item_id, item in material.states.items():
        for label in item.labels.values():
            if not label.is_retracted:
                found[None].append((item_id, label))
                found.setdefault(label.annotator, []).append((item_id, label))
    return found
