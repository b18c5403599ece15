"""Dawid-Skene: for each annotator, how each true class is answered; by EM.

    P(class k | votes on an item) ~ p_k * product over votes of e_a(said | k)
    e_a(said | k) = (expected answers + prior) / (expected answers where k is true + all prior)
    p_k           = (expected items of class k + prior) / (items + all prior)

Source: A. P. Dawid and A. M. Skene, Maximum Likelihood Estimation of Observer Error-Rates Using
the EM Algorithm, Applied Statistics 28 (1979) 20-28. The priors are answers and items taken to have
been seen before (Dirichlet), so that few labels prove little; with priors of 0 this is the method
of 1979, but that no expected count of answers goes below 1e-10.

The start is the share of votes (their equation 3.1), gold known. It matters: EM climbs to the mode
next to it. First error rates given instead would reach one M-step only, so there is no parameter
for them; gold is how to tell a fit what is known, since it holds in every iteration.
"""

from __future__ import annotations

import math

import msgspec
import numpy as np

from labeltrail.projections.inference.budget import Stop, never
from labeltrail.projections.inference.climb import climb, shared_out
from labeltrail.projections.inference.errors import TableTooLarge
from labeltrail.projections.inference.expectation import PROBABILITY_MIN, normalise
from labeltrail.projections.inference.model import Confusions, Fitted, information
from labeltrail.projections.inference.parameters import DawidSkene
from labeltrail.projections.inference.votes import ANSWERS_CELLS_MAX, Floats, Votes


class _Learned(msgspec.Struct, frozen=True, eq=False):
    """Shapes (n_categories,) and (n_annotators, said, true)."""

    class_prior: Floats
    answers: Floats


def dawid_skene(votes: Votes, parameters: DawidSkene, seed: int, stop: Stop = never) -> Fitted:
    """The seed plays no part. Memory: 8 bytes a cell of the posterior, 24 a vote, 24 a cell of
    the confusions. Raises TableTooLarge."""
    if votes.n_cells_of_answers > ANSWERS_CELLS_MAX:
        factors = "annotators times categories squared"
        raise TableTooLarge(factors, votes.n_cells_of_answers, ANSWERS_CELLS_MAX)
    lessons = votes if parameters.learn_from_single_votes else votes.telling()
    by_item = lessons.matrix()
    by_answer = by_item.T  # not rearranged: its sums are few and stay in the cache
    prior = prior_of_answers(votes.n_categories, parameters.prior_correct, parameters.prior_wrong)

    shape = (votes.n_annotators, votes.n_categories, votes.n_categories)
    flat = (votes.n_annotators * votes.n_categories, votes.n_categories)

    def learn(_: _Learned | None, posterior: Floats) -> _Learned:
        counted = np.asarray(by_answer @ posterior)
        return _Learned(
            shared_out(posterior, parameters.prior_class),
            _answers(counted.reshape(shape), prior),
        )

    def expect(learned: _Learned) -> tuple[Floats, float]:
        log_prior, log_answers = np.log(learned.class_prior), np.log(learned.answers)
        posterior = np.asarray(by_item @ log_answers.reshape(flat))
        told = normalise(posterior, log_prior, lessons.gold)
        told += parameters.prior_class * math.fsum(log_prior)
        return posterior, told + math.fsum(np.einsum("ast,st->a", log_answers, prior))

    first = learn(None, lessons.shares())
    learned, posterior, fit = climb(first, learn, expect, lessons.n_votes, parameters, stop)
    log_prior, log_answers = np.log(learned.class_prior), np.log(learned.answers)
    if lessons is not votes:
        posterior = np.asarray(votes.matrix() @ log_answers.reshape(flat))
        normalise(posterior, log_prior, votes.gold)
    return Fitted(
        posterior=posterior,
        class_prior=learned.class_prior,
        weight=information(learned.class_prior, learned.answers),
        ability=np.einsum("akk,k->a", learned.answers, learned.class_prior),
        model=Confusions(log_prior, log_answers),
        fit=fit,
    )


def prior_of_answers(n_categories: int, correct: float, wrong: float) -> Floats:
    """Answers taken to have been seen before, shape (said, true).

    >>> prior_of_answers(3, correct=4.0, wrong=1.0).tolist()
    [[4.0, 0.5, 0.5], [0.5, 4.0, 0.5], [0.5, 0.5, 4.0]]
    """
    if n_categories < 2:
        return np.full((n_categories, n_categories), correct + wrong)
    prior = np.full((n_categories, n_categories), wrong / (n_categories - 1))
    np.fill_diagonal(prior, correct)
    return prior


def _answers(counted: Floats, prior: Floats) -> Floats:
    """P(said | true) by (annotator, said, true); without prior, what was never said has none."""
    answers: Floats = counted + prior
    may_be_said = np.add.reduce(answers, axis=2, keepdims=True) > 0
    np.maximum(answers, PROBABILITY_MIN, out=answers, where=may_be_said)
    total = np.add.reduce(answers, axis=1)[:, None, :]
    np.divide(answers, total, out=answers, where=total > 0)
    return np.where(may_be_said, answers, PROBABILITY_MIN)
