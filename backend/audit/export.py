"""Writes an auditor's bundle from the ledger: what `verify` reads, laid out as `layout` says.

A bundle of a project holds every event that was recorded when the export began, sealed or not. One
of an item or batch holds what the last checkpoint covers, since only that can be proved. Events are
read page by page, so memory stays flat; nothing is checked here, that is for the auditor.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import asyncpg
import msgspec

from labeltrail.backend.audit.layout import (
    CHECKPOINTS_PAGE,
    EPOCHS,
    FORMAT,
    KEYS,
    MANIFEST,
    README,
    README_TEXT,
    SEGMENT_EVENTS,
    Epoch,
    Key,
    Manifest,
    Scope,
    checkpoints_name,
    events_name,
    leaves_name,
    proofs_name,
)
from labeltrail.backend.audit.parts import part
from labeltrail.backend.audit.proofs import Prover
from labeltrail.backend.audit.rows import leaves_of, lines_of
from labeltrail.backend.audit.whole import Advanced
from labeltrail.backend.audit.writing import Writer, writing
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.ledger import checkpoints, read
from labeltrail.events.ledger.binding import latest_signed
from labeltrail.events.ledger.checkpoints import SealedCheckpoint
from labeltrail.events.proof.hashes import HASH_BYTES

PAGE_EVENTS = 512
CHECKPOINTS_AT_ONCE = 1_000
PROVED_PAGE = 256


class NothingToProve(Exception):
    """No checkpoint covers an event of the item or batch; the message says which it is."""


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """What was written. `sealed_size` events of the project are covered by a checkpoint."""

    path: Path
    events: int
    checkpoints: int
    sealed_size: int


async def export_project(
    pool: asyncpg.Pool, project_id: str, path: Path, *, advanced: Advanced = lambda _done, _of: None
) -> Exported:
    """Of a whole project."""
    head = await read.head(pool, project_id)
    with writing(path) as writer:
        segments: list[int] = []
        for number in range(-(-head // SEGMENT_EVENTS)):
            segments.append(await _write_segment(pool, project_id, writer, number, head))
            advanced(min((number + 1) * SEGMENT_EVENTS, head), head)
        pages, sealed_size = await _write_checkpoints(pool, project_id, writer, head)
        await _write_standing(pool, project_id, writer)
        manifest = Manifest(
            format=FORMAT,
            project_id=project_id,
            scope=Scope.PROJECT,
            subject=None,
            events=sum(segments),
            size=sum(segments),
            segments=tuple(segments),
            checkpoints=tuple(pages),
        )
        writer.write(README, README_TEXT.encode())
        writer.write(MANIFEST, _json(manifest))
    return Exported(
        path=path,
        events=manifest.events,
        checkpoints=sum(pages),
        sealed_size=sealed_size,
    )


async def export_part(
    pool: asyncpg.Pool,
    project_id: str,
    scope: Scope,
    subject: str,
    path: Path,
    *,
    advanced: Advanced = lambda _done, _of: None,
) -> Exported:
    """Of one item or batch, each event with its proof. Raises NothingToProve."""
    sealed = await latest_signed(pool, project_id)
    if sealed is None:
        raise NothingToProve(f"project {project_id!r} has no checkpoint yet")
    prover = Prover(pool, project_id, sealed.tree_size)
    events = part(pool, project_id, scope, subject, sealed.tree_size)
    with writing(path) as writer:
        segments: list[int] = []
        while positions := await _write_events(events, writer, len(segments)):
            with writer.member(proofs_name(len(segments))) as member:
                for start in range(0, len(positions), PROVED_PAGE):
                    member.write(await _proof_lines(prover, positions[start : start + PROVED_PAGE]))
            segments.append(len(positions))
            advanced(sum(segments), sum(segments))
        if not segments:
            what = f"{scope.value.lower()} {subject!r}"
            message = f"no {what} is among the first {sealed.tree_size} events of {project_id!r}"
            raise NothingToProve(message)
        _write_page(writer, 0, [sealed])
        await _write_standing(pool, project_id, writer)
        manifest = Manifest(
            format=FORMAT,
            project_id=project_id,
            scope=scope,
            subject=subject,
            events=sum(segments),
            size=sealed.tree_size,
            segments=tuple(segments),
            checkpoints=(1,),
        )
        writer.write(README, README_TEXT.encode())
        writer.write(MANIFEST, _json(manifest))
    return Exported(path=path, events=manifest.events, checkpoints=1, sealed_size=sealed.tree_size)


async def _write_segment(
    pool: asyncpg.Pool, project_id: str, writer: Writer, number: int, head: int
) -> int:
    after, end = number * SEGMENT_EVENTS, min((number + 1) * SEGMENT_EVENTS, head)
    leaves = bytearray()
    with writer.member(events_name(number)) as member:
        while page := await read.read_project(
            pool, project_id, after=after, limit=PAGE_EVENTS, up_to=end
        ):
            member.write(lines_of(page))
            leaves += leaves_of(page)
            after = page[-1].position
    writer.write_stored(leaves_name(number), bytes(leaves))
    return len(leaves) // HASH_BYTES


async def _write_checkpoints(
    pool: asyncpg.Pool, project_id: str, writer: Writer, head: int
) -> tuple[list[int], int]:
    """All of them: how many on each page, and the largest size.

    None is left out as near to another: whoever may write rows could hide a true one behind theirs.
    """
    pages: list[int] = []
    kept: list[SealedCheckpoint] = []
    sealed_size = 0
    async for one in _checkpoints(pool, project_id, head):
        sealed_size = max(sealed_size, one.tree_size)
        kept.append(one)
        if len(kept) == CHECKPOINTS_PAGE:
            pages.append(_write_page(writer, len(pages), kept))
            kept.clear()
    if kept:
        pages.append(_write_page(writer, len(pages), kept))
    return pages, sealed_size


async def _checkpoints(
    pool: asyncpg.Pool, project_id: str, head: int
) -> AsyncIterator[SealedCheckpoint]:
    """Those of later events are left to the next bundle."""
    after = (0, 0)
    while page := await checkpoints.checkpoints(
        pool, project_id, after=after, limit=CHECKPOINTS_AT_ONCE
    ):
        for one in page:
            if one.tree_size <= head:
                yield one
        after = (page[-1].epoch, page[-1].tree_size)


def _write_page(writer: Writer, page: int, sealed: Sequence[SealedCheckpoint]) -> int:
    filed = [(one.epoch, one.tree_size, one.note) for one in sealed]
    writer.write(checkpoints_name(page), msgspec.json.Encoder().encode_lines(filed))
    return len(filed)


async def _write_standing(pool: asyncpg.Pool, project_id: str, writer: Writer) -> None:
    keys = [
        Key(
            number=one.number,
            key=base64.b64encode(one.public_key).decode(),
            statement=one.statement,
        )
        for one in await checkpoints.signing_keys(pool)
    ]
    epochs = [
        Epoch(
            epoch=one.epoch,
            fork_size=one.fork_size,
            reason=one.reason,
            opened_by=one.opened_by,
            statement=one.statement,
        )
        for one in await checkpoints.epochs(pool, project_id)
    ]
    writer.write(KEYS, _json(keys))
    writer.write(EPOCHS, _json(epochs))


async def _write_events(
    events: AsyncIterator[RecordedEvent], writer: Writer, number: int
) -> list[int]:
    """The positions of the events of one segment; none when all were written before."""
    first = await anext(events, None)
    if first is None:
        return []
    positions, leaves = [first.position], bytearray(first.leaf)
    with writer.member(events_name(number)) as member:
        member.write(lines_of([first]))
        while len(positions) < SEGMENT_EVENTS and (event := await anext(events, None)):
            member.write(lines_of([event]))
            leaves += event.leaf
            positions.append(event.position)
    writer.write_stored(leaves_name(number), bytes(leaves))
    return positions


async def _proof_lines(prover: Prover, positions: Sequence[int]) -> bytes:
    proofs = await prover.prove(positions)
    return msgspec.json.Encoder().encode_lines(
        [
            (position, [one.hex() for one in proof])
            for position, proof in zip(positions, proofs, strict=True)
        ]
    )


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
