"""Agreement of one annotator with all the others, on first readings.

    with the leader   labels equal to the others' leading answer / labels where they have one
    pairwise          pairs (own answer, another's of the same item) that are equal / all of them
    kappa             Cohen's kappa of the annotator and that leading answer

The leading answer is taken without the annotator's own vote, and a tie among the others is no
answer (see `others`). Pairs of one item are not independent, so pairwise has no interval.
"""

from __future__ import annotations

import msgspec
import numpy as np

from labeltrail.projections.annotators.figures import Figure, LackCode, Share, figure
from labeltrail.projections.annotators.material import Material, Rows
from labeltrail.projections.annotators.proportions import share
from labeltrail.projections.columns.readings import NONE
from labeltrail.projections.statistics.score import Algorithm

PAIRWISE = Algorithm(name="mean_pairwise_agreement", version=1)
KAPPA = Algorithm(name="cohen_kappa_with_leader", version=1)


class Rest(msgspec.Struct, frozen=True, kw_only=True):
    """`ties`: labels on items where the others have no one leading answer. `others`: their
    answers on these items."""

    leader: Share
    pairwise: Figure
    kappa: Figure
    ties: int
    others: int


def rest(material: Material, rows: Rows) -> Rest:
    """Of rows that count."""
    found = material.rest
    leader, answer = found.leader[rows], material.answer[rows]
    n = found.n[rows]
    pairs, same = int(n.sum()), int(found.same[rows].sum())
    has = leader != NONE
    equal = int(np.count_nonzero(answer[has] == leader[has]))
    lack = LackCode.NO_OTHERS if len(rows) else LackCode.NO_LABELS
    return Rest(
        leader=share(equal, int(np.count_nonzero(has)), lack=lack),
        pairwise=figure(same / pairs if pairs else lack, pairs, PAIRWISE),
        kappa=_kappa(answer[has], leader[has], len(material.categories), lack),
        ties=int(np.count_nonzero((n > 0) & ~has)),
        others=pairs,
    )


def _kappa(answer: Rows, leader: Rows, n_categories: int, lack: LackCode) -> Figure:
    """In integers until one division: (n sum of agreeing - products) / (n^2 - products)."""
    n = len(answer)
    if not n:
        return figure(lack, 0, KAPPA)
    mine = np.bincount(answer, minlength=n_categories)
    theirs = np.bincount(leader, minlength=n_categories)
    by_chance = int((mine * theirs).sum())
    if by_chance == n * n:
        return figure(LackCode.NO_VARIATION, n, KAPPA)
    equal = int(np.count_nonzero(answer == leader))
    return figure((n * equal - by_chance) / (n * n - by_chance), n, KAPPA)
