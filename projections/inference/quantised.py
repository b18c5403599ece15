"""Numbers as they are recorded: millionths, as integers and as decimals.

Guarantees: rounded half to even, once, before anything is compared, recorded or hashed. Floats
that differ in their last bits, as other processors or libraries may make them, become the same
integer unless they lie on both sides of a half.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import numpy.typing as npt

from labeltrail.projections.inference.votes import NONE, Floats, Integers
from labeltrail.projections.statistics.table import Codes

MILLION = 1_000_000
_CHUNK_CELLS = 1 << 18


def millionths(numbers: npt.ArrayLike) -> Integers:
    """
    >>> millionths([0.1234565, 1 / 3, 1.0]).tolist()
    [123456, 333333, 1000000]
    """
    scaled = np.asarray(numbers, dtype=np.float64) * MILLION
    return np.rint(scaled).astype(np.int64)


def decimal(in_millionths: int | np.integer) -> Decimal:
    """
    >>> decimal(333333)
    Decimal('0.333333')
    """
    return Decimal(int(in_millionths)).scaleb(-6)


def posterior_millionths(posterior: Floats) -> Codes:
    """Shape as given, int32; by chunks, so that no second copy in floats is made."""
    quantised = np.empty(posterior.shape, dtype=np.int32)
    flat, cells = posterior.reshape(-1), quantised.reshape(-1)
    for start in range(0, len(flat), _CHUNK_CELLS):
        part = slice(start, start + _CHUNK_CELLS)
        cells[part] = np.rint(flat[part] * MILLION)
    return quantised


def leading(quantised: Codes) -> tuple[Codes, npt.NDArray[np.bool_]]:
    """The class with the most millionths of each row, and whether another has as many."""
    n_items, n_categories = quantised.shape
    leader = np.full(n_items, NONE, dtype=np.int32)
    is_tied = np.zeros(n_items, dtype=np.bool_)
    if not n_categories:
        return leader, is_tied
    top = np.full(n_items, -1, dtype=np.int32)
    for k in range(n_categories):
        column = quantised[:, k]
        is_tied = (is_tied & (column <= top)) | (column == top)
        ahead = column > top
        leader[ahead] = k
        np.maximum(top, column, out=top)
    return leader, is_tied


def entropy_millionths(posterior: Floats) -> Codes:
    """-sum of p * log p of each row, in millionths of a nat, int32."""
    n_items, n_categories = posterior.shape
    entropy = np.empty(n_items, dtype=np.int32)
    rows = max(1, _CHUNK_CELLS // max(1, n_categories))
    for start in range(0, n_items, rows):
        part = posterior[start : start + rows]
        logs = np.log(part, out=np.zeros_like(part), where=part > 0)
        logs *= part
        entropy[start : start + rows] = np.rint(-MILLION * np.add.reduce(logs, axis=1))
    return entropy
