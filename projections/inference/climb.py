"""Expectation-maximisation: from a first guess uphill, until nothing is gained.

Guarantees: the posterior returned is the one that the returned parameters make, and the objective
is that of each iteration's parameters: log-likelihood plus log prior density up to a constant, in
nats. It never decreases, but for rounding (A. P. Dempster, N. M. Laird, D. B. Rubin, Maximum
Likelihood from Incomplete Data via the EM Algorithm, J. R. Statist. Soc. B 39, 1977).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import numpy as np

from labeltrail.projections.inference.budget import Stop, go_on, never
from labeltrail.projections.inference.expectation import PROBABILITY_MIN
from labeltrail.projections.inference.model import Fit
from labeltrail.projections.inference.votes import Floats

Learned = TypeVar("Learned")


class Until(Protocol):
    """See `parameters`."""

    @property
    def iterations_max(self) -> int: ...
    @property
    def tolerance(self) -> float: ...


def climb(
    first: Learned,
    learn: Callable[[Learned, Floats], Learned],
    expect: Callable[[Learned], tuple[Floats, float]],
    n_votes: int,
    until: Until,
    stop: Stop = never,
) -> tuple[Learned, Floats, Fit]:
    """`expect` takes parameters to posteriors, with the objective; `learn` takes them back.

    Raises Stopped, where `stop` says so between iterations.
    """
    learned = first
    objective: list[float] = []
    while True:
        go_on(stop)
        posterior, found = expect(learned)
        if not n_votes:
            return learned, posterior, Fit()
        objective.append(found)
        is_converged = is_settled(objective, n_votes, until)
        if is_converged or len(objective) >= until.iterations_max:
            break
        learned = learn(learned, posterior)
    fit = Fit(iterations=len(objective), is_converged=is_converged, objective=tuple(objective))
    return learned, posterior, fit


def is_settled(objective: Sequence[float], n_votes: int, until: Until) -> bool:
    """Whether the last iteration gained less than the tolerance for each vote; 0 is never met."""
    if len(objective) < 2 or not until.tolerance:
        return False
    return objective[-1] - objective[-2] < until.tolerance * n_votes


def shared_out(posterior: Floats, prior: float) -> Floats:
    """p_k = (sum of P(k) over items + prior) / (items + n_categories * prior), shape (K,).

    Of no items and no prior, equal shares; at least 1e-10.
    """
    n_items, n_categories = posterior.shape
    total = n_items + n_categories * prior
    if not total:
        return np.full(n_categories, 1.0 / max(1, n_categories))
    summed = np.array([np.add.reduce(posterior[:, k]) for k in range(n_categories)])
    shares: Floats = np.maximum((summed + prior) / total, PROBABILITY_MIN)
    return shares
