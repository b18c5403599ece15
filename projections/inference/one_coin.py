"""One-coin Dawid-Skene: for each annotator one accuracy, whatever the true class; by EM.

    P(said | k) = s_a where said is k, else (1 - s_a) / (n_categories - 1)
    s_a         = (expected right answers + prior_correct) / (answers + prior_correct + prior_wrong)

Source: Y. Zhang, X. Chen, D. Zhou, M. I. Jordan, Spectral Methods Meet EM: A Provably Optimal
Algorithm for Crowdsourcing, JMLR 17 (2016). Start, priors and floor as in `dawid_skene`. One number
to learn for each annotator instead of n_categories * (n_categories - 1): better where labels are
few.
"""

from __future__ import annotations

import math

import msgspec
import numpy as np

from labeltrail.projections.inference.budget import Stop, never
from labeltrail.projections.inference.climb import climb, shared_out
from labeltrail.projections.inference.expectation import PROBABILITY_MIN, add_to_rows, normalise
from labeltrail.projections.inference.model import Coins, Fitted, information_of_coins
from labeltrail.projections.inference.parameters import OneCoinDawidSkene
from labeltrail.projections.inference.votes import Floats, Votes, summed


class _Learned(msgspec.Struct, frozen=True, eq=False):
    """Shapes (n_categories,) and (n_annotators,)."""

    class_prior: Floats
    accuracy: Floats


def one_coin(votes: Votes, parameters: OneCoinDawidSkene, seed: int, stop: Stop = never) -> Fitted:
    """The seed plays no part. Memory: 16 bytes a cell of the posterior, 32 a vote."""
    lessons = votes if parameters.learn_from_single_votes else votes.telling()
    chosen = lessons.chosen()
    given = np.bincount(lessons.annotator, minlength=votes.n_annotators)
    correct, wrong = parameters.prior_correct, parameters.prior_wrong

    def learn(_: _Learned | None, posterior: Floats) -> _Learned:
        right = summed(lessons.annotator, posterior.ravel()[chosen], votes.n_annotators)
        # Nobody answered and no prior: as right as chance.
        total = given + (correct + wrong)
        accuracy = np.full(votes.n_annotators, 1.0 / max(1, votes.n_categories))
        np.divide(right + correct, total, out=accuracy, where=total > 0)
        accuracy = np.clip(accuracy, PROBABILITY_MIN, 1 - PROBABILITY_MIN)
        return _Learned(shared_out(posterior, parameters.prior_class), accuracy)

    def expect(learned: _Learned) -> tuple[Floats, float]:
        posterior, told = _posterior(lessons, learned)
        told += parameters.prior_class * math.fsum(np.log(learned.class_prior))
        told += correct * math.fsum(np.log(learned.accuracy))
        return posterior, told + wrong * math.fsum(np.log1p(-learned.accuracy))

    first = learn(None, lessons.shares())
    learned, posterior, fit = climb(first, learn, expect, lessons.n_votes, parameters, stop)
    if lessons is not votes:
        posterior, _ = _posterior(votes, learned)
    log_right, log_wrong = (
        np.broadcast_to(each[:, None], (votes.n_annotators, votes.n_categories))
        for each in _logs(learned, votes.n_categories)
    )
    return Fitted(
        posterior=posterior,
        class_prior=learned.class_prior,
        weight=information_of_coins(learned.class_prior, np.exp(log_right), np.exp(log_wrong)),
        ability=learned.accuracy,
        model=Coins(np.log(learned.class_prior), log_right, log_wrong),
        fit=fit,
    )


def _logs(learned: _Learned, n_categories: int) -> tuple[Floats, Floats]:
    """Of a right answer, and of one wrong answer, shape (n_annotators,) each."""
    if n_categories < 2:  # there is nothing to be wrong with
        return np.zeros(len(learned.accuracy)), np.zeros(len(learned.accuracy))
    return np.log(learned.accuracy), np.log1p(-learned.accuracy) - math.log(n_categories - 1)


def _posterior(votes: Votes, learned: _Learned) -> tuple[Floats, float]:
    right, wrong = _logs(learned, votes.n_categories)
    cells = votes.n_items * votes.n_categories
    posterior = summed(votes.chosen(), (right - wrong)[votes.annotator], cells)
    posterior = posterior.reshape(votes.n_items, votes.n_categories)
    against = summed(votes.item, wrong[votes.annotator], votes.n_items)
    add_to_rows(posterior, against)
    return posterior, normalise(posterior, np.log(learned.class_prior), votes.gold)
