"""Classes of a hierarchy rolled up: the same items seen at every level of the tree.

Guarantees: every value is at every level; one that ends above a level stays what it is there.
"""

from __future__ import annotations

from collections.abc import Mapping

from labeltrail.projections.distribution.sample import Sample


def rolled_up(sample: Sample, parents: Mapping[str, str | None]) -> tuple[Sample, ...]:
    """From the roots down; the last level has all classes as they are.

    `parents` names the parent of each class, None for a root; a class that it does not name is
    one. Raises ValueError for classes that are their own ancestors.

    >>> parents = {"animal": None, "cat": "animal", "dog": "animal", "car": None}
    >>> sample = Sample.of([("i1", "cat"), ("i2", "dog"), ("i3", "car")], list(parents))
    >>> [dict(zip(one.categories, one.counts().tolist())) for one in rolled_up(sample, parents)]
    [{'animal': 2, 'car': 1}, {'animal': 0, 'cat': 1, 'dog': 1, 'car': 1}]
    """
    paths = [_path(one, parents) for one in sample.categories]
    depth = max((len(one) for one in paths), default=0)
    levels = []
    for level in range(depth):
        ends = [path[min(level, len(path) - 1)] for path in paths]
        names = tuple(dict.fromkeys(ends))
        place = {name: n for n, name in enumerate(names)}
        levels.append(sample.rolled([place[one] for one in ends], names))
    return tuple(levels)


def _path(name: str, parents: Mapping[str, str | None]) -> list[str]:
    path = [name]
    while (above := parents.get(path[0])) is not None:
        if above in path:
            raise ValueError(f"class {above!r} is its own ancestor")
        path.insert(0, above)
    return path
