"""A scorecard as JSON: the fields of its records in camel case, chart points with their events."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from labeltrail.projections.annotators.drift import Drift
from labeltrail.projections.columns.readings import Readings
from labeltrail.projections.scorecards import CardRow


def as_json(row: CardRow, *, with_points: bool) -> dict[str, object]:
    """`with_points`: every label of the charts, too."""
    card = row.card
    told = {
        _camel(name): _told(getattr(card, name))
        for name in card.__struct_fields__
        if name != "drift"
    }
    run = card.monotony.longest
    modal = card.monotony.modal_category
    monotony = _fields(card.monotony) | {
        "longest": None
        if run is None
        else {"category": row.categories[run.category], "length": run.length, "start": run.start},
        "modalCategory": None if modal is None else row.categories[modal],
    }
    return told | {"monotony": monotony, "drift": _drift(card.drift, row.readings, with_points)}


def _drift(drift: Drift, readings: Readings, with_points: bool) -> dict[str, object]:
    found: dict[str, object] = {
        "against": drift.against.value,
        "settings": _told(drift.settings),
        "labels": len(drift.rows),
        "alarms": [
            _fields(one, without=("row",)) | {"item": readings.items[readings.item[one.row]]}
            for one in drift.alarms
        ],
        "revisions": _told(drift.revisions),
    }
    if with_points:
        found["points"] = [
            {
                "position": int(readings.position[row]),
                "occurredAt": int(readings.occurred_at[row]),
                "right": drift.right[place],
                "ewma": drift.ewma.values[place],
                "lower": drift.ewma.lower[place],
                "upper": drift.ewma.upper[place],
                "cusum": drift.cusum.values[place],
            }
            for place, row in enumerate(drift.rows)
        ]
    return found


def _told(value: object) -> object:
    match value:
        case msgspec.Struct():
            return _fields(value)
        case Mapping():
            return {str(key): _told(one) for key, one in value.items()}
        case tuple() | list():
            return [_told(one) for one in value]
        case _:
            return value


def _fields(value: msgspec.Struct, without: tuple[str, ...] = ()) -> dict[str, object]:
    return {
        _camel(name): _told(getattr(value, name))
        for name in value.__struct_fields__
        if name not in without
    }


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(one.capitalize() for one in rest)
