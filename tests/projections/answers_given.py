"""Columns of answers as a test writes them down: what is not said is as in most projects."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec
import numpy as np

from labeltrail.projections.columns.readings import NONE, Readings, Standing

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Given(msgspec.Struct, frozen=True):
    """One answer. `value` None: cannot tell. `independent`: as `value` where nothing is said."""

    item: str
    annotator: str
    value: str | None
    repeat: int = 1
    independent: str | None = ""
    is_independent: bool = True
    is_person: bool = True
    is_retracted: bool = False
    standing: Standing = Standing.NO_REVIEW
    suggested: str | None = None
    position: int = 1
    submitted: int = 1
    occurred_at: datetime = EPOCH
    taxonomy_version: int = 1
    guideline_revision: int = 1
    seconds_spent: float = float("nan")

    @property
    def first(self) -> str | None:
        return self.value if self.independent == "" else self.independent


def readings(given: Iterable[Given]) -> Readings:
    """All of them as columns, in the order that is promised."""
    rows = sorted(given, key=lambda one: (one.item, one.annotator, one.repeat))
    items = tuple(sorted({one.item for one in rows}))
    annotators = tuple(sorted({one.annotator for one in rows}))
    told = {text for one in rows for text in (one.value, one.first, one.suggested)}
    values = tuple(sorted(text for text in told if text is not None))
    code = {text: n for n, text in enumerate(values)}

    def coded(texts: Iterable[str | None]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        return np.array([NONE if one is None else code[one] for one in texts], dtype=np.int32)

    def numbers(found: Iterable[int]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        return np.array(list(found), dtype=np.int32)

    return Readings(
        items=items,
        annotators=annotators,
        values=values,
        item=numbers(items.index(one.item) for one in rows),
        annotator=numbers(annotators.index(one.annotator) for one in rows),
        repeat=numbers(one.repeat for one in rows),
        value=coded(one.value for one in rows),
        independent=coded(one.first if one.is_independent else None for one in rows),
        is_independent=np.array([one.is_independent for one in rows], dtype=np.bool_),
        is_person=np.array([one.is_person for one in rows], dtype=np.bool_),
        is_retracted=np.array([one.is_retracted for one in rows], dtype=np.bool_),
        standing=numbers(one.standing for one in rows),
        suggested=coded(one.suggested for one in rows),
        position=np.array([one.position for one in rows], dtype=np.int64),
        submitted=np.array([one.submitted for one in rows], dtype=np.int64),
        occurred_at=np.array(
            [(one.occurred_at - EPOCH) // timedelta(microseconds=1) for one in rows],
            dtype=np.int64,
        ),
        taxonomy_version=numbers(one.taxonomy_version for one in rows),
        guideline_revision=numbers(one.guideline_revision for one in rows),
        seconds_spent=np.array([one.seconds_spent for one in rows], dtype=np.float64),
    )
