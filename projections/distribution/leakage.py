"""Whether the label can be read off what comes with an item, without looking at its content.

Guarantees: the test deals the classes anew among the items, seeded, and counts in whole numbers,
so ties are exact and anyone gets the same p-values; an item whose class is random fails it as
often as the level says. A column of many different values tells much by chance alone: the test
knows, and beside the plain effect stands what is above chance.

Suspicion is no proof: a slice may rightly go with a class (one clinic sees the ill). What is told
is how much a model could learn from it in place of the content.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from labeltrail.projections.distribution import information
from labeltrail.projections.distribution.features import Described, Feature, features, natural
from labeltrail.projections.distribution.figure import (
    Figure,
    Lack,
    Why,
    absent,
    computed,
)
from labeltrail.projections.distribution.leak_examples import Example, examples
from labeltrail.projections.distribution.resampling import chosen_at_random
from labeltrail.projections.distribution.runs import Runs, runs
from labeltrail.projections.statistics import sampler
from labeltrail.projections.statistics.table import Codes

MUTUAL_INFORMATION = "mutual_information"
TOLD = "share_of_entropy_told"
TOLD_ABOVE_CHANCE = "share_of_entropy_told_above_chance"
ADJUSTED = "adjusted_mutual_information"

PERMUTATIONS = 999
ITEMS_TESTED_MAX = 20_000
ITEMS_TESTED_MIN = 500
DEALT_MAX = 1_000_000_000
"""Items times permutations times features: about 20 seconds; of more, fewer items are tested."""
FEATURES_OF_NAMES = 20
LEVEL = 0.05
EFFECT_MIN = 0.01

_CHOICE_STREAM = 1 << 40
_UNIT = float(1 << 24)
"""n log2 n in units of 2^-24: sums over cells stay exact in int64."""


class Leak(msgspec.Struct, frozen=True, kw_only=True):
    """
    n_values               different values of the feature
    mutual_information     in bits
    told                   as a share of the class's entropy
    told_above_chance      the same above what random dealing tells: the effect, and the rank
    p_value                (b + 1) / (m + 1), b of m dealings telling at least as much
    p_adjusted             by Holm, over all features and the runs
    is_suspected           adjusted p-value at most 0.05, and an effect of 0.01 at least
    examples               where the feature tells most
    """

    feature: str
    n_values: int
    mutual_information: Figure
    told: Figure
    told_above_chance: Figure
    adjusted_mutual_information: Figure
    p_value: float
    p_adjusted: float
    is_suspected: bool
    examples: tuple[Example, ...]


class Leakage(msgspec.Struct, frozen=True, kw_only=True):
    """
    n_items       with a class, tested; of `n_items_known`, drawn at random when there are more
    left_out      items without a class, by cause
    lack          why nothing was tested
    p_least       the least adjusted p-value that so many permutations can show of so many features;
                  above 0.05 nothing can be suspected, and more permutations are needed
    leaks         strongest first
    runs          whether the order of ids goes with the class
    constant      features that are the same for all items
    """

    n_items: int
    n_items_known: int
    left_out: Mapping[str, int]
    permutations: int
    seed: int
    p_least: float
    lack: Lack | None
    entropy: Figure
    leaks: tuple[Leak, ...]
    runs: Runs | None
    constant: tuple[str, ...]


def leakage(
    described: Described,
    category: Codes,
    categories: Sequence[str],
    *,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
    left_out: Mapping[str, int] | None = None,
) -> Leakage:
    """`category` has a place in `categories` for each item described, below 0 for none."""
    known = np.flatnonzero(category >= 0)
    most = items_tested_max(permutations, len(described.attributes))
    tested = known
    if len(known) > most:
        tested = known[chosen_at_random(len(known), most, seed, _CHOICE_STREAM)]
    seen, classes = np.unique(category[tested], return_inverse=True)
    names = tuple(categories[place] for place in seen.tolist())
    derived = features(_among(described, tested.tolist()), tuple(categories))
    varying = [one for one in derived if not one.is_constant]
    answer = Leakage(
        n_items=len(tested),
        n_items_known=len(known),
        left_out=dict(left_out or {}),
        permutations=permutations,
        seed=seed,
        p_least=min(1.0, (len(varying) + 1) / (permutations + 1)),
        lack=None,
        entropy=absent(Why.NO_ITEMS, "entropy", n_items=0),
        leaks=(),
        runs=None,
        constant=tuple(one.name for one in derived if one.is_constant),
    )
    if len(names) < 2:
        lacking = absent(Why.NO_VARIATION if names else Why.NO_ITEMS, "entropy", n_items=len(known))
        return msgspec.structs.replace(answer, lack=lacking.reason, entropy=lacking)
    return _tested(answer, described, tested, varying, classes.astype(np.int64), names)


def items_tested_max(permutations: int, n_attributes: int) -> int:
    """So many items are tested at most; of more, so many are drawn.

    >>> items_tested_max(999, 3), items_tested_max(9_999, 3), items_tested_max(9_999, 1_000)
    (20000, 3846, 500)
    """
    n_features = FEATURES_OF_NAMES + 2 * n_attributes
    affordable = DEALT_MAX // (max(1, permutations) * n_features)
    return min(ITEMS_TESTED_MAX, max(ITEMS_TESTED_MIN, affordable))


def _tested(
    answer: Leakage,
    described: Described,
    tested: np.ndarray[tuple[int], np.dtype[np.int64]],
    varying: Sequence[Feature],
    classes: np.ndarray[tuple[int], np.dtype[np.int64]],
    names: tuple[str, ...],
) -> Leakage:
    n, k = len(classes), len(names)
    ids = [described.ids[place] for place in tested.tolist()]
    order = np.array(sorted(range(n), key=lambda place: natural(ids[place])))
    cells = [one.codes.astype(np.int64) * k for one in varying]
    weight = _n_log_n(n)

    def tells(dealt: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[int]:
        """Of each feature, and last of the order: all but what dealing does not change."""
        found = [int(weight[np.bincount(one + dealt)].sum()) for one in cells]
        in_order = dealt[order]
        return [*found, int(np.count_nonzero(in_order[1:] == in_order[:-1]))]

    observed = tells(classes)
    at_least = np.zeros(len(observed), dtype=np.int64)
    for number in range(answer.permutations):
        dealt = classes[sampler.permutation(answer.seed, number, n)]
        at_least += np.array(tells(dealt)) >= np.array(observed)
    p_values = ((at_least + 1) / (answer.permutations + 1)).tolist()
    adjusted = holm(p_values)
    leaks = [
        _leak(one, classes, names, p, p_adjusted)
        for one, p, p_adjusted in zip(varying, p_values, adjusted, strict=False)
    ]
    strength = [(-(one.told_above_chance.value or 0.0), one.p_value, one.feature) for one in leaks]
    of_class = information.entropy(np.bincount(classes))
    return msgspec.structs.replace(
        answer,
        entropy=computed(of_class, "entropy", n_items=n),
        leaks=tuple(
            one for _, one in sorted(zip(strength, leaks, strict=True), key=lambda s: s[0])
        ),
        runs=runs(classes[order], p_value=p_values[-1], p_adjusted=adjusted[-1]),
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values of many tests, raised so that one false alarm in all is as unlikely as the level.

    S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of
    Statistics 6 (1979), 65-70.

    >>> [round(one, 3) for one in holm([0.01, 0.04, 0.03, 0.005])]
    [0.03, 0.06, 0.06, 0.02]
    """
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    found, highest = [0.0] * len(p_values), 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        found[place] = highest
    return found


