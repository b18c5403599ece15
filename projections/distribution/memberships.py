"""Values that hold several classes at once: which classes they hold, and how many.

Guarantees: an item without a class counts as what it is, an empty set, never as missing.
Of rankings the first place counts: those who share it all hold it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from labeltrail.projections.distribution.balance import ClassShare, class_shares
from labeltrail.projections.distribution.proportions import LEVEL
from labeltrail.projections.distribution.sample import Sample


class Memberships(msgspec.Struct, frozen=True, kw_only=True):
    """
    classes  of each class how many values hold it, and their share; shares do not add up to 1
    sizes    how many values hold so many classes, by number of classes
    """

    n_items: int
    n_values: int
    classes: tuple[ClassShare, ...]
    sizes: Mapping[int, int]
    missing: tuple[str, ...]


def of_sets(sample: Sample, classes: Sequence[str], level: float = LEVEL) -> Memberships:
    """From sets as categories: JSON arrays of class ids.

    >>> sample = Sample.of([("i1", '["red","wet"]'), ("i2", "[]")], ['["red","wet"]', "[]"])
    >>> found = of_sets(sample, ["red", "wet", "big"])
    >>> [(one.category, one.share) for one in found.classes], dict(found.sizes), found.missing
    ([('red', 0.5), ('wet', 0.5), ('big', 0.0)], {0: 1, 2: 1}, ('big',))
    """
    held = [msgspec.json.decode(one, type=list[str]) for one in sample.categories]
    return _memberships(sample, held, classes, level)


def of_first_places(sample: Sample, classes: Sequence[str], level: float = LEVEL) -> Memberships:
    """From rankings as categories: JSON arrays of groups that tie, best first.

    >>> sample = Sample.of([("i1", '[["a"],["b"]]'), ("i2", '[["a","b"]]')],
    ...     ['[["a"],["b"]]', '[["a","b"]]'])
    >>> [one.share for one in of_first_places(sample, ["a", "b"]).classes]
    [1.0, 0.5]
    """
    ranked = [msgspec.json.decode(one, type=list[list[str]]) for one in sample.categories]
    return _memberships(sample, [one[0] if one else [] for one in ranked], classes, level)


def _memberships(
    sample: Sample, held: Sequence[Sequence[str]], classes: Sequence[str], level: float
) -> Memberships:
    sizes: Counter[int] = Counter()
    for one, n in zip(held, sample.counts().tolist(), strict=True):
        if n:
            sizes[len(one)] += n
    shares = tuple(_share(sample, held, name, level) for name in classes)
    return Memberships(
        n_items=sample.n_items,
        n_values=sample.n_values,
        classes=shares,
        sizes=dict(sorted(sizes.items())),
        missing=tuple(one.category for one in shares if not one.n),
    )


def _share(sample: Sample, held: Sequence[Sequence[str]], name: str, level: float) -> ClassShare:
    """The share of values that hold the class; intervals of all classes at once there are none."""
    split = sample.rolled([int(name in one) for one in held], ("without", name))
    return msgspec.structs.replace(class_shares(split, level)[1], simultaneous=None)
