"""A figure is a record: a number or the reason for its absence, and what it rests on.

Guarantees: `value` is a number exactly when `status` is COMPUTED, and `reason` is there exactly
when it is not; never NaN or infinite. Numbers are rounded to 12 decimals, so that the last bit of
a logarithm, which differs by processor, is not seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from labeltrail.projections.statistics.score import Algorithm, Interval, Status

DECIMALS = 12


class Why(StrEnum):
    """Why there is no number; codes are stable, sentences may be reworded."""

    NO_ITEMS = "NO_ITEMS"
    NO_CLASSES = "NO_CLASSES"
    ONE_CLASS = "ONE_CLASS"
    EMPTY_CLASS = "EMPTY_CLASS"
    EMPTY_ON_ONE_SIDE = "EMPTY_ON_ONE_SIDE"
    SETS_OVERLAP = "SETS_OVERLAP"
    ONE_ITEM = "ONE_ITEM"
    NO_VARIATION = "NO_VARIATION"
    ALL_DIFFERENT = "ALL_DIFFERENT"
    FIRST_PERIOD = "FIRST_PERIOD"
    NOT_ASKED = "NOT_ASKED"


STATUS_OF: Mapping[Why, Status] = {
    Why.NO_ITEMS: Status.INSUFFICIENT_EVIDENCE,
    Why.NO_CLASSES: Status.UNDEFINED,
    Why.ONE_CLASS: Status.UNDEFINED,
    Why.EMPTY_CLASS: Status.UNDEFINED,
    Why.EMPTY_ON_ONE_SIDE: Status.UNDEFINED,
    Why.SETS_OVERLAP: Status.UNDEFINED,
    Why.ONE_ITEM: Status.INSUFFICIENT_EVIDENCE,
    Why.NO_VARIATION: Status.UNDEFINED,
    Why.ALL_DIFFERENT: Status.UNDEFINED,
    Why.FIRST_PERIOD: Status.UNDEFINED,
    Why.NOT_ASKED: Status.UNDEFINED,
}

SENTENCES: Mapping[Why, str] = {
    Why.NO_ITEMS: "There is no item with a value here.",
    Why.NO_CLASSES: "The list of classes is empty.",
    Why.ONE_CLASS: "The list holds one class, so nothing can be uneven.",
    Why.EMPTY_CLASS: "A class has no item, so the largest cannot be divided by the smallest.",
    Why.EMPTY_ON_ONE_SIDE: (
        "A class has items on one side only, so the logarithm of the ratio of its shares is"
        " infinite; the smoothed figure has a value."
    ),
    Why.SETS_OVERLAP: "Some items are in both sets, so the two are not independent samples.",
    Why.ONE_ITEM: "One item cannot vary; at least two are needed.",
    Why.NO_VARIATION: "All items have the same class, so nothing can tell it.",
    Why.ALL_DIFFERENT: (
        "Every item has a value of its own, so the values name the items and say nothing of others."
    ),
    Why.FIRST_PERIOD: "It is the first period; there is none before it.",
    Why.NOT_ASKED: "It was not asked for.",
}


class Lack(msgspec.Struct, frozen=True, kw_only=True):
    """Why there is no number: the code to branch on, the sentence for people."""

    code: Why
    sentence: str


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """
    value      the number, or None
    n_items    items that it rests on
    interval   None where none was asked for or none can be had
    algorithm  its version rises whenever the same items could give another number
    """

    value: float | None
    status: Status
    reason: Lack | None
    n_items: int
    interval: Interval | None = None
    algorithm: Algorithm


def computed(
    value: float, name: str, *, n_items: int, interval: Interval | None = None, version: int = 1
) -> Figure:
    return Figure(
        value=rounded(value),
        status=Status.COMPUTED,
        reason=None,
        n_items=n_items,
        interval=interval,
        algorithm=Algorithm(name=name, version=version),
    )


def absent(why: Why, name: str, *, n_items: int, version: int = 1) -> Figure:
    return Figure(
        value=None,
        status=STATUS_OF[why],
        reason=Lack(code=why, sentence=SENTENCES[why]),
        n_items=n_items,
        algorithm=Algorithm(name=name, version=version),
    )


def rounded(value: float) -> float:
    """To 12 decimals, and never -0."""
    return round(value, DECIMALS) + 0.0


def interval(
    low: float,
    high: float,
    method: str,
    level: float,
    seed: int | None = None,
    resamples: int | None = None,
) -> Interval:
    """`seed` and `resamples` of those that are drawn, None of closed forms."""
    return Interval(
        level=level,
        method=method,
        seed=seed,
        low=rounded(low),
        high=rounded(high),
        resamples=resamples,
    )
