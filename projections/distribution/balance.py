"""How evenly the items of a set fall into classes.

Guarantees: computed from whole counts, so equal sets give equal figures; classes of the list that
no item has are told by name and weigh as the zeros that they are. Every absence has its reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, fsum, log

import msgspec
import numpy as np

from labeltrail.projections.distribution.figure import Figure, Why, absent, computed, rounded
from labeltrail.projections.distribution.proportions import LEVEL, goodman, wilson
from labeltrail.projections.distribution.sample import Sample
from labeltrail.projections.statistics.score import Interval

EFFECTIVE_NUMBER = "effective_number_of_classes"
INVERSE_SIMPSON = "inverse_simpson"
NORMALISED_ENTROPY = "normalised_entropy"
IMBALANCE = "imbalance_ratio"
IMBALANCE_OBSERVED = "imbalance_ratio_of_observed_classes"


class ClassShare(msgspec.Struct, frozen=True, kw_only=True):
    """One class. Its share and intervals are None where the set has no item.

    `interval` is of this share alone, `simultaneous` holds for all classes at once.
    """

    category: str
    n: int
    share: float | None
    interval: Interval | None
    simultaneous: Interval | None


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """`n_values` exceeds `n_items` where items have several readings. `missing`: no item has it."""

    n_items: int
    n_values: int
    classes: tuple[ClassShare, ...]
    missing: tuple[str, ...]
    left_out: Mapping[str, int]
    effective_number: Figure
    inverse_simpson: Figure
    normalised_entropy: Figure
    imbalance: Figure
    imbalance_observed: Figure


def balance(sample: Sample, level: float = LEVEL) -> Balance:
    """All figures of one set.

    >>> found = balance(Sample.of([("i1", "cat"), ("i2", "cat"), ("i3", "dog")], ["cat", "dog"]))
    >>> found.imbalance.value, found.inverse_simpson.value
    (2.0, 1.8)
    """
    counts, n_items = sample.counts().tolist(), sample.n_items
    return Balance(
        n_items=n_items,
        n_values=sample.n_values,
        classes=class_shares(sample, level),
        missing=tuple(c for c, n in zip(sample.categories, counts, strict=True) if not n),
        left_out=sample.left_out,
        effective_number=effective_number(counts, n_items),
        inverse_simpson=inverse_simpson(counts, n_items),
        normalised_entropy=normalised_entropy(counts, n_items),
        imbalance=imbalance(counts, n_items),
        imbalance_observed=imbalance_observed(counts, n_items),
    )


def class_shares(sample: Sample, level: float = LEVEL) -> tuple[ClassShare, ...]:
    """Shares of values, with intervals over items.

    Readings of one item resemble each other, so with several of them the interval takes, in place
    of their number, the number of independent ones that would vary as much (the design effect of
    Kish; items are the clusters). It is never more than there are.
    """
    counts, total = sample.counts().tolist(), sample.n_values
    if not total:
        return tuple(
            ClassShare(category=c, n=0, share=None, interval=None, simultaneous=None)
            for c in sample.categories
        )
    is_plain = total == sample.n_items
    sizes = [float(total)] * len(counts) if is_plain else _independent(sample)
    # Simultaneous intervals rest on the number of items where readings depend on each other.
    whole = goodman(counts, level) if is_plain else None
    return tuple(
        ClassShare(
            category=category,
            n=n,
            share=rounded(n / total),
            interval=wilson(n / total * size, size, level),
            simultaneous=whole[place] if whole is not None else None,
        )
        for place, (category, n, size) in enumerate(
            zip(sample.categories, counts, sizes, strict=True)
        )
    )


def effective_number(counts: Sequence[int], n_items: int) -> Figure:
    """exp of Shannon's entropy: so many classes of equal size would be as uneven.

    M. O. Hill, Diversity and evenness, Ecology 54 (1973), 427-432, order 1.

    >>> effective_number([10, 10, 0, 0], 20).value
    2.0
    """
    if not sum(counts):
        return absent(Why.NO_ITEMS, EFFECTIVE_NUMBER, n_items=n_items)
    return computed(exp(entropy(counts)), EFFECTIVE_NUMBER, n_items=n_items)


def inverse_simpson(counts: Sequence[int], n_items: int) -> Figure:
    """1 / sum of squared shares: Hill's number of order 2, moved less by rare classes.

    >>> inverse_simpson([2, 1], 3).value
    1.8
    """
    total = sum(counts)
    if not total:
        return absent(Why.NO_ITEMS, INVERSE_SIMPSON, n_items=n_items)
    squares = sum(n * n for n in counts)
    return computed(total * total / squares, INVERSE_SIMPSON, n_items=n_items)


def normalised_entropy(counts: Sequence[int], n_items: int) -> Figure:
    """Entropy as a share of that of equally many items in each listed class: 1 is even.

    >>> normalised_entropy([10, 10, 0, 0], 20).value
    0.5
    """
    if len(counts) < 2:
        why = Why.ONE_CLASS if counts else Why.NO_CLASSES
        return absent(why, NORMALISED_ENTROPY, n_items=n_items)
    if not sum(counts):
        return absent(Why.NO_ITEMS, NORMALISED_ENTROPY, n_items=n_items)
    return computed(entropy(counts) / log(len(counts)), NORMALISED_ENTROPY, n_items=n_items)


def imbalance(counts: Sequence[int], n_items: int) -> Figure:
    """The largest class over the smallest of all listed; UNDEFINED where one is empty.

    >>> imbalance([30, 10, 20], 60).value, imbalance([30, 0], 30).reason.code.value
    (3.0, 'EMPTY_CLASS')
    """
    if len(counts) < 2:
        return absent(Why.ONE_CLASS if counts else Why.NO_CLASSES, IMBALANCE, n_items=n_items)
    if not sum(counts):
        return absent(Why.NO_ITEMS, IMBALANCE, n_items=n_items)
    if not min(counts):
        return absent(Why.EMPTY_CLASS, IMBALANCE, n_items=n_items)
    return computed(max(counts) / min(counts), IMBALANCE, n_items=n_items)


def imbalance_observed(counts: Sequence[int], n_items: int) -> Figure:
    """The same among the classes that have an item; UNDEFINED where that is one.

    >>> imbalance_observed([30, 10, 0], 40).value
    3.0
    """
    seen = [n for n in counts if n]
    if len(seen) < 2:
        why = Why.ONE_CLASS if seen else Why.NO_ITEMS
        return absent(why, IMBALANCE_OBSERVED, n_items=n_items)
    return computed(max(seen) / min(seen), IMBALANCE_OBSERVED, n_items=n_items)


def entropy(counts: Sequence[int]) -> float:
    """Shannon's, in nats; 0 for no items."""
    total = sum(counts)
    return max(0.0, -fsum(n / total * log(n / total) for n in counts if n))


def _independent(sample: Sample) -> list[float]:
    """For each class, how many independent values would vary as much as these.

    With x of an item's m values in the class, p the share and k items, the share's variance is
    k / (k - 1) * sum (x - p m)² / (sum m)², and p (1 - p) over it is the number sought.
    """
    sizes, counts = sample.values_per_item(), sample.counts()
    total, k = sample.n_values, sample.n_items
    cells, x = np.unique(
        sample.item.astype(np.int64) * len(counts) + sample.category, return_counts=True
    )
    item, category = np.divmod(cells, len(counts))
    weighed = [
        np.bincount(category, weights=one, minlength=len(counts)).tolist()
        for one in (x * x, x * sizes[item])
    ]
    sizes_squared = int(np.dot(sizes, sizes))
    found = []
    for n, squares, crossed in zip(counts.tolist(), *weighed, strict=True):
        p = n / total
        spread = squares - 2 * p * crossed + p * p * sizes_squared
        if k < 2 or n in (0, total) or spread <= 0:
            found.append(float(k))  # nothing varies, so items are all that can be counted on
        else:
            variance = k / (k - 1) * spread / total**2
            found.append(min(float(total), p * (1 - p) / variance))
    return found
