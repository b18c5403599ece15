"""A pilot as of a position: its report, and what whoever lets it pass brings along.

Read from the batch's items and their events in one snapshot, computed in a thread, bounded.
"""

from __future__ import annotations

from uuid import UUID

import asyncpg
import msgspec

from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.events.ledger.read import find_command, head, read_project, read_streams
from labeltrail.events.streams import certificate
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.policy.demands import NO_DEMANDS, Demands
from labeltrail.events.streams.taxonomy import PassPilot, PilotBasis, PilotPassed
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.aside import aside
from labeltrail.projections.errors import TaskUnknown
from labeltrail.projections.pilot.report import (
    PilotReport,
    Size,
    citations_in,
    reported,
    size_of,
)
from labeltrail.projections.readiness import MET, Material, Readiness, Verdict
from labeltrail.projections.readiness.loading import judged_aside, load_material
from labeltrail.projections.snapshot import Snapshot, snapshot
from labeltrail.projections.statistics.errors import TooMuchAsked

PILOT_ITEMS_MAX = 2_000
"""Of one report; a pilot of more is none."""


NO_ITEMS = Size(items=0, overlapped=0, overlap_min=1, items_min=0, warnings=())


class Pilot(msgspec.Struct, frozen=True, kw_only=True):
    """`passed` under the taxonomy version that it holds for, if it did by then. `readiness` is
    that of the batch, which lets a pilot pass.
    """

    holds_for: HoldsFor
    batch_id: BatchId
    report: PilotReport
    readiness: Readiness
    passed: PilotPassed | None


async def pilot_report(
    pool: asyncpg.Pool,
    project_id: str,
    batch_id: BatchId,
    task: TaskName | None = None,
    *,
    position: int | None = None,
) -> Pilot | None:
    """Of the only task where none is named; None where there is no such batch. Raises ReadError,
    TooMuchAsked, Overloaded.
    """
    async with snapshot(pool, project_id, position=position) as view:
        tasks = view.terms.tasks
        wanted = next(iter(tasks)) if task is None and len(tasks) == 1 else task
        asked = tasks.get(wanted) if wanted is not None else None
        if asked is None:
            raise TaskUnknown(wanted or TaskName(""), tasks)
        material = await _material(view, batch_id)
        if material is None:
            return None
        streams = [ITEM + item_id for item_id in material.states]
        events = await read_streams(view.connection, project_id, streams, up_to=view.position)
        size = _size(view, material)
        version = view.terms.taxonomy_version
        passed = [
            one for one in view.rules.taxonomy.pilots_passed(version) if one.batch_id == batch_id
        ]
    report = await aside(
        lambda: reported(material.readings(asked.name), asked, size, citations_in(events))
    )
    readiness = await judged_aside(material)
    return Pilot(
        holds_for=view.holds_for,
        batch_id=batch_id,
        report=report,
        readiness=readiness,
        passed=passed[0] if passed else None,
    )


async def passing(pool: asyncpg.Pool, project_id: str, batch_id: BatchId) -> PassPilot:
    """The command that lets the pilot pass as things stand, or is refused for what it says.

    Waits, a while, until what is recorded is folded and the rules in force hold everywhere.
    """
    async with snapshot(pool, project_id, position=await head(pool, project_id)) as view:
        material = await _material(view, batch_id)
        size = _size(view, material) if material is not None else NO_ITEMS
        certified = certificate.fold(
            await read_streams(
                view.connection,
                project_id,
                [certificate.PREFIX + batch_id],
                up_to=view.position,
            )
        ).in_force
    basis = PilotBasis.READY if certified is None else PilotBasis.CERTIFIED
    if material is None:
        is_passed, why = False, f"there is no batch {batch_id!r}"
    elif certified is not None:
        is_passed, why = True, ""
    else:
        readiness = await judged_aside(material)
        is_passed, why = readiness.verdict is Verdict.READY, why_not(readiness)
    return PassPilot(
        batch_id=batch_id,
        position=view.position,
        taxonomy_version=view.terms.taxonomy_version,
        policy_version=view.terms.policy_version,
        basis=basis,
        items=size.items,
        items_overlapped=size.overlapped,
        is_passed=is_passed,
        why_not=why,
    )


async def passed_before(pool: asyncpg.Pool, project_id: str, command_id: UUID) -> PassPilot | None:
    """The command that was carried out under this id, so that it is the same when sent again."""
    found = await find_command(pool, project_id, command_id)
    if found is None:
        return None
    (event,) = await read_project(pool, project_id, after=found.first_position - 1, limit=1)
    fact = event.fact
    if not isinstance(fact, PilotPassed):
        return None
    return PassPilot(
        batch_id=fact.batch_id,
        position=fact.position,
        taxonomy_version=fact.taxonomy_version,
        policy_version=fact.policy_version,
        basis=fact.basis,
        items=fact.items,
        items_overlapped=fact.items_overlapped,
        is_passed=True,
    )


def why_not(readiness: Readiness) -> str:
    """What stands in the way, in the words of the requirements; empty when nothing does."""
    if readiness.verdict is Verdict.READY:
        return ""
    open_ = [one.sentence for one in readiness.requirements if one.status not in MET]
    return " ".join(open_) or readiness.sentence


async def _material(view: Snapshot, batch_id: BatchId) -> Material | None:
    material = await load_material(view, batch_id)
    if material is not None and len(material.states) > PILOT_ITEMS_MAX:
        raise TooMuchAsked(
            f"{len(material.states):,} items: a pilot's report takes {PILOT_ITEMS_MAX:,} at most"
        )
    return material


def _size(view: Snapshot, material: Material) -> Size:
    policy = view.terms.policy
    demands: Demands = NO_DEMANDS if policy is None else policy.demanded
    overlap = 1 if policy is None else policy.overlap
    return size_of(material.states, view.terms.taxonomy_version, demands, overlap)
