"""Counts by class of resampled sets: items drawn again, or dealt anew to the two sets.

Guarantees: item by item, so readings of one item stay together; resample r depends on the seed and
r alone. Memory is one resample of the items at a time.
"""

from __future__ import annotations

import numpy as np

from labeltrail.projections.distribution.sample import Counts, Mask, Sample, pooled
from labeltrail.projections.statistics import sampler

DRAWS_MAX = 200_000_000
"""Items times resamples: about ten seconds."""

_STREAMS = 3  # per resample: the first set, the second, dealing both


def bootstrapped(first: Sample, second: Sample, resamples: int, seed: int) -> tuple[Counts, Counts]:
    """Each set's items drawn with replacement, shapes (resamples, n_categories)."""
    found = tuple(
        np.stack(
            [_drawn(one, seed, _STREAMS * number + stream) for number in range(resamples)]
        ).reshape(resamples, len(one.categories))
        for stream, one in enumerate((first, second))
    )
    return found[0], found[1]


def dealt(first: Sample, second: Sample, resamples: int, seed: int) -> tuple[Counts, Counts]:
    """All items dealt at random to two sets of the same sizes: what chance alone would make."""
    whole = pooled(first, second)
    total = whole.counts()
    mine = np.stack(
        [
            whole.counts_among(
                chosen_at_random(whole.n_items, first.n_items, seed, _STREAMS * number + 2).astype(
                    np.int64
                )
            )
            for number in range(resamples)
        ]
    ).reshape(resamples, len(whole.categories))
    return mine, total - mine


def chosen_at_random(n: int, wanted: int, seed: int, stream: int) -> Mask:
    """A mask of shape (n,) with exactly `wanted` places, every choice equally likely.

    >>> chosen_at_random(6, 2, seed=7, stream=0).tolist()
    [False, False, True, True, False, False]
    """
    chosen = np.zeros(n, dtype=np.bool_)
    if wanted > 0:
        drawn = sampler.uniform(seed, stream, n)
        bound = np.partition(drawn, wanted - 1)[wanted - 1]
        chosen = drawn < bound
        left = wanted - int(np.count_nonzero(chosen))
        chosen[np.flatnonzero(drawn == bound)[:left]] = True
    return chosen


def _drawn(sample: Sample, seed: int, stream: int) -> Counts:
    places = sampler.integers(seed, stream, sample.n_items, sample.n_items)
    return sample.counts_among(np.bincount(places, minlength=sample.n_items))
