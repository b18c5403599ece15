"""Error rates that an audit shows: by class exactly, over all strata as the population has them.

    rate of a part   wrong / audited, with the interval of Clopper and Pearson:
                     low  = B(a/2; x, n - x + 1)         high = B(1 - a/2; x + 1, n - x)
    rate of all      p = sum over strata of w_h x_h / n_h          w_h = items of h / items of all
    its interval     sum of w_h l_h  to  sum of w_h u_h, with Wilson's ends l_h, u_h at

        z' = z sqrt(sum w_h^2 v_h) / sum w_h sqrt(v_h)             v_h = p_h (1 - p_h) / n_h

B is the quantile of the beta distribution, a = 1 - level. Of equal strata that is Wilson's interval
of them all. Where every v_h is 0 it rests on p_h moved to the middle, (x_h + z^2/2) / (n_h + z^2).
Strata of which nothing was audited play no part, and are told. The finite size of the population
is left out of account, so intervals are rather too wide. Unit: share, 0 to 1.

Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934); X. Yan and X. G. Su, Stratified
Wilson and Newcombe Confidence Intervals for Multiple Binomial Proportions, Statistics in
Biopharmaceutical Research 2 (2010), 329-335.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt

import msgspec
from scipy.special import betaincinv

from labeltrail.events.streams.audits import AuditPlanned, ItemAudited
from labeltrail.events.values import category
from labeltrail.projections.annotators.proportions import normal_quantile
from labeltrail.projections.statistics.resampling import quantised
from labeltrail.projections.statistics.score import Algorithm, Interval, Status

EXACT, STRATIFIED = "clopper_pearson", "stratified_wilson"
RATE = Algorithm(name="audit_error_rate", version=1)
NOTHING = "Nothing of it has been audited yet."
UNDECIDED = "cannot_tell"


class ErrorRate(msgspec.Struct, frozen=True, kw_only=True):
    """`value` is a number exactly when the status is COMPUTED. `key` of a class or a stratum.

    sampled    items that were drawn; `audited` of them have a verdict that decides
    undecided  were audited as "cannot tell", and play no part
    """

    key: str
    value: float | None
    status: Status
    reason: str | None
    wrong: int
    audited: int
    undecided: int
    sampled: int
    interval: Interval | None
    algorithm: Algorithm


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """An item that was accepted as one thing and audited as another."""

    item: str
    accepted: str
    audited: str
    auditor: str


class AuditResult(msgspec.Struct, frozen=True, kw_only=True):
    """`mistakes` by item; `strata_left_out` by key: nothing of them was audited."""

    overall: ErrorRate
    classes: tuple[ErrorRate, ...]
    strata: tuple[ErrorRate, ...]
    mistakes: tuple[Mistake, ...]
    strata_left_out: tuple[str, ...]


def audit_result(
    planned: AuditPlanned, verdicts: Sequence[ItemAudited], *, level: float | None = None
) -> AuditResult:
    """At the level of the plan, where none is given."""
    sure = float(planned.plan.level) if level is None else level
    by_item = {one.item_id: one for one in verdicts}
    classes: dict[str, _Counted] = {}
    strata = {one.key: _Counted() for one in planned.plan.strata}
    mistakes = []
    for one in planned.sample:
        parts = (classes.setdefault(one.accepted, _Counted()), strata[one.stratum])
        verdict = by_item.get(one.item_id)
        found = category(verdict.value) if verdict is not None else None
        for part in parts:
            part.sampled += 1
            part.undecided += verdict is not None and found is None
            part.audited += found is not None
            part.wrong += found is not None and found != one.accepted
        if verdict is not None and found is not None and found != one.accepted:
            mistakes.append(
                Mistake(
                    item=one.item_id,
                    accepted=one.accepted,
                    audited=found,
                    auditor=verdict.auditor,
                )
            )
    weights = {one.key: one.items for one in planned.plan.strata}
    return AuditResult(
        overall=_overall(strata, weights, sure),
        classes=tuple(_rate(key, classes[key], sure) for key in sorted(classes)),
        strata=tuple(_rate(key, strata[key], sure) for key in sorted(strata)),
        mistakes=tuple(sorted(mistakes, key=lambda one: one.item)),
        strata_left_out=tuple(sorted(key for key, one in strata.items() if not one.audited)),
    )


class _Counted:
    def __init__(self) -> None:
        self.sampled = self.audited = self.undecided = self.wrong = 0


def _rate(key: str, counted: _Counted, level: float) -> ErrorRate:
    if not counted.audited:
        return _told(key, counted, None, None)
    low, high = clopper_pearson(counted.wrong, counted.audited, level=level)
    interval = Interval(level=level, method=EXACT, seed=None, low=low, high=high)
    return _told(key, counted, counted.wrong / counted.audited, interval)


def _overall(strata: Mapping[str, _Counted], weights: Mapping[str, int], level: float) -> ErrorRate:
    whole = _Counted()
    for one in strata.values():
        whole.sampled += one.sampled
        whole.audited += one.audited
        whole.undecided += one.undecided
        whole.wrong += one.wrong
    held = [key for key in sorted(strata) if strata[key].audited]
    if not held:
        return _told("", whole, None, None)
    parts = [(weights[key], strata[key].wrong, strata[key].audited) for key in held]
    value, low, high = stratified(parts, level=level)
    if len(held) == 1:  # nothing is weighed, so the exact interval will do
        low, high = clopper_pearson(whole.wrong, whole.audited, level=level)
        interval = Interval(level=level, method=EXACT, seed=None, low=low, high=high)
    else:
        interval = Interval(level=level, method=STRATIFIED, seed=None, low=low, high=high)
    return _told("", whole, value, interval)


def _told(key: str, counted: _Counted, value: float | None, interval: Interval | None) -> ErrorRate:
    return ErrorRate(
        key=key,
        value=value,
        status=Status.INSUFFICIENT_EVIDENCE if value is None else Status.COMPUTED,
        reason=NOTHING if value is None else None,
        wrong=counted.wrong,
        audited=counted.audited,
        undecided=counted.undecided,
        sampled=counted.sampled,
        interval=interval,
        algorithm=RATE,
    )


def clopper_pearson(wrong: int, n: int, *, level: float = 0.95) -> tuple[float, float]:
    """Both ends, to 10 decimals. Newcombe (1998), table I, 81 of 263 and 0 of 20:

    >>> [round(end, 4) for end in clopper_pearson(81, 263)]
    [0.2527, 0.3676]
    >>> [round(end, 4) for end in clopper_pearson(0, 20)]
    [0.0, 0.1684]
    """
    tail = (1 - level) / 2
    low = 0.0 if wrong == 0 else float(betaincinv(wrong, n - wrong + 1, tail))
    high = 1.0 if wrong == n else float(betaincinv(wrong + 1, n - wrong, 1 - tail))
    return quantised(low), quantised(high)


def stratified(
    parts: Sequence[tuple[int, int, int]], *, level: float = 0.95
) -> tuple[float, float, float]:
    """The rate and both ends, from (weight, wrong, audited) of each stratum, none without audits.

    Two equal strata of 20 of 100 are Wilson's interval of 40 of 200:

    >>> [round(one, 6) for one in stratified([(1, 20, 100), (1, 20, 100)])]
    [0.2, 0.150452, 0.260855]
    >>> from labeltrail.projections.annotators.proportions import wilson
    >>> [round(end, 6) for end in wilson(40, 200)]
    [0.150452, 0.260855]
    """
    total = sum(weight for weight, _, _ in parts)
    shares = [weight / total for weight, _, _ in parts]
    rates = [wrong / n for _, wrong, n in parts]
    z = normal_quantile(level)
    spread = [p * (1 - p) / n for p, (_, _, n) in zip(rates, parts, strict=True)]
    if not any(spread):
        middles = [(wrong + z * z / 2) / (n + z * z) for _, wrong, n in parts]
        spread = [p * (1 - p) / n for p, (_, _, n) in zip(middles, parts, strict=True)]
    above = sqrt(sum(w * w * v for w, v in zip(shares, spread, strict=True)))
    below = sum(w * sqrt(v) for w, v in zip(shares, spread, strict=True))
    ends = [_wilson_at(z * above / below, wrong, n) for _, wrong, n in parts]
    value = sum(w * p for w, p in zip(shares, rates, strict=True))
    low = sum(w * one for w, (one, _) in zip(shares, ends, strict=True))
    high = sum(w * one for w, (_, one) in zip(shares, ends, strict=True))
    return value, quantised(low), quantised(high)


def _wilson_at(z: float, wrong: int, n: int) -> tuple[float, float]:
    centre, scale = 2 * wrong + z * z, 2 * (n + z * z)
    reach = z * sqrt(z * z + 4 * wrong * (n - wrong) / n)
    low = 0.0 if wrong == 0 else (centre - reach) / scale
    high = 1.0 if wrong == n else (centre + reach) / scale
    return low, high
