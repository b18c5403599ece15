"""MACE: each annotator either knows the answer or says something by habit.

    P(said | k) = spamming_a * habit_a(said) + knowing_a * (1 where said is k),  P(k) = 1 / classes

Source: D. Hovy, T. Berg-Kirkpatrick, A. Vaswani, E. Hovy, Learning Whom to Trust with MACE,
NAACL-HLT 2013. VARIATIONAL: a Beta prior on knowing and a Dirichlet prior on habits, parameters
stand as exp(E[log]); the objective is the evidence's lower bound. EM: expected counts plus a
little; the objective is the log-likelihood plus that prior.

Starting values are drawn by the seed, anew for each restart (see `MaceStart`), and matter: the
restart with the greatest objective is kept, the first of equals (to a millionth).
"""

from __future__ import annotations

import math

import msgspec
import numpy as np
from scipy.special import digamma, gammaln

from labeltrail.projections.inference.budget import Stop, never
from labeltrail.projections.inference.climb import climb
from labeltrail.projections.inference.expectation import add_to_rows, normalise
from labeltrail.projections.inference.model import Coins, Fit, Fitted, information_of_coins
from labeltrail.projections.inference.parameters import Mace, MaceFit, MaceStart
from labeltrail.projections.inference.quantised import MILLION
from labeltrail.projections.inference.votes import Floats, Votes, summed
from labeltrail.projections.statistics.sampler import uniform


class Trust(msgspec.Struct, frozen=True, eq=False):
    """Weights, positive; they need not add up to 1 (VARIATIONAL).

    spamming, knowing  shape (n_annotators,)
    habit              shape (n_annotators, n_categories)
    prior              log density of the parameters, or minus their divergence from the prior
    """

    spamming: Floats
    knowing: Floats
    habit: Floats
    prior: float = 0.0


def mace(votes: Votes, parameters: Mace, seed: int, stop: Stop = never) -> Fitted:
    """Memory: 16 bytes a cell of the posterior, 40 a vote; restarts run one after the other."""
    best: tuple[Trust, Floats, Fit] | None = None
    for restart in range(parameters.restarts):
        start = started(votes, parameters, seed, restart)
        trust, posterior, fit = fitted_from(votes, start, parameters, stop)
        if best is None or _rounded(fit) > _rounded(best[2]):
            best = trust, posterior, msgspec.structs.replace(fit, restart=restart)
        if not votes.n_votes:
            break
    assert best is not None, "there is at least one restart"
    trust, posterior, fit = best
    return _told(votes, trust, posterior, fit)


def started(votes: Votes, parameters: Mace, seed: int, restart: int) -> Trust:
    """From 1 to 2 + noise, shared out."""
    n, k = votes.n_annotators, votes.n_categories
    spread = 1 + parameters.noise
    if parameters.start is MaceStart.EVEN:
        states = np.tile(1 + spread * uniform(seed, 2 * restart, 2), (n, 1))
        habit = np.ones((n, k))
    else:
        states = 1 + spread * uniform(seed, 2 * restart, 2 * n).reshape(n, 2)
        habit = 1 + spread * uniform(seed, 2 * restart + 1, n * k).reshape(n, k)
    states /= np.add.reduce(states, axis=1)[:, None]
    habit /= np.add.reduce(habit, axis=1)[:, None]
    return Trust(states[:, 0], states[:, 1], habit)


