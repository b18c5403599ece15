"""The heaviest items of a scope for each requirement, found among the rows.

The same as `evidence.heaviest` over `evidence.weight` of every item, without reading every item.
"""

from __future__ import annotations

from labeltrail.events.identifiers import ItemId
from labeltrail.events.sql import load
from labeltrail.projections.evidence import EVIDENCE_ITEMS_MAX, Evidence, EvidenceByPlace
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.snapshot import Snapshot

_SQL = load(__package__, "evidence_rows.sql")


async def evidence_of(view: Snapshot, scope: str) -> EvidenceByPlace:
    """The heaviest items for each requirement of the policy applied."""
    policy = view.terms.policy
    if policy is None or not policy.requirements:
        return {}
    is_project = scope == PROJECT_SCOPE
    rows = await view.connection.fetch(
        _SQL.in_project if is_project else _SQL.in_batch,
        *view.key,
        view.position,
        view.terms.edition,
        *(() if is_project else (scope,)),
        list(range(len(policy.requirements))),
        [one.metric for one in policy.requirements],
        [one.task for one in policy.requirements],
        policy.overlap,
        policy.models_vote,
        EVIDENCE_ITEMS_MAX,
    )
    found: dict[int, list[Evidence]] = {}
    for row in rows:
        one = Evidence(item_id=ItemId(row["item_id"]), weight=row["weight"])
        found.setdefault(row["place"], []).append(one)
    return {place: tuple(ones) for place, ones in found.items()}
