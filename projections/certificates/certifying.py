"""From a batch to its certificate: sealed, judged as of the checkpoint, and appended on that.

The verdict is computed from the first N events of the project, where a signed checkpoint over
those N events was made just before; so the certificate is provable from the moment it is there. It
is appended only while every stream that it was computed from is where it was: the batch, each of
its items, the rules, and what else requirements ask about. Whatever else happens in the project
changes nothing. If one of them moved on, the batch is sealed and judged again, a bounded number of
times.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec

from labeltrail.events.acts import Act
from labeltrail.events.decisions import Command
from labeltrail.events.execute import Executor
from labeltrail.events.identifiers import BatchId, ProjectId
from labeltrail.events.ledger import read
from labeltrail.events.ledger.binding import latest_signed
from labeltrail.events.ledger.checkpoints import SealedCheckpoint
from labeltrail.events.ledger.errors import FAULTS, LedgerError
from labeltrail.events.proof import note
from labeltrail.events.proof.checkpoint import parse
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.requests import Accepted, Request, Result, VersionConflict
from labeltrail.events.streams import batch, certificate
from labeltrail.events.streams.authority import admits_kind
from labeltrail.events.streams.certificate import CertifyBatch, SealedTree
from labeltrail.events.streams.certificate.decide import (
    already_certified_fault,
    moved_on,
    not_certified,
    not_sealed,
    size_fault,
)
from labeltrail.projections.certificates.assessing import Assessed, assessed
from labeltrail.projections.certificates.gathering import Gathering
from labeltrail.projections.certificates.loading import gathered
from labeltrail.projections.readiness import Material

ATTEMPTS_MAX = 5

Seal = Callable[[str], Awaitable[SealedCheckpoint | None]]
"""Seals a project now; what cannot be sealed raises an error of the ledger."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What to certify or release, in whose name."""

    project_id: ProjectId
    command_id: UUID
    batch_id: BatchId
    act: Act
    expected_version: int | None = None


