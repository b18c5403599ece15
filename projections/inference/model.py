"""What a fit leaves behind: posteriors, and the model that made them, which can say why.

A model answers one question: what does this vote add for each class? Its answers, added to the
prior, give the posterior back; `explanation` rests on that.
"""

from __future__ import annotations

from typing import Protocol

import msgspec
import numpy as np
from scipy.special import xlogy

from labeltrail.projections.inference.votes import Floats
from labeltrail.projections.statistics.table import Codes


class Model(Protocol):
    """`is_log`: evidence is in nats and adds up to log odds; else in votes, whose shares count."""

    @property
    def is_log(self) -> bool: ...

    def prior(self) -> Floats:
        """What is added before any vote, shape (n_categories,)."""
        ...

    def evidence(self, item: int, annotator: Codes, category: Codes) -> Floats:
        """What votes on one item add for each class, shape (n_votes, n_categories)."""
        ...


class Ballots(msgspec.Struct, frozen=True, eq=False):
    """Votes that weigh by annotator, shape (n_annotators,)."""

    weight: Floats
    n_categories: int

    @property
    def is_log(self) -> bool:
        return False

    def prior(self) -> Floats:
        return np.zeros(self.n_categories)

    def evidence(self, item: int, annotator: Codes, category: Codes) -> Floats:
        is_said = category[:, None] == np.arange(self.n_categories)
        return np.where(is_said, self.weight[annotator][:, None], 0.0)


class Confusions(msgspec.Struct, frozen=True, eq=False):
    """`log_answers`: log P(said | true) in nats, shape (n_annotators, said, true)."""

    log_prior: Floats
    log_answers: Floats

    @property
    def is_log(self) -> bool:
        return True

    def prior(self) -> Floats:
        return self.log_prior

    def evidence(self, item: int, annotator: Codes, category: Codes) -> Floats:
        found: Floats = self.log_answers[annotator, category]
        return found


class Coins(msgspec.Struct, frozen=True, eq=False):
    """log P(said | true) in nats where they are equal and where not, each (n_annotators, said)."""

    log_prior: Floats
    log_right: Floats
    log_wrong: Floats

    @property
    def is_log(self) -> bool:
        return True

    def prior(self) -> Floats:
        return self.log_prior

    def evidence(self, item: int, annotator: Codes, category: Codes) -> Floats:
        is_right = category[:, None] == np.arange(len(self.log_prior))
        right = self.log_right[annotator, category][:, None]
        wrong = self.log_wrong[annotator, category][:, None]
        return np.where(is_right, right, wrong)


class Abilities(msgspec.Struct, frozen=True, eq=False):
    """GLAD: right with probability 1 / (1 + exp(-ability * exp(log_easiness)))."""

    log_prior: Floats
    ability: Floats
    log_easiness: Floats

    @property
    def is_log(self) -> bool:
        return True

    def prior(self) -> Floats:
        return self.log_prior

    def evidence(self, item: int, annotator: Codes, category: Codes) -> Floats:
        n_categories = len(self.log_prior)
        logit = self.ability[annotator] * np.exp(self.log_easiness[item])
        right: Floats = -np.logaddexp(0.0, -logit)
        wrong: Floats = -np.logaddexp(0.0, logit) - np.log(max(1, n_categories - 1))
        is_right = category[:, None] == np.arange(n_categories)
        found: Floats = np.where(is_right, right[:, None], wrong[:, None])
        return found


class Fit(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """
    iterations   0 for a vote, which is counted once
    is_converged whether the last iteration gained less than the tolerance
    objective    in nats, one for each iteration, never decreasing
    restart      number of the start that was kept, from 0; None where there is one start only
    """

    iterations: int = 0
    is_converged: bool = True
    objective: tuple[float, ...] = ()
    restart: int | None = None


class Fitted(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """
    posterior    shape (n_items, n_categories), of the items that have votes
    class_prior  shape (n_categories,)
    weight       of each annotator, shape (n_annotators,); see `Inferred`
    ability      the method's own parameter of each annotator; None for votes
    easiness     of each item, where the method knows one
    """

    posterior: Floats
    class_prior: Floats
    weight: Floats
    ability: Floats | None = None
    easiness: Floats | None = None
    model: Model
    fit: Fit = Fit()


def information(class_prior: Floats, answers: Floats) -> Floats:
    """How much one answer of each annotator tells of the truth, in nats, shape (n_annotators,).

        sum over true k, said l of p_k * P(l | k) * log(P(l | k) / P(l)),  P(l) = sum p_k P(l | k)

    Mutual information: 0 for who answers alike whatever is true, high too for who is always wrong
    in the same way, since that can be turned around. `answers`: (n_annotators, said, true), > 0.

    >>> said_a_and_b_given_a_and_b = np.array([[[0.9, 0.1], [0.1, 0.9]]])
    >>> information(np.array([0.5, 0.5]), said_a_and_b_given_a_and_b).round(6).tolist()
    [0.368064]
    """
    joint = answers * class_prior
    said = np.add.reduce(joint, axis=2)
    terms = joint * np.log(answers / said[:, :, None])
    told: Floats = np.add.reduce(np.add.reduce(terms, axis=2), axis=1)
    return told


def information_of_coins(class_prior: Floats, right: Floats, wrong: Floats) -> Floats:
    """The same where P(said | true) depends only on whether they are equal.

    `right`, `wrong`: P(said | true) where they are equal and where not, (n_annotators, said).
    With p the class prior and s log s at 0 taken as 0:

        sum over l of p_l * right_l * log right_l + (1 - p_l) * wrong_l * log wrong_l
            - P(l) * log P(l),  P(l) = p_l * right_l + (1 - p_l) * wrong_l

    >>> coin = (np.array([[0.9, 0.9]]), np.array([[0.1, 0.1]]))
    >>> information_of_coins(np.array([0.5, 0.5]), *coin).round(6).tolist()
    [0.368064]
    """
    said = class_prior * right + (1 - class_prior) * wrong
    terms = class_prior * xlogy(right, right) + (1 - class_prior) * xlogy(wrong, wrong)
    told: Floats = np.add.reduce(terms - xlogy(said, said), axis=1)
    return told
