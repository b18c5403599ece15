"""Which readings a question of agreement is about, and which items each part of it has. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec
import numpy as np

from labeltrail.events.identifiers import BatchId
from labeltrail.projections.agreement.by import By
from labeltrail.projections.columns.items import ItemColumns
from labeltrail.projections.columns.readings import Mask, Readings
from labeltrail.projections.statistics.table import Codes

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """Which readings; everything named must hold. `slice` is an attribute and its value.

    `occurred_from` is in, `occurred_to` is not.
    """

    batch: BatchId | None = None
    annotators: tuple[str, ...] = ()
    slice: tuple[str, str] | None = None
    guideline_revisions: tuple[int, ...] = ()
    taxonomy_versions: tuple[int, ...] = ()
    occurred_from: datetime | None = None
    occurred_to: datetime | None = None


def chosen(readings: Readings, items: ItemColumns | None, where: Where) -> Mask:
    """Which rows hold what is asked for; the batch was chosen when they were loaded."""
    mask = np.ones(len(readings.item), dtype=np.bool_)
    if where.annotators:
        codes = [n for n, one in enumerate(readings.annotators) if one in where.annotators]
        mask &= np.isin(readings.annotator, codes)
    if where.guideline_revisions:
        mask &= np.isin(readings.guideline_revision, where.guideline_revisions)
    if where.taxonomy_versions:
        mask &= np.isin(readings.first_version, where.taxonomy_versions)
    if where.occurred_from is not None:
        mask &= readings.occurred_at >= _microseconds(where.occurred_from)
    if where.occurred_to is not None:
        mask &= readings.occurred_at < _microseconds(where.occurred_to)
    if where.slice is not None and items is not None:
        name, value = where.slice
        mask &= np.isin(readings.item, slices(readings, items, name).get(value, []))
    return mask


def parts_of(
    readings: Readings, items: ItemColumns, by: By, attribute: str | None
) -> Mapping[str, Codes] | None:
    if by is By.BATCH:
        place = _places(readings, items)
        codes = {
            batch: place[items.batch_item[items.batch_code == code]]
            for code, batch in enumerate(items.batches)
        }
        return {batch: found[found >= 0] for batch, found in codes.items()}
    if by is By.SLICE and attribute is not None:
        return slices(readings, items, attribute)
    return None


def slices(readings: Readings, items: ItemColumns, name: str) -> Mapping[str, Codes]:
    """The readings' items by the value of an attribute; items without it are in none."""
    if name not in items.attributes:
        return {}
    column, place = items.attributes[name], _places(readings, items)
    found = {text: place[column.code == code] for code, text in enumerate(column.texts)}
    return {text: codes[codes >= 0] for text, codes in found.items()}


def _places(readings: Readings, items: ItemColumns) -> Codes:
    """Where each item of the columns is among the readings' items; -1: nobody answered it."""
    known = {item: code for code, item in enumerate(readings.items)}
    return np.array([known.get(one, -1) for one in items.items], dtype=np.int32)


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)
