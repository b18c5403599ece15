"""Which items weigh most for or against a requirement: where to look first.

An item's weight is an integer and 0 means that it is no evidence; among equal weights the item
id decides, so the same items are named whoever computes it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping

import msgspec

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.policy import Metric, Requirement
from labeltrail.projections.contribution import Share
from labeltrail.projections.tally import Tally
from labeltrail.projections.terms import Terms
from labeltrail.projections.truth import Absent

EVIDENCE_ITEMS_MAX = 10


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """`weight` compares items under one requirement and has no unit that means more."""

    item_id: ItemId
    weight: int


EvidenceByPlace = Mapping[int, tuple[Evidence, ...]]
"""The heaviest items for each requirement, by its place in the policy."""


def weight(requirement: Requirement, share: Share, terms: Terms) -> int:
    """How much an item weighs for this requirement."""
    task = share.tasks.get(requirement.task) if requirement.task is not None else None
    match requirement.metric:
        case Metric.COVERAGE:
            return int(voters(share, terms) == 0)
        case Metric.OVERLAP:
            overlap = terms.policy.overlap if terms.policy else 0
            return max(0, overlap - voters(share, terms))
        case Metric.ALPHA_NOMINAL:
            return task.nominal_weight if task else 0
        case Metric.ALPHA_ORDINAL:
            return task.ordinal_weight if task else 0
        case Metric.ITEMS_WITHOUT_GROUND_TRUTH:
            return int(task is not None and isinstance(task.outcome, Absent))
        case Metric.OPEN_ESCALATIONS:
            return share.open_escalations
        case _:  # measured on the items themselves, which says who weighs
            return 0


def is_possible(requirement: Requirement, tally: Tally, terms: Terms) -> bool:
    """Whether any of the items that the tally counts weighs at all."""
    histogram = tally.voters_any if terms.models_vote else tally.voters
    fewest = min(map(int, histogram), default=None)
    task = tally.of_task(requirement.task) if requirement.task is not None else None
    match requirement.metric:
        case Metric.COVERAGE:
            return fewest == 0
        case Metric.OVERLAP:
            return fewest is not None and fewest < (terms.policy.overlap if terms.policy else 0)
        case Metric.ALPHA_NOMINAL | Metric.ALPHA_ORDINAL:
            return task is not None and any(
                len(bucket.totals) > 1 for bucket in task.agreement.buckets.values()
            )
        case Metric.ITEMS_WITHOUT_GROUND_TRUTH:
            return task is not None and bool(task.absences)
        case Metric.OPEN_ESCALATIONS:
            return tally.open_escalations > 0
        case _:
            return False


def voters(share: Share, terms: Terms) -> int:
    return share.voters_any if terms.models_vote else share.voters


def heaviest(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The heaviest first, at most `EVIDENCE_ITEMS_MAX`; weightless items are none."""
    weighty = (one for one in found if one.weight > 0)
    first = heapq.nsmallest(EVIDENCE_ITEMS_MAX, weighty, key=lambda e: (-e.weight, e.item_id))
    return tuple(first)
