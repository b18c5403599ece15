"""The heaviest items of a scope for each requirement, found among the rows.

The same as `evidence.heaviest` over `evidence.weight` of every item, without reading every item.
"""

from __future__ import annotations

from labeltrail.events.identifiers import ItemId
from labeltrail.events.sql import load
from labeltrail.events.streams.taxonomy.lineage import ANSWERABLE_MAX
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
        *await _lost(view),
    )
    found: dict[int, list[Evidence]] = {}
    for row in rows:
        one = Evidence(item_id=ItemId(row["item_id"]), weight=row["weight"])
        found.setdefault(row["place"], []).append(one)
    return {place: tuple(ones) for place, ones in found.items()}


async def _lost(view: Snapshot) -> tuple[list[str], list[int], list[str]]:
    """The answers of older taxonomy versions that name a class split or retired since: tasks,
    versions, categories.
    """
    lineage = view.terms.lineage
    if lineage is None:
        return [], [], []
    given = await view.connection.fetch(
        _SQL.given_before, *view.key, view.position, lineage.version
    )
    gone = [
        (task, version, told)
        for task, version, told in given
        if lineage.read_category(task, version, told)[1] > ANSWERABLE_MAX
    ]
    return [one for one, _, _ in gone], [one for _, one, _ in gone], [one for _, _, one in gone]
