"""What one report of agreement takes on: readings, work and time.

Pure. Work is parts x measures x resamples x readings, estimated before anything is computed: parts
by what can exist and not only by what is asked for, readings by how many there are in all parts
together, at least READINGS_MIN in each, for a resample has a cost of its own. 1,000 resamples of
three coefficients of 100,000 items with five answers each are 1,500,000,000.
"""

from __future__ import annotations

import msgspec
import numpy as np

from labeltrail.projections.agreement.by import By
from labeltrail.projections.columns.readings import Mask, Readings
from labeltrail.projections.statistics.errors import TooMuchAsked

READINGS_MIN = 1_000
APART = frozenset({By.SLICE, By.GUIDELINE_REVISION, By.DAY, By.WEEK, By.MONTH})
"""Whose parts share no reading."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """
    readings_max   answers that a question is about; about 120 bytes each
    work_max       of drawing again, see the module; large tables are drawn faster than small ones
    seconds_max    of computing
    """

    readings_max: int = 5_000_000
    work_max: int = 2_000_000_000
    seconds_max: float = 60.0


ANSWER = Limits()
"""Of an answer that others wait beside."""
COMMAND = Limits(readings_max=20_000_000, work_max=1_000_000_000_000, seconds_max=86_400.0)
"""Of a command on a machine of one's own, which Ctrl-C ends."""


def require_readings(n: int, limits: Limits) -> None:
    """Raises TooMuchAsked."""
    if n > limits.readings_max:
        raise TooMuchAsked(f"more than {limits.readings_max:,} answers; ask about a batch")


def require_work(work: int, limits: Limits) -> None:
    """Raises TooMuchAsked."""
    if work > limits.work_max:
        raise TooMuchAsked(
            f"parts, coefficients, resamples and answers multiply to {work:,}, more than"
            f" {limits.work_max:,}; ask for fewer of them, or about a batch or a time"
        )


def work_of(
    readings: Readings, by: By, within: Mask, *, parts_max: int, measures: int, resamples: int
) -> int:
    """`parts_max` are asked for, or are all there can be."""
    n = int(np.count_nonzero(within))
    parts_max = min(parts_max, max(n, 1))
    annotators = len(np.unique(readings.annotator[within]))
    if by is By.WHOLE:
        parts_max = min(parts_max, 1)
    elif by is By.ANNOTATOR:
        parts_max = min(parts_max, annotators)
    elif by is By.PAIR:
        parts_max = min(parts_max, annotators * (annotators - 1) // 2)
    elif by is By.GUIDELINE_REVISION:
        parts_max = min(parts_max, len(np.unique(readings.guideline_revision[within])))
    held = parts_max * n
    if by in APART:
        held = min(held, n)
    elif by in (By.PAIR, By.ANNOTATOR):  # a reading is in so many parts as others read its item
        most = int(np.bincount(readings.item[within]).max(initial=0))
        held = min(held, 2 * n * most)
    return measures * resamples * max(held, parts_max * READINGS_MIN)
