"""Straight-lining: the same answer again and again, and what chance would make of it.

`longest` is the longest run of one answer, in the order of happening. Its probability is that of
a run at least that long of any class, in as many answers drawn independently by the annotator's
own class shares p_c. With new_t(c) the probability that a run of c begins at t before any run has
reached L answers, and at_t(c) that one of c is going on there:

    new_t(c)     = p_c (sum over d <> c of at_{t-1}(d))
    reached_t(c) = p_c^{L-1} new_{t-L+1}(c)
    at_t(c)      = p_c at_{t-1}(c) + new_t(c) - reached_t(c)
    probability  = sum over t and c of reached_t(c)

Exact, in n times the number of classes steps; sums of what is reached, not a difference from 1,
so that very small probabilities keep their digits. Source: W. Feller, An Introduction to
Probability Theory I, chapter XIII (recurrent events); M. Schilling, The Longest Run of Heads, The
College Mathematics Journal 21 (1990). Where all answers are the same the probability is 1: the
shares say so themselves, and the comparison with the others is what tells.
"""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.annotators.figures import (
    Contrast,
    Figure,
    LackCode,
    Share,
    figure,
)
from labeltrail.projections.annotators.proportions import difference, share
from labeltrail.projections.statistics.score import Algorithm
from labeltrail.projections.statistics.table import Codes

STEPS_MAX = 4_000_000
"""Answers times classes; above, no probability is worked out."""
RUN = Algorithm(name="probability_of_longest_run", version=1)


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """`length` answers of `category`, the first of them at place `start` (from 0) of the rows."""

    category: int
    length: int
    start: int


class Monotony(msgspec.Struct, frozen=True, kw_only=True):
    """`modal`: the share of the answer given most, and of the same answer among everybody else's
    on the same items, pooled. The interval takes all answers for independent."""

    longest: Run | None
    probability: Figure
    modal_category: int | None
    modal: Contrast


def monotony(answer: Codes, modal: int | None, others: Share) -> Monotony:
    """`answer` in the order of happening; `others`: how many of theirs are the modal one."""
    n = len(answer)
    run = longest_run(answer)
    counts = np.bincount(answer) if n else np.zeros(0, dtype=np.int64)
    chance: float | LackCode = LackCode.NO_LABELS if run is None else LackCode.TOO_MANY
    if run is not None and n * np.count_nonzero(counts) <= STEPS_MAX:
        chance = probability_of_run(run.length, n, counts[counts > 0] / n)
    hits = 0 if modal is None else int(np.count_nonzero(answer == modal))
    return Monotony(
        longest=run,
        probability=figure(chance, n, RUN),
        modal_category=modal,
        modal=difference(
            share(hits, n),
            others,
            lack=LackCode.NO_OTHERS if n else LackCode.NO_LABELS,
        ),
    )


def modal_of(answer: Codes) -> int | None:
    """The answer given most; the first in the list of those that tie."""
    return int(np.argmax(np.bincount(answer))) if len(answer) else None


def longest_run(answer: Codes) -> Run | None:
    """The first of the longest."""
    if not len(answer):
        return None
    starts = np.flatnonzero(np.concatenate(([True], answer[1:] != answer[:-1])))
    lengths = np.diff(np.append(starts, len(answer)))
    at = int(np.argmax(lengths))
    return Run(category=int(answer[starts[at]]), length=int(lengths[at]), start=int(starts[at]))


def probability_of_run(length: int, n: int, shares: npt.NDArray[np.float64]) -> float:
    """That n independent answers hold a run of `length` or more of any class.

    Ten tosses of a coin, four or more alike in a row: Schilling's B_10(3) = 2 A_9(2) = 2 * 274
    sequences of 1,024 have none.

    >>> probability_of_run(4, 10, np.array([0.5, 0.5])) == (1024 - 2 * 274) / 1024
    True
    """
    if length > n:
        return 0.0
    if length <= 1:
        return 1.0
    classes = [(place, p, p ** (length - 1)) for place, p in enumerate(shares.tolist())]
    new = [[0.0] * len(classes) for _ in range(length)]  # of the last `length` answers, in turn
    at = [0.0] * len(classes)
    total, reached = 1.0, 0.0
    for t in range(n):
        begun, oldest = new[t % length], new[(t + 1) % length]
        for place, p, _ in classes:
            begun[place] = p * (total - at[place])
            at[place] = p * at[place] + begun[place]
        if t >= length - 1:
            for place, _, closing in classes:
                done = closing * oldest[place]
                at[place] = max(0.0, at[place] - done)
                reached += done
        total = sum(at)
    return min(1.0, reached)
