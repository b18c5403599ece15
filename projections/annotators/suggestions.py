"""Anchoring: whether a model's proposal draws the answer to itself.

    acceptance     labels with a suggestion shown that say what it said / all with one shown
    right          labels equal to what they are held against: with one shown minus without
    wrong          labels that accept a wrong suggestion / shown a wrong one, minus
                   wrong labels without a suggestion / labels without one

The last is the anchor: somebody who is not drawn gives the wrong proposal's answer no oftener than
they err by themselves (a bound in their favour, as an error of one's own need not be that very
one). A model's proposal is never a vote, and no model is part of what labels are held against
unless the policy lets models vote. Intervals: Wilson's and Newcombe's, see `proportions`.
"""

from __future__ import annotations

import msgspec
import numpy as np

from labeltrail.projections.annotators.figures import Contrast, LackCode, Share
from labeltrail.projections.annotators.proportions import difference, share
from labeltrail.projections.columns.readings import NONE, Mask
from labeltrail.projections.statistics.table import Codes


class Suggestions(msgspec.Struct, frozen=True, kw_only=True):
    """`shown` and `not_shown` count labels that count, held against something or not."""

    shown: int
    not_shown: int
    acceptance: Share
    right: Contrast
    wrong: Contrast


def suggestions(answer: Codes, suggested: Codes, is_shown: Mask, reference: Codes) -> Suggestions:
    """Places in one list of categories; `suggested` NONE: nothing of the list, or nothing shown."""
    accepted = is_shown & (answer == suggested)
    held = reference != NONE
    right = held & (answer == reference)
    aided, alone = held & is_shown, held & ~is_shown
    misled = aided & (suggested != reference)

    def of(hits: Mask, among: Mask, lack: LackCode) -> Share:
        return share(int(np.count_nonzero(hits & among)), int(np.count_nonzero(among)), lack=lack)

    is_any = bool(is_shown.any())
    lack = LackCode.NO_COUNTERPART if is_any else LackCode.NO_SUGGESTION
    return Suggestions(
        shown=int(np.count_nonzero(is_shown)),
        not_shown=int(np.count_nonzero(~is_shown)),
        acceptance=of(accepted, is_shown, LackCode.NO_SUGGESTION),
        right=difference(
            of(right, aided, LackCode.NO_REFERENCE if is_any else LackCode.NO_SUGGESTION),
            of(right, alone, LackCode.NO_REFERENCE),
            lack=lack,
        ),
        wrong=difference(
            of(accepted, misled, LackCode.NO_REFERENCE if is_any else LackCode.NO_SUGGESTION),
            of(held & ~right, alone, LackCode.NO_REFERENCE),
            lack=lack,
        ),
    )
