"""What kept sums tell: coverage, overlap, alpha, items without ground truth, open escalations."""

from __future__ import annotations

import msgspec

from labeltrail.events.streams.policy import Bound, Metric, Requirement
from labeltrail.projections.evidence import Evidence, heaviest, weight
from labeltrail.projections.readiness import tallied
from labeltrail.projections.readiness.material import Material
from labeltrail.projections.readiness.metrics import agreement
from labeltrail.projections.readiness.metrics.agreement import ALPHAS
from labeltrail.projections.readiness.metrics.shares import share_interval
from labeltrail.projections.readiness.verdicts import Interval, Measured


def measure(material: Material, requirement: Requirement) -> Measured:
    found = tallied.measured(requirement, material.tally, material.terms)
    if requirement.bound is Bound.INTERVAL and found.value is not None:
        found = msgspec.structs.replace(found, interval=_interval(material, requirement, found.n))
    return msgspec.structs.replace(found, evidence=weighed(material, requirement))


def weighed(material: Material, requirement: Requirement) -> tuple[Evidence, ...]:
    """The items that weigh most."""
    return heaviest(
        Evidence(item_id=item_id, weight=weight(requirement, share, material.terms))
        for item_id, share in material.shares.items()
    )


def _interval(material: Material, requirement: Requirement, n: int) -> Interval | None:
    if requirement.metric in ALPHAS:
        return agreement.measure(material, requirement).interval
    policy = material.terms.policy
    is_overlap = requirement.metric is Metric.OVERLAP and policy is not None
    wanted = policy.overlap if is_overlap and policy is not None else 1
    hits = tallied.reached(material.tally, material.terms, voters_min=wanted)
    return share_interval(hits, n, requirement)
