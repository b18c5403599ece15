"""How each annotator does against gold, as judged then or scored again today, and what moved.

Pure. The answers that count are those of scorecards (`annotators/material.py`): of each annotator
and item the first that stands, given before anything about the item was reviewed; models, too.
Accuracy, precision and recall with Wilson's intervals and the confusion are of
`annotators/accuracy.py`, so a scorecard and this say the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from labeltrail.projections.annotators.accuracy import Accuracy, accuracy
from labeltrail.projections.annotators.material import HeldAgainst, Truths, prepared
from labeltrail.projections.columns.readings import NONE, Readings
from labeltrail.projections.gold.columns import GoldColumns
from labeltrail.projections.gold.judging import JudgedBy, Rescoring, judges, judging, rescoring

_AGAINST = {JudgedBy.THEN: HeldAgainst.GOLD_THEN, JudgedBy.TODAY: HeldAgainst.GOLD_TODAY}


class GoldScore(msgspec.Struct, frozen=True, kw_only=True):
    """One annotator's. `own`: answers that count and are not judged, since they set the gold."""

    annotator: str
    is_person: bool
    accuracy: Accuracy
    own: int


class GoldScores(msgspec.Struct, frozen=True, kw_only=True):
    """Of everybody whose answers count on an item that ever had gold, sorted by id."""

    judged: JudgedBy
    scores: tuple[GoldScore, ...]
    rescoring: Rescoring


def gold_scores(
    readings: Readings, gold: GoldColumns, categories: Sequence[str], judged: JudgedBy
) -> GoldScores:
    """`categories` are those of the task, or all that answers and golds name."""
    then = judges(readings, gold, JudgedBy.THEN, categories)
    today = judges(readings, gold, JudgedBy.TODAY, categories)
    items = np.full(len(readings.items), NONE, dtype=np.int32)
    material = prepared(
        readings, categories, Truths(decided=items, gold_then=then, gold_today=today)
    )
    had_gold = frozenset(gold.items)
    ever = np.array([item in had_gold for item in readings.items], dtype=np.bool_)
    counts = material.counts & ever[readings.item]
    is_own = judging(readings, gold, judged).is_own & counts
    scores = []
    for code in np.unique(readings.annotator[counts]):
        rows = material.rows_of(int(code))
        rows = rows[counts[rows]]
        scores.append(
            GoldScore(
                annotator=readings.annotators[code],
                is_person=bool(readings.is_person[rows[0]]),
                accuracy=accuracy(material, rows, _AGAINST[judged]),
                own=int(np.count_nonzero(is_own[rows])),
            )
        )
    return GoldScores(
        judged=judged,
        scores=tuple(scores),
        rescoring=rescoring(
            readings,
            categories,
            counts=counts,
            answer=material.answer,
            then=then,
            today=today,
        ),
    )
