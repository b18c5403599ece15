"""Runs of labels without a long pause, and whether answers get worse within them.

A session ends where the next label's `occurred_at` comes GAP_SECONDS or more later. Labels are in
the order of happening, so a clock that went backwards makes no session; equal times go by
position. `occurred_at` is of a label's last event: a revised label sits where it was revised.

    trend   Spearman's rho within sessions:  sum (r - r̄_s)(y - ȳ_s) / sqrt(S_rr S_yy)

with r the rank of a label's place in its session, y 1 where it is right, r̄_s and ȳ_s the means of
its session. Chance: labels change places within their session. Up to PERMUTED_LABELS_MAX labels
the p-value is of permutations, (1 + as extreme) / (1 + resamples); beyond, the normal
approximation with the exact variance of the same permutations, sum S_rr,s S_yy,s / (n_s - 1).
Source: rho C. Spearman (1904); the strata Ph. van Elteren (1960); the p-value B. Phipson and
G. Smyth, Statistical Applications in Genetics and Molecular Biology 9 (2010).
"""

from __future__ import annotations

from math import erfc, sqrt

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.annotators.figures import (
    Figure,
    LackCode,
    Share,
    Trend,
    figure,
    lack_of,
)
from labeltrail.projections.annotators.proportions import share
from labeltrail.projections.columns.readings import Mask
from labeltrail.projections.statistics.sampler import uniform
from labeltrail.projections.statistics.score import Algorithm, Status

GAP_SECONDS = 30 * 60.0
BIN_STARTS = (1, 11, 26, 51, 101, 201)
RESAMPLES = 999
PERMUTED_LABELS_MAX = 200
STREAM = 1
TREND = Algorithm(name="spearman_within_sessions", version=1)
RATE = Algorithm(name="labels_per_active_hour", version=1)

Integers = npt.NDArray[np.int64]


