"""What a scorecard is made of: figures with what they rest on, never bare numbers.

Guarantees: `value` is a number exactly when `status` is COMPUTED, `lack` is there exactly when it
is not, and `n` says how many labels, pairs or sessions are behind it. Never NaN.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from labeltrail.projections.statistics.score import Algorithm, Interval, Status


class LackCode(StrEnum):
    """Why a figure has no value; codes are stable, sentences may be reworded."""

    NO_LABELS = "NO_LABELS"
    NO_REFERENCE = "NO_REFERENCE"
    NO_OTHERS = "NO_OTHERS"
    NO_REPEATS = "NO_REPEATS"
    NO_SECONDS = "NO_SECONDS"
    NO_SUGGESTION = "NO_SUGGESTION"
    NO_COUNTERPART = "NO_COUNTERPART"
    NO_TIME_BETWEEN = "NO_TIME_BETWEEN"
    TOO_FEW = "TOO_FEW"
    TOO_MANY = "TOO_MANY"
    NO_VARIATION = "NO_VARIATION"


class Lack(msgspec.Struct, frozen=True, kw_only=True):
    code: LackCode
    sentence: str


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """So many of so many; `value` is hits / n, 0 to 1."""

    value: float | None
    status: Status
    lack: Lack | None
    hits: int
    n: int
    interval: Interval | None
    algorithm: Algorithm


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One number of its own unit, from `n` observations."""

    value: float | None
    status: Status
    lack: Lack | None
    n: int
    algorithm: Algorithm


class Contrast(msgspec.Struct, frozen=True, kw_only=True):
    """Two shares of different labels, and `value`, the first minus the second."""

    value: float | None
    status: Status
    lack: Lack | None
    first: Share
    second: Share
    interval: Interval | None
    algorithm: Algorithm


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """A measure of trend, -1 to 1, and how often chance alone comes as far from 0.

    method  PERMUTATION, with its seed and resamples, or NORMAL
    """

    value: float | None
    status: Status
    lack: Lack | None
    p_value: float | None
    n: int
    method: str
    resamples: int | None
    seed: int | None
    algorithm: Algorithm


UNDEFINED = frozenset({LackCode.NO_VARIATION, LackCode.NO_TIME_BETWEEN, LackCode.TOO_MANY})

SENTENCES: Mapping[LackCode, str] = {
    LackCode.NO_LABELS: "There is no label here that counts.",
    LackCode.NO_REFERENCE: "No label is on an item that has a value to hold it against.",
    LackCode.NO_OTHERS: "Nobody else has answered any of these items.",
    LackCode.NO_REPEATS: "No item was answered twice.",
    LackCode.NO_SECONDS: "No label says how many seconds were spent.",
    LackCode.NO_SUGGESTION: "No suggestion was shown with any of these labels.",
    LackCode.NO_COUNTERPART: "One of the two sides has no labels, so there is nothing to compare.",
    LackCode.NO_TIME_BETWEEN: "No time passes between the labels, so there is no rate.",
    LackCode.TOO_FEW: "There are too few labels.",
    LackCode.TOO_MANY: "There are too many labels for an exact answer.",
    LackCode.NO_VARIATION: "All values are the same, so there is nothing to tell apart.",
}


def lack_of(code: LackCode) -> tuple[Status, Lack]:
    """The status and the reason of a figure without a value."""
    status = Status.UNDEFINED if code in UNDEFINED else Status.INSUFFICIENT_EVIDENCE
    return status, Lack(code=code, sentence=SENTENCES[code])


def figure(value: float | LackCode, n: int, algorithm: Algorithm) -> Figure:
    if isinstance(value, LackCode):
        status, lack = lack_of(value)
        return Figure(value=None, status=status, lack=lack, n=n, algorithm=algorithm)
    return Figure(value=value, status=Status.COMPUTED, lack=None, n=n, algorithm=algorithm)