def fitted_from(
    votes: Votes, start: Trust, parameters: Mace, stop: Stop = never
) -> tuple[Trust, Floats, Fit]:
    """Iterations from given starting values."""
    cells = votes.n_annotators * votes.n_categories
    answers, chosen = votes.answers(), votes.chosen()
    given = np.bincount(answers, minlength=cells).reshape(start.habit.shape)
    even = np.full(votes.n_categories, -math.log(max(1, votes.n_categories)))
    weigh = _variational if parameters.fit is MaceFit.VARIATIONAL else _smoothed

    def expect(trust: Trust) -> tuple[Floats, float]:
        habit = trust.spamming[:, None] * trust.habit
        log_wrong = np.log(habit).ravel()[answers]
        gain = np.log1p(trust.knowing[:, None] / habit).ravel()[answers]
        n_cells = votes.n_items * votes.n_categories
        posterior = summed(chosen, gain, n_cells).reshape(votes.n_items, votes.n_categories)
        against = summed(votes.item, log_wrong, votes.n_items)
        add_to_rows(posterior, against)
        return posterior, normalise(posterior, even, votes.gold) + trust.prior

    def learn(trust: Trust, posterior: Floats) -> Trust:
        habit = trust.spamming[:, None] * trust.habit
        knows = (trust.knowing[:, None] / (habit + trust.knowing[:, None])).ravel()
        known = summed(answers, posterior.ravel()[chosen], cells) * knows
        known = known.reshape(given.shape)
        return weigh(given - known, np.add.reduce(known, axis=1), parameters)

    first = learn(start, expect(start)[0])
    return climb(first, learn, expect, votes.n_votes, parameters, stop)


def _variational(habits: Floats, known: Floats, parameters: Mace) -> Trust:
    """Weights exp(E[log]) under the posterior of parameters, and its divergence from the prior."""
    spamming, prior_s = np.add.reduce(habits, axis=1), parameters.prior_spamming
    states = np.stack([spamming + prior_s, known + parameters.prior_knowing], axis=1)
    strategies = habits + parameters.prior_strategy
    log_states, log_habit = _expected_logs(states), _expected_logs(strategies)
    prior_of_states = np.array([prior_s, parameters.prior_knowing])
    prior_of_habits = np.full(habits.shape[1], parameters.prior_strategy)
    divergence = _divergence(states, prior_of_states, log_states)
    divergence += _divergence(strategies, prior_of_habits, log_habit)
    weights = np.exp(log_states)
    return Trust(weights[:, 0], weights[:, 1], np.exp(log_habit), -divergence)


def _expected_logs(counts: Floats) -> Floats:
    logs: Floats = digamma(counts) - digamma(np.add.reduce(counts, axis=1))[:, None]
    return logs


def _divergence(counts: Floats, prior: Floats, expected_logs: Floats) -> float:
    """Kullback-Leibler, of Dirichlet(counts) from Dirichlet(prior), over all annotators."""
    by_annotator = (
        gammaln(np.add.reduce(counts, axis=1))
        - np.add.reduce(gammaln(counts), axis=1)
        + np.add.reduce((counts - prior) * expected_logs, axis=1)
    )
    constant = float(np.add.reduce(gammaln(prior)) - gammaln(np.add.reduce(prior)))
    return float(np.add.reduce(by_annotator)) + len(counts) * constant


def _smoothed(habits: Floats, known: Floats, parameters: Mace) -> Trust:
    """Expected counts plus a little, shared out; and the log prior that this amounts to."""
    smoothing = parameters.smoothing / max(1, habits.shape[1])
    states = np.stack([np.add.reduce(habits, axis=1), known], axis=1) + smoothing
    states /= np.add.reduce(states, axis=1)[:, None]
    strategies = habits + smoothing
    strategies /= np.add.reduce(strategies, axis=1)[:, None]
    prior = smoothing * float(np.add.reduce(np.log(states).ravel()))
    prior += smoothing * float(np.add.reduce(np.log(strategies).ravel()))
    return Trust(states[:, 0], states[:, 1], strategies, prior)


def _told(votes: Votes, trust: Trust, posterior: Floats, fit: Fit) -> Fitted:
    k = votes.n_categories
    uniform_prior = np.full(k, 1.0 / max(1, k))
    knowing = trust.knowing / (trust.knowing + trust.spamming)
    habit = trust.habit / np.add.reduce(trust.habit, axis=1)[:, None]
    wrong = (1 - knowing)[:, None] * habit
    said = trust.spamming[:, None] * trust.habit
    return Fitted(
        posterior=posterior,
        class_prior=uniform_prior,
        weight=information_of_coins(uniform_prior, wrong + knowing[:, None], wrong),
        ability=knowing,
        model=Coins(np.log(uniform_prior), np.log(said + trust.knowing[:, None]), np.log(said)),
        fit=fit,
    )


def _rounded(fit: Fit) -> int:
    return round(fit.objective[-1] * MILLION) if fit.objective else 0