class Sessions(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """Of labels in the order of happening: each one's session, from 0, and place in it, from 1."""

    number: Integers
    place: Integers
    n: int


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """`longest`: labels of the longest session. `per_hour`: labels after the first of each
    session, by the hours from the first to the last of it."""

    sessions: int
    longest: int
    active_hours: float
    per_hour: Figure


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """Labels from this place of a session to that, None: to its end."""

    first: int
    last: int | None
    right: Share


class Fatigue(msgspec.Struct, frozen=True, kw_only=True):
    bins: tuple[Bin, ...]
    trend: Trend


def sessions(occurred_at: Integers, *, gap_seconds: float = GAP_SECONDS) -> Sessions:
    """`occurred_at` in microseconds, in rising order.

    >>> minute = 60_000_000
    >>> found = sessions(np.array([0, 1, 1, 31, 200]) * minute)
    >>> found.number.tolist(), found.place.tolist()
    ([0, 0, 0, 1, 2], [1, 2, 3, 1, 1])
    """
    if not len(occurred_at):
        return Sessions(number=np.zeros(0, np.int64), place=np.zeros(0, np.int64), n=0)
    begins = np.ones(len(occurred_at), dtype=np.bool_)
    begins[1:] = np.diff(occurred_at) >= gap_seconds * 1e6
    number = np.cumsum(begins) - 1
    place = np.arange(len(occurred_at)) - np.flatnonzero(begins)[number] + 1
    return Sessions(number=number, place=place, n=int(number[-1]) + 1)


def work(occurred_at: Integers, found: Sessions) -> Work:
    """How many labels an active hour sees."""
    hours = 0.0
    if found.n:
        starts = np.flatnonzero(found.place == 1)
        ends = np.append(starts[1:], len(occurred_at)) - 1
        hours = int((occurred_at[ends] - occurred_at[starts]).sum()) / 3.6e9
    n = len(occurred_at) - found.n
    rate: float | LackCode = n / hours if hours else LackCode.NO_TIME_BETWEEN
    if not len(occurred_at):
        rate = LackCode.NO_LABELS
    return Work(
        sessions=found.n,
        longest=int(found.place.max(initial=0)),
        active_hours=hours,
        per_hour=figure(rate, n, RATE),
    )


def fatigue(number: Integers, place: Integers, right: Mask, *, seed: int) -> Fatigue:
    """Labels that are held against something: session, place in it, and whether right."""
    bins = []
    for first, after in zip(BIN_STARTS, (*BIN_STARTS[1:], None), strict=True):
        within = (place >= first) & (True if after is None else place < after)
        n, hits = int(np.count_nonzero(within)), int(np.count_nonzero(within & right))
        if n:
            last = None if after is None else after - 1
            bins.append(Bin(first=first, last=last, right=share(hits, n)))
    return Fatigue(bins=tuple(bins), trend=trend(number, place, right, seed=seed))


def trend(number: Integers, place: Integers, right: Mask, *, seed: int) -> Trend:
    """Below 0: answers get worse towards the end of sessions."""
    _, session, n_of = np.unique(number, return_inverse=True, return_counts=True)
    kept = n_of[session] > 1
    session, rank, y = session[kept], _ranks(session[kept], place[kept]), right[kept].astype(float)
    n = len(rank)
    if not n:
        return _no_trend(LackCode.TOO_FEW, 0)
    rank, y = _centred(session, rank), _centred(session, y)
    rank_squares, y_squares = _sums(session, rank * rank), _sums(session, y * y)
    scale = sqrt(rank_squares.sum() * y_squares.sum())
    if not scale:
        return _no_trend(LackCode.NO_VARIATION, n)
    value = float((rank * y).sum() / scale)
    if n <= PERMUTED_LABELS_MAX:
        chance = _permuted(session, rank, y, seed)
        extreme = int(np.count_nonzero(np.abs(chance) >= abs((rank * y).sum()) - 1e-9))
        p_value, method = (1 + extreme) / (1 + RESAMPLES), "permutation"
    else:
        size = np.bincount(session)
        lone = size < 2
        variance = (rank_squares * y_squares / np.where(lone, 1, size - 1))[~lone].sum()
        p_value = erfc(abs(float((rank * y).sum())) / sqrt(2 * variance)) if variance else 1.0
        method = "normal"
    is_drawn = method == "permutation"
    return Trend(
        value=value,
        status=Status.COMPUTED,
        lack=None,
        p_value=p_value,
        n=n,
        method=method,
        resamples=RESAMPLES if is_drawn else None,
        seed=seed if is_drawn else None,
        algorithm=TREND,
    )


def _permuted(
    session: Integers, rank: npt.NDArray[np.float64], y: npt.NDArray[np.float64], seed: int
) -> npt.NDArray[np.float64]:
    """The sum of products with y in other orders within sessions, shape (RESAMPLES,)."""
    n = len(rank)
    drawn = uniform(seed, STREAM, RESAMPLES * n).reshape(RESAMPLES, n)
    # Rows are sorted by session, so sorting by (session, drawn) shuffles within each.
    order = np.argsort(session + drawn, axis=1, kind="stable")
    found: npt.NDArray[np.float64] = (y[order] * rank).sum(axis=1)
    return found


def _ranks(session: Integers, place: Integers) -> npt.NDArray[np.float64]:
    """Places in a session are all different, so ranks among the labels kept are their order."""
    starts = np.searchsorted(session, np.arange(session.max(initial=-1) + 1))
    return (np.arange(len(place)) - starts[session] + 1).astype(float)


def _sums(session: Integers, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.bincount(session, weights=values).astype(np.float64)  # of none: integers


def _centred(session: Integers, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    size = np.maximum(np.bincount(session), 1)
    return values - (_sums(session, values) / size)[session]


def _no_trend(code: LackCode, n: int) -> Trend:
    status, lack = lack_of(code)
    return Trend(
        value=None,
        status=status,
        lack=lack,
        p_value=None,
        n=n,
        method="none",
        resamples=None,
        seed=None,
        algorithm=TREND,
    )
