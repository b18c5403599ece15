"""Agreement item by item and category by category, for worklists and reports.

Guarantees: what the mean over items or the sum over categories is of, so that a report's rows add
up to its total.
"""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.statistics.counts import AgreementCounts
from labeltrail.projections.statistics.matrices import Floats, Matrix, summed
from labeltrail.projections.statistics.pairs import meetings_of
from labeltrail.projections.statistics.table import ReadingTable


class ItemAgreement(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """In the order of the table's items, (n_items,): `pairs` is 0 where nothing can be compared,
    and `agreeing`, the (weighted) share of pairs that agree, is 0 there and means nothing."""

    agreeing: Floats
    pairs: npt.NDArray[np.int64]


def agreement_per_item(table: ReadingTable, weights: Matrix | None = None) -> ItemAgreement:
    """`weights` (q, q) as of `matrices`; None: equal or not. The mean over items that have pairs
    is observed agreement with pooling ITEMS.

    >>> rows = [("i", "ann", "x"), ("i", "bob", "x"), ("i", "cid", "y"), ("j", "ann", "x")]
    >>> table = ReadingTable.of(rows)
    >>> found = agreement_per_item(table)
    >>> found.agreeing.round(3).tolist(), found.pairs.tolist()
    ([0.333, 0.0], [3, 0])
    """
    met = meetings_of(table)
    n = len(table.items)
    alike = (met.first_category == met.second_category).astype(np.float64)
    if weights is not None:
        there = weights[met.first_category, met.second_category]
        alike = (there + weights[met.second_category, met.first_category]) / 2
    pairs = np.bincount(met.item, minlength=n).astype(np.int64)
    return ItemAgreement(
        agreeing=np.asarray(summed(met.item, alike, n) / np.maximum(pairs, 1)), pairs=pairs
    )


def specific_agreement(counts: AgreementCounts, category: str) -> float | None:
    """If one annotator says `category`, how often another does; None where nobody who could be
    compared said it.

        sum over items of n_c (n_c - 1)  /  sum over items of n_c (m - 1)

    Source: J. S. Uebersax, A Design-Independent Method for Measuring the Reliability of Psychiatric
    Diagnosis, Journal of Psychiatric Research 17 (1982) 335-342; D. V. Cicchetti, A. R. Feinstein,
    Journal of Clinical Epidemiology 43 (1990) 551-558.

    >>> specific_agreement(AgreementCounts.of_item(["ripe", "ripe", "green"]), "ripe")
    0.5
    """
    met = given = 0
    for m, bucket in counts.buckets.items():
        if m >= 2:
            met += bucket.pairs.get(category, {}).get(category, 0)
            given += bucket.totals.get(category, 0) * (m - 1)
    return met / given if given else None
