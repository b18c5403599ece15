"""The manifest of a release, as bytes.

Pure. JSON without white space, keys sorted, items by id, tasks in the taxonomy's order; decimals as
texts, digests as lower-case hexadecimal. Its SHA-256 is what the release's event holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import msgspec

from labeltrail.events.identifiers import BatchId, ItemId, TaskName
from labeltrail.events.streams.batch import BatchKind
from labeltrail.events.streams.certificate import (
    Assessment,
    BatchReleased,
    Certificate,
    SealedTree,
    Versions,
)
from labeltrail.events.streams.item.facts import ItemRegistered
from labeltrail.events.streams.item.state import Item
from labeltrail.events.values import Task, Value
from labeltrail.projections.certificates.gathering import Gathering
from labeltrail.projections.certificates.recomputing import Due
from labeltrail.projections.explanation import GroundTruth, ground_truths
from labeltrail.projections.readiness import Material
from labeltrail.projections.terms import Terms
from labeltrail.projections.truth import Absence, InForce, Origin

FORMAT = "labeltrail.release.v1"

_encoder = msgspec.json.Encoder(order="sorted", decimal_format="string")
_lines = msgspec.json.Encoder(order="sorted", decimal_format="string")


class ReleasedTruth(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    category    the value as statistics name it
    decided_by  ids of the events that make it true: votes, reviews, an adjudication, a gold
    run         the recorded run of truth inference that it comes from
    sha256      over [item, task, category, origin] as a JSON array without white space
    """

    task: TaskName
    value: Value
    category: str
    origin: Origin
    decided_by: tuple[UUID, ...]
    sha256: str
    run: UUID | None = None


class ReleasedItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`absent` says why a task has no truth. `registered` as it was told; `text` if it is small."""

    item_id: ItemId
    registered: ItemRegistered
    truths: tuple[ReleasedTruth, ...]
    absent: dict[TaskName, Absence] = {}


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """
    number       of the release, from 1
    certificate  its number, `certificate_event` its id
    position     up to which the ledger counts; it was recorded at `moment`
    tasks        of the taxonomy in force, with the classes that the truths name
    """

    format: str
    project_id: str
    batch_id: BatchId
    title: str
    batch_kind: BatchKind
    number: int
    certificate: int
    certificate_event: UUID
    position: int
    moment: datetime
    versions: Versions
    checkpoint: SealedTree
    state_sha256: str
    truths_sha256: str
    tasks: tuple[Task, ...]
    items: tuple[ReleasedItem, ...]


def manifest_of(
    project_id: str,
    material: Material,
    gathering: Gathering,
    certificate: Certificate,
    found: Assessment,
    checkpoint: SealedTree,
) -> Manifest:
    """Of the next release of a batch, as it was gathered up to the assessment's position."""
    batch_id = material.batch_id
    if batch_id is None:
        raise ValueError("a release is of a batch")
    kept = gathering.batch(batch_id)
    return Manifest(
        format=FORMAT,
        project_id=project_id,
        batch_id=batch_id,
        title=kept.title or "",
        batch_kind=kept.batch_kind,
        number=len(gathering.certification(batch_id).releases) + 1,
        certificate=certificate.fact.number,
        certificate_event=certificate.event,
        position=found.position,
        moment=found.moment,
        versions=found.versions,
        checkpoint=checkpoint,
        state_sha256=found.state_sha256,
        truths_sha256=found.truths_sha256,
        tasks=tuple(material.terms.tasks.values()),
        items=tuple(_items(material)),
    )


def to_bytes(manifest: Manifest) -> bytes:
    return _encoder.encode(manifest)


def from_bytes(content: bytes) -> Manifest:
    """Raises msgspec.MsgspecError."""
    return msgspec.json.decode(content, type=Manifest)


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def truth_digest(item_id: str, task: str, category: str, origin: str) -> str:
    """
    >>> truth_digest("patient-1", "grade", "2", "consensus")[:16]
    '0150055eaf5b49bb'
    """
    return sha256(_lines.encode([item_id, task, category, origin])).hexdigest()


def check_manifest(due: Due, material: Material, gathering: Gathering) -> str | None:
    """What of a release differs, computed again; None also for a certificate."""
    fact = due.fact
    if not isinstance(fact, BatchReleased):
        return None
    certificate = gathering.certification(due.batch_id).certificate(fact.certificate)
    if certificate is None or not certificate.is_in_force or fact.manifest_format != FORMAT:
        return "certificate" if fact.manifest_format == FORMAT else "manifest format"
    manifest = manifest_of(
        due.event.project_id, material, gathering, certificate, fact.assessment, fact.checkpoint
    )
    return None if digest(to_bytes(manifest)) == fact.manifest_sha256 else "manifest"


def _items(material: Material) -> Iterator[ReleasedItem]:
    terms = material.terms
    for item_id, item in material.states.items():
        if item.registered is not None:
            yield _item(item_id, item, item.registered, terms)


def _item(item_id: ItemId, item: Item, registered: ItemRegistered, terms: Terms) -> ReleasedItem:
    truths: list[ReleasedTruth] = []
    absent: dict[TaskName, Absence] = {}
    for found in ground_truths(item, terms):
        if isinstance(found.outcome, InForce):
            truths.append(_truth(item_id, found, found.outcome))
        else:
            absent[found.task] = found.outcome.reason
    return ReleasedItem(item_id=item_id, registered=registered, truths=tuple(truths), absent=absent)


def _truth(item_id: ItemId, found: GroundTruth, outcome: InForce) -> ReleasedTruth:
    inferred = found.explanation.inference
    return ReleasedTruth(
        task=found.task,
        value=outcome.value,
        category=outcome.category,
        origin=outcome.origin,
        decided_by=tuple(_deciding(found, outcome)),
        sha256=truth_digest(item_id, found.task, outcome.category, outcome.origin),
        run=inferred.run.run_id if inferred is not None else None,
    )


def _deciding(found: GroundTruth, outcome: InForce) -> Iterator[UUID]:
    explanation = found.explanation
    match outcome.origin:
        case Origin.GOLD:
            if explanation.gold is not None:
                yield explanation.gold
        case Origin.ADJUDICATION:
            if explanation.adjudication is not None:
                yield explanation.adjudication
        case Origin.REVIEW:
            yield from (one.event_id for one in explanation.reviews if one.category is not None)
        case _ if explanation.inference is not None:
            yield explanation.inference.event_id
        case _:
            yield from (one.event_id for one in explanation.votes)
