"""Sets of classes inferred class by class, told as one answer about sets.

Pure. Of an item: the set of the classes that are in, where every class is decided; else the gravest
reason why one is not. The probability of a set is the product over its classes, which are inferred
apart. An annotator's accuracy is the mean over classes, the weight of a vote their sum.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.inference import OUTCOMES, Convergence, Inferred, Outcome
from labeltrail.projections.inference.sets import PRESENT, InferredSets

MILLION = 1_000_000
NONE = -1


def as_one(found: InferredSets) -> Inferred:
    """Posteriors have one column: how probable the set is that was inferred."""
    each = [found.by_class[name] for name in found.classes]
    outcome = np.maximum.reduce([one.outcome for one in each])  # graver ones have higher codes
    is_known = np.isin(outcome, [OUTCOMES.index(one) for one in (Outcome.DECIDED, Outcome.GOLD)])
    is_in = np.stack([one.category == one.categories.index(PRESENT) for one in each], axis=1)
    categories, category = _named(is_in, is_known, found.classes)
    first = each[0]
    return msgspec.structs.replace(
        first,
        categories=categories,
        outcome=outcome,
        category=category,
        posterior=_probability(each),
        entropy=np.zeros(len(first.items), dtype=np.int32),
        accuracy=sum(one.accuracy for one in each) // len(each),
        ability=None,
        weight=np.where(first.weight < 0, NONE, sum(one.weight for one in each)),
        confusion=None,
        class_prior=np.zeros(0, dtype=np.int64),
        convergence=_convergence(each),
        input_digest=_digest(one.input_digest for one in each),
        result_digest=_digest(one.result_digest for one in each),
    )


def _named(
    is_in: npt.NDArray[np.bool_], is_known: npt.NDArray[np.bool_], classes: tuple[str, ...]
) -> tuple[tuple[str, ...], npt.NDArray[np.int32]]:
    rows, place = np.unique(is_in[is_known], axis=0, return_inverse=True)
    names = [
        msgspec.json.encode([classes[at] for at in np.flatnonzero(row)]).decode() for row in rows
    ]
    order = sorted(range(len(names)), key=names.__getitem__)
    code = np.empty(len(names), dtype=np.int32)
    code[order] = np.arange(len(names), dtype=np.int32)
    category = np.full(len(is_known), NONE, dtype=np.int32)
    category[is_known] = code[place.reshape(-1)]
    return tuple(names[at] for at in order), category


def _probability(each: list[Inferred]) -> npt.NDArray[np.int32]:
    """Multiplied in the order of classes, rounded once."""
    product = np.ones(len(each[0].items))
    for one in each:
        product *= one.posterior.max(axis=1, initial=0) / MILLION
    return np.rint(product * MILLION).astype(np.int32).reshape(-1, 1)


def _convergence(each: list[Inferred]) -> Convergence:
    ends = [one.convergence.objective[-1] for one in each if one.convergence.objective]
    return Convergence(
        iterations=max(one.convergence.iterations for one in each),
        is_converged=all(one.convergence.is_converged for one in each),
        objective=(sum(ends[1:], ends[0]),) if ends else (),
        restart=None,
    )


def _digest(digests: Iterable[bytes]) -> bytes:
    summed = sha256(b"labeltrail inference sets 1")
    for one in digests:
        summed.update(one)
    return summed.digest()
