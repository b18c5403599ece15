"""The weighted vote: an annotator's votes weigh as much as is given, or as they earned.

    share of class k = sum of the weights of the votes for k / sum of the weights of all votes

Weights by agreement are one step of Wawa (worker agreement with aggregate): the plain vote decides
what it can, each annotator's weight is the share of their votes that agree. An item that the plain
vote leaves tied says nothing of anybody.
"""

from __future__ import annotations

import numpy as np

from labeltrail.projections.inference.budget import Stop, never
from labeltrail.projections.inference.climb import shared_out
from labeltrail.projections.inference.errors import WeightsMissing
from labeltrail.projections.inference.model import Ballots, Fitted
from labeltrail.projections.inference.parameters import WeightedVote, WeightsFrom
from labeltrail.projections.inference.quantised import leading, posterior_millionths
from labeltrail.projections.inference.votes import NONE, Floats, Votes, clamp, summed
from labeltrail.projections.statistics.table import Codes


def weighted_vote(votes: Votes, parameters: WeightedVote, seed: int, stop: Stop = never) -> Fitted:
    """The seed plays no part. Where all votes of an item weigh 0, its classes are as likely.

    Raises WeightsMissing.
    """
    weight = _weights(votes, parameters)
    cells = votes.n_items * votes.n_categories
    shares = summed(votes.chosen(), weight[votes.annotator], cells)
    shares = shares.reshape(votes.n_items, votes.n_categories)
    total = np.add.reduce(shares, axis=1)
    weightless = total == 0
    shares[weightless] = 1.0 / max(1, votes.n_categories)
    shares /= np.where(weightless, 1.0, total)[:, None]
    clamp(shares, votes.gold)
    return Fitted(
        posterior=shares,
        class_prior=shared_out(shares, 0.0),
        weight=weight,
        model=Ballots(weight, votes.n_categories),
    )


def _weights(votes: Votes, parameters: WeightedVote) -> Floats:
    match parameters.weights_from:
        case WeightsFrom.GIVEN:
            given = parameters.weights
            if not given:
                raise WeightsMissing("weights are to be given, and none are")
            return np.array([given.get(name, parameters.weight_missing) for name in votes.names])
        case WeightsFrom.GOLD:
            if votes.n_votes and not (votes.gold != NONE).any():
                raise WeightsMissing("weights are to be learned from gold, and no item has any")
            prior = (parameters.prior_correct, parameters.prior_wrong)
            return _agreement(votes, votes.gold, prior, parameters.weight_missing)
        case WeightsFrom.AGREEMENT:
            leader, is_tied = leading(posterior_millionths(votes.shares()))
            decided = np.where(is_tied, np.int32(NONE), leader)
            return _agreement(votes, decided, (0.0, 0.0), parameters.weight_missing)


def _agreement(votes: Votes, truth: Codes, prior: tuple[float, float], missing: float) -> Floats:
    """(agreeing votes + correct) / (votes on items with a truth + correct + wrong)."""
    correct, wrong = prior
    known = truth[votes.item]
    told = known != NONE
    by, n = votes.annotator, votes.n_annotators
    agreeing = np.bincount(by[told & (known == votes.category)], minlength=n) + correct
    total = np.bincount(by[told], minlength=n) + correct + wrong
    weight = np.full(n, missing)
    np.divide(agreeing, total, out=weight, where=total > 0)
    return weight
