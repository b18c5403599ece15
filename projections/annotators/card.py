"""A scorecard: one annotator, one task, everything their labels tell of them.

A pure function of the columns, what they are held against, and a seed; the order in which labels
were read plays no part.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from labeltrail.projections.annotators.accuracy import Accuracy, accuracy, is_right
from labeltrail.projections.annotators.drift import Drift, Revision, Series, drift
from labeltrail.projections.annotators.figures import LackCode
from labeltrail.projections.annotators.material import CAUSES, HeldAgainst, Material, Rows
from labeltrail.projections.annotators.monotony import Monotony, modal_of, monotony
from labeltrail.projections.annotators.pace import Pace, pace
from labeltrail.projections.annotators.proportions import share
from labeltrail.projections.annotators.repeats import Repeats, repeats
from labeltrail.projections.annotators.rest import Rest, rest
from labeltrail.projections.annotators.sessions import (
    GAP_SECONDS,
    Fatigue,
    Work,
    fatigue,
    sessions,
    work,
)
from labeltrail.projections.annotators.suggestions import Suggestions, suggestions
from labeltrail.projections.columns.readings import NONE
from labeltrail.projections.statistics.table import Codes

SEED = 0


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a card is asked under.

    against      of the charts, of fatigue and of suggestions; accuracy is told for each
    in_control   share of right answers for the charts; None: the annotator's own
    seed         of the permutations
    """

    against: HeldAgainst = HeldAgainst.TRUTH
    session_gap_seconds: float = GAP_SECONDS
    in_control: float | None = None
    seed: int = SEED


class Scorecard(msgspec.Struct, frozen=True, kw_only=True):
    """`labels` stand, `counted` of them are held against something or would be, `exclusions` do
    not count, by cause; `first_at` and `last_at` in microseconds since 1970 UTC."""

    annotator: str
    is_person: bool
    labels: int
    items: int
    counted: int
    exclusions: dict[str, int]
    first_at: int | None
    last_at: int | None
    accuracy: dict[HeldAgainst, Accuracy]
    rest: Rest
    repeats: Repeats
    pace: Pace
    work: Work
    fatigue: Fatigue
    drift: Drift
    monotony: Monotony
    suggestions: Suggestions


def scorecard(
    material: Material,
    annotator: int,
    terms: Terms,
    *,
    revisions: Sequence[Revision] = (),
    source: Codes | None = None,
) -> Scorecard:
    """`annotator` is a code; `source` is each item's, shape (n_items,), for `pace`."""
    known = material.readings
    every = material.rows_of(annotator)
    standing = every[material.stands[every]]
    counted = every[material.counts[every]]
    times = known.occurred_at[standing]
    found = sessions(times, gap_seconds=terms.session_gap_seconds)
    held, right = is_right(material, counted, terms.against)
    within = np.isin(standing, held, assume_unique=True)
    series = Series(
        rows=held,
        right=right,
        occurred_at=known.occurred_at[held],
        position=known.position[held],
    )
    item = known.item[standing]
    return Scorecard(
        annotator=known.annotators[annotator],
        is_person=bool(known.is_person[every].all()),
        labels=len(standing),
        items=len(np.unique(item)),
        counted=len(counted),
        exclusions=_exclusions(material, every),
        first_at=int(times[0]) if len(times) else None,
        last_at=int(times[-1]) if len(times) else None,
        accuracy={one: accuracy(material, counted, one) for one in HeldAgainst},
        rest=rest(material, counted),
        repeats=repeats(material, standing),
        pace=pace(
            known.seconds_spent[standing],
            material.item_seconds[item],
            np.zeros(len(item), dtype=np.int32) if source is None else source[item],
        ),
        work=work(times, found),
        fatigue=fatigue(found.number[within], found.place[within], right, seed=terms.seed),
        drift=drift(series, terms.against, revisions, in_control=terms.in_control),
        monotony=_monotony(material, counted),
        suggestions=_suggestions(material, counted, terms.against),
    )


def _exclusions(material: Material, rows: Rows) -> dict[str, int]:
    cause = material.cause[rows]
    counts = np.bincount(cause[cause != NONE], minlength=len(CAUSES)).tolist()
    return {str(one): n for one, n in zip(CAUSES, counts, strict=True) if n}


def _monotony(material: Material, rows: Rows) -> Monotony:
    """The others' share of the modal answer is of all their answers to the same items."""
    answer = material.answer[rows]
    modal = modal_of(answer)
    said = np.full(len(rows), NONE if modal is None else modal, dtype=np.int32)
    known = material.readings
    theirs = material.readers.others(known.item[rows], known.annotator[rows], said)
    n = int(theirs.n.sum())
    return monotony(answer, modal, share(int(theirs.same.sum()), n, lack=LackCode.NO_OTHERS))


def _suggestions(material: Material, rows: Rows, against: HeldAgainst) -> Suggestions:
    shown = material.readings.suggested[rows]
    return suggestions(
        material.answer[rows],
        np.where(shown == NONE, NONE, material.listed[shown]).astype(np.int32),
        shown != NONE,
        material.standards[against][rows],
    )
