"""How each figure of a distribution follows its items, in the words of `statistics.coefficient`.

ADDITIVE: a function of counts by class, and those of disjoint sets of items add up in any order.
GLOBAL: needs every item at once: items in an order, drawn again, dealt anew, or held side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from labeltrail.projections.distribution.balance import (
    class_shares,
    effective_number,
    entropy,
    imbalance,
    imbalance_observed,
    inverse_simpson,
    normalised_entropy,
)
from labeltrail.projections.distribution.divergence import (
    Floats,
    jensen_shannon,
    stability_index,
    total_variation,
)
from labeltrail.projections.distribution.duplicates import duplicates
from labeltrail.projections.distribution.leakage import leakage
from labeltrail.projections.distribution.memberships import of_first_places, of_sets
from labeltrail.projections.distribution.preferences import win_shares
from labeltrail.projections.distribution.resampling import bootstrapped, dealt
from labeltrail.projections.distribution.runs import runs
from labeltrail.projections.distribution.sample import Counts
from labeltrail.projections.distribution.shift import shift
from labeltrail.projections.distribution.spread import in_tenths, spread
from labeltrail.projections.statistics.coefficient import Incremental

OF_COUNTS: tuple[Callable[..., object], ...] = (
    effective_number,
    entropy,
    imbalance,
    imbalance_observed,
    inverse_simpson,
    normalised_entropy,
)
"""Of the counts of one set."""

OF_TWO_COUNTS: tuple[Callable[[Counts, Counts], Floats], ...] = (
    jensen_shannon,
    stability_index,
    total_variation,
)
OF_A_SAMPLE: tuple[Callable[..., object], ...] = (
    class_shares,
    of_first_places,
    of_sets,
    win_shares,
)
"""Additive as well: they count values by class before anything else."""

INCREMENTAL: Mapping[Callable[..., object], Incremental] = {
    **dict.fromkeys((*OF_COUNTS, *OF_TWO_COUNTS, *OF_A_SAMPLE), Incremental.ADDITIVE),
    bootstrapped: Incremental.GLOBAL,
    dealt: Incremental.GLOBAL,
    duplicates: Incremental.GLOBAL,
    in_tenths: Incremental.GLOBAL,
    leakage: Incremental.GLOBAL,
    runs: Incremental.GLOBAL,
    shift: Incremental.GLOBAL,
    spread: Incremental.GLOBAL,
}
