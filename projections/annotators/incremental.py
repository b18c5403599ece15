"""How each part of a scorecard follows its labels, in the words of `statistics.coefficient`.

ADDITIVE: whole numbers of an annotator's labels that add up over disjoint sets of items, given
what they are held against. GLOBAL: needs all labels of the annotator at once, in the order of
happening, or sorted.
"""

from __future__ import annotations

from collections.abc import Mapping

from labeltrail.projections.statistics.coefficient import Incremental

INCREMENTAL: Mapping[str, Incremental] = {
    "accuracy": Incremental.ADDITIVE,
    "rest": Incremental.ADDITIVE,
    "repeats": Incremental.ADDITIVE,
    "suggestions": Incremental.ADDITIVE,
    "pace": Incremental.GLOBAL,
    "work": Incremental.GLOBAL,
    "fatigue": Incremental.GLOBAL,
    "drift": Incremental.GLOBAL,
    "monotony": Incremental.GLOBAL,
}
"""By field of `card.Scorecard`."""
