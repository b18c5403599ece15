"""What an annotator may read of their own work, after the fact.

Guarantees: no figure rests on another's answer as such. Right and wrong is told against what was
decided (gold, adjudication, review), for the earliest labels in whole blocks of BLOCK: who asks
before and after each label learns of no single one whether it was right, whether its item is gold,
or what others said. There are no windows and no past to ask about, for the same reason.
"""

from __future__ import annotations

import msgspec
import numpy as np

from labeltrail.projections.annotators.accuracy import is_right
from labeltrail.projections.annotators.figures import Figure, LackCode, Share
from labeltrail.projections.annotators.material import HeldAgainst, Material
from labeltrail.projections.annotators.monotony import Run, longest_run
from labeltrail.projections.annotators.pace import pace
from labeltrail.projections.annotators.proportions import share
from labeltrail.projections.annotators.repeats import repeats
from labeltrail.projections.annotators.sessions import Work, sessions, work
from labeltrail.projections.columns.readings import NONE

BLOCK = 20


class OwnCard(msgspec.Struct, frozen=True, kw_only=True):
    """`accepted`: labels equal to the suggestion shown with them, of those with one."""

    labels: int
    items: int
    right: Share
    consistency: Share
    seconds: Figure
    work: Work
    longest_run: Run | None
    accepted: Share


def own_card(material: Material, annotator: int) -> OwnCard:
    known = material.readings
    every = material.rows_of(annotator)
    standing = every[material.stands[every]]
    counted = every[material.counts[every]]
    _, right = is_right(material, counted, HeldAgainst.DECIDED)
    told = len(right) // BLOCK * BLOCK
    times = known.occurred_at[standing]
    item = known.item[standing]
    shown = counted[known.suggested[counted] != NONE]
    taken = material.answer[shown] == material.listed[known.suggested[shown]]
    spent = pace(
        known.seconds_spent[standing],
        np.full(len(standing), np.nan),
        np.zeros(len(standing), dtype=np.int32),
    )
    return OwnCard(
        labels=len(standing),
        items=len(np.unique(item)),
        right=share(int(np.count_nonzero(right[:told])), told, lack=LackCode.TOO_FEW),
        consistency=repeats(material, standing).consistency,
        seconds=spent.median,
        work=work(times, sessions(times)),
        longest_run=longest_run(material.answer[counted]),
        accepted=share(int(np.count_nonzero(taken)), len(shown), lack=LackCode.NO_SUGGESTION),
    )