class Moment(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """A batch as it stood at a sealed position, and from what that was computed."""

    checkpoint: SealedTree
    gathered: Gathering
    material: Material
    found: Assessed
    basis: dict[str, int]


Make = Callable[[Moment], Awaitable[Command]]


async def certify(pool: asyncpg.Pool, executor: Executor, seal: Seal, wanted: Wanted) -> Result:
    """The answer to the last attempt. Raises what the ledger raises."""

    async def made(moment: Moment) -> Command:
        return CertifyBatch(
            batch_id=wanted.batch_id,
            assessment=moment.found.assessment,
            checkpoint=moment.checkpoint,
            labelers=moment.found.labelers,
        )

    return await carried(pool, executor, seal, wanted, certificate.BatchCertified, made)


async def carried(
    pool: asyncpg.Pool,
    executor: Executor,
    seal: Seal,
    wanted: Wanted,
    kind: type[msgspec.Struct],
    made: Make,
) -> Result:
    """Carry out what rests on the batch as it stands, and seal what came of it.

    `kind` is that of the fact: sent again, the command gets its first answer.
    """
    again = await _answered(pool, wanted, kind)
    if again is not None:
        return again
    fault = await _fault(pool, executor, wanted, kind)
    if fault is not None:
        return fault
    for _ in range(ATTEMPTS_MAX):
        moment = await judged_now(pool, seal, wanted.project_id, wanted.batch_id)
        if isinstance(moment, Rejection):
            return moment
        result = await executor.execute(
            Request(
                project_id=wanted.project_id,
                command_id=wanted.command_id,
                command=await made(moment),
                act=wanted.act,
                expected_version=wanted.expected_version,
                basis=moment.basis,
            )
        )
        if not isinstance(result, VersionConflict) or _is_clients(result, wanted, moment):
            if isinstance(result, Accepted):
                with contextlib.suppress(LedgerError, *FAULTS):  # it is sealed in its time then
                    await seal(wanted.project_id)
            return result
    return moved_on(ATTEMPTS_MAX)


async def judged_now(
    pool: asyncpg.Pool, seal: Seal, project_id: ProjectId, batch_id: BatchId
) -> Moment | Rejection:
    """Sealed first: all that is recorded by then counts, and nothing else."""
    head = await read.head(pool, project_id)
    await seal(project_id)
    sealed = await latest_signed(pool, project_id)
    if sealed is None or sealed.tree_size < head:
        return not_sealed()
    position = sealed.tree_size
    found = await gathered(pool, project_id, batch_id, position)
    kept = found.batch(batch_id)
    if kept.title is None:
        message = f"no batch {batch_id!r} in this project; open it first"
        return Rejection(Rule.BATCH_UNKNOWN, message, ("batch_id",))
    too_large = size_fault(len(kept.item_ids))
    if too_large is not None:
        return too_large
    moment = await recorded_at(pool, project_id, position)
    material = found.material(batch_id, position)
    known = found.certification(batch_id)
    judged = await asyncio.to_thread(assessed, material, known, moment)
    own = certificate.PREFIX + batch_id
    return Moment(
        checkpoint=SealedTree(
            origin=parse(note.opened(sealed.note)).origin,
            size=sealed.tree_size,
            root=sealed.root.hex(),
        ),
        gathered=found,
        material=material,
        found=judged,
        basis={own: 0, **found.rules.versions, **found.versions},
    )


async def recorded_at(pool: asyncpg.Pool, project_id: str, position: int) -> datetime:
    """When the event at a position was recorded."""
    (event,) = await read.read_project(pool, project_id, after=position - 1, limit=1)
    return event.recorded_at


def _is_clients(lost: VersionConflict, wanted: Wanted, moment: Moment) -> bool:
    """Whether the client expected another version than there was when the batch was judged."""
    own = certificate.PREFIX + wanted.batch_id
    at = moment.basis[own]
    return lost.stream == own and wanted.expected_version not in (None, at)


async def _answered(
    pool: asyncpg.Pool, wanted: Wanted, kind: type[msgspec.Struct]
) -> Result | None:
    """The first answer to the command, if it was carried out before."""
    found = await read.find_command(pool, wanted.project_id, wanted.command_id)
    if found is None:
        return None
    events = await read.read_project(
        pool,
        wanted.project_id,
        after=found.first_position - 1,
        limit=found.last_position - found.first_position + 1,
    )
    first = events[0]
    is_same = (
        first.stream == certificate.PREFIX + wanted.batch_id
        and first.type == kind.__name__
        and first.actor == wanted.act.actor
    )
    if not is_same:
        message = "this command id was used for another command; make a new one"
        return Rejection(Rule.COMMAND_ID_REUSED, message, ("command_id",))
    return Accepted(
        command_id=wanted.command_id,
        first_position=found.first_position,
        position=found.last_position,
        event_ids=tuple(one.event_id for one in events),
        version=events[-1].version,
        is_duplicate=True,
    )


async def _fault(
    pool: asyncpg.Pool, executor: Executor, wanted: Wanted, kind: type[msgspec.Struct]
) -> Rejection | None:
    """What the decision would refuse at the end, before anything is computed."""
    rules = await executor.rules(wanted.project_id)
    if rules.project.title is None or rules.project.tenant != wanted.act.tenant:
        return Rejection(Rule.PROJECT_UNKNOWN, "no project with this id", ("project",))
    is_release = kind is certificate.BatchReleased
    command = certificate.ReleaseBatch if is_release else CertifyBatch
    fault = admits_kind(rules.project, command, wanted.act)
    if fault is not None:
        return fault
    own = (batch.PREFIX + wanted.batch_id, certificate.PREFIX + wanted.batch_id)
    events = await read.read_streams(pool, wanted.project_id, own)
    if not any(one.stream == own[0] for one in events):
        message = f"no batch {wanted.batch_id!r} in this project; open it first"
        return Rejection(Rule.BATCH_UNKNOWN, message, ("batch_id",))
    known = certificate.fold([one for one in events if one.stream == own[1]])
    if is_release:
        return not_certified(known) if known.in_force is None else None
    return already_certified_fault(known)
