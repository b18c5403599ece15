"""How an audit's sample is drawn: by strata, in proportion, each item of a stratum equally likely.

Guarantees: the same population, strata, size and seed give the same sample, in whatever order
items come.

Every stratum gets its share of the size by largest remainders, at least one item and never more
than it has; without replacement, by a random order of (seed, stratum number). The number of items
for a wanted half width h at an expected error rate p, and back:

    h = z sqrt(p q / n + z^2 / (4 n^2)) / (1 + z^2 / n)          Wilson's half width

Source: W. G. Cochran, Sampling Techniques (3rd edition, 1977), chapters 4 and 5; E. B. Wilson,
Journal of the American Statistical Association 22 (1927).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import sqrt

import msgspec

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.audits import SampledItem, Stratum
from labeltrail.projections.annotators.proportions import normal_quantile
from labeltrail.projections.statistics.sampler import permutation

ALGORITHM, VERSION = "stratified_sample", 1


class Accepted(msgspec.Struct, frozen=True):
    """An item of the population: what is accepted of it, and the stratum it is in."""

    item: str
    category: str
    stratum: str = ""


class Sampled(msgspec.Struct, frozen=True, kw_only=True):
    """Strata in the order of their keys, the sample sorted by item."""

    strata: tuple[Stratum, ...]
    sample: tuple[SampledItem, ...]


def sampled(population: Sequence[Accepted], size: int, *, seed: int) -> Sampled:
    """At most all of the population.

    >>> people = [Accepted(f"i{n}", "cat" if n < 6 else "dog", "ab"[n >= 6]) for n in range(10)]
    >>> found = sampled(people, 5, seed=7)
    >>> [(one.key, one.items, one.sampled) for one in found.strata]
    [('a', 6, 3), ('b', 4, 2)]
    """
    strata: dict[str, list[Accepted]] = {}
    for one in sorted(population, key=lambda one: one.item):
        strata.setdefault(one.stratum, []).append(one)
    wanted = allocated({key: len(strata[key]) for key in strata}, size)
    drawn = [
        strata[key][place]
        for number, key in enumerate(sorted(strata))
        for place in permutation(seed, number, len(strata[key]))[: wanted[key]].tolist()
    ]
    return Sampled(
        strata=tuple(
            Stratum(key=key, items=len(strata[key]), sampled=wanted[key]) for key in sorted(strata)
        ),
        sample=tuple(
            SampledItem(item_id=ItemId(one.item), stratum=one.stratum, accepted=one.category)
            for one in sorted(drawn, key=lambda one: one.item)
        ),
    )


def allocated(strata: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each stratum, which has so many items.

    >>> allocated({"a": 90, "b": 9, "c": 1}, 10)
    {'a': 8, 'b': 1, 'c': 1}
    """
    total = sum(strata.values())
    size = min(size, total)
    if size < len(strata):
        order = sorted(strata, key=lambda key: (-strata[key], key))
        return {key: int(key in order[:size]) for key in sorted(strata)}
    exact = {key: Fraction(size * strata[key], total) for key in strata}
    found = {key: max(1, int(exact[key])) for key in strata}
    while sum(found.values()) != size:
        lacks = sum(found.values()) < size
        sign = 1 if lacks else -1
        may = [key for key in strata if (found[key] < strata[key] if lacks else found[key] > 1)]
        key = min(may, key=lambda key: (-sign * (exact[key] - found[key]), key))
        found[key] += sign
    return dict(sorted(found.items()))


def half_width(n: int, rate: float, *, level: float) -> float:
    """Of Wilson's interval of n items, if the error rate among them is as expected.

    >>> round(half_width(385, 0.5, level=0.95), 4)
    0.0497
    """
    z = normal_quantile(level)
    return z * sqrt(rate * (1 - rate) / n + z * z / (4 * n * n)) / (1 + z * z / n)


def size_for(width: float, rate: float, *, level: float, most: int) -> int:
    """The least number of items whose interval reaches no further to either side; at most `most`.

    >>> size_for(0.05, 0.5, level=0.95, most=1_000)
    381
    """
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        if half_width(middle, rate, level=level) <= width:
            high = middle
        else:
            low = middle + 1
    return low
