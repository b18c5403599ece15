"""Labels written down by hand, or read from a table, as the columns that scorecards are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import numpy as np

from labeltrail.projections.columns.readings import NONE, Readings

MINUTE = 60_000_000


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One label. `at` in minutes since 1970; a category of None: cannot tell."""

    annotator: str
    item: str
    category: str | None
    at: float = 0.0
    repeat: int = 1
    seconds: float | None = None
    suggested: str | None = None
    position: int | None = None
    revision: int = 1
    is_person: bool = True
    is_retracted: bool = False
    is_independent: bool = True
    standing: int = 0


def told(rows: Iterable[tuple[str, str, str | None]]) -> list[Told]:
    """(annotator, item, category), a minute apart in the order given."""
    return [
        Told(annotator=who, item=item, category=category, at=place)
        for place, (who, item, category) in enumerate(rows)
    ]


def columns(labels: Sequence[Told]) -> Readings:
    """Positions rise in the order given unless a label names its own."""
    items = tuple(sorted({one.item for one in labels}))
    annotators = tuple(sorted({one.annotator for one in labels}))
    said = {one.category for one in labels} | {one.suggested for one in labels}
    values = tuple(sorted(one for one in said if one is not None))
    place, item_at, annotator_at = (
        {one: n for n, one in enumerate(each)} for each in (values, items, annotators)
    )
    listed = sorted(
        enumerate(labels, 1), key=lambda one: (one[1].item, one[1].annotator, one[1].repeat)
    )
    positions = [one.position or number for number, one in listed]
    rows = [one for _, one in listed]

    def column(values_: Iterable[Any], kind: Any = np.int32) -> Any:
        return np.array(list(values_), dtype=kind)

    def code(category: str | None) -> int:
        return NONE if category is None else place[category]

    value = column(code(one.category) for one in rows)
    return Readings(
        items=items,
        annotators=annotators,
        values=values,
        item=column(item_at[one.item] for one in rows),
        annotator=column(annotator_at[one.annotator] for one in rows),
        repeat=column(one.repeat for one in rows),
        value=value,
        independent=value,
        is_independent=column((one.is_independent for one in rows), np.bool_),
        is_person=column((one.is_person for one in rows), np.bool_),
        is_retracted=column((one.is_retracted for one in rows), np.bool_),
        standing=column(one.standing for one in rows),
        suggested=column(code(one.suggested) for one in rows),
        position=column(positions, np.int64),
        submitted=column(positions, np.int64),
        occurred_at=column((round(one.at * MINUTE) for one in rows), np.int64),
        taxonomy_version=column(1 for _ in rows),
        guideline_revision=column(one.revision for one in rows),
        seconds_spent=column(
            (np.nan if one.seconds is None else one.seconds for one in rows), np.float64
        ),
    )
