"""How often an annotator's answers equal what they are held against, overall and by class.

    accuracy      equal / held                    precision of c   c said and right / c said
    recall of c   c said and right / c is right

over the labels that have something to be held against. Each with Wilson's interval. Two answers
are equal when their categories are: for sets, rankings and numbers that is whole equality.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from labeltrail.projections.annotators.figures import LackCode, Share
from labeltrail.projections.annotators.material import HeldAgainst, Material, Rows
from labeltrail.projections.annotators.proportions import share
from labeltrail.projections.columns.readings import NONE, Mask
from labeltrail.projections.statistics.table import Codes

CLASSES_MAX = 100
CELLS_MAX = 400


class ClassAccuracy(msgspec.Struct, frozen=True, kw_only=True):
    category: str
    precision: Share
    recall: Share


class Confusion(msgspec.Struct, frozen=True, kw_only=True):
    """So many labels said `answer` where `reference` is right."""

    reference: str
    answer: str
    n: int


class Accuracy(msgspec.Struct, frozen=True, kw_only=True):
    """`classes` in the order of the list of categories, `confusion` the largest first.

    `classes_left_out` and `labels_left_out` tell what is beyond CLASSES_MAX and CELLS_MAX.
    `without_reference`: labels that count, but have nothing to be held against.
    """

    against: HeldAgainst
    overall: Share
    classes: tuple[ClassAccuracy, ...]
    classes_left_out: int
    confusion: tuple[Confusion, ...]
    labels_left_out: int
    without_reference: int


def accuracy(material: Material, rows: Rows, against: HeldAgainst) -> Accuracy:
    """Of rows that count."""
    reference = material.standards[against][rows]
    is_held = reference != NONE
    answer, reference = material.answer[rows][is_held], reference[is_held]
    cells, n_cells = _cells(answer, reference, len(material.categories))
    listed = material.categories
    found = np.unique(np.concatenate((answer, reference)))
    ranked = np.lexsort((cells, -n_cells))[:CELLS_MAX]
    n = max(1, len(listed))
    return Accuracy(
        against=against,
        overall=share(
            int(np.count_nonzero(answer == reference)),
            len(answer),
            lack=LackCode.NO_REFERENCE if len(rows) else LackCode.NO_LABELS,
        ),
        classes=tuple(_of_class(listed, answer, reference, int(c)) for c in found[:CLASSES_MAX]),
        classes_left_out=max(0, len(found) - CLASSES_MAX),
        confusion=tuple(
            Confusion(
                reference=listed[cells[at] // n], answer=listed[cells[at] % n], n=int(n_cells[at])
            )
            for at in ranked
        ),
        labels_left_out=int(n_cells.sum() - n_cells[ranked].sum()),
        without_reference=int(np.count_nonzero(~is_held)),
    )


def is_right(material: Material, rows: Rows, against: HeldAgainst) -> tuple[Rows, Mask]:
    """The rows that can be held against something, in their order, and which of them are right."""
    held = rows[material.standards[against][rows] != NONE]
    return held, material.answer[held] == material.standards[against][held]


def _cells(answer: Codes, reference: Codes, n_categories: int) -> tuple[Rows, Rows]:
    keys = reference.astype(np.int64) * max(1, n_categories) + answer
    return np.unique(keys, return_counts=True)


def _of_class(listed: Sequence[str], answer: Codes, reference: Codes, code: int) -> ClassAccuracy:
    right = int(np.count_nonzero((answer == code) & (reference == code)))
    return ClassAccuracy(
        category=listed[code],
        precision=share(right, int(np.count_nonzero(answer == code))),
        recall=share(right, int(np.count_nonzero(reference == code)), lack=LackCode.NO_REFERENCE),
    )
