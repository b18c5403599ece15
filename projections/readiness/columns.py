"""The items of a batch as columns, made from their states.

Pure. The same columns as `projections.columns` loads from the rows: tests hold them to each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import numpy as np

from labeltrail.events.identifiers import ItemId, TaskName
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import category
from labeltrail.projections.columns.items import ItemColumns, TextColumn
from labeltrail.projections.columns.readings import NONE, Readings
from labeltrail.projections.gold.columns import GoldColumns, GoldStretch
from labeltrail.projections.reading_versions import SAID, Said, said_of, tasks_of
from labeltrail.projections.statistics.table import Codes
from labeltrail.projections.truth import gold_of

_PLACE = {name: place for place, name in enumerate(SAID)}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def readings_of(states: Mapping[ItemId, Item], task: TaskName) -> Readings:
    """Every answer to the task, sorted by item, annotator and repeat."""
    said = [
        said_of(item_id, item, label, task)
        for item_id, item in states.items()
        for label in item.labels.values()
        if task in tasks_of(label)
    ]
    order = (
        _PLACE["item_id"],
        _PLACE["annotator"],
        _PLACE["repeat"],
        _PLACE["submitted_position"],
    )
    said.sort(key=lambda row: tuple(row[place] for place in order))
    return _columns(said)


def _columns(said: list[Said]) -> Readings:
    columns = {name: [row[place] for row in said] for name, place in _PLACE.items()}
    items, item = _coded(columns["item_id"])
    annotators, annotator = _coded(columns["annotator"])
    texts = [columns[name] for name in ("category", "independent", "suggested")]
    values, value = _coded([one for column in texts for one in column])
    value, independent, suggested = value.reshape(3, len(said))
    return Readings(
        items=items,
        annotators=annotators,
        values=values,
        item=item,
        annotator=annotator,
        repeat=_numbers(columns["repeat"]),
        value=value,
        independent=independent,
        is_independent=np.array(columns["is_independent"], dtype=np.bool_),
        is_person=np.array(
            [kind is MemberKind.PERSON for kind in columns["member_kind"]], dtype=np.bool_
        ),
        is_retracted=np.array(columns["is_retracted"], dtype=np.bool_),
        standing=_numbers(columns["standing"]),
        suggested=suggested,
        position=np.array(columns["position"], dtype=np.int64),
        submitted=np.array(columns["submitted_position"], dtype=np.int64),
        occurred_at=np.array([_microseconds(one) for one in columns["occurred_at"]], np.int64),
        taxonomy_version=_numbers(columns["taxonomy_version"]),
        guideline_revision=_numbers(columns["guideline_revision"]),
        seconds_spent=np.array(
            [float("nan") if one is None else one for one in columns["seconds_spent"]],
            dtype=np.float64,
        ),
        independent_version=_numbers(
            [
                own if version is None else version
                for own, version in zip(
                    columns["taxonomy_version"], columns["independent_version"], strict=True
                )
            ]
        ),
    )


def items_of(states: Mapping[ItemId, Item]) -> ItemColumns:
    """As registered. Of no batch: which are asked about is known by whoever asks."""
    facts = [item.registered for item in states.values()]
    names = sorted({name for fact in facts if fact is not None for name in fact.attributes})
    return ItemColumns(
        items=tuple(states),
        position=np.array([one.registered_position for one in states.values()], dtype=np.int64),
        modality=TextColumn.of([fact.modality.value if fact else None for fact in facts]),
        uri=tuple(fact.uri if fact else None for fact in facts),
        source=TextColumn.of([fact.source if fact else None for fact in facts]),
        content_sha256=tuple(fact.content_sha256 if fact else None for fact in facts),
        attributes={
            name: TextColumn.of([fact.attributes.get(name) if fact else None for fact in facts])
            for name in names
        },
        batches=(),
        batch_item=np.empty(0, dtype=np.int32),
        batch_code=np.empty(0, dtype=np.int32),
    )


def golds_of(states: Mapping[ItemId, Item], task: TaskName, *, position: int) -> GoldColumns:
    """The golds in force; what was in force before is not in them."""
    stretches = []
    for item_id, item in states.items():
        gold = gold_of(item, task)
        said = category(gold.value) if gold is not None else None
        if gold is not None and gold.approval is not None and said is not None:
            stretches.append(
                GoldStretch(
                    item_id,
                    said,
                    gold.proposed_by,
                    gold.approval.approved_by,
                    gold.approval.position,
                )
            )
    return GoldColumns.of(stretches, position=position)


def _coded(texts: list[object]) -> tuple[tuple[str, ...], Codes]:
    listed = tuple(sorted({str(one) for one in texts if one is not None}))
    place: dict[object, int] = {one: n for n, one in enumerate(listed)} | {None: NONE}
    return listed, np.array([place[one] for one in texts], dtype=np.int32)


def _numbers(column: list[object]) -> Codes:
    return np.array(column, dtype=np.int32)


def _microseconds(moment: object) -> int:
    if not isinstance(moment, datetime):
        raise TypeError("a reading tells when it was given")
    return (moment - _EPOCH) // timedelta(microseconds=1)
