"""Teams, retraining and what errors cost, as of a position: loaded in one snapshot, told aside.

The same answers as scorecards are made of, under the same limit (see `scorecards.py`). Raises
ReadError.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import asyncpg
import msgspec
import numpy as np

from labeltrail.events.identifiers import BatchId, MemberId, TaskName
from labeltrail.events.ledger.read import read_prefixed, read_streams
from labeltrail.events.streams import audits, guideline, standing
from labeltrail.events.streams.audits import ItemAudited, planned
from labeltrail.events.streams.policy.quotas import ONE_CLASS
from labeltrail.events.values import category
from labeltrail.projections.annotators.material import HeldAgainst
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.aside import aside
from labeltrail.projections.columns.readings import NONE
from labeltrail.projections.errors import ReadError
from labeltrail.projections.scorecards import Asked, Loaded, load_for, material_of
from labeltrail.projections.slices.costs import Costs, ExpectedCost, expected_cost, weighed_alpha
from labeltrail.projections.slices.retraining import Cause, Effect, effects
from labeltrail.projections.slices.teams import Team, paired_values, teams, worst
from labeltrail.projections.snapshot import Snapshot, snapshot
from labeltrail.projections.statistics import Score


class NotOfTask(ReadError):
    """What is asked has no meaning for the kind of task; the message says which it takes."""


class CostsAgainst(StrEnum):
    """ANSWERS: what people said first, against gold. TRUTH: what was accepted, against audits."""

    ANSWERS = "answers"
    TRUTH = "truth"


class Teams(msgspec.Struct, frozen=True, kw_only=True):
    holds_for: HoldsFor
    teams: tuple[Team, ...]
    worst: Team | None


class Effects(msgspec.Struct, frozen=True, kw_only=True):
    holds_for: HoldsFor
    effects: tuple[Effect, ...]


class ErrorCosts(msgspec.Struct, frozen=True, kw_only=True):
    """`agreement` is alpha with costs as distances, from so many `values` on items that two people
    answered; None where truth is asked about.
    """

    holds_for: HoldsFor
    expected: ExpectedCost
    agreement: Score | None
    values: int


async def teams_of(
    pool: asyncpg.Pool,
    project_id: str,
    task: TaskName,
    attribute: str,
    *,
    batch_id: BatchId | None = None,
    against: HeldAgainst = HeldAgainst.GOLD_THEN,
    labels_min: int = 1,
    position: int | None = None,
) -> Teams:
    """By an attribute of members, as they are described at the position."""
    asked = Asked(task=task, batch_id=batch_id)
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        loaded = await load_for(view, asked)
        members = view.rules.project.members
    team_of = {
        str(who): one.attributes[attribute]
        for who, one in members.items()
        if attribute in one.attributes
    }

    def told() -> tuple[tuple[Team, ...], Team | None]:
        material, chosen = material_of(loaded, asked)
        found = teams(material, chosen, loaded.task, team_of)
        return found, worst(found, against, labels_min=labels_min)

    found, last = await aside(told)
    return Teams(holds_for=loaded.holds_for, teams=found, worst=last)


async def effects_of(
    pool: asyncpg.Pool,
    project_id: str,
    task: TaskName,
    *,
    annotator: MemberId | None = None,
    with_revisions: bool = False,
    against: HeldAgainst = HeldAgainst.GOLD_THEN,
    position: int | None = None,
) -> Effects:
    """Of notes on annotators, and of guideline revisions where they are asked for."""
    asked = Asked(task=task)
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        loaded = await load_for(view, asked)
        causes = await _causes(view, task, with_revisions=with_revisions)

    def told() -> tuple[Effect, ...]:
        material, _ = material_of(loaded, asked)
        found = effects(material, causes, against)
        return tuple(one for one in found if annotator in (None, one.annotator))

    return Effects(holds_for=loaded.holds_for, effects=await aside(told))


async def _causes(view: Snapshot, task: TaskName, *, with_revisions: bool) -> list[Cause]:
    """In order of position; a note on another task is none of this one's."""
    streams = [standing.STREAM, *([guideline.STREAM] if with_revisions else [])]
    events = await read_streams(view.connection, view.rows.project_id, streams, up_to=view.position)
    found = []
    for event in events:
        match event.fact:
            case standing.AnnotatorNoted() as fact if fact.task in (None, task):
                found.append(
                    Cause(position=event.position, annotator=fact.annotator, what=fact.note_kind)
                )
            case guideline.GuidelinePublished() as fact:
                what = f"guideline revision {fact.guideline_revision}"
                found.append(Cause(position=event.position, annotator=None, what=what))
    return found


async def error_costs(
    pool: asyncpg.Pool,
    project_id: str,
    task: TaskName,
    against: CostsAgainst,
    *,
    batch_id: BatchId | None = None,
    resamples: int = 0,
    seed: int = 0,
    level: float = 0.95,
    position: int | None = None,
) -> ErrorCosts:
    """Raises NotOfTask for tasks whose answer is not one class."""
    asked = Asked(task=task, batch_id=batch_id)
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        loaded = await load_for(view, asked)
        policy = view.terms.policy
        audited = await _audited(view, task, batch_id) if against is CostsAgainst.TRUTH else {}
    if loaded.task.kind not in ONE_CLASS:
        raise NotOfTask(f"errors cost something where an answer is one class: {list(ONE_CLASS)}")
    stated = policy.costs if policy is not None else msgspec.UNSET
    costs = Costs(loaded.task, () if stated is msgspec.UNSET else stated)

    def told() -> tuple[ExpectedCost, Score | None, int]:
        cells = audited if against is CostsAgainst.TRUTH else _answers(loaded, asked)
        found = expected_cost(costs, cells, resamples=resamples, seed=seed, level=level)
        if against is CostsAgainst.TRUTH:
            return found, None, 0
        table, _ = loaded.readings.first(costs.categories)
        return found, weighed_alpha(table, costs), paired_values(table)

    found, agreement, values = await aside(told)
    return ErrorCosts(
        holds_for=loaded.holds_for, expected=found, agreement=agreement, values=values
    )


def _answers(loaded: Loaded, asked: Asked) -> dict[tuple[str, str], int]:
    """First answers, by the gold in force when they were given."""
    material, _ = material_of(loaded, asked)
    gold = material.standards[HeldAgainst.GOLD_THEN]
    rows = np.flatnonzero(material.counts & (gold != NONE))
    pairs, counts = np.unique(
        np.stack([gold[rows], material.answer[rows]]), axis=1, return_counts=True
    )
    listed = material.categories
    return {
        (listed[truth], listed[said]): int(n)
        for (truth, said), n in zip(pairs.T.tolist(), counts.tolist(), strict=True)
    }


async def _audited(
    view: Snapshot, task: TaskName, batch_id: BatchId | None
) -> Mapping[tuple[str, str], int]:
    """What items were found to be in audits, and what had been accepted of them."""
    found: dict[tuple[str, str], int] = {}
    streams = await read_prefixed(
        view.connection, view.rows.project_id, audits.PREFIX, up_to=view.position
    )
    for events in streams.values():
        plan = planned(events)
        if plan is None or plan.plan.task != task:
            continue
        if batch_id is not None and plan.plan.batch_id != batch_id:
            continue
        accepted = {one.item_id: one.accepted for one in plan.sample}
        for event in events:
            fact = event.fact
            said = category(fact.value) if isinstance(fact, ItemAudited) else None
            if isinstance(fact, ItemAudited) and said is not None:
                pair = (said, accepted[fact.item_id])
                found[pair] = found.get(pair, 0) + 1
    return found
