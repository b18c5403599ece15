"""Whether an annotator's answers get worse or better over time, and what guidelines did to them.

The series is 1 for a right answer and 0 for a wrong one, over the labels that have something to be
held against, in order of `occurred_at` (equal times by position).

In control is the annotator's own share of right answers over all these labels, (right + 1/2) /
(n + 1), so the charts find change and not bad work, which `accuracy` tells; or a share that is
given, so that charts do not change as labels come. It is rounded to a thousandth and lies between
0.01 and 0.99.

EWMA: weight 0.05 and width 2.615, which for a normal series gives 500 values between false alarms
(J. M. Lucas and M. S. Saccucci, Technometrics 32, 1990); for right and wrong it is 270 labels at a
share of 0.98, 420 at 0.9 and 570 at 0.5, measured over 300,000 each. Sigma is sqrt(p (1 - p));
limits are those of large t, since the first ones of a normal series would take one wrong answer
for a signal, and are cut at 0 and 1. CUSUM: of errors, to find odds of error twice as large, with
500 labels or more between false alarms, exactly (see `run_length`).

Around each publication of a guideline revision: the share right of the labels since the revision
before, and of those until the next, with the interval of after minus before.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from math import sqrt

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.annotators import charts
from labeltrail.projections.annotators.figures import Contrast, Share
from labeltrail.projections.annotators.material import HeldAgainst
from labeltrail.projections.annotators.proportions import difference, share
from labeltrail.projections.annotators.run_length import design
from labeltrail.projections.columns.readings import Mask

EWMA_WEIGHT = 0.05
EWMA_WIDTH = 2.615
ERROR_ODDS_RATIO = 2.0
LABELS_PER_FALSE_ALARM_MIN = 500

Integers = npt.NDArray[np.int64]


class Chart(StrEnum):
    """Which chart gave a signal."""

    EWMA = "ewma"
    CUSUM = "cusum"


class Direction(StrEnum):
    """Whether answers got worse or better."""

    WORSE = "worse"
    BETTER = "better"


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """A guideline revision that was published; `published_at` in microseconds since 1970 UTC, by
    its source."""

    revision: int
    published_at: int
    position: int


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """`place` and `began` count the series' labels from 1; `position` is that of the label's event
    that raised it. `began`: where the change came, for the CUSUM."""

    chart: Chart
    direction: Direction
    place: int
    began: int | None
    row: int
    position: int
    occurred_at: int
    value: float
    limit: float


class RevisionMark(msgspec.Struct, frozen=True, kw_only=True):
    """`labels_before`: so many labels of the series came before the publication. `change`: first
    is after, second is before."""

    revision: Revision
    labels_before: int
    change: Contrast


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the charts were drawn with; shares of right answers, and of errors."""

    in_control: float
    is_given: bool
    ewma_weight: float
    ewma_width: float
    out_of_control_errors: float
    right_score: int
    wrong_score: int
    threshold: int
    labels_per_false_alarm: float


class Drift(msgspec.Struct, frozen=True, kw_only=True):
    """`rows`, `right`, `ewma` and `cusum` have one entry a label of the series."""

    against: HeldAgainst
    settings: Settings
    rows: tuple[int, ...]
    right: tuple[bool, ...]
    ewma: charts.Ewma
    cusum: charts.Cusum
    alarms: tuple[Alarm, ...]
    revisions: tuple[RevisionMark, ...]


class Series(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """Labels in the order of happening."""

    rows: npt.NDArray[np.intp]
    right: Mask
    occurred_at: Integers
    position: Integers


def drift(
    series: Series,
    against: HeldAgainst,
    revisions: Sequence[Revision],
    *,
    in_control: float | None = None,
) -> Drift:
    """`in_control`: the share of right answers to hold the series against, above 0 and below 1."""
    set_ = _settings(series.right, in_control)
    right = [float(one) for one in series.right]
    found = charts.ewma(
        right,
        target=set_.in_control,
        sigma=sqrt(set_.in_control * (1 - set_.in_control)),
        weight=EWMA_WEIGHT,
        width=EWMA_WIDTH,
        is_settled=True,
    )
    found = msgspec.structs.replace(
        found,
        lower=tuple(max(0.0, one) for one in found.lower),
        upper=tuple(min(1.0, one) for one in found.upper),
    )
    scores = [set_.right_score if one else set_.wrong_score for one in series.right.tolist()]
    sums = charts.cusum(scores, threshold=set_.threshold)
    return Drift(
        against=against,
        settings=set_,
        rows=tuple(series.rows.tolist()),
        right=tuple(series.right.tolist()),
        ewma=found,
        cusum=sums,
        alarms=_alarms(series, found, sums, set_),
        revisions=_marks(series, revisions),
    )


def _settings(right: Mask, given: float | None) -> Settings:
    if given is not None and not 0 < given < 1:
        raise ValueError(f"a share in control lies between 0 and 1, not at {given}")
    own = (int(np.count_nonzero(right)) + 0.5) / (len(right) + 1)
    chosen = design(
        1 - (own if given is None else given),
        odds_ratio=ERROR_ODDS_RATIO,
        labels_min=LABELS_PER_FALSE_ALARM_MIN,
    )
    return Settings(
        in_control=round(1 - chosen.errors, 3),
        is_given=given is not None,
        ewma_weight=EWMA_WEIGHT,
        ewma_width=EWMA_WIDTH,
        out_of_control_errors=chosen.out_of_control,
        right_score=chosen.right,
        wrong_score=chosen.wrong,
        threshold=chosen.threshold,
        labels_per_false_alarm=chosen.labels_per_false_alarm,
    )


def _alarms(
    series: Series, found: charts.Ewma, sums: charts.Cusum, set_: Settings
) -> tuple[Alarm, ...]:
    """In the order of the labels; the EWMA's first where both signal at one."""

    def alarm(
        chart: Chart,
        direction: Direction,
        place: int,
        began: int | None,
        value: float,
        limit: float,
    ) -> Alarm:
        return Alarm(
            chart=chart,
            direction=direction,
            place=place + 1,
            began=None if began is None else began + 1,
            row=int(series.rows[place]),
            position=int(series.position[place]),
            occurred_at=int(series.occurred_at[place]),
            value=value,
            limit=limit,
        )

    raised = []
    for place in found.signals:
        value = found.values[place]
        is_worse = value < set_.in_control
        limit = found.lower[place] if is_worse else found.upper[place]
        direction = Direction.WORSE if is_worse else Direction.BETTER
        raised.append(alarm(Chart.EWMA, direction, place, None, value, limit))
    for place, began in zip(sums.signals, sums.began, strict=True):
        raised.append(
            alarm(Chart.CUSUM, Direction.WORSE, place, began, sums.values[place], set_.threshold)
        )
    return tuple(sorted(raised, key=lambda one: one.place))


def _marks(series: Series, revisions: Sequence[Revision]) -> tuple[RevisionMark, ...]:
    published = sorted(revisions, key=lambda one: (one.published_at, one.position))
    times = np.array([one.published_at for one in published], dtype=np.int64)
    # A label of the very moment of publication counts as after it.
    places = np.searchsorted(series.occurred_at, times, side="left").tolist()
    bounds = [0, *places, len(series.right)]
    marks = []
    for number, revision in enumerate(published):
        start, at, end = bounds[number : number + 3]
        marks.append(
            RevisionMark(
                revision=revision,
                labels_before=at,
                change=difference(_right(series, at, end), _right(series, start, at)),
            )
        )
    return tuple(marks)


def _right(series: Series, start: int, end: int) -> Share:
    return share(int(np.count_nonzero(series.right[start:end])), end - start)
