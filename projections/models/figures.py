"""How a model did, class by class, and what a new version or release changed.

    accuracy       right / items            recall of c      right of c / items that are c
    F1 of c        2 right / (are c + called c)              precision of c   right of c / called c

Items that it gave no answer to count as wrong in accuracy and recall, and in no precision. Shares
have Wilson's interval; the change of a share from one evaluation to another has Newcombe's, which
takes the two for independent: on the same items that is rather too wide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from labeltrail.events.streams.model import ClassFigures, Confusion, Evaluated
from labeltrail.events.streams.model.decide import figures_of
from labeltrail.projections.annotators.figures import Contrast, LackCode, Share
from labeltrail.projections.annotators.proportions import LEVEL, difference, share


class ClassPerformance(msgspec.Struct, frozen=True, kw_only=True):
    """`f1` is None where the class neither is nor was called."""

    category: str
    precision: Share
    recall: Share
    f1: float | None


class Performance(msgspec.Struct, frozen=True, kw_only=True):
    """What an evaluation says. `unanswered` items have no answer that counts."""

    accuracy: Share
    unanswered: int
    classes: tuple[ClassPerformance, ...]


class ClassImpact(msgspec.Struct, frozen=True, kw_only=True):
    """What changed for a class: after minus before."""

    category: str
    precision: Contrast
    recall: Contrast


class Impact(msgspec.Struct, frozen=True, kw_only=True):
    """Classes that lost most in recall first; those without a value last, then by name."""

    accuracy: Contrast
    classes: tuple[ClassImpact, ...]


def performance(result: Evaluated, *, level: float = LEVEL) -> Performance:
    """Classes as the evaluation lists them, or as its confusion names them.

    >>> from labeltrail.events.streams.model import Against
    >>> cells = (Confusion(truth="a", said="a", items=8), Confusion(truth="a", said="b", items=2),
    ...     Confusion(truth="b", said="b", items=9), Confusion(truth="b", said=None, items=1))
    >>> found = performance(Evaluated(task="t", against=Against.GOLD, taxonomy_version=1,
    ...     is_computed=False, items=20, right=17, classes=(), confusion=cells))
    >>> found.accuracy.value, found.unanswered, [one.recall.value for one in found.classes]
    (0.85, 1, [0.8, 0.9])
    """
    listed = result.classes or figures_of(result.confusion)
    return Performance(
        accuracy=share(result.right, result.items, level=level),
        unanswered=sum(one.items for one in result.confusion if one.said is None),
        classes=tuple(_of_class(one, level) for one in listed),
    )


def impact(before: Evaluated, after: Evaluated, *, level: float = LEVEL) -> Impact:
    """Of every class that either names."""
    sides = [
        {one.category: one for one in (side.classes or figures_of(side.confusion))}
        for side in (before, after)
    ]
    names = list(dict.fromkeys([*sides[1], *sides[0]]))
    found = [_impact(name, sides, level) for name in names]
    return Impact(
        accuracy=difference(
            share(after.right, after.items, level=level),
            share(before.right, before.items, level=level),
            level=level,
        ),
        classes=tuple(sorted(found, key=_by_loss)),
    )


def confusion_of(
    said: Mapping[str, str | None], truths: Mapping[str, str], categories: Sequence[str]
) -> tuple[Confusion, ...]:
    """Of the items that have a truth among the categories; in their order, no answer last."""
    known = {category: place for place, category in enumerate(categories)}
    counts: dict[tuple[int, int], int] = {}
    for item, truth in truths.items():
        if truth in known and item in said:
            answer = said[item]
            place = known.get(answer, len(known)) if answer is not None else len(known)
            key = (known[truth], place)
            counts[key] = counts.get(key, 0) + 1
    return tuple(
        Confusion(
            truth=categories[truth],
            said=categories[place] if place < len(categories) else None,
            items=n,
        )
        for (truth, place), n in sorted(counts.items())
    )


def _of_class(one: ClassFigures, level: float) -> ClassPerformance:
    both = one.truth + one.said
    return ClassPerformance(
        category=one.category,
        precision=_precision(one, level),
        recall=_recall(one, level),
        f1=2 * one.right / both if both else None,
    )


def _precision(one: ClassFigures, level: float) -> Share:
    return share(one.right, one.said, lack=LackCode.NO_LABELS, level=level)


def _recall(one: ClassFigures, level: float) -> Share:
    return share(one.right, one.truth, lack=LackCode.NO_REFERENCE, level=level)


def _impact(name: str, sides: Sequence[Mapping[str, ClassFigures]], level: float) -> ClassImpact:
    nothing = ClassFigures(category=name, truth=0, said=0, right=0)
    before, after = (side.get(name, nothing) for side in sides)
    return ClassImpact(
        category=name,
        precision=difference(_precision(after, level), _precision(before, level), level=level),
        recall=difference(_recall(after, level), _recall(before, level), level=level),
    )


def _by_loss(one: ClassImpact) -> tuple[bool, float, str]:
    value = one.recall.value
    return (value is None, 0.0 if value is None else value, one.category)
