"""Whether two sets of items differ in their classes, by how much, and whether chance would do.

Guarantees: sets without items or with items in common get figures that are absent with the
reason; intervals and the test are of items, seeded, and recomputable from the seed.

The plug-in divergence of small sets is too large: two halves of one set are rarely equal. So
beside it stands what random splits of the same items give on average, and what is left above it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import sqrt

import msgspec
import numpy as np

from labeltrail.projections.distribution import divergence, resampling
from labeltrail.projections.distribution.balance import ClassShare, class_shares
from labeltrail.projections.distribution.divergence import SMOOTHING, Floats
from labeltrail.projections.distribution.figure import (
    Figure,
    Why,
    absent,
    computed,
    interval,
    rounded,
)
from labeltrail.projections.distribution.proportions import LEVEL, newcombe
from labeltrail.projections.distribution.sample import Counts, Sample
from labeltrail.projections.statistics.score import Interval

JSD = "jensen_shannon_divergence"
DISTANCE = "jensen_shannon_distance"
BY_CHANCE = "divergence_of_random_splits"
CORRECTED = "divergence_above_random_splits"
PSI = "population_stability_index"
PSI_SMOOTHED = "population_stability_index_smoothed"
TOTAL_VARIATION = "total_variation"
P_VALUE = "permutation_p_value"

RESAMPLES = 999
MEASURES: Mapping[str, Callable[[Counts, Counts], Floats]] = {
    JSD: divergence.jensen_shannon,
    PSI_SMOOTHED: divergence.stability_index,
}
"""Those that get an interval."""
TOLERANCE = 1e-12


class Resampling(msgspec.Struct, frozen=True, kw_only=True):
    """How intervals and the test are drawn; `resamples` 0: neither."""

    level: float = LEVEL
    resamples: int = RESAMPLES
    seed: int = 0


class ClassDifference(msgspec.Struct, frozen=True, kw_only=True):
    """`change` is the second share less the first, `interval` Newcombe's; None without items."""

    first: ClassShare
    second: ClassShare
    change: float | None
    interval: Interval | None


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """
    divergence    Jensen-Shannon's in bits, plug-in, with an interval of what it estimates
    by_chance     the mean over random splits of the same items
    corrected     the divergence less that, at least 0, with the same interval
    psi           undefined where a class is empty on one side
    psi_smoothed  with `smoothing` items more in each class, with an interval as above
    p_value       (b + 1) / (m + 1), b of the m random splits being at least as far apart
    n_shared      items that are in both sets
    """

    n_first: int
    n_second: int
    n_shared: int
    smoothing: float
    resampling: Resampling
    divergence: Figure
    distance: Figure
    by_chance: Figure
    corrected: Figure
    psi: Figure
    psi_smoothed: Figure
    total_variation: Figure
    p_value: Figure
    classes: tuple[ClassDifference, ...]

    @property
    def custom(self) -> str | None:
        """What credit scoring would call the smoothed index."""
        value = self.psi_smoothed.value
        return None if value is None else divergence.customary_word(value)


def shift(
    first: Sample, second: Sample, *, n_shared: int = 0, how: Resampling | None = None
) -> Shift:
    """`first` is the earlier set, or the one that is compared with; both list the same classes."""
    if first.categories != second.categories:
        raise ValueError("two sets are compared by the same list of classes")
    how = how or Resampling()
    figures = _plain(first, second)
    figures |= _resampled(first, second, n_shared, how, figures[JSD])
    return Shift(
        n_first=first.n_items,
        n_second=second.n_items,
        n_shared=n_shared,
        smoothing=SMOOTHING,
        resampling=how,
        divergence=figures[JSD],
        distance=figures[DISTANCE],
        by_chance=figures[BY_CHANCE],
        corrected=figures[CORRECTED],
        psi=figures[PSI],
        psi_smoothed=figures[PSI_SMOOTHED],
        total_variation=figures[TOTAL_VARIATION],
        p_value=figures[P_VALUE],
        classes=differences(
            class_shares(first, how.level),
            class_shares(second, how.level),
            is_apart=not n_shared,
        ),
    )


