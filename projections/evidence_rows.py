"""The heaviest items of a scope for each requirement, found among the rows.

The same as `evidence.heaviest` over `evidence.weight` of every item, without reading every item.
"""

from __future__ import annotations

from labeltrail.events.identifiers import ItemId
from labeltrail.events.sql import load
from labeltrail.projections.evidence import (
    EVIDENCE_ITEMS_MAX,
    Evidence,
    EvidenceByPlace,
    is_possible,
)
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.snapshot import Snapshot
from labeltrail.projections.tally import Tally

_SQL = load(__package__, "evidence_rows.sql")


async def evidence_of(view: Snapshot, scope: str, tally: Tally) -> EvidenceByPlace:
    """The heaviest items for each requirement of the policy applied, of a scope with this tally.

    What the tally rules out is not searched for.
    """
    policy = view.terms.policy
    if policy is None:
        return {}
    asked = [
        (place, one.metric, one.task)
        for place, one in enumerate(policy.requirements)
        if is_possible(one, tally, view.terms)
    ]
    if not asked:
        return {}
    is_project = scope == PROJECT_SCOPE
    places, metrics, tasks = zip(*asked, strict=True)
    rows = await view.connection.fetch(
        _SQL.in_project if is_project else _SQL.in_batch,
        *view.key,
        view.position,
        view.terms.edition,
        *(() if is_project else (scope,)),
        places,
        metrics,
        tasks,
        policy.overlap,
        policy.models_vote,
        EVIDENCE_ITEMS_MAX,
        sorted(view.terms.dropped),
    )
    found: dict[int, list[Evidence]] = {}
    for row in rows:
        one = Evidence(item_id=ItemId(row["item_id"]), weight=row["weight"])
        found.setdefault(row["place"], []).append(one)
    return {place: tuple(ones) for place, ones in found.items()}
