"""A release as two tables: what is true of the items, and the judgments that it comes from.

Pure. Rows in a stated order: truths by item, then by task as the taxonomy has them; judgments by
item, annotator, repeat and task. Values are JSON texts, so that every kind of task fits one column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.item import facts
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.values import category
from labeltrail.projections.readiness import Material
from labeltrail.projections.releases.manifest import Manifest

_encoder = msgspec.json.Encoder(order="sorted", decimal_format="string")
_lines = msgspec.json.Encoder()


class TruthRow(msgspec.Struct, frozen=True, kw_only=True):
    """One item and task. `category` is None where nothing is true; `absence` then says why.

    decided_by  ids of the events that make it true, as a JSON list
    sha256      as in the manifest
    """

    item_id: str
    task: str
    category: str | None
    value: str | None
    value_kind: str
    origin: str | None
    absence: str | None
    decided_by: str
    run: str | None
    sha256: str | None
    modality: str
    uri: str | None
    content_sha256: str | None
    source: str | None
    attributes: str


class JudgmentRow(msgspec.Struct, frozen=True, kw_only=True):
    """One annotator's answer to one task of one item, as it stood when the batch was released.

    value            None: it cannot be told
    submitted_at     when the source says that the answer was last given
    status           active, retracted, or what the review in force says
    schema_version   of the taxonomy; `guideline_version` of the guideline
    prelabel_id      the model whose suggestion was shown
    event_id         of the answer, the submission or its last revision, at `position`
    """

    item_id: str
    annotator_id: str
    task: str
    value: str | None
    value_kind: str
    category: str | None
    repeat: int
    member_kind: str
    submitted_at: datetime
    status: str
    schema_version: int
    guideline_version: int
    prelabel_id: str | None
    lead_time_ms: int | None
    event_id: str
    position: int


def truth_rows(manifest: Manifest) -> Iterator[TruthRow]:
    kinds = {task.name: task.kind for task in manifest.tasks}
    for item in manifest.items:
        truths = {one.task: one for one in item.truths}
        for task, kind in kinds.items():
            found = truths.get(task)
            yield TruthRow(
                item_id=item.item_id,
                modality=item.registered.modality,
                uri=item.registered.uri,
                content_sha256=item.registered.content_sha256,
                source=item.registered.source,
                attributes=_text(item.registered.attributes),
                task=task,
                category=found.category if found is not None else None,
                value=_text(found.value) if found is not None else None,
                value_kind=kind,
                origin=found.origin if found is not None else None,
                absence=item.absent.get(task),
                decided_by=_text([str(one) for one in found.decided_by] if found else []),
                run=str(found.run) if found is not None and found.run is not None else None,
                sha256=found.sha256 if found is not None else None,
            )


def judgment_rows(material: Material, manifest: Manifest) -> Iterator[JudgmentRow]:
    """Of every task that was ever answered, retired ones too."""
    kinds: dict[str, str] = {}
    for version in range(1, manifest.versions.taxonomy + 1):
        tasks = material.rules.taxonomy.tasks(version)
        kinds |= {name: task.kind for name, task in tasks.items()}
    for item_id, item in material.states.items():
        yield from _judgments(item_id, item, kinds)


def _judgments(item_id: ItemId, item: Item, kinds: dict[str, str]) -> Iterator[JudgmentRow]:
    for label in sorted(item.labels.values(), key=lambda one: (one.annotator, one.repeat)):
        for task in sorted(label.answers):
            answer = label.answers[task]
            said = category(answer.value)
            yield JudgmentRow(
                item_id=item_id,
                annotator_id=label.annotator,
                task=task,
                value=_text(answer.value) if said is not None else None,
                value_kind=kinds[task],
                category=said,
                repeat=label.repeat,
                member_kind=label.member_kind,
                submitted_at=label.occurred_at,
                status=_status(label),
                schema_version=label.taxonomy_version,
                guideline_version=label.guideline_revision,
                prelabel_id=label.suggestion.model if label.suggestion is not None else None,
                lead_time_ms=_milliseconds(label.seconds_spent),
                event_id=str(label.current),
                position=label.position,
            )


def to_lines(rows: Sequence[msgspec.Struct]) -> bytes:
    """As JSON, one row on each line, keys in the order of the columns."""
    return _lines.encode_lines(rows)


def _status(label: Label) -> str:
    if label.is_retracted:
        return "retracted"
    review = label.review_in_force()
    return "active" if review is None else facts.Verdict(review.verdict).value


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(1000 * seconds)


def _text(value: object) -> str:
    return _encoder.encode(value).decode()
