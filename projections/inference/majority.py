"""The vote: shares of the votes of each item.

A tie stays a tie: shares are equal whatever the order of rows, classes or annotators.
"""

from __future__ import annotations

import numpy as np

from labeltrail.projections.inference.budget import Stop, never
from labeltrail.projections.inference.climb import shared_out
from labeltrail.projections.inference.model import Ballots, Fitted
from labeltrail.projections.inference.parameters import Majority
from labeltrail.projections.inference.votes import Votes


def majority(votes: Votes, parameters: Majority, seed: int, stop: Stop = never) -> Fitted:
    """Of the votes for a class, its share; every vote weighs 1. The seed plays no part."""
    shares = votes.shares()
    weight = np.ones(votes.n_annotators)
    return Fitted(
        posterior=shares,
        class_prior=shared_out(shares, 0.0),
        weight=weight,
        model=Ballots(weight, votes.n_categories),
    )
