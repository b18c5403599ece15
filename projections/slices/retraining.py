"""What came of a retraining, or of anything that happened at a position: right before and after.

    effect   share right after less share right before, with Newcombe's interval

Before are an annotator's labels since the cause before it, after those until the next, so each
label is in one stretch; at most so many labels to either side, those nearest to the cause. Who got
better would often have done so anyway, being retrained when at their worst: the figures tell what
followed, not what it was due to.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from labeltrail.projections.annotators.accuracy import is_right
from labeltrail.projections.annotators.figures import Contrast, LackCode
from labeltrail.projections.annotators.material import HeldAgainst, Material
from labeltrail.projections.annotators.proportions import LEVEL, difference, share

LABELS_MAX = 200


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened, to one annotator or to all (None)."""

    position: int
    annotator: str | None
    what: str


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """`change` is after minus before; its `first` is after, its `second` before."""

    cause: Cause
    annotator: str
    against: HeldAgainst
    change: Contrast


def effects(
    material: Material,
    causes: Sequence[Cause],
    against: HeldAgainst = HeldAgainst.GOLD_THEN,
    *,
    labels_max: int = LABELS_MAX,
    level: float = LEVEL,
) -> tuple[Effect, ...]:
    """In order of position, then of annotators; of whoever has a label in the question."""
    readings = material.readings
    found = []
    for code, annotator in enumerate(readings.annotators):
        own = [one for one in causes if one.annotator in (None, annotator)]
        rows = np.flatnonzero((readings.annotator == code) & material.counts)
        if not own or not len(rows):
            continue
        held, right = is_right(material, rows, against)
        order = np.argsort(readings.position[held], kind="stable")
        positions, right = readings.position[held][order], right[order]
        at = np.searchsorted(positions, [one.position for one in own])
        bounds = [0, *at.tolist(), len(positions)]
        for number, cause in enumerate(own):
            low = max(bounds[number], bounds[number + 1] - labels_max)
            high = min(bounds[number + 2], bounds[number + 1] + labels_max)
            before, after = right[low : bounds[number + 1]], right[bounds[number + 1] : high]
            change = difference(
                share(int(after.sum()), len(after), lack=LackCode.NO_REFERENCE, level=level),
                share(int(before.sum()), len(before), lack=LackCode.NO_REFERENCE, level=level),
                level=level,
            )
            found.append(Effect(cause=cause, annotator=annotator, against=against, change=change))
    return tuple(sorted(found, key=lambda one: (one.cause.position, one.annotator)))
