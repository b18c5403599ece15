"""Digests of what went in and of what came out: SHA-256 over a canonical form.

Guarantees: the same votes, gold, method, parameters and seed have the same digests, whatever the
order of rows, and whatever items without votes or idle annotators stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.inference.inferred import OUTCOMES, Inferred, Outcome
from labeltrail.projections.inference.votes import Votes
from labeltrail.projections.statistics.table import ReadingTable

_INPUT = b"labeltrail inference input 1"
_RESULT = b"labeltrail inference result 1"

Column = npt.NDArray[np.integer]


def input_digest(table: ReadingTable, votes: Votes, gold: Mapping[str, str]) -> bytes:
    """`gold` of items of the table, in order of items."""
    lists = (
        table.categories,
        [table.items[place] for place in votes.items.tolist()],
        votes.names,
        list(gold.items()),
    )
    return _digest(_INPUT, lists, (votes.item, votes.annotator, votes.category))


def signed(told: Inferred, votes: Votes) -> Inferred:
    """With the digest of its results, of items with votes or gold and annotators with votes."""
    is_told = told.outcome != OUTCOMES.index(Outcome.NO_VOTES)
    facts = (
        [told.method, told.version, told.parameters, told.seed, told.input_digest.hex()],
        [told.convergence.iterations, told.convergence.is_converged, told.convergence.restart],
        [told.items[place] for place in np.flatnonzero(is_told).tolist()],
        told.categories,
    )
    by_item = (told.outcome, told.category, told.entropy, told.n_votes_of, told.posterior)
    by_annotator = (told.n_answers, told.accuracy, told.ability, told.weight, told.confusion)
    columns: list[Column] = [each[is_told] for each in by_item]
    columns += [each[votes.annotators] for each in by_annotator if each is not None]
    columns.append(told.class_prior)
    if told.strengths is not None:
        found = told.strengths
        columns += [found.pooled, found.pooled_error, found.strength, found.error]
    return msgspec.structs.replace(told, result_digest=_digest(_RESULT, facts, columns))


def _digest(kind: bytes, lists: Iterable[object], columns: Iterable[Column]) -> bytes:
    """Each part after its length, so that no two inputs read the same."""
    summed = sha256(kind)
    for part in lists:
        encoded = msgspec.json.encode(part)
        summed.update(len(encoded).to_bytes(8, "little"))
        summed.update(encoded)
    for column in columns:
        plain = np.ascontiguousarray(column, dtype="<i8" if column.dtype.itemsize == 8 else "<i4")
        summed.update(plain.size.to_bytes(8, "little"))
        summed.update(plain.data if plain.size else b"")
    return summed.digest()
