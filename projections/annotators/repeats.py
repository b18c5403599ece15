"""Whether an annotator answers the same item the same way again.

    consistency   pairs (first answer, a later one of the same item) that are equal / all of them
    alpha         Krippendorff's nominal alpha with the repeats as if they were annotators

over the repeats that stand, each with its answer from before any review. "Cannot tell" is missing.
Source of the second: decisions on planned repeats; alpha as in `statistics.alpha`.
"""

from __future__ import annotations

import msgspec
import numpy as np

from labeltrail.projections.annotators.figures import LackCode, Share
from labeltrail.projections.annotators.material import Material, Rows
from labeltrail.projections.annotators.proportions import share
from labeltrail.projections.columns.readings import NONE
from labeltrail.projections.statistics.alpha import krippendorff_alpha
from labeltrail.projections.statistics.counts import AgreementCounts
from labeltrail.projections.statistics.score import Score


class Repeats(msgspec.Struct, frozen=True, kw_only=True):
    """`items`: with at least two answers. `alpha`: its `n_annotators` is the number of repeats."""

    items: int
    consistency: Share
    alpha: Score


def repeats(material: Material, rows: Rows) -> Repeats:
    """Of rows that stand, of one annotator."""
    known = material.readings
    rows = rows[known.is_independent[rows] & (material.answer[rows] != NONE)]
    rows = rows[np.lexsort((known.repeat[rows], known.item[rows]))]
    item, answer = known.item[rows], material.answer[rows]
    _, first, n = np.unique(item, return_index=True, return_counts=True)
    first_of_row = np.repeat(answer[first], n)
    is_later = np.ones(len(rows), dtype=np.bool_)
    is_later[first] = False
    equal = int(np.count_nonzero(is_later & (answer == first_of_row)))
    listed = material.categories
    counts = AgreementCounts.total(
        AgreementCounts.of_item([listed[code] for code in answer[start : start + length]])
        for start, length in zip(first.tolist(), n.tolist(), strict=True)
        if length > 1
    )
    return Repeats(
        items=int(np.count_nonzero(n > 1)),
        consistency=share(equal, int(np.count_nonzero(is_later)), lack=LackCode.NO_REPEATS),
        alpha=krippendorff_alpha(counts, listed or ("",), n_annotators=int(n.max(initial=1))),
    )
