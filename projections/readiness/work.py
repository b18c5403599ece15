"""What would it take: for a requirement that is not met, the shortest list of work that could turn
it.

Pure. How sure the list is, is said with it:

EXACT           that much work does it and less does not
AT_LEAST        so much is needed, and more may be: nobody knows what the work will say
GREEDY          the list would do it, and a shorter one may
NOT_COMPUTABLE  no work of this kind does it, or none can be told
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum

import msgspec

from labeltrail.events.identifiers import ItemId

STEPS_SHOWN_MAX = 100
"""Of one requirement; `total` counts all of them."""
GROWTH_MAX = 1_000_000
"""Cases that are counted on: of more, nobody can say."""


class WorkKind(StrEnum):
    """What is to be done, so many times."""

    LABEL = "label"
    """Labels of the item, by persons who have not labeled it."""
    REVIEW = "review"
    ADJUDICATE = "adjudicate"
    RESOLVE_ESCALATION = "resolve_escalation"
    RELABEL = "relabel"
    """Labels of the item revised, by those who gave them."""
    AGREE = "agree"
    """The annotators of the item would say the same: labels of it revised."""
    FIND_ITEMS = "find_items"
    """Items of the class, to be had and labeled."""
    REPEAT = "repeat"
    """Planned repeats that say the same again."""
    ANSWER_GOLD = "answer_gold"
    """Right answers to items with gold."""
    CHECK_ANNOTATOR = "check_annotator"
    WITHDRAW = "withdraw"
    """The item, which is there already."""


class Sureness(StrEnum):
    """How sure the list is; see the module."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    GREEDY = "greedy"
    NOT_COMPUTABLE = "not_computable"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """`times` of one kind of work, on an item, by an annotator or of a class where it is known."""

    kind: WorkKind
    times: int
    item_id: ItemId | None = None
    annotator: str | None = None
    category: str | None = None


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """`steps` at most STEPS_SHOWN_MAX, in the order to take them; `total` are all times of all."""

    sureness: Sureness
    sentence: str
    steps: tuple[Step, ...] = ()
    total: int = 0


def work(steps: Iterable[Step], sureness: Sureness, sentence: str) -> Work:
    found = [one for one in steps if one.times > 0]
    return Work(
        sureness=sureness,
        sentence=sentence,
        steps=tuple(found[:STEPS_SHOWN_MAX]),
        total=sum(one.times for one in found),
    )


def none_known(sentence: str) -> Work:
    return Work(sureness=Sureness.NOT_COMPUTABLE, sentence=sentence)


def fewest(is_enough: Callable[[int], bool], most: int) -> int | None:
    """The least number from 0 to `most` that is enough, where more is never less; None: not even
    the most is.

    >>> fewest(lambda n: n * n >= 50, 100), fewest(lambda n: n > 5, 5)
    (8, None)
    """
    if most < 0 or not is_enough(most):
        return None
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        if is_enough(middle):
            high = middle
        else:
            low = middle + 1
    return low


def on_items(kind: WorkKind, weights: Iterable[tuple[ItemId, int]], total: int) -> tuple[Step, ...]:
    """Items in the order given, each with its times, until so many are told."""
    steps: list[Step] = []
    for item_id, times in weights:
        if total <= 0:
            break
        taken = min(times, total)
        steps.append(Step(kind=kind, times=taken, item_id=item_id))
        total -= taken
    return tuple(steps)


def together(parts: Iterable[Work], sentence: str) -> Work:
    """The work of all: as unsure as the least sure."""
    found = list(parts)
    order = (Sureness.NOT_COMPUTABLE, Sureness.AT_LEAST, Sureness.GREEDY, Sureness.EXACT)
    sureness = min((one.sureness for one in found), key=order.index, default=Sureness.EXACT)
    steps = list(dict.fromkeys(step for one in found for step in one.steps))
    return Work(
        sureness=sureness,
        sentence=sentence,
        steps=tuple(steps[:STEPS_SHOWN_MAX]),
        total=sum(one.total for one in found),
    )
