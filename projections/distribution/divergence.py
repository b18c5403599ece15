"""How far two distributions over the same classes are apart.

Guarantees: computed from whole counts; a class without items on one side or on both is fine for
Jensen-Shannon and total variation, and told where a measure has no value for it. Arrays of counts
have classes last; all measures take many pairs at once, so resamples cost one pass.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from labeltrail.projections.distribution.sample import Counts

Floats = npt.NDArray[np.float64]

SMOOTHING = 0.5
"""Added to each class's count for the smoothed index: half an item, as in Jeffreys' prior."""
CUSTOM = ((0.1, "little change by custom"), (0.25, "some change by custom"))
LARGE = "large change by custom"


def jensen_shannon(first: Counts, second: Counts) -> Floats:
    """The divergence in bits, 0 to 1; its square root is a distance.

    H((p + q) / 2) - (H(p) + H(q)) / 2, both sets weighing the same whatever their sizes.
    J. Lin, Divergence measures based on the Shannon entropy, IEEE Transactions on Information
    Theory 37 (1991), 145-151. Shapes (…, k) and (…, k) to (…,); every set has an item.

    >>> jensen_shannon(np.array([[1, 0], [1, 1]]), np.array([[0, 1], [2, 2]])).tolist()
    [1.0, 0.0]
    >>> round(float(jensen_shannon(np.array([1, 1]), np.array([1, 0]))), 6)  # 3/2 - 3/4 log2 3
    0.311278
    """
    p, q = shares(first), shares(second)
    middle = (p + q) / 2
    total = np.zeros(np.broadcast_shapes(p.shape, q.shape)[:-1])
    for side in (p, q):
        ratio = np.divide(side, middle, out=np.ones_like(middle), where=side > 0)
        total += _summed(side * np.log2(ratio)) / 2
    clipped: Floats = np.clip(total, 0.0, 1.0)
    return clipped


def stability_index(before: Counts, after: Counts, smoothing: float = SMOOTHING) -> Floats:
    """The population stability index: sum of (q - p) ln(q / p), in nats, p the earlier shares.

    With a smoothing above 0, each class has so many items more, and the index is always finite.
    Without, a class that is empty on both sides adds nothing, one that is empty on one side makes
    it infinite: see `is_empty_on_one_side`. N. Siddiqi, Credit Risk Scorecards, Wiley 2006.

    >>> round(float(stability_index(np.array([50, 50]), np.array([25, 75]), 0)), 6)  # ln(3) / 4
    0.274653
    """
    p, q = shares(before + smoothing), shares(after + smoothing)
    is_there = (p > 0) & (q > 0)
    ratio = np.divide(q, p, out=np.ones_like(p + q), where=is_there)
    return _summed(np.where(is_there, (q - p) * np.log(ratio), 0.0))


def total_variation(first: Counts, second: Counts) -> Floats:
    """Half the sum of differences of shares: the largest difference for any group of classes.

    >>> float(total_variation(np.array([3, 1]), np.array([1, 3])))
    0.5
    """
    return _summed(np.abs(shares(first) - shares(second))) / 2


def is_empty_on_one_side(first: Counts, second: Counts) -> bool:
    return bool(np.any((first == 0) != (second == 0)))


def expected_by_chance(first: Counts, second: Counts) -> float:
    """What the divergence of two sets of one origin is on average, to first order, in bits.

    (k - 1) / (8 ln 2) * (1 / n1 + 1 / n2), k the classes seen: twice the weighted divergence in
    nats is nearly chi-square. Small sets look apart without being so.

    >>> round(expected_by_chance(np.array([50, 50]), np.array([50, 50])), 6)
    0.003607
    """
    k = int(np.count_nonzero(first + second))
    sizes = 1 / int(np.sum(first)) + 1 / int(np.sum(second))
    return min(1.0, (k - 1) / (8 * float(np.log(2))) * sizes)


def customary_word(index: float) -> str:
    """How credit scoring names the size of an index: a custom, not a verdict.

    >>> customary_word(0.05), customary_word(0.3)
    ('little change by custom', 'large change by custom')
    """
    return next((named for bound, named in CUSTOM if index < bound), LARGE)


def shares(counts: npt.NDArray[np.int64] | npt.NDArray[np.floating]) -> Floats:
    """Each class's share of its set, shape as given; every set has an item."""
    found: Floats = counts / np.add.reduce(counts, axis=-1, keepdims=True)
    return found


def _summed(terms: Floats) -> Floats:
    """Over classes, one after the other, so that the order of adding is always the same."""
    total = np.zeros(terms.shape[:-1])
    for k in range(terms.shape[-1]):
        total += terms[..., k]
    return total
