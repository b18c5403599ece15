"""Bradley-Terry: strengths of candidates from comparisons, two at a time.

    P(i is preferred to j) = 1 / (1 + exp(s_j - s_i))

Source: R. A. Bradley, M. E. Terry, Rank Analysis of Incomplete Block Designs: I, Biometrika 39
(1952). A draw is half a win for each. Every candidate is taken to have drawn so and so often with
one of strength 0 (`prior_draws`, more than none): so the log-likelihood with this prior has one
greatest value, at finite strengths, whatever the comparisons; strengths are shrunk toward 0, the
more the fewer comparisons there are. Without the prior, who always wins would be infinitely strong.

Newton's method, halved until nothing gets worse; standard errors from the curvature there. Its
linear systems are LAPACK's, the one exception to plain sums: they lead to the same maximum
whatever their order of summation, and what is recorded of it is quantised.
"""

from __future__ import annotations

import math

import msgspec
import numpy as np

from labeltrail.projections.inference.budget import Stop, go_on, never
from labeltrail.projections.inference.parameters import BradleyTerry
from labeltrail.projections.inference.votes import Floats

_HALVINGS_MAX = 30
_STEP_SETTLED = 1e-9


class Strengths(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """
    strength, standard_error  shape (n_sets, n_candidates)
    objective     by iteration, summed over sets; never decreasing
    """

    strength: Floats
    standard_error: Floats
    objective: tuple[float, ...]
    is_converged: bool


def strengths(wins: Floats, parameters: BradleyTerry, stop: Stop = never) -> Strengths:
    """Of sets of candidates apart, each with its own comparisons.

    `wins`: how often i was preferred to j, draws as half, shape (n_sets, i, j).

    One win of two candidates, one draw of each as prior: 3/2 = P(2 s) + P(s), P(x) = 1/(1 + e^-x).

    >>> found = strengths(np.array([[[0.0, 1.0], [0.0, 0.0]]]), BradleyTerry())
    >>> found.strength.round(6).tolist(), found.standard_error.round(6).tolist()
    ([[0.756308, -0.756308]], [[1.809412, 1.809412]])
    """
    prior = parameters.prior_draws
    scores = np.zeros(wins.shape[:2])
    value = _value(wins, scores, prior)
    objective = [math.fsum(value)]
    is_converged = False
    while not is_converged and len(objective) < parameters.iterations_max:
        go_on(stop)
        solved = np.linalg.solve(_curvature(wins, scores, prior), _slope(wins, scores, prior))
        step: Floats = solved[:, :, 0].astype(np.float64)
        scores, value = _uphill(wins, scores, value, step, prior)
        objective.append(math.fsum(value))
        is_converged = float(np.abs(step).max(initial=0.0)) <= _STEP_SETTLED
    variance = np.linalg.inv(_curvature(wins, scores, prior))
    return Strengths(
        strength=scores,
        standard_error=np.sqrt(np.diagonal(variance, axis1=1, axis2=2)),
        objective=tuple(objective),
        is_converged=is_converged,
    )


def _uphill(
    wins: Floats, scores: Floats, before: Floats, step: Floats, prior: float
) -> tuple[Floats, Floats]:
    for _ in range(_HALVINGS_MAX):
        value = _value(wins, scores + step, prior)
        is_worse = value < before
        if not is_worse.any():
            return scores + step, value
        step = np.where(is_worse[:, None], step / 2, step)
    # Nothing is gained but rounding.
    kept = np.where(is_worse[:, None], 0.0, step)
    return scores + kept, np.where(is_worse, before, value)


def _value(wins: Floats, scores: Floats, prior: float) -> Floats:
    """Log-likelihood and log prior of each set, in nats."""
    ahead = scores[:, :, None] - scores[:, None, :]
    lost = np.logaddexp(0.0, -ahead)
    drawn = (np.logaddexp(0.0, -scores) + np.logaddexp(0.0, scores)) * (prior / 2)
    value: Floats = -np.add.reduce(np.add.reduce(wins * lost, axis=2), axis=1)
    value -= np.add.reduce(drawn, axis=1)
    return value


def _slope(wins: Floats, scores: Floats, prior: float) -> Floats:
    """Shape (n_sets, n_candidates, 1)."""
    chance = _chance(scores[:, :, None] - scores[:, None, :])
    met = wins + wins.transpose(0, 2, 1)
    slope = np.add.reduce(wins - met * chance, axis=2) + prior * (0.5 - _chance(scores))
    shaped: Floats = slope[:, :, None]
    return shaped


def _curvature(wins: Floats, scores: Floats, prior: float) -> Floats:
    """Minus the second derivatives: positive definite, thanks to the prior."""
    chance = _chance(scores[:, :, None] - scores[:, None, :])
    bent: Floats = (wins + wins.transpose(0, 2, 1)) * chance * (1 - chance)
    alone = _chance(scores)
    curvature = -bent
    diagonal = np.arange(scores.shape[1])
    curvature[:, diagonal, diagonal] += np.add.reduce(bent, axis=2)
    curvature[:, diagonal, diagonal] += prior * alone * (1 - alone)
    return curvature


def _chance(ahead: Floats) -> Floats:
    chance: Floats = np.exp(-np.logaddexp(0.0, -ahead))
    return chance
