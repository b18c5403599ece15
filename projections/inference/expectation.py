"""What an item's votes and a class's prior make likely: the step that every EM shares.

    P(class k | votes) = p_k * product of P(vote | k) / sum over classes of the same

Guarantees: computed from logarithms, the greatest taken out first, so that products of many
probabilities neither vanish nor overflow; in chunks, each row by itself, so that neither their
number nor their order plays a part.
"""

from __future__ import annotations

import math

import numpy as np

from labeltrail.projections.inference.votes import NONE, Floats
from labeltrail.projections.statistics.table import Codes

PROBABILITY_MIN = 1e-10
"""Where no prior keeps it from 0: one impossible answer must not outweigh everything else."""

_CHUNK_CELLS = 1 << 16
_COLUMNS_BY_HAND_MAX = 32


def normalise(log_likelihood: Floats, log_prior: Floats, gold: Codes) -> float:
    """Turns log P(votes | k) of shape (n_items, n_categories) into posteriors, in place.

    Returns the log-likelihood in nats: the sum over items of log P(votes); of items with gold,
    log P(gold, votes).
    """
    n_items, n_categories = log_likelihood.shape
    rows = max(1, _CHUNK_CELLS // max(1, n_categories))
    return math.fsum(
        _normalise(log_likelihood[start : start + rows], log_prior, gold[start : start + rows])
        for start in range(0, n_items, rows)
    )


def add_to_rows(table: Floats, numbers: Floats) -> None:
    """Adds each row's number to its cells, in place."""
    if table.shape[1] > _COLUMNS_BY_HAND_MAX:
        table += numbers[:, None]
        return
    for k in range(table.shape[1]):
        table[:, k] += numbers


def _normalise(joint: Floats, log_prior: Floats, gold: Codes) -> float:
    if joint.shape[1] > _COLUMNS_BY_HAND_MAX:
        joint += log_prior
    else:
        for k, log_share in enumerate(log_prior):
            joint[:, k] += log_share
    known = np.flatnonzero(gold != NONE)
    if len(known):
        told = joint[known, gold[known]]
        joint[known] = -np.inf
        joint[known, gold[known]] = told
    top = joint.max(axis=1) if joint.shape[1] > _COLUMNS_BY_HAND_MAX else _by_hand_max(joint)
    if joint.shape[1] > _COLUMNS_BY_HAND_MAX:
        joint -= top[:, None]
        np.exp(joint, out=joint)
        total = np.add.reduce(joint, axis=1)
        joint /= total[:, None]
    else:
        total = _by_hand(joint, top)
    np.log(total, out=total)
    total += top
    return float(np.add.reduce(total))


def _by_hand_max(joint: Floats) -> Floats:
    """Column by column: rows of a few cells are too short for NumPy's reductions."""
    top = joint[:, 0].copy()
    for k in range(1, joint.shape[1]):
        np.maximum(top, joint[:, k], out=top)
    return top


def _by_hand(joint: Floats, top: Floats) -> Floats:
    columns = range(joint.shape[1])
    for k in columns:
        joint[:, k] -= top
    np.exp(joint, out=joint)
    total = joint[:, 0].copy()
    for k in columns[1:]:
        total += joint[:, k]
    for k in columns:
        joint[:, k] /= total
    return total