def _leak(
    feature: Feature,
    classes: np.ndarray[tuple[int], np.dtype[np.int64]],
    names: tuple[str, ...],
    p_value: float,
    p_adjusted: float,
) -> Leak:
    n, k = len(classes), len(names)
    cells = np.bincount(feature.codes * np.int64(k) + classes, minlength=len(feature.values) * k)
    table = cells.reshape(len(feature.values), k)
    shares, above = information.told(table), information.adjusted_mutual_information(table)
    effect = shares[1] if shares is not None else 0.0

    def figure(value: float | None, name: str) -> Figure:
        if value is None:
            return absent(Why.ALL_DIFFERENT, name, n_items=n)
        return computed(value, name, n_items=n)

    return Leak(
        feature=feature.name,
        n_values=len(feature.values),
        mutual_information=figure(information.mutual_information(table), MUTUAL_INFORMATION),
        told=figure(shares[0] if shares is not None else None, TOLD),
        told_above_chance=figure(shares[1] if shares is not None else None, TOLD_ABOVE_CHANCE),
        adjusted_mutual_information=figure(above, ADJUSTED),
        p_value=p_value,
        p_adjusted=p_adjusted,
        is_suspected=p_adjusted <= LEVEL and effect >= EFFECT_MIN,
        examples=examples(feature, table, names),
    )


def _among(described: Described, places: Sequence[int]) -> Described:
    return Described(
        ids=[described.ids[n] for n in places],
        uris=[described.uris[n] for n in places],
        sources=[described.sources[n] for n in places],
        attributes={
            name: [column[n] for n in places] for name, column in described.attributes.items()
        },
    )


def _n_log_n(n: int) -> information.Table:
    """For 0 to n, shape (n + 1,)."""
    counts = np.arange(n + 1, dtype=np.float64)
    return np.rint(counts * np.log2(np.maximum(counts, 1)) * _UNIT).astype(np.int64)