def _plain(first: Sample, second: Sample) -> dict[str, Figure]:
    n = first.n_items + second.n_items
    if not first.n_items or not second.n_items:
        return {
            name: absent(Why.NO_ITEMS, name, n_items=n)
            for name in (JSD, DISTANCE, PSI, PSI_SMOOTHED, TOTAL_VARIATION)
        }
    p, q = first.counts(), second.counts()
    bits = float(divergence.jensen_shannon(p, q))
    found = {
        JSD: bits,
        DISTANCE: sqrt(rounded(bits)),
        PSI: float(divergence.stability_index(p, q, 0.0)),
        PSI_SMOOTHED: float(divergence.stability_index(p, q)),
        TOTAL_VARIATION: float(divergence.total_variation(p, q)),
    }
    figures = {name: computed(value, name, n_items=n) for name, value in found.items()}
    if divergence.is_empty_on_one_side(p, q):
        figures[PSI] = absent(Why.EMPTY_ON_ONE_SIDE, PSI, n_items=n)
    return figures


def _resampled(
    first: Sample, second: Sample, n_shared: int, how: Resampling, plain: Figure
) -> dict[str, Figure]:
    """The figures of random splits, and those that get an interval."""
    n, names = first.n_items + second.n_items, (BY_CHANCE, CORRECTED, P_VALUE)
    why = None if plain.reason is None else plain.reason.code
    if why is None and not how.resamples:
        why = Why.NOT_ASKED
    if why is None and n_shared:
        why = Why.SETS_OVERLAP
    if why is not None or plain.value is None:
        return {name: absent(why or Why.NO_ITEMS, name, n_items=n) for name in names}
    dealt = resampling.dealt(first, second, how.resamples, how.seed)
    drawn = resampling.bootstrapped(first, second, how.resamples, how.seed)
    figures: dict[str, Figure] = {}
    for name, measure in MEASURES.items():
        value, splits = float(measure(first.counts(), second.counts())), measure(*dealt)
        by_chance = float(np.add.reduce(splits)) / how.resamples
        bounds = _interval(measure(*drawn), max(0.0, value - by_chance), how)
        figures[name] = computed(value, name, n_items=n, interval=bounds)
        if name == JSD:
            at_least = int(np.count_nonzero(splits >= value - TOLERANCE))
            corrected = max(0.0, value - by_chance)
            figures |= {
                BY_CHANCE: computed(by_chance, BY_CHANCE, n_items=n),
                CORRECTED: computed(corrected, CORRECTED, n_items=n, interval=bounds),
                P_VALUE: computed((at_least + 1) / (how.resamples + 1), P_VALUE, n_items=n),
            }
    return figures


def _interval(drawn: Floats, corrected: float, how: Resampling) -> Interval:
    """How resamples spread around their mean, put around the corrected value; at least 0.

    Resamples are biased against the sample as the sample is against the truth: percentiles would
    carry the bias twice, and mirrored ones are too short near 0. Measured on 150 pairs of samples
    at level .95: between twice 1,000 items at a true divergence of .0013, mirrored intervals held
    it in .83 of the cases and these in all; at .05 between twice 100 items, .91 and .96. Cf. A. C.
    Davison, D. V. Hinkley, Bootstrap Methods and their Application, Cambridge 1997, 5.2.
    """
    tail = (1 - how.level) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail]).tolist()
    mean = float(np.add.reduce(drawn)) / how.resamples
    return interval(
        max(0.0, corrected + low - mean),
        max(0.0, corrected + high - mean),
        "bootstrap of items around the corrected value",
        how.level,
        how.seed,
        how.resamples,
    )


def differences(
    first: Sequence[ClassShare], second: Sequence[ClassShare], *, is_apart: bool
) -> tuple[ClassDifference, ...]:
    """Class by class, of two lists in the same order. `is_apart`: no item is in both sets."""
    sides = zip(first, second, strict=True)
    return tuple(_difference(one, other, is_apart=is_apart) for one, other in sides)


def _difference(one: ClassShare, other: ClassShare, *, is_apart: bool) -> ClassDifference:
    change = bounds = None
    if one.share is not None and other.share is not None:
        change = rounded(other.share - one.share)
        if is_apart and one.interval is not None and other.interval is not None:
            bounds = newcombe(
                (one.share, one.interval), (other.share, other.interval), one.interval.level
            )
    return ClassDifference(first=one, second=other, change=change, interval=bounds)
