"""What advice on a taxonomy is made of: findings with their numbers, items and sentences. Pure."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from labeltrail.projections.statistics.score import Algorithm, Interval

ALGORITHM = Algorithm(name="taxonomy_advice", version=1)


class Finding(StrEnum):
    CONFUSED = "confused"
    """The two classes meet on items more often than by chance."""
    INDISTINGUISHABLE = "indistinguishable"
    """Among values of the two, who said which is as good as a toss: candidates to merge."""
    HARDLY_USED = "hardly_used"
    OTHER_SWALLOWS = "other_swallows"


class Ground(StrEnum):
    """Whether advice can be given at all."""

    ENOUGH = "enough"
    TOO_FEW_VALUES = "too_few_values"
    ANSWERS_OPEN = "answers_open"
    """The task's answers are no short list of classes."""


class ShownItem(msgspec.Struct, frozen=True):
    """An item that shows it, and what it adds, in values."""

    item_id: str
    weight: float


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """
    classes      the two, or the one, by their ids
    measure      what `value` is: ratio_to_chance, alpha of the two, share of values
    value        with its interval, None where there are too few or too many items for one
    n_items      items with two values or more on which the finding rests
    n_values     values of these classes
    disagreement share of all disagreement that involves the pair, or the class
    items        those that show it best, heaviest first
    """

    finding: Finding
    classes: tuple[str, ...]
    measure: str
    value: float
    interval: Interval | None
    n_items: int
    n_values: int
    disagreement: float | None
    items: tuple[ShownItem, ...]
    sentence: str


class AdviceGiven(msgspec.Struct, frozen=True, kw_only=True):
    """`n_items` with two values or more; `n_values` of all items; `alpha` is nominal."""

    ground: Ground
    sentence: str
    n_items: int
    n_values: int
    alpha: float | None
    advice: tuple[Advice, ...] = ()
    algorithm: Algorithm = ALGORITHM
