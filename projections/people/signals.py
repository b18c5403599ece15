"""Whether an annotator's last answers call for a suspension: the rules of the policy, measured.

Pure. Shares are held by their point, or by the better end of Wilson's 95 % interval: then nobody
is suspended for what a few answers may be by chance. Figures are rounded to six decimals.

Seven of ten golds right, and the upper end of the interval:

>>> bounded(7, 10, Bound.POINT, high=True), bounded(7, 10, Bound.INTERVAL, high=True)
(Decimal('0.700000'), Decimal('0.892209'))
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from statistics import median

import numpy as np

from labeltrail.events.streams.policy import Bound
from labeltrail.events.streams.policy.people import Signal, SuspensionRule
from labeltrail.events.streams.standing import Figures
from labeltrail.projections.annotators.drift import Direction, Series, drift
from labeltrail.projections.annotators.material import HeldAgainst
from labeltrail.projections.annotators.proportions import wilson
from labeltrail.projections.people.answers import Answered, by_label, first_readings, on_gold

DECIMALS = Decimal("0.000001")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_REJECTED = (2, 3)


def figures(rule: SuspensionRule, answers: Sequence[Answered], *, position: int) -> Figures | None:
    """What the rule measures, where it is beyond its threshold; None where nothing is.

    `answers` are one annotator's, to the rule's task where it names one, as they stand.
    """
    found = measured(rule, answers, position=position)
    if found is None or not is_beyond(rule, found.observed):
        return None
    return found


def measured(rule: SuspensionRule, answers: Sequence[Answered], *, position: int) -> Figures | None:
    """The figures, beyond or not; None where there are fewer answers than the rule wants."""
    match rule.signal:
        case Signal.GOLD_ACCURACY:
            right = [one.is_right for one in on_gold(answers)[-rule.last :]]
            return _share(rule, right, position, better_is_high=True)
        case Signal.REJECTION_RATE:
            reviewed = [one for one in by_label(answers) if one.standing][-rule.last :]
            rejected = [one.standing in _REJECTED for one in reviewed]
            return _share(rule, rejected, position, better_is_high=False)
        case Signal.PACE:
            timed = [one.seconds for one in by_label(answers) if one.seconds is not None]
            last = timed[-rule.last :]
            return _figures(rule, Decimal(median(last)) if last else None, len(last), position)
        case Signal.STRAIGHT_LINING:
            said = [one.answer for one in first_readings(answers)[-rule.last :]]
            return _figures(rule, Decimal(longest_run(said)), len(said), position)
        case Signal.DRIFT:
            series = on_gold(answers)[-rule.last :]
            return _figures(rule, Decimal(alarms(series)), len(series), position)


def is_beyond(rule: SuspensionRule, observed: Decimal) -> bool:
    """Whether so much suspends."""
    match rule.signal:
        case Signal.GOLD_ACCURACY | Signal.PACE:
            return observed < rule.threshold
        case Signal.DRIFT:
            return observed >= rule.threshold
        case Signal.STRAIGHT_LINING | Signal.REJECTION_RATE:
            return observed > rule.threshold


def longest_run(said: Sequence[str | None]) -> int:
    """
    >>> longest_run(["oak", "elm", "elm", "elm", "oak"])
    3
    """
    longest = run = 0
    former: object = object()
    for one in said:
        run = run + 1 if one == former else 1
        former, longest = one, max(longest, run)
    return longest


def alarms(series: Sequence[Answered]) -> int:
    """How often the charts say that the answers got worse, the annotator's own share in control."""
    if not series:
        return 0
    times = [(one.occurred_at - _EPOCH) // timedelta(microseconds=1) for one in series]
    order = sorted(range(len(series)), key=lambda at: (times[at], series[at].position))
    found = drift(
        Series(
            rows=np.array(order, dtype=np.intp),
            right=np.array([series[at].is_right for at in order], dtype=np.bool_),
            occurred_at=np.array([times[at] for at in order], dtype=np.int64),
            position=np.array([series[at].position for at in order], dtype=np.int64),
        ),
        HeldAgainst.GOLD_TODAY,
        (),
    )
    return sum(one.direction is Direction.WORSE for one in found.alarms)


def bounded(hits: int, n: int, bound: Bound, *, high: bool) -> Decimal:
    """A share by its point, or by one end of its interval, rounded as it is recorded."""
    if bound is Bound.POINT:
        return (Decimal(hits) / n).quantize(DECIMALS)
    return Decimal(wilson(hits, n)[high]).quantize(DECIMALS)


def _share(
    rule: SuspensionRule, hits: Sequence[bool], position: int, *, better_is_high: bool
) -> Figures | None:
    n = len(hits)
    observed = bounded(sum(hits), n, rule.bound, high=better_is_high) if n else None
    return _figures(rule, observed, n, position)


def _figures(
    rule: SuspensionRule, observed: Decimal | None, n: int, position: int
) -> Figures | None:
    if observed is None or n < rule.answers_min:
        return None
    return Figures(
        observed=observed.quantize(DECIMALS),
        threshold=rule.threshold,
        bound=rule.bound,
        answers=n,
        position=position,
        task=rule.task,
    )
